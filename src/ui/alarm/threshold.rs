use leptos::prelude::*;

use crate::alert::Level;
use crate::risk::Health;
use crate::ui::format;
use crate::ui::icon::Picture;
use crate::ui::shown::Shown;
use crate::ui::words::{Standing, ladder_problem_at};

/// Where a level begins: its field, and the health factor in force or what is wrong.
#[component]
pub fn Threshold(level: Level, typed: RwSignal<String>) -> impl IntoView {
    let shown = Shown::here();
    let in_force = shown.part(move |view| view.alarm.ladder.threshold(level));
    let wrong = shown.part(move |view| ladder_problem_at(view.alarm.ladder_problem, level));
    let is_wrong = move || wrong.with(Option::is_some);
    let said = move || {
        let at = || format::health(Health::Ratio(in_force.get()));
        wrong
            .get()
            .unwrap_or_else(|| format!("Health factor {}", at()))
    };
    let standing = Standing::At(level);
    let id = format!("mc-{}-at", level.id());
    let hint = format!("mc-{}-hint", level.id());
    view! {
        <div class="threshold" data-level=level.id()>
            <label for=id.clone()>
                <Picture icon=standing.icon() />
                {standing.word(false)}
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
