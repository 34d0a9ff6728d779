//! How much a health factor takes: the allowed debt, and the debt itself.
//!
//! `A` is the allowed debt in its form's unit, `D` the debt, `t` the target, `W` a wad and `k` the
//! target in that unit. The health factor is `t` or more exactly where `A*W + ⌊D/2⌋ >= k*D`;
//! everything here is that inequality, solved for one of its letters.

use alloy::primitives::{U256, U512};

use super::profile::HealthForm;
use crate::math::{MathError, WAD, Wad, div_floor_wide, narrow, widen, widening_mul};

impl HealthForm {
    /// Whether these have a health factor of `target` or more.
    pub fn reaches(self, allowed: U512, debt: U512, target: Wad) -> Result<bool, MathError> {
        let have = allowed
            .checked_mul(widen(WAD))
            .and_then(|product| product.checked_add(debt.wrapping_shr(1)));
        let need = self.scaled(target).checked_mul(debt);
        Ok(have.ok_or(MathError::Overflow)? >= need.ok_or(MathError::Overflow)?)
    }

    /// The least allowed debt that reaches `target`: `⌈(k*D - ⌊D/2⌋) / W⌉`.
    pub fn least_allowed(self, debt: U256, target: Wad) -> Result<U256, MathError> {
        let debt = widen(debt);
        let wad = widen(WAD);
        let short = self
            .scaled(target)
            .checked_mul(debt)
            // A target of zero is reached with nothing.
            .map(|need| need.saturating_sub(debt.wrapping_shr(1)))
            .and_then(|short| short.checked_add(wad.checked_sub(U512::ONE)?))
            .ok_or(MathError::Overflow)?;
        narrow(div_floor_wide(short, wad)?)
    }

    /// The greatest debt that is allowed at `target`: `⌊2*A*W / (2*k - 1)⌋`.
    ///
    /// For an even `D` the inequality is `D * (2k - 1) <= 2*A*W`; for an odd one, `D * (2k - 1)`
    /// must be below `2*A*W` by one, which it is as soon as it is not above: the one is odd, the
    /// other even.
    pub fn greatest_debt(self, allowed: U256, target: Wad) -> Result<U256, MathError> {
        let two = U512::from(2);
        let double = widening_mul(allowed, WAD)
            .checked_mul(two)
            .ok_or(MathError::Overflow)?;
        let divisor = self
            .scaled(target)
            .checked_mul(two)
            .and_then(|twice| twice.checked_sub(U512::ONE))
            .ok_or(MathError::Overflow)?;
        narrow(div_floor_wide(double, divisor)?)
    }

    /// `k`: the target in the unit of the allowed debt.
    fn scaled(self, target: Wad) -> U512 {
        widening_mul(target.raw(), self.scale())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::contract::mul_div_half_up;
    use proptest::prelude::*;

    proptest! {
        /// Small numbers, where every rounding shows, and large ones.
        #[test]
        fn each_solution_is_the_last_one(
            known in 1_u64.., shift in 0_u32..64, target in 1_u64..=18_000_000_000_000_000_000,
            sum: bool,
        ) {
            let form = if sum { HealthForm::Sum } else { HealthForm::Average };
            // The health factor as the contract divides.
            let health = |allowed, debt| {
                mul_div_half_up(allowed, WAD, debt).unwrap() / form.scale()
            };
            let known = U256::from((known >> shift).max(1));
            let target = Wad::from_raw(U256::from(target));
            let reaches_target =
                |a: U256, d: U256| form.reaches(widen(a), widen(d), target).unwrap();

            let least = form.least_allowed(known, target).unwrap();
            prop_assert!(health(least, known) >= target.raw());
            prop_assert!(reaches_target(least, known));
            if let Some(less) = least.checked_sub(U256::ONE) {
                prop_assert!(health(less, known) < target.raw());
                prop_assert!(!reaches_target(less, known));
            }

            let greatest = form.greatest_debt(known, target).unwrap();
            let more = greatest + U256::ONE;
            prop_assert!(health(known, more) < target.raw());
            prop_assert!(!reaches_target(known, more));
            prop_assert!(reaches_target(known, greatest));
            if !greatest.is_zero() {
                prop_assert!(health(known, greatest) >= target.raw());
            }
        }
    }
}
