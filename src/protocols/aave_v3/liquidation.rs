//! When an account turns liquidatable.

use alloy::primitives::{U256, U512};

use super::accrual::{debt_balance, supply_balance};
use super::{AavePosition, target::reaches};
use crate::math::{MathError, Timestamp, Wad, div_rem_wide, widen, widening_mul};
use crate::risk::{AssetId, LiquidationPrice, RiskError, Side};

/// The highest price that a feed can answer: feeds return signed 256-bit integers.
const HIGHEST_PRICE: U256 = U256::MAX.wrapping_shr(1);

impl AavePosition {
    /// The last safe price of one asset, all others fixed.
    ///
    /// The health factor moves one way with one price, also where the asset is both collateral and
    /// debt (a quotient of two linear functions), so there is one boundary and bisection finds it.
    /// Products are 512 bits wide: prices far beyond what the contract could multiply are asked.
    pub(super) fn price_boundary(
        &self,
        asset: AssetId,
        side: Side,
        at: Timestamp,
    ) -> Result<LiquidationPrice, RiskError> {
        let (reserve, _) = self.leg(asset)?;
        let used = self.user.uses_as_collateral(reserve.id) && !reserve.supply_scaled.is_zero();
        let owed = self.user.borrows(reserve.id) && !reserve.debt_scaled.is_zero();
        let exposed = match side {
            Side::Collateral => used,
            Side::Debt => owed,
        };
        if !exposed {
            return Ok(LiquidationPrice::Never);
        }
        let others = self.totals_without(reserve, at)?;
        let unit = widen(reserve.unit()?);
        let threshold = widen(self.threshold(reserve).to_u256());
        let supplied = match used {
            true => supply_balance(reserve.supply_scaled, reserve.liquidity_index_at(at)?)?,
            false => U256::ZERO,
        };
        let debt = match owed {
            true => debt_balance(reserve.debt_scaled, reserve.borrow_index_at(at)?)?,
            false => U256::ZERO,
        };
        let is_safe = |price: U256| -> Result<bool, MathError> {
            let value = div_rem_wide(widening_mul(supplied, price), unit).map(|(value, _)| value);
            let weighted = value
                .and_then(|value| value.checked_mul(threshold))
                .and_then(|own| own.checked_add(widen(others.collateral_by_threshold)))
                .ok_or(MathError::Overflow)?;
            let owed = ceil_div(widening_mul(debt, price), unit)
                .and_then(|own| own.checked_add(widen(others.debt)))
                .ok_or(MathError::Overflow)?;
            reaches(weighted, owed, Wad::ONE)
        };
        Ok(boundary(side, is_safe)?)
    }
}

/// The last safe price on the given side, if safety changes between zero and the highest price.
fn boundary(
    side: Side,
    is_safe: impl Fn(U256) -> Result<bool, MathError>,
) -> Result<LiquidationPrice, MathError> {
    let (mut safe, mut liquidatable) = match side {
        Side::Collateral => (HIGHEST_PRICE, U256::ZERO),
        Side::Debt => (U256::ZERO, HIGHEST_PRICE),
    };
    if is_safe(liquidatable)? {
        return Ok(LiquidationPrice::Never);
    }
    if !is_safe(safe)? {
        return Ok(LiquidationPrice::Always);
    }
    while safe.abs_diff(liquidatable) > U256::ONE {
        // Both are below 2^255.
        let middle = safe.wrapping_add(liquidatable).wrapping_shr(1);
        if is_safe(middle)? {
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

fn ceil_div(a: U512, b: U512) -> Option<U512> {
    let (quotient, remainder) = div_rem_wide(a, b)?;
    quotient.checked_add(U512::from(!remainder.is_zero()))
}
