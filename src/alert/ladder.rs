use alloy::primitives::U256;

use super::Level;
use super::rungs::{Rung, Rungs, and_share};
use crate::math::decimal::{self, DecimalError};
use crate::math::{BasisPoints, WAD, Wad, mul_div_ceil};
use crate::risk::Health;

/// Digits after the point of a health factor.
const WAD_DECIMALS: u8 = 18;

/// Digits after the point of a percentage whose last one is the last digit of a wad.
const PERCENT_DECIMALS: u8 = 16;

/// The health factors at which each level begins. The contracts liquidate below 1, and not at 1.
pub type Ladder = Rungs<Wad>;

/// Why a typed threshold is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ThresholdError {
    /// Not a plain number, or one with more digits than a health factor has.
    #[error(transparent)]
    Number(#[from] DecimalError),
    /// A distance of 100% or more: no health factor is that far from liquidation.
    #[error("a distance must be less than 100%")]
    Distance,
    /// A time of more than a year.
    #[error("a time must be no longer than a year")]
    TooLong,
}

/// Why three thresholds make no ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LadderError {
    /// One of them is not a threshold.
    #[error("{}: {reason}", level.id())]
    Threshold {
        /// Whose threshold.
        level: Level,
        /// What is wrong with it.
        reason: ThresholdError,
    },
    /// The milder level would not begin farther from liquidation than the worse one.
    #[error("{} must begin farther from liquidation than {}", milder.id(), worse.id())]
    OutOfOrder {
        /// The level that must come first.
        milder: Level,
        /// The level that must come after it.
        worse: Level,
    },
    /// Not three of them.
    #[error("three thresholds are needed: watch, call, urgent")]
    Count,
}

impl Ladder {
    /// Distances of 20%, 10% and 5%.
    pub const STANDARD: Self = Self::of(
        wad(1_250_000_000_000_000_000),
        wad(1_111_111_111_111_111_112),
        wad(1_052_631_578_947_368_422),
    );

    /// Distances of 4%, 2% and 1%: for a debt and a collateral that move together, where the
    /// health is low by design and the standard ladder would never be quiet.
    pub const CORRELATED: Self = Self::of(
        wad(1_041_666_666_666_666_667),
        wad(1_020_408_163_265_306_123),
        wad(1_010_101_010_101_010_102),
    );

    /// The level of a health as it is, without memory.
    #[must_use]
    pub fn level_of(&self, health: Health) -> Option<Level> {
        let Health::Ratio(health_factor) = health else {
            return None;
        };
        // Strict, as the contracts are: exactly 1 cannot be liquidated.
        if health_factor < Wad::ONE {
            return Some(Level::Liquidatable);
        }
        self.begun(health_factor)
    }
}

impl Default for Ladder {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// A health factor, or a distance with a `%`.
impl Rung for Wad {
    const END: Self = Self::ONE;

    fn parse(typed: &str) -> Result<Self, ThresholdError> {
        parse_threshold(typed)
    }

    fn exact(self) -> String {
        decimal::format_floor(self.raw(), WAD_DECIMALS, WAD_DECIMALS)
    }

    fn with_deadband(self, deadband: BasisPoints) -> Self {
        Self::from_raw(and_share(self.raw(), deadband))
    }
}

/// A typed threshold as a health factor: `1.25` is itself, `20%` is the health factor from which
/// collateral can fall 20% to liquidation.
///
/// A distance `d` is `1 / (1 - d)`, rounded up: the earlier call.
///
/// # Errors
/// [`ThresholdError`] when it is not a number, or a distance of 100% or more.
pub fn parse_threshold(text: &str) -> Result<Wad, ThresholdError> {
    let text = text.trim();
    let Some(percent) = text.strip_suffix('%') else {
        return Ok(Wad::from_raw(decimal::parse(text, WAD_DECIMALS)?));
    };
    let distance = decimal::parse(percent.trim_end(), PERCENT_DECIMALS)?;
    let left = WAD
        .checked_sub(distance)
        .filter(|left| !left.is_zero())
        .ok_or(ThresholdError::Distance)?;
    // 10^36 over at least 1: it fits.
    mul_div_ceil(WAD, WAD, left)
        .map(Wad::from_raw)
        .map_err(|_| ThresholdError::Distance)
}

const fn wad(raw: u64) -> Wad {
    Wad::from_raw(U256::from_limbs([raw, 0, 0, 0]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ratio(text: &str) -> Health {
        Health::Ratio(Wad::from_raw(decimal::parse(text, 18).unwrap()))
    }

    #[test]
    fn the_default_ladders_are_their_distances_rounded_up() {
        assert_eq!(Ladder::parse("20%", "10%", "5%"), Ok(Ladder::STANDARD));
        assert_eq!(Ladder::parse("4%", "2%", "1%"), Ok(Ladder::CORRELATED));
        assert_eq!(Ladder::default(), Ladder::STANDARD);
    }

    #[test]
    fn a_level_begins_at_its_threshold_and_liquidation_below_one() {
        let level = |text| Ladder::STANDARD.level_of(ratio(text));
        assert_eq!(level("1.250000000000000001"), None);
        assert_eq!(level("1.25"), Some(Level::Watch));
        assert_eq!(level("1.111111111111111113"), Some(Level::Watch));
        assert_eq!(level("1.111111111111111112"), Some(Level::Call));
        assert_eq!(level("1.052631578947368423"), Some(Level::Call));
        assert_eq!(level("1.052631578947368422"), Some(Level::Urgent));
        assert_eq!(level("1"), Some(Level::Urgent));
        assert_eq!(level("0.999999999999999999"), Some(Level::Liquidatable));
        assert_eq!(level("0"), Some(Level::Liquidatable));
        assert_eq!(Ladder::STANDARD.level_of(Health::NoDebt), None);
    }

    #[test]
    fn thresholds_are_typed_exactly_as_health_or_distance() {
        let raw = |text| parse_threshold(text).map(|health| health.raw());
        let exact = |text| Ok(decimal::parse(text, 18).unwrap());
        assert_eq!(raw("1.337"), exact("1.337"));
        assert_eq!(raw(" 25 % "), exact("1.333333333333333334"));
        assert_eq!(raw("33.3%"), exact("1.499250374812593704"));
        assert_eq!(raw("0%"), exact("1"));
        assert_eq!(raw("100%"), Err(ThresholdError::Distance));
        assert_eq!(raw("250%"), Err(ThresholdError::Distance));
        assert_eq!(raw(""), Err(ThresholdError::Number(DecimalError::Empty)));
        assert_eq!(raw("%"), Err(ThresholdError::Number(DecimalError::Empty)));
        assert_eq!(
            raw("1,1"),
            Err(ThresholdError::Number(DecimalError::NotANumber))
        );
        assert_eq!(
            raw("1.2345678901234567891"),
            Err(ThresholdError::Number(DecimalError::TooPrecise))
        );
    }

    #[test]
    fn a_ladder_out_of_order_names_the_two_levels() {
        let refused = |milder, worse| Err(LadderError::OutOfOrder { milder, worse });
        assert_eq!(
            Ladder::parse("1.1", "1.2", "1.05"),
            refused(Level::Watch, Level::Call)
        );
        assert_eq!(
            Ladder::parse("1.2", "1.1", "1.1"),
            refused(Level::Call, Level::Urgent)
        );
        assert_eq!(
            Ladder::parse("1.2", "1.1", "1"),
            refused(Level::Urgent, Level::Liquidatable)
        );
        assert_eq!(
            Ladder::parse("1.2", "x", "1"),
            Err(LadderError::Threshold {
                level: Level::Call,
                reason: ThresholdError::Number(DecimalError::NotANumber),
            })
        );
        assert_eq!("1.2, 1.1".parse::<Ladder>(), Err(LadderError::Count));
        assert_eq!(
            "1.3, 1.2, 1.1, 1.05".parse::<Ladder>(),
            Err(LadderError::Count)
        );
    }

    #[test]
    fn a_stored_ladder_that_makes_no_sense_is_refused() {
        let stored = serde_json::to_string(&Ladder::STANDARD).unwrap();
        assert_eq!(
            serde_json::from_str::<Ladder>(&stored).unwrap(),
            Ladder::STANDARD
        );
        assert!(serde_json::from_str::<Ladder>("\"1.1, 1.2, 1.3\"").is_err());
    }

    proptest! {
        /// Written and read again, a ladder is the same to the last digit.
        #[test]
        fn writing_then_reading_is_the_identity(steps in prop::array::uniform3(1_u64..1 << 62)) {
            let one = u128::from(WAD.to::<u64>());
            let at = |raw: u128| Wad::from_raw(U256::from(raw));
            let urgent = one + u128::from(steps[0]);
            let call = urgent + u128::from(steps[1]);
            let watch = call + u128::from(steps[2]);
            let ladder = Ladder::new(at(watch), at(call), at(urgent)).unwrap();
            prop_assert_eq!(ladder.to_string().parse::<Ladder>(), Ok(ladder));
        }

        /// From the threshold of a typed distance, collateral can fall at least that far; from
        /// one unit less of health it cannot.
        #[test]
        fn a_distance_rounds_to_the_earlier_call(hundredths in 1_u64..10_000) {
            let typed = decimal::format_floor(U256::from(hundredths), 2, 2);
            let threshold = parse_threshold(&format!("{typed}%")).unwrap();
            let distance = Wad::from_raw(U256::from(hundredths) * U256::from(10_u64.pow(14)));
            prop_assert!(Health::Ratio(threshold).distance() >= Some(distance));
            let less = Wad::from_raw(threshold.raw() - U256::from(1));
            prop_assert!(Health::Ratio(less).distance() < Some(distance));
        }
    }
}
