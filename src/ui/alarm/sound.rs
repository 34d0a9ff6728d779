use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::shown::Shown;
use crate::ui::words::sound;

/// Whether a call is heard.
#[component]
pub fn Sound() -> impl IntoView {
    let hearing = Shown::here().part(|view| view.alarm.sound);
    let is_on = move || hearing.get().is_some();
    view! {
        <section class="stack" part="sound">
            <h3>{"Sound"}</h3>
            <p class="hint" role="status">{move || sound(hearing.get())}</p>
            <div class="actions">
                <Show
                    when=is_on
                    fallback=|| view! { <Act class="secondary" action=UserAction::SetSound(true)>{"Turn it on"}</Act> }
                >
                    <Act class="secondary" action=UserAction::TestSound>{"Let me hear it"}</Act>
                    <Act class="quiet" action=UserAction::SetSound(false)>{"Turn it off"}</Act>
                </Show>
            </div>
        </section>
    }
}
