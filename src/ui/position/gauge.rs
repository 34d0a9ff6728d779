use leptos::prelude::*;

use super::asked::Asked;
use super::figures::Figures;
use crate::alert::{Ladder, Level};
use crate::math::Timestamp;
use crate::risk::Health;
use crate::ui::format;
use crate::ui::scale::{END, place, thresholds};
use crate::ui::while_said::while_said;
use crate::ui::words::Standing;

/// Half a circle from left to right.
const ARC: &str = "M20 130a110 110 0 0 1 220 0";

/// The same, outside of it.
const RIM: &str = "M6 130a124 124 0 0 1 248 0";

/// How much is left before liquidation, as an arc with the ladder's thresholds, and the number.
#[component]
pub fn Gauge(
    /// What it shows.
    figures: Memo<Figures>,
    /// When that was read.
    #[prop(into)]
    read_at: Signal<Timestamp>,
) -> impl IntoView {
    let health = Memo::new(move |_| figures.with(|one| one.first_health));
    let captions = Memo::new(move |_| figures.with(|one| captions(one, read_at.get())));
    view! {
        <div class="gauge" part="gauge">
            <Dial figures />
            <div class="reading">
                <p class="health">{move || format::health(health.get())}</p>
                <p class="caption">{move || captions.with(|(first, _)| first.clone())}</p>
                {while_said(
                    move || captions.with(|(_, second)| second.clone()),
                    |line| view! { <p class="caption">{line}</p> },
                )}
            </div>
        </div>
    }
}

/// What the number is: the place under it is narrow, so a line each.
fn captions(figures: &Figures, read_at: Timestamp) -> (String, Option<String>) {
    let when = match (figures.asked, figures.standing) {
        (Asked::Nothing, Standing::Unknown) => format!(" at {}", format::time(read_at)),
        (Asked::Nothing, _) => String::new(),
        (asked, _) => format!(" {}", asked.words()),
    };
    match figures.partial {
        true => {
            let market = format::health(figures.health);
            let second = format!("{market} for the market{when}");
            ("Pre-liquidation health".to_owned(), Some(second))
        }
        false => (format!("Health factor{when}"), None),
    }
}

#[component]
fn Dial(figures: Memo<Figures>) -> impl IntoView {
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

/// A level's part of the scale: a thin band outside the arc that ends at its threshold.
#[component]
fn Zone(level: Level, from: u32, to: u32) -> impl IntoView {
    let long = to.saturating_sub(from).saturating_sub(6);
    view! {
        <path
            class="zone"
            data-level=level.id()
            d=RIM
            pathLength=END.to_string()
            stroke-dasharray=format!("{long} {END}")
            stroke-dashoffset=format!("-{from}")
        ></path>
    }
}

/// A threshold's line across the arc, and its health factor beside it.
#[component]
fn Tick(at: u32, threshold: Health) -> impl IntoView {
    // Half a circle is 180 degrees: 18 tenths of a degree for every hundredth of the scale.
    let tenths = at * 18 / 10;
    let degrees = format!("{}.{}", tenths / 10, tenths % 10);
    // The text is turned to its place, and turned back to be read.
    let upright = format!("rotate({degrees} 130 130) translate(0 130) rotate(-{degrees})");
    view! {
        <path class="tick" d="M13 130h14" transform=format!("rotate({degrees} 130 130)")></path>
        <text class="label" transform=upright>
            {format::health_short(threshold)}
        </text>
    }
}
