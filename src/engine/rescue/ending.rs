//! How a step ends: what the wallet says of it, what the chain says, and what the position is then.

use alloy::primitives::Address;

use super::super::host_event::TopUpStage;
use super::aim::Reviewed;
use super::answer::{Told, told};
use super::authority::{self, Authority};
use super::flow::{Flow, Stage};
use super::io::{Answer, Output};
use super::outcome::Fate;
use super::pending::Pending;
use super::records::Held;
use super::turn::Turn;
use crate::chain::transactions::{Difference, Receipt};
use crate::protocols::Snapshot;
use crate::top_up::{Chosen, FlowFailure, Means, Record, Step, StepStatus, read_step};

/// How soon to look again when the read is older than the receipt, milliseconds.
const BEHIND_MS: u64 = 500;

/// After so many reads in a row that do not say who may act nobody waits for that any longer.
const UNSAID: u8 = 5;

/// The wallet says what became of what it was asked to send, whatever is open by now.
pub(super) fn send_answered(
    flow: Option<&mut Flow>,
    turn: &mut Turn<'_>,
    asked: &Record,
    answer: Answer,
) {
    // What is shown, where it is this transaction whose end is waited for.
    let shown = flow.filter(|flow| flow.follows(asked));
    let key = &asked.position;
    match told(&asked.asked, answer) {
        sent @ (Told::Sent(_) | Told::Taken(_)) => {
            let pending = shown.and_then(Flow::pending);
            let mut record = pending.as_ref().map_or(asked, |one| &one.record).clone();
            let before = record.clone();
            match sent {
                Told::Sent(hash) => {
                    record.add_hashes(&[hash]);
                    turn.put(Output::Sent(key.clone(), hash));
                }
                Told::Taken(known_as) => record.asked.take(known_as),
                _ => {}
            }
            // Also over a person's word that it was cancelled, which came too early.
            turn.keep_record(record.clone(), Some(&before));
            if let Some(pending) = pending {
                pending.record = record;
                pending.heard_out(turn.now);
                turn.emit(TopUpStage::Sent, key);
            }
        }
        Told::NotSent(failure) => {
            turn.end_record(asked, asked.block);
            if let Some(flow) = shown {
                if failure == FlowFailure::NotAtOnce {
                    flow.choice.refuse();
                }
                flow.fail(failure);
                turn.emit(TopUpStage::Failed, key);
            }
        }
        unclear @ (Told::AsksAlready | Told::Unknown) => {
            let asks_already = unclear == Told::AsksAlready;
            if let Some(flow) = shown {
                if asks_already {
                    flow.choice.refuse();
                }
                let Some(pending) = flow.pending() else {
                    return;
                };
                pending.asks_already = asks_already;
                pending.heard_out(turn.now);
                turn.emit(TopUpStage::Unknown, key);
            }
        }
    }
}

impl Flow {
    /// Whether it is this transaction whose end is waited for.
    fn follows(&self, record: &Record) -> bool {
        matches!(&self.stage, Stage::Pending(pending) if pending.record.is_same_ask(record))
    }

    /// Hands what is on its way something, and goes where that leads.
    pub(super) fn pending_on(
        &mut self,
        turn: &mut Turn<'_>,
        hand: impl FnOnce(&mut Pending, &mut Turn<'_>) -> Option<Fate>,
    ) {
        let Some(pending) = self.pending() else {
            return;
        };
        let Some(fate) = hand(pending, turn) else {
            return;
        };
        let Stage::Pending(pending) = self.take_stage() else {
            return;
        };
        match fate {
            Fate::Mined(receipt) => self.mined(turn, pending, receipt),
            Fate::Other(receipt, difference) => self.other(turn, pending, receipt, difference),
            Fate::Unnamed(Receipt { hash, block, .. }) => {
                let status = StepStatus::Unnamed { hash, block };
                self.steps_ended(&pending, &status);
                // It may be anything, also where a permission was asked for.
                turn.settle_whatever(&pending.record, block);
                self.succeeded(turn, pending, block);
            }
            Fate::Replaced => {
                let head = turn.picture(&self.aim.key).at();
                self.end(turn, *pending, head, FlowFailure::Replaced);
            }
            Fate::Dropped => {
                turn.end_by_word(&pending.record);
                turn.emit(TopUpStage::Failed, &self.aim.key);
                self.choice.refuse();
                self.hidden = false;
                self.stage = Stage::Failed {
                    reviewed: pending.reviewed,
                    failure: FlowFailure::Dropped,
                };
            }
            Fate::GivenUp => {
                self.ended.clear();
                self.hidden = false;
                turn.end_by_word(&pending.record);
                // What is on the chain now is what counts.
                turn.put(Output::Look(self.aim.key.chain));
            }
        }
    }

    fn mined(&mut self, turn: &mut Turn<'_>, pending: Box<Pending>, receipt: Receipt) {
        let Receipt { hash, block, .. } = receipt;
        if !receipt.succeeded {
            self.steps_ended(&pending, &StepStatus::Reverted { hash });
            return self.end(turn, *pending, block, FlowFailure::Reverted { hash });
        }
        self.steps_ended(&pending, &StepStatus::Confirmed { hash, block });
        turn.settle_record(&pending.record, block);
        self.succeeded(turn, pending, block);
    }

    /// What was asked for has ended so, and what was signed for it before goes with it.
    fn steps_ended(&mut self, pending: &Pending, status: &StepStatus) {
        let plan = pending.reviewed.as_ref().map(|reviewed| &reviewed.plan);
        let signed = plan.and_then(|plan| self.signed_for(plan));
        self.ended.extend(signed);
        self.ended.extend(pending.step_views(status));
    }

    /// It is in a block and did not fail: what came of it the position says.
    fn succeeded(&mut self, turn: &mut Turn<'_>, pending: Box<Pending>, block: u64) {
        self.signed = None;
        turn.emit(TopUpStage::Confirmed, &self.aim.key);
        turn.put(Output::Look(self.aim.key.chain));
        self.stage = Stage::Rereading {
            pending,
            block,
            settles: false,
        };
    }

    /// Something else was mined than what was shown. No step goes on from there.
    fn other(
        &mut self,
        turn: &mut Turn<'_>,
        pending: Box<Pending>,
        receipt: Receipt,
        difference: Difference,
    ) {
        let Receipt { hash, block, .. } = receipt;
        if !receipt.succeeded {
            return self.mined(turn, pending, receipt);
        }
        self.steps_ended(&pending, &StepStatus::Changed { hash });
        let failure = FlowFailure::NotWhatWasAsked { hash, difference };
        // Also where a permission was asked for: what was mined may pay.
        turn.settle_whatever(&pending.record, block);
        self.ends(turn, *pending, failure);
    }

    /// It did not do what it was to do.
    fn end(&mut self, turn: &mut Turn<'_>, pending: Pending, block: u64, failure: FlowFailure) {
        turn.settle_record(&pending.record, block);
        self.ends(turn, pending, failure);
    }

    fn ends(&mut self, turn: &mut Turn<'_>, pending: Pending, failure: FlowFailure) {
        turn.emit(TopUpStage::Failed, &self.aim.key);
        self.hidden = false;
        self.stage = Stage::Failed {
            reviewed: pending.reviewed.map(Reviewed::rest),
            failure,
        };
    }

    /// The protocol says who may act. Where it said nothing it is asked again with the next reads.
    pub(super) fn authority_answered(
        &mut self,
        turn: &mut Turn<'_>,
        contract: Address,
        answer: Answer,
    ) {
        let Stage::Rereading { pending, block, .. } = &self.stage else {
            return;
        };
        let asked = authority::asked_for(&pending.record).filter(|(of, _)| *of == contract);
        let snapshot = turn.picture(&self.aim.key).snapshot;
        let (Some((_, wanted)), Some(snapshot)) = (asked, snapshot) else {
            return;
        };
        match authority::said(snapshot, contract, *block, answer) {
            Authority::Unsaid => self.authority_unsaid(turn),
            Authority::Before => turn.put(Output::LookIn(self.aim.key.chain, BEHIND_MS)),
            Authority::Is(may) if may == wanted => self.step_reread(turn, snapshot),
            Authority::Is(may) => self.authority_ends(turn, Some(may)),
        }
    }

    fn authority_unsaid(&mut self, turn: &mut Turn<'_>) {
        let Stage::Rereading { pending, .. } = &mut self.stage else {
            return;
        };
        pending.unsaid = pending.unsaid.saturating_add(1);
        if pending.unsaid >= UNSAID {
            self.authority_ends(turn, None);
        }
    }

    /// Who may act is not what was asked for, or nobody says.
    fn authority_ends(&mut self, turn: &mut Turn<'_>, may: Option<bool>) {
        let Stage::Rereading { pending, .. } = self.take_stage() else {
            return;
        };
        let is_named = pending.is_named();
        let failure = FlowFailure::AuthorityIs { may, is_named };
        self.ends(turn, *pending, failure);
    }

    /// The position was read: is it the read that a confirmed step waits for?
    pub(super) fn reread(&mut self, turn: &mut Turn<'_>) {
        let Stage::Rereading { block, pending, .. } = &self.stage else {
            return;
        };
        let (block, asked_for) = (*block, authority::asked_for(&pending.record));
        let picture = turn.picture(&self.aim.key);
        let Some(snapshot) = picture.snapshot else {
            return;
        };
        if snapshot.block.number >= block {
            match asked_for {
                Some((contract, _)) => authority::ask(turn, snapshot, contract),
                None => self.step_reread(turn, snapshot),
            }
        } else if !picture.could_not_read {
            // The node that reads is behind the one that had the receipt.
            turn.put(Output::LookIn(self.aim.key.chain, BEHIND_MS));
        }
    }

    /// The end of what has paid is written once more, where somebody who knew more of it was first.
    fn end_again(&self, turn: &mut Turn<'_>, pending: &Pending, block: u64) {
        let Held::Open(held) = turn.records.held() else {
            return;
        };
        if !held.is_same_ask(&pending.record) || turn.records.writes(held) {
            return;
        }
        let mut record = pending.record.clone();
        record.learn(held);
        turn.settle_record(&record, block);
    }

    /// A step was confirmed and the position re-read: done, or on to the next step.
    fn step_reread(&mut self, turn: &mut Turn<'_>, snapshot: &Snapshot) {
        let Stage::Rereading { pending, block, .. } = self.take_stage() else {
            return;
        };
        let after = snapshot.first_health();
        self.coin.paid(pending.record.asked.coin(), block);
        // Where something was done the target may be there before all of it is.
        let is_there = pending.record.acts() && pending.record.is_reached_by(after);
        if !is_there && !was_last(&pending, snapshot) {
            // What is paid after it must not come beside it.
            if settles(turn, &pending.record) {
                self.end_again(turn, &pending, block);
                let settles = true;
                self.stage = Stage::Rereading {
                    pending,
                    block,
                    settles,
                };
                return;
            }
            self.hidden = false;
            let rest = pending.reviewed.map(Reviewed::rest);
            return self.begin_check(turn, rest.map(|rest| rest.plan));
        }
        self.hidden = false;
        let means = pending.record.chosen.means();
        let is_no_top_up = means.is_some_and(Means::is_no_top_up);
        self.stage = Stage::Done {
            before: self.before,
            after,
            reached: pending.record.is_reached_by(after),
        };
        let key = &self.aim.key;
        if !is_no_top_up {
            turn.put(Output::ToppedUp(key.clone(), after));
            turn.several.restored(&pending.record, after);
        }
        turn.emit(TopUpStage::Done, key);
    }
}

/// Whether a transaction that has paid something may still be taken away by a reorganisation.
fn settles(turn: &Turn<'_>, record: &Record) -> bool {
    let stays = turn.picture(&record.position).facts.settles_after == 0;
    // Where nothing is kept, that is said before anything is signed.
    if turn.records.refuses() {
        return false;
    }
    let mut settling = turn.records.settling().into_iter();
    // Or its end is not written yet.
    let is_open = || matches!(turn.records.held(), Held::Open(held) if held.is_same_ask(record));
    let is_ending = || record.pays() && !stays && (turn.records.writes(record) || is_open());
    settling.any(|(one, _)| one.is_same_ask(record)) || is_ending()
}

/// Whether nothing is left to do after a step.
fn was_last(pending: &Pending, snapshot: &Snapshot) -> bool {
    if let Some(reviewed) = &pending.reviewed {
        return reviewed.plan.steps.len() <= reviewed.count();
    }
    let known = pending.steps.last().cloned();
    let step = known.or_else(|| {
        let payment = pending.record.asked.payments().last()?;
        read_step(snapshot, payment.clone()).ok()
    });
    let takes_back = pending.record.chosen.means() == Some(Means::TakeBack);
    let leads_on = |step: Step| step.prepares();
    // Of a mix one call is one of several parts, and several calls are all of them.
    let is_one = pending.record.asked.payments().len() == 1;
    let is_part = pending.record.chosen == Chosen::Mix && is_one;
    takes_back || !(is_part || step.is_some_and(leads_on))
}
