//! How a flow is taken up again from its record: after a reload, after a change of account and
//! back, and when another tab or widget wrote it.

use super::super::records::Held;
use super::super::{Effect, Engine, Millis, NotStored};
use super::outcome::Pending;
use super::{Rescue, Stage};
use crate::top_up::{Record, Step, read_step};

impl Engine {
    /// What lies in the slot of the watched account was learnt.
    pub(in super::super) fn record_learnt(
        &mut self,
        now: Millis,
        held: &Result<Option<String>, NotStored>,
    ) {
        let known = match held {
            Ok(_) => Ok(self.records.held().clone()),
            Err(NotStored) => Err(NotStored),
        };
        self.claim_stored(now, known.clone());
        match known {
            Ok(Held::Record(record)) => self.record_found(now, *record),
            Ok(Held::Unreadable(text)) => self.unreadable_found(text),
            Ok(Held::Nothing) => self.record_gone(now),
            Ok(Held::Unknown) | Err(NotStored) => {}
        }
    }

    /// A transaction is under way: whatever was being prepared in its place is void.
    fn record_found(&mut self, now: Millis, record: Record) {
        if let Some(rescue) = &mut self.rescue {
            match &mut rescue.stage {
                // The claim goes on, or has been given up.
                Stage::Claiming(..) | Stage::Signing(_) => return,
                Stage::Pending(pending) if pending.record.is_same_ask(&record) => {
                    return pending.record.add_hashes(&record.hashes);
                }
                // It is being taken away.
                Stage::Rereading { pending, .. } if pending.record.is_same_ask(&record) => return,
                _ => {}
            }
        }
        self.forget_checks();
        let step = self.step_of(&record);
        let mut rescue = Rescue::new(record.position.clone(), record.target.clone());
        rescue.chosen = Some(record.strategy);
        rescue.stage = Stage::Pending(Box::new(Pending::new(now, record, step)));
        self.rescue = Some(rescue);
    }

    fn unreadable_found(&mut self, text: String) {
        if let Some(rescue) = &mut self.rescue
            && !rescue.has_ended()
            && !matches!(rescue.stage, Stage::Signing(_))
        {
            rescue.stage = Stage::Unreadable(text);
            self.forget_checks();
        }
    }

    /// There is no record any more: whoever resolved it took it away.
    fn record_gone(&mut self, now: Millis) {
        self.give_up(now);
        if let Some(rescue) = &mut self.rescue
            && matches!(rescue.stage, Stage::Unreadable(_))
        {
            rescue.stage = Stage::Choosing;
        }
    }

    /// What the bytes of a record say, read back from them; none while the position is not read.
    fn step_of(&self, record: &Record) -> Option<Step> {
        let snapshot = self.reader.snapshot(&record.position)?;
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
        self.effects
            .extend(self.records.slot().map(Effect::ReadRecord));
    }

    /// A person says that it was cancelled in the wallet. It is looked up once more: what a node
    /// still has is not cancelled.
    pub(in super::super) fn say_cancelled(&mut self, now: Millis) {
        // The wallet's question is still open: its answer would be lost.
        if self.requests.awaits_signature() {
            return;
        }
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
}
