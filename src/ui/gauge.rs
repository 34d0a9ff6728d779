use leptos::prelude::*;

use super::element::{El, el};
use super::format;
use super::icon::{draw, drawing, label, path};
use super::live::part;
use super::scale::{END, place, thresholds};
use super::value::{Value, value};
use super::words::Standing;
use crate::alert::Ladder;
use crate::engine::view::PositionView;
use crate::risk::Health;

/// Half a circle from left to right.
const ARC: &str = "M20 130a110 110 0 0 1 220 0";

/// How much is left before liquidation, as an arc with the ladder's thresholds, and the number.
pub fn gauge(position: Value<PositionView>, standing: Value<Standing>) -> El {
    let ladder = part(position, |position| position.alarm.ladder);
    el("div", "gauge")
        .part("gauge")
        .live(move || dial(&ladder.get(), position))
        .child(
            el("div", "reading")
                .child(
                    el("p", "health")
                        .say(move || position.with(|position| format::health(position.health))),
                )
                .child(el("p", "caption").say(move || {
                    position.with(|position| match standing.get() {
                        Standing::Unknown => {
                            format!(
                                "Health factor at {}",
                                format::time(position.block.timestamp)
                            )
                        }
                        _ => "Health factor".to_owned(),
                    })
                })),
        )
}

/// The drawing; rebuilt when the thresholds change, redrawn when the health does.
fn dial(ladder: &Ladder, position: Value<PositionView>) -> AnyView {
    let copy = *ladder;
    let left = value(move || position.with(|position| place(position.health, &copy)));
    let mut parts = vec![
        arc("track", format!("{END} {END}"), 0),
        live_arc(move || left.get()),
    ];
    // From liquidation on: each level's zone ends at its threshold.
    let mut from = 0;
    for (level, to) in thresholds(ladder).into_iter().rev() {
        parts.push(zone(level.id(), from, to));
        parts.extend(tick(to, Health::Ratio(ladder.threshold(level))));
        from = to;
    }
    drawing("dial", "-22 -6 304 152", parts)
}

fn arc(class: &'static str, dashes: String, offset: u32) -> AnyView {
    path(vec![
        draw("class", class),
        draw("d", ARC),
        draw("pathLength", END.to_string()),
        draw("stroke-dasharray", dashes),
        draw("stroke-dashoffset", format!("-{offset}")),
    ])
}

fn live_arc(left: impl Fn() -> u32 + Send + 'static) -> AnyView {
    super::element::live(move || arc("left", format!("{} {END}", left()), 0))
}

/// The thin band of a level outside the arc.
fn zone(level: &'static str, from: u32, to: u32) -> AnyView {
    path(vec![
        draw("class", "zone"),
        draw("data-level", level),
        draw("d", "M6 130a124 124 0 0 1 248 0"),
        draw("pathLength", END.to_string()),
        draw(
            "stroke-dasharray",
            format!("{} {END}", to.saturating_sub(from).saturating_sub(6)),
        ),
        draw("stroke-dashoffset", format!("-{from}")),
    ])
}

/// A threshold's line across the arc, and its health factor beside it.
fn tick(at: u32, threshold: Health) -> [AnyView; 2] {
    // Half a circle is 180 degrees: 18 tenths of a degree for every hundredth of the scale.
    let tenths = at * 18 / 10;
    let degrees = format!("{}.{}", tenths / 10, tenths % 10);
    [
        path(vec![
            draw("class", "tick"),
            draw("d", "M13 130h14"),
            draw("transform", format!("rotate({degrees} 130 130)")),
        ]),
        // Turned to its place, and turned back to be read.
        label(
            vec![
                draw("class", "label"),
                draw(
                    "transform",
                    format!("rotate({degrees} 130 130) translate(0 130) rotate(-{degrees})"),
                ),
            ],
            format::health_short(threshold),
        ),
    ]
}
