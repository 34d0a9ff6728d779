use leptos::prelude::*;

use super::element::{El, el};
use super::format;
use super::live::present;
use super::value::value;
use super::watch_form::typed;
use super::widget::Ui;
use super::words::{Standing, ladder_problem, ladder_problem_at, threshold_text, tighter};
use crate::alert::Level;
use crate::engine::{LadderInput, UserAction};
use crate::risk::Health;

/// The thresholds, typed exactly.
pub fn ladder(ui: Ui) -> El {
    let in_force = ui.part(|view| view.alarm.ladder);
    let is_typed = ui.part(|view| (!view.alarm.ladder_is_default).then_some(()));
    let problem = ui.part(|view| view.alarm.ladder_problem);
    let fields = [Level::Watch, Level::Call, Level::Urgent]
        .map(|level| (level, RwSignal::new(String::new())));
    // What is typed stays until other thresholds come into force.
    Effect::new(move |_| {
        let ladder = in_force.get();
        for (level, text) in fields {
            text.set(threshold_text(ladder.threshold(level)));
        }
    });
    el("form", "ladder")
        .attr("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            let [watch, call, urgent] = fields.map(|(_, text)| text.get_untracked());
            ui.act(UserAction::SetLadder(LadderInput { watch, call, urgent }));
        })
        .child(el("h3", "").child("Thresholds"))
        .child(
            el("p", "hint").child(
                "A health factor like 1.25, or a distance to liquidation like 20%. Each level begins at its threshold.",
            ),
        )
        .children(fields.map(|(level, text)| field(ui, level, text)))
        .child(present(
            ui.part(|view| view.alarm.tighter_ladder),
            |ladder| el("p", "hint").say(move || tighter(&ladder.get())),
        ))
        .child(
            el("div", "problem")
                .attr("role", "status")
                .say(move || ladder_problem(problem.get()).unwrap_or_default().to_owned()),
        )
        .child(
            el("div", "actions")
                .child(el("button", "secondary").attr("type", "submit").child("Set thresholds"))
                .child(present(
                    is_typed,
                    move |_| ui.button("quiet", "Back to defaults", || UserAction::ResetLadder),
                )),
        )
}

fn field(ui: Ui, level: Level, text: RwSignal<String>) -> El {
    let ladder = ui.part(|view| view.alarm.ladder);
    let problem = ui.part(|view| view.alarm.ladder_problem);
    let wrong = value(move || ladder_problem_at(problem.get(), level));
    let (name, hint) = match level {
        Level::Watch => ("mc-watch-at", "mc-watch-hint"),
        Level::Call => ("mc-call-at", "mc-call-hint"),
        Level::Urgent | Level::Liquidatable => ("mc-urgent-at", "mc-urgent-hint"),
    };
    let standing = Standing::At(level);
    el("div", "threshold")
        .attr("data-level", level.id())
        .child(
            el("label", "")
                .attr("for", name)
                .child(standing.icon().view())
                .child(standing.word()),
        )
        .child(
            el("input", "mono")
                .attr("id", name)
                .attr("type", "text")
                .attr("inputmode", "decimal")
                .attr("autocomplete", "off")
                .attr("spellcheck", "false")
                .attr("aria-describedby", hint)
                .attr_live("aria-invalid", move || {
                    wrong.with(Option::is_some).then(|| "true".to_owned())
                })
                .value_live(move || text.get())
                .on("input", move |event| text.set(typed(&event))),
        )
        .child(
            el("p", "hint")
                .attr("id", hint)
                .attr_live("data-wrong", move || {
                    wrong.with(Option::is_some).then(String::new)
                })
                .say(move || {
                    wrong.get().unwrap_or_else(|| {
                        let at = Health::Ratio(ladder.get().threshold(level));
                        format!("In force: {}", format::health(at))
                    })
                }),
        )
}
