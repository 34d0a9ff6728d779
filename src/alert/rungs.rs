use core::fmt;
use core::str::FromStr;

use alloy::primitives::U256;
use serde::{Deserialize, Serialize};

use super::{LadderError, Level, ThresholdError};
use crate::math::{BasisPoints, mul_div_ceil};

/// What levels begin at: one is worse where it is less.
pub trait Rung: Copy + Ord {
    /// Where liquidation begins, which is nobody's choice.
    const END: Self;

    /// What a person typed.
    ///
    /// # Errors
    /// [`ThresholdError`] where it is none.
    fn parse(typed: &str) -> Result<Self, ThresholdError>;

    /// The same with all its digits, as [`parse`](Self::parse) reads it.
    fn exact(self) -> String;

    /// How far up a level is still held that begins here: with a deadband, as a share, rounded up.
    #[must_use]
    fn with_deadband(self, deadband: BasisPoints) -> Self;
}

/// The three thresholds that a person chooses, whatever they are of.
///
/// A level is entered at its threshold, not only below it. The last one is not in the list because it
/// is nobody's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String", bound = "T: Rung")]
pub struct Rungs<T> {
    watch: T,
    call: T,
    urgent: T,
}

impl<T> Rungs<T> {
    /// Three that are known to be in order.
    pub(super) const fn of(watch: T, call: T, urgent: T) -> Self
    where
        T: Copy,
    {
        Self {
            watch,
            call,
            urgent,
        }
    }
}

impl<T: Rung> Rungs<T> {
    /// A ladder of three thresholds.
    ///
    /// # Errors
    /// [`LadderError::OutOfOrder`] unless each is greater than the next, and the last than the end.
    pub fn new(watch: T, call: T, urgent: T) -> Result<Self, LadderError> {
        let ladder = Self::of(watch, call, urgent);
        for pair in Level::ALL.windows(2) {
            if let &[milder, worse] = pair
                && ladder.threshold(milder) <= ladder.threshold(worse)
            {
                return Err(LadderError::OutOfOrder { milder, worse });
            }
        }
        Ok(ladder)
    }

    /// A ladder from what was typed for each level.
    ///
    /// # Errors
    /// [`LadderError`] names the level that is wrong.
    pub fn parse(watch: &str, call: &str, urgent: &str) -> Result<Self, LadderError> {
        let read =
            |level, text| T::parse(text).map_err(|reason| LadderError::Threshold { level, reason });
        Self::new(
            read(Level::Watch, watch)?,
            read(Level::Call, call)?,
            read(Level::Urgent, urgent)?,
        )
    }

    /// Where `level` begins.
    #[must_use]
    pub fn threshold(&self, level: Level) -> T {
        match level {
            Level::Watch => self.watch,
            Level::Call => self.call,
            Level::Urgent => self.urgent,
            Level::Liquidatable => T::END,
        }
    }

    /// The worst of the three levels that has begun, without memory.
    pub(super) fn begun(&self, value: T) -> Option<Level> {
        let has_begun = |level: &Level| value <= self.threshold(*level);
        let mut worst_first = [Level::Urgent, Level::Call, Level::Watch].into_iter();
        worst_first.find(has_begun)
    }

    /// The worst level, up to `from`, that has not been left: its threshold and deadband are not past.
    pub(super) fn held(&self, value: T, from: Level, deadband: BasisPoints) -> Option<Level> {
        Level::ALL
            .into_iter()
            .rev()
            .filter(|&level| level <= from)
            .find(|&level| value <= self.held_up_to(level, deadband))
    }

    /// A level is held past its threshold, and no further than where the next milder one begins: of thresholds that
    /// lie close together the worst would be held where none of them has begun.
    fn held_up_to(&self, level: Level, deadband: BasisPoints) -> T {
        let threshold = self.threshold(level);
        let held = threshold.with_deadband(deadband);
        let milder = Level::ALL.into_iter().rev().find(|&one| one < level);
        milder.map_or(held, |milder| held.min(self.threshold(milder)))
    }
}

/// A number and a share of it, rounded up; what needs more than 256 bits is never passed.
pub(super) fn and_share(raw: U256, share: BasisPoints) -> U256 {
    let whole = BasisPoints::ONE.to_u256();
    let factor = whole.saturating_add(share.to_u256());
    mul_div_ceil(raw, factor, whole).unwrap_or(U256::MAX)
}

/// The three thresholds with all their digits, as [`Rungs::from_str`] reads them.
impl<T: Rung> fmt::Display for Rungs<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [watch, call, urgent] = [self.watch, self.call, self.urgent].map(T::exact);
        write!(f, "{watch}, {call}, {urgent}")
    }
}

/// Three thresholds with commas between them: `1.25, 10%, 1.05`.
impl<T: Rung> FromStr for Rungs<T> {
    type Err = LadderError;

    fn from_str(text: &str) -> Result<Self, LadderError> {
        let mut parts = text.split(',');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(watch), Some(call), Some(urgent), None) => Self::parse(watch, call, urgent),
            _ => Err(LadderError::Count),
        }
    }
}

impl<T: Rung> TryFrom<String> for Rungs<T> {
    type Error = LadderError;

    fn try_from(text: String) -> Result<Self, LadderError> {
        text.parse()
    }
}

impl<T: Rung> From<Rungs<T>> for String {
    fn from(ladder: Rungs<T>) -> Self {
        ladder.to_string()
    }
}
