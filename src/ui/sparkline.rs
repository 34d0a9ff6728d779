use super::element::{El, el, text};
use super::format;
use super::icon::drawing;
use super::scale::{END, place, thresholds};
use crate::alert::Ladder;
use crate::engine::view::{HistoryPoint, PositionView};

/// The drawing's width; its height is a tenth of the scale.
const WIDTH: usize = 300;

/// How health went, once there are two readings.
pub fn sparkline(position: &PositionView) -> Option<El> {
    let history = &position.history;
    if history.len() < 2 {
        return None;
    }
    Some(
        el("section", "history")
            .part("history")
            .child(text("h3", "", "Health so far"))
            .child(line(history, &position.alarm.ladder))
            .child(text("p", "hint", summary(history))),
    )
}

fn summary(history: &[HistoryPoint]) -> String {
    let lowest = history.iter().map(|point| point.health).min();
    match (history.first(), history.last(), lowest) {
        (Some(first), Some(last), Some(lowest)) => format!(
            "{} to {}. Lowest {}, last {}.",
            format::day_and_time(first.at),
            format::day_and_time(last.at),
            format::health(lowest),
            format::health(last.health)
        ),
        _ => String::new(),
    }
}

fn line(history: &[HistoryPoint], ladder: &Ladder) -> El {
    let steps = history.len().saturating_sub(1).max(1);
    let mut drawn = String::new();
    for (index, point) in history.iter().enumerate() {
        drawn.push(if index == 0 { 'M' } else { 'L' });
        drawn.push_str(&(index * WIDTH / steps).to_string());
        drawn.push(' ');
        drawn.push_str(&height(place(point.health, ladder)));
    }
    // It fills its place, whatever that does to its proportions.
    drawing("spark", "0 -4 300 108")
        .attr("preserveAspectRatio", "none")
        .children(thresholds(ladder).map(|(level, at)| {
            stroke("threshold", format!("M0 {}H{WIDTH}", height(at))).attr("data-level", level.id())
        }))
        .child(stroke("line", drawn))
}

fn stroke(class: &'static str, path: String) -> El {
    el("path", class)
        .attr("d", path)
        .attr("vector-effect", "non-scaling-stroke")
}

/// From the top: far is up.
fn height(place: u32) -> String {
    (END.saturating_sub(place) / 10).to_string()
}
