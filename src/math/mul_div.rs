use alloy::primitives::{U256, U512};

use super::MathError;

/// `a * b`, all 512 bits of it. Cannot overflow.
#[must_use]
pub fn widening_mul(a: U256, b: U256) -> U512 {
    a.widening_mul(b)
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
    let (quotient, _) = divide(widening_mul(a, b), divisor)?;
    narrow(quotient)
}

/// `⌈a * b / divisor⌉` with a 512-bit product.
///
/// # Errors
/// [`MathError::DivisionByZero`]; [`MathError::Overflow`] when the result needs more than 256 bits.
pub fn mul_div_ceil(a: U256, b: U256, divisor: U256) -> Result<U256, MathError> {
    let (quotient, remainder) = divide(widening_mul(a, b), divisor)?;
    let up = U256::from(!remainder.is_zero());
    narrow(quotient)?.checked_add(up).ok_or(MathError::Overflow)
}

/// `⌊(a * b + ⌊divisor / 2⌋) / divisor⌋` with a 512-bit product: halves go up.
///
/// # Errors
/// [`MathError::DivisionByZero`]; [`MathError::Overflow`] when the result needs more than 256 bits.
pub fn mul_div_half_up(a: U256, b: U256, divisor: U256) -> Result<U256, MathError> {
    // The product is at most (2^256 - 1)^2 = 2^512 - 2^257 + 1, so half a divisor still fits.
    let product = widening_mul(a, b)
        .checked_add(widen(divisor.wrapping_shr(1)))
        .ok_or(MathError::Overflow)?;
    let (quotient, _) = divide(product, divisor)?;
    narrow(quotient)
}

fn divide(product: U512, divisor: U256) -> Result<(U512, U512), MathError> {
    div_rem_wide(product, widen(divisor)).ok_or(MathError::DivisionByZero)
}

/// Quotient and remainder; `None` for a divisor of zero.
///
/// The only place that divides 256 bits: `ruint`'s division is long, and every inlined copy of it
/// is shipped.
#[inline(never)]
pub(crate) fn div_rem(a: U256, divisor: U256) -> Option<(U256, U256)> {
    (!divisor.is_zero()).then(|| a.div_rem(divisor))
}

/// The same for 512 bits.
#[inline(never)]
pub(crate) fn div_rem_wide(a: U512, divisor: U512) -> Option<(U512, U512)> {
    (!divisor.is_zero()).then(|| a.div_rem(divisor))
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
