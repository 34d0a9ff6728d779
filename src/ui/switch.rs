use leptos::prelude::*;

use super::shown::Shown;
use super::words::switching;
use crate::chain::ChainId;
use crate::engine::UserAction;

/// Asks the wallet to go to a chain; not twice at a time.
#[component]
pub fn Switch(chain: ChainId, children: Children) -> impl IntoView {
    let shown = Shown::here();
    let is_switching = shown.session(|session| session.switching);
    view! {
        <button
            type="button"
            class="secondary"
            disabled=move || is_switching.get().unwrap_or_default()
            on:click=move |_| shown.act(UserAction::SwitchChain(chain))
        >
            {children()}
        </button>
    }
}

/// How the switch stands, where there is something to say.
pub fn switch_words() -> Signal<Option<String>> {
    let said = Shown::here().session(switching);
    Signal::derive(move || said.get().flatten())
}
