use leptos::prelude::*;

use super::own_ladder::OwnLadder;
use crate::engine::view::PositionView;
use crate::risk::Health;
use crate::ui::words;

/// At which thresholds it is called, in a line that opens to type its own.
#[component]
pub fn CalledAt(position: Memo<PositionView>) -> impl IntoView {
    let words = Memo::new(move |_| position.with(|one| words::called_at(&one.alarm)));
    let is_open = RwSignal::new(false);
    // What owes nothing is never called.
    let owes = Memo::new(move |_| position.with(|one| one.first_health != Health::NoDebt));
    view! {
        <Show when=move || owes.get()>
            <details
                class="called-at"
                part="called-at"
                on:toggle:target=move |event| is_open.set(event.target().open())
            >
                <summary>{move || words.get()}</summary>
                <Show when=move || is_open.get()>
                    <OwnLadder position />
                </Show>
            </details>
        </Show>
    }
}
