//! After the wallet was asked: what became of it. Never asked twice; looked up instead.

use alloy::primitives::B256;
use serde_json::Value;

use super::super::event::RequestFailure;
use super::super::requests::Purpose;
use super::super::view::{LogKind, PositionKey};
use super::super::watching::observation;
use super::super::{Engine, Millis, key_of};
use super::check::Check;
use super::{Rescue, Reviewed, Stage};
use crate::chain::rpc::{self, Request};
use crate::protocols::Snapshot;
use crate::top_up::{FlowFailure, StepStatus, StepView};

/// How often a receipt is asked for, milliseconds.
const ASK_EVERY_MS: u64 = 2_000;

/// How soon to look again when the read is older than the receipt, milliseconds.
const BEHIND_MS: u64 = 500;

/// A transaction that the node has not known for so long is taken for dropped, milliseconds.
const DROPPED_AFTER_MS: u64 = 120_000;

/// A transaction on its way.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) hash: B256,
    pub(super) step: StepView,
    /// The plan that it is the first step of; none after a reload.
    pub(super) reviewed: Option<Reviewed>,
    pub(super) next_ask: Option<Millis>,
    /// Since when the node does not know it.
    pub(super) unknown_since: Option<Millis>,
}

impl Engine {
    pub(in super::super) fn send_answered(
        &mut self,
        now: Millis,
        key: &PositionKey,
        answer: Result<Value, RequestFailure>,
    ) {
        let failure = match answer.map(|answer| rpc::parse_hash(&answer)) {
            Ok(Ok(hash)) => return self.sent(now, key, hash),
            Ok(Err(_)) => FlowFailure::OutcomeUnknown,
            Err(RequestFailure::Refused { code: 4001, .. }) => FlowFailure::Rejected,
            Err(RequestFailure::Refused { code: 4100, .. }) => FlowFailure::Unauthorized,
            Err(RequestFailure::Refused {
                code: 4900 | 4901, ..
            }) => FlowFailure::Disconnected,
            // These are about the request, before anything is sent. An internal error (-32603) is not
            // among them: it can come after the sending.
            Err(RequestFailure::Refused {
                code: -32700 | -32602..=-32600 | -32003,
                message,
                ..
            }) => FlowFailure::WalletRefused(message),
            Err(RequestFailure::Refused {
                code: -32000,
                message,
                ..
            }) if is_refusal(&message) => FlowFailure::WalletRefused(message),
            Err(_) => FlowFailure::OutcomeUnknown,
        };
        if failure != FlowFailure::OutcomeUnknown {
            self.stored.forget_in_flight(key);
        }
        self.store();
        match &mut self.rescue {
            Some(rescue) if rescue.key == *key && matches!(rescue.stage, Stage::Signing(_)) => {
                rescue.fail(failure);
                self.emit_top_up("failed");
            }
            // It came back from elsewhere while the wallet still asked: now there is an answer.
            Some(rescue) if rescue.key == *key && rescue.is_unknown() => rescue.fail(failure),
            _ => {}
        }
    }

    fn sent(&mut self, now: Millis, key: &PositionKey, hash: B256) {
        if let Some(stored) = self.stored.in_flight(key) {
            stored.hash = Some(hash.to_string());
        }
        self.store();
        self.note_sent(now, key.clone(), hash);
        let Some(rescue) = self.rescue.as_mut().filter(|rescue| rescue.key == *key) else {
            return;
        };
        if rescue.is_unknown() {
            // Found again by what is stored, with its hash.
            self.rescue = None;
            return;
        }
        if !matches!(rescue.stage, Stage::Signing(_)) {
            return;
        }
        let Stage::Signing(reviewed) = core::mem::replace(&mut rescue.stage, Stage::Choosing)
        else {
            return;
        };
        let Some(step) = reviewed.plan.steps.first() else {
            return;
        };
        let step = StepView {
            to: step.call.to,
            decoded: step.decoded.clone(),
            data: step.call.data.clone(),
            status: StepStatus::Sent { hash },
        };
        rescue.stage = Stage::Pending(Pending {
            hash,
            step,
            reviewed: Some(reviewed),
            next_ask: Some(now),
            unknown_since: None,
        });
        self.emit_top_up("sent");
    }

    fn pending(&mut self, hash: B256) -> Option<&mut Pending> {
        match &mut self.rescue.as_mut()?.stage {
            Stage::Pending(pending) if pending.hash == hash => Some(pending),
            _ => None,
        }
    }

    pub(in super::super) fn tick_rescue(&mut self, now: Millis) {
        let Some(Rescue {
            stage: Stage::Pending(pending),
            ..
        }) = &mut self.rescue
        else {
            return;
        };
        if pending.next_ask.is_some_and(|at| at <= now) {
            pending.next_ask = None;
            let hash = pending.hash;
            let via = self.config.reads_through();
            self.ask(now, Purpose::Receipt(hash), via, Request::receipt(hash));
        }
    }

    pub(in super::super) fn rescue_clock_set_back(&mut self, now: Millis) {
        if let Some(Rescue {
            stage: Stage::Pending(pending),
            ..
        }) = &mut self.rescue
        {
            pending.next_ask = pending.next_ask.map(|at| at.min(now));
            pending.unknown_since = pending.unknown_since.map(|since| since.min(now));
        }
    }

    pub(in super::super) fn rescue_due(&self) -> Option<Millis> {
        match &self.rescue.as_ref()?.stage {
            Stage::Pending(pending) => pending.next_ask,
            _ => None,
        }
    }

    pub(in super::super) fn receipt_answered(
        &mut self,
        now: Millis,
        hash: B256,
        answer: Result<Value, RequestFailure>,
    ) {
        let receipt = self.believe(answer, rpc::parse_receipt);
        let Some(pending) = self.pending(hash) else {
            return;
        };
        match receipt {
            // The endpoint may answer next time; the transaction is where it is.
            Err(_) => pending.next_ask = Some(now.plus(ASK_EVERY_MS)),
            Ok(None) => {
                let via = self.config.reads_through();
                self.ask(
                    now,
                    Purpose::Transaction(hash),
                    via,
                    Request::transaction(hash),
                );
            }
            Ok(Some(receipt)) if receipt.hash != hash => {
                pending.next_ask = Some(now.plus(ASK_EVERY_MS));
            }
            Ok(Some(receipt)) if receipt.succeeded => {
                pending.step.status = StepStatus::Confirmed {
                    hash,
                    block: receipt.block,
                };
                let pending = pending.clone();
                self.forget_in_flight();
                if let Some(rescue) = &mut self.rescue {
                    rescue.ended.push(pending.step.clone());
                    rescue.stage = Stage::Rereading {
                        pending,
                        block: receipt.block,
                    };
                }
                self.emit_top_up("confirmed");
                self.look(now);
            }
            Ok(Some(_)) => {
                pending.step.status = StepStatus::Reverted { hash };
                self.end_pending(FlowFailure::Reverted { hash });
            }
        }
    }

    pub(in super::super) fn transaction_answered(
        &mut self,
        now: Millis,
        hash: B256,
        answer: Result<Value, RequestFailure>,
    ) {
        let Some(pending) = self.pending(hash) else {
            return;
        };
        pending.next_ask = Some(now.plus(ASK_EVERY_MS));
        match answer {
            Ok(Value::Null) => {
                let since = *pending.unknown_since.get_or_insert(now);
                if since.plus(DROPPED_AFTER_MS) <= now {
                    self.end_pending(FlowFailure::Dropped { hash });
                }
            }
            Ok(_) => pending.unknown_since = None,
            Err(_) => {}
        }
    }

    fn end_pending(&mut self, failure: FlowFailure) {
        // Private relays and replacements look as if dropped: the record stays, and nothing is sent
        // in its place before the person has looked.
        if !matches!(failure, FlowFailure::Dropped { .. }) {
            self.forget_in_flight();
        }
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        if let Stage::Pending(pending) = core::mem::replace(&mut rescue.stage, Stage::Choosing) {
            rescue.ended.push(pending.step);
            rescue.hidden = false;
            rescue.stage = Stage::Failed {
                reviewed: pending.reviewed.map(Reviewed::without_first_step),
                failure,
            };
        }
        self.emit_top_up("failed");
    }

    pub(super) fn forget_in_flight(&mut self) {
        if let Some(rescue) = &self.rescue {
            self.stored.forget_in_flight(&rescue.key);
        }
        self.store();
    }

    /// The position was read: is it the read that a confirmed step waits for?
    pub(in super::super) fn rescue_read(&mut self, now: Millis) {
        self.check_read(now);
        self.resume_in_flight(now);
        self.open_clicked(now);
        self.choose_fitting();
        let Some(Rescue {
            key,
            stage: Stage::Rereading { block, .. },
            ..
        }) = &self.rescue
        else {
            return;
        };
        let (key, block) = (key.clone(), *block);
        let Some(snapshot) = self.reader.snapshot(&key).cloned() else {
            return;
        };
        if snapshot.block.number >= block {
            self.step_reread(now, &snapshot);
        } else {
            // The node that reads is behind the one that had the receipt.
            self.reader.next_at = Some(now.plus(BEHIND_MS));
        }
    }

    /// A step was confirmed and the position re-read: done, or on to the next step.
    fn step_reread(&mut self, now: Millis, snapshot: &Snapshot) {
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        let Stage::Rereading { pending, .. } =
            core::mem::replace(&mut rescue.stage, Stage::Choosing)
        else {
            return;
        };
        let was_last = match &pending.reviewed {
            Some(reviewed) => reviewed.plan.steps.len() <= 1,
            None => !matches!(pending.step.decoded, crate::top_up::Decoded::Approve { .. }),
        };
        if !was_last {
            rescue.hidden = false;
            let agreed = pending.reviewed.map(Reviewed::without_first_step);
            rescue.stage = Stage::Checking(Check::after_step(agreed.map(|one| one.plan)));
            return self.begin_check(now);
        }
        let after = snapshot.health;
        rescue.hidden = false;
        rescue.stage = Stage::Done {
            before: rescue.before,
            after,
            reached: rescue.has_reached(after),
        };
        self.note(
            now,
            Some(key_of(snapshot)),
            LogKind::ToppedUp { health: after },
        );
        let rules = self.rules_for(Some(snapshot));
        let observation = observation(snapshot);
        let episode = self.episode_of(&key_of(snapshot));
        let notice = episode.confirmed_top_up(&rules, now.timestamp(), observation);
        if let Some(notice) = notice {
            self.tell(now, &notice, Some(snapshot));
        }
        self.store();
        self.emit_top_up("done");
    }
}

/// Whether a node's general error (-32000) says that it did not take the transaction. It is also
/// what nodes say when they have it already, so only words that are clear count.
fn is_refusal(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    [
        "insufficient funds",
        "nonce too low",
        "underpriced",
        "intrinsic gas",
        "exceeds block gas limit",
        "execution reverted",
    ]
    .iter()
    .any(|reason| message.contains(reason))
}
