use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::Found;
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
                {"Looks on every chain that may be read, now and once a day. What it finds is watched."}
            </p>
            <Act class="secondary" action=UserAction::FindPositions>{"Find my positions"}
            </Act>
            <ul class="plain" aria-live="polite">
                <For
                    each=move || results.get().unwrap_or_default()
                    key=|(chain, came)| (chain.id, found(came))
                    let((chain, came))
                >
                    <Looked name=chain.name came />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn Looked(name: String, came: Found) -> impl IntoView {
    view! {
        <li class="entry">
            <span class="name">{name}</span>
            <span class="hint">{found(&came)}</span>
        </li>
    }
}
