use alloy::primitives::Address;

use super::doing::Do;
use super::element::{El, el, text};
use super::icon::Icon;

/// An address, as it is `shown`, with a button that copies all of it.
pub fn address(address: Address, shown: fn(Address) -> String) -> El {
    let all = address.to_string();
    el("span", "address")
        .child(text("code", "", shown(address)).attr("title", all.clone()))
        .child(copy_button("Copy address", all))
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
pub fn copy_button(label: &'static str, text: String) -> El {
    el("button", "copy")
        .attr("type", "button")
        .attr("aria-label", label)
        .attr("title", label)
        .on("click", Do::Copy(text))
        .child(Icon::Copy.view())
        .child(el("span", "told").attr("role", "status"))
}
