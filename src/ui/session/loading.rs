use leptos::prelude::*;

use super::told_by_markets::ToldByMarkets;
use crate::engine::view::Body;
use crate::ui::shown::Shown;

/// The outline of what is coming, with what contracts say of themselves before anything is
/// confirmed.
#[component]
pub fn Loading() -> impl IntoView {
    let told = Shown::here().session(|session| match &session.body {
        Body::Loading { told } => told.clone(),
        _ => Vec::new(),
    });
    let told = move || told.get().unwrap_or_default();
    let lines = ["skeleton line", "skeleton line short", "skeleton button"];
    view! {
        <section class="card loading" aria-busy="true">
            <p class="unseen" role="status">
                {"Reading your positions from the chain…"}
            </p>
            {move || match &told()[..] {
                [] => view! { <div class="skeleton arc"></div> }.into_any(),
                told => view! { <ToldByMarkets told=told.to_vec() /> }.into_any(),
            }}
            <div class="stack">
                {lines.map(|class| view! { <div class=class></div> }).collect_view()}
            </div>
        </section>
    }
}
