use serde::{Deserialize, Serialize};

use super::{Footing, Lasts, Level, Observation, Outlasts, Reading, Rules};

/// The two newest readings, of two blocks: what they prove together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    /// The newest.
    latest: Option<Reading>,
    /// The newest of another block than the latest.
    earlier: Option<Reading>,
}

impl Seen {
    /// Nothing was read yet.
    pub(super) const NOTHING: Self = Self {
        latest: None,
        earlier: None,
    };

    /// The newest.
    pub(super) const fn latest(&self) -> Option<Reading> {
        self.latest
    }

    /// What was observed, as a reading. Where it is not known how long it lasts, `held` is what was known last
    /// of what was called by it: that it lasts longer now is not known either, and no recovery.
    pub(super) fn reading(observation: Observation, held: Option<Lasts>) -> Reading {
        let lasts = match observation.lasts {
            Outlasts::Unknown => held,
            Outlasts::Levels => None,
            Outlasts::Only(lasts) => Some(lasts),
        };
        let health = observation.health;
        Reading::new(observation.block_number, Footing { health, lasts })
    }

    /// Takes in one more.
    pub(super) fn take(&mut self, reading: Reading) {
        // Any other number is another block: also a lower one, after a reorganisation or from an
        // endpoint that lags. To ignore it would freeze the health.
        if let Some(latest) = self.latest
            && latest.block_number != reading.block_number
        {
            self.earlier = Some(latest);
        }
        self.latest = Some(reading);
    }

    /// The level that they prove: the milder of the two, except where one block is enough.
    ///
    /// By time none is: a rate is what the last trade of a block has left of the market's liquidity, and often
    /// gone with the next; where hours are left, that one costs nothing.
    pub(super) fn proves(&self, rules: &Rules) -> Option<Level> {
        let level_of = |reading: Option<Reading>| rules.level_of(reading?.footing());
        let by_health = rules.ladder.level_of(self.latest?.health);
        let at_once = by_health.filter(|level| level.enters_at_once());
        level_of(self.latest)
            .min(level_of(self.earlier))
            .max(at_once)
    }
}
