use super::badge::badge;
use super::doing::Do;
use super::element::{El, el, text};
use super::format;
use super::words::{self, Standing};
use crate::alert::Level;
use crate::engine::view::PositionView;
use crate::math::BasisPoints;
use crate::risk::Health;

/// Falls of the slider: 0% to 90% in steps of 1%.
const STEP_BPS: usize = 100;
const MOST_BPS: u16 = 9_000;

/// What a fall of all volatile collateral would do, at the point where the slider is; nothing while
/// what it is computed from is old.
pub fn stress(position: &PositionView, standing: Standing, slider: usize) -> Option<El> {
    if standing == Standing::Unknown {
        return None;
    }
    let falls = (0..=MOST_BPS).step_by(STEP_BPS).map(BasisPoints::from_raw);
    let falls: Vec<BasisPoints> = falls.collect();
    let points = position.what_if.levels(&falls)?;
    let last = points.len().checked_sub(1)?;
    let slider = slider.min(last);
    let point = points.get(slider)?;
    let standing = standing_at(point);
    let fall = format::percent(falls.get(slider)?.to_wad());
    let health = format::health(point.0);
    let question = words::stress_question(&position.analysis.steady);
    let partial = position.pre_liquidates_first();
    let said = format!("{fall}: health factor {health}, {}", standing.word(partial));
    let levels = points.iter().map(standing_at).map(Standing::id);
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

fn standing_at(&(health, level): &(Health, Option<Level>)) -> Standing {
    Standing::at(health, level)
}
