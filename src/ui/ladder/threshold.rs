use leptos::prelude::*;

use crate::alert::{LadderError, Level};
use crate::ui::icon::Picture;
use crate::ui::words::{Of, Standing, ladder_problem_at};

/// Where a level begins: its field, and what is in force or what is wrong.
#[component]
pub fn Threshold(
    level: Level,
    of: Of,
    id: String,
    name: String,
    typed: RwSignal<String>,
    in_force: Signal<String>,
    /// What is wrong with the three that were typed last.
    problem: Signal<Option<LadderError>>,
) -> impl IntoView {
    let wrong = Memo::new(move |_| ladder_problem_at(problem.get(), level, of));
    let is_wrong = move || wrong.with(Option::is_some);
    let said = move || wrong.get().unwrap_or_else(|| in_force.get());
    let hint = format!("{id}-hint");
    view! {
        <div class="threshold" data-level=level.id()>
            <label for=id.clone()>
                <Picture icon=Standing::At(level).icon() />
                {name}
            </label>
            <input
                class="mono"
                id=id
                type="text"
                inputmode="decimal"
                autocomplete="off"
                spellcheck="false"
                aria-describedby=hint.clone()
                aria-invalid=move || is_wrong().then_some("true")
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <p class="hint" id=hint data-wrong=is_wrong>
                {said}
            </p>
        </div>
    }
}
