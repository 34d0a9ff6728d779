//! The rules under which an account is absorbed, as governance can move them.

use alloy::primitives::U256;

use super::{CometAsset, CometPosition};
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
                (Term::SupplyLimit(one.asset), limit(one)),
                (
                    Term::SupplyCap(one.asset),
                    taken(one.total_supply, one.supply_cap),
                ),
            ]
        });
        let halted = self.halted();
        let market = [
            (Term::LiquidationPaused, halted.liquidation.into()),
            // What stops the supply of the token that is owed stops its repayment.
            (Term::Paused(self.base.asset), halted.repayment.into()),
        ];
        Terms::new(held.chain(market).chain(self.rates()))
    }

    fn rates(&self) -> impl Iterator<Item = (Term, u64)> {
        let (base, curve) = (&self.base, &self.base.borrow_curve);
        let at = |term, used| Some((term, share(yearly_rate(curve.rate(used).ok()?).ok()?)));
        let rate = base.yearly_rate(curve).ok();
        let used = base.utilization_wad().ok().map(Wad::from_raw);
        let all = [
            Some((Term::RateKink(base.asset), share(Wad::from_raw(curve.kink)))),
            at(Term::RateAtKink(base.asset), curve.kink),
            at(Term::RateAtMost(base.asset), WAD),
            rate.map(|rate| (Term::BorrowRate(base.asset), share(rate))),
            used.map(|used| (Term::Used(base.asset), share(used))),
        ];
        all.into_iter().flatten()
    }
}

/// How many whole tokens of a collateral may be supplied in all.
fn limit(asset: &CometAsset) -> u64 {
    let unit = asset.scale().unwrap_or(U256::ONE);
    let whole = asset.supply_cap.checked_div(unit);
    whole.map_or(u64::MAX, |whole| whole.saturating_to())
}
