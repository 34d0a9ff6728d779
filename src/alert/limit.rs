use alloy::primitives::U256;
use serde::{Deserialize, Serialize};

use crate::math::decimal;

const PERCENT: u64 = 10_000_000_000_000_000;

/// From where on a person is told of what moves at every block, as a share in wad. Nobody who did not choose it is
/// told before `STANDARD` percent; it can be anything from 1 to `MOST` percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Limit<const STANDARD: u64, const MOST: u64>(u64);

/// Of the yearly borrow rate. A rate that doubles a debt in less than three years is none that anybody reckons
/// with.
pub type RateLimit = Limit<25, 1_000>;

/// Of the part of a token's money that a market has lent out. Published curves turn steep between 80% and 92%,
/// where use is meant to stay; beyond 95% interest grows many times as fast, and hardly anything that is supplied
/// can be withdrawn.
pub type UseLimit = Limit<95, 100>;

/// Why what was typed is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// It is no number.
    #[error("not a number")]
    NotANumber,
    /// Less than 1%, or more than makes sense.
    #[error("out of range")]
    OutOfRange,
}

impl<const STANDARD: u64, const MOST: u64> Limit<STANDARD, MOST> {
    /// Where nobody chose.
    pub const STANDARD: Self = Self(STANDARD * PERCENT);

    const MOST: u64 = MOST * PERCENT;

    /// A limit from percent, as typed.
    ///
    /// # Errors
    /// [`LimitError`] where it is none.
    ///
    /// ```
    /// use margin_call::alert::{LimitError, RateLimit, UseLimit};
    ///
    /// assert_eq!(RateLimit::parse(" 120.5% ").unwrap().text(), "120.5");
    /// assert_eq!(UseLimit::parse("120.5"), Err(LimitError::OutOfRange));
    /// ```
    pub fn parse(typed: &str) -> Result<Self, LimitError> {
        let typed = typed.trim();
        let number = typed.strip_suffix('%').unwrap_or(typed).trim_end();
        // A percent has 16 decimals of a wad.
        let wad = decimal::parse(number, 16).map_err(|_| LimitError::NotANumber)?;
        let wad = u64::try_from(wad).map_err(|_| LimitError::OutOfRange)?;
        match (PERCENT..=Self::MOST).contains(&wad) {
            true => Ok(Self(wad)),
            false => Err(LimitError::OutOfRange),
        }
    }

    /// The same in percent, with all its digits.
    #[must_use]
    pub fn text(self) -> String {
        decimal::format_floor(U256::from(self.0), 16, 16)
    }

    /// As a share in wad.
    #[must_use]
    pub const fn wad(self) -> u64 {
        self.0
    }
}

impl<const STANDARD: u64, const MOST: u64> Default for Limit<STANDARD, MOST> {
    fn default() -> Self {
        Self::STANDARD
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_typed_in_percent_and_what_makes_no_sense_is_said() {
        for typed in ["1", "25", "12.34", "1000"] {
            assert_eq!(RateLimit::parse(typed).unwrap().text(), typed);
        }
        assert_eq!(RateLimit::parse("25%"), Ok(RateLimit::STANDARD));
        for typed in ["", "much", "-3", "5 5"] {
            let parsed = RateLimit::parse(typed);
            assert_eq!(parsed, Err(LimitError::NotANumber), "{typed}");
        }
        for typed in ["0", "0.99", "1000.1", "99999999999999999999999"] {
            let parsed = RateLimit::parse(typed);
            assert_eq!(parsed, Err(LimitError::OutOfRange), "{typed}");
        }
    }

    #[test]
    fn no_more_than_all_of_it_can_be_lent_out() {
        for typed in ["1", "95", "99.9", "100"] {
            assert_eq!(UseLimit::parse(typed).unwrap().text(), typed);
        }
        assert_eq!(UseLimit::parse("95%"), Ok(UseLimit::STANDARD));
        assert_eq!(UseLimit::parse("100.1"), Err(LimitError::OutOfRange));
    }
}
