use crate::alert::Phase;
use crate::engine::view::PositionView;
use crate::risk::Obstacle;
use crate::ui::format::{self, Round};

/// Whether the person is asked to say that they have seen it.
pub fn is_open(phase: Phase) -> bool {
    matches!(phase, Phase::Firing(_) | Phase::Liquidated)
}

/// What a liquidation since the last read has left.
pub fn seized(position: &PositionView) -> String {
    let mut legs = position.legs.iter();
    match legs.find(|leg| matches!(leg.not_counted, Some(Obstacle::Lent))) {
        Some(lent) => format!(
            "Since the last read, collateral was liquidated to pay debt. What is left of it, {} {}, lies in the market and must be withdrawn there.",
            format::amount(lent.amount, Round::Down),
            lent.symbol
        ),
        None => "Since the last read, part of the collateral was liquidated to pay debt. The numbers below are what is left.".to_owned(),
    }
}

/// How the margin call stands, where there is something to say.
pub fn episode(phase: Phase) -> Option<String> {
    match phase {
        Phase::Unknown | Phase::Ok | Phase::Firing(_) | Phase::Liquidated => None,
        Phase::Pending(_) => Some("Just crossed. Called if the next block confirms it.".to_owned()),
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
