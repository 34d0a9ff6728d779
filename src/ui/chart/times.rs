use leptos::prelude::*;

use crate::math::Timestamp;
use crate::ui::format;

/// From so many seconds on the day says it, with its year.
const LONG: u64 = 60 * 86_400;

/// From when to when it goes, in short: both stand on one line. Each reading tells its time in full.
#[component]
pub fn Times(ends: Signal<(Timestamp, Timestamp)>) -> impl IntoView {
    let words = Memo::new(move |_| {
        let (from, to) = ends.get();
        let is_long = to.seconds_since(from).is_ok_and(|span| span > LONG);
        [from, to].map(|at| match is_long {
            true => format::day(at),
            false => format::day_and_time_brief(at),
        })
    });
    let from = move || words.with(|[from, _]| from.clone());
    let to = move || words.with(|[_, to]| to.clone());
    view! {
        <p class="times">
            <span>{from}</span>
            {" "}
            <span>{to}</span>
        </p>
    }
}
