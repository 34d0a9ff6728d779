use leptos::prelude::*;

/// Something takes its time.
#[component]
pub fn Waiting(words: &'static str) -> impl IntoView {
    view! {
        <section class="card hero waiting" role="status">
            <span class={"spinner"} aria-hidden="true"></span>
            <p class="lead">{words}</p>
        </section>
    }
}
