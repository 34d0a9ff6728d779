use leptos::prelude::*;

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
                {"Health "} {before.map(|before| view! { <Before before /> })}
                <strong class="after">{after}</strong>
            </span>
        </p>
    }
}

#[component]
fn Before(before: String) -> impl IntoView {
    view! {
        <span class="before">{before}</span>
        <span class={"arrow"} aria-hidden="true">
            {" → "}
        </span>
        <span class={"unseen"}>{" to "}</span>
    }
}
