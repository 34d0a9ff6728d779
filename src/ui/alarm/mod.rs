//! How margin calls reach the person, and at which thresholds.

mod heartbeat;
mod ladder;
mod notifications;
mod push;
mod quiet;
mod rate_limit;
mod sound;
mod subscribe;
mod threshold;
mod topic;

use leptos::prelude::*;

use heartbeat::Heartbeat;
use ladder::Thresholds;
use notifications::Notifications;
use push::Push;
use quiet::Quiet;
use rate_limit::BorrowRate;
use sound::Sound;

/// The settings of the alarm, once something is watched.
#[component]
pub fn Alarm() -> impl IntoView {
    view! {
        <section class="card stack alarm" part="alarm">
            <h2>{"Margin calls"}</h2>
            <Notifications />
            <Sound />
            <Push />
            <Heartbeat />
            <Quiet />
            <Thresholds />
            <BorrowRate />
        </section>
    }
}
