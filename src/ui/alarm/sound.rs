use leptos::prelude::*;

use super::setting::Setting;
use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::shown::Shown;
use crate::ui::words;

/// Whether a call is heard.
#[component]
pub fn Sound() -> impl IntoView {
    let hearing = Shown::here().part(|view| view.alarm.sound);
    let is_on = move || hearing.get().is_some();
    let set = Signal::derive(move || words::sound(hearing.get()).0.to_owned());
    view! {
        <Setting name="Sound" part="sound" set asks=false>
            <p class="hint">{move || words::sound(hearing.get()).1}</p>
            <div class="actions">
                <Show
                    when=is_on
                    fallback=|| view! { <Act class="secondary" action=UserAction::SetSound(true)>{"Turn it on"}</Act> }
                >
                    <Act class="secondary" action=UserAction::TestSound>{"Let me hear it"}</Act>
                    <Act class="quiet" action=UserAction::SetSound(false)>{"Turn it off"}</Act>
                </Show>
            </div>
        </Setting>
    }
}
