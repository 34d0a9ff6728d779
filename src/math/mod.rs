//! Fixed point on 256-bit integers: nothing wraps, and every division names its rounding.
//!
//! `ruint`'s operators wrap silently, even in debug builds, so this room, [`crate::risk`] and
//! [`crate::protocols`] deny them and use the checked or widening operations below.
//!
//! Two families of `a * b / c`, for two purposes:
//!
//! - [`mul_div_floor`], [`mul_div_ceil`], [`mul_div_half_up`]: the product keeps 512 bits. For our
//!   own questions (inverses, shares, distances), where only the result must fit.
//! - the same names in [`contract`]: the product must fit in 256 bits, because the contract that
//!   they mirror reverts when it does not.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod amount;
mod calendar;
pub mod contract;
pub mod decimal;
mod fixed;
mod limb;
mod mul_div;
mod time;
mod wide;

use alloy::primitives::U256;

pub use amount::TokenAmount;
pub use calendar::Calendar;
pub use fixed::{BasisPoints, RAY, Ray, WAD, Wad};
pub(crate) use mul_div::div_floor_wide;
pub use mul_div::{mul_div_ceil, mul_div_floor, mul_div_half_up, narrow, widen, widening_mul};
pub use time::{SECONDS_PER_YEAR, Timestamp, yearly_rate};

/// Ten to the power of `exponent`.
///
/// # Errors
/// [`MathError::Overflow`] from 10^78 on, which needs more than 256 bits.
pub fn pow10(exponent: u8) -> Result<U256, MathError> {
    // Nearly every token has 18 decimals or fewer, and those fit in a machine word.
    if let Some(power) = 10_u64.checked_pow(exponent.into()) {
        return Ok(U256::from_limbs([power, 0, 0, 0]));
    }
    let power = U256::from(10).checked_pow(U256::from(exponent));
    power.ok_or(MathError::Overflow)
}

/// Why an operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MathError {
    /// The result, or a product that a contract keeps in 256 bits, is outside 0..2^256.
    #[error("the result does not fit in an unsigned 256-bit integer")]
    Overflow,
    /// The divisor is zero.
    #[error("division by zero")]
    DivisionByZero,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten_are_exact_up_to_the_last_that_fits() {
        let mut power = U256::ONE;
        for exponent in 0..78 {
            assert_eq!(pow10(exponent), Ok(power));
            power = power.wrapping_mul(U256::from(10));
        }
        for exponent in 78..=u8::MAX {
            assert_eq!(pow10(exponent), Err(MathError::Overflow));
        }
    }
}
