use leptos::prelude::*;

use crate::math::Timestamp;
use crate::ui::format;

/// From when to when it goes.
#[component]
pub fn Times(ends: Signal<(Timestamp, Timestamp)>) -> impl IntoView {
    let from = Memo::new(move |_| ends.get().0);
    let to = Memo::new(move |_| ends.get().1);
    view! {
        <p class="times">
            <span>{move || format::day_and_time(from.get())}</span>
            {" "}
            <span>{move || format::day_and_time(to.get())}</span>
        </p>
    }
}
