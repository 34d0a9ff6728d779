//! Decimal text of exact integers, and back. The last step before a person reads a number.
//!
//! A raw integer with `decimals` stands for `raw / 10^decimals`. Text has a point, no grouping, no
//! exponent and no trailing zeros after the point; grouping belongs to the interface's language.

use alloy::primitives::U256;

use super::contract::div_floor;
use super::{MathError, pow10};

/// Why a typed number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// There is no digit.
    #[error("no number was given")]
    Empty,
    /// A character is neither a digit nor the one point allowed.
    #[error("not a plain decimal number")]
    NotANumber,
    /// There are non-zero digits beyond the smallest unit.
    #[error("more digits after the point than the unit has")]
    TooPrecise,
    /// The number needs more than 256 bits.
    #[error("the number is too large")]
    TooLarge,
}

/// `raw / 10^decimals`, cut to at most `max_fraction_digits`: never more than the value.
#[must_use]
pub fn format_floor(raw: U256, decimals: u8, max_fraction_digits: u8) -> String {
    let (shown, _) = cut(raw, decimals, max_fraction_digits);
    point(shown, decimals.min(max_fraction_digits))
}

/// `raw / 10^decimals`, rounded up to at most `max_fraction_digits`: never less than the value.
#[must_use]
pub fn format_ceil(raw: U256, decimals: u8, max_fraction_digits: u8) -> String {
    let (shown, rest) = cut(raw, decimals, max_fraction_digits);
    // Only where digits were cut off is there a rest, and then `shown` is at most 2^256 / 10.
    let shown = shown.saturating_add(U256::from(!rest.is_zero()));
    point(shown, decimals.min(max_fraction_digits))
}

/// The raw integer, rounded down to so many digits that are not zeros before it.
#[must_use]
pub fn significant_floor(raw: U256, digits: u8) -> U256 {
    let unit = unit_of(raw, digits);
    raw.saturating_sub(raw.checked_rem(unit).unwrap_or_default())
}

/// The raw integer, rounded up to so many digits that are not zeros before it; itself where that
/// would be too large.
#[must_use]
pub fn significant_ceil(raw: U256, digits: u8) -> U256 {
    let unit = unit_of(raw, digits);
    let down = significant_floor(raw, digits);
    match down == raw {
        true => raw,
        false => down.checked_add(unit).unwrap_or(raw),
    }
}

/// The place of the last of so many digits.
fn unit_of(raw: U256, digits: u8) -> U256 {
    let beyond = raw.to_string().len().saturating_sub(usize::from(digits));
    U256::from(10).saturating_pow(U256::from(beyond))
}

/// The raw integer of a typed decimal number: digits, at most one point, nothing else.
///
/// Zeros past the smallest unit are allowed, other digits are not: nothing is rounded unseen.
///
/// # Errors
/// [`DecimalError`] says what is wrong with the text.
pub fn parse(text: &str, decimals: u8) -> Result<U256, DecimalError> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(DecimalError::Empty);
    }
    let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !only_digits(whole) || !only_digits(fraction) {
        return Err(DecimalError::NotANumber);
    }
    let places = usize::from(decimals);
    let kept = fraction.get(..places).unwrap_or(fraction);
    let dropped = fraction.get(places..).unwrap_or("");
    if dropped.bytes().any(|byte| byte != b'0') {
        return Err(DecimalError::TooPrecise);
    }
    let digits = format!("{whole}{kept:0<places$}");
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Ok(U256::ZERO);
    }
    U256::from_str_radix(digits, 10).map_err(|_| DecimalError::TooLarge)
}

/// `raw` without its digits beyond `max_fraction_digits`, and those digits.
fn cut(raw: U256, decimals: u8, max_fraction_digits: u8) -> (U256, U256) {
    let cut = || {
        let unit = pow10(decimals.saturating_sub(max_fraction_digits))?;
        let kept = div_floor(raw, unit)?;
        Ok::<_, MathError>((kept, raw.wrapping_sub(kept.wrapping_mul(unit))))
    };
    // A unit of more than 256 bits is greater than every raw integer.
    cut().unwrap_or((U256::ZERO, raw))
}

/// Puts the point `places` from the right and drops zeros that end the fraction.
fn point(shown: U256, places: u8) -> String {
    let places = usize::from(places);
    let digits = format!(
        "{:0>width$}",
        shown.to_string(),
        width = places.saturating_add(1)
    );
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(places));
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn floor(raw: u64, decimals: u8, digits: u8) -> String {
        format_floor(U256::from(raw), decimals, digits)
    }

    fn ceil(raw: u64, decimals: u8, digits: u8) -> String {
        format_ceil(U256::from(raw), decimals, digits)
    }

    #[test]
    fn what_is_said_to_so_many_digits_is_cut_or_raised_at_the_last_of_them() {
        let both = |raw: u64, digits| {
            let raw = U256::from(raw);
            [significant_floor, significant_ceil].map(|cut| cut(raw, digits).to::<u64>())
        };
        assert_eq!(both(106_881, 3), [106_000, 107_000]);
        assert_eq!(both(107_000, 3), [107_000, 107_000]);
        assert_eq!(both(99_910, 3), [99_900, 100_000]);
        assert_eq!(both(42, 3), [42, 42]);
        assert_eq!(both(0, 3), [0, 0]);
        // No more than there can be.
        assert_eq!(significant_ceil(U256::MAX, 1), U256::MAX);
        assert!(significant_floor(U256::MAX, 1) < U256::MAX);
    }

    #[test]
    fn rounding_is_on_the_named_side() {
        assert_eq!(floor(1_999_999, 6, 2), "1.99");
        assert_eq!(ceil(1_990_001, 6, 2), "2");
        assert_eq!(ceil(9_999_999, 6, 2), "10");
        assert_eq!(ceil(1, 18, 2), "0.01");
        assert_eq!(floor(1, 18, 2), "0");
        assert_eq!(ceil(0, 18, 2), "0");
        assert_eq!(ceil(1, 18, 0), "1");
        assert_eq!(ceil(1_500_000, 6, 2), "1.5");
        assert_eq!(floor(42, 0, 4), "42");
        assert_eq!(floor(1_050_000, 6, 9), "1.05");
    }

    #[test]
    fn typed_numbers_are_exact_or_refused() {
        assert_eq!(
            parse("1.25", 18),
            Ok(U256::from(1_250_000_000_000_000_000_u64))
        );
        assert_eq!(parse(".5", 1), Ok(U256::from(5)));
        assert_eq!(parse("5.", 1), Ok(U256::from(50)));
        assert_eq!(parse("000", 6), Ok(U256::ZERO));
        assert_eq!(parse("1.230000", 2), Ok(U256::from(123)));
        assert_eq!(parse("1.231", 2), Err(DecimalError::TooPrecise));
        for empty in ["", "."] {
            assert_eq!(parse(empty, 2), Err(DecimalError::Empty));
        }
        for text in ["1,5", "-1", "+1", "1e3", " 1", "1.2.3", "0x1", "1_0", "١"] {
            assert_eq!(parse(text, 2), Err(DecimalError::NotANumber), "{text}");
        }
        assert_eq!(parse(&"9".repeat(78), 0), Err(DecimalError::TooLarge));
        assert_eq!(parse("1.é", 1), Err(DecimalError::NotANumber));
    }

    proptest! {
        /// Writing all digits and reading them again gives the same integer.
        #[test]
        fn writing_then_reading_is_the_identity(limbs: [u64; 4], shift in 0_usize..256, decimals in 0_u8..80) {
            let raw = U256::from_limbs(limbs) >> shift;
            prop_assert_eq!(parse(&format_floor(raw, decimals, decimals), decimals), Ok(raw));
            prop_assert_eq!(parse(&format_ceil(raw, decimals, decimals), decimals), Ok(raw));
        }

        /// The text of `floor` is at most the value, of `ceil` at least, and they are at most one
        /// shown unit apart.
        #[test]
        fn formatting_never_crosses_the_value(raw: u128, decimals in 0_u8..30, digits in 0_u8..30) {
            let raw = U256::from(raw);
            let below = parse(&format_floor(raw, decimals, digits), decimals).unwrap();
            let above = parse(&format_ceil(raw, decimals, digits), decimals).unwrap();
            let unit = U256::from(10).pow(U256::from(decimals.saturating_sub(digits)));
            prop_assert!(below <= raw && raw <= above);
            prop_assert!(above - below <= unit);
            prop_assert_eq!(above == below, raw % unit == U256::ZERO);
        }
    }
}
