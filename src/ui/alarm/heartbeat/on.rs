use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::act::Act;

/// The one that is asked: what is known of that.
#[component]
pub fn On() -> impl IntoView {
    view! {
        <p class="hint">
            {"Check on the monitor that the ping counted: this page cannot see its answer. Let it wait 25 minutes or more before it tells you, as a ping may be lost."}
        </p>
        <div class="actions">
            <Act class="secondary" action=UserAction::TestHeartbeat>{"Ask now"}</Act>
            <Act class="quiet" action=UserAction::TurnHeartbeatOff>{"Turn off"}</Act>
        </div>
    }
}
