use alloy::primitives::U256;
use serde::{Deserialize, Serialize};

use crate::protocols::{Limits, Snapshot, TermChange};
use crate::risk::Health;

/// A fall of the health of no more than this part of it may be interest that is rounded elsewhere.
const SEEN: u64 = 10_000;

/// What a queued change would do to a position, as one node has simulated it: a word, and no reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foretold {
    /// The rules that would be others.
    pub changes: Vec<TermChange>,
    /// The health at the earliest moment, without it.
    pub before: Health,
    /// The health at the same moment, with it.
    pub after: Health,
    /// On top of this block.
    pub block: u64,
}

impl Foretold {
    /// What is between two readings of one moment, on top of this block; none where our arithmetic does not
    /// reproduce both. What moves all the time is news from `limits` on.
    pub(super) fn of(
        before: &Snapshot,
        after: &Snapshot,
        block: u64,
        limits: Limits,
    ) -> Option<Self> {
        before.position().and(after.position())?;
        let (_, changes) = after.terms().since(&before.terms(), limits);
        Some(Self {
            changes,
            before: before.first_health(),
            after: after.first_health(),
            block,
        })
    }

    /// Whether it can bring a liquidation closer, make it dearer, or stand in the way of a repair.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        self.changes.iter().any(|change| change.is_worse()) || self.lowers_health()
    }

    /// Whether the health is less with it, by more than what accrues to the second.
    #[must_use]
    pub fn lowers_health(&self) -> bool {
        match (self.before, self.after) {
            (Health::Ratio(before), Health::Ratio(after)) => {
                let fall = before.raw().saturating_sub(after.raw());
                let is_seen = fall.saturating_mul(U256::from(SEEN)) > before.raw();
                is_seen || self.liquidates()
            }
            (before, after) => after < before,
        }
    }

    /// Whether it alone makes the position liquidatable.
    #[must_use]
    pub fn liquidates(&self) -> bool {
        self.after.is_liquidatable() && !self.before.is_liquidatable()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{WAD, Wad};
    use crate::protocols::Term;
    use alloy::primitives::Address;

    fn of(before: u64, after: u64, changes: Vec<TermChange>) -> Foretold {
        let health = |millionths| {
            let raw = U256::from(millionths) * WAD / U256::from(1_000_000);
            Health::Ratio(Wad::from_raw(raw))
        };
        Foretold {
            changes,
            before: health(before),
            after: health(after),
            block: 7,
        }
    }

    #[test]
    fn a_health_that_falls_is_worse_and_what_is_rounded_is_not() {
        assert!(of(1_200_000, 1_180_000, vec![]).is_worse());
        assert!(!of(1_200_000, 1_199_990, vec![]).is_worse());
        assert!(!of(1_180_000, 1_200_000, vec![]).is_worse());
        // By a hair, but over the line.
        let over = of(1_000_000, 999_999, vec![]);
        assert!(over.liquidates() && over.is_worse());
        assert!(!of(990_000, 980_000, vec![]).liquidates());
    }

    #[test]
    fn a_rule_that_is_worse_is_so_whatever_the_health_says() {
        let change = |before: u64, after: u64| TermChange {
            term: Term::Frozen(Address::ZERO),
            before: before.into(),
            after: after.into(),
        };
        assert!(of(1_200_000, 1_200_000, vec![change(0, 1)]).is_worse());
        assert!(!of(1_200_000, 1_200_000, vec![change(1, 0)]).is_worse());
        assert!(!of(1_200_000, 1_200_000, vec![]).is_worse());
    }
}
