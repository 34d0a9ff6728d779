use leptos::prelude::*;

use crate::engine::view::PriceMap;
use crate::math::Wad;
use crate::ui::chart::{percent, place_in};

/// Where prices lie on the map.
#[component]
pub fn Point(class: &'static str, place: (u32, u32)) -> impl IntoView {
    let (x, y) = place;
    view! { <span class=class style:left=percent(x) style:bottom=percent(y)></span> }
}

/// Where prices lie on a map, from the left and from the bottom.
pub fn place(map: &PriceMap, x: Wad, y: Wad) -> Option<(u32, u32)> {
    Some((place_on(&map.x, x)?, place_on(&map.y, y)?))
}

fn place_on(shares: &[Wad], share: Wad) -> Option<u32> {
    let (low, high) = (shares.first()?.raw(), shares.last()?.raw());
    let share = share.raw();
    (low <= share && share <= high).then(|| place_in(share, low, high))
}
