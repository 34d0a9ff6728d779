//! After the wallet was asked: what became of it. Never asked twice; looked up instead.

use alloy::primitives::B256;
use serde_json::Value;

use super::super::event::RequestFailure;
use super::super::requests::Purpose;
use super::super::view::LogKind;
use super::super::{Engine, Millis};
use super::pending::{Pending, UNSEEN_EVERY_MS};
use super::refusal::refusal;
use super::{Reviewed, Stage};
use crate::chain::rpc::{self, Request};
use crate::chain::transactions::{
    Receipt, parse_count, parse_receipt, parse_transaction, parse_transactions_of,
};
use crate::top_up::look::{Look, Next, Question, Reply, Sight};
use crate::top_up::{FlowFailure, Record, StepStatus};

/// How often what became of it is looked up, milliseconds.
const LOOK_EVERY_MS: u64 = 2_000;

/// How often where an endpoint cannot tell what was mined, milliseconds: it asks much.
const UNTOLD_EVERY_MS: u64 = 30_000;

impl Engine {
    pub(in super::super) fn send_answered(
        &mut self,
        now: Millis,
        record: &Record,
        answer: Result<Value, RequestFailure>,
    ) {
        let refused = match answer.map(|answer| rpc::parse_hash(&answer)) {
            Ok(Ok(hash)) => return self.sent(now, record, hash),
            // It said something else, or broke off.
            Ok(Err(_)) => None,
            Err(failure) => refusal(failure),
        };
        match refused {
            Some(failure) => self.not_sent(now, record, failure),
            None => self.not_told(now, record),
        }
    }

    /// Nothing was sent.
    fn not_sent(&mut self, now: Millis, record: &Record, failure: FlowFailure) {
        let is_shown = self.follows(record);
        self.end_record(now, record, record.block);
        if is_shown && let Some(rescue) = &mut self.rescue {
            rescue.fail(failure);
            self.emit_top_up("failed");
        }
    }

    /// The wallet was asked, and did not say what it did.
    fn not_told(&mut self, now: Millis, record: &Record) {
        if self.follows(record)
            && let Some(pending) = self.pending()
        {
            pending.asking_since = None;
            pending.look_now(now);
            self.emit_top_up("unknown");
        }
    }

    fn sent(&mut self, now: Millis, asked: &Record, hash: B256) {
        let is_shown = self.follows(asked);
        let known = self.pending().filter(|_| is_shown);
        let mut record = known.map_or_else(|| asked.clone(), |pending| pending.record.clone());
        let before = record.clone();
        record.add_hashes(&[hash]);
        // Also over a person's word that it was cancelled, which came too early.
        self.keep_record(record.clone(), Some(&before));
        self.note(now, Some(record.position.clone()), LogKind::Sent { hash });
        if is_shown && let Some(pending) = self.pending() {
            pending.record = record;
            pending.asking_since = None;
            pending.look_now(now);
            self.emit_top_up("sent");
        }
    }

    /// Whether it is this transaction whose end is waited for.
    fn follows(&mut self, record: &Record) -> bool {
        self.pending()
            .is_some_and(|pending| pending.record.is_same_ask(record))
    }

    pub(super) fn pending(&mut self) -> Option<&mut Pending> {
        match &mut self.rescue.as_mut()?.stage {
            Stage::Pending(pending) => Some(pending),
            _ => None,
        }
    }

    pub(in super::super) fn tick_rescue(&mut self, now: Millis) {
        self.tick_claim(now);
        let head = self.rescue_block();
        let can_look = self
            .rescue_chain()
            .and_then(|chain| self.source(chain))
            .is_some();
        let Some(pending) = self.pending() else {
            return;
        };
        if pending.next_look.is_some_and(|at| at <= now) {
            // What an endpoint of another chain says of the account is of that chain.
            if !can_look {
                pending.next_look = Some(now.plus(UNSEEN_EVERY_MS));
                return;
            }
            pending.next_look = None;
            let record = pending.record.clone();
            let head = head.unwrap_or(record.block);
            let next = Look::begin(record, head);
            self.look_on(now, next);
        }
    }

    pub(in super::super) fn rescue_due(&self) -> Option<Millis> {
        match &self.rescue.as_ref()?.stage {
            Stage::Pending(pending) => pending.next_look,
            _ => self.claim_due(),
        }
    }

    /// If a look from here on sees nothing of it, that is its end.
    pub(super) fn give_up(&mut self, now: Millis) {
        if self.pending().is_none() {
            return;
        }
        // What a look saw so far is older than the word.
        self.forget_looks();
        if let Some(pending) = self.pending() {
            pending.is_given_up = true;
            pending.look = None;
            pending.next_look = Some(now);
        }
    }

    fn ask_look(&mut self, now: Millis, question: Question) {
        let Some(pending) = self.pending() else {
            return;
        };
        let account = pending.record.position.account;
        let request = match question {
            Question::Receipt(hash) => Request::receipt(hash),
            Question::Transaction(hash) => Request::transaction(hash),
            Question::Count(at) => Request::transaction_count(account, at),
            Question::Block(number) => Request::block_transactions(number),
        };
        let via = self.rescue_source();
        self.ask(now, Purpose::Look(question), via, request);
    }

    pub(in super::super) fn look_answered(
        &mut self,
        now: Millis,
        question: Question,
        answer: Result<Value, RequestFailure>,
    ) {
        let Some(pending) = self.pending() else {
            return;
        };
        let account = pending.record.position.account;
        let asked = |look: &mut Look| look.question() == question;
        let Some(look) = pending.look.take_if(asked) else {
            return;
        };
        let refuses = matches!(answer, Err(RequestFailure::Refused { .. }));
        let read = self.believe(answer, |answer| {
            Ok(match question {
                Question::Receipt(hash) => {
                    // A receipt of another transaction is none of this one.
                    let receipt = parse_receipt(answer)?;
                    Reply::Receipt(receipt.filter(|receipt| receipt.hash == hash))
                }
                Question::Transaction(hash) => {
                    let known = parse_transaction(answer)?;
                    Reply::Transaction(known.filter(|known| known.hash == hash))
                }
                Question::Count(_) => Reply::Count(parse_count(answer)?),
                Question::Block(_) => Reply::Block(parse_transactions_of(account, answer)?),
            })
        });
        let unread = if refuses {
            Reply::Refused
        } else {
            Reply::NoAnswer
        };
        self.look_on(now, look.on(read.unwrap_or(unread)));
    }

    fn look_on(&mut self, now: Millis, next: Next) {
        match next {
            Next::Ask(look, question) => {
                if let Some(pending) = self.pending() {
                    pending.look = Some(look);
                }
                self.ask_look(now, question);
            }
            // The endpoint may answer next time; the transaction is where it is.
            Next::Failed => {
                if let Some(pending) = self.pending() {
                    pending.next_look = Some(now.plus(UNSEEN_EVERY_MS));
                }
            }
            Next::Seen(sight, learnt) => self.seen(now, sight, learnt),
        }
    }

    fn seen(&mut self, now: Millis, sight: Sight, learnt: Record) {
        let Some(pending) = self.pending() else {
            return;
        };
        // What the wallet told while the look was under way stays.
        let mut record = learnt;
        record.add_hashes(&pending.record.hashes);
        let before = core::mem::replace(&mut pending.record, record.clone());
        pending.sight = Some(sight);
        let is_given_up = core::mem::take(&mut pending.is_given_up);
        let (unseen_since, wait) = match sight {
            Sight::Unseen => (pending.unseen_since.or(Some(now)), UNSEEN_EVERY_MS),
            Sight::Untold => (None, UNTOLD_EVERY_MS),
            Sight::Waiting | Sight::Mined(_) | Sight::Replaced => (None, LOOK_EVERY_MS),
        };
        pending.unseen_since = unseen_since;
        pending.next_look = Some(now.plus(wait));
        if before != record {
            self.keep_record(record, Some(&before));
        }
        match sight {
            Sight::Mined(receipt) => self.mined(now, receipt),
            Sight::Replaced => {
                let head = self.rescue_block().unwrap_or(0);
                self.end_pending(now, head, FlowFailure::Replaced);
            }
            Sight::Unseen | Sight::Untold if is_given_up => self.given_up(now),
            Sight::Unseen | Sight::Untold | Sight::Waiting => {}
        }
    }

    fn mined(&mut self, now: Millis, receipt: Receipt) {
        let Receipt { hash, block, .. } = receipt;
        if !receipt.succeeded {
            return self.end_pending(now, block, FlowFailure::Reverted { hash });
        }
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        let Stage::Pending(pending) = core::mem::replace(&mut rescue.stage, Stage::Choosing) else {
            return;
        };
        let confirmed = pending.step_view(|_| StepStatus::Confirmed { hash, block });
        rescue.ended.extend(confirmed);
        let record = pending.record.clone();
        rescue.stage = Stage::Rereading { pending, block };
        self.end_record(now, &record, block);
        self.emit_top_up("confirmed");
        self.look_at_rescued(now);
    }

    fn end_pending(&mut self, now: Millis, block: u64, failure: FlowFailure) {
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        let Stage::Pending(pending) = core::mem::replace(&mut rescue.stage, Stage::Choosing) else {
            return;
        };
        if let FlowFailure::Reverted { hash } = failure {
            let reverted = pending.step_view(|_| StepStatus::Reverted { hash });
            rescue.ended.extend(reverted);
        }
        rescue.hidden = false;
        rescue.stage = Stage::Failed {
            reviewed: pending.reviewed.map(Reviewed::without_first_step),
            failure,
        };
        self.end_record(now, &pending.record, block);
        self.emit_top_up("failed");
    }

    /// Nothing is seen of it, and a person said that nothing will be.
    fn given_up(&mut self, now: Millis) {
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        let stage = core::mem::replace(&mut rescue.stage, Stage::Choosing);
        rescue.ended.clear();
        rescue.hidden = false;
        if let Stage::Pending(pending) = stage {
            self.end_record(now, &pending.record, pending.record.block);
        }
        // What is on the chain now is what counts.
        self.look_at_rescued(now);
    }
}
