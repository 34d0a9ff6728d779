use leptos::prelude::*;

use crate::engine::view::PriceGroup;
use crate::math::Wad;
use crate::ui::format::{self, Round};

/// What lies along a side of the map, with where it begins and ends.
#[component]
pub fn Axis(
    class: &'static str,
    name: Signal<Option<String>>,
    ends: Signal<(String, String)>,
) -> impl IntoView {
    view! {
        <div class=class>
            <span>{move || ends.get().0}</span>
            <b>{name}</b>
            <span>{move || ends.get().1}</span>
        </div>
    }
}

/// A price of a group as the change that it is, cut so that the health beside it never belongs to a
/// change that hurts less than what is said.
pub fn change(group: &PriceGroup, share: Wad) -> String {
    format::change(
        share,
        match group.a_rise_hurts {
            true => Round::Down,
            false => Round::Up,
        },
    )
}
