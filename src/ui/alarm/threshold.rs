use leptos::prelude::*;

use crate::alert::{LadderError, Level};
use crate::risk::Health;
use crate::ui::format;
use crate::ui::icon::Picture;
use crate::ui::shown::Shown;
use crate::ui::words::{Of, Standing, ladder_problem_at};

/// Where a level begins: its field, and what is in force or what is wrong.
#[component]
pub fn Threshold(level: Level, of: Of, typed: RwSignal<String>) -> impl IntoView {
    let shown = Shown::here();
    let in_force = shown.part(move |view| match of {
        Of::Health => {
            let threshold = view.alarm.ladder.threshold(level);
            format!("Health factor {}", format::health(Health::Ratio(threshold)))
        }
        Of::Time => view.alarm.times.threshold(level).in_words(),
    });
    let wrong = shown.part(move |view| {
        let problem: Option<LadderError> = match of {
            Of::Health => view.alarm.ladder_problem,
            Of::Time => view.alarm.times_problem,
        };
        ladder_problem_at(problem, level, of)
    });
    let is_wrong = move || wrong.with(Option::is_some);
    let said = move || wrong.get().unwrap_or_else(|| in_force.get());
    let standing = Standing::At(level);
    // No two fields have one name.
    let (id, name) = match of {
        Of::Health => (
            format!("mc-{}-at", level.id()),
            standing.word(false).to_owned(),
        ),
        Of::Time => (
            format!("mc-{}-days", level.id()),
            format!("{}, days", standing.word(false)),
        ),
    };
    let hint = format!("{id}-hint");
    view! {
        <div class="threshold" data-level=level.id()>
            <label for=id.clone()>
                <Picture icon=standing.icon() />
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
