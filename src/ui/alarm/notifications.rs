use leptos::prelude::*;

use crate::engine::{Delivery, PermissionState, Proof, UserAction};
use crate::ui::act::Act;
use crate::ui::icon::{Icon, Picture};
use crate::ui::settled::Settled;
use crate::ui::shown::Shown;
use crate::ui::words::delivery;

/// Whether a call reaches the person through the browser: one line once it was seen to.
#[component]
pub fn Notifications() -> impl IntoView {
    let shown = Shown::here();
    let state = shown.part(|view| view.alarm.delivery);
    let problem = shown.part(|view| view.alarm.delivery_problem.clone());
    let is_good = Memo::new(move |_| delivery(state.get()).1);
    let icon = Signal::derive(move || match is_good.get() {
        true => Icon::Check,
        false => Icon::Bell,
    });
    let more = move || {
        delivery(state.get())
            .2
            .map(|words| view! { <p>{words}</p> })
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
        <section class="notifications" data-good=move || is_good.get().to_string()>
            <h3>{"Browser notifications"}</h3>
            <p class="delivery">
                <Picture icon />
                <strong role="status">{move || delivery(state.get()).0}</strong>
            </p>
            {more}
            {problem}
            <div class="actions">
                {first}
                <Show when=move || is_asked.get()>
                    <Act class="secondary" action=UserAction::TestSeen(false)>{"No"}
                    </Act>
                </Show>
            </div>
        </section>
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
        (PermissionState::Granted, Proof::Seen) => Some(("Test again", false, test)),
        (PermissionState::Unknown | PermissionState::Unsupported | PermissionState::Denied, _) => {
            None
        }
    }
}
