//! What keeps the browser from freezing a page that watches.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::Navigator;

use super::locks::{self, Mode};
use super::script;

/// The name under which every widget of an origin holds the lock, together.
const NAME: &str = "margin-call";

/// A shared Web Lock: a page that holds one is not frozen in the background. Let go when dropped.
///
/// Where there are no Web Locks there is nothing to hold, and nothing is lost but the protection.
pub struct WebLock {
    release: Option<Function>,
}

impl WebLock {
    /// Takes the lock.
    pub fn hold(navigator: &Navigator) -> Self {
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let keep = Closure::<dyn FnMut() -> JsValue>::new(move || held.clone().into());
        if let Some(ended) =
            locks::request(navigator, NAME, Mode::Shared, false, &keep.into_js_value())
        {
            // Refused for pages without an origin: then it is as if there were none.
            script::settle(&ended, |_| {});
        }
        Self { release }
    }
}

impl Drop for WebLock {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            // A promise's own resolve does not throw.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}
