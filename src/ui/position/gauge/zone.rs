use leptos::prelude::*;

use crate::alert::Level;
use crate::ui::scale::END;

/// The same, outside of it.
const RIM: &str = "M6 130a124 124 0 0 1 248 0";

/// A level's part of the scale: a thin band outside the arc that ends at its threshold.
#[component]
pub fn Zone(level: Level, from: u32, to: u32) -> impl IntoView {
    let long = to.saturating_sub(from).saturating_sub(6);
    view! {
        <path
            class="zone"
            data-level=level.id()
            d=RIM
            pathLength=END.to_string()
            stroke-dasharray=format!("{long} {END}")
            stroke-dashoffset=format!("-{from}")
        ></path>
    }
}
