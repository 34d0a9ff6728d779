//! How a flow is taken up again from its record: after a reload, after a change of account and
//! back, and when another tab or widget wrote it.

use super::super::records::Held;
use super::super::requests::Purpose;
use super::super::{Effect, Engine, Millis};
use super::pending::Pending;
use super::{Rescue, Stage};
use crate::top_up::{Record, Step, read_step};

impl Engine {
    /// What lies in the slot of the watched account was learnt.
    pub(in super::super) fn record_learnt(&mut self, now: Millis) {
        self.claim_stored(now);
        match self.records.held().clone() {
            Held::Open(record) => self.record_found(now, *record),
            Held::Ended(record, _) => self.record_ended(now, &record),
            Held::Unreadable(text) => self.unreadable_found(text),
            Held::Nothing => self.record_gone(),
            Held::Unknown => {}
        }
    }

    /// A transaction is under way: whatever was being prepared in its place is void.
    fn record_found(&mut self, now: Millis, record: Record) {
        if let Some(rescue) = &mut self.rescue {
            match &mut rescue.stage {
                // The claim goes on.
                Stage::Claiming(..) => return,
                Stage::Pending(pending) => {
                    // Of two, the one that is known here first is followed to its end.
                    if pending.record.is_same_ask(&record) {
                        pending.record.learn(&record);
                    }
                    return;
                }
                // Its end is being written.
                Stage::Rereading { pending, .. } if pending.record.is_same_ask(&record) => return,
                _ => {}
            }
        }
        self.forget_checks();
        self.forget_looks();
        let step = self.step_of(&record);
        let mut rescue = Rescue::new(record.position.clone(), record.target.clone());
        rescue.chosen = Some(record.strategy);
        rescue.stage = Stage::Pending(Box::new(Pending::found(now, record, step)));
        self.rescue = Some(rescue);
    }

    fn unreadable_found(&mut self, text: String) {
        if let Some(rescue) = &mut self.rescue
            && !rescue.has_ended()
            && !matches!(rescue.stage, Stage::Pending(_))
        {
            rescue.stage = Stage::Unreadable(text);
            self.forget_checks();
        }
    }

    /// Whoever resolved it says that it has ended.
    fn record_ended(&mut self, now: Millis, ended: &Record) {
        let known = self.pending().map(|pending| pending.record.clone());
        match known {
            Some(known) if known.is_same_ask(ended) => {
                if known.has_hashes_beyond(ended) {
                    // It was not known there that it was sent.
                    self.keep_record(known, Some(ended));
                } else {
                    self.give_up(now);
                }
            }
            Some(known) if !self.records.refuses() => self.keep_record(known, Some(ended)),
            _ => self.no_record(),
        }
    }

    /// Nothing lies there. That resolves nothing: somebody may have cleared the browser.
    fn record_gone(&mut self) {
        let known = self.pending().map(|pending| pending.record.clone());
        match known {
            Some(known) if !self.records.refuses() => self.keep_record(known, None),
            _ => self.no_record(),
        }
    }

    /// What could not be read lies there no more.
    fn no_record(&mut self) {
        if let Some(rescue) = &mut self.rescue
            && matches!(rescue.stage, Stage::Unreadable(_))
        {
            rescue.stage = Stage::Choosing;
        }
    }

    /// What the bytes of a record say, read back from them; none while the position is not read.
    fn step_of(&self, record: &Record) -> Option<Step> {
        let snapshot = self.chains.snapshot(&record.position)?;
        read_step(snapshot, record.call.clone()).ok()
    }

    /// The position was read: now what is on its way can be said in words.
    pub(super) fn name_pending_step(&mut self) {
        let Some(record) = self
            .pending()
            .filter(|pending| pending.step.is_none())
            .map(|pending| pending.record.clone())
        else {
            return;
        };
        let step = self.step_of(&record);
        if let Some(pending) = self.pending() {
            pending.step = step;
        }
    }

    /// A person wants it looked up now.
    pub(in super::super) fn look_for_outcome(&mut self, now: Millis) {
        if let Some(pending) = self.pending() {
            pending.look_now(now);
        }
        self.read_record();
    }

    /// A person says that it was cancelled in the wallet. It is looked up once more: what a node
    /// still has is not cancelled.
    pub(in super::super) fn say_cancelled(&mut self, now: Millis) {
        self.give_up(now);
        if let Some(rescue) = &mut self.rescue
            && let Stage::Unreadable(text) = &mut rescue.stage
        {
            let from = Some(core::mem::take(text));
            rescue.stage = Stage::Choosing;
            let change = |slot| Effect::ChangeRecord {
                slot,
                from,
                to: None,
            };
            self.effects.extend(self.records.slot().map(change));
        }
    }

    /// Answers to looks that were begun for something else, or before a person's word, are of no
    /// use.
    pub(super) fn forget_looks(&mut self) {
        self.requests
            .forget(|purpose| matches!(purpose, Purpose::Look(_)));
    }
}
