use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::alert::RateLimit;
use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::words::rate_problem;

/// From which borrow rate on it is told.
#[component]
pub fn BorrowRate() -> impl IntoView {
    let shown = Shown::here();
    let limit = shown.part(|view| view.alarm.rate_limit);
    let wrong = shown.part(|view| view.alarm.rate_problem);
    let typed = RwSignal::new(String::new());
    // What is typed stays until another is in force.
    Effect::new(move |_| typed.set(limit.get().text()));
    let set = move |event: SubmitEvent| {
        event.prevent_default();
        shown.act(UserAction::SetRateLimit(typed.get_untracked()));
    };
    view! {
        <form class="quiet-hours" part="borrow-rate" novalidate on:submit=set>
            <h3>{"Borrow rate"}</h3>
            <p class="hint">
                {move || {
                    format!(
                        "A rate that comes to {}% a year on something you owe is told once, until it was well below.",
                        limit.get().text(),
                    )
                }}
            </p>
            <div class="row">
                <label>
                    {"Percent a year"}
                    <input
                        type="text"
                        inputmode="decimal"
                        autocomplete="off"
                        aria-invalid=move || wrong.get().map(|_| "true")
                        bind:value=typed
                    />
                </label>
                <button type="submit" class="secondary">
                    {"Change"}
                </button>
                <Show when=move || limit.get() != RateLimit::STANDARD>
                    <Act class="quiet" action=UserAction::SetRateLimit(String::new())>{"Use the default"}</Act>
                </Show>
            </div>
            <Problem words=Signal::derive(move || wrong.get().map(|one| rate_problem(one).to_owned())) />
        </form>
    }
}
