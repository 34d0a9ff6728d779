//! Where the keyboard is, inside the shadow root.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// Where the focus was, held so that closures of signals can reach it.
pub type Place = StoredValue<Option<HtmlElement>, LocalStorage>;

/// What has the focus now, looked for through shadow roots.
pub fn focused() -> Option<HtmlElement> {
    let mut element = document().active_element()?;
    while let Some(inner) = element.shadow_root().and_then(|root| root.active_element()) {
        element = inner;
    }
    element.dyn_into().ok()
}

/// Returns the focus, if what had it is still on the page.
pub fn give_back(before: Place) {
    // The whole widget may be going away, and the place with it.
    if let Some(Some(before)) = before.try_get_value()
        && before.is_connected()
    {
        // An element that cannot be focused keeps the focus where it is.
        let _ = before.focus();
    }
}
