use leptos::prelude::*;

use super::drawing::percent;
use super::drawing::{Mark, Place};
use crate::ui::icon::Picture;

/// Something that happened, on the line.
#[component]
pub fn Marked(mark: Mark) -> impl IntoView {
    let Place { x, y } = mark.place;
    view! {
        <span class="mark" data-level=mark.level style:left=percent(x) style:bottom=percent(y)>
            <Picture icon=mark.icon />
        </span>
    }
}
