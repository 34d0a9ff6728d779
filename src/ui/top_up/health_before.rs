use leptos::prelude::*;

/// The health that was, and that it becomes another.
#[component]
pub fn HealthBefore(before: String) -> impl IntoView {
    view! {
        <span class="before">{before}</span>
        <span class={"arrow"} aria-hidden="true">
            {" → "}
        </span>
        <span class={"unseen"}>{" to "}</span>
    }
}
