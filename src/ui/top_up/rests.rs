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
    move || {
        let rests = rests.get().unwrap_or_default();
        let listed = rests.iter().cloned().map(|rest| view! { <Taken rest /> });
        let listed: Vec<_> = listed.collect();
        (!listed.is_empty()).then(|| {
            view! {
                <details class="behind rests">
                    <summary>{"What this market may still take from your wallet"}</summary>
                    <ul>{listed}</ul>
                </details>
            }
        })
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
