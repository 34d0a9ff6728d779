//! A monitor of the person’s own: what it would be, and the one that is asked.

mod offer;
mod on;

use leptos::prelude::*;

use crate::ui::shown::Shown;
use offer::Offer;
use on::On;

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
