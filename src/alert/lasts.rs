use alloy::primitives::U256;
use serde::{Deserialize, Serialize};

use super::rungs::{Rung, Rungs, and_share};
use super::{Level, ThresholdError};
use crate::math::decimal::{self, DecimalError};
use crate::math::{BasisPoints, WAD, mul_div_ceil};

/// No longer time is asked for, or makes a level: a year.
const LONGEST_S: u64 = 365 * DAY_S;

const DAY_S: u64 = 86_400;
const HOUR_S: u64 = 3_600;
const MINUTE_S: u64 = 60;

/// What a typed number may count, and its name where it is not days.
const UNITS: [(u64, &str); 4] = [(DAY_S, ""), (HOUR_S, " h"), (MINUTE_S, " min"), (1, " s")];

/// More digits after the point say nothing: a second is a hundred-thousandth of a day.
const DIGITS: u8 = 5;

/// How long a position lasts on interest alone, at the rates of its block, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lasts(u64);

/// How long a position lasts on interest alone where each level begins. None is liquidatable by that.
pub type TimeLadder = Rungs<Lasts>;

impl Lasts {
    /// So many seconds.
    #[must_use]
    pub const fn new(seconds: u64) -> Self {
        Self(seconds)
    }

    /// In seconds.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// In words, never longer than it is: "1 day 9 hours".
    #[must_use]
    pub fn in_words(self) -> String {
        in_words(self.0)
    }
}

impl TimeLadder {
    /// A week, two days, half a day.
    ///
    /// At the rates of ordinary days that is far from every position that its health calls healthy: of a
    /// correlated pair at 1.02 interest of 2.5% a year takes nine months, of one at 1.25 a rate of 100% takes
    /// a season. Only a rate out of all proportion comes near. Such a rate is often gone within hours, so a
    /// longer watch would cry wolf; a week, and a night with the time to act after it, is what nobody may
    /// sleep through if it stays.
    pub const STANDARD: Self = Self::of(Lasts(7 * DAY_S), Lasts(2 * DAY_S), Lasts(12 * HOUR_S));

    /// The level of what lasts so long, without memory.
    #[must_use]
    pub fn level_of(&self, lasts: Lasts) -> Option<Level> {
        self.begun(lasts)
    }
}

impl Default for TimeLadder {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// Days, or another unit that is named: `1.5`, `12 h`.
impl Rung for Lasts {
    const END: Self = Self(0);

    /// Rounded up to the second: the earlier call.
    fn parse(typed: &str) -> Result<Self, ThresholdError> {
        let typed = typed.trim();
        let number = typed.trim_end_matches(|one: char| one.is_ascii_alphabetic());
        let unit_s = match typed.strip_prefix(number).unwrap_or_default() {
            "" | "d" | "day" | "days" => DAY_S,
            "h" | "hour" | "hours" => HOUR_S,
            "min" | "minute" | "minutes" => MINUTE_S,
            "s" | "second" | "seconds" => 1,
            _ => return Err(DecimalError::NotANumber.into()),
        };
        let number = decimal::parse(number.trim_end(), 18)?;
        let seconds = mul_div_ceil(number, U256::from(unit_s), WAD).ok();
        let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok());
        let seconds = seconds.filter(|seconds| *seconds <= LONGEST_S);
        seconds.map(Self).ok_or(ThresholdError::TooLong)
    }

    fn exact(self) -> String {
        let in_unit = |(unit_s, name): (u64, &str)| {
            let unit = U256::from(unit_s);
            let raw = U256::from(self.0).saturating_mul(U256::from(10_u64.pow(DIGITS.into())));
            let is_exact = raw.checked_rem(unit) == Some(U256::ZERO);
            let number = decimal::format_floor(raw.checked_div(unit)?, DIGITS, DIGITS);
            is_exact.then(|| format!("{number}{name}"))
        };
        // A second is a whole one.
        UNITS.into_iter().find_map(in_unit).unwrap_or_default()
    }

    fn with_deadband(self, deadband: BasisPoints) -> Self {
        let seconds = and_share(U256::from(self.0), deadband);
        Self(u64::try_from(seconds).unwrap_or(u64::MAX))
    }
}

/// The two largest units, what is left of them dropped.
fn in_words(seconds: u64) -> String {
    let count = |number: u64, unit: &str| match number {
        1 => format!("1 {unit}"),
        number => format!("{number} {unit}s"),
    };
    let pair = |(large_s, large): (u64, &str), (small_s, small): (u64, &str)| {
        let whole = count(seconds.div_euclid(large_s), large);
        match seconds.rem_euclid(large_s).div_euclid(small_s) {
            0 => whole,
            rest => format!("{whole} {}", count(rest, small)),
        }
    };
    let (day, hour, minute) = ((DAY_S, "day"), (HOUR_S, "hour"), (MINUTE_S, "minute"));
    match seconds {
        DAY_S.. => pair(day, hour),
        HOUR_S.. => pair(hour, minute),
        MINUTE_S.. => count(seconds.div_euclid(MINUTE_S), "minute"),
        _ => "less than a minute".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::LadderError;

    fn seconds(typed: &str) -> Result<u64, ThresholdError> {
        Lasts::parse(typed).map(Lasts::seconds)
    }

    #[test]
    fn a_time_is_typed_in_days_or_in_a_unit_that_is_named_and_rounds_to_the_earlier_call() {
        assert_eq!(seconds(" 7 "), Ok(7 * DAY_S));
        assert_eq!(seconds("0.5"), Ok(12 * HOUR_S));
        assert_eq!(seconds("12 h"), Ok(12 * HOUR_S));
        assert_eq!(seconds("90min"), Ok(5_400));
        assert_eq!(seconds("1 day"), Ok(DAY_S));
        assert_eq!(seconds("1.00001"), Ok(86_401));
        assert_eq!(seconds("365"), Ok(LONGEST_S));
        assert_eq!(seconds("365.00001"), Err(ThresholdError::TooLong));
        assert_eq!(seconds(&"9".repeat(80)), Err(DecimalError::TooLarge.into()));
        assert_eq!(seconds(""), Err(DecimalError::Empty.into()));
        for typed in ["x", "2 weeks", "-1", "1,5", "h"] {
            assert!(seconds(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_time_is_written_as_it_can_be_typed() {
        let text = |seconds| Lasts(seconds).exact();
        assert_eq!(text(7 * DAY_S), "7");
        assert_eq!(text(12 * HOUR_S), "0.5");
        assert_eq!(text(HOUR_S), "1 h");
        assert_eq!(text(20 * MINUTE_S), "20 min");
        assert_eq!(text(61), "61 s");
        for seconds in (0..LONGEST_S).step_by(7_919) {
            assert_eq!(Lasts::parse(&text(seconds)), Ok(Lasts(seconds)));
        }
    }

    #[test]
    fn a_ladder_of_times_falls_and_comes_back_from_the_store() {
        assert_eq!(TimeLadder::parse("7", "2", "12h"), Ok(TimeLadder::STANDARD));
        let refused = |milder, worse| Err(LadderError::OutOfOrder { milder, worse });
        assert_eq!(
            TimeLadder::parse("2", "48 h", "1"),
            refused(Level::Watch, Level::Call)
        );
        assert_eq!(
            TimeLadder::parse("2", "1", "0"),
            refused(Level::Urgent, Level::Liquidatable)
        );
        let stored = serde_json::to_string(&TimeLadder::STANDARD).unwrap();
        assert_eq!(stored, "\"7, 2, 0.5\"");
        assert_eq!(
            serde_json::from_str::<TimeLadder>(&stored).unwrap(),
            TimeLadder::STANDARD
        );
    }

    #[test]
    fn no_time_is_said_to_be_longer_than_it_is() {
        let words = |seconds| in_words(seconds);
        assert_eq!(words(33 * HOUR_S + 59 * MINUTE_S), "1 day 9 hours");
        assert_eq!(words(2 * DAY_S - 1), "1 day 23 hours");
        assert_eq!(words(2 * DAY_S + 59 * MINUTE_S), "2 days");
        assert_eq!(words(HOUR_S), "1 hour");
        assert_eq!(words(HOUR_S + 119), "1 hour 1 minute");
        assert_eq!(words(HOUR_S - 1), "59 minutes");
        assert_eq!(words(MINUTE_S), "1 minute");
        assert_eq!(words(59), "less than a minute");
    }
}
