use leptos::prelude::*;

use crate::engine::UserAction;
use crate::top_up::Rest;
use crate::ui::shown::Shown;
use crate::ui::words;

/// What the market may still take of one token, and the way to take that back.
#[component]
pub fn RestLine(rest: Rest) -> impl IntoView {
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
