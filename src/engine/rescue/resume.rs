//! How a flow is taken up again from its record: after a reload, after a change of account and
//! back, and when another tab or widget wrote it.

use super::flow::{Flow, Stage};
use super::io::{Answer, Forgotten, Output};
use super::records::Held;
use super::turn::Turn;
use super::unread::Unread;
use crate::chain::transactions::CountAt;
use crate::top_up::Record;

/// What lies in the slot that is followed was learnt.
pub(super) fn record_learnt(flow: &mut Option<Flow>, turn: &mut Turn<'_>) {
    if let Some(flow) = flow {
        flow.claim_on(turn, |claim, turn| claim.stored(turn));
    }
    // Nothing lies there: somebody may have cleared the browser. That settles nothing.
    let settling = turn.records.settling().map(|(record, _)| record.clone());
    if let (Held::Nothing, Some(record)) = (turn.records.held(), settling)
        && !turn.records.refuses()
    {
        turn.keep_record(record, None);
    }
    if let Held::Ended(record, end) = turn.records.held() {
        turn.several.learn(record, end.block);
    }
    match (turn.records.held().clone(), flow.as_mut()) {
        (Held::Open(record), open) => {
            let is_reopened = turn.records.is_reopened();
            if !open.is_some_and(|open| open.goes_on_with(&record, is_reopened)) {
                // Whatever was being prepared in its place is void.
                turn.forget(Forgotten::Checks);
                turn.forget(Forgotten::Looks);
                *flow = Some(Flow::found(turn, *record));
            }
        }
        (Held::Ended(record, _), Some(open)) => open.record_ended(turn, &record),
        (Held::Unreadable(text), Some(open)) => open.record_unreadable(turn, text),
        (Held::Nothing, Some(open)) => open.record_gone(turn),
        (Held::Unknown, _) | (_, None) => {}
    }
}

impl Flow {
    /// A transaction is under way. Whether what is done here goes on beside it.
    fn goes_on_with(&mut self, record: &Record, is_reopened: bool) -> bool {
        match &mut self.stage {
            // The claim goes on.
            Stage::Claiming(..) => true,
            Stage::Pending(pending) => {
                // Of two, the one that is known here first is followed to its end.
                if pending.record.is_same_ask(record) {
                    pending.record.learn(record);
                }
                true
            }
            // Its end is being written, unless it was and does not hold any more.
            Stage::Rereading { pending, .. } => !is_reopened && pending.record.is_same_ask(record),
            _ => false,
        }
    }

    fn record_unreadable(&mut self, turn: &mut Turn<'_>, text: String) {
        if !self.has_ended() && !matches!(self.stage, Stage::Pending(_)) {
            self.stage = Stage::Unreadable(Unread::new(text));
            turn.forget(Forgotten::Checks);
        }
    }

    /// Whoever resolved it says that it has ended.
    fn record_ended(&mut self, turn: &mut Turn<'_>, ended: &Record) {
        let Some(pending) = self.pending() else {
            return self.no_record();
        };
        let known = &pending.record;
        if !known.is_same_ask(ended) {
            if !turn.records.refuses() {
                turn.keep_record(known.clone(), Some(ended));
            }
        } else if known.knows_beyond(ended) {
            // It was not known there that it was sent.
            turn.keep_record(known.clone(), Some(ended));
        } else if !pending.is_given_up {
            // Once: the record is read with each look, and the look is to come to its end.
            pending.give_up(turn);
        }
    }

    /// Nothing lies there. That resolves nothing: somebody may have cleared the browser.
    fn record_gone(&mut self, turn: &mut Turn<'_>) {
        let Some(pending) = self.pending() else {
            return self.no_record();
        };
        if !turn.records.refuses() {
            turn.keep_record(pending.record.clone(), None);
        }
    }

    /// What could not be read lies there no more.
    fn no_record(&mut self) {
        if matches!(self.stage, Stage::Unreadable(_)) {
            self.stage = Stage::Choosing;
        }
    }

    /// A person says that it was cancelled in the wallet. It is looked up once more: what a node
    /// still has is not cancelled.
    pub(super) fn say_cancelled(&mut self, turn: &mut Turn<'_>) {
        if let Some(pending) = self.pending() {
            pending.give_up(turn);
        }
        if let Stage::Unreadable(unread) = &mut self.stage {
            unread.give_up(turn, &self.aim.key);
        }
    }

    /// A node says how many transactions the account has had, where something cannot be read and
    /// somebody said that nothing will come of it.
    pub(super) fn unread_counted(&mut self, turn: &mut Turn<'_>, at: CountAt, answer: Answer) {
        let Stage::Unreadable(unread) = &mut self.stage else {
            return;
        };
        if !unread.counted(at, answer) {
            return;
        }
        let Stage::Unreadable(unread) = self.take_stage() else {
            return;
        };
        let slot = turn.records.slot();
        if let (Some(slot), Some(number)) = (slot, unread.number()) {
            turn.records.doubt(slot, number);
        }
        let from = Some(unread.into_text());
        turn.outputs.extend(slot.map(|slot| Output::ChangeRecord {
            slot,
            from,
            to: None,
        }));
    }
}
