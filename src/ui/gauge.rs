use super::element::{El, el, text};
use super::format;
use super::icon::drawing;
use super::scale::{END, place, thresholds};
use super::words::Standing;
use crate::engine::view::PositionView;
use crate::risk::Health;

/// Half a circle from left to right.
const ARC: &str = "M20 130a110 110 0 0 1 220 0";

/// How much is left before liquidation, as an arc with the ladder's thresholds, and the number.
pub fn gauge(position: &PositionView, standing: Standing) -> El {
    let at = match standing {
        Standing::Unknown => format!(" at {}", format::time(position.block.timestamp)),
        _ => String::new(),
    };
    // The place under the number is narrow: a line each.
    let captions = match position.pre_liquidates_first() {
        true => [
            "Pre-liquidation health".to_owned(),
            format!("{} for the market{at}", format::health(position.health)),
        ],
        false => [format!("Health factor{at}"), String::new()],
    };
    let captions = captions.into_iter().filter(|line| !line.is_empty());
    el("div", "gauge")
        .part("gauge")
        .child(dial(position))
        .child(
            el("div", "reading")
                .child(text("p", "health", format::health(position.first_health)))
                .children(captions.map(|line| text("p", "caption", line))),
        )
}

fn dial(position: &PositionView) -> El {
    let ladder = &position.alarm.ladder;
    let left = place(position.first_health, ladder);
    let mut dial = drawing("dial", "-22 -6 304 152")
        .child(arc("track", ARC, END, 0))
        .child(arc("left", ARC, left, 0));
    // From liquidation on: each level's zone, a thin band outside the arc, ends at its threshold.
    let mut from = 0;
    for (level, to) in thresholds(ladder).into_iter().rev() {
        let long = to.saturating_sub(from).saturating_sub(6);
        let zone = arc("zone", "M6 130a124 124 0 0 1 248 0", long, from);
        dial = dial
            .child(zone.attr("data-level", level.id()))
            .children(tick(to, Health::Ratio(ladder.threshold(level))));
        from = to;
    }
    dial
}

/// A piece of an arc: how long it is, and where it begins.
fn arc(class: &'static str, path: &'static str, long: u32, from: u32) -> El {
    el("path", class)
        .attr("d", path)
        .attr("pathLength", END.to_string())
        .attr("stroke-dasharray", format!("{long} {END}"))
        .attr("stroke-dashoffset", format!("-{from}"))
}

/// A threshold's line across the arc, and its health factor beside it.
fn tick(at: u32, threshold: Health) -> [El; 2] {
    // Half a circle is 180 degrees: 18 tenths of a degree for every hundredth of the scale.
    let tenths = at * 18 / 10;
    let degrees = format!("{}.{}", tenths / 10, tenths % 10);
    [
        el("path", "tick")
            .attr("d", "M13 130h14")
            .attr("transform", format!("rotate({degrees} 130 130)")),
        // Turned to its place, and turned back to be read.
        text("text", "label", format::health_short(threshold)).attr(
            "transform",
            format!("rotate({degrees} 130 130) translate(0 130) rotate(-{degrees})"),
        ),
    ]
}
