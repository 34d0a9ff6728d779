use leptos::prelude::*;

use super::axes::Axes;
use super::plane::Plane;
use crate::engine::view::{PositionView, WhatIf};
use crate::ui::position::figures::Figures;

/// Health over two groups of prices: where it liquidates, each level, and where it is today.
#[component]
pub fn PricePlane(position: Memo<PositionView>, figures: Memo<Figures>) -> impl IntoView {
    let what_if = Memo::new(move |_| position.with(|one| one.what_if.clone()));
    let groups = Memo::new(move |_| what_if.with(WhatIf::groups));
    view! {
        <Show when=move || groups.with(|groups| groups.len() >= 2)>
            <Plane axes=Axes::new(what_if, groups) figures />
        </Show>
    }
}
