use leptos::prelude::*;

use super::span::span;
use crate::engine::view::{HistoryMark, HistoryPoint, MarkKind, PositionView};
use crate::ui::chart::{Across, Chart, Drawing, Mark, Place, moment_in};
use crate::ui::format;
use crate::ui::icon::Icon;
use crate::ui::scale::{place, thresholds};
use crate::ui::words::Standing;

/// How health went since it was first seen, once there are two readings.
#[component]
pub fn History(position: Memo<PositionView>) -> impl IntoView {
    let drawing = Memo::new(move |_| position.with(drawing));
    let readings = Memo::new(move |_| position.with(|one| one.history.clone()));
    let happened = Memo::new(move |_| position.with(|one| one.marks.clone()));
    let say = Callback::new(move |index: usize| {
        readings.with(|readings| happened.with(|marks| say(readings, index, marks)))
    });
    let lowest = Memo::new(move |_| {
        readings.with(|readings| readings.iter().map(|point| point.health).min())
    });
    view! {
        <Show when=move || readings.with(|readings| readings.len() >= 2)>
            <section class="history" part="history">
                <h3>
                    {"Health so far"}
                    <span class="hint">
                        {move || lowest.get().map(|low| format!("lowest {}", format::health(low)))}
                    </span>
                </h3>
                <Chart drawing label="Health so far" say />
            </section>
        </Show>
    }
}

/// A reading, and what happened there.
fn say(readings: &[HistoryPoint], index: usize, marks: &[HistoryMark]) -> String {
    let Some(point) = readings.get(index) else {
        return String::new();
    };
    let mut words = format!(
        "{} · {}",
        format::health(point.health),
        format::day_and_time(point.at)
    );
    let own = marks
        .iter()
        .filter(|mark| reading_of(mark, readings) == Some(index));
    for mark in own {
        words.push_str(" · ");
        words.push_str(shown_as(mark.kind).2);
    }
    words
}

/// At which reading something is marked.
fn reading_of(mark: &HistoryMark, readings: &[HistoryPoint]) -> Option<usize> {
    let first = readings.first()?;
    let after = readings.iter().position(|point| point.at >= mark.at);
    after.filter(|_| mark.at >= first.at)
}

/// What happened, by colour, picture and word.
fn shown_as(kind: MarkKind) -> (&'static str, Icon, &'static str) {
    match kind {
        MarkKind::Called(level) => {
            let standing = Standing::At(level);
            (level.id(), standing.icon(), standing.word(false))
        }
        MarkKind::ToppedUp => ("clear", Icon::Check, "Topped up"),
        MarkKind::Liquidated => ("liquidatable", Icon::Octagon, "Liquidated"),
        MarkKind::RulesChanged => ("none", Icon::Dash, "Rules changed"),
    }
}

/// What happened, on the line where it was then.
fn mark(mark: &HistoryMark, position: &PositionView) -> Option<Mark> {
    let (first, last) = span(position)?;
    let reading = position.history.get(reading_of(mark, &position.history)?)?;
    let (level, icon, _) = shown_as(mark.kind);
    Some(Mark {
        place: Place {
            x: moment_in(mark.at, first, last),
            y: place(reading.health, &position.alarm.ladder),
        },
        level,
        icon,
    })
}

/// The line of its health over time, with its thresholds.
pub fn drawing(position: &PositionView) -> Drawing {
    let ladder = &position.alarm.ladder;
    let Some((first, last)) = span(position) else {
        return Drawing::default();
    };
    let places = position.history.iter().map(|point| Place {
        x: moment_in(point.at, first, last),
        y: place(point.health, ladder),
    });
    // From the mildest, which is the highest.
    let across = thresholds(ladder).map(|(level, y)| Across {
        y,
        level: level.id(),
        label: Standing::At(level).word(false).to_owned(),
    });
    Drawing {
        ends: Some((first, last)),
        places: places.collect(),
        across: across.into(),
        marks: position
            .marks
            .iter()
            .filter_map(|one| mark(one, position))
            .collect(),
    }
}
