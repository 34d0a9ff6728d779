//! How much value of one collateral reaches a target up to 3.4, where more can be less.
//!
//! Up to 3.4 the health factor takes all collateral `C` times the average threshold `⌊S/C⌋`, cut
//! off to a whole basis point. As value of a lower threshold is added the average falls, and each
//! time it falls to the next whole number the product `C * ⌊S/C⌋` drops: a saw of teeth that each
//! rise. So a target can be reached by an amount and missed by a greater one. What is looked for
//! is the *stable* value: the least from which on every greater one reaches it too.

use alloy::primitives::U256;

use crate::math::contract::{add, div_floor, mul, mul_div_ceil, sub};
use crate::math::{BasisPoints, MathError};

/// The product of an account's collateral and its average threshold as one collateral's value
/// changes, held against what is needed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Saw {
    /// `C` without the one collateral.
    pub collateral: U256,
    /// `S` without it: the sum of `value * threshold`.
    pub weighted: U256,
    /// The one collateral's threshold in basis points; not zero.
    pub threshold: U256,
    /// The least `C * ⌊S/C⌋` that is enough.
    pub need: U256,
}

impl Saw {
    /// The least product that allows so much debt: `⟦product / 10^4⟧ >= allowed`.
    pub fn need(allowed: U256) -> Result<U256, MathError> {
        let whole = BasisPoints::ONE.to_u256();
        Ok(mul(allowed, whole)?.saturating_sub(whole.wrapping_shr(1)))
    }

    /// The least `x` from which on every `x` is enough, up to the one with value `from` (`None`:
    /// without end). `x` is a price or an amount: `value` is what `x` comes to, never falling, and
    /// `least` the least `x` that comes to a value. `None`: every `x` is enough.
    pub fn stable(
        &self,
        from: Option<U256>,
        value: &dyn Fn(U256) -> Result<U256, MathError>,
        least: &dyn Fn(U256) -> Result<U256, MathError>,
    ) -> Result<Option<U256>, MathError> {
        let mut from = from.unwrap_or(U256::MAX);
        while let Some(missed) = self.last_missed(from)? {
            let x = least(add(missed, U256::ONE)?)?;
            let Some(less) = x.checked_sub(U256::ONE) else {
                break;
            };
            let before = value(less)?;
            if !self.is_enough(before)? {
                return Ok(Some(x));
            }
            // The step below `x` leaps over the value that is missed.
            from = before;
        }
        Ok(None)
    }

    /// Whether a value of the one collateral is enough.
    pub fn is_enough(&self, value: U256) -> Result<bool, MathError> {
        let (collateral, average) = self.at(value)?;
        Ok(mul(collateral, average)? >= self.need)
    }

    /// The greatest value up to `from` that is not enough.
    ///
    /// Walks the teeth downwards. From [`end`](Self::end) on everything is enough, and close below
    /// it little is left to walk: there the product is within one average of its least.
    fn last_missed(&self, from: U256) -> Result<Option<U256>, MathError> {
        if self.need.is_zero() {
            return Ok(None);
        }
        let mut value = from.min(self.end()?);
        while self.is_enough(value)? {
            let (_, average) = self.at(value)?;
            let start = self.start_of(average)?;
            // From there up to here the average is no less, and with this one the product would
            // be enough from one value on: so it is.
            let parting = mul_div_ceil(self.need, U256::ONE, average)?;
            let parting = parting.saturating_sub(self.collateral);
            let Some(before) = parting.max(start).checked_sub(U256::ONE) else {
                return Ok(None);
            };
            value = before;
        }
        Ok(Some(value))
    }

    /// All collateral and its average with so much value of the one.
    fn at(&self, value: U256) -> Result<(U256, U256), MathError> {
        let collateral = add(self.collateral, value)?;
        if collateral.is_zero() {
            return Ok((collateral, U256::ZERO));
        }
        let weighted = add(self.weighted, mul(value, self.threshold)?)?;
        Ok((collateral, div_floor(weighted, collateral)?))
    }

    /// The least value of the one from which on the average is `average` or more, one that some
    /// value has: `(a*C - S) / (L - a)`. Where more of the one lowers the average, that is zero.
    fn start_of(&self, average: U256) -> Result<U256, MathError> {
        match mul(average, self.collateral)?.checked_sub(self.weighted) {
            None | Some(U256::ZERO) => Ok(U256::ZERO),
            Some(rest) => mul_div_ceil(rest, U256::ONE, sub(self.threshold, average)?),
        }
    }

    /// A value from which on all are enough.
    fn end(&self) -> Result<U256, MathError> {
        // The average is never below the lesser of the others' and the one's threshold.
        let (_, others) = self.at(U256::ZERO)?;
        let lowest = match self.collateral.is_zero() {
            true => self.threshold,
            false => others.min(self.threshold),
        };
        let by_lowest = mul_div_ceil(self.need, U256::ONE, lowest)?.saturating_sub(self.collateral);
        // And the product `S - (S mod C)` is above `S - C`, which rises by `L - 1` with each unit.
        let rise = self.threshold.saturating_sub(U256::ONE);
        if rise.is_zero() {
            return Ok(by_lowest);
        }
        let short = add(self.need, self.collateral)?.saturating_sub(self.weighted);
        Ok(by_lowest.min(mul_div_ceil(short, U256::ONE, rise)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// Against all values one by one: teeth of small numbers, steps that leap over some.
        #[test]
        fn the_stable_value_is_the_least_from_which_all_are_enough(
            collateral in 0_u64..60, others in 1_u64..12, rest in 0_u64..60,
            threshold in 1_u64..12, need in 1_u64..800, step in 1_u64..7, from in 0_u64..2_000,
            endless: bool,
        ) {
            let weighted = collateral * others + rest.min(collateral.saturating_sub(1));
            let saw = Saw {
                collateral: U256::from(collateral),
                weighted: U256::from(weighted),
                threshold: U256::from(threshold),
                need: U256::from(need),
            };
            let enough = |v: u64| {
                let c = collateral + v;
                c != 0 && c * ((weighted + v * threshold) / c) >= need
            };
            let last = if endless { 2_000 } else { from / step };
            let expected = (0..=last).rev().find(|&x| !enough(x * step)).map(|x| x + 1);
            let step = U256::from(step);
            let from = (!endless).then(|| U256::from(last) * step);
            let found = saw
                .stable(from, &|x| Ok(x * step), &|v| Ok((v + step - U256::ONE) / step))
                .unwrap();
            prop_assert_eq!(found, expected.map(U256::from));
        }
    }
}
