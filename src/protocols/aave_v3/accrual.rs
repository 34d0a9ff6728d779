//! Interest on paper: what the contract's indices and balances will be at a later time.
//!
//! Mirrors `MathUtils` and `ReserveLogic` (indices) and `TokenMath` (balances) from 3.5 on.
//! Indices round half up in every release; balances round in the protocol's favour.

use alloy::primitives::U256;

use super::Reserve;
use crate::math::contract::{add, div_floor, mul, mul_div_ceil, mul_div_floor, mul_div_half_up};
use crate::math::{MathError, RAY, Ray, SECONDS_PER_YEAR, Timestamp};

impl Reserve {
    /// The liquidity index at a time. Mirrors `getNormalizedIncome`.
    ///
    /// # Errors
    /// [`MathError::Overflow`] before the last update, or where the contract would revert.
    pub fn liquidity_index_at(&self, at: Timestamp) -> Result<Ray, MathError> {
        let seconds = at.seconds_since(self.last_update)?;
        if seconds == 0 {
            return Ok(self.liquidity_index);
        }
        let growth = linear_interest(self.liquidity_rate, seconds)?;
        mul_div_half_up(growth, self.liquidity_index.raw(), RAY).map(Ray::from_raw)
    }

    /// The variable borrow index at a time. Mirrors `getNormalizedDebt`.
    ///
    /// # Errors
    /// [`MathError::Overflow`] before the last update, or where the contract would revert.
    pub fn borrow_index_at(&self, at: Timestamp) -> Result<Ray, MathError> {
        let seconds = at.seconds_since(self.last_update)?;
        if seconds == 0 {
            return Ok(self.borrow_index);
        }
        let growth = compounded_interest(self.borrow_rate, seconds)?;
        mul_div_half_up(growth, self.borrow_index.raw(), RAY).map(Ray::from_raw)
    }
}

/// `R + ⌊rate * seconds / year⌋`. Mirrors `calculateLinearInterest`.
fn linear_interest(rate: Ray, seconds: u64) -> Result<U256, MathError> {
    add(
        RAY,
        mul_div_floor(rate.raw(), U256::from(seconds), SECONDS_PER_YEAR)?,
    )
}

/// `R + x + x * (⌊x / 2⌋ + x * ⌊x / 6⌋)` with `x = ⌊rate * seconds / year⌋` and ray products that
/// round half up. Mirrors `calculateCompoundedInterest` from 3.4 on.
fn compounded_interest(rate: Ray, seconds: u64) -> Result<U256, MathError> {
    let x = mul_div_floor(rate.raw(), U256::from(seconds), SECONDS_PER_YEAR)?;
    let third = mul_div_half_up(x, div_floor(x, U256::from(6))?, RAY)?;
    let second = mul_div_half_up(x, add(div_floor(x, U256::from(2))?, third)?, RAY)?;
    add(add(RAY, x)?, second)
}

/// Supplied tokens: `⌊scaled * index / R⌋`. Down: the pool keeps the last unit.
pub(super) fn supply_balance(scaled: U256, liquidity_index: Ray) -> Result<U256, MathError> {
    mul_div_floor(scaled, liquidity_index.raw(), RAY)
}

/// Owed tokens: `⌈scaled * index / R⌉`. Up: the borrower owes the last unit.
pub(super) fn debt_balance(scaled: U256, borrow_index: Ray) -> Result<U256, MathError> {
    mul_div_ceil(scaled, borrow_index.raw(), RAY)
}

/// Scaled units minted for a supply: `⌊amount * R / index⌋`.
pub(super) fn scaled_supply(amount: U256, liquidity_index: Ray) -> Result<U256, MathError> {
    mul_div_floor(amount, RAY, liquidity_index.raw())
}

/// Scaled units burnt by a repayment: `⌊amount * R / index⌋`.
pub(super) fn scaled_repayment(amount: U256, borrow_index: Ray) -> Result<U256, MathError> {
    mul_div_floor(amount, RAY, borrow_index.raw())
}

/// What a supplied balance counts for: `⌊balance * price / unit⌋`.
pub(super) fn collateral_value(balance: U256, price: U256, unit: U256) -> Result<U256, MathError> {
    div_floor(mul(balance, price)?, unit)
}

/// What an owed balance counts for: `⌈balance * price / unit⌉`.
pub(super) fn debt_value(balance: U256, price: U256, unit: U256) -> Result<U256, MathError> {
    mul_div_ceil(balance, price, unit)
}
