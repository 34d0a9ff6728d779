use leptos::prelude::*;

use super::element::{el, live};
use super::format;
use super::icon::{draw, path, stretched};
use super::live::part;
use super::scale::{END, place, thresholds};
use super::value::Value;
use crate::alert::Ladder;
use crate::engine::view::{HistoryPoint, PositionView};

/// The drawing's width; its height is a tenth of the scale.
const WIDTH: usize = 300;

/// How health went, once there are two readings.
pub fn sparkline(position: Value<PositionView>) -> AnyView {
    let enough = part(position, |position| position.history.len() >= 2);
    let ladder = part(position, |position| position.alarm.ladder);
    live(move || {
        enough.get().then(|| {
            el("section", "history")
                .part("history")
                .child(el("h3", "").child("Health so far"))
                .live(move || position.with(|position| line(&position.history, &ladder.get())))
                .child(
                    el("p", "hint")
                        .say(move || position.with(|position| summary(&position.history))),
                )
        })
    })
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

fn line(history: &[HistoryPoint], ladder: &Ladder) -> AnyView {
    let steps = history.len().saturating_sub(1).max(1);
    let points: Vec<String> = history
        .iter()
        .enumerate()
        .map(|(index, point)| {
            format!(
                "{} {}",
                index * WIDTH / steps,
                height(place(point.health, ladder))
            )
        })
        .collect();
    let mut parts: Vec<AnyView> = thresholds(ladder)
        .into_iter()
        .map(|(level, at)| {
            path(vec![
                draw("class", "threshold"),
                draw("data-level", level.id()),
                draw("d", format!("M0 {}H{WIDTH}", height(at))),
                draw("vector-effect", "non-scaling-stroke"),
            ])
        })
        .collect();
    parts.push(path(vec![
        draw("class", "line"),
        draw("d", format!("M{}", points.join("L"))),
        draw("vector-effect", "non-scaling-stroke"),
    ]));
    stretched("spark", "0 -4 300 108", parts)
}

/// From the top: far is up.
fn height(place: u32) -> u32 {
    END.saturating_sub(place) / 10
}
