use leptos::prelude::*;

use crate::engine::view::{Body, ToldView};
use crate::ui::format;
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
                told => view! { <Told told=told.to_vec() /> }.into_any(),
            }}
            <div class="stack">
                {lines.map(|class| view! { <div class=class></div> }).collect_view()}
            </div>
        </section>
    }
}

#[component]
fn Told(told: Vec<ToldView>) -> impl IntoView {
    let each = told.into_iter().map(|one| {
        view! {
            <div class="told">
                <h3>{one.protocol.market(&one.market)}</h3>
                <p class="told-health">{format::health(one.health)}</p>
            </div>
        }
    });
    view! {
        <div class="stack">
            {each.collect_view()}
            <p class="lead">
                {"The market’s own number. Details follow."}
            </p>
        </div>
    }
}
