//! The price at which an account turns liquidatable.

use alloy::primitives::{U256, U512};

use super::super::accrual::collateral_value;
use super::super::profile::{HealthForm, Rules};
use super::super::rounding::Rounding;
use super::super::sawtooth::Saw;
use super::super::{AavePosition, health::Totals};
use crate::math::{BasisPoints, MathError, Timestamp, Wad, div_floor_wide, widen, widening_mul};
use crate::risk::{AssetId, LiquidationPrice, RiskError, Side};

/// The highest price that a feed can answer: feeds return signed 256-bit integers.
const HIGHEST_PRICE: U256 = U256::MAX.wrapping_shr(1);

/// One asset of an account, both sides of it, and all others: what a price of it changes.
struct Exposure {
    rules: Rules,
    others: Totals,
    supplied: U256,
    owed: U256,
    threshold: U256,
    unit: U256,
    price: U256,
}

impl AavePosition {
    /// The last safe price of one asset, all others fixed.
    ///
    /// Up to 3.4 a fall may liquidate and a deeper fall not, within one basis point of the average
    /// threshold (see [`Saw`]). Then the price is the one nearest to today's; of an account that is
    /// liquidatable already, the one from which on every price is safe.
    pub(in super::super) fn price_boundary(
        &self,
        asset: AssetId,
        side: Side,
        at: Timestamp,
    ) -> Result<LiquidationPrice, RiskError> {
        let (reserve, price) = self.leg(asset)?;
        let rules = self.rules();
        let mut exposure = Exposure {
            rules,
            others: self.totals_without(reserve, at)?,
            supplied: U256::ZERO,
            owed: U256::ZERO,
            threshold: self.threshold(reserve).to_u256(),
            unit: reserve.unit()?,
            price,
        };
        let used = self.user.uses_as_collateral(reserve.id);
        // What has no threshold counts for nothing.
        if used && !exposure.threshold.is_zero() {
            let index = reserve.liquidity_index_at(at)?;
            exposure.supplied = rules.supply_balance(reserve.supply_scaled, index)?;
        }
        if self.user.borrows(reserve.id) {
            exposure.owed = self.owed(reserve, reserve.debt_scaled, at)?;
        }
        let exposed = match side {
            Side::Collateral => used && !reserve.supply_scaled.is_zero(),
            Side::Debt => !exposure.owed.is_zero(),
        };
        if !exposed {
            return Ok(LiquidationPrice::Never);
        }
        let is_saw = rules.health == HealthForm::Average
            && !exposure.supplied.is_zero()
            && exposure.owed.is_zero();
        Ok(match is_saw {
            true => exposure.lowest_stable_price()?,
            false => exposure.boundary(side)?,
        })
    }
}

impl Exposure {
    /// Where the average threshold is cut off: the lowest price with no unsafe one up to today's.
    fn lowest_stable_price(&self) -> Result<LiquidationPrice, MathError> {
        let form = self.rules.health;
        let saw = Saw {
            collateral: self.others.collateral,
            weighted: self.others.collateral_by_threshold,
            threshold: self.threshold,
            need: Saw::need(form.least_allowed(self.others.debt, Wad::ONE)?)?,
        };
        let worth = |price| collateral_value(self.supplied, price, self.unit);
        let least = |value| Rounding::Down.least(value, self.supplied, self.unit);
        let today = Some(worth(self.price)?);
        let today = match today {
            Some(value) if !saw.is_enough(value)? => None,
            today => today,
        };
        Ok(match saw.stable(today, &worth, &least)? {
            None => LiquidationPrice::Never,
            Some(price) if price > HIGHEST_PRICE => LiquidationPrice::Always,
            Some(price) => LiquidationPrice::Below(price),
        })
    }

    /// The last safe price on a side, if safety changes between zero and the highest price.
    ///
    /// The health factor moves one way with one price, also where the asset is both collateral and
    /// debt (a quotient of two linear functions), so there is one boundary and bisection finds it.
    fn boundary(&self, side: Side) -> Result<LiquidationPrice, MathError> {
        let (mut safe, mut liquidatable) = match side {
            Side::Collateral => (HIGHEST_PRICE, U256::ZERO),
            Side::Debt => (U256::ZERO, HIGHEST_PRICE),
        };
        if self.is_safe_at(liquidatable)? {
            return Ok(LiquidationPrice::Never);
        }
        if !self.is_safe_at(safe)? {
            return Ok(LiquidationPrice::Always);
        }
        while safe.abs_diff(liquidatable) > U256::ONE {
            // Both are below 2^255.
            let middle = safe.wrapping_add(liquidatable).wrapping_shr(1);
            if self.is_safe_at(middle)? {
                safe = middle;
            } else {
                liquidatable = middle;
            }
        }
        Ok(match side {
            Side::Collateral => LiquidationPrice::Below(safe),
            Side::Debt => LiquidationPrice::Above(safe),
        })
    }

    /// Whether the account is safe at a price. Products are 512 bits wide: prices far beyond what
    /// the contract could multiply are asked.
    fn is_safe_at(&self, price: U256) -> Result<bool, MathError> {
        let unit = widen(self.unit);
        let value = div_floor_wide(widening_mul(self.supplied, price), unit)?;
        let plus = |a: U512, b: U256| a.checked_add(widen(b)).ok_or(MathError::Overflow);
        let weighted = value
            .checked_mul(widen(self.threshold))
            .ok_or(MathError::Overflow)?;
        let weighted = plus(weighted, self.others.collateral_by_threshold)?;
        let collateral = plus(value, self.others.collateral)?;
        let round = match self.rules.debt_value() {
            Rounding::Up => self.unit.saturating_sub(U256::ONE),
            Rounding::Down | Rounding::HalfUp => U256::ZERO,
        };
        let owed = div_floor_wide(plus(widening_mul(self.owed, price), round)?, unit)?;
        let debt = plus(owed, self.others.debt)?;
        let form = self.rules.health;
        let allowed = match form {
            HealthForm::Sum => weighted,
            HealthForm::Average if collateral.is_zero() => collateral,
            HealthForm::Average => {
                let whole = BasisPoints::ONE.to_u256();
                let average = div_floor_wide(weighted, collateral)?;
                let product = collateral.checked_mul(average).ok_or(MathError::Overflow)?;
                div_floor_wide(plus(product, whole.wrapping_shr(1))?, widen(whole))?
            }
        };
        form.reaches(allowed, debt, Wad::ONE)
    }
}
