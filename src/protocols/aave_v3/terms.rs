//! The rules under which an account is liquidated, as governance, or the account itself, can move them.

use super::{AavePosition, Reserve};
use crate::protocols::terms::{Term, Terms, share_bps};

impl AavePosition {
    /// Of what is supplied: the threshold and the penalty that hold for this account, and whether it is
    /// used as collateral; of that and what is owed, whether it is frozen or paused; and the e-mode.
    #[must_use]
    pub fn terms(&self) -> Terms {
        let supplied = self.reserves.iter();
        let supplied = supplied.filter(|one| !one.supply_scaled.is_zero());
        let supplied = supplied.flat_map(|one| {
            let used = self.user.uses_as_collateral(one.id);
            [
                (
                    Term::LiquidationThreshold(one.asset),
                    share_bps(self.threshold(one)),
                ),
                (Term::LiquidationPenalty(one.asset), self.penalty(one)),
                (Term::UsedAsCollateral(one.asset), used.into()),
            ]
        });
        let held = self.reserves.iter();
        let held = held.filter(|one| !one.supply_scaled.is_zero() || self.user.borrows(one.id));
        let held = held.flat_map(|one| {
            [
                (Term::Frozen(one.asset), one.config.is_frozen().into()),
                (Term::Paused(one.asset), one.config.is_paused().into()),
            ]
        });
        let category = self.e_mode().map_or(0, |category| category.id);
        let account = [(Term::EMode, category.into())];
        Terms::new(supplied.chain(held).chain(account))
    }

    /// The bonus beyond one, as `LiquidationLogic.executeLiquidationCall` takes it.
    fn penalty(&self, reserve: &Reserve) -> u64 {
        let own = reserve.config.liquidation_bonus();
        let bonus = self
            .category_of(reserve)
            .map_or(own, |category| category.liquidation_bonus);
        share_bps(bonus).saturating_sub(1_000_000_000_000_000_000)
    }
}
