use crate::alert::{health_moves, term_text};
use crate::math::Timestamp;
use crate::protocols::TermChange;
use crate::risk::Health;
use crate::ui::format;

/// A change that governance has queued: what it does to the health, and from when on.
pub fn queued_headline(earliest: Timestamp, before: Health, after: Health) -> String {
    let at = format::day_and_time(earliest);
    match health_moves(before, after) {
        Some(moved) => format!("Health {moved} by what governance has queued, from {at} on"),
        None => format!("Governance has queued a change of rules, from {at} on"),
    }
}

/// So many of which nobody could say what they do.
pub fn queued_unread(count: usize, earliest: Timestamp) -> String {
    let at = format::day_and_time(earliest);
    match count {
        1 => format!(
            "Governance has queued a change, from {at} on; what it does here could not be read"
        ),
        count => format!(
            "Governance has queued {count} changes, from {at} on; what they do here could not be read"
        ),
    }
}

/// The rules that would be others.
pub fn queued_changes(changes: &[(String, TermChange)]) -> String {
    let changes = changes.iter();
    let changes = changes.map(|(symbol, change)| term_text(symbol, *change));
    changes.collect::<Vec<_>>().join(", ")
}

/// Whose word it is.
pub fn queued_source(block_number: u64) -> String {
    format!(
        "As one endpoint simulates it on block {}.",
        format::integer(block_number)
    )
}

/// What follows from the health with it, where that is bad.
pub fn queued_means(before: Health, after: Health) -> Option<&'static str> {
    let liquidates = after.is_liquidatable() && !before.is_liquidatable();
    liquidates.then_some("Anyone may liquidate it then.")
}
