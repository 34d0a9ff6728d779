//! The rules that were in force for each position when it was read last, so that a change is told also
//! after a sleep or a reload.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::super::view::PositionKey;
use crate::protocols::{TermChange, Terms};

/// The rules of every position that owes something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(in super::super) struct LastTerms(Vec<(PositionKey, Terms)>);

impl LastTerms {
    /// These are in force now: what has changed. Where none are, the position is forgotten.
    pub(in super::super) fn learn(&mut self, key: PositionKey, now: Terms) -> Vec<TermChange> {
        let before = self.0.iter().position(|(one, _)| *one == key);
        let before = before.map(|place| self.0.remove(place).1);
        let changes = before.map_or_else(Vec::new, |before| now.changes_since(&before));
        if !now.is_empty() {
            self.0.push((key, now));
            // One order, so that what has not changed is not written again.
            self.0.sort_by(|(one, _), (other, _)| one.cmp(other));
        }
        changes
    }

    /// Forgets what is of other accounts than these.
    pub(in super::super) fn retain(&mut self, is_watched: impl Fn(Address) -> bool) {
        self.0.retain(|(key, _)| is_watched(key.account));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use crate::protocols::Term;

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

    #[test]
    fn a_change_is_told_once_and_of_its_own_position() {
        let mut last = LastTerms::default();
        assert_eq!(last.learn(key(2), terms(80)), []);
        assert_eq!(last.learn(key(1), terms(78)), []);
        assert_eq!(last.learn(key(2), terms(78)).len(), 1);
        assert_eq!(last.learn(key(2), terms(78)), []);
        // Nothing is owed any more, and then something is again.
        assert_eq!(last.learn(key(2), Terms::default()), []);
        assert_eq!(last.learn(key(2), terms(60)), []);
        last.retain(|account| account == key(1).account);
        assert_eq!(last.learn(key(2), terms(50)), []);
        assert_eq!(last.learn(key(1), terms(50)).len(), 1);
    }

    #[test]
    fn it_comes_back_from_the_store() {
        let mut last = LastTerms::default();
        let _ = last.learn(key(1), terms(825_000_000_000_000_000));
        let text = serde_json::to_string(&last).unwrap();
        assert_eq!(serde_json::from_str::<LastTerms>(&text).unwrap(), last);
    }
}
