//! The rules under which an account is liquidated, as governance, or the account itself, can move them.

use alloy::primitives::U256;

use super::{AavePosition, Reserve};
use crate::math::contract::mul;
use crate::math::{RAY, Timestamp, WAD, Wad, mul_div_ceil};
use crate::protocols::terms::{Term, Terms, share, share_bps, taken};

impl AavePosition {
    /// Of what is supplied: the threshold and the penalty that hold for this account, and whether it is
    /// used as collateral, and how full its cap is; of that and what is owed, whether it is frozen or
    /// paused; of what is owed its rate; and the e-mode.
    #[must_use]
    pub fn terms(&self, at: Timestamp) -> Terms {
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
        let used = self.reserves.iter();
        let used =
            used.filter(|one| !one.supply_scaled.is_zero() && self.user.uses_as_collateral(one.id));
        let caps =
            used.filter_map(|one| Some((Term::SupplyCap(one.asset), self.cap_taken(one, at)?)));
        let limits = self.reserves.iter();
        let limits = limits
            .filter(|one| !one.supply_scaled.is_zero() && self.user.uses_as_collateral(one.id));
        let limits = limits.map(|one| (Term::SupplyLimit(one.asset), limit(one)));
        let lent = self.reserves.iter();
        let lent = lent.filter(|one| !one.supply_scaled.is_zero() || self.user.borrows(one.id));
        let lent = lent.filter_map(|one| Some((Term::Used(one.asset), self.lent_out(one, at)?)));
        let owed = self.reserves.iter().filter(|one| self.user.borrows(one.id));
        let rates = owed.filter_map(|one| {
            let rate = mul_div_ceil(one.borrow_rate.raw(), WAD, RAY).ok()?;
            Some((Term::BorrowRate(one.asset), share(Wad::from_raw(rate))))
        });
        let category = self.e_mode().map_or(0, |category| category.id);
        let account = [(Term::EMode, category.into())];
        let all = supplied.chain(held).chain(caps).chain(rates);
        let all = all.chain(limits).chain(lent);
        Terms::new(all.chain(account))
    }

    /// How much of a reserve's supply cap is taken; none where it has none.
    fn cap_taken(&self, reserve: &Reserve, at: Timestamp) -> Option<u64> {
        let room = self.headroom(reserve, at).ok()??;
        let cap = mul(reserve.config.supply_cap(), reserve.unit().ok()?).ok()?;
        Some(taken(cap.saturating_sub(room), cap))
    }

    /// How much of what all supply of a reserve is lent out, rounded up; none where only its tokens can count
    /// what is owed, and where next to nothing is supplied.
    fn lent_out(&self, reserve: &Reserve, at: Timestamp) -> Option<u64> {
        if reserve.told_debt.is_some() {
            return None;
        }
        let debt_index = reserve.borrow_index_at(at, self.profile).ok()?;
        let index = reserve.liquidity_index_at(at).ok()?;
        let rules = self.rules();
        let owed = rules
            .debt_balance(reserve.total_debt_scaled, debt_index)
            .ok()?;
        let supplied = rules
            .supply_balance(reserve.total_supply_scaled, index)
            .ok()?;
        (!supplied.is_zero()).then(|| taken(owed, supplied))
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

/// How many whole tokens of a reserve may be supplied in all.
fn limit(reserve: &Reserve) -> u64 {
    match reserve.config.supply_cap() {
        U256::ZERO => u64::MAX,
        cap => cap.saturating_to(),
    }
}
