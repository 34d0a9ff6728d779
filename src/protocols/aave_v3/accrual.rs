//! Interest on paper: what the contract's indices and balances will be at a later time.
//!
//! Mirrors `MathUtils` and `ReserveLogic` (indices) and `TokenMath` (balances; in `WadRayMath`
//! before 3.5). Indices round half up in every release.

use alloy::primitives::U256;

use super::profile::{Balances, Compounding, Rules};
use super::rounding::Rounding;
use super::{Profile, Reserve};
use crate::math::contract::{add, div_floor, mul, mul_div_floor, mul_div_half_up};
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

    /// The variable borrow index at a time, as a release compounds it. Mirrors
    /// `getNormalizedDebt`.
    ///
    /// # Errors
    /// [`MathError::Overflow`] before the last update, or where the contract would revert.
    pub fn borrow_index_at(&self, at: Timestamp, profile: Profile) -> Result<Ray, MathError> {
        let seconds = at.seconds_since(self.last_update)?;
        if seconds == 0 {
            return Ok(self.borrow_index);
        }
        let growth = match profile.rules().compounding {
            Compounding::Binomial => binomial_interest(self.borrow_rate.raw(), seconds)?,
            Compounding::Exponential => exponential_interest(self.borrow_rate, seconds)?,
        };
        mul_div_half_up(growth, self.borrow_index.raw(), RAY).map(Ray::from_raw)
    }
}

/// `R + ⌊rate * seconds / year⌋`. Mirrors `calculateLinearInterest`.
fn linear_interest(rate: Ray, seconds: u64) -> Result<U256, MathError> {
    add(RAY, simple_interest(rate, seconds)?)
}

/// `⌊rate * seconds / year⌋`.
fn simple_interest(rate: Ray, seconds: u64) -> Result<U256, MathError> {
    mul_div_floor(rate.raw(), U256::from(seconds), SECONDS_PER_YEAR)
}

/// `R + ⌊rate * n / year⌋ + ⌊n(n-1)/2 * p2⌋ + ⌊n(n-1)(n-2)/6 * p3⌋` for `n` seconds, where
/// `p2 = ⌊⟦rate^2 / R⟧ / year^2⌋` and `p3 = ⌊⟦p2 * rate / R⟧ / year⌋`. Mirrors
/// `calculateCompoundedInterest` up to 3.3.
fn binomial_interest(rate: U256, seconds: u64) -> Result<U256, MathError> {
    let [n, less_one, less_two] = [0, 1, 2].map(|less| U256::from(seconds.saturating_sub(less)));
    let year_squared = mul(SECONDS_PER_YEAR, SECONDS_PER_YEAR)?;
    let power_two = div_floor(mul_div_half_up(rate, rate, RAY)?, year_squared)?;
    let power_three = div_floor(mul_div_half_up(power_two, rate, RAY)?, SECONDS_PER_YEAR)?;
    let pairs = mul(n, less_one)?;
    let second = mul_div_floor(pairs, power_two, U256::from(2))?;
    let third = mul_div_floor(mul(pairs, less_two)?, power_three, U256::from(6))?;
    let first = mul_div_floor(rate, n, SECONDS_PER_YEAR)?;
    add(add(add(RAY, first)?, second)?, third)
}

/// `R + x + x * (⌊x / 2⌋ + x * ⌊x / 6⌋)` with `x = ⌊rate * seconds / year⌋` and ray products that
/// round half up. Mirrors `calculateCompoundedInterest` from 3.4 on.
fn exponential_interest(rate: Ray, seconds: u64) -> Result<U256, MathError> {
    let x = simple_interest(rate, seconds)?;
    let third = mul_div_half_up(x, div_floor(x, U256::from(6))?, RAY)?;
    let second = mul_div_half_up(x, add(x.wrapping_shr(1), third)?, RAY)?;
    add(add(RAY, x)?, second)
}

impl Rules {
    /// Of supplied tokens `scaled * index / R`, and of the scaled units that a supply mints or a
    /// repayment burns, `amount * R / index`. Down: the pool keeps the last unit.
    pub const fn of_supply(self) -> Rounding {
        match self.rounding {
            Balances::Nearest => Rounding::HalfUp,
            Balances::Protocol => Rounding::Down,
        }
    }

    /// Of the scaled units that taking supplied tokens burns, `amount * R / index`. Up: no more is taken
    /// than is burnt for. Mirrors `TokenMath.getATokenBurnScaledAmount` from 3.5 on, and before that
    /// `ScaledBalanceTokenBase._burnScaled`.
    pub const fn of_withdrawal(self) -> Rounding {
        match self.rounding {
            Balances::Nearest => Rounding::HalfUp,
            Balances::Protocol => Rounding::Up,
        }
    }

    /// Of owed tokens, `scaled * index / R`. Up: the borrower owes the last unit.
    pub const fn of_debt(self) -> Rounding {
        match self.rounding {
            Balances::Nearest => Rounding::HalfUp,
            Balances::Protocol => Rounding::Up,
        }
    }

    /// Of what an owed balance counts for, `balance * price / unit`. What a supplied one counts
    /// for is always cut off.
    pub const fn debt_value(self) -> Rounding {
        match self.rounding {
            Balances::Nearest => Rounding::Down,
            Balances::Protocol => Rounding::Up,
        }
    }

    /// Supplied tokens of scaled units.
    pub fn supply_balance(self, scaled: U256, liquidity_index: Ray) -> Result<U256, MathError> {
        self.of_supply().mul_div(scaled, liquidity_index.raw(), RAY)
    }

    /// Owed tokens of scaled units.
    pub fn debt_balance(self, scaled: U256, borrow_index: Ray) -> Result<U256, MathError> {
        self.of_debt().mul_div(scaled, borrow_index.raw(), RAY)
    }

    /// Scaled units that taking supplied tokens burns.
    pub fn withdrawn(self, amount: U256, index: Ray) -> Result<U256, MathError> {
        self.of_withdrawal().mul_div(amount, RAY, index.raw())
    }

    /// Scaled units of a supply or a repayment.
    pub fn scaled(self, amount: U256, index: Ray) -> Result<U256, MathError> {
        self.of_supply().mul_div(amount, RAY, index.raw())
    }
}

/// What a supplied balance counts for: `⌊balance * price / unit⌋`.
pub(super) fn collateral_value(balance: U256, price: U256, unit: U256) -> Result<U256, MathError> {
    mul_div_floor(balance, price, unit)
}
