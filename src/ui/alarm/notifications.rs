use leptos::prelude::*;

use super::setting::Setting;
use crate::engine::{Delivery, PermissionState, Proof, UserAction};
use crate::ui::act::Act;
use crate::ui::settled::Settled;
use crate::ui::shown::Shown;
use crate::ui::words::delivery;

/// Whether a call reaches the person through the browser.
#[component]
pub fn Notifications() -> impl IntoView {
    let shown = Shown::here();
    let state = shown.part(|view| view.alarm.delivery);
    let problem = shown.part(|view| view.alarm.delivery_problem.clone());
    let said = Memo::new(move |_| delivery(state.get()));
    let set = Signal::derive(move || said.with(|said| said.0.clone()));
    let is_good = Signal::derive(move || Some(said.with(|said| said.1)));
    // What is not known yet asks nothing.
    let asks = Memo::new(move |_| {
        let is_known = state.get().permission != PermissionState::Unknown;
        is_known && is_good.get() == Some(false)
    });
    let more = move || {
        let more = said.with(|said| said.2);
        more.map(|words| view! { <p>{words}</p> })
    };
    let problem = move || {
        problem.get().map(|words| {
            view! { <p class="problem">{format!("The browser said: {words}")}</p> }
        })
    };
    let is_asked = Memo::new(move |_| {
        matches!(
            state.get(),
            Delivery {
                permission: PermissionState::Granted,
                proof: Proof::Shown
            }
        )
    });
    // That something was seen is said by no click that was meant for what stood there before.
    let settled = Settled::new();
    Effect::new(move |_| is_asked.get().then(|| settled.rest()));
    // The buttons of one state turn into those of the next: the keyboard stays on them.
    let first = move || {
        first(state.get()).map(|(label, is_due, action)| {
            let class = if is_due { "primary" } else { "secondary" };
            let on_click = move |_| {
                if !is_asked.get_untracked() || settled.takes_click() {
                    shown.act(action.clone());
                }
            };
            view! {
                <button
                    type="button"
                    class=class
                    data-resting=move || (is_asked.get() && !settled.get()).then_some("")
                    on:click=on_click
                >
                    {label}
                </button>
            }
        })
    };
    view! {
        <Setting name="Notifications" part="notifications" set is_good asks>
            {more}
            {problem}
            <div class="actions">
                {first}
                <Show when=move || is_asked.get()>
                    <Act class="secondary" action=UserAction::TestSeen(false)>{"No"}
                    </Act>
                </Show>
            </div>
        </Setting>
    }
}

/// What can be done about it, and whether it should be.
fn first(delivery: Delivery) -> Option<(&'static str, bool, UserAction)> {
    let test = UserAction::TestNotification;
    match (delivery.permission, delivery.proof) {
        (PermissionState::NotAsked, _) => Some((
            "Turn on notifications…",
            true,
            UserAction::EnableNotifications,
        )),
        (PermissionState::Granted, Proof::Untested | Proof::Failed) => {
            Some(("Send a test", true, test))
        }
        (PermissionState::Granted, Proof::Sent) => Some(("Send again", false, test)),
        (PermissionState::Granted, Proof::Shown) => {
            Some(("Yes, I saw it", true, UserAction::TestSeen(true)))
        }
        (PermissionState::Granted, Proof::Seen { .. }) => Some(("Test again", false, test)),
        (PermissionState::Unknown | PermissionState::Unsupported | PermissionState::Denied, _) => {
            None
        }
    }
}
