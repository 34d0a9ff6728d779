//! How margin calls reach the person, and at which thresholds: a line each, that opens.

mod heartbeat;
mod ladder;
mod limit_field;
mod notifications;
mod push;
mod quiet;
mod rate_limit;
mod reminder;
mod setting;
mod sound;
mod use_limit;

use leptos::prelude::*;

use heartbeat::Heartbeat;
use ladder::Thresholds;
use notifications::Notifications;
use push::Push;
use quiet::Quiet;
use rate_limit::BorrowRate;
use reminder::Reminder;
use sound::Sound;
use use_limit::MoneyInUse;

/// The settings of the alarm, once something is watched.
#[component]
pub fn Alarm() -> impl IntoView {
    view! {
        <section class="card alarm" part="alarm">
            <h2>{"Margin calls"}</h2>
            <Notifications />
            <Thresholds />
            <Quiet />
            <Push />
            <Heartbeat />
            <Sound />
            <Reminder />
            <BorrowRate />
            <MoneyInUse />
        </section>
    }
}
