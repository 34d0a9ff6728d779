use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::setting::Setting;
use crate::alert::{Limit, LimitError};
use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::words;

/// From where on something that moves at every block is told, in percent.
#[component]
pub fn LimitField<const STANDARD: u64, const MOST: u64>(
    name: &'static str,
    part: &'static str,
    /// What it is a percentage of.
    label: &'static str,
    /// What follows the number, where it is said what is set.
    said: &'static str,
    /// What is told, and when again.
    hint: &'static str,
    limit: Memo<Limit<STANDARD, MOST>>,
    /// Why what was typed last is not in force.
    wrong: Memo<Option<LimitError>>,
    /// What sets it as typed.
    action: fn(String) -> UserAction,
) -> impl IntoView {
    let shown = Shown::here();
    let typed = RwSignal::new(String::new());
    // What is typed stays until another is in force.
    Effect::new(move |_| typed.set(limit.get().text()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        shown.act(action(typed.get_untracked()));
    };
    let set = Signal::derive(move || format!("From {}% {said}", limit.get().text()));
    let asks = Signal::derive(move || wrong.get().is_some());
    let problem = Signal::derive(move || {
        let wrong = wrong.get()?;
        Some(words::limit_problem(limit.get(), wrong))
    });
    view! {
        <Setting name part set asks>
            <form class="setting-form" novalidate on:submit=submit>
                <p class="hint">{hint}</p>
                <div class="row">
                    <label>
                        {label}
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
                    <Show when=move || limit.get() != Limit::STANDARD>
                        <Act class="quiet" action=action(String::new())>{"Use the default"}</Act>
                    </Show>
                </div>
                <Problem words=problem />
            </form>
        </Setting>
    }
}
