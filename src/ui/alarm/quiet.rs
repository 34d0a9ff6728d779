use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::setting::Setting;
use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::words::{quiet_hours, quiet_hours_set, quiet_problem};

/// What is offered where nothing was chosen.
const NIGHT: [&str; 2] = ["22:00", "07:00"];

/// When what is not urgent waits.
#[component]
pub fn Quiet() -> impl IntoView {
    let shown = Shown::here();
    let hours = shown.part(|view| view.alarm.quiet);
    let waits = shown.part(|view| view.alarm.is_held_back);
    let wrong = shown.part(|view| view.alarm.quiet_problem);
    let fields = NIGHT.map(|time| RwSignal::new(time.to_owned()));
    // What is typed stays until other hours are in force.
    Effect::new(move |_| {
        if let Some(hours) = hours.get() {
            for (typed, text) in fields.into_iter().zip(hours.text()) {
                typed.set(text);
            }
        }
    });
    let set = move |event: SubmitEvent| {
        event.prevent_default();
        let [from, to] = fields.map(|typed| typed.get_untracked());
        shown.act(UserAction::SetQuietHours(from, to));
    };
    let field = move |typed: RwSignal<String>, label: &'static str| {
        view! {
            <label>
                {label}
                <input type="time" required bind:value=typed />
            </label>
        }
    };
    let [from, to] = fields;
    let set_now = Signal::derive(move || quiet_hours_set(hours.get()));
    let asks = Signal::derive(move || wrong.get().is_some());
    view! {
        <Setting name="Quiet hours" part="quiet" set=set_now asks>
            <form class="setting-form" novalidate on:submit=set>
                <p class="hint">{move || quiet_hours(hours.get(), waits.get())}</p>
                <div class="row">
                    {field(from, "From")}
                    {field(to, "To")}
                    <button type="submit" class="secondary">
                        {move || if hours.get().is_some() { "Change" } else { "Set" }}
                    </button>
                    <Show when=move || hours.get().is_some()>
                        <Act class="quiet" action=UserAction::EndQuietHours>{"End them"}</Act>
                    </Show>
                </div>
                <Problem words=Signal::derive(move || wrong.get().map(|one| quiet_problem(one).to_owned())) />
            </form>
        </Setting>
    }
}
