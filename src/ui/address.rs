use alloy::primitives::Address;
use leptos::prelude::*;

use super::copy_button::CopyButton;
pub use crate::chain::short_address as short;
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
