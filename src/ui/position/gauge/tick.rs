use leptos::prelude::*;

use crate::risk::Health;
use crate::ui::format;

/// A threshold's line across the arc, and its health factor beside it.
#[component]
pub fn Tick(at: u32, threshold: Health) -> impl IntoView {
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
