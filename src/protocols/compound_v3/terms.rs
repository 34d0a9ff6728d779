//! The rules under which an account is absorbed, as governance can move them.

use super::CometPosition;
use crate::math::{WAD, Wad};
use crate::protocols::terms::{Term, Terms, share};

impl CometPosition {
    /// Of each collateral that is held its factors and whether it is paused, and whether the market
    /// absorbs at all.
    #[must_use]
    pub fn terms(&self) -> Terms {
        let held = self.all_assets().filter(|one| !one.balance.is_zero());
        let held = held.flat_map(|one| {
            let penalty = WAD.saturating_sub(one.liquidation_factor);
            [
                (
                    Term::LiquidationThreshold(one.asset),
                    share(Wad::from_raw(one.liquidate_factor)),
                ),
                (
                    Term::LiquidationPenalty(one.asset),
                    share(Wad::from_raw(penalty)),
                ),
                (Term::Paused(one.asset), one.supply_paused.into()),
            ]
        });
        let market = [(Term::LiquidationPaused, self.halted().liquidation.into())];
        Terms::new(held.chain(market))
    }
}
