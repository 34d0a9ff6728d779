use serde::{Deserialize, Serialize};

use super::{Footing, Lasts};
use crate::risk::Health;

/// What a refresh found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The block that was read.
    pub block_number: u64,
    /// The health in that block.
    pub health: Health,
    /// How long it lasts on interest alone.
    pub lasts: Outlasts,
    /// Whether the health is that to the liquidation of a part only, which comes first.
    pub partial: bool,
    /// Whether collateral was seized since the read before.
    pub seizure: Seizure,
}

/// How long a position lasts on interest alone, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlasts {
    /// Our arithmetic is not confirmed.
    Unknown,
    /// Longer than a level is held for; or nothing is owed.
    Levels,
    /// So long.
    Only(Lasts),
}

/// Whether collateral was seized, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seizure {
    /// It was not.
    None,
    /// Less is there of a collateral, and why is not known yet: a better health may be what a seizure
    /// has left, and is no recovery.
    Suspected,
    /// It was.
    Found,
}

/// A health, how long it lasts on interest alone, and the block that both are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The block that was read.
    pub block_number: u64,
    /// The health in that block.
    pub health: Health,
    /// How long it lasts on interest alone, where that is not long; where it is not known, as it was known
    /// last. Earlier versions kept none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Lasts>,
}

impl Reading {
    /// What was read of a block.
    #[must_use]
    pub const fn new(block_number: u64, footing: Footing) -> Self {
        Self {
            block_number,
            health: footing.health,
            lasts: footing.lasts,
        }
    }

    /// What levels are judged by.
    #[must_use]
    pub const fn footing(&self) -> Footing {
        Footing {
            health: self.health,
            lasts: self.lasts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::Wad;
    use alloy::primitives::U256;

    #[test]
    fn a_stored_reading_keeps_every_digit() {
        let huge = Health::Ratio(Wad::from_raw(U256::MAX - U256::from(1)));
        for health in [Health::NoDebt, Health::Ratio(Wad::ONE), huge] {
            for lasts in [None, Some(Lasts::new(1)), Some(Lasts::new(u64::MAX))] {
                let reading = Reading::new(7, Footing { health, lasts });
                let stored = serde_json::to_string(&reading).unwrap();
                assert_eq!(serde_json::from_str::<Reading>(&stored).unwrap(), reading);
            }
        }
    }

    #[test]
    fn a_reading_that_an_earlier_version_kept_is_read_and_says_nothing_of_time() {
        let kept = r#"{"block_number":7,"health":null}"#;
        let same = Reading::new(7, Footing::from(Health::NoDebt));
        let stored = serde_json::to_string(&same).unwrap();
        assert_eq!(
            serde_json::from_str::<Reading>(kept).ok(),
            Some(same),
            "{stored}"
        );
        assert!(!stored.contains("lasts"), "{stored}");
    }
}
