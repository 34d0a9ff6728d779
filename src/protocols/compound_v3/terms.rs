//! The rules under which an account is absorbed, as governance can move them.

use super::CometPosition;
use crate::math::{WAD, Wad, yearly_rate};
use crate::protocols::terms::{Term, Terms, share, taken};

impl CometPosition {
    /// Of each collateral that is held its factors, whether it is paused and how full its cap is; whether
    /// the market absorbs at all; and of what is owed the rate in force, and how it follows from the use.
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
                (
                    Term::SupplyCap(one.asset),
                    taken(one.total_supply, one.supply_cap),
                ),
            ]
        });
        let market = [(Term::LiquidationPaused, self.halted().liquidation.into())];
        Terms::new(held.chain(market).chain(self.rates()))
    }

    fn rates(&self) -> impl Iterator<Item = (Term, u64)> {
        let (base, curve) = (&self.base, &self.base.borrow_curve);
        let at = |term, used| Some((term, share(yearly_rate(curve.rate(used).ok()?).ok()?)));
        let rate = base.yearly_rate(curve).ok();
        let all = [
            Some((Term::RateKink(base.asset), share(Wad::from_raw(curve.kink)))),
            at(Term::RateAtKink(base.asset), curve.kink),
            at(Term::RateAtMost(base.asset), WAD),
            rate.map(|rate| (Term::BorrowRate(base.asset), share(rate))),
        ];
        all.into_iter().flatten()
    }
}
