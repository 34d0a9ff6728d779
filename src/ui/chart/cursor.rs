use leptos::prelude::*;

use super::drawing::Place;
use super::drawing::percent;

/// The reading that is pointed at.
#[component]
pub fn Cursor(place: Place) -> impl IntoView {
    view! {
        <span class="cursor" style:left=percent(place.x)></span>
        <span class="cursor-dot" style:left=percent(place.x) style:bottom=percent(place.y)></span>
    }
}
