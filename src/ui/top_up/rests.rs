use leptos::prelude::*;

use super::part::part;
use crate::engine::UserAction;
use crate::top_up::Rest;
use crate::ui::shown::Shown;
use crate::ui::words;

/// What the market may still take of the wallet's tokens, each to be taken back.
#[component]
pub fn Rests() -> impl IntoView {
    let rests = part(|top_up| top_up.rests.clone());
    let rests = Memo::new(move |_| rests.get().unwrap_or_default());
    view! {
        <Show when=move || !rests.with(Vec::is_empty)>
            <details class="behind rests">
                <summary>{"What this market may still take from your wallet"}</summary>
                <ul>
                    <For each=move || rests.get() key=Clone::clone let:rest>
                        <Taken rest />
                    </For>
                </ul>
            </details>
        </Show>
    }
}

#[component]
fn Taken(rest: Rest) -> impl IntoView {
    let shown = Shown::here();
    let id = rest.id;
    // Reviewed like everything that is signed.
    let take_back = move |_| {
        shown.act(UserAction::BackToChoice);
        shown.act(UserAction::ChooseStrategy(id.into()));
        shown.act(UserAction::Review);
    };
    view! {
        <li>
            <span>{words::rest(&rest)}</span>
            <button type="button" class="quiet" on:click=take_back>
                {format!("Take back {}…", rest.symbol)}
            </button>
        </li>
    }
}
