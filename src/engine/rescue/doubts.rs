//! What was asked for and may be mined yet, for all that is known: a word alone ended it, or nobody did and the store
//! was cleared since; and that nothing is known of it. It outlives both, as long as the page does.

use std::collections::BTreeMap;

use crate::top_up::{Record, Slot};

/// Of every account that was looked at.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// What was seen to be under way, and not to have ended.
    open: BTreeMap<Slot, Record>,
    /// The highest number under which something was asked for that a word alone has ended.
    by_word: BTreeMap<Slot, u64>,
    /// The account's next number when something was asked for and nothing was known of what was before.
    unknown: BTreeMap<Slot, u64>,
    /// The account's next number, as it was counted last.
    next: BTreeMap<Slot, u64>,
}

impl Doubts {
    /// Something lies in the store, under way or ended.
    pub(super) fn see(&mut self, record: &Record) {
        let slot = record.slot();
        if let Some(number) = record.in_doubt {
            self.doubt(slot, number);
        }
        if let Some(number) = record.after_unknown {
            let known = self.unknown.entry(slot).or_insert(number);
            *known = number.max(*known);
        }
        let known = self.open.get(&slot);
        if record.end.is_none() {
            self.open.insert(slot, record.clone());
        } else if known.is_some_and(|known| known.is_same_ask(record)) {
            self.open.remove(&slot);
        }
    }

    /// Something was asked for under a number, and a word alone says that nothing will come of it.
    pub(super) fn doubt(&mut self, slot: Slot, number: u64) {
        let known = self.by_word.entry(slot).or_insert(number);
        *known = number.max(*known);
    }

    /// While this is an account's next number, or a lower one, nothing is known of what was asked for before;
    /// none where it is.
    pub(super) fn unknown(&self, slot: Slot) -> Option<u64> {
        self.unknown.get(&slot).copied()
    }

    /// The account's next number is this.
    pub(super) fn count(&mut self, slot: Slot, next: u64) {
        self.next.insert(slot, next);
    }

    /// The account's next number as it was counted last; 0 where it was not.
    pub(super) fn next(&self, slot: Slot) -> u64 {
        self.next.get(&slot).copied().unwrap_or_default()
    }

    /// The highest number of an account under which something may be mined yet, beside what `is_followed`: that is
    /// under way, and its end is waited for.
    pub(super) fn number(&self, slot: Slot, is_followed: bool) -> Option<u64> {
        let open = self.open.get(&slot).filter(|_| !is_followed);
        // What a contract pays others carry out, under numbers of theirs.
        let open = open.filter(|record| record.account.has_row());
        let by_word = self.by_word.get(&slot).copied();
        by_word.max(open.map(|record| record.nonce))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::transactions::AccountKind;
    use crate::top_up::{a_record, ended_record as ended};

    fn record(writer: u64) -> Record {
        Record {
            written_by: writer,
            ..a_record()
        }
    }

    fn by_word(record: &Record) -> Record {
        let mut ended = ended(record);
        ended.doubt();
        ended
    }

    /// What is in doubt where these were seen one after the other, and none of them is followed.
    fn after(seen: &[&Record]) -> Option<u64> {
        let mut doubts = Doubts::default();
        for record in seen {
            doubts.see(record);
        }
        doubts.number(a_record().slot(), false)
    }

    #[test]
    fn what_a_word_has_ended_is_in_doubt_whatever_is_asked_for_after_it() {
        let first = record(1);
        assert_eq!(after(&[&by_word(&first)]), Some(first.nonce));
        let refused = ended(&record(2));
        assert_eq!(after(&[&by_word(&first), &refused]), Some(first.nonce));
        // The highest of several counts.
        let lower = Record {
            nonce: first.nonce - 1,
            ..record(2)
        };
        let both = [by_word(&first), by_word(&lower)];
        assert_eq!(after(&[&both[0], &both[1]]), Some(first.nonce));
        assert_eq!(after(&[&both[1], &both[0]]), Some(first.nonce));
    }

    #[test]
    fn what_was_seen_under_way_is_in_doubt_until_its_own_end_is_seen() {
        let open = record(1);
        assert_eq!(after(&[&open]), Some(open.nonce));
        assert_eq!(after(&[&open, &ended(&open)]), None);
        let of_another = ended(&record(2));
        assert_eq!(after(&[&open, &of_another]), Some(open.nonce));
        // While it is followed nothing is asked for beside it.
        let mut doubts = Doubts::default();
        doubts.see(&open);
        assert_eq!(doubts.number(open.slot(), true), None);
        doubts.doubt(open.slot(), 3);
        assert_eq!(doubts.number(open.slot(), true), Some(3));
    }

    #[test]
    fn of_a_contract_no_number_is_in_doubt() {
        let open = Record {
            account: AccountKind::Contract,
            ..record(1)
        };
        assert_eq!(by_word(&open).in_doubt, None);
        assert_eq!(after(&[&open]), None);
    }
}
