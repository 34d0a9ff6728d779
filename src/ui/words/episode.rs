use crate::alert::{Numbers, Phase, short_hash, taking_more, taking_text};
use crate::engine::view::PositionView;
use crate::protocols::Taking;
use crate::risk::Obstacle;
use crate::ui::format::{self, Round};

/// Amounts and prices in the reader's language.
pub const NUMBERS: Numbers<'static> = Numbers {
    up: &|amount| format::amount(amount, Round::Up),
    down: &|amount| format::amount(amount, Round::Down),
};

/// Whether the person is asked to say that they have seen it.
pub fn is_open(phase: Phase) -> bool {
    matches!(phase, Phase::Firing(_) | Phase::Liquidated)
}

/// What a liquidation since the last read has left; none where what it took stands beside it, and what is left
/// below.
pub fn seized(position: &PositionView) -> Option<String> {
    let mut legs = position.legs.iter();
    match legs.find(|leg| matches!(leg.not_counted, Some(Obstacle::Lent))) {
        Some(lent) => Some(format!(
            "Since the last read, collateral was liquidated to pay debt. What is left of it, {} {}, lies in the market and must be withdrawn there.",
            format::amount(lent.amount, Round::Down),
            lent.symbol
        )),
        None if !position.takings.is_empty() => None,
        None => Some("Since the last read, part of the collateral was liquidated to pay debt. The numbers below are what is left.".to_owned()),
    }
}

/// What a liquidation took, for what, at which price and where; the transaction stands beside it.
pub fn taking(taking: &Taking) -> String {
    let text = taking_text(taking, NUMBERS);
    let more = taking_more(taking, NUMBERS, &format::integer);
    format!("{text}: {more}.")
}

/// The same in a line of its own.
pub fn taking_line(one: &Taking) -> String {
    let text = taking(one);
    let text = text.trim_end_matches('.');
    format!("{text}, transaction {}", short_hash(one))
}

/// How the margin call stands, where there is something to say.
pub fn episode(phase: Phase) -> Option<String> {
    match phase {
        Phase::Unknown | Phase::Ok | Phase::Firing(_) | Phase::Liquidated => None,
        Phase::Pending(_) => {
            Some("Crossed in one block. A second one in a row makes it a call.".to_owned())
        }
        Phase::Acknowledged { until, .. } => Some(format!(
            "Marked as seen. Called again at a worse level, or after {}.",
            format::day_and_time(until)
        )),
        Phase::Snoozed { until, .. } => Some(format!(
            "Snoozed. Called again at a worse level, or after {}.",
            format::day_and_time(until)
        )),
        Phase::Clearing(_) => Some("Recovering. Clear once it has held.".to_owned()),
    }
}
