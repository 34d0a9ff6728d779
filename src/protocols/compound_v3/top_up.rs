//! What restores an account: the least supply or repayment to a target, and whether it can run.
//!
//! Mirrors `Comet.supplyInternal`, `supplyCollateral` and `supplyBase`. The inverses are exact and
//! need no search: each rounding of the way there is undone by the opposite one.

use alloy::primitives::U256;

use super::accrual::{INDEX_SCALE, lent_principal, owed_principal, present_value};
use super::health::ratio;
use super::liquidation::greatest_factor;
use super::position::{LegOf, owed_part};
use super::{CometAsset, CometPosition};
use crate::math::contract::{add, sub};
use crate::math::{MathError, Timestamp, TokenAmount, WAD, Wad, mul_div_ceil, mul_div_floor};
use crate::risk::{AssetId, Change, Health, Inverse, Obstacle, RiskError};

impl CometPosition {
    /// The least supply of a collateral that reaches `target`.
    ///
    /// With `D` the debt, `N` what the other collateral allows, `t` the target: the asset must
    /// allow `⌈t * D / W⌉ - N`, be worth `⌈that * W / factor⌉`, so there must be
    /// `⌈that * scale / price⌉` of it.
    pub(super) fn least_supply(
        &self,
        asset: AssetId,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError> {
        let leg = self.leg(asset)?;
        if self.health_at(at, &self.prices)?.reaches(target) {
            return Ok(Inverse::Already);
        }
        let LegOf::Collateral(collateral, price) = leg else {
            return Ok(Inverse::Unreachable(Obstacle::NotCollateral));
        };
        if let Err(obstacle) = self.takes(collateral) {
            return Ok(Inverse::Unreachable(obstacle));
        }
        let price = price.filter(|price| !price.is_zero());
        let Some(price) = price.filter(|_| !collateral.liquidate_factor.is_zero()) else {
            return Ok(Inverse::Unreachable(Obstacle::NotCollateral));
        };
        let debt = self.debt_at(at)?;
        let others = self.weighted_without(collateral, |one| one.liquidate_factor)?;
        // The target is not reached now, so more is needed than the others allow.
        let own = sub(mul_div_ceil(target.raw(), debt, WAD)?, others)?;
        let value = mul_div_ceil(own, WAD, collateral.liquidate_factor)?;
        let balance = mul_div_ceil(value, collateral.scale()?, price)?;
        let amount = sub(balance, collateral.balance)?;
        if let Err(obstacle) = collateral.has_room(amount) {
            return Ok(Inverse::Unreachable(obstacle));
        }
        Ok(Inverse::Amount {
            amount: TokenAmount::new(amount, collateral.decimals),
            health_after: self.after_supply(asset, amount, at)?,
            full: false,
        })
    }

    /// The least repayment that reaches `target`.
    ///
    /// With `N` what the collateral allows: the debt may be worth `⌊N * W / t⌋`, so the greatest
    /// balance worth no more, and the greatest principal with no more balance, may be kept.
    pub(super) fn least_repayment(
        &self,
        asset: AssetId,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError> {
        let leg = self.leg(asset)?;
        if self.health_at(at, &self.prices)?.reaches(target) {
            return Ok(Inverse::Already);
        }
        let LegOf::Base(price) = leg else {
            return Ok(Inverse::Unreachable(Obstacle::NothingOwed));
        };
        if let Err(obstacle) = self.takes_base() {
            return Ok(Inverse::Unreachable(obstacle));
        }
        let index = self.base.borrow_index_at(at)?;
        let allowed = self.weighted(&self.prices, |one| one.liquidate_factor)?;
        let carried = mul_div_floor(allowed, WAD, target.raw())?;
        // Neither divides by zero: a debt that misses a target has a price and an index.
        let balance = greatest_factor(carried, self.base_scale()?, price)?;
        let principal = greatest_factor(balance, INDEX_SCALE, index)?;
        let debt = present_value(self.owed(), index)?;
        // The target is not reached now, so less may be kept than is owed.
        let amount = sub(debt, present_value(principal, index)?)?;
        Ok(Inverse::Amount {
            amount: self.base_amount(amount),
            health_after: self.after_repayment(asset, amount, at)?,
            full: amount == debt,
        })
    }

    /// The health factor after a supply. A supply of the base token is a repayment.
    pub(super) fn after_supply(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        let LegOf::Collateral(collateral, price) = self.leg(asset)? else {
            return self.after_repayment(asset, amount, at);
        };
        let taken = self.takes(collateral).and(collateral.has_room(amount));
        taken.map_err(RiskError::Refused)?;
        let balance = add(collateral.balance, amount)?;
        let own = match price {
            Some(price) => collateral.weighted(balance, price, |one| one.liquidate_factor)?,
            None => U256::ZERO,
        };
        let others = self.weighted_without(collateral, |one| one.liquidate_factor)?;
        let debt = self.debt_at(at)?;
        Ok(ratio(add(others, own)?, debt)?)
    }

    /// The health factor after a repayment of `amount`, or of all when less is owed: the market
    /// takes more, but as a loan to it.
    pub(super) fn after_repayment(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        let LegOf::Base(_) = self.leg(asset)? else {
            return Err(RiskError::Refused(Obstacle::NothingOwed));
        };
        self.takes_base().map_err(RiskError::Refused)?;
        let paid = amount.min(self.borrow_balance(at)?);
        let left = owed_part(self.principal_after(paid, at)?);
        let index = self.base.borrow_index_at(at)?;
        let debt = self.value_of_debt(left, index, self.base_price())?;
        let allowed = self.weighted(&self.prices, |one| one.liquidate_factor)?;
        Ok(ratio(allowed, debt)?)
    }

    /// The same position after a change at a time. A supply of the base token is a repayment.
    ///
    /// # Errors
    /// [`RiskError::Refused`] where the market would refuse it, or knows nothing of the kind;
    /// [`RiskError::Math`].
    pub(super) fn after(&self, change: Change, at: Timestamp) -> Result<Self, RiskError> {
        match change {
            Change::Supply(asset, amount) | Change::Repay(asset, amount) => {
                let LegOf::Collateral(supplied, _) = self.leg(asset)? else {
                    // What the market checks is checked there.
                    self.after_repayment(asset, amount, at)?;
                    let paid = amount.min(self.borrow_balance(at)?);
                    return Ok(Self {
                        principal: self.principal_after(paid, at)?,
                        ..self.clone()
                    });
                };
                let id = supplied.id;
                match change {
                    Change::Repay(..) => return Err(RiskError::Refused(Obstacle::NothingOwed)),
                    _ => self.after_supply(asset, amount, at)?,
                };
                let mut position = self.clone();
                let all = position.assets.iter_mut().chain(&mut position.unpriced);
                for own in all.filter(|one| one.id == id) {
                    own.balance = add(own.balance, amount)?;
                    own.total_supply = add(own.total_supply, amount)?;
                }
                Ok(position)
            }
            Change::RepaySupplied(..) => Err(RiskError::Refused(Obstacle::NothingSupplied)),
            Change::Enable(_) => Err(RiskError::Refused(Obstacle::NotCollateral)),
            Change::EnterEMode(_) => Err(RiskError::Refused(Obstacle::NotInEMode)),
        }
    }

    /// The principal after supplying `amount` units of the base token: positive lent, negative
    /// owed. Mirrors `supplyBase`.
    ///
    /// # Errors
    /// [`MathError::Overflow`] where the contract would revert.
    pub fn principal_after(&self, amount: U256, at: Timestamp) -> Result<i128, MathError> {
        let supply_index = self.base.supply_index_at(at)?;
        let borrow_index = self.base.borrow_index_at(at)?;
        let lent = add(present_value(self.lent(), supply_index)?, amount)?;
        let owed = present_value(self.owed(), borrow_index)?;
        match owed.checked_sub(lent) {
            Some(left) => signed(owed_principal(left, borrow_index)?).map(i128::wrapping_neg),
            None => signed(lent_principal(sub(lent, owed)?, supply_index)?),
        }
    }

    /// Whether the market takes a supply of this collateral.
    fn takes(&self, collateral: &CometAsset) -> Result<(), Obstacle> {
        match self.base.pauses.supply() || collateral.supply_paused {
            true => Err(Obstacle::Paused),
            false => Ok(()),
        }
    }

    /// Whether the market takes a repayment. There is no least one, and no cap.
    fn takes_base(&self) -> Result<(), Obstacle> {
        if self.base.pauses.supply() || self.base.supply_paused {
            return Err(Obstacle::Paused);
        }
        match self.principal < 0 {
            true => Ok(()),
            false => Err(Obstacle::NothingOwed),
        }
    }
}

impl CometAsset {
    /// Whether the cap leaves room: what all have supplied afterwards must not exceed it.
    fn has_room(&self, amount: U256) -> Result<(), Obstacle> {
        let headroom = self.supply_cap.saturating_sub(self.total_supply);
        if amount > headroom {
            let headroom = TokenAmount::new(headroom, self.decimals);
            return Err(Obstacle::SupplyCap { headroom });
        }
        Ok(())
    }
}

/// A principal as the contract keeps it: 104 bits with a sign.
fn signed(principal: U256) -> Result<i128, MathError> {
    i128::try_from(principal)
        .ok()
        .filter(|principal| *principal < 1 << 103)
        .ok_or(MathError::Overflow)
}
