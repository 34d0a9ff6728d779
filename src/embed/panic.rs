//! After a panic nothing that this instance shows can be believed: it falls silent and says so.

use std::cell::{Cell, RefCell};
use std::panic;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::browser::icon;

thread_local! {
    static STOPPED: Cell<bool> = const { Cell::new(false) };
    static LISTENER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Calls `listener` with the panic's words when this instance panics. The listener must not call
/// back before its caller's stack is gone.
#[wasm_bindgen]
pub fn on_panic(listener: Function) {
    LISTENER.set(Some(listener));
    panic::set_hook(Box::new(|panic| {
        if STOPPED.replace(true) {
            return;
        }
        let words = panic.to_string();
        LISTENER.with_borrow(|listener| {
            if let Some(listener) = listener {
                // There is nobody left to tell.
                let _ = listener.call1(&JsValue::UNDEFINED, &words.into());
            }
        });
    }));
}

/// Ends this instance after a trap that was no panic.
#[wasm_bindgen]
pub fn silence() {
    STOPPED.set(true);
}

/// The page's icon when nobody watches: asked for at the start, since afterwards nothing can be.
#[wasm_bindgen]
pub fn stopped_icon() -> String {
    icon::not_watching()
}

/// Whether this instance panicked.
pub fn is_stopped() -> bool {
    STOPPED.get()
}
