use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::form::LineForm;
use crate::ui::shown::Shown;
use crate::ui::words;

/// A monitor of the person's own that is asked while the page watches: for people who have one.
#[component]
pub fn Heartbeat() -> impl IntoView {
    let shown = Shown::here();
    let is_on = shown.part(|view| view.alarm.heartbeat.on.is_some());
    view! {
        <details class="heartbeat" part="heartbeat" open=is_on.get_untracked()>
            <summary>{"Uptime monitor"}</summary>
            <Show when=move || is_on.get() fallback=Offer>
                <On />
            </Show>
        </details>
    }
}

/// What it would be, and whom it tells what.
#[component]
fn Offer() -> impl IntoView {
    let shown = Shown::here();
    let typed = shown.part(|view| view.alarm.heartbeat.typed);
    let problem = Signal::derive(move || typed.get().map(words::endpoint_problem));
    view! {
        <p>
            {"If you have a monitor that tells you when an address is asked no more, this page can ask it: every ten minutes while it watches, and not while it sees nothing."}
        </p>
        <LineForm
            id="mc-heartbeat"
            kind="url"
            label="Address that is asked"
            placeholder="https://…"
            problem
            // Once one is accepted there is nothing more to type.
            accepted=0
            submit=move |typed| shown.act(UserAction::TurnHeartbeatOn(typed))
        >
            {"Turn on"}
        </LineForm>
        <p class="hint">
            {"Whoever runs it sees this address, your internet address and when this page watches; nothing of what it watches."}
        </p>
    }
}

/// The one that is asked: when it was, and what is known of that.
#[component]
fn On() -> impl IntoView {
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
