//! The three roundings of `a * b / c`, and each undone.

use alloy::primitives::{U256, U512};

use crate::math::contract::{mul_div_ceil, mul_div_floor, mul_div_half_up};
use crate::math::{MathError, div_floor_wide, narrow, widen, widening_mul};

/// Where the rest of a division goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounding {
    Down,
    HalfUp,
    Up,
}

impl Rounding {
    /// `a * b / divisor`, failing where the contract reverts.
    pub fn mul_div(self, a: U256, b: U256, divisor: U256) -> Result<U256, MathError> {
        match self {
            Self::Down => mul_div_floor(a, b, divisor),
            Self::HalfUp => mul_div_half_up(a, b, divisor),
            Self::Up => mul_div_ceil(a, b, divisor),
        }
    }

    /// The least `x` whose `x * factor / divisor` is `y` or more: `⌈(y * divisor - bias) / factor⌉`.
    pub fn least(self, y: U256, factor: U256, divisor: U256) -> Result<U256, MathError> {
        let factor = widen(factor);
        let room = factor
            .checked_sub(U512::ONE)
            .ok_or(MathError::DivisionByZero)?;
        let most = widening_mul(y, divisor)
            .saturating_sub(self.bias(divisor))
            .checked_add(room);
        quotient(most, factor)
    }

    /// The greatest `x` whose `x * factor / divisor` is `y` or less:
    /// `⌊(y * divisor + divisor - 1 - bias) / factor⌋`.
    pub fn greatest(self, y: U256, factor: U256, divisor: U256) -> Result<U256, MathError> {
        // The bias is below the divisor, so the rest is not negative.
        let rest = widen(divisor)
            .saturating_sub(U512::ONE)
            .saturating_sub(self.bias(divisor));
        quotient(widening_mul(y, divisor).checked_add(rest), widen(factor))
    }

    /// What is added to a product before it is cut off.
    fn bias(self, divisor: U256) -> U512 {
        widen(match self {
            Self::Down => U256::ZERO,
            Self::HalfUp => divisor.wrapping_shr(1),
            Self::Up => divisor.saturating_sub(U256::ONE),
        })
    }
}

fn quotient(dividend: Option<U512>, divisor: U512) -> Result<U256, MathError> {
    let dividend = dividend.ok_or(MathError::Overflow)?;
    narrow(div_floor_wide(dividend, divisor)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Each inverse is the last one: its neighbour is on the other side.
        #[test]
        fn each_rounding_is_undone_exactly(y: u32, factor in 1_u32.., divisor in 1_u32.., shift in 0_u32..32) {
            let [y, factor, divisor] = [y >> shift, factor, divisor].map(U256::from);
            for rounding in [Rounding::Down, Rounding::HalfUp, Rounding::Up] {
                let of = |x| rounding.mul_div(x, factor, divisor).unwrap();
                let least = rounding.least(y, factor, divisor).unwrap();
                prop_assert!(of(least) >= y);
                prop_assert!(least.is_zero() || of(least - U256::ONE) < y);
                let greatest = rounding.greatest(y, factor, divisor).unwrap();
                prop_assert!(of(greatest) <= y && of(greatest + U256::ONE) > y);
            }
        }
    }

    #[test]
    fn a_factor_of_zero_reaches_nothing() {
        let [none, one] = [U256::ZERO, U256::ONE];
        assert_eq!(
            Rounding::Down.least(one, none, one),
            Err(MathError::DivisionByZero)
        );
        assert_eq!(
            Rounding::Up.greatest(one, none, one),
            Err(MathError::DivisionByZero)
        );
    }
}
