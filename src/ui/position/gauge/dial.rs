use leptos::prelude::*;

use super::tick::Tick;
use super::zone::Zone;
use crate::alert::{Ladder, Level};
use crate::risk::Health;
use crate::ui::position::figures::Figures;
use crate::ui::scale::{END, place, thresholds};

/// Half a circle from left to right.
const ARC: &str = "M20 130a110 110 0 0 1 220 0";

/// The arc: what is left of it, each level’s part, and the thresholds.
#[component]
pub fn Dial(figures: Memo<Figures>) -> impl IntoView {
    let ladder = Memo::new(move |_| figures.with(|one| one.ladder));
    let left = Memo::new(move |_| figures.with(|one| place(one.first_health, &one.ladder)));
    view! {
        <svg class="dial" viewBox="-22 -6 304 152" aria-hidden="true" focusable="false">
            <path class="track" d=ARC></path>
            <path
                class="left"
                d=ARC
                pathLength=END.to_string()
                stroke-dasharray=move || format!("{} {END}", left.get())
            ></path>
            {move || zones(&ladder.get())
                .into_iter()
                .map(|(level, from, to)| view! { <Zone level from to /> })
                .collect_view()}
            {move || ticks(&ladder.get())
                .into_iter()
                .map(|(at, threshold)| view! { <Tick at threshold /> })
                .collect_view()}
        </svg>
    }
}

/// Where each level begins and ends, from liquidation on.
fn zones(ladder: &Ladder) -> Vec<(Level, u32, u32)> {
    let mut from = 0;
    let levels = thresholds(ladder).into_iter().rev();
    let zones = levels.map(|(level, to)| (level, std::mem::replace(&mut from, to), to));
    zones.collect()
}

fn ticks(ladder: &Ladder) -> Vec<(u32, Health)> {
    let levels = thresholds(ladder).into_iter();
    let ticks = levels.map(|(level, at)| (at, Health::Ratio(ladder.threshold(level))));
    ticks.collect()
}
