use leptos::prelude::*;

/// What is being waited for.
#[component]
pub fn Busy(said: &'static str) -> impl IntoView {
    view! {
        <div class="busy">
            <span class={"spinner"} aria-hidden="true"></span>
            <p role="status">{said}</p>
        </div>
    }
}
