//! What borrowing costs: the adaptive curve, and any other model by its own word.
//!
//! Mirrors `AdaptiveCurveIrm._borrowRate` and `ExpLib.wExp`. Signed divisions go toward zero, as
//! both Solidity's and Rust's do. Every number here is far below 2^127: rates are below 10^12,
//! utilisation and its error at most a wad, and adaptation a wad product of those by seconds.

use alloy::primitives::U256;

use crate::math::contract::mul_div_floor;
use crate::math::{MathError, WAD as WAD_U256};

const WAD: i128 = 1_000_000_000_000_000_000;
const SECONDS_PER_YEAR: i128 = 31_536_000;

/// The share of supply that the curve wants to be borrowed.
const TARGET_UTILIZATION: i128 = WAD / 10 * 9;
/// How fast the rate at target moves at the largest error, per second: 50 a year.
const ADJUSTMENT_SPEED: i128 = 50 * WAD / SECONDS_PER_YEAR;
/// The rate at target before the first interaction: 4% a year.
const INITIAL_RATE: i128 = WAD / 25 / SECONDS_PER_YEAR;
/// It never goes below 0.1% a year.
const MIN_RATE: i128 = WAD / 1000 / SECONDS_PER_YEAR;
/// It never goes above 200% a year.
const MAX_RATE: i128 = 2 * WAD / SECONDS_PER_YEAR;
/// At full utilisation the rate is this many times the rate at target, at none one by this.
const STEEPNESS: i128 = 4 * WAD;

const LN_2: i128 = 693_147_180_559_945_309;
/// `ln(10^-18)`: below it, `e^x` is zero.
const LN_SMALLEST: i128 = -41_446_531_673_892_822_312;
/// From here on `wExp` answers a constant, which is far above every clamp of a rate.
const EXP_CLIPPED_FROM: i128 = 93_859_467_695_000_404_319;

/// An interest rate model, as far as it decides what an account owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Irm {
    /// The market has none: nothing grows.
    None,
    /// `AdaptiveCurveIrm`, reproduced exactly at any later time.
    AdaptiveCurve {
        /// What it stored at the market's last update, per second in wad; zero: nothing yet.
        rate_at_target: u64,
    },
    /// Another model, by the rate that it stated: exact at the block that it was read at, and
    /// held fixed after it.
    Other {
        /// Per second in wad, over all the time since the market's last update.
        borrow_rate: U256,
    },
}

/// What the adaptive curve answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurveRate {
    /// The rate charged over all the time since the last update, per second in wad.
    pub average: u64,
    /// The rate at target that it would store now.
    pub rate_at_target: u64,
}

impl Irm {
    /// The borrow rate per second, in wad, charged for `seconds` since a market's last update.
    ///
    /// # Errors
    /// [`MathError::Overflow`] where the model would revert.
    pub(super) fn borrow_rate(
        self,
        total_borrow: U256,
        total_supply: U256,
        seconds: u64,
    ) -> Result<U256, MathError> {
        match self {
            Self::None => Ok(U256::ZERO),
            Self::Other { borrow_rate } => Ok(borrow_rate),
            Self::AdaptiveCurve { rate_at_target } => {
                let rate = curve_rate(total_borrow, total_supply, rate_at_target, seconds)?;
                Ok(U256::from(rate.average))
            }
        }
    }
}

/// The adaptive curve's answer for a market with these totals, `seconds` after its last update.
///
/// # Errors
/// [`MathError::Overflow`] for totals or rates that no market of it can have.
pub(super) fn curve_rate(
    total_borrow: U256,
    total_supply: U256,
    rate_at_target: u64,
    seconds: u64,
) -> Result<CurveRate, MathError> {
    let utilization = match total_supply.is_zero() {
        true => U256::ZERO,
        false => mul_div_floor(total_borrow, WAD_U256, total_supply)?,
    };
    let utilization = i128::try_from(utilization).map_err(|_| MathError::Overflow)?;
    let distance = sum(utilization, -TARGET_UTILIZATION)?;
    let most = match distance > 0 {
        true => WAD - TARGET_UTILIZATION,
        false => TARGET_UTILIZATION,
    };
    let error = mul_div(distance, WAD, most)?;
    let start = i128::from(rate_at_target);
    let adaptation = product(mul_div(ADJUSTMENT_SPEED, error, WAD)?, i128::from(seconds))?;
    let (average, end) = match (start, adaptation) {
        (0, _) => (INITIAL_RATE, INITIAL_RATE),
        (start, 0) => (start, start),
        (start, adaptation) => {
            let end = adapted(rate_at_target, adaptation)?;
            // Halved toward zero.
            let middle = adapted(rate_at_target, adaptation / 2)?;
            // Trapezoids over two halves.
            let sum = sum(sum(start, end)?, product(2, middle)?)?;
            (sum / 4, end)
        }
    };
    let coefficient = match error < 0 {
        true => WAD - WAD / 4,
        false => STEEPNESS - WAD,
    };
    let slope = sum(mul_div(coefficient, error, WAD)?, WAD)?;
    let unsigned = |rate: i128| u64::try_from(rate).map_err(|_| MathError::Overflow);
    Ok(CurveRate {
        average: unsigned(mul_div(slope, average, WAD)?)?,
        rate_at_target: unsigned(end)?,
    })
}

/// `start * e^adaptation` within its bounds. Mirrors `_newRateAtTarget`.
fn adapted(start: u64, adaptation: i128) -> Result<i128, MathError> {
    if adaptation >= EXP_CLIPPED_FROM {
        return Ok(MAX_RATE);
    }
    let rate = mul_div_floor(U256::from(start), exp(adaptation)?, WAD_U256)?;
    Ok(i128::try_from(rate).map_or(MAX_RATE, |rate| rate.clamp(MIN_RATE, MAX_RATE)))
}

/// `e^x` in wad for `x` below the clip: `2^q * (1 + r + r^2 / 2)` with `x = q * ln 2 + r`. Mirrors
/// `wExp`.
fn exp(x: i128) -> Result<U256, MathError> {
    if x < LN_SMALLEST {
        return Ok(U256::ZERO);
    }
    // The nearest whole number, halves toward zero.
    let half = if x < 0 { -LN_2 / 2 } else { LN_2 / 2 };
    let q = sum(x, half)? / LN_2;
    let r = sum(x, product(q, -LN_2)?)?;
    let near_one = sum(sum(WAD, r)?, product(r, r)? / WAD / 2)?;
    // |r| is at most half of ln 2, so this is positive and below 2^61; q is at most 135.
    let near_one = U256::try_from(near_one).map_err(|_| MathError::Overflow)?;
    let places = usize::try_from(q.unsigned_abs()).map_err(|_| MathError::Overflow)?;
    Ok(match q >= 0 {
        true => near_one.wrapping_shl(places),
        false => near_one.wrapping_shr(places),
    })
}

fn sum(a: i128, b: i128) -> Result<i128, MathError> {
    a.checked_add(b).ok_or(MathError::Overflow)
}

fn product(a: i128, b: i128) -> Result<i128, MathError> {
    a.checked_mul(b).ok_or(MathError::Overflow)
}

/// `a * b / divisor`, toward zero. Mirrors `wMulToZero` and `wDivToZero`.
fn mul_div(a: i128, b: i128, divisor: i128) -> Result<i128, MathError> {
    let quotient = product(a, b)?.checked_div(divisor);
    quotient.ok_or(MathError::Overflow)
}
