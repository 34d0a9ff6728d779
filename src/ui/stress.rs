use leptos::prelude::*;

use super::element::{El, el, live};
use super::format;
use super::live::part;
use super::position::badge;
use super::value::{Value, value};
use super::watch_form::typed;
use super::words::Standing;
use crate::engine::view::{PositionView, StressPoint};

/// What the slider asks.
const QUESTION: &str = "If your volatile collateral falls together by";

/// What a fall of all volatile collateral would do, from the points that were computed; nothing
/// while what they were computed from is old.
pub fn stress(position: Value<PositionView>, standing: Value<Standing>) -> AnyView {
    let is_known = value(move || standing.get() != Standing::Unknown);
    let last = part(position, |position| {
        position.analysis.stress.len().checked_sub(1)
    });
    live(move || {
        // One point is today: nothing to move to.
        let last = last.get().filter(|last| *last > 0 && is_known.get())?;
        let chosen = RwSignal::new("0".to_owned());
        let point: Value<Option<StressPoint>> = value(move || {
            let index = chosen.get().parse::<usize>().ok()?;
            position.with(|position| position.analysis.stress.get(index).copied())
        });
        Some(slider(position, last, chosen, point))
    })
}

fn slider(
    position: Value<PositionView>,
    last: usize,
    chosen: RwSignal<String>,
    point: Value<Option<StressPoint>>,
) -> El {
    let standing: Value<Standing> = value(move || {
        point.get().map_or(Standing::Unknown, |point| {
            Standing::at(point.health, point.level)
        })
    });
    let fall = move || {
        point.get().map_or_else(String::new, |point| {
            format::percent(point.fall_bps.to_wad())
        })
    };
    let health = move || {
        point
            .get()
            .map_or_else(String::new, |point| format::health(point.health))
    };
    el("section", "stress")
        .part("stress")
        .child(el("h3", "").child(QUESTION))
        .child(
            el("p", "result")
                .child(el("span", "fall").say(fall))
                .child(el("span", "health").say(health))
                .child(badge(standing)),
        )
        .child(
            el("input", "")
                .attr("type", "range")
                .attr("aria-label", QUESTION)
                .attr("min", "0")
                .attr("max", last.to_string())
                .attr("step", "1")
                .attr("value", "0")
                .attr_live("aria-valuetext", move || {
                    Some(format!(
                        "{}: health factor {}, {}",
                        fall(),
                        health(),
                        standing.get().word()
                    ))
                })
                .on("input", move |event| {
                    chosen.set(typed(&event));
                }),
        )
        .child(strip(position))
}

/// The level at each point, side by side under the slider.
fn strip(position: Value<PositionView>) -> El {
    let levels = part(position, |position| {
        position
            .analysis
            .stress
            .iter()
            .map(|point| Standing::at(point.health, point.level).id())
            .collect::<Vec<_>>()
    });
    el("div", "strip")
        .attr("aria-hidden", "true")
        .live(move || {
            levels
                .get()
                .into_iter()
                .map(|level| el("span", "").attr("data-level", level))
                .collect::<Vec<_>>()
        })
}
