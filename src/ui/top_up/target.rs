use leptos::prelude::*;

use super::part::part;
use crate::engine::UserAction;
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::words;

/// The health factor to restore, or what a typed amount restores. What is typed stays as it is typed.
#[component]
pub fn Target() -> impl IntoView {
    let shown = Shown::here();
    let text = part(|top_up| top_up.target_text.clone());
    let problem = part(|top_up| top_up.target.err());
    let problem = move || problem.get().flatten();
    let typed = RwSignal::new(text.get_untracked().unwrap_or_default());
    // Where an amount is typed, what that leads to.
    let by_amount = part(|top_up| top_up.amount.is_some());
    Effect::new(move |_| {
        if by_amount.get() == Some(true) {
            typed.set(text.get().unwrap_or_default());
        }
    });
    let set = move |text: String| {
        typed.set(text.clone());
        shown.act(UserAction::SetTarget(text));
    };
    view! {
        <div class="target">
            <label for="mc-target">{"Restore the health factor to"}</label>
            <input
                id="mc-target"
                class="mono"
                type="text"
                inputmode="decimal"
                autocomplete="off"
                aria-describedby="mc-target-problem"
                aria-invalid=move || problem().map(|_| "true")
                prop:value=typed
                on:input=move |event| set(event_target_value(&event))
            />
            <Problem
                id="mc-target-problem"
                words=Signal::derive(move || problem().map(|one| words::target_problem(one).to_owned()))
            />
        </div>
    }
}
