use leptos::prelude::*;

use crate::engine::view::Span;
use crate::math::Wad;
use crate::ui::chart::{percent, place_in};
use crate::ui::scale::END;

/// How far from a point the middle of its words is, on a narrow page.
const HALF_OF_WORDS: u32 = 200;

/// Where prices lie on the map, and what they are.
#[component]
pub fn Point(
    class: &'static str,
    place: Signal<(u32, u32)>,
    #[prop(into)] words: Signal<String>,
) -> impl IntoView {
    let left = Memo::new(move |_| percent(place.get().0));
    let bottom = Memo::new(move |_| percent(place.get().1));
    // Words stand where there is room for them.
    let is_right = Memo::new(move |_| is_right(place.get()));
    view! {
        <span
            class=class
            style:left=left
            style:bottom=bottom
            data-right=move || is_right.get().then_some("")
        >
            <b>{words}</b>
        </span>
    }
}

fn is_right((left, _): (u32, u32)) -> bool {
    left > END / 5 * 3
}

/// The middle of what is said beside a point, about.
pub fn words_beside(place: (u32, u32)) -> (u32, u32) {
    let (left, bottom) = place;
    let middle = match is_right(place) {
        false => left.saturating_add(HALF_OF_WORDS),
        true => left.saturating_sub(HALF_OF_WORDS),
    };
    (middle, bottom)
}

/// Where prices lie on a map, from the left and from the bottom.
pub fn place((x, y): (Span, Span), across: Wad, up: Wad) -> Option<(u32, u32)> {
    Some((place_on(x, across)?, place_on(y, up)?))
}

fn place_on(span: Span, share: Wad) -> Option<u32> {
    let is_on = span.from <= share && share <= span.to;
    is_on.then(|| place_in(share.raw(), span.from.raw(), span.to.raw()))
}
