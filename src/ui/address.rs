use alloy::primitives::Address;
use leptos::prelude::*;

use super::copy::CopyButton;
use crate::engine::view::AccountView;

/// An address in short, with all of it at hand: in its title, and to be copied.
#[component]
pub fn ShortAddress(address: Address) -> impl IntoView {
    let all = address.to_string();
    view! {
        <span class="address">
            <code title=all.clone()>{short(address)}</code>
            <CopyButton label="Copy address" text=all />
        </span>
    }
}

/// What an account is called: by the person's name for it, or by its address.
pub fn label(account: &AccountView) -> String {
    let name = account.name.clone();
    name.unwrap_or_else(|| short(account.account))
}

/// Its beginning and its end: to recognise an address, never to check one.
pub fn short(address: Address) -> String {
    let text = address.to_string();
    match (text.get(..6), text.get(38..)) {
        (Some(start), Some(end)) => format!("{start}…{end}"),
        _ => text,
    }
}
