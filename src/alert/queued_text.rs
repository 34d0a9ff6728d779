use super::{Notice, NoticeFacts, NoticeText, term_text};
use crate::math::{Calendar, Timestamp, decimal};
use crate::risk::Health;

/// A change that governance has queued, in words: what it does to the health first, then when, then what it is.
/// `earliest`: when it can be carried out; `after`: the health with it.
pub(super) fn queued_text(
    notice: &Notice,
    facts: &NoticeFacts<'_>,
    earliest: Timestamp,
    after: Health,
) -> NoticeText {
    let changes = notice.changes.iter().zip(facts.changed);
    let changes: Vec<String> = changes
        .map(|(change, symbol)| term_text(symbol, *change))
        .collect();
    let before = notice.reading.map(|reading| reading.health);
    let moved = before.and_then(|before| health_moves(before, after));
    let day = day(earliest);
    let from = match moved {
        Some(moved) => format!("Health {moved} from {day} on"),
        None => format!("From {day} on"),
    };
    let what = match changes.as_slice() {
        [] => "by a change that governance has queued".to_owned(),
        [one] => one.clone(),
        several => format!("{} rules change", several.len()),
    };
    let listed = match changes.as_slice() {
        [] | [_] => String::new(),
        several => format!(": {}", several.join(", ")),
    };
    let means = match before.is_some_and(|before| !before.is_liquidatable()) {
        true if after.is_liquidatable() => " Anyone may liquidate it then.",
        _ => "",
    };
    let block = notice.reading.map_or_else(String::new, |reading| {
        format!(
            " So an endpoint simulates it on block {}.",
            reading.block_number
        )
    });
    let market = facts.market;
    let at = time(earliest);
    NoticeText {
        title: format!("{from}: {what}"),
        body: format!(
            "{market}{listed}. Queued by governance, {day} {at} UTC at the earliest.{means}{block} \
             Open to see it."
        ),
    }
}

/// A health that would be another, with as many digits as both are shown with, rounded down; none where no
/// digit of it changes.
#[must_use]
pub fn health_moves(before: Health, after: Health) -> Option<String> {
    let digits = before.digits().max(after.digits());
    let text = |health| match health {
        Health::NoDebt => "no debt".to_owned(),
        Health::Ratio(ratio) => {
            let text = decimal::format_floor(ratio.raw(), 18, digits);
            let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
            format!("{whole}.{fraction:0<width$}", width = usize::from(digits))
        }
    };
    let (before, after) = (text(before), text(after));
    (before != after).then(|| format!("{before} → {after}"))
}

/// A day as in "3 Dec", at Greenwich.
fn day(at: Timestamp) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let date = Calendar::from(at);
    let month = usize::from(date.month).checked_sub(1);
    let month = month.and_then(|place| MONTHS.get(place));
    format!("{} {}", date.day, month.unwrap_or(&""))
}

/// A time of a day, at Greenwich.
fn time(at: Timestamp) -> String {
    let Calendar { hour, minute, .. } = Calendar::from(at);
    format!("{hour:02}:{minute:02}")
}
