use leptos::prelude::*;

use super::chain_finding::ChainFinding;
use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::shown::Shown;
use crate::ui::words::found;

/// A look at every chain that may be read, and what it came to.
#[component]
pub fn Find() -> impl IntoView {
    let shown = Shown::here();
    let results = shown.session(|session| session.found.clone());
    view! {
        <section class="entries">
            <h3>{"Elsewhere"}</h3>
            <p class="hint">
                {"Looks on every chain it may read, now and daily. What it finds is watched."}
            </p>
            <Act class="secondary" action=UserAction::FindPositions>{"Find my positions"}
            </Act>
            <ul class="plain" aria-live="polite">
                <For
                    each=move || results.get().unwrap_or_default()
                    key=|(chain, came)| (chain.id, found(came))
                    let((chain, came))
                >
                    <ChainFinding name=chain.name came />
                </For>
            </ul>
        </section>
    }
}
