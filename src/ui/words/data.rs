use crate::alert::DataState;
use crate::engine::view::Gap;
use crate::ui::format;

/// The state of the data in two words, and its colours in the style sheet.
pub fn data_badge(state: DataState) -> (&'static str, &'static str) {
    match state {
        DataState::Unread => ("Reading", "busy"),
        DataState::Fresh => ("Live", "live"),
        DataState::Divergent => ("Unconfirmed", "warn"),
        DataState::Stale { .. } => ("Stale", "bad"),
        DataState::Failing { .. } => ("Not reading", "bad"),
    }
}

/// A time in which nobody watched.
pub fn gap(gap: Gap) -> String {
    format!(
        "Not watched from {} to {}. What you see was read after that.",
        format::day_and_time(gap.from),
        format::day_and_time(gap.to),
    )
}
