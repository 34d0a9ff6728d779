//! The rules that were in force for each position when it was read last, so that a change is told also
//! after a sleep or a reload.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::super::view::PositionKey;
use crate::math::Timestamp;
use crate::protocols::{Limits, TermChange, Terms};

/// The rules of every position that owes something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(in super::super) struct LastTerms(Vec<Last>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Last {
    key: PositionKey,
    /// The block in which they came into force, or were read first.
    block: u64,
    terms: Terms,
    /// When that was learnt. Earlier versions kept none.
    #[serde(default)]
    at: Timestamp,
}

/// For so long one that reads may be behind another, seconds: what is older than five minutes is called so.
const BEHIND_S: u64 = 600;

impl LastTerms {
    /// These are in force at a block, as is learnt `now`: what has changed; none where that was known, or nothing
    /// is to be known. Where none are, the position is forgotten. Another tab may know of a later block
    /// already: an earlier one says nothing then. Not for ever: a height that an endpoint made up would silence
    /// all that are true. What moves all the time is news from `limits` on.
    pub(in super::super) fn learn(
        &mut self,
        now: Timestamp,
        key: PositionKey,
        block: u64,
        terms: Terms,
        limits: Limits,
    ) -> Option<Vec<TermChange>> {
        let place = self.0.iter().position(|one| one.key == key);
        let before = place.and_then(|place| self.0.get(place));
        let is_later = |one: &Last| one.block > block && now.0.abs_diff(one.at.0) < BEHIND_S;
        if before.is_some_and(is_later) {
            return None;
        }
        let (terms, changes) = match before {
            Some(before) => terms.since(&before.terms, limits),
            None if terms.is_empty() => return None,
            None => (terms, Vec::new()),
        };
        // A change is kept with its rule: where all are the same nothing has.
        if before.is_some_and(|before| before.terms == terms) {
            return None;
        }
        self.0.retain(|one| one.key != key);
        if !terms.is_empty() {
            let at = now;
            self.0.push(Last {
                key,
                block,
                terms,
                at,
            });
            // One order, so that what has not changed is not written again.
            self.0.sort_by(|one, other| one.key.cmp(&other.key));
        }
        Some(changes)
    }

    /// Whether a change of a position's rules is still so, as far as is known.
    pub(in super::super) fn still_has(
        &self,
        key: &PositionKey,
        change: &TermChange,
        limits: Limits,
    ) -> bool {
        let mut all = self.0.iter();
        let known = all.find(|one| one.key == *key);
        let nothing = Terms::default();
        known
            .map_or(&nothing, |one| &one.terms)
            .still_has(change, limits)
    }

    /// Forgets what is of other accounts than these.
    pub(in super::super) fn retain(&mut self, is_watched: impl Fn(Address) -> bool) {
        self.0.retain(|one| is_watched(one.key.account));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use crate::protocols::Term;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn key(account: u8) -> PositionKey {
        PositionKey {
            chain: ChainId(1),
            market: Address::repeat_byte(1),
            id: None,
            account: Address::repeat_byte(account),
        }
    }

    fn terms(threshold: u64) -> Terms {
        Terms::new([(
            Term::LiquidationThreshold(Address::repeat_byte(9)),
            threshold,
        )])
    }

    fn changes(
        last: &mut LastTerms,
        key: PositionKey,
        block: u64,
        terms: Terms,
    ) -> Vec<TermChange> {
        last.learn(NOW, key, block, terms, Limits::NONE)
            .unwrap_or_default()
    }

    #[test]
    fn a_change_is_told_once_and_of_its_own_position() {
        let mut last = LastTerms::default();
        assert_eq!(
            last.learn(NOW, key(2), 7, Terms::default(), Limits::NONE),
            None,
            "nothing is owed"
        );
        assert_eq!(changes(&mut last, key(2), 7, terms(80)), []);
        assert_eq!(changes(&mut last, key(1), 7, terms(78)), []);
        // A tab that is behind says nothing of it.
        assert_eq!(changes(&mut last, key(2), 6, terms(79)), []);
        assert_eq!(changes(&mut last, key(2), 8, terms(78)).len(), 1);
        assert_eq!(changes(&mut last, key(2), 7, terms(80)), []);
        assert_eq!(changes(&mut last, key(2), 8, terms(78)), []);
        // Another block may stand at that height by now.
        assert_eq!(changes(&mut last, key(2), 8, terms(77)).len(), 1);
        // Nothing is owed any more, and then something is again.
        assert_eq!(changes(&mut last, key(2), 9, Terms::default()), []);
        assert_eq!(changes(&mut last, key(2), 9, terms(60)), []);
        last.retain(|account| account == key(1).account);
        assert_eq!(changes(&mut last, key(2), 9, terms(50)), []);
        assert_eq!(changes(&mut last, key(1), 9, terms(50)).len(), 1);
    }

    #[test]
    fn a_height_that_is_made_up_silences_nothing_for_long() {
        let mut last = LastTerms::default();
        let _ = last.learn(NOW, key(1), u64::MAX, terms(80), Limits::NONE);
        let mut after = |seconds, threshold| {
            let now = Timestamp(NOW.0 + seconds);
            let changes = last.learn(now, key(1), 7, terms(threshold), Limits::NONE);
            changes.map_or(0, |changes| changes.len())
        };
        assert_eq!(after(599, 79), 0);
        assert_eq!(after(600, 80), 0);
        assert_eq!(after(600, 79), 1);
        assert_eq!(after(601, 79), 0);
    }

    #[test]
    fn a_rate_that_jumped_is_dear_where_it_jumped_until_nothing_is_owed() {
        let rate = |wad| Terms::new([(Term::BorrowRate(Address::repeat_byte(9)), wad)]);
        let mut last = LastTerms::default();
        let limits = Limits {
            rate: 25,
            ..Limits::NONE
        };
        for account in [1, 2] {
            let _ = last.learn(NOW, key(account), 7, rate(5), limits);
        }
        let jumped = last.learn(NOW, key(1), 8, rate(40), limits).unwrap();
        let is_so = |last: &LastTerms, account| last.still_has(&key(account), &jumped[0], limits);
        assert!(is_so(&last, 1) && !is_so(&last, 2) && !is_so(&last, 3));
        let _ = last.learn(NOW, key(1), 9, Terms::default(), limits);
        assert!(!is_so(&last, 1));
    }

    #[test]
    fn it_comes_back_from_the_store() {
        let mut last = LastTerms::default();
        let _ = last.learn(NOW, key(1), 7, terms(825_000_000_000_000_000), Limits::NONE);
        let text = serde_json::to_string(&last).unwrap();
        assert_eq!(serde_json::from_str::<LastTerms>(&text).unwrap(), last);
    }
}
