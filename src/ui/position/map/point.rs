use leptos::prelude::*;

use crate::engine::view::PriceMap;
use crate::math::Wad;
use crate::ui::chart::{percent, place_in};

/// Where prices lie on the map.
#[component]
pub fn Point(class: &'static str, place: Signal<(u32, u32)>) -> impl IntoView {
    let left = Memo::new(move |_| percent(place.get().0));
    let bottom = Memo::new(move |_| percent(place.get().1));
    view! { <span class=class style:left=left style:bottom=bottom></span> }
}

/// Where prices lie on a map, from the left and from the bottom.
pub fn place<T>(map: &PriceMap<T>, x: Wad, y: Wad) -> Option<(u32, u32)> {
    Some((place_on(&map.x, x)?, place_on(&map.y, y)?))
}

fn place_on(shares: &[Wad], share: Wad) -> Option<u32> {
    let (low, high) = (shares.first()?.raw(), shares.last()?.raw());
    let share = share.raw();
    (low <= share && share <= high).then(|| place_in(share, low, high))
}
