use leptos::prelude::*;

use crate::engine::view::Span;
use crate::math::Wad;
use crate::ui::chart::{percent, place_in};
use crate::ui::scale::END;

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
    let is_right = Memo::new(move |_| place.get().0 > END / 5 * 3);
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

/// Where prices lie on a map, from the left and from the bottom.
pub fn place((x, y): (Span, Span), across: Wad, up: Wad) -> Option<(u32, u32)> {
    Some((place_on(x, across)?, place_on(y, up)?))
}

fn place_on(span: Span, share: Wad) -> Option<u32> {
    let is_on = span.from <= share && share <= span.to;
    is_on.then(|| place_in(share.raw(), span.from.raw(), span.to.raw()))
}
