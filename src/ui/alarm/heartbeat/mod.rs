//! A monitor of the person’s own: what it would be, and the one that is asked.

mod offer;
mod on;

use leptos::prelude::*;

use super::setting::Setting;
use crate::ui::shown::Shown;
use crate::ui::words;
use offer::Offer;
use on::On;

/// A monitor of the person's own that is asked while the page watches: for people who have one.
#[component]
pub fn Heartbeat() -> impl IntoView {
    let shown = Shown::here();
    let said = shown.part(|view| view.alarm.heartbeat.on.as_ref().map(words::heartbeat));
    let set = Signal::derive(move || said.get().unwrap_or_else(|| words::NOT_SET_UP.to_owned()));
    let asks = shown.part(|view| {
        let heartbeat = &view.alarm.heartbeat;
        let fails = heartbeat
            .on
            .as_ref()
            .is_some_and(|one| one.problem.is_some());
        fails || heartbeat.typed.is_some()
    });
    view! {
        <Setting name="Uptime monitor" part="heartbeat" set asks>
            <Show when=move || said.with(Option::is_some) fallback=Offer>
                <On />
            </Show>
        </Setting>
    }
}
