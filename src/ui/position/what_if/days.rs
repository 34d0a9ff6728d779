use leptos::prelude::*;

use super::preset::Preset;
use crate::engine::view::{PositionView, WORST_DAYS};
use crate::ui::position::asked::Asked;
use crate::ui::words;

/// Days on which prices fell: what they would do to this position.
#[component]
pub fn Days(position: Memo<PositionView>, asked: RwSignal<Asked>) -> impl IntoView {
    // They are falls in dollars: of a position that is counted in another unit they say nothing.
    let says = Memo::new(move |_| position.with(|one| one.what_if.knows_days()));
    view! {
        <Show when=move || says.get()>
            <div class="chips" role="group" aria-label="Days on which prices fell">
                {(0..).zip(WORST_DAYS).map(|(index, day)| view! { <Preset index day asked /> }).collect_view()}
            </div>
        </Show>
        {move || match asked.get() {
            Asked::Day(day) => WORST_DAYS.get(day).map(|day| {
                view! {
                    <p class="hint">
                        {words::worst_day(day)}
                        <a href=day.url rel="noopener noreferrer" target="_blank">{"Source"}</a>
                    </p>
                }
            }),
            Asked::Nothing | Asked::Fall(_) => None,
        }}
    }
}
