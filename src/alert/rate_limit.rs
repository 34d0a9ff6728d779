use alloy::primitives::U256;
use serde::{Deserialize, Serialize};

use crate::math::decimal;

const PERCENT: u64 = 10_000_000_000_000_000;

/// From which yearly borrow rate on a person is told of it, as a share in wad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RateLimit(u64);

/// Why a typed rate is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    /// It is no number.
    #[error("not a number")]
    NotANumber,
    /// No less than 1% and no more than 1,000% makes sense.
    #[error("from 1 to 1000 percent")]
    OutOfRange,
}

impl RateLimit {
    /// Where nobody chose: a rate that doubles a debt in less than three years is none that anybody
    /// reckons with.
    pub const STANDARD: Self = Self(25 * PERCENT);

    /// A limit from percent a year, as typed.
    ///
    /// # Errors
    /// [`RateError`] where it is none.
    ///
    /// ```
    /// use margin_call::alert::{RateError, RateLimit};
    ///
    /// assert_eq!(RateLimit::parse(" 12.5% ").unwrap().text(), "12.5");
    /// assert_eq!(RateLimit::parse("0.5"), Err(RateError::OutOfRange));
    /// ```
    pub fn parse(typed: &str) -> Result<Self, RateError> {
        let typed = typed.trim();
        let number = typed.strip_suffix('%').unwrap_or(typed).trim_end();
        // A percent has 16 decimals of a wad.
        let wad = decimal::parse(number, 16).map_err(|_| RateError::NotANumber)?;
        let wad = u64::try_from(wad).map_err(|_| RateError::OutOfRange)?;
        match (PERCENT..=1_000 * PERCENT).contains(&wad) {
            true => Ok(Self(wad)),
            false => Err(RateError::OutOfRange),
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

impl Default for RateLimit {
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
            assert_eq!(
                RateLimit::parse(typed),
                Err(RateError::NotANumber),
                "{typed}"
            );
        }
        for typed in ["0", "0.99", "1000.1", "99999999999999999999999"] {
            assert_eq!(
                RateLimit::parse(typed),
                Err(RateError::OutOfRange),
                "{typed}"
            );
        }
    }
}
