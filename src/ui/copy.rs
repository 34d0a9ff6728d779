use alloy::primitives::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::element::{El, el};
use super::icon::Icon;

/// An address, written by `shown`, with a button that copies all of it.
pub fn address(
    address: impl Fn() -> Address + Clone + Send + 'static,
    shown: fn(Address) -> String,
) -> El {
    let text = address.clone();
    el("span", "address")
        .child(
            el("code", "")
                .attr_live("title", {
                    let address = address.clone();
                    move || Some(address().to_string())
                })
                .say(move || shown(address())),
        )
        .child(copy_button("Copy address", move || text().to_string()))
}

/// All of an address.
pub fn full(address: Address) -> String {
    address.to_string()
}

/// Its beginning and its end: to recognise an address, never to check one.
pub fn short(address: Address) -> String {
    let text = address.to_string();
    match (text.get(..6), text.get(38..)) {
        (Some(start), Some(end)) => format!("{start}…{end}"),
        _ => text,
    }
}

/// A button that copies a text, and says whether it did.
pub fn copy_button(label: &'static str, text: impl Fn() -> String + 'static) -> El {
    let outcome = RwSignal::new(String::new());
    el("button", "copy")
        .attr("type", "button")
        .attr("aria-label", label)
        .attr("title", label)
        .on("click", move |_| {
            let copied = window().navigator().clipboard().write_text(&text());
            spawn_local(async move {
                let copied = JsFuture::from(copied).await;
                // The button may be gone by now.
                let told = if copied.is_ok() {
                    "Copied"
                } else {
                    "Not copied"
                };
                outcome.try_set(told.to_owned());
            });
        })
        .child(Icon::Copy.view())
        .child(
            el("span", "told")
                .attr("role", "status")
                .say(move || outcome.get()),
        )
}
