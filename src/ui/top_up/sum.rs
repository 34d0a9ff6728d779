use leptos::prelude::*;

use super::health_before::HealthBefore;

/// What is done and what it does to the health, in one line.
#[component]
pub fn Sum(
    does: String,
    /// Health before, where it is known.
    before: Option<String>,
    after: String,
) -> impl IntoView {
    view! {
        <p class="sum">
            <strong class="does">{does}</strong>
            <span class="unseen">{". "}</span>
            <span class="change">
                {"Health "} {before.map(|before| view! { <HealthBefore before /> })}
                <strong class="after">{after}</strong>
            </span>
        </p>
    }
}
