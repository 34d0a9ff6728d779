use leptos::prelude::*;

use crate::engine::view::ToldView;
use crate::ui::format;

/// What the markets say of themselves while nothing is confirmed yet.
#[component]
pub fn ToldByMarkets(told: Vec<ToldView>) -> impl IntoView {
    let each = told.into_iter().map(|one| {
        view! {
            <div class="told">
                <h3>{one.protocol.market(&one.market)}</h3>
                <p class="told-health">{format::health(one.health)}</p>
            </div>
        }
    });
    view! {
        <div class="stack">
            {each.collect_view()}
            <p class="lead">
                {"The market’s own number. Details follow."}
            </p>
        </div>
    }
}
