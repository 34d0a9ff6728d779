//! The Web Locks of an origin, which all its tabs see.

use js_sys::Promise;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::Navigator;

use super::script;

// As web-sys has them for builds of its unstable parts only.
#[wasm_bindgen]
extern "C" {
    type WithLocks;
    #[wasm_bindgen(method, getter)]
    fn locks(this: &WithLocks) -> Option<LockManager>;

    type LockManager;
    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &JsValue,
        granted: &JsValue,
    ) -> Result<JsValue, JsValue>;
}

/// How a lock is had.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// By one alone.
    Exclusive,
    /// By all who ask for it so.
    Shared,
}

#[derive(Serialize)]
struct Options {
    mode: Mode,
    steal: bool,
}

/// Asks for a lock, or takes it from whoever has it. `granted` is called when it is had, and holds it
/// for as long as the promise that it gives is open. What is given here settles when it was let go,
/// and is rejected when it was stolen, or never granted as to a page without an origin.
///
/// None where the browser has no locks, or refuses at once.
pub fn request(
    navigator: &Navigator,
    name: &str,
    mode: Mode,
    steal: bool,
    granted: &JsValue,
) -> Option<Promise> {
    let navigator: &WithLocks = navigator.unchecked_ref();
    let options = script::from_data(&Options { mode, steal });
    let ended = navigator.locks()?.request(name, &options, granted);
    Some(Promise::resolve(&ended.ok()?))
}
