use alloy::primitives::{U256, U512};

use super::MathError;
use super::wide::Wide;

/// `a * b`, all 512 bits of it. Cannot overflow.
#[must_use]
pub fn widening_mul(a: U256, b: U256) -> U512 {
    Wide::product(&a, &b).wide()
}

/// The same number in a wider integer.
#[must_use]
pub fn widen(a: U256) -> U512 {
    U512::from(a)
}

/// The same number in 256 bits.
///
/// # Errors
/// [`MathError::Overflow`] when it needs more.
pub fn narrow(a: U512) -> Result<U256, MathError> {
    U256::checked_from_limbs_slice(a.as_limbs()).ok_or(MathError::Overflow)
}

/// `⌊a * b / divisor⌋` with a 512-bit product.
///
/// # Errors
/// [`MathError::DivisionByZero`]; [`MathError::Overflow`] when the result needs more than 256 bits.
pub fn mul_div_floor(a: U256, b: U256, divisor: U256) -> Result<U256, MathError> {
    let mut product = Wide::product(&a, &b);
    product.divide(divisor.as_limbs())?;
    product.narrow()
}

/// `⌈a * b / divisor⌉` with a 512-bit product.
///
/// # Errors
/// [`MathError::DivisionByZero`]; [`MathError::Overflow`] when the result needs more than 256 bits.
pub fn mul_div_ceil(a: U256, b: U256, divisor: U256) -> Result<U256, MathError> {
    let mut product = Wide::product(&a, &b);
    let is_exact = product.divide(divisor.as_limbs())?;
    round_up(product.narrow()?, is_exact)
}

/// `⌊(a * b + ⌊divisor / 2⌋) / divisor⌋` with a 512-bit product: halves go up.
///
/// # Errors
/// [`MathError::DivisionByZero`]; [`MathError::Overflow`] when the result needs more than 256 bits.
pub fn mul_div_half_up(a: U256, b: U256, divisor: U256) -> Result<U256, MathError> {
    let mut product = Wide::product_and_half(&a, &b, &divisor);
    product.divide(divisor.as_limbs())?;
    product.narrow()
}

/// One more where something was cut off.
pub(super) fn round_up(quotient: U256, is_exact: bool) -> Result<U256, MathError> {
    let up = U256::from(!is_exact);
    quotient.checked_add(up).ok_or(MathError::Overflow)
}

/// `⌊a / divisor⌋` of 512 bits.
///
/// # Errors
/// [`MathError::DivisionByZero`].
pub(crate) fn div_floor_wide(a: U512, divisor: U512) -> Result<U512, MathError> {
    let mut number = Wide::new(a.as_limbs());
    number.divide(divisor.as_limbs())?;
    Ok(number.wide())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_u256() -> impl Strategy<Value = U256> {
        // All magnitudes, not only numbers near 2^256.
        (any::<[u64; 4]>(), 0_usize..256)
            .prop_map(|(limbs, shift)| U256::from_limbs(limbs) >> shift)
    }

    proptest! {
        /// The three roundings differ by at most one and bracket the exact quotient.
        #[test]
        fn roundings_bracket_the_exact_quotient(a in any_u256(), b in any_u256(), d in any_u256()) {
            let (floor, ceil, half) =
                (mul_div_floor(a, b, d), mul_div_ceil(a, b, d), mul_div_half_up(a, b, d));
            if d.is_zero() {
                prop_assert_eq!(floor, Err(MathError::DivisionByZero));
                prop_assert_eq!(ceil, Err(MathError::DivisionByZero));
                prop_assert_eq!(half, Err(MathError::DivisionByZero));
                return Ok(());
            }
            let product = widening_mul(a, b);
            let exact = product / widen(d);
            let left = product % widen(d);
            prop_assert_eq!(floor, narrow(exact));
            let up = exact + U512::from(!left.is_zero());
            prop_assert_eq!(ceil, narrow(up));
            let nearest = exact + U512::from(left >= widen(d) - widen(d >> 1));
            prop_assert_eq!(half, narrow(nearest));
        }
    }

    #[test]
    fn a_product_of_512_bits_is_divided_exactly() {
        assert_eq!(
            mul_div_floor(U256::MAX, U256::MAX, U256::MAX),
            Ok(U256::MAX)
        );
        assert_eq!(
            mul_div_half_up(U256::MAX, U256::MAX, U256::MAX),
            Ok(U256::MAX)
        );
        assert_eq!(
            mul_div_ceil(U256::MAX, U256::MAX, U256::from(1)),
            Err(MathError::Overflow)
        );
    }
}
