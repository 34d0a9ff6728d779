use super::act::button;
use super::element::{El, el, text};
use super::icon::Icon;
use super::ladder::ladder;
use super::words::delivery;
use crate::engine::view::AlarmView;
use crate::engine::{Delivery, PermissionState, Proof, UserAction};

/// How margin calls reach the person, and at which thresholds; once something is watched.
pub fn alarm(alarm: &AlarmView) -> El {
    el("section", "card alarm")
        .part("alarm")
        .child(text("h2", "", "Margin calls"))
        .child(
            el("div", "columns")
                .child(notifications(alarm))
                .child(ladder(alarm)),
        )
}

fn notifications(alarm: &AlarmView) -> El {
    let (headline, is_good, more) = delivery(alarm.delivery);
    let (icon, good) = if is_good {
        (Icon::Check, "true")
    } else {
        (Icon::Bell, "false")
    };
    let problem = alarm.delivery_problem.as_ref();
    el("div", "notifications")
        .child(text("h3", "", "Browser notifications"))
        .child(
            el("p", "delivery")
                .attr("data-good", good)
                .child(icon.view())
                .child(text("strong", "", headline).attr("role", "status")),
        )
        .child(text("p", "", more))
        .child(problem.map(|words| text("p", "problem", format!("The browser said: {words}"))))
        .child(el("div", "actions").children(actions(alarm.delivery)))
        .child(text("p", "hint", "This page must stay open, on a computer that is awake: a closed page cannot call you, and there is no server that could."))
}

fn actions(delivery: Delivery) -> Vec<El> {
    let one = |class, label, action| vec![button(class, label, action)];
    let test = UserAction::TestNotification;
    match (delivery.permission, delivery.proof) {
        (PermissionState::NotAsked, _) => one(
            "primary",
            "Turn on notifications…",
            UserAction::EnableNotifications,
        ),
        (PermissionState::Granted, Proof::Untested | Proof::Failed) => {
            one("primary", "Send a test", test)
        }
        (PermissionState::Granted, Proof::Sent) => one("secondary", "Send again", test),
        (PermissionState::Granted, Proof::Shown) => vec![
            button("primary", "Yes, I saw it", UserAction::TestSeen(true)),
            button("secondary", "No", UserAction::TestSeen(false)),
        ],
        (PermissionState::Granted, Proof::Seen) => one("secondary", "Test again", test),
        (PermissionState::Unknown | PermissionState::Unsupported | PermissionState::Denied, _) => {
            Vec::new()
        }
    }
}
