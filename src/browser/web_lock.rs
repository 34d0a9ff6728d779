//! What keeps the browser from freezing a page that watches.

use js_sys::{Function, Object, Promise};
use wasm_bindgen::prelude::*;
use web_sys::Navigator;

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
        let locks = script::property(navigator, "locks");
        if let Some((locks, request)) =
            locks.and_then(|locks| script::method(&locks, "request").map(|call| (locks, call)))
        {
            let options = Object::new();
            script::set(&options, "mode", &"shared".into());
            let keep = Closure::<dyn FnMut() -> JsValue>::new(move || held.clone().into());
            if let Ok(lock) = request.call3(&locks, &NAME.into(), &options, &keep.into_js_value()) {
                // Refused for pages without an origin: then it is as if there were none.
                script::settle(&Promise::resolve(&lock), |_| {});
            }
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
