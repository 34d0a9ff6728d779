//! How much collateral, and how little debt, a health factor takes.
//!
//! `S` is the sum of collateral by threshold in basis points, `D` the debt, `t` the target, `W` a
//! wad and `k = t * 10^4`. The health factor `⌊ ⟦S*W/D⟧ / 10^4 ⌋` is `t` or more exactly where
//! `S*W + ⌊D/2⌋ >= k*D`; everything here is that inequality, solved for one of its letters.

use alloy::primitives::{U256, U512};

use crate::math::{BasisPoints, MathError, WAD, Wad, div_rem_wide, narrow, widen, widening_mul};

/// Whether these sums have a health factor of `target` or more.
pub(super) fn reaches(weighted: U512, debt: U512, target: Wad) -> Result<bool, MathError> {
    let have = weighted
        .checked_mul(widen(WAD))
        .and_then(|product| product.checked_add(debt.wrapping_shr(1)));
    let need = target_by_bps(target).checked_mul(debt);
    Ok(have.ok_or(MathError::Overflow)? >= need.ok_or(MathError::Overflow)?)
}

/// The least sum of collateral by threshold that reaches `target`: `⌈(k*D - ⌊D/2⌋) / W⌉`.
pub(super) fn least_collateral(debt: U256, target: Wad) -> Result<U256, MathError> {
    let debt = widen(debt);
    let wad = widen(WAD);
    let short = target_by_bps(target)
        .checked_mul(debt)
        .and_then(|need| need.checked_sub(debt.wrapping_shr(1)))
        .and_then(|short| short.checked_add(wad.checked_sub(U512::ONE)?))
        .ok_or(MathError::Overflow)?;
    let (least, _) = div_rem_wide(short, wad).ok_or(MathError::DivisionByZero)?;
    narrow(least)
}

/// The greatest debt that collateral carries at `target`: `⌊2*S*W / (2*k - 1)⌋`.
///
/// For an even `D` the inequality is `D * (2k - 1) <= 2*S*W`; for an odd one, `D * (2k - 1)` must
/// be below `2*S*W` by one, which it is as soon as it is not above: the one is odd, the other even.
pub(super) fn greatest_debt(weighted: U256, target: Wad) -> Result<U256, MathError> {
    let two = U512::from(2);
    let double = widening_mul(weighted, WAD)
        .checked_mul(two)
        .ok_or(MathError::Overflow)?;
    let divisor = target_by_bps(target)
        .checked_mul(two)
        .and_then(|twice| twice.checked_sub(U512::ONE))
        .ok_or(MathError::Overflow)?;
    let (greatest, _) = div_rem_wide(double, divisor).ok_or(MathError::DivisionByZero)?;
    narrow(greatest)
}

/// `k`: the target in the unit of `⟦S*W/D⟧`.
fn target_by_bps(target: Wad) -> U512 {
    widening_mul(target.raw(), BasisPoints::ONE.to_u256())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::contract::mul_div_half_up;
    use proptest::prelude::*;

    /// The health factor as the contract divides.
    fn health(weighted: U256, debt: U256) -> U256 {
        mul_div_half_up(weighted, WAD, debt).unwrap() / BasisPoints::ONE.to_u256()
    }

    proptest! {
        /// Small numbers, where every rounding shows, and large ones.
        #[test]
        fn each_solution_is_the_last_one(
            known in 1_u64.., shift in 0_u32..64, target in 1_u64..=18_000_000_000_000_000_000,
        ) {
            let known = U256::from((known >> shift).max(1));
            let target = Wad::from_raw(U256::from(target));
            let reaches_target = |s: U256, d: U256| reaches(widen(s), widen(d), target).unwrap();

            let least = least_collateral(known, target).unwrap();
            prop_assert!(health(least, known) >= target.raw());
            prop_assert!(reaches_target(least, known));
            if let Some(less) = least.checked_sub(U256::ONE) {
                prop_assert!(health(less, known) < target.raw());
                prop_assert!(!reaches_target(less, known));
            }

            let greatest = greatest_debt(known, target).unwrap();
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
