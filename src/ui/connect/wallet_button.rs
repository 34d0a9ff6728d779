use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::WalletInfo;
use crate::ui::icon::{Icon, Picture};
use crate::ui::shown::Shown;

/// Connects a wallet.
#[component]
pub fn WalletButton(wallet: WalletInfo) -> impl IntoView {
    let shown = Shown::here();
    let WalletInfo { id, name, icon, .. } = wallet;
    let picture = match icon {
        Some(icon) => view! { <img src=icon alt="" /> }.into_any(),
        None => view! { <Picture icon=Icon::Wallet /> }.into_any(),
    };
    view! {
        <button
            type="button"
            class="wallet"
            on:click=move |_| shown.act(UserAction::Connect(id.clone()))
        >
            <span class="wallet-icon">{picture}</span>
            "Connect "<bdi>{name}</bdi>
        </button>
    }
}
