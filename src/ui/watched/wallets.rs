use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::{SessionView, WalletInfo};
use crate::ui::act::Act;
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::wallets::Wallets;
use crate::ui::words::connect_problem;

/// The wallets, while none is connected.
#[component]
pub fn OfferedWallets() -> impl IntoView {
    let shown = Shown::here();
    let failed = shown.session(|session| session.failed.as_ref().map(connect_problem));
    let asks = shown.session(|session| session.connecting.as_ref().map(|one| one.name.clone()));
    let wallets = shown.session(offered);
    let wallets = Signal::derive(move || wallets.get().unwrap_or_default());
    let has_some = Memo::new(move |_| wallets.with(|wallets| !wallets.is_empty()));
    let asks = move || {
        asks.get().flatten().map(|name| {
            view! {
                <div class="actions">
                    <p role="status">"Confirm in "<bdi>{name}</bdi>"."</p>
                    <Act class="secondary" action=UserAction::CancelConnect>{"Cancel"}
                    </Act>
                </div>
            }
        })
    };
    view! {
        <Problem words=Signal::derive(move || failed.get().flatten()) />
        {asks}
        <Show when=move || has_some.get()>
            <Wallets wallets />
        </Show>
    }
}

fn offered(session: &SessionView) -> Vec<WalletInfo> {
    match session.wallet {
        Some(_) => Vec::new(),
        None => session.wallets.clone(),
    }
}
