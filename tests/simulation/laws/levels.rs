//! The level that is shown is the worse of what the health and what interest alone make of a position, by the
//! world's own arithmetic.

use alloy::primitives::U256;
use margin_call::alert::Level;
use margin_call::engine::View;
use margin_call::engine::view::PositionView;

use super::Law;
use super::knowing::raw;
use crate::chain::Block;
use crate::market::{Market, WAD};

pub fn true_level(position: &PositionView, view: &View, (market, block): (&Market, &Block)) -> Law {
    // Of a market of its own there is no interest, and its contract comes before it.
    if market.isolated.is_some() {
        return Ok(());
    }
    let level = by_health(position).max(by_interest(position, view, (market, block)));
    match position.alarm.level == level {
        true => Ok(()),
        false => Err(format!(
            "at {level:?}, and shown at {:?}",
            position.alarm.level
        )),
    }
}

/// The level that the health alone makes.
pub fn by_health(position: &PositionView) -> Option<Level> {
    let health = raw(position.first_health);
    let begins = |level| match level {
        // Exactly 1 cannot be liquidated.
        Level::Liquidatable => WAD - U256::from(1),
        level => position.alarm.ladder.threshold(level).raw(),
    };
    let mut worst_first = Level::ALL.into_iter().rev();
    worst_first.find(|level| health <= begins(*level))
}

/// The level that begins where it is liquidated within so many seconds, with prices and rates as they are.
fn by_interest(
    position: &PositionView,
    view: &View,
    (market, block): (&Market, &Block),
) -> Option<Level> {
    let is_over_within = |level: &Level| {
        let seconds = view.alarm.times.threshold(*level).seconds();
        market.health(position.key.account, block.time + seconds) < WAD
    };
    let levels = [Level::Watch, Level::Call, Level::Urgent];
    levels.into_iter().take_while(is_over_within).last()
}
