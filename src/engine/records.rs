//! What is stored of a transaction under way, as the store said last.
//!
//! One record for an account on a chain, of all tabs and widgets of the page's origin: any of them
//! may write it. So it is changed only by naming what must lie there before, and what is held here
//! is what the store answered, never what was meant to be written.

use super::effect::Effect;
use super::event::NotStored;
use super::{Engine, Millis};
use crate::top_up::{Record, Slot};

/// The record of the account that is watched.
#[derive(Debug, Default)]
pub(super) struct Records {
    slot: Option<Slot>,
    held: Held,
    /// The record that was resolved here last: if it still lies somewhere, in words that another
    /// tab amended meanwhile, it is taken away again.
    resolved: Option<Box<Record>>,
}

/// What lies in a slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Held {
    /// The store was not asked yet, or refused.
    #[default]
    Unknown,
    /// Nothing is under way.
    Nothing,
    /// This is, or may be.
    Record(Box<Record>),
    /// Something that this program cannot read: it may tell of a transaction.
    Unreadable(String),
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

    fn is_resolved(&self, record: &Record) -> bool {
        let resolved = self.resolved.as_ref();
        resolved.is_some_and(|resolved| resolved.is_same_ask(record))
    }

    /// Follows another slot.
    fn follow(&mut self, slot: Option<Slot>) {
        self.slot = slot;
        self.held = Held::Unknown;
    }

    /// Takes what the store said of a slot; whether it is the one that is followed.
    fn take(&mut self, slot: Slot, held: &Result<Option<String>, NotStored>) -> bool {
        if self.slot != Some(slot) {
            return false;
        }
        self.held = match held {
            Err(NotStored) => Held::Unknown,
            Ok(None) => Held::Nothing,
            Ok(Some(text)) => match Record::from_text(slot, text) {
                Some(record) => Held::Record(Box::new(record)),
                None => Held::Unreadable(text.clone()),
            },
        };
        true
    }
}

impl Engine {
    /// Follows the record of the account and chain that are watched.
    pub(super) fn follow_record(&mut self) {
        let slot = self.session.open().and_then(|open| {
            let (account, chain) = (open.account, open.chain?);
            Some(Slot { chain, account })
        });
        if slot != self.records.slot() {
            self.records.follow(slot);
            self.effects.extend(slot.map(Effect::ReadRecord));
        }
    }

    /// The store says what lies in a slot: it was asked, or another tab wrote.
    pub(super) fn record_is(
        &mut self,
        now: Millis,
        slot: Slot,
        held: &Result<Option<String>, NotStored>,
    ) {
        if !self.records.take(slot, held) {
            return;
        }
        if let Held::Record(record) = self.records.held()
            && self.records.is_resolved(record)
        {
            let record = record.clone();
            return self.drop_record(&record);
        }
        self.record_learnt(now, held);
    }

    /// Writes a record where there is none.
    pub(super) fn put_record(&mut self, record: &Record) {
        self.effects.push(Effect::ChangeRecord {
            slot: record.slot(),
            from: None,
            to: Some(record.to_text()),
        });
    }

    /// Writes what was learnt in place of what was known.
    pub(super) fn amend_record(&mut self, before: &Record, after: &Record) {
        if before != after {
            self.effects.push(Effect::ChangeRecord {
                slot: before.slot(),
                from: Some(before.to_text()),
                to: Some(after.to_text()),
            });
        }
    }

    /// Takes a record away, if it still is this one.
    pub(super) fn drop_record(&mut self, record: &Record) {
        self.records.resolved = Some(Box::new(record.clone()));
        self.effects.push(Effect::ChangeRecord {
            slot: record.slot(),
            from: Some(record.to_text()),
            to: None,
        });
    }
}
