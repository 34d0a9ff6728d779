use super::act::button;
use super::doing::Do;
use super::element::{El, el, text};
use super::format;
use super::words::{Standing, ladder_problem, ladder_problem_at, threshold_text, tighter};
use crate::alert::Level;
use crate::engine::UserAction;
use crate::engine::view::AlarmView;
use crate::risk::Health;

/// The fields, from the mildest level on.
const LEVELS: [Level; 3] = [Level::Watch, Level::Call, Level::Urgent];

/// The thresholds, typed exactly.
pub fn ladder(alarm: &AlarmView) -> El {
    let texts = LEVELS.map(|level| threshold_text(alarm.ladder.threshold(level)));
    // What is typed stays until other thresholds come into force.
    let in_force = texts.join(" ");
    let fields = LEVELS.into_iter().zip(texts);
    el("form", "ladder")
        .attr("novalidate", "")
        .on("submit", Do::SetLadder)
        .child(text("h3", "", "Thresholds"))
        .child(text(
            "p",
            "hint",
            "A health factor like 1.25, or a distance to liquidation like 20%. Each level begins at its threshold.",
        ))
        .children(fields.map(|(level, shown)| field(alarm, level, shown, in_force.clone())))
        .child(alarm.tighter_ladder.as_ref().map(|ladder| text("p", "hint", tighter(ladder))))
        .child(
            text("div", "problem", ladder_problem(alarm.ladder_problem).unwrap_or_default())
                .attr("role", "status"),
        )
        .child(
            el("div", "actions")
                .child(text("button", "secondary", "Set thresholds").attr("type", "submit"))
                .child((!alarm.ladder_is_default).then(|| {
                    button("quiet", "Back to defaults", UserAction::ResetLadder)
                })),
        )
}

fn field(alarm: &AlarmView, level: Level, shown: String, in_force: String) -> El {
    let wrong = ladder_problem_at(alarm.ladder_problem, level);
    let is_wrong = wrong.is_some();
    let (name, hint) = match level {
        Level::Watch => ("mc-watch-at", "mc-watch-hint"),
        Level::Call => ("mc-call-at", "mc-call-hint"),
        Level::Urgent | Level::Liquidatable => ("mc-urgent-at", "mc-urgent-hint"),
    };
    let said = wrong.unwrap_or_else(|| {
        let at = Health::Ratio(alarm.ladder.threshold(level));
        format!("In force: {}", format::health(at))
    });
    let standing = Standing::At(level);
    el("div", "threshold")
        .attr("data-level", level.id())
        .child(
            el("label", "")
                .attr("for", name)
                .child(standing.icon().view())
                .child(standing.word(false)),
        )
        .child(
            el("input", "mono")
                .attr("id", name)
                .attr("type", "text")
                .attr("inputmode", "decimal")
                .attr("autocomplete", "off")
                .attr("spellcheck", "false")
                .attr("aria-describedby", hint)
                .invalid(is_wrong)
                .field(shown, in_force),
        )
        .child(
            text("p", "hint", said)
                .attr("id", hint)
                .flag("data-wrong", is_wrong),
        )
}
