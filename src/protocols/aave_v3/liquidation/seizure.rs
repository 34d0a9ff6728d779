//! What one liquidation call takes and pays.
//!
//! Mirrors `LiquidationLogic.executeLiquidationCall` and
//! `_calculateAvailableCollateralToLiquidate`.

use alloy::primitives::U256;

use super::super::AavePosition;
use super::super::accrual::collateral_value;
use super::super::profile::{CategoryKind, CloseFactor, Rules, Shares};
use super::super::rounding::Rounding;
use super::CLOSE_FACTOR_THRESHOLD;
use crate::math::contract::{div_floor, mul, mul_div_half_up, sub};
use crate::math::{BasisPoints, MathError, Timestamp};
use crate::risk::{AssetId, RiskError};

/// Half of it.
const HALF: U256 = U256::from_limbs([5_000, 0, 0, 0]);

/// 2,000 of the base currency: from there on a close factor applies.
const LEAST_LIMITED: U256 = U256::from_limbs([200_000_000_000, 0, 0, 0]);

/// 1,000 of the base currency: less may not be left on both sides.
const LEAST_LEFT: U256 = U256::from_limbs([100_000_000_000, 0, 0, 0]);

/// What one liquidation call takes and pays, in units of the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Liquidation {
    /// The most debt that a call may offer to repay.
    pub most: U256,
    /// The debt that is repaid.
    pub repaid: U256,
    /// The collateral that the liquidator takes.
    pub to_liquidator: U256,
    /// The collateral that the protocol takes. (Where nothing else is left, rounding may cut it by
    /// one scaled unit.)
    pub protocol_fee: U256,
    /// The pool refuses the call: it would leave a little of both sides. From 3.3 on.
    pub leaves_dust: bool,
}

/// A collateral and a debt of an account, as a liquidation sees them.
pub(super) struct Pair {
    rules: Rules,
    debt: Side,
    collateral: Side,
    bonus: U256,
    protocol_fee: U256,
    /// The most that may be repaid.
    most: U256,
}

struct Side {
    balance: U256,
    price: U256,
    unit: U256,
}

impl AavePosition {
    /// What a call takes and pays that offers to repay `cover` of one asset for another, once the
    /// account is liquidatable.
    ///
    /// # Errors
    /// [`RiskError::UnknownAsset`]; [`RiskError::OnlyAtBlock`]; [`RiskError::Math`] where the
    /// contract would revert.
    pub fn liquidation(
        &self,
        collateral: AssetId,
        debt: AssetId,
        cover: U256,
        at: Timestamp,
    ) -> Result<Liquidation, RiskError> {
        Ok(self.pair(collateral, debt, at)?.call(cover)?)
    }

    pub(super) fn pair(
        &self,
        collateral: AssetId,
        debt: AssetId,
        at: Timestamp,
    ) -> Result<Pair, RiskError> {
        let rules = self.rules();
        let (seized, collateral_price) = self.leg(collateral)?;
        let (repaid, debt_price) = self.leg(debt)?;
        let totals = self.totals(at, &self.prices)?;
        let category = self.category_of(seized);
        let index = seized.liquidity_index_at(at)?;
        // A category's own source prices every debt, member or not.
        let source = match rules.category {
            CategoryKind::Number => self.e_mode.and_then(|category| category.price),
            CategoryKind::Bitmaps => None,
        };
        let bonus = category.map_or(seized.config.liquidation_bonus(), |category| {
            category.liquidation_bonus
        });
        let mut pair = Pair {
            rules,
            debt: Side {
                balance: self.owed(repaid, repaid.debt_scaled, at)?,
                price: source.unwrap_or(debt_price),
                unit: repaid.unit()?,
            },
            collateral: Side {
                balance: rules.supply_balance(seized.supply_scaled, index)?,
                price: collateral_price,
                unit: seized.unit()?,
            },
            bonus: bonus.to_u256(),
            protocol_fee: seized.config.liquidation_protocol_fee().to_u256(),
            most: U256::ZERO,
        };
        let is_limited = totals.health(rules)? > CLOSE_FACTOR_THRESHOLD;
        pair.most = match is_limited {
            true => pair.limited(totals.debt)?,
            false => pair.debt.balance,
        };
        Ok(pair)
    }
}

impl Pair {
    /// The most that may be repaid while health is above the threshold of the close factor.
    fn limited(&self, total_debt: U256) -> Result<U256, MathError> {
        let whole = BasisPoints::ONE.to_u256();
        let debt = &self.debt;
        match self.rules.close_factor {
            CloseFactor::HalfOfReserve => mul_div_half_up(debt.balance, HALF, whole),
            CloseFactor::HalfOfEverything => {
                let owed = self.debt_value(debt.balance)?;
                let half = mul_div_half_up(total_debt, HALF, whole)?;
                let is_small = owed < LEAST_LIMITED
                    || self.collateral_value(self.collateral.balance)? < LEAST_LIMITED;
                match is_small || owed <= half {
                    true => Ok(debt.balance),
                    false => div_floor(mul(half, debt.unit)?, debt.price),
                }
            }
        }
    }

    /// What a call takes and pays that offers to repay `cover`.
    pub fn call(&self, cover: U256) -> Result<Liquidation, MathError> {
        let whole = BasisPoints::ONE.to_u256();
        let (debt, collateral) = (&self.debt, &self.collateral);
        let offered = cover.min(self.most);
        let worth = mul(mul(debt.price, offered)?, collateral.unit)?;
        let base = div_floor(worth, mul(collateral.price, debt.unit)?)?;
        let wanted = self.seizing().mul_div(base, self.bonus, whole)?;
        let (seized, repaid) = match wanted > collateral.balance {
            false => (wanted, offered),
            true => {
                let worth = mul(mul(collateral.price, collateral.balance)?, debt.unit)?;
                let pays = div_floor(worth, mul(debt.price, collateral.unit)?)?;
                let rounding = match self.rules.shares {
                    Shares::Nearest => Rounding::HalfUp,
                    Shares::Directed | Shares::AllDirected => Rounding::Up,
                };
                let repaid = rounding.mul_div(pays, whole, self.bonus)?;
                (collateral.balance, repaid)
            }
        };
        let protocol_fee = match self.protocol_fee.is_zero() {
            true => U256::ZERO,
            false => {
                let rounding = match self.rules.shares {
                    Shares::Nearest | Shares::Directed => Rounding::HalfUp,
                    Shares::AllDirected => Rounding::Up,
                };
                let without_bonus = self.seizing().mul_div(seized, whole, self.bonus)?;
                rounding.mul_div(sub(seized, without_bonus)?, self.protocol_fee, whole)?
            }
        };
        Ok(Liquidation {
            most: self.most,
            repaid,
            to_liquidator: sub(seized, protocol_fee)?,
            protocol_fee,
            leaves_dust: self.leaves_dust(seized, repaid)?,
        })
    }

    /// The call that takes the most, of those that the pool does not refuse.
    pub fn largest(&self) -> Result<Option<Liquidation>, MathError> {
        let call = self.call(U256::MAX)?;
        if !call.leaves_dust {
            return Ok(Some(call));
        }
        let whole = BasisPoints::ONE.to_u256();
        let (debt, collateral) = (&self.debt, &self.collateral);
        let left = self
            .rules
            .debt_value()
            .least(LEAST_LEFT, debt.price, debt.unit)?;
        let by_debt = debt.balance.saturating_sub(left);
        let left = Rounding::Down.least(LEAST_LEFT, collateral.price, collateral.unit)?;
        let taken = collateral.balance.saturating_sub(left);
        let base = self.seizing().greatest(taken, self.bonus, whole)?;
        let by_collateral = Rounding::Down.greatest(
            base,
            mul(debt.price, collateral.unit)?,
            mul(collateral.price, debt.unit)?,
        )?;
        let cover = by_debt.min(by_collateral);
        let call = self.call(cover)?;
        Ok((!call.repaid.is_zero() && !call.leaves_dust).then_some(call))
    }

    /// Whether something is left of both sides, and too little of one.
    fn leaves_dust(&self, seized: U256, repaid: U256) -> Result<bool, MathError> {
        let owed = self.debt.balance.saturating_sub(repaid);
        let kept = self.collateral.balance.saturating_sub(seized);
        let may = self.rules.close_factor == CloseFactor::HalfOfReserve;
        if may || owed.is_zero() || kept.is_zero() {
            return Ok(false);
        }
        let least = self.debt_value(owed)?.min(self.collateral_value(kept)?);
        Ok(least < LEAST_LEFT)
    }

    /// How what is seized rounds, and its part without the bonus.
    const fn seizing(&self) -> Rounding {
        match self.rules.shares {
            Shares::Nearest | Shares::Directed => Rounding::HalfUp,
            Shares::AllDirected => Rounding::Down,
        }
    }

    fn debt_value(&self, amount: U256) -> Result<U256, MathError> {
        let rounding = self.rules.debt_value();
        rounding.mul_div(amount, self.debt.price, self.debt.unit)
    }

    fn collateral_value(&self, amount: U256) -> Result<U256, MathError> {
        collateral_value(amount, self.collateral.price, self.collateral.unit)
    }

    /// What amounts of both sides are worth: of the collateral rounded up and of the debt down, so
    /// that a loss is never understated.
    pub fn values(&self, seized: U256, repaid: U256) -> Result<(U256, U256), MathError> {
        let (debt, collateral) = (&self.debt, &self.collateral);
        Ok((
            Rounding::Up.mul_div(seized, collateral.price, collateral.unit)?,
            Rounding::Down.mul_div(repaid, debt.price, debt.unit)?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::profile::Profile;
    use super::*;

    /// A dollar, with 8 decimals.
    const DOLLAR: u64 = 100_000_000;

    fn pair(debt: (u64, u64), collateral: (u64, u64), most: u64) -> Pair {
        let side = |(balance, price)| Side {
            balance: U256::from(balance),
            price: U256::from(price),
            unit: U256::ONE,
        };
        Pair {
            rules: Profile::V3_6.rules(),
            debt: side(debt),
            collateral: side(collateral),
            bonus: U256::from(10_500),
            protocol_fee: U256::ZERO,
            most: U256::from(most),
        }
    }

    #[test]
    fn what_is_offered_is_paid_where_it_buys_all_of_the_collateral_and_no_more() {
        // Five dollars buy one unit of three dollars, all that there is; three would have done.
        let call = pair((5, DOLLAR), (1, 3 * DOLLAR), 5).call(U256::MAX);
        let call = call.unwrap();
        assert_eq!([call.repaid, call.to_liquidator], [5, 1].map(U256::from));
    }

    #[test]
    fn where_every_call_would_leave_dust_there_is_none() {
        // All that may be repaid leaves less than 1,000 dollars of collateral, and no less leaves
        // enough: exactly 1,000 are there.
        let call = pair((1_500, DOLLAR), (1_000, DOLLAR), 500).largest();
        assert_eq!(call, Ok(None));
        // With a little more there is a call that leaves enough.
        let call = pair((1_500, DOLLAR), (1_005, DOLLAR), 500).largest();
        let call = call.unwrap().unwrap();
        assert_eq!(call.repaid, U256::from(5));
        assert!(!call.leaves_dust);
    }
}
