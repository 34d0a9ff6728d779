use alloy::primitives::{Address, U256};
use serde::{Deserialize, Serialize};

use crate::math::{BasisPoints, WAD, Wad, mul_div_ceil};

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
    /// The use of a market's money beyond which its interest grows faster, as a share, wad.
    RateKink(Address),
    /// What is paid a year on what is owed, at that use, wad.
    RateAtKink(Address),
    /// The same where all of it is used.
    RateAtMost(Address),
    /// What is paid a year on a token that is owed, at the rate in force, wad.
    BorrowRate(Address),
    /// The share of a collateral's supply cap that is taken, wad: at one nothing can be added.
    SupplyCap(Address),
}

/// What moves at every block is no rule. It is news where it comes to a limit, and again only after it was
/// well within.
#[derive(Clone, Copy, Debug)]
struct Gauge {
    limit: u64,
    within: u64,
}

const PERCENT: u64 = 10_000_000_000_000_000;

/// So little room is left that a top-up may not fit.
const FULL: Gauge = Gauge {
    limit: 100 * PERCENT - PERCENT / 10,
    within: 98 * PERCENT,
};

impl Term {
    /// The token that it is about.
    #[must_use]
    pub const fn token(self) -> Option<Address> {
        match self {
            Self::LiquidationThreshold(token)
            | Self::LiquidationPenalty(token)
            | Self::UsedAsCollateral(token)
            | Self::Frozen(token)
            | Self::Paused(token)
            | Self::RateKink(token)
            | Self::RateAtKink(token)
            | Self::RateAtMost(token)
            | Self::BorrowRate(token)
            | Self::SupplyCap(token) => Some(token),
            Self::EMode | Self::LiquidationPaused => None,
        }
    }

    /// Whether somebody has to change it; else it goes with what everybody does.
    #[must_use]
    pub fn is_rule(self) -> bool {
        self.gauge(0).is_none()
    }

    /// How it moves, if it is none; a borrow rate is dear from `dear` on.
    fn gauge(self, dear: u64) -> Option<Gauge> {
        match self {
            Self::BorrowRate(_) => Some(Gauge {
                limit: dear,
                within: dear.saturating_sub(dear / 5),
            }),
            Self::SupplyCap(_) => Some(FULL),
            _ => None,
        }
    }

    /// What is held against what comes: of what moves all the time what was told last, or where it
    /// roughly was before that.
    fn kept(self, before: u64, after: u64, dear: u64) -> u64 {
        let Some(Gauge { limit, within }) = self.gauge(dear) else {
            return after;
        };
        let is_told = before >= limit;
        let stays = match is_told {
            true => after >= within,
            false => after < limit && after.abs_diff(before) <= before / 4,
        };
        if stays { before } else { after }
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
            Term::LiquidationThreshold(_)
            | Term::UsedAsCollateral(_)
            | Term::LiquidationPaused
            | Term::RateKink(_) => after < before,
            Term::LiquidationPenalty(_)
            | Term::Frozen(_)
            | Term::Paused(_)
            | Term::RateAtKink(_)
            | Term::RateAtMost(_)
            | Term::BorrowRate(_)
            | Term::SupplyCap(_) => after > before,
            Term::EMode => true,
        }
    }

    /// Whether a person is told of it.
    fn is_news(&self, dear: u64) -> bool {
        match self.term.gauge(dear) {
            None => self.before != self.after,
            Some(Gauge { limit, .. }) => self.before < limit && self.after >= limit,
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

    /// What is another rule than before, and what is to be held against those that come. Of a token that
    /// was not held before, or is not now, nothing is. A borrow rate is news from `dear` on, wad.
    #[must_use]
    pub fn since(self, earlier: &Self, dear: u64) -> (Self, Vec<TermChange>) {
        let changes = self.0.iter().filter_map(|&(term, after)| {
            let before = earlier.of(term)?;
            let change = TermChange {
                term,
                before,
                after,
            };
            Some(change).filter(|change| change.is_news(dear))
        });
        let changes = changes.collect();
        let kept = self.0.into_iter().map(|(term, after)| {
            let before = earlier.of(term);
            (
                term,
                before.map_or(after, |before| term.kept(before, after, dear)),
            )
        });
        (Self::new(kept), changes)
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

/// How much of a cap is taken, as a share in wad, rounded up; all of a cap of nothing.
pub(super) fn taken(taken: U256, cap: U256) -> u64 {
    let share = mul_div_ceil(taken, WAD, cap);
    share.map_or(u64::MAX, |share| share.saturating_to())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ETHER: Address = Address::repeat_byte(1);
    const DOLLARS: Address = Address::repeat_byte(2);

    fn changes(now: &Terms, before: &Terms) -> Vec<TermChange> {
        now.clone().since(before, 25 * PERCENT).1
    }

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
        assert_eq!(changes(&after, &before), [lowered]);
        assert!(lowered.is_worse());
        let [raised] = changes(&before, &after)[..] else {
            panic!("one change")
        };
        assert!(!raised.is_worse());
        assert!(changes(&before, &before).is_empty());
    }

    #[test]
    fn what_comes_and_goes_with_a_token_is_no_change() {
        let before = Terms::new([threshold(80)]);
        let dollars = Term::LiquidationThreshold(DOLLARS);
        let after = Terms::new([threshold(80), (dollars, 90)]);
        for (one, other) in [(&before, &after), (&after, &before)] {
            assert!(changes(one, other).is_empty());
        }
        assert!(changes(&after, &Terms::default()).is_empty());
        assert!(changes(&Terms::default(), &after).is_empty());
    }

    /// What is told of a rate as it goes, in percent.
    fn told(rates: &[u64]) -> Vec<(u64, u64)> {
        let term = Term::BorrowRate(DOLLARS);
        let mut known = Terms::default();
        let mut told = Vec::new();
        for rate in rates {
            let (kept, changes) = Terms::new([(term, rate * PERCENT)]).since(&known, 25 * PERCENT);
            known = kept;
            told.extend(
                changes
                    .iter()
                    .map(|one| (one.before / PERCENT, one.after / PERCENT)),
            );
        }
        told
    }

    #[test]
    fn a_rate_is_told_once_as_it_jumps_and_again_only_after_it_was_well_below() {
        assert_eq!(told(&[4, 5, 6, 24]), []);
        assert_eq!(told(&[5, 40, 24, 40, 60]), [(5, 40)]);
        assert_eq!(told(&[5, 40, 19, 25]), [(5, 40), (19, 25)]);
        // It was there already when it was seen first.
        assert_eq!(told(&[40, 50]), []);
    }

    /// Nothing is written down at every block.
    #[test]
    fn what_moves_a_little_is_held_as_it_was() {
        let of = |rate| Terms::new([(Term::BorrowRate(DOLLARS), rate)]);
        assert_eq!(
            of(5 * PERCENT).since(&of(4 * PERCENT), 25 * PERCENT).0,
            of(4 * PERCENT)
        );
        assert_eq!(
            of(6 * PERCENT).since(&of(4 * PERCENT), 25 * PERCENT).0,
            of(6 * PERCENT)
        );
    }

    #[test]
    fn a_cap_is_news_where_nothing_fits_any_more() {
        let of = |share| Terms::new([(Term::SupplyCap(ETHER), share)]);
        let (full, changes) = of(100 * PERCENT).since(&of(90 * PERCENT), 0);
        assert_eq!(changes.len(), 1);
        assert!(changes[0].is_worse() && !changes[0].term.is_rule());
        let (still, changes) = of(99 * PERCENT).since(&full, 0);
        assert_eq!((still, changes), (full, vec![]));
    }
}
