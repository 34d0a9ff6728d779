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
    if divisor.is_zero() {
        return None;
    }
    // Wad, ray, token units, years and most debts are one limb times a power of two. With
    // a = high * 2^twos + low and divisor = odd * 2^twos, the quotient is that of high by odd, and
    // its remainder goes before low.
    let twos = divisor.trailing_zeros();
    let &[odd, 0, 0, 0] = divisor.wrapping_shr(twos).as_limbs() else {
        return Some(a.div_rem(divisor));
    };
    let high = a.wrapping_shr(twos);
    let low = a ^ high.wrapping_shl(twos);
    let (quotient, remainder) = div_rem_limb(high, odd);
    Some((quotient, U256::from(remainder).wrapping_shl(twos) | low))
}

/// Quotient and remainder by one limb that is not zero: long division, a limb at a time.
fn div_rem_limb(a: U256, divisor: u64) -> (U256, u64) {
    // Both grow by the zeros before the divisor, which the quotient does not notice.
    let zeros = divisor.leading_zeros();
    let divisor = divisor.wrapping_shl(zeros);
    let mut limbs = a.wrapping_shl(zeros as usize).into_limbs();
    // What grew out at the top; nothing where nothing grew.
    let grown = a.wrapping_shr(256_usize.wrapping_sub(zeros as usize));
    let [mut remainder, ..] = grown.into_limbs();
    for limb in limbs.iter_mut().rev() {
        (*limb, remainder) = match remainder {
            0 if *limb < divisor => (0, *limb),
            _ => div_rem_two(remainder, *limb, divisor),
        };
    }
    (U256::from_limbs(limbs), remainder.wrapping_shr(zeros))
}

/// Quotient and remainder of `high * 2^64 + low` by a divisor with its highest bit set and above
/// `high`. Knuth's algorithm D in base 2^32, in words that every machine has: no subtraction below
/// wraps in the end, because each quotient digit was corrected before.
fn div_rem_two(high: u64, low: u64, divisor: u64) -> (u64, u64) {
    const LOW: u64 = 0xffff_ffff;
    let digit = |rest: u64, next: u64| {
        // The highest bit of the divisor is set: its first digit is not zero, and a guess by it
        // is at most two too great.
        let (first, second) = (divisor >> 32, divisor & LOW);
        let mut guess = rest.checked_div(first).unwrap_or_default();
        let mut left = rest.wrapping_sub(guess.wrapping_mul(first));
        while guess > LOW || guess.wrapping_mul(second) > (left << 32 | next) {
            guess = guess.wrapping_sub(1);
            left = left.wrapping_add(first);
            if left > LOW {
                break;
            }
        }
        let rest = (rest << 32 | next).wrapping_sub(guess.wrapping_mul(divisor));
        (guess, rest)
    };
    let (upper, rest) = digit(high, low >> 32);
    let (lower, rest) = digit(rest, low & LOW);
    (upper << 32 | lower, rest)
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        /// One limb times a power of two, at every boundary of a limb, divides as any number does.
        #[test]
        fn short_divisors_divide_like_long_ones(
            a in any_u256(), limb in any::<u64>(), shift in 0_u32..64, twos in 0_usize..256,
            near in 0_u8..4, boundary in any::<u64>(),
        ) {
            let limb = (limb >> shift).max(1);
            let divisor = U256::from(limb) << twos;
            let divisor = if divisor.is_zero() { U256::ONE } else { divisor };
            // Multiples of the divisor, and their neighbours, are where quotients jump.
            let multiple = divisor.wrapping_mul(U256::from(boundary));
            let a = match near {
                0 => a,
                1 => multiple,
                2 => multiple.wrapping_sub(U256::ONE),
                _ => multiple.wrapping_add(U256::MAX >> 128),
            };
            prop_assert_eq!(div_rem(a, divisor), Some(a.div_rem(divisor)));
        }
    }

    #[test]
    fn guesses_that_are_two_too_great_are_corrected() {
        let word = |high: u64, low: u64| U256::from_limbs([low, high, 0, 0]);
        for divisor in [1 << 63, (1 << 63) | 1, u64::MAX, 0x8000_0000_ffff_ffff] {
            for high in [0, 1, divisor - 1, divisor / 2, 0x7fff_ffff_ffff_ffff] {
                for low in [0, 1, u64::MAX, u64::MAX - 1, 0xffff_ffff, 1 << 32] {
                    let (a, divisor) = (word(high, low), U256::from(divisor));
                    assert_eq!(
                        div_rem(a, divisor),
                        Some(a.div_rem(divisor)),
                        "{a} {divisor}"
                    );
                }
            }
        }
        assert_eq!(div_rem(U256::MAX, U256::ZERO), None);
        assert_eq!(div_rem(U256::MAX, U256::ONE), Some((U256::MAX, U256::ZERO)));
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
