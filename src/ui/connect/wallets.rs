use leptos::prelude::*;

use super::wallet_button::WalletButton;
use crate::engine::view::WalletInfo;

/// The wallets that can be connected, in the order in which they came.
#[component]
pub fn Wallets(#[prop(into)] wallets: Signal<Vec<WalletInfo>>) -> impl IntoView {
    view! {
        <div class="wallets">
            <For each=move || wallets.get() key=|one| one.id.clone() let:wallet>
                <WalletButton wallet />
            </For>
        </div>
    }
}
