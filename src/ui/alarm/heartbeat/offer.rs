use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::form::LineForm;
use crate::ui::shown::Shown;
use crate::ui::words;

/// What it would be, and whom it tells what.
#[component]
pub fn Offer() -> impl IntoView {
    let shown = Shown::here();
    let typed = shown.part(|view| view.alarm.heartbeat.typed);
    let problem = Signal::derive(move || typed.get().map(words::endpoint_problem));
    view! {
        <p>
            {"For a monitor of your own that tells you when pings stop. This page pings it every 10 minutes while it can read the chain."}
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
            {"The monitor sees your internet address and when this page watches, nothing of your positions."}
        </p>
    }
}
