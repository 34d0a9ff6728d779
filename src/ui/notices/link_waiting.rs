use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::LinkWaits;
use crate::ui::act::Act;
use crate::ui::address::ShortAddress;
use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;
use crate::ui::wallets::Wallets;
use crate::ui::words;

/// A link to a top-up was followed, and leads nowhere yet.
#[component]
pub fn LinkWaiting() -> impl IntoView {
    let shown = Shown::here();
    let link = shown.part(|view| view.link.clone());
    // Before anything is watched, and at a position that is, they stand below.
    let wallets = shown.session(|session| session.wallets.clone());
    let wallets = Signal::derive(move || wallets.get().unwrap_or_default());
    let has_some = Memo::new(move |_| wallets.with(|wallets| !wallets.is_empty()));
    move || {
        link.get().map(|link| {
            let account = link.account;
            let is_for_another = link.waits_for == LinkWaits::Account;
            view! {
                <Notice tone=Tone::Warning headline="Your link to a top-up waits">
                    <p>{words::link_waits(&link)}</p>
                    <p>{"Account "} <ShortAddress address=account /></p>
                    <Show when=move || is_for_another && has_some.get()>
                        <Wallets wallets />
                    </Show>
                    <Act class="secondary" action=UserAction::DismissLink>{"Never mind"}</Act>
                </Notice>
            }
        })
    }
}
