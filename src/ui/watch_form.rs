use leptos::prelude::*;

use super::element::{El, el};
use super::icon::Icon;
use super::live::present;
use super::value::Value;
use super::widget::Ui;
use super::words::watch_problem;
use crate::engine::UserAction;
use crate::engine::view::WatchProblem;

/// The value of the field that an event came from.
pub fn typed(event: &leptos::web_sys::Event) -> String {
    event_target_value(event)
}

/// Watching an address without a wallet.
pub fn watch_form(ui: Ui, problem: Value<Option<WatchProblem>>) -> El {
    let address = RwSignal::new(String::new());
    el("form", "watch")
        .attr("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            ui.act(UserAction::Watch(address.get_untracked()));
        })
        .child(
            el("label", "")
                .attr("for", "mc-watch")
                .child("Watch an address, without a wallet"),
        )
        .child(
            el("div", "row")
                .child(
                    el("input", "mono")
                        .attr("id", "mc-watch")
                        .attr("type", "text")
                        .attr("placeholder", "0x…")
                        .attr("autocomplete", "off")
                        .attr("spellcheck", "false")
                        .attr("aria-describedby", "mc-watch-problem")
                        .attr_live("aria-invalid", move || {
                            problem.with(Option::is_some).then(|| "true".to_owned())
                        })
                        .on("input", move |event| address.set(typed(&event))),
                )
                .child(
                    el("button", "secondary")
                        .attr("type", "submit")
                        .child(Icon::Eye.view())
                        .child("Watch"),
                ),
        )
        .child(
            el("div", "problem")
                .attr("id", "mc-watch-problem")
                .attr("role", "status")
                .child(present(problem, |problem| {
                    el("p", "").say(move || watch_problem(problem.get()).to_owned())
                })),
        )
        .child(el("p", "hint").child("Read-only: calls work, top-ups need the wallet."))
}
