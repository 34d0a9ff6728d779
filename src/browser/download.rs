//! A file that the page itself has made, for the person to keep.

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// So long the text is there for the browser to read, milliseconds.
const KEPT_MS: u32 = 60_000;

/// Hands the browser a text to be saved under a name. A browser that saves nothing says so itself.
pub fn save(name: &str, kind: &str, text: &str) {
    // What fails here is a browser without files: nothing was lost.
    let _ = try_save(name, kind, text);
}

fn try_save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document());
    let link = document.map(|document| document.create_element("a"));
    if let Some(link) = link.transpose()? {
        let link: HtmlAnchorElement = link.unchecked_into();
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // Some browsers read it only after the click was handled.
    Timeout::new(KEPT_MS, move || {
        // A text that stays in memory harms nobody.
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}
