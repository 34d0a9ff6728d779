//! What restores an account: the least supply or repayment to a target.
//!
//! The inverses are exact: each rounding of the way there is undone by the opposite one. Only the
//! average threshold of the releases up to 3.4 needs a search, which is [`Saw`].

use alloy::primitives::U256;

use super::health::Totals;
use super::profile::HealthForm;
use super::rounding::Rounding;
use super::sawtooth::Saw;
use super::{AavePosition, Reserve, accrual::collateral_value};
use crate::math::contract::{add, sub};
use crate::math::{MathError, RAY, Timestamp, TokenAmount, Wad, mul_div_ceil};
use crate::risk::{AssetId, Change, Health, Inverse, Obstacle, RiskError};

impl AavePosition {
    /// The least supply of an asset that reaches `target`, and from which every greater one does.
    pub(super) fn least_supply(
        &self,
        asset: AssetId,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError> {
        let (reserve, price) = self.leg(asset)?;
        let totals = self.totals(at, &self.prices)?;
        if totals.health(self.rules())?.reaches(target) {
            return Ok(Inverse::Already);
        }
        if let Err(obstacle) = reserve.takes_supply().and(self.supply_counts(reserve)) {
            return Ok(Inverse::Unreachable(obstacle));
        }
        if price.is_zero() {
            return Ok(Inverse::Unreachable(Obstacle::NotCollateral));
        }
        let others = self.totals_without(reserve, at)?;
        let allowed = self.rules().health.least_allowed(totals.debt, target)?;
        let supply = Supply::of(self, reserve, price, at)?;
        let amount = supply.least(others, allowed)?;
        if let Some(headroom) = self.headroom(reserve, at)?
            && amount > headroom
        {
            let headroom = TokenAmount::new(headroom, reserve.config.decimals());
            return Ok(Inverse::Unreachable(Obstacle::SupplyCap { headroom }));
        }
        Ok(Inverse::Amount {
            amount: TokenAmount::new(amount, reserve.config.decimals()),
            health_after: self.after_supply(asset, amount, at)?,
            full: false,
        })
    }

    /// The least repayment of an asset that reaches `target`.
    ///
    /// `D' =` the greatest debt that is allowed at the target, value `D' - D_others`, then the
    /// greatest balance of that value, the greatest scaled debt of that balance, and the least
    /// amount that burns the rest. Where nothing may be left, the whole debt: up to 3.4 one unit
    /// less may burn all of it too, but would leave the account's bit set.
    pub(super) fn least_repayment(
        &self,
        asset: AssetId,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError> {
        let (reserve, price) = self.leg(asset)?;
        let rules = self.rules();
        let totals = self.totals(at, &self.prices)?;
        if totals.health(rules)?.reaches(target) {
            return Ok(Inverse::Already);
        }
        if let Err(obstacle) = reserve.takes_repayment() {
            return Ok(Inverse::Unreachable(obstacle));
        }
        let index = reserve.borrow_index_at(at, self.profile)?;
        let debt = rules.debt_balance(reserve.debt_scaled, index)?;
        let best = self.after_repayment(asset, debt, at)?;
        if !best.reaches(target) {
            return Ok(Inverse::Unreachable(Obstacle::OtherDebt { best }));
        }
        let others = self.totals_without(reserve, at)?;
        let carried = rules.health.greatest_debt(totals.allowed(rules)?, target)?;
        let value = sub(carried, others.debt)?;
        // A price of zero cannot come here: closing a debt worth nothing changes nothing.
        let balance = rules.debt_value().greatest(value, price, reserve.unit()?)?;
        let kept = rules.of_debt().greatest(balance, index.raw(), RAY)?;
        let burnt = sub(reserve.debt_scaled, kept)?;
        // An index is at least one: what leaves a scaled unit is less than the whole balance.
        let full = kept.is_zero();
        let amount = match full {
            true => debt,
            false => rules.of_supply().least(burnt, RAY, index.raw())?,
        };
        Ok(Inverse::Amount {
            amount: TokenAmount::new(amount, reserve.config.decimals()),
            health_after: self.after_repayment(asset, amount, at)?,
            full,
        })
    }

    /// The health factor after a supply.
    pub(super) fn after_supply(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        Ok(self.supplied(asset, amount, at)?.health(self.rules())?)
    }

    /// The scaled units of a supply that the pool takes.
    pub(super) fn minted(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<U256, RiskError> {
        let (reserve, _) = self.leg(asset)?;
        reserve.takes_supply().map_err(RiskError::Refused)?;
        let decimals = reserve.config.decimals();
        if let Some(headroom) = self.headroom(reserve, at)?
            && amount > headroom
        {
            let headroom = TokenAmount::new(headroom, decimals);
            return Err(RiskError::Refused(Obstacle::SupplyCap { headroom }));
        }
        let minted = self
            .rules()
            .scaled(amount, reserve.liquidity_index_at(at)?)?;
        match minted.is_zero() {
            true => Err(RiskError::Refused(Obstacle::TooSmall)),
            false => Ok(minted),
        }
    }

    /// The account's sums after a supply.
    pub(super) fn supplied(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Totals, RiskError> {
        let minted = self.minted(asset, amount, at)?;
        let (reserve, price) = self.leg(asset)?;
        if self.supply_counts(reserve).is_err() {
            return self.totals(at, &self.prices);
        }
        let supply = add(reserve.supply_scaled, minted)?;
        let owed = if self.user.borrows(reserve.id) {
            reserve.debt_scaled
        } else {
            U256::ZERO
        };
        let own = self.contribution_of(reserve, price, at, supply, owed)?;
        Ok(self.totals_without(reserve, at)?.plus(own)?)
    }

    /// The health factor once a supply counts that does not. Mirrors
    /// `SupplyLogic.executeUseReserveAsCollateral`.
    pub(super) fn after_enabling(
        &self,
        asset: AssetId,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        Ok(self.enabled(asset, at)?.health(self.rules())?)
    }

    /// The account's sums once a supply counts.
    pub(super) fn enabled(&self, asset: AssetId, at: Timestamp) -> Result<Totals, RiskError> {
        let (reserve, price) = self.leg(asset)?;
        self.can_enable(reserve).map_err(RiskError::Refused)?;
        let owed = if self.user.borrows(reserve.id) {
            reserve.debt_scaled
        } else {
            U256::ZERO
        };
        let own = self.contribution_of(reserve, price, at, reserve.supply_scaled, owed)?;
        Ok(self.totals_without(reserve, at)?.plus(own)?)
    }

    /// The health factor after a repayment of `amount`, or of all when less is owed.
    pub(super) fn after_repayment(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        Ok(self.repaid(asset, amount, at)?.health(self.rules())?)
    }

    /// The scaled units of a repayment that the pool takes, of no more than is owed.
    pub(super) fn burnt(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<U256, RiskError> {
        let (reserve, _) = self.leg(asset)?;
        reserve.takes_repayment().map_err(RiskError::Refused)?;
        let rules = self.rules();
        let index = reserve.borrow_index_at(at, self.profile)?;
        let paid = amount.min(rules.debt_balance(reserve.debt_scaled, index)?);
        let burnt = rules.scaled(paid, index)?;
        match burnt.is_zero() {
            true => Err(RiskError::Refused(Obstacle::TooSmall)),
            false => Ok(burnt),
        }
    }

    /// The account's sums after a repayment.
    pub(super) fn repaid(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Totals, RiskError> {
        let burnt = self.burnt(asset, amount, at)?;
        let (reserve, price) = self.leg(asset)?;
        let left = sub(reserve.debt_scaled, burnt)?;
        let used = self.user.uses_as_collateral(reserve.id);
        let supply = if used {
            reserve.supply_scaled
        } else {
            U256::ZERO
        };
        let own = self.contribution_of(reserve, price, at, supply, left)?;
        Ok(self.totals_without(reserve, at)?.plus(own)?)
    }

    /// What must be there at `at`, so that `target` is there at every time between the two.
    ///
    /// Supplies grow in a line, debts at least so. Up to 3.4 the health factor is `C/D` times the
    /// average threshold `S/C`, which is cut off to a basis point. `C/D` is least at an end, and `S/C`,
    /// of two lines, goes one way: in between it is never less than at the lower end. So there may be as
    /// much more of `C/D` needed at the other end as the average is higher there.
    pub(super) fn target_between(
        &self,
        changes: &[Change],
        target: Wad,
        at: Timestamp,
        within: [Timestamp; 2],
    ) -> Result<Wad, RiskError> {
        let takes_supply = |change: &Change| matches!(change, Change::RepaySupplied(..));
        // Each of several changes is rounded by itself.
        let target = match changes.len() > 1 || changes.iter().any(takes_supply) {
            true => self.target_despite_rounding(changes, target, within)?,
            false => target,
        };
        if self.rules().health == HealthForm::Sum {
            return Ok(target);
        }
        let average = |at| -> Result<U256, RiskError> {
            Ok(self.totals_after(changes, at)?.average_threshold()?)
        };
        let [from, to] = within;
        let lower = average(from)?.min(average(to)?);
        if lower.is_zero() {
            return Ok(target);
        }
        let needed = mul_div_ceil(target.raw(), average(at)?, lower)?;
        Ok(Wad::from_raw(needed))
    }
}

/// The way from an amount that is supplied to what it counts for, and back.
struct Supply {
    form: HealthForm,
    balances: Rounding,
    threshold: U256,
    supplied: U256,
    index: U256,
    price: U256,
    unit: U256,
}

impl Supply {
    fn of(
        position: &AavePosition,
        reserve: &Reserve,
        price: U256,
        at: Timestamp,
    ) -> Result<Self, MathError> {
        let rules = position.rules();
        Ok(Self {
            form: rules.health,
            balances: rules.of_supply(),
            threshold: position.threshold(reserve).to_u256(),
            supplied: reserve.supply_scaled,
            index: reserve.liquidity_index_at(at)?.raw(),
            price,
            unit: reserve.unit()?,
        })
    }

    /// The least amount with which so much debt is allowed, and with every greater one too.
    fn least(&self, others: Totals, allowed: U256) -> Result<U256, MathError> {
        match self.form {
            HealthForm::Sum => {
                // The target is not reached now, so more is needed than the others have.
                let own = sub(allowed, others.collateral_by_threshold)?;
                self.amount_worth(mul_div_ceil(own, U256::ONE, self.threshold)?)
            }
            HealthForm::Average => {
                let saw = Saw {
                    collateral: others.collateral,
                    weighted: others.collateral_by_threshold,
                    threshold: self.threshold,
                    need: Saw::need(allowed)?,
                };
                let worth = |amount| self.worth(amount);
                let stable = saw.stable(None, &worth, &|value| self.amount_worth(value))?;
                // The target is not reached now: some amount is too little.
                Ok(stable.unwrap_or_default())
            }
        }
    }

    /// The value of all that is supplied after an amount was.
    fn worth(&self, amount: U256) -> Result<U256, MathError> {
        let minted = self.balances.mul_div(amount, RAY, self.index)?;
        let scaled = add(self.supplied, minted)?;
        collateral_value(
            self.balances.mul_div(scaled, self.index, RAY)?,
            self.price,
            self.unit,
        )
    }

    /// The least amount with which all that is supplied has a value, which it has not without.
    fn amount_worth(&self, value: U256) -> Result<U256, MathError> {
        let balance = Rounding::Down.least(value, self.price, self.unit)?;
        let scaled = self.balances.least(balance, self.index, RAY)?;
        self.balances
            .least(sub(scaled, self.supplied)?, RAY, self.index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{Ray, WAD};
    use crate::protocols::aave_v3::{Profile, ReserveConfig, UserConfig};
    use crate::protocols::{Holding, a_snapshot};
    use crate::risk::Position;

    /// Two collaterals with thresholds of 80% and 40%, of which the second grows by half a year.
    fn position(profile: Profile) -> AavePosition {
        let snapshot = a_snapshot(100, U256::ZERO);
        let Holding::AaveV3(position) = snapshot.holding() else {
            unreachable!("a position in Aave")
        };
        let mut reserves = position.reserves().to_vec();
        let second = &mut reserves[1];
        second.config =
            ReserveConfig(U256::from(4_000) << 16 | U256::from(18) << 48 | U256::ONE << 56);
        second.supply_scaled = WAD;
        second.liquidity_rate = Ray::from_raw(RAY / U256::from(2));
        let prices = [3_000_u64, 1_000].map(|price| U256::from(price) * U256::from(10_u64.pow(8)));
        let user = UserConfig(U256::from(0b11_10));
        AavePosition::new(profile, user, None, reserves, prices.to_vec()).expect("a position")
    }

    /// What an average threshold is cut off to may step down between, and each of several changes is rounded.
    #[test]
    fn what_is_promised_for_every_second_between_asks_for_more_where_something_is_cut_off_on_the_way()
     {
        let now = a_snapshot(100, U256::ZERO).block.timestamp;
        let within = [now, Timestamp(now.0 + 31_536_000)];
        let target = Wad::from_raw(WAD * U256::from(3) / U256::from(2));
        let supply = Change::Supply(AssetId(0), WAD);
        let needed = |profile, changes: &[Change]| {
            let position = position(profile);
            within.map(|at| {
                position
                    .target_within(changes, target, at, within)
                    .expect("a target")
            })
        };
        // Where each threshold counts by itself one change asks for no more.
        assert_eq!(needed(Profile::V3_6, &[supply]), [target; 2]);
        // The average is higher at first, by as much more there must be then.
        let [first, last] = needed(Profile::V3_4, &[supply]);
        assert!(first > target && last == target, "{first:?}, {last:?}");
        let several = needed(Profile::V3_6, &[supply, supply]);
        assert!(several.iter().all(|one| *one > target), "{several:?}");
        let out_of_supply = needed(Profile::V3_6, &[Change::RepaySupplied(AssetId(1), WAD)]);
        assert!(out_of_supply.iter().all(|one| *one > target));
    }
}
