use leptos::prelude::*;

use super::element::{El, el};
use super::icon::Icon;
use super::ladder::ladder;
use super::live::present;
use super::widget::Ui;
use super::words::delivery;
use crate::engine::view::ConnectionView;
use crate::engine::{PermissionState, Proof, UserAction};

/// How margin calls reach the person, and at which thresholds; once something is watched.
pub fn alarm(ui: Ui) -> AnyView {
    let watching =
        ui.part(|view| matches!(view.connection, ConnectionView::Connected(_)).then_some(()));
    present(watching, move |_| {
        el("section", "card alarm")
            .part("alarm")
            .child(el("h2", "").child("Margin calls"))
            .child(
                el("div", "columns")
                    .child(notifications(ui))
                    .child(ladder(ui)),
            )
    })
}

fn notifications(ui: Ui) -> El {
    let state = ui.part(|view| view.alarm.delivery);
    let problem = ui.part(|view| view.alarm.delivery_problem.clone());
    el("div", "notifications")
        .child(el("h3", "").child("Browser notifications"))
        .child(
            el("p", "delivery")
                .attr_live("data-good", move || Some(delivery(state.get()).1.to_string()))
                .live(move || {
                    if delivery(state.get()).1 {
                        Icon::Check.view()
                    } else {
                        Icon::Bell.view()
                    }
                })
                .child(
                    el("strong", "")
                        .attr("role", "status")
                        .say(move || delivery(state.get()).0.to_owned()),
                ),
        )
        .child(el("p", "").say(move || delivery(state.get()).2.to_owned()))
        .child(present(problem, |problem| {
            el("p", "problem").say(move || format!("The browser said: {}", problem.get()))
        }))
        .child(el("div", "actions").live(move || {
            let state = state.get();
            let test = |label: &'static str, class: &'static str| {
                ui.button(class, label, || UserAction::TestNotification)
            };
            match (state.permission, state.proof) {
                (PermissionState::NotAsked, _) => vec![ui.button(
                    "primary",
                    "Turn on notifications…",
                    || UserAction::EnableNotifications,
                )],
                (PermissionState::Granted, Proof::Untested | Proof::Failed) => {
                    vec![test("Send a test", "primary")]
                }
                (PermissionState::Granted, Proof::Sent) => vec![test("Send again", "secondary")],
                (PermissionState::Granted, Proof::Shown) => vec![
                    ui.button("primary", "Yes, I saw it", || UserAction::TestSeen(true)),
                    ui.button("secondary", "No", || UserAction::TestSeen(false)),
                ],
                (PermissionState::Granted, Proof::Seen) => vec![test("Test again", "secondary")],
                (
                    PermissionState::Unknown
                    | PermissionState::Unsupported
                    | PermissionState::Denied,
                    _,
                ) => Vec::new(),
            }
        }))
        .child(
            el("p", "hint")
                .child("This page must stay open, on a computer that is awake: a closed page cannot call you, and there is no server that could."),
        )
}
