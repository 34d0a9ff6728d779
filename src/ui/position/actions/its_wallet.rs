use leptos::prelude::*;

use crate::engine::view::NoTopUp;
use crate::ui::shown::Shown;
use crate::ui::wallets::Wallets;
use crate::ui::words;

/// The way to a top-up of what is watched without its wallet: the wallets that can be connected.
#[component]
pub fn ItsWallet() -> impl IntoView {
    let shown = Shown::here();
    let is_connected = shown.session(|session| session.wallet.is_some());
    let wallets = shown.session(|session| session.wallets.clone());
    let wallets = Signal::derive(move || wallets.get().unwrap_or_default());
    let asks = shown.session(|session| session.connecting.as_ref().map(|one| one.name.clone()));
    let has_some = Memo::new(move |_| wallets.with(|wallets| !wallets.is_empty()));
    let said = move || match (is_connected.get(), has_some.get()) {
        (Some(false), false) => words::NO_WALLET,
        _ => words::no_top_up(NoTopUp::WatchOnly),
    };
    view! {
        <div class="its-wallet">
            <p class="hint">{said}</p>
            {move || {
                let name = asks.get().flatten();
                name.map(|name| view! { <p class="hint">"Confirm in "<bdi>{name}</bdi>"."</p> })
            }}
            <Show when=move || has_some.get() && is_connected.get() == Some(false)>
                <Wallets wallets />
            </Show>
        </div>
    }
}
