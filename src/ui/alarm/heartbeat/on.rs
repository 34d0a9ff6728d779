use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::shown::Shown;
use crate::ui::words;

/// The one that is asked: when it was, and what is known of that.
#[component]
pub fn On() -> impl IntoView {
    let shown = Shown::here();
    let beat = shown.part(|view| view.alarm.heartbeat.on.clone());
    let said = move || beat.get().map(|beat| words::heartbeat(&beat));
    view! {
        <p role="status">{said}</p>
        <p class="hint">
            {"A page is not let read what another site answers: look at the monitor whether it counted. It, not this page, tells you of an end, after the time that you set there: twenty-five minutes or more, since a beat may be lost."}
        </p>
        <div class="actions">
            <Act class="secondary" action=UserAction::TestHeartbeat>{"Ask now"}</Act>
            <Act class="quiet" action=UserAction::TurnHeartbeatOff>{"Turn off"}</Act>
        </div>
    }
}
