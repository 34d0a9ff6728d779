use alloy::primitives::U256;
use serde::{Deserialize, Serialize};

use super::{MathError, Wad};

/// Seconds in the year of the protocols' rates: 365 days.
pub const SECONDS_PER_YEAR: U256 = U256::from_limbs([31_536_000, 0, 0, 0]);

/// The rate of a year, without compounding, of a rate per second in wad.
///
/// # Errors
/// [`MathError::Overflow`] for a rate that no market has.
pub fn yearly_rate(per_second_wad: U256) -> Result<Wad, MathError> {
    let rate = per_second_wad.checked_mul(SECONDS_PER_YEAR);
    rate.map(Wad::from_raw).ok_or(MathError::Overflow)
}

/// Seconds since 1970, as a block states them.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// The time `seconds` later.
    ///
    /// # Errors
    /// [`MathError::Overflow`] past the end of time.
    pub fn plus_seconds(self, seconds: u64) -> Result<Self, MathError> {
        self.0
            .checked_add(seconds)
            .map(Self)
            .ok_or(MathError::Overflow)
    }

    /// Seconds from `earlier` to this time.
    ///
    /// # Errors
    /// [`MathError::Overflow`] when `earlier` is later: the contracts subtract, and revert.
    pub fn seconds_since(self, earlier: Self) -> Result<u64, MathError> {
        self.0.checked_sub(earlier.0).ok_or(MathError::Overflow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_counted_to_its_end_and_not_backwards() {
        let now = Timestamp(1_700_000_000);
        assert_eq!(now.plus_seconds(12), Ok(Timestamp(1_700_000_012)));
        assert_eq!(
            Timestamp(u64::MAX).plus_seconds(1),
            Err(MathError::Overflow)
        );
        assert_eq!(Timestamp(1_700_000_012).seconds_since(now), Ok(12));
        assert_eq!(
            now.seconds_since(Timestamp(u64::MAX)),
            Err(MathError::Overflow)
        );
    }
}
