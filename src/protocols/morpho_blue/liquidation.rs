//! When an account turns liquidatable, and what a liquidator then pays and takes.
//!
//! Mirrors `Morpho.liquidate`. Any part may be liquidated at once: there is no close factor, no
//! protocol fee, no pause and no grace.

use alloy::primitives::U256;

use super::position::{COLLATERAL, LOAN};
use super::price::PRICE_SCALE;
use super::{MarketParams, MorphoPosition};
use crate::math::contract::{div_floor, mul, mul_div_ceil, mul_div_floor, sub};
use crate::math::{self, MathError, Timestamp, TokenAmount, WAD, Wad};
use crate::risk::{LiquidationPrice, Loss, RiskError};

/// At most 1.15 of what is repaid is taken.
const MAX_INCENTIVE: U256 = U256::from_limbs([1_150_000_000_000_000_000, 0, 0, 0]);
/// How much of the distance of the LLTV from 1 goes to the liquidator: 0.3.
const CURSOR: U256 = U256::from_limbs([300_000_000_000_000_000, 0, 0, 0]);

/// A liquidation: what a liquidator repays, and what it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Liquidation {
    /// Borrow shares that are closed.
    pub shares: U256,
    /// What is paid for them, in units of the loan token.
    pub repaid: U256,
    /// The collateral that is taken, in its units.
    pub seized: U256,
}

impl MarketParams {
    /// The liquidation incentive factor: value taken by value repaid, in wad.
    ///
    /// `min(1.15, ⌊W^2 / (W - ⌊0.3 * (W - lltv)⌋)⌋)`.
    ///
    /// # Errors
    /// [`MathError::Overflow`] for an LLTV above 1, which no market has.
    pub fn liquidation_incentive_factor(&self) -> Result<Wad, MathError> {
        let kept = mul_div_floor(CURSOR, sub(WAD, self.lltv.raw())?, WAD)?;
        let factor = div_floor(mul(WAD, WAD)?, sub(WAD, kept)?)?;
        Ok(Wad::from_raw(factor.min(MAX_INCENTIVE)))
    }
}

impl MorphoPosition {
    /// What a liquidator takes for closing `shares`. The contract refuses if that is more than
    /// there is, and while the position is healthy.
    ///
    /// `⌊⌊⌊shares as assets⌋ * LIF / W⌋ * 10^36 / price⌋`.
    ///
    /// # Errors
    /// [`MathError`] where the contract would revert.
    pub fn liquidate_shares(&self, shares: U256, at: Timestamp) -> Result<Liquidation, MathError> {
        self.close_shares(shares, self.price(), at)
    }

    fn close_shares(
        &self,
        shares: U256,
        price: U256,
        at: Timestamp,
    ) -> Result<Liquidation, MathError> {
        let total = self.market_at(at)?.borrowed();
        let factor = self.params.liquidation_incentive_factor()?.raw();
        let value = mul_div_floor(total.assets_down(shares)?, factor, WAD)?;
        Ok(Liquidation {
            shares,
            repaid: total.assets_up(shares)?,
            seized: mul_div_floor(value, PRICE_SCALE, price)?,
        })
    }

    /// What a liquidator repays for taking `seized` units of collateral.
    ///
    /// # Errors
    /// [`MathError`] where the contract would revert.
    pub fn liquidate_collateral(
        &self,
        seized: U256,
        at: Timestamp,
    ) -> Result<Liquidation, MathError> {
        self.take_collateral(seized, self.price(), at)
    }

    fn take_collateral(
        &self,
        seized: U256,
        price: U256,
        at: Timestamp,
    ) -> Result<Liquidation, MathError> {
        let total = self.market_at(at)?.borrowed();
        let factor = self.params.liquidation_incentive_factor()?.raw();
        let value = mul_div_ceil(seized, price, PRICE_SCALE)?;
        let shares = total.shares_up(mul_div_ceil(value, WAD, factor)?)?;
        Ok(Liquidation {
            shares,
            repaid: total.assets_up(shares)?,
            seized,
        })
    }

    /// The largest liquidation that could be made at a price if the position is liquidatable
    /// there: of the whole debt, or, where that would take all collateral that there is or more,
    /// of the whole collateral, which then costs the liquidator no more. After the latter the
    /// contract writes off what is still owed: the lenders lose it, not the account.
    ///
    /// The shares for the whole collateral are then no more than the account's: each rounding on
    /// their way up undoes one on the way down.
    ///
    /// # Errors
    /// [`MathError`] where the contract would revert.
    pub fn largest_liquidation(
        &self,
        price: U256,
        at: Timestamp,
    ) -> Result<Liquidation, MathError> {
        let collateral = U256::from(self.account.collateral);
        if !price.is_zero() {
            let all = self.close_shares(U256::from(self.account.borrow_shares), price, at)?;
            if all.seized < collateral {
                return Ok(all);
            }
        }
        self.take_collateral(collateral, price, at)
    }

    /// What the largest liquidation takes: at the price as read, or, of a healthy position, at
    /// the highest one that liquidates it.
    pub(super) fn loss(&self, at: Timestamp) -> Result<Option<Loss>, RiskError> {
        let price = match self.lowest_safe_price(at)? {
            LiquidationPrice::Below(lowest) => sub(lowest, U256::ONE)?.min(self.price()),
            LiquidationPrice::Always => self.price(),
            _ => return Ok(None),
        };
        if self.account.collateral == 0 {
            return Ok(None);
        }
        let taken = self.largest_liquidation(price, at)?;
        let decimals = self.tokens.collateral.decimals;
        Ok(Some(Loss {
            beyond_value: false,
            spares_some: false,
            collateral: COLLATERAL,
            debt: LOAN,
            seized: TokenAmount::new(taken.seized, decimals),
            // Up, for what is lost.
            seized_value: mul_div_ceil(taken.seized, price, PRICE_SCALE)?,
            protocol_fee: TokenAmount::zero(decimals),
            repaid: TokenAmount::new(taken.repaid, self.tokens.loan.decimals),
            repaid_value: taken.repaid,
        }))
    }

    /// The lowest price at which the position is still healthy:
    /// `⌈⌈borrowed * W / lltv⌉ * 10^36 / collateral⌉`.
    ///
    /// # Errors
    /// [`MathError::Overflow`] before the last accrual.
    pub fn lowest_safe_price(&self, at: Timestamp) -> Result<LiquidationPrice, MathError> {
        lowest_price(
            self.borrowed(at)?,
            U256::from(self.account.collateral),
            self.params.lltv,
        )
    }
}

/// The lowest price at which `collateral` times `lltv` covers `borrowed`.
///
/// Products are 512 bits wide: a price beyond what the contract can multiply never comes, and no
/// price at all then keeps the position healthy.
pub(super) fn lowest_price(
    borrowed: U256,
    collateral: U256,
    lltv: Wad,
) -> Result<LiquidationPrice, MathError> {
    if borrowed.is_zero() {
        return Ok(LiquidationPrice::Never);
    }
    let price = math::mul_div_ceil(borrowed, WAD, lltv.raw())
        .and_then(|value| math::mul_div_ceil(value, PRICE_SCALE, collateral));
    match price {
        // The price must also be one that the contract can multiply.
        Ok(price) if mul(collateral, price).is_ok() => Ok(LiquidationPrice::Below(price)),
        _ => Ok(LiquidationPrice::Always),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_contract_cannot_multiply_the_price_none_keeps_it_healthy() {
        let half = U256::ONE << 127;
        let price = |lltv: u64| lowest_price(half, half, Wad::from_raw(U256::from(lltv)));
        // All of it, and a billionth of a billionth: the product is below 2^248, and above 2^256.
        let whole = WAD.try_into().unwrap();
        assert_eq!(price(whole), Ok(LiquidationPrice::Below(PRICE_SCALE)));
        assert_eq!(price(1), Ok(LiquidationPrice::Always));
    }
}
