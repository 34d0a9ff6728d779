use super::badge::badge;
use super::doing::Do;
use super::element::{El, el, text};
use super::format;
use super::words::{self, Standing};
use crate::engine::view::{PositionView, StressPoint};

/// What a fall of all volatile collateral would do, from the points that were computed, at the one
/// where the slider is; nothing while what they were computed from is old.
pub fn stress(position: &PositionView, standing: Standing, slider: usize) -> Option<El> {
    // One point is today: nothing to move to.
    let last = position.analysis.stress.len().checked_sub(1)?;
    if last == 0 || standing == Standing::Unknown {
        return None;
    }
    let slider = slider.min(last);
    let point = position.analysis.stress.get(slider)?;
    let standing = standing_at(point);
    let fall = format::percent(point.fall_bps.to_wad());
    let health = format::health(point.health);
    let question = words::stress_question(&position.analysis.steady);
    let partial = position.pre_liquidates_first();
    let said = format!("{fall}: health factor {health}, {}", standing.word(partial));
    let levels = position
        .analysis
        .stress
        .iter()
        .map(standing_at)
        .map(Standing::id);
    Some(
        el("section", "stress")
            .part("stress")
            .child(text("h3", "", question.clone()))
            .child(
                el("p", "result")
                    .child(text("span", "fall", fall))
                    .child(text("span", "health", health))
                    .child(badge(standing, partial)),
            )
            .child(
                el("input", "")
                    .attr("type", "range")
                    .attr("aria-label", question)
                    .attr("min", "0")
                    .attr("max", last.to_string())
                    .attr("step", "1")
                    .attr("aria-valuetext", said)
                    .field(slider.to_string(), String::new())
                    .on("input", Do::Stress(position.key.clone())),
            )
            // The level at each point, side by side under the slider.
            .child(
                el("div", "strip")
                    .attr("aria-hidden", "true")
                    .children(levels.map(|level| el("span", "").attr("data-level", level))),
            ),
    )
}

fn standing_at(point: &StressPoint) -> Standing {
    Standing::at(point.health, point.level)
}
