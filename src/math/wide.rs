//! Multiplication and division by hand, for WebAssembly.
//!
//! A library's steps of 128 bits are calls there; those of [`super::limb`] take half the time, and
//! all of this is less code than one of its divisions.
//!
//! Nearly every divisor that protocols have is a power of ten or the seconds of a year. Without its
//! trailing zeros such a number fits in one limb, so division by one limb is what is fast; any
//! other is made of it.

use alloy::primitives::{U256, U512};

use super::MathError;
use super::limb::{divide_limb, multiply_add, shifted};

/// Of 64 bits each.
const LIMBS: usize = 8;

/// A number of up to 512 bits, the least limb first.
#[derive(Clone, Copy)]
pub(super) struct Wide([u64; LIMBS]);

impl Wide {
    /// The number of these limbs; those beyond 512 bits are not looked at.
    pub fn new(limbs: &[u64]) -> Self {
        let mut number = [0; LIMBS];
        for (to, limb) in number.iter_mut().zip(limbs) {
            *to = *limb;
        }
        Self(number)
    }

    /// `a * b`, which is at most `2^512 - 2^257 + 1`.
    pub fn product(a: &U256, b: &U256) -> Self {
        let mut product = Self([0; LIMBS]);
        product.add_product(a.as_limbs(), b.as_limbs());
        product
    }

    /// `a * b + ⌊c / 2⌋`, which is less than 2^512 too.
    pub fn product_and_half(a: &U256, b: &U256, c: &U256) -> Self {
        let [c0, c1, c2, c3] = *c.as_limbs();
        let [c0, c1, c2] = [c1 << 63 | c0 >> 1, c2 << 63 | c1 >> 1, c3 << 63 | c2 >> 1];
        let mut sum = Self([c0, c1, c2, c3 >> 1, 0, 0, 0, 0]);
        sum.add_product(a.as_limbs(), b.as_limbs());
        sum
    }

    /// Whether the number is below 2^256.
    pub const fn fits_256_bits(&self) -> bool {
        matches!(self.0, [_, _, _, _, 0, 0, 0, 0])
    }

    /// In 256 bits.
    pub const fn narrow(&self) -> Result<U256, MathError> {
        let [a, b, c, d, ..] = self.0;
        match self.fits_256_bits() {
            true => Ok(U256::from_limbs([a, b, c, d])),
            false => Err(MathError::Overflow),
        }
    }

    /// In 512 bits.
    pub const fn wide(&self) -> U512 {
        U512::from_limbs(self.0)
    }

    /// Becomes its quotient by a number, cut off, and says whether nothing was cut.
    pub fn divide(&mut self, divisor: &[u64]) -> Result<bool, MathError> {
        let divisor = significant(divisor);
        let (top, below) = divisor.split_last().ok_or(MathError::DivisionByZero)?;
        let (next, zeros) = below.split_last().unwrap_or((&0, &[]));
        // The divisor's first 64 bits, and whether they are all of it.
        let shift = top.leading_zeros();
        let leading = shifted(*top, *next, shift);
        if next.wrapping_shl(shift) == 0 && significant(zeros).is_empty() {
            return Ok(self.divide_by_leading(leading, shift, below.len()));
        }
        // By its first 64 bits and one more: that is more than the divisor, by at most a 2^63rd, so
        // an estimate is never too great, and one round is nearly always enough.
        let mut quotient = Self([0; LIMBS]);
        while !self.is_below(divisor) {
            let mut estimate = *self;
            estimate.divide_by_leading(leading.wrapping_add(1), shift, below.len());
            if significant(&estimate.0).is_empty() {
                // The divisor goes into what is left at least once.
                estimate = Self::new(&[1]);
            }
            self.subtract_product(&estimate.0, divisor);
            quotient.add_product(&estimate.0, &[1]);
        }
        let is_exact = significant(&self.0).is_empty();
        *self = quotient;
        Ok(is_exact)
    }

    /// [`divide`](Self::divide) by `leading * 2^(64 * places - shift)`. The first bit of `leading`
    /// is set, or it is zero and stands for 2^64.
    fn divide_by_leading(&mut self, leading: u64, shift: u32, places: usize) -> bool {
        let length = significant(&self.0).len();
        let mut limb = self.limb(length.wrapping_sub(1));
        // What the shift moves beyond the first limb is below 2^63, so below `leading`.
        let mut rest = shifted(0, limb, shift);
        for place in (places..length).rev() {
            // Below the last limb, where `wrapping_sub` leads out of the number, are zeros.
            let next = self.limb(place.wrapping_sub(1));
            let quotient;
            (quotient, rest) = divide_limb(rest, shifted(limb, next, shift), leading);
            self.set(place, quotient);
            limb = next;
        }
        let mut lower = self.0.iter().take(places.saturating_sub(1));
        let is_exact = rest | limb.wrapping_shl(shift) == 0 && lower.all(|limb| *limb == 0);
        if places != 0 {
            for place in 0..length {
                self.set(place, self.limb(place.wrapping_add(places)));
            }
        }
        is_exact
    }

    /// Adds `a * b`, and drops what exceeds 512 bits.
    fn add_product(&mut self, a: &[u64], b: &[u64]) {
        let b = significant(b);
        for (place, limb) in significant(a).iter().enumerate() {
            let sums = self.0.get_mut(place..).unwrap_or_default();
            let mut others = b.iter();
            let mut carry = 0;
            for sum in sums {
                (*sum, carry) = match others.next() {
                    Some(other) => multiply_add(*limb, *other, *sum, carry),
                    None if carry == 0 => break,
                    None => {
                        let (sum, carries) = sum.overflowing_add(carry);
                        (sum, carries.into())
                    }
                };
            }
        }
    }

    /// Takes away `a * b`, which is not greater: `x - y` is `!(!x + y)`.
    fn subtract_product(&mut self, a: &[u64], b: &[u64]) {
        self.0 = self.0.map(|limb| !limb);
        self.add_product(a, b);
        self.0 = self.0.map(|limb| !limb);
    }

    /// Whether the number is less than another, which has no leading zeros.
    fn is_below(&self, other: &[u64]) -> bool {
        let number = significant(&self.0);
        let [length, most] = [number.len(), other.len()];
        length < most || length == most && number.iter().rev().lt(other.iter().rev())
    }

    /// Zero beyond the number.
    fn limb(&self, place: usize) -> u64 {
        self.0.get(place).copied().unwrap_or_default()
    }

    fn set(&mut self, place: usize, limb: u64) {
        if let Some(to) = self.0.get_mut(place) {
            *to = limb;
        }
    }
}

/// The limbs without leading zeros.
fn significant(mut limbs: &[u64]) -> &[u64] {
    while let [rest @ .., 0] = limbs {
        limbs = rest;
    }
    limbs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All magnitudes, with many halves of all ones or all zeros, where estimates fail.
    fn limbs<const N: usize>() -> impl Strategy<Value = [u64; N]> {
        let extreme = prop::sample::select(&[0, u32::MAX, 1 << 31, (1 << 31) - 1]);
        let half = prop_oneof![4 => extreme, 1 => any::<u32>()];
        let limb =
            (half.clone(), half).prop_map(|(high, low)| u64::from(high) << 32 | u64::from(low));
        (prop::collection::vec(limb, N), 0..=N).prop_map(|(mut limbs, length)| {
            limbs[length..].fill(0);
            limbs.try_into().unwrap()
        })
    }

    /// The quotient by a number, and whether it is exact, as the library has them.
    fn check(dividend: U512, divisor: U512) -> Result<(), TestCaseError> {
        let mut number = Wide::new(dividend.as_limbs());
        let is_exact = number.divide(divisor.as_limbs());
        if divisor.is_zero() {
            prop_assert_eq!(is_exact, Err(MathError::DivisionByZero));
        } else {
            prop_assert_eq!(number.wide(), dividend / divisor);
            prop_assert_eq!(is_exact, Ok((dividend % divisor).is_zero()));
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn products_are_those_of_the_library(a in limbs::<4>(), b in limbs::<4>(), c in limbs::<4>()) {
            let [a, b, c] = [a, b, c].map(U256::from_limbs);
            let product: U512 = a.widening_mul(b);
            prop_assert_eq!(Wide::product(&a, &b).wide(), product);
            prop_assert_eq!(Wide::product_and_half(&a, &b, &c).wide(), product + U512::from(c >> 1));
        }

        #[test]
        fn quotients_are_those_of_the_library(a in limbs::<8>(), b in limbs::<8>()) {
            check(U512::from_limbs(a), U512::from_limbs(b))?;
        }

        /// By what one limb holds, wherever its bits are: powers of ten up to 10^27, a year.
        #[test]
        fn quotients_by_one_limb_are_those_of_the_library(a in limbs::<8>(), b in limbs::<1>(), places in 0_usize..512) {
            check(U512::from_limbs(a), U512::from_limbs([b[0], 0, 0, 0, 0, 0, 0, 0]) << places)?;
        }

        /// Of a product and its neighbour: where quotients just reach a digit.
        #[test]
        fn quotients_of_products_are_their_factors(a in limbs::<4>(), b in limbs::<4>()) {
            let [a, b] = [a, b].map(|limbs| U512::from(U256::from_limbs(limbs)));
            check(a * b, b)?;
            check((a * b).saturating_sub(U512::ONE), b)?;
        }
    }

    #[test]
    fn what_has_a_bit_above_the_256th_does_not_fit() {
        let number = Wide::product(&U256::MAX, &U256::ONE);
        assert_eq!(number.narrow(), Ok(U256::MAX));
        for place in 4..LIMBS {
            let mut number = number;
            number.set(place, 1);
            assert_eq!(number.narrow(), Err(MathError::Overflow), "limb {place}");
            // Equal limbs above are no less above.
            number.set(if place == 4 { 5 } else { 4 }, 1);
            assert_eq!(
                number.narrow(),
                Err(MathError::Overflow),
                "limb {place}, another"
            );
        }
    }

    /// A divisor whose first 64 bits are all ones: what estimates is 2^64.
    #[test]
    fn leading_ones_divide_as_in_the_library() {
        let number = |[a, b, c]: [u64; 3]| U512::from_limbs([a, b, c, 0, 0, 0, 0, 0]);
        for low in [1, u64::MAX] {
            let divisor = number([low, u64::MAX, 0]);
            check(U512::MAX, divisor).unwrap();
            check(number([0, 0, u64::MAX]), divisor).unwrap();
        }
    }
}
