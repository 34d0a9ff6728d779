use leptos::prelude::*;

use super::axes::SIDE;
use super::label::{Label, LevelLabel};
use crate::alert::{Ladder, Level};
use crate::engine::view::{Contours, STEP};
use crate::ui::scale::END;

/// How high each label stands where its line goes as high, from the bottom in percent: one over the
/// other, however near the lines are, and below the prices of today.
const HEIGHTS: [u32; 4] = [12, 24, 36, 48];

/// Where else one can stand, by how far that is: a little higher or lower, and then farther.
const ELSEWHERE: [i32; 9] = [0, -6, 6, -12, 12, -18, 18, 24, 30];

/// How near two of what is written on a map may be, from middle to middle, in its measure: a label beside the
/// words of a point, and beside another label.
const WORDS_APART: (u32, u32) = (340, 85);
const LABELS_APART: (u32, u32) = (170, 80);

/// The names of the lines between levels, which are the first; `words`: in the middle of what is said at a
/// point, they keep clear of that.
pub fn labels(map: &Contours, words: Option<(u32, u32)>) -> Vec<Label> {
    let levels = [
        Level::Liquidatable,
        Level::Urgent,
        Level::Call,
        Level::Watch,
    ];
    let named = levels.into_iter().zip(HEIGHTS).zip(&map.of);
    let mut labels: Vec<Label> = Vec::new();
    for ((level, height), contour) in named {
        let is_clear = |place: &(u32, u32)| {
            let mut others = labels.iter().map(|one| one.place);
            words.is_none_or(|words| are_apart(*place, words, WORDS_APART))
                && others.all(|other| are_apart(*place, other, LABELS_APART))
        };
        let places = ELSEWHERE.iter().filter_map(|more| {
            let spot = contour.nearest(height.checked_add_signed(*more)? * STEP)?;
            Some((on_side(spot.x), on_side(spot.y)))
        });
        let places: Vec<_> = places.collect();
        let place = places.iter().find(|place| is_clear(place));
        // Where there is no room they lie on each other: each is on its line.
        let place = place.or(places.first()).copied();
        labels.extend(place.map(|place| Label { level, place }));
    }
    labels
}

fn are_apart(one: (u32, u32), other: (u32, u32), (across, up): (u32, u32)) -> bool {
    one.0.abs_diff(other.0) > across || one.1.abs_diff(other.1) > up
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
            <LevelLabel level labels ladder />
        </For>
    }
}
