//! What proves at which block an answer was computed.
//!
//! Contracts see the id of their chain and the time of their block as its header has it, on every
//! chain. Not so the height, which on some is the parent chain's, nor the hash of the block before,
//! which some make up, and which a local chain that was started from a saved state has lost. Which
//! chain shows what changes with its upgrades: so it is not listed but learnt, from the answers.

use serde::{Deserialize, Serialize};

/// What the contracts of one chain have shown of their blocks so far.
///
/// What has once agreed with the header must agree from then on. What never has may differ: it
/// proves nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    height: Sight,
    parent: Sight,
    /// What an answer of the head named as its block was once a block: some nodes run such calls in
    /// one that is still to come.
    #[serde(default)]
    head: bool,
}

/// How what contracts see of their block compares with its header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Sight {
    /// Nothing was seen yet.
    #[default]
    Unknown,
    /// It was the same at least once.
    Agrees,
    /// It was never the same.
    Differs,
}

/// What dates the answers of a chain, the strongest first. Their time is the header's in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatedBy {
    /// The block before is the header's: the answer is of this block's branch.
    Parent,
    /// The height is the header's: of two branches, the answer may be of the other.
    Height,
    /// The time alone: blocks of the same second cannot be told apart.
    Time,
}

impl Seen {
    /// What dates the answers that were believed so far; `None` before the first.
    #[must_use]
    pub const fn dated_by(self) -> Option<DatedBy> {
        match (self.parent, self.height) {
            (Sight::Agrees, _) => Some(DatedBy::Parent),
            (_, Sight::Agrees) => Some(DatedBy::Height),
            (Sight::Unknown, Sight::Unknown) => None,
            _ => Some(DatedBy::Time),
        }
    }

    /// Whether an answer names its block by itself: its contracts have shown height, time and the block
    /// before as the header has them, and no header need be asked for.
    #[must_use]
    pub const fn names_the_block(self) -> bool {
        matches!((self.parent, self.height), (Sight::Agrees, Sight::Agrees))
    }

    /// With one more answer, in which height and parent are the header's or not; the first block of
    /// a chain has no parent. `None` when what has agreed before does not now: then nothing is
    /// learnt from it.
    pub(super) fn with(self, height: bool, parent: Option<bool>) -> Option<Self> {
        Some(Self {
            height: self.height.with(height)?,
            parent: match parent {
                Some(agrees) => self.parent.with(agrees)?,
                None => self.parent,
            },
            head: self.head,
        })
    }

    /// Whether what an answer of the head names as its block was held against a header once.
    #[must_use]
    pub const fn has_named_a_block(self) -> bool {
        self.head
    }

    /// An answer of the head named its block, and the header has that height, time and block before.
    pub const NAMES_ITS_BLOCK: Self = Self {
        height: Sight::Agrees,
        parent: Sight::Agrees,
        head: true,
    };
}

impl Sight {
    const fn with(self, agrees: bool) -> Option<Self> {
        match (self, agrees) {
            (_, true) => Some(Self::Agrees),
            (Self::Agrees, false) => None,
            (Self::Unknown | Self::Differs, false) => Some(Self::Differs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(answers: &[(bool, Option<bool>)]) -> Option<Seen> {
        let mut answers = answers.iter();
        answers.try_fold(Seen::default(), |seen, (height, parent)| {
            seen.with(*height, *parent)
        })
    }

    #[test]
    fn what_differs_at_first_contact_is_learnt_and_goes_on() {
        let seen = after(&[(true, Some(false)), (true, Some(false))]).unwrap();
        assert_eq!(seen.dated_by(), Some(DatedBy::Height));
        let seen = after(&[(false, Some(false)), (false, Some(false))]).unwrap();
        assert_eq!(seen.dated_by(), Some(DatedBy::Time));
    }

    #[test]
    fn what_once_agreed_must_agree_from_then_on() {
        let both = (true, Some(true));
        for other in [(false, Some(true)), (true, Some(false))] {
            assert_eq!(after(&[both, other]), None);
            // Whatever was before.
            assert!(after(&[other, both]).is_some());
            assert_eq!(after(&[other, both, other]), None);
        }
        // One of the two is no excuse for the other.
        assert_eq!(after(&[(true, Some(false)), (false, Some(true))]), None);
    }

    #[test]
    fn the_stronger_of_two_is_named_and_before_any_answer_none() {
        assert_eq!(Seen::default().dated_by(), None);
        let by = |answers| after(answers).and_then(Seen::dated_by);
        assert_eq!(by(&[(true, Some(true))]), Some(DatedBy::Parent));
        assert_eq!(by(&[(false, Some(true))]), Some(DatedBy::Parent));
        let turns = [(true, Some(false)), (true, Some(true))];
        assert_eq!(by(&turns), Some(DatedBy::Parent));
    }

    #[test]
    fn an_answer_names_its_block_where_height_and_parent_are_the_headers() {
        let names = |answer| after(&[answer]).is_some_and(Seen::names_the_block);
        assert!(names((true, Some(true))));
        for other in [(true, Some(false)), (false, Some(true)), (true, None)] {
            assert!(!names(other), "{other:?}");
        }
    }

    #[test]
    fn the_first_block_says_nothing_of_parents() {
        let seen = after(&[(true, None)]).unwrap();
        assert_eq!(seen.dated_by(), Some(DatedBy::Height));
        assert!(seen.with(true, Some(false)).is_some());
        // A local chain that was turned back to it.
        let known = after(&[(true, Some(true)), (true, None)]).unwrap();
        assert_eq!(known.with(true, Some(false)), None);
    }
}
