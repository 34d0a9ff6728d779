use leptos::prelude::*;

use crate::engine::view::{HistoryMark, HistoryPoint, MarkKind, PositionView};
use crate::ui::chart::{Across, Chart, Drawing, Mark, Place, Way, moment_in};
use crate::ui::format;
use crate::ui::scale::{place, thresholds};
use crate::ui::words::Standing;

/// How health went since it was first seen, once there are two readings.
#[component]
pub fn History(position: Memo<PositionView>) -> impl IntoView {
    let drawing = Memo::new(move |_| position.with(drawing));
    let readings = Memo::new(move |_| position.with(|one| one.history.clone()));
    let say = Callback::new(move |index: usize| {
        readings.with(|readings| readings.get(index).map(say).unwrap_or_default())
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

fn say(point: &HistoryPoint) -> String {
    format!(
        "{} · {}",
        format::health(point.health),
        format::day_and_time(point.at)
    )
}

/// What happened, on the line where it was then.
fn mark(mark: &HistoryMark, position: &PositionView) -> Option<Mark> {
    let (first, last) = (position.history.first()?, position.history.last()?);
    if mark.at < first.at || mark.at > last.at {
        return None;
    }
    let mut readings = position.history.iter();
    let reading = readings.find(|point| point.at >= mark.at)?;
    let (level, what) = match mark.kind {
        MarkKind::Called(level) => (level.id(), Standing::At(level).word(false)),
        MarkKind::ToppedUp => ("clear", "Topped up"),
        MarkKind::Liquidated => ("liquidatable", "Liquidated"),
        MarkKind::RulesChanged => ("none", "Rules changed"),
    };
    Some(Mark {
        place: Place {
            x: moment_in(mark.at, first.at, last.at),
            y: place(reading.health, &position.alarm.ladder),
        },
        level,
        label: format!("{what} · {}", format::day_and_time(mark.at)),
    })
}

/// The line of its health over time, with its thresholds.
pub fn drawing(position: &PositionView) -> Drawing {
    let ladder = &position.alarm.ladder;
    let (Some(first), Some(last)) = (position.history.first(), position.history.last()) else {
        return Drawing::default();
    };
    let places = position.history.iter().map(|point| Place {
        x: moment_in(point.at, first.at, last.at),
        y: place(point.health, ladder),
    });
    let across = thresholds(ladder).map(|(level, y)| Across {
        y,
        level: level.id(),
        label: Standing::At(level).word(false).to_owned(),
    });
    Drawing {
        places: places.collect(),
        across: across.into(),
        marks: position
            .marks
            .iter()
            .filter_map(|one| mark(one, position))
            .collect(),
        way: Way::Straight,
    }
}
