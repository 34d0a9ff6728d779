//! Steps of arithmetic on limbs of 64 bits.
//!
//! WebAssembly has no product of more than 64 bits and no quotient of more than 64 by 64, so they
//! are made of halves of 32 bits.

use core::num::NonZero;

/// A limb, shifted left by less than 64 bits, which come from the limb below.
pub(super) const fn shifted(limb: u64, below: u64, bits: u32) -> u64 {
    limb.wrapping_shl(bits) | (below >> 1).wrapping_shr(63_u32.wrapping_sub(bits))
}

/// The lower and the upper limb of `a * b + c + d`, which is at most `2^128 - 1`.
pub(super) const fn multiply_add(a: u64, b: u64, c: u64, d: u64) -> (u64, u64) {
    let [(a1, a0), (b1, b0), (c1, c0), (d1, d0)] = [halves(a), halves(b), halves(c), halves(d)];
    // Each sum is of a product and two halves, at most (2^32 - 1)^2 + 2 * (2^32 - 1) = 2^64 - 1.
    let (carry, lowest) = halves(a0.wrapping_mul(b0).wrapping_add(c0).wrapping_add(d0));
    let (carry, middle) = halves(a1.wrapping_mul(b0).wrapping_add(c1).wrapping_add(carry));
    let (other, middle) = halves(a0.wrapping_mul(b1).wrapping_add(d1).wrapping_add(middle));
    let upper = a1.wrapping_mul(b1).wrapping_add(carry).wrapping_add(other);
    (middle << 32 | lowest, upper)
}

/// `rest * 2^64 + next` by a divisor that is more than `rest`, and what is left. The divisor's first
/// bit is set, or it is zero and stands for 2^64.
pub(super) fn divide_limb(rest: u64, next: u64, divisor: u64) -> (u64, u64) {
    let Some(first) = NonZero::new(halves(divisor).0) else {
        // By 2^64.
        return (rest, next);
    };
    let (third, fourth) = halves(next);
    let (upper, rest) = divide_half(rest, third, first, divisor);
    let (lower, rest) = divide_half(rest, fourth, first, divisor);
    (upper << 32 | lower, rest)
}

/// `rest * 2^32 + next` by a divisor that is more than `rest` and has its first bit set; and what
/// is left. `first` is the divisor's upper half.
///
/// One step of Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D.
fn divide_half(rest: u64, next: u64, first: NonZero<u64>, divisor: u64) -> (u64, u64) {
    if rest < first.get() {
        return (0, rest << 32 | next);
    }
    let (_, second) = halves(divisor);
    // Too great by at most two, for `second` is left out; and at most 2^32 + 1, so that its product
    // with `second` is below 2^64.
    let mut digit = rest / first;
    let left = rest.wrapping_sub(digit.wrapping_mul(first.get()));
    let (short, is_short) = (left << 32 | next).overflowing_sub(digit.wrapping_mul(second));
    // Every third or so is too great by one, which no processor foresees: a choice, not a jump.
    let back = if is_short { divisor } else { 0 };
    digit = digit.wrapping_sub(is_short.into());
    let (mut rest, is_enough) = short.overflowing_add(back);
    if is_short && !is_enough {
        digit = digit.wrapping_sub(1);
        rest = rest.wrapping_add(divisor);
    }
    (digit, rest)
}

/// The upper and the lower 32 bits.
const fn halves(limb: u64) -> (u64, u64) {
    (limb >> 32, limb & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(rest: u64, next: u64, divisor: u64) -> Result<(), TestCaseError> {
        let [wide, by] = [u128::from(rest) << 64 | u128::from(next), divisor.into()];
        let (quotient, left) = divide_limb(rest, next, divisor);
        prop_assert_eq!([quotient, left].map(u128::from), [wide / by, wide % by]);
        Ok(())
    }

    proptest! {
        #[test]
        fn steps_are_those_of_128_bits(a: u64, b: u64, c: u64, d: u64) {
            let (lower, upper) = multiply_add(a, b, c, d);
            let [a, b, c, d] = [a, b, c, d].map(u128::from);
            prop_assert_eq!(u128::from(upper) << 64 | u128::from(lower), a * b + c + d);
        }

        #[test]
        fn quotients_are_those_of_128_bits(rest: u64, next: u64, divisor in 1_u64 << 63..) {
            check(rest % divisor, next, divisor)?;
        }
    }

    #[test]
    fn the_extremes_are_those_of_128_bits() {
        let most = u64::MAX;
        assert_eq!(multiply_add(most, most, most, most), (most, most));
        // A first digit that is too great by two; the greatest digits; a digit of zero.
        let least = 1 << 63;
        for divisor in [least, least | u64::from(u32::MAX), most - 1, most] {
            for rest in [0, 1, least - 1, least, divisor - 1] {
                for next in [0, 1, most] {
                    check(rest.min(divisor - 1), next, divisor).unwrap();
                }
            }
        }
        assert_eq!(divide_limb(5, 7, 0), (5, 7));
    }
}
