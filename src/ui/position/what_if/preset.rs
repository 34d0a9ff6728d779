use leptos::prelude::*;

use crate::engine::view::WorstDay;
use crate::ui::format;
use crate::ui::position::asked::Asked;

/// One of those days, to be asked about.
#[component]
pub fn Preset(index: usize, day: WorstDay, asked: RwSignal<Asked>) -> impl IntoView {
    let is_chosen = move || asked.get() == Asked::Day(index);
    view! {
        <button
            type="button"
            class="chip"
            aria-pressed=move || is_chosen().to_string()
            on:click=move |_| asked.set(if is_chosen() { Asked::Nothing } else { Asked::Day(index) })
        >
            {format::calendar_day(day.date)}
        </button>
    }
}
