//! What is stored of a transaction under way, as the store said last, and what is to be stored.
//!
//! One record for an account on a chain, of all tabs and widgets of the page's origin: any of them
//! may write it. So it is changed only by naming what must lie there before, and what is held here
//! is what the store answered, never what was meant to be written. A record that was resolved is
//! not taken away but marked as ended: that nothing lies there can also mean that somebody cleared
//! the browser, which resolves nothing.

use super::super::event::NotStored;
use super::doubts::Doubts;
use super::io::{Output, Said};
use crate::top_up::{Earlier, End, Record, Slot};

/// How often a change is tried again when something else lies there than was expected.
const MOST_TRIES: u8 = 5;

/// What lies in a slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Held {
    /// The store was not asked yet, or refused.
    #[default]
    Unknown,
    /// Nothing.
    Nothing,
    /// A transaction that is under way, or may be.
    Open(Box<Record>),
    /// One that has ended.
    Ended(Box<Record>, End),
    /// Something that this program cannot read: it may tell of a transaction.
    Unreadable(String),
}

impl Held {
    fn read(slot: Slot, said: &Said) -> Self {
        let text = match said {
            Err(NotStored) => return Self::Unknown,
            Ok(None) => return Self::Nothing,
            Ok(Some(text)) => text,
        };
        match Record::from_text(slot, text) {
            None => Self::Unreadable(text.clone()),
            Some(record) => match record.end {
                Some(end) => Self::Ended(Box::new(record), end),
                None => Self::Open(Box::new(record)),
            },
        }
    }

    /// Whether a transaction may be under way: also where what lies there cannot be read.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Open(_) | Self::Unreadable(_))
    }

    pub(super) fn record(&self) -> Option<&Record> {
        match self {
            Self::Open(record) | Self::Ended(record, _) => Some(record),
            Self::Unknown | Self::Nothing | Self::Unreadable(_) => None,
        }
    }
}

/// The record of the account that is watched, and what this widget wants to be written.
#[derive(Debug, Default)]
pub(super) struct Records {
    slot: Option<Slot>,
    held: Held,
    /// The latest end that was seen in the slot, whatever was written over it since.
    last_end: Option<End>,
    /// What has ended and not settled, as the store said last; also where the store was cleared
    /// since, which settles nothing.
    settling: Option<(Record, End)>,
    /// What may be mined yet beside what lies there.
    doubts: Doubts,
    /// What lies there was held to have ended.
    is_reopened: bool,
    wishes: Vec<Wish>,
    /// The store did not take a wish, and has said nothing else since.
    refuses: bool,
}

/// What is to lie in the slot of a record, until the store says that it does, or cannot.
#[derive(Debug)]
struct Wish {
    record: Record,
    tries: u8,
}

/// What a wish makes of what the store says.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Fulfilled,
    /// Write this over what lies there.
    Write(Box<Record>),
    /// It is not to be: somebody else's word counts.
    Lost,
}

impl Records {
    /// Which slot is followed.
    pub(super) fn slot(&self) -> Option<Slot> {
        self.slot
    }

    /// What lies in it.
    pub(super) fn held(&self) -> &Held {
        &self.held
    }

    /// The latest end that was seen in it.
    pub(super) fn last_end(&self) -> Option<End> {
        self.last_end
    }

    /// What has ended, so that a reorganisation may still undo it. Nothing that pays is claimed.
    pub(super) fn settling(&self) -> Option<(&Record, End)> {
        let (record, end) = self.settling.as_ref()?;
        Some((record, *end))
    }

    /// Whether what lies there is open though it was held to have ended before.
    pub(super) fn is_reopened(&self) -> bool {
        self.is_reopened
    }

    /// Whether something is being written about a record.
    pub(super) fn writes(&self, record: &Record) -> bool {
        let mut wishes = self.wishes.iter();
        wishes.any(|wish| wish.record.is_same_ask(record))
    }

    /// Whether the store did not take what it was to keep.
    pub(super) fn refuses(&self) -> bool {
        self.refuses
    }

    /// The highest number of an account under which something was asked for that may be mined yet, for all
    /// that is known here: a word ended it, or nobody did, and the store was cleared.
    pub(super) fn in_doubt(&self, slot: Slot) -> Option<u64> {
        let is_followed = self.slot == Some(slot) && matches!(self.held, Held::Open(_));
        self.doubts.number(slot, is_followed)
    }

    /// Something was asked for under a number, and a word alone says that nothing will come of it.
    pub(super) fn doubt(&mut self, slot: Slot, number: u64) {
        self.doubts.doubt(slot, number);
    }

    /// What is known of what was asked of an account before, whose next number is this.
    ///
    /// A single transaction is asked for under that number, which a chain takes once: whatever was asked
    /// for before, and is forgotten or ended by a word that was wrong, only one of the two is mined. What
    /// a wallet carries out as one it numbers by itself, and it counts what it sent through a private
    /// relay: several calls as one would come after that, and pay once more. So they are asked for only
    /// where that number was taken since, or no single one was asked for under it, as far as this page
    /// remembers, and the store. Of earlier calls as one the wallet tells by their name.
    ///
    /// What remains: the store was cleared, the page was loaded again, and no node knows what a relay
    /// holds. Nothing tells that from an account of which nothing was ever asked here, so it is said in
    /// the review, and a person decides. What was asked for since and took no number, because it was declined
    /// or given up, tells nothing of what was before.
    pub(super) fn earlier(&self, slot: Slot, next: u64) -> Earlier {
        let may_be_mined = self.in_doubt(slot).is_some_and(|number| number >= next);
        let is_unknown = self.unknown(slot, next) >= Some(next);
        match (may_be_mined, is_unknown) {
            (true, _) => Earlier::MayBeMined,
            (false, true) => Earlier::Unknown,
            (false, false) => Earlier::Ended,
        }
    }

    /// While this is the account's next number, or a lower one, nothing is known of what was asked of it
    /// before; none where it is. Its next number is `next`.
    pub(super) fn unknown(&self, slot: Slot, next: u64) -> Option<u64> {
        let knows_none = self.held == Held::Nothing && self.last_end.is_none();
        let before = self.doubts.unknown(slot);
        before.max(knows_none.then_some(next))
    }

    /// The account's next number is this, as it is counted for a review.
    pub(super) fn count(&mut self, slot: Slot, next: u64) {
        self.doubts.count(slot, next);
    }

    /// What is known of it before a review counts again. A number only rises, but for a reorganisation, and
    /// the review has the last word.
    pub(super) fn expected(&self, slot: Slot) -> Earlier {
        self.earlier(slot, self.doubts.next(slot))
    }

    /// Follows another slot.
    pub(super) fn follow(&mut self, slot: Option<Slot>) {
        self.slot = slot;
        self.held = Held::Unknown;
        self.last_end = None;
        self.settling = None;
        self.is_reopened = false;
        self.refuses = false;
    }

    /// Wants a record to lie in its slot, in place of what is known to lie there.
    pub(super) fn wish(&mut self, record: Record, before: Option<&Record>) -> Output {
        let slot = record.slot();
        let known = (self.slot == Some(slot))
            .then(|| self.held.record())
            .flatten();
        let from = before.or(known).map(Record::to_text);
        let to = Some(record.to_text());
        self.wishes.retain(|wish| wish.record.slot() != slot);
        self.wishes.push(Wish { record, tries: 0 });
        Output::ChangeRecord { slot, from, to }
    }

    /// Takes what the store said of a slot; a change that is to be made there instead.
    pub(super) fn take(&mut self, slot: Slot, said: &Said) -> Option<Output> {
        let held = Held::read(slot, said);
        if let Some(record) = held.record() {
            self.doubts.see(record);
        }
        let is_followed = self.slot == Some(slot);
        if is_followed {
            self.hold(held.clone());
        }
        let place = self
            .wishes
            .iter()
            .position(|wish| wish.record.slot() == slot)?;
        let wish = self.wishes.get_mut(place)?;
        match wish.meets(&held) {
            Next::Write(record) if wish.tries < MOST_TRIES => {
                wish.tries = wish.tries.saturating_add(1);
                let to = Some(record.to_text());
                wish.record = *record;
                let from = said.clone().unwrap_or_default();
                return Some(Output::ChangeRecord { slot, from, to });
            }
            Next::Fulfilled => self.refuses = false,
            Next::Write(_) => self.refuses |= is_followed,
            Next::Lost => self.refuses |= is_followed && held == Held::Unknown,
        }
        self.wishes.swap_remove(place);
        None
    }
}

impl Records {
    /// What the store says to lie in the slot that is followed.
    fn hold(&mut self, held: Held) {
        match &held {
            Held::Ended(record, end) => {
                self.last_end = Some(self.last_end.map_or(*end, |last| last.later(*end)));
                self.settling = end.settles.then(|| ((**record).clone(), *end));
                self.is_reopened = false;
            }
            Held::Open(record) => {
                let settled = self.settling.take();
                self.is_reopened = settled.is_some_and(|(known, _)| known.is_same_ask(record));
            }
            Held::Unknown | Held::Nothing | Held::Unreadable(_) => {}
        }
        self.held = held;
    }
}

impl Wish {
    fn meets(&self, held: &Held) -> Next {
        let own = &self.record;
        if held.record() == Some(own) {
            return Next::Fulfilled;
        }
        let write = |record: &Record| Next::Write(Box::new(record.clone()));
        match (own.end, held) {
            (_, Held::Unknown | Held::Unreadable(_)) => Next::Lost,
            (_, Held::Nothing) => write(own),
            (None, Held::Open(other)) if own.is_same_ask(other) => {
                let mut both = own.clone();
                both.learn(other);
                match both == **other {
                    true => Next::Fulfilled,
                    false => write(&both),
                }
            }
            // It was said to have ended before its hash was known: it has not.
            (None, Held::Ended(other, _)) if own.is_same_ask(other) => {
                match own.knows_beyond(other) {
                    true => write(own),
                    false => Next::Lost,
                }
            }
            (None, Held::Ended(_, end)) if end.settles => Next::Lost,
            (None, Held::Ended(..)) => write(own),
            // What was learnt of it meanwhile may be that it goes on.
            (Some(_), Held::Open(other)) if own.is_same_ask(other) && !other.knows_beyond(own) => {
                write(own)
            }
            (None | Some(_), Held::Open(_)) | (Some(_), Held::Ended(..)) => Next::Lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::top_up::ended_record as ended;
    use alloy::primitives::B256;

    fn record(writer: u64, hashes: &[u8]) -> Record {
        Record {
            written_by: writer,
            hashes: hashes.iter().map(|&byte| B256::repeat_byte(byte)).collect(),
            ..crate::top_up::a_record()
        }
    }

    fn meets(wish: &Record, held: Option<&Record>) -> Next {
        let said = Ok(held.map(Record::to_text));
        let wish = Wish {
            record: wish.clone(),
            tries: 0,
        };
        wish.meets(&Held::read(wish.record.slot(), &said))
    }

    fn write(record: &Record) -> Next {
        Next::Write(Box::new(record.clone()))
    }

    #[test]
    fn a_record_is_written_over_nothing_and_over_what_has_ended_only() {
        let (own, other) = (record(1, &[]), record(2, &[]));
        assert_eq!(meets(&own, None), write(&own));
        assert_eq!(meets(&own, Some(&ended(&other))), write(&own));
        assert_eq!(meets(&own, Some(&other)), Next::Lost);
        assert_eq!(meets(&own, Some(&own)), Next::Fulfilled);
    }

    #[test]
    fn two_tabs_know_its_hashes_together() {
        let (own, other) = (record(1, &[1]), record(1, &[2]));
        let both = record(1, &[2, 1]);
        assert_eq!(meets(&own, Some(&other)), write(&both));
        assert_eq!(
            meets(&record(1, &[1]), Some(&record(1, &[1]))),
            Next::Fulfilled
        );
    }

    #[test]
    fn an_end_counts_unless_a_hash_is_learnt_that_it_did_not_know() {
        let (open, with_hash) = (record(1, &[]), record(1, &[1]));
        assert_eq!(meets(&open, Some(&ended(&open))), Next::Lost);
        assert_eq!(meets(&with_hash, Some(&ended(&open))), write(&with_hash));
        let end = ended(&open);
        assert_eq!(meets(&end, Some(&open)), write(&end));
        assert_eq!(meets(&end, Some(&with_hash)), Next::Lost);
        assert_eq!(meets(&end, Some(&record(2, &[]))), Next::Lost);
        assert_eq!(meets(&end, None), write(&end));
        // Nor that the wallet took it after somebody said that it was cancelled.
        let open = crate::top_up::a_record_of_calls();
        let mut taken = open.clone();
        taken.asked.take(None);
        assert_eq!(meets(&taken, Some(&ended(&open))), write(&taken));
        assert_eq!(meets(&ended(&open), Some(&taken)), Next::Lost);
    }

    #[test]
    fn nothing_is_written_over_what_has_not_settled() {
        let (own, other) = (record(1, &[]), record(2, &[1]));
        let mut settling = ended(&other);
        settling.end = settling.end.map(|end| End {
            settles: true,
            ..end
        });
        assert_eq!(meets(&own, Some(&settling)), Next::Lost);
        // Neither is it forgotten with the store.
        let mut records = Records::default();
        records.follow(Some(own.slot()));
        let _ = records.take(own.slot(), &Ok(Some(settling.to_text())));
        let _ = records.take(own.slot(), &Ok(None));
        assert_eq!(records.settling().map(|(one, _)| one), Some(&settling));
        let _ = records.take(own.slot(), &Ok(Some(other.to_text())));
        assert!(records.is_reopened() && records.settling().is_none());
    }

    #[test]
    fn a_store_that_does_not_keep_is_not_asked_for_ever() {
        let own = record(1, &[]);
        let mut records = Records::default();
        records.follow(Some(own.slot()));
        let _ = records.wish(own.clone(), None);
        let mut tries = 0;
        while records.take(own.slot(), &Ok(None)).is_some() {
            tries += 1;
        }
        assert_eq!(tries, MOST_TRIES);
        assert!(records.refuses());
    }

    #[test]
    fn the_latest_end_is_remembered_when_it_is_written_over() {
        let (own, other) = (record(1, &[]), record(2, &[]));
        let mut records = Records::default();
        records.follow(Some(own.slot()));
        let text = |record: &Record| Ok(Some(record.to_text()));
        let _ = records.take(own.slot(), &text(&ended(&other)));
        let change = records.wish(own.clone(), None);
        let Output::ChangeRecord { from, .. } = change else {
            panic!("a change")
        };
        assert_eq!(from, Some(ended(&other).to_text()));
        let _ = records.take(own.slot(), &text(&own));
        assert_eq!(records.last_end().map(|end| end.block), Some(120));
        assert_eq!(*records.held(), Held::Open(Box::new(own)));
    }

    #[test]
    fn what_may_be_mined_yet_is_known_also_where_the_store_was_cleared_and_the_wallet_was_elsewhere()
     {
        let open = record(1, &[]);
        let (slot, number) = (open.slot(), open.nonce);
        let mut by_word = ended(&open);
        by_word.doubt();
        let told = |all: &[Option<&Record>]| {
            let mut records = Records::default();
            for said in all {
                records.follow(None);
                records.follow(Some(slot));
                let _ = records.take(slot, &Ok(said.map(Record::to_text)));
            }
            (
                records.earlier(slot, number),
                records.earlier(slot, number + 1),
            )
        };
        let (beside, over) = (Earlier::MayBeMined, Earlier::Ended);
        assert_eq!(
            told(&[Some(&by_word)]),
            (beside, over),
            "its number is taken"
        );
        assert_eq!(told(&[Some(&by_word), None]).0, beside);
        assert_eq!(told(&[Some(&open), None]).0, beside);
        let ended = ended(&open);
        assert_eq!(told(&[Some(&open), Some(&ended)]), (over, over));
        assert_eq!(told(&[None]), (Earlier::Unknown, Earlier::Unknown));
    }

    /// The browser was cleared, and what was asked for after that took no number.
    #[test]
    fn what_was_not_known_is_not_known_after_an_ask_that_came_to_nothing() {
        let asked = Record {
            after_unknown: Some(7),
            ..record(1, &[])
        };
        let (slot, declined) = (asked.slot(), ended(&asked));
        let earlier = |all: &[Option<&Record>], next| {
            let mut records = Records::default();
            records.follow(Some(slot));
            for said in all {
                let _ = records.take(slot, &Ok(said.map(Record::to_text)));
            }
            (records.earlier(slot, next), records.unknown(slot, next))
        };
        for all in [
            // In this page, in the next one, and where the store is cleared once more.
            &[None, Some(&asked), Some(&declined)][..],
            &[Some(&declined)],
            &[Some(&declined), None],
        ] {
            assert_eq!(earlier(all, 7), (Earlier::Unknown, Some(7)));
            assert_eq!(earlier(all, 8).0, Earlier::Ended, "the number is taken");
        }
    }

    #[test]
    fn before_a_review_counts_again_the_number_that_was_counted_last_is_what_is_expected() {
        let mut by_word = ended(&record(1, &[]));
        by_word.doubt();
        let (slot, number) = (by_word.slot(), by_word.nonce);
        let mut records = Records::default();
        records.follow(Some(slot));
        let _ = records.take(slot, &Ok(Some(by_word.to_text())));
        assert_eq!(records.expected(slot), Earlier::MayBeMined);
        records.count(slot, number);
        assert_eq!(records.expected(slot), Earlier::MayBeMined);
        records.count(slot, number + 1);
        assert_eq!(records.expected(slot), Earlier::Ended);
    }

    #[test]
    fn a_store_refuses_where_it_keeps_nothing_and_not_where_another_was_first() {
        let (own, other) = (record(1, &[]), record(2, &[]));
        for (said, expected) in [(Err(NotStored), true), (Ok(Some(other.to_text())), false)] {
            let mut records = Records::default();
            records.follow(Some(own.slot()));
            let _ = records.wish(own.clone(), None);
            assert!(records.writes(&own) && !records.writes(&other));
            assert_eq!(records.take(own.slot(), &said), None);
            assert!(!records.writes(&own));
            assert_eq!(records.refuses(), expected);
            // Once it has kept something it does not refuse any more.
            let _ = records.wish(own.clone(), None);
            let _ = records.take(own.slot(), &Ok(Some(own.to_text())));
            assert!(!records.refuses());
        }
    }

    /// What is under way is waited for, and is no doubt beside itself; for another account it is one.
    #[test]
    fn what_is_followed_is_no_doubt_and_what_a_person_let_go_is_one_until_its_number_is_taken() {
        let open = record(1, &[]);
        let (slot, number) = (open.slot(), open.nonce);
        let mut records = Records::default();
        records.follow(Some(slot));
        let _ = records.take(slot, &Ok(Some(open.to_text())));
        assert_eq!(records.in_doubt(slot), None);
        records.follow(Some(Slot {
            chain: crate::chain::ChainId(2),
            ..slot
        }));
        assert_eq!(records.in_doubt(slot), Some(number));
        // Of what could not be read a person said that nothing comes of it.
        let mut records = Records::default();
        records.follow(Some(slot));
        records.doubt(slot, number);
        let earlier = [number, number + 1].map(|next| records.earlier(slot, next));
        assert_eq!(earlier[0], Earlier::MayBeMined);
        assert_ne!(earlier[1], Earlier::MayBeMined);
        // A store that was cleared after an end was seen there is no unknown one.
        let mut records = Records::default();
        records.follow(Some(slot));
        for said in [Some(ended(&open)), None] {
            let _ = records.take(slot, &Ok(said.map(|record| record.to_text())));
        }
        assert_eq!(records.earlier(slot, number), Earlier::Ended);
    }
}
