use leptos::prelude::*;

use super::drawing::Drawing;

/// A line over time, small, beside what says it in words.
#[component]
pub fn Spark(drawing: Memo<Drawing>) -> impl IntoView {
    let path = Memo::new(move |_| drawing.with(Drawing::path));
    view! {
        <svg
            class="spark"
            viewBox="0 0 1000 1000"
            preserveAspectRatio="none"
            aria-hidden="true"
            focusable="false"
        >
            <path class="line" d=path></path>
        </svg>
    }
}
