use leptos::prelude::*;

use super::axes::SIDE;
use crate::alert::{Ladder, Level};
use crate::engine::view::{Contour, Contours, STEP};
use crate::risk::Health;
use crate::ui::chart::percent;
use crate::ui::format;
use crate::ui::scale::END;

/// How high each label stands where its line goes as high, from the bottom in percent: one over the
/// other, however near the lines are, and below the prices of today.
const HEIGHTS: [u32; 4] = [12, 24, 36, 48];

/// A line of a map by name.
#[derive(Clone, Copy, PartialEq)]
pub struct Label {
    level: Level,
    /// From the left, and from the bottom.
    place: (u32, u32),
}

/// The names of the lines between levels, which are the first.
pub fn labels(map: &Contours) -> Vec<Label> {
    let levels = [
        Level::Liquidatable,
        Level::Urgent,
        Level::Call,
        Level::Watch,
    ];
    let named = levels.into_iter().zip(HEIGHTS).zip(&map.of);
    let label = |((level, height), contour): ((Level, u32), &Contour)| {
        let spot = contour.nearest(height * STEP)?;
        let place = (on_side(spot.x), on_side(spot.y));
        Some(Label { level, place })
    };
    named.filter_map(label).collect()
}

/// A place of the map as one of its side.
pub fn on_side(place: u32) -> u32 {
    let steps = u32::try_from(SIDE).unwrap_or(1);
    place * (END / STEP) / steps
}

/// They stand on their lines.
#[component]
pub fn Labels(labels: Memo<Vec<Label>>, ladder: Memo<Ladder>) -> impl IntoView {
    let levels = Memo::new(move |_| {
        let levels = |labels: &Vec<Label>| labels.iter().map(|one| one.level).collect::<Vec<_>>();
        labels.with(levels)
    });
    view! {
        <For each=move || levels.get() key=|level| *level let:level>
            <Named level labels ladder />
        </For>
    }
}

#[component]
fn Named(level: Level, labels: Memo<Vec<Label>>, ladder: Memo<Ladder>) -> impl IntoView {
    let place = Memo::new(move |before: Option<&(u32, u32)>| {
        let found = labels.with(|all| {
            all.iter()
                .find(|one| one.level == level)
                .map(|one| one.place)
        });
        // It may be asked once more when it is gone.
        found.or(before.copied()).unwrap_or_default()
    });
    let left = Memo::new(move |_| percent(place.get().0));
    let bottom = Memo::new(move |_| percent(place.get().1));
    let name = Memo::new(move |_| match level {
        Level::Liquidatable => "liquidated".to_owned(),
        level => format::health_short(Health::Ratio(ladder.get().threshold(level))),
    });
    view! {
        <span class="label" style:--left=left style:bottom=bottom>
            {name}
        </span>
    }
}
