use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::WalletInfo;
use crate::ui::icon::{Icon, Picture};
use crate::ui::shown::Shown;

/// Connects a wallet; `confusable`: its name alone does not say which it is.
#[component]
pub fn WalletButton(wallet: WalletInfo, #[prop(into)] confusable: Signal<bool>) -> impl IntoView {
    let shown = Shown::here();
    let WalletInfo {
        id,
        name,
        icon,
        rdns,
    } = wallet;
    let picture = match icon {
        Some(icon) => view! { <img src=icon alt="" /> }.into_any(),
        None => view! { <Picture icon=Icon::Wallet /> }.into_any(),
    };
    let maker = rdns.unwrap_or_else(|| "names no maker".to_owned());
    view! {
        <button
            type="button"
            class="wallet"
            on:click=move |_| shown.act(UserAction::Connect(id.clone()))
        >
            <span class="wallet-icon">{picture}</span>
            <span>"Connect "<bdi>{name}</bdi></span>
            <Show when=move || confusable.get()>
                <small class="maker">{maker.clone()}</small>
            </Show>
        </button>
    }
}
