use leptos::prelude::*;

use super::setting::Setting;
use crate::engine::{ReminderView, UserAction};
use crate::ui::act::Act;
use crate::ui::shown::Shown;
use crate::ui::words::{on_or_off, reminder};

/// A nudge where nobody watches, in browsers that have one.
#[component]
pub fn Reminder() -> impl IntoView {
    let view = Shown::here().part(|view| view.alarm.reminder);
    let is_wanted = move || view.get().is_some_and(|one: ReminderView| one.is_wanted);
    let set = Signal::derive(move || on_or_off(is_wanted()).to_owned());
    view! {
        <Show when=move || view.get().is_some()>
            <Setting name="Reminders" part="reminder" set asks=false>
                <p class="hint">{move || view.get().map(reminder)}</p>
                <div class="actions">
                    <Show
                        when=is_wanted
                        fallback=|| view! { <Act class="secondary" action=UserAction::SetReminder(true)>{"Use reminders"}</Act> }
                    >
                        <Act class="quiet" action=UserAction::SetReminder(false)>{"No reminders"}</Act>
                    </Show>
                </div>
            </Setting>
        </Show>
    }
}
