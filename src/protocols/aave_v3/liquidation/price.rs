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

#[cfg(test)]
mod tests {
    use super::super::super::profile::Profile;
    use super::*;

    /// A unit of an asset at a threshold of 79.99% beside 1,000,000 at a little over 80%: from a
    /// value of 11 on the average is cut off to 79.99%, which takes a value of 125 to make good.
    fn exposed(price: u64) -> Exposure {
        Exposure {
            rules: Profile::V3_0.rules(),
            others: Totals {
                collateral: U256::from(1_000_000),
                collateral_by_threshold: U256::from(8_000_000_010_u64),
                debt: U256::from(800_000),
                ..Totals::default()
            },
            supplied: U256::ONE,
            owed: U256::ZERO,
            threshold: U256::from(7_999),
            unit: U256::ONE,
            price: U256::from(price),
        }
    }

    #[test]
    fn only_prices_below_todays_count_while_it_is_safe() {
        let at = |price| exposed(price).lowest_stable_price();
        let recovered = LiquidationPrice::Below(U256::from(125));
        // Safe now and at every lower price; a rise is what would liquidate.
        assert_eq!(at(5), Ok(LiquidationPrice::Never));
        assert_eq!(at(10), Ok(LiquidationPrice::Never));
        // Liquidatable now: from here on every price is safe.
        assert_eq!(at(11), Ok(recovered));
        assert_eq!(at(124), Ok(recovered));
        // Safe again, and a fall liquidates.
        assert_eq!(at(125), Ok(recovered));
        assert_eq!(at(1_000), Ok(recovered));
    }

    #[test]
    fn a_price_that_no_feed_can_answer_never_comes() {
        // Alone, a part of 2^195, at a threshold of 100% against a debt of `value`.
        let alone = |value: U256| {
            let exposure = Exposure {
                others: Totals {
                    debt: value,
                    ..Totals::default()
                },
                threshold: BasisPoints::ONE.to_u256(),
                unit: U256::ONE << 195,
                ..exposed(1)
            };
            exposure.lowest_stable_price()
        };
        let last = HIGHEST_PRICE.wrapping_shr(195);
        let below = LiquidationPrice::Below(last.wrapping_shl(195));
        assert_eq!(alone(last), Ok(below));
        assert_eq!(alone(last + U256::ONE), Ok(LiquidationPrice::Always));
    }
}
