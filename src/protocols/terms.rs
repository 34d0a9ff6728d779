use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use crate::math::{BasisPoints, Wad};

/// A rule under which a position is liquidated, and which others can move: a threshold that is lowered
/// liquidates by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Term {
    /// The share of a collateral's value that counts against debt, wad.
    LiquidationThreshold(Address),
    /// What a liquidator takes of a collateral beyond what is repaid, as a share of that, wad.
    LiquidationPenalty(Address),
    /// Whether a collateral is used as such: 1 or 0.
    UsedAsCollateral(Address),
    /// Whether nothing new of a token can be supplied: 1 or 0.
    Frozen(Address),
    /// Whether nothing of a token moves: 1 or 0.
    Paused(Address),
    /// The account's e-mode; 0: none.
    EMode,
    /// Whether nobody can liquidate: 1 or 0.
    LiquidationPaused,
}

impl Term {
    /// The token that it is about.
    #[must_use]
    pub const fn token(self) -> Option<Address> {
        match self {
            Self::LiquidationThreshold(token)
            | Self::LiquidationPenalty(token)
            | Self::UsedAsCollateral(token)
            | Self::Frozen(token)
            | Self::Paused(token) => Some(token),
            Self::EMode | Self::LiquidationPaused => None,
        }
    }
}

/// A rule that is another than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TermChange {
    /// Which.
    pub term: Term,
    /// What it was, in the units of the rule.
    pub before: u64,
    /// What it is.
    pub after: u64,
}

impl TermChange {
    /// Whether it can bring a liquidation closer, make it dearer, or stand in the way of a repair.
    #[must_use]
    pub const fn is_worse(self) -> bool {
        let Self { before, after, .. } = self;
        match self.term {
            Term::LiquidationThreshold(_) | Term::UsedAsCollateral(_) | Term::LiquidationPaused => {
                after < before
            }
            Term::LiquidationPenalty(_) | Term::Frozen(_) | Term::Paused(_) => after > before,
            Term::EMode => true,
        }
    }
}

/// All rules under which a position is liquidated, small enough to be stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Terms(Vec<(Term, u64)>);

impl Terms {
    /// These.
    pub fn new(all: impl IntoIterator<Item = (Term, u64)>) -> Self {
        Self(all.into_iter().collect())
    }

    /// Whether nothing is held under any.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is another rule than before. Of a token that was not held before, or is not now, nothing
    /// is.
    #[must_use]
    pub fn changes_since(&self, earlier: &Self) -> Vec<TermChange> {
        let changes = self.0.iter().filter_map(|&(term, after)| {
            let before = earlier.of(term)?;
            (before != after).then_some(TermChange {
                term,
                before,
                after,
            })
        });
        changes.collect()
    }

    fn of(&self, term: Term) -> Option<u64> {
        let mut all = self.0.iter();
        all.find(|(one, _)| *one == term).map(|(_, value)| *value)
    }
}

/// A share in the units of a rule: a wad of no more than 18 wholes fits in 64 bits; what is more counts
/// as the most.
pub(super) fn share(wad: Wad) -> u64 {
    wad.raw().saturating_to()
}

/// The same of basis points.
pub(super) fn share_bps(share: BasisPoints) -> u64 {
    // One basis point is 1e14 of a wad; 65,535 of them fit.
    u64::from(share.raw()).saturating_mul(100_000_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ETHER: Address = Address::repeat_byte(1);
    const DOLLARS: Address = Address::repeat_byte(2);

    fn threshold(share: u64) -> (Term, u64) {
        (Term::LiquidationThreshold(ETHER), share)
    }

    #[test]
    fn what_moved_is_named_with_before_and_after() {
        let before = Terms::new([threshold(80), (Term::Frozen(ETHER), 0), (Term::EMode, 1)]);
        let after = Terms::new([threshold(78), (Term::Frozen(ETHER), 0), (Term::EMode, 1)]);
        let lowered = TermChange {
            term: Term::LiquidationThreshold(ETHER),
            before: 80,
            after: 78,
        };
        assert_eq!(after.changes_since(&before), [lowered]);
        assert!(lowered.is_worse());
        let [raised] = before.changes_since(&after)[..] else {
            panic!("one change")
        };
        assert!(!raised.is_worse());
        assert!(before.changes_since(&before).is_empty());
    }

    #[test]
    fn what_comes_and_goes_with_a_token_is_no_change() {
        let before = Terms::new([threshold(80)]);
        let dollars = Term::LiquidationThreshold(DOLLARS);
        let after = Terms::new([threshold(80), (dollars, 90)]);
        for (one, other) in [(&before, &after), (&after, &before)] {
            assert!(one.changes_since(other).is_empty());
        }
        assert!(after.changes_since(&Terms::default()).is_empty());
        assert!(Terms::default().changes_since(&after).is_empty());
    }
}
