use serde::{Deserialize, Serialize};

use crate::risk::Health;

/// What a refresh found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The block that was read.
    pub block_number: u64,
    /// The health in that block.
    pub health: Health,
    /// Whether the health is that to the liquidation of a part only, which comes first.
    pub partial: bool,
    /// Whether collateral was seized since the read before.
    pub seizure: Seizure,
}

/// Whether collateral was seized, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seizure {
    /// It was not.
    None,
    /// Less is there of both sides, and why is not known yet: a better health may be what a seizure
    /// has left, and is no recovery.
    Suspected,
    /// It was.
    Found,
}

/// A health and the block that it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The block that was read.
    pub block_number: u64,
    /// The health in that block.
    pub health: Health,
}

impl From<Observation> for Reading {
    fn from(observation: Observation) -> Self {
        Self {
            block_number: observation.block_number,
            health: observation.health,
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
            let reading = Reading {
                block_number: 7,
                health,
            };
            let stored = serde_json::to_string(&reading).unwrap();
            assert_eq!(serde_json::from_str::<Reading>(&stored).unwrap(), reading);
        }
    }
}
