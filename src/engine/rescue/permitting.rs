//! A permission that is signed in place of an approval: what the wallet gives goes with what is done. Nothing is sent by it, so nothing is written down: after a reload it
//! begins anew, and of two that were signed the token takes one.

use super::super::effect::Endpoint;
use super::super::host_event::TopUpStage;
use super::aim::Reviewed;
use super::answer::{Given, given};
use super::flow::{Flow, Stage};
use super::io::{Answer, Forgotten, Question};
use super::turn::Turn;
use crate::chain::rpc::Request;
use crate::protocols::permit::Signature;
use crate::top_up::{Changed, FlowFailure, ToSign, with_signature};

impl Flow {
    /// The wallet is asked to sign what was shown. Once per click.
    pub(super) fn ask_to_sign(&mut self, turn: &mut Turn<'_>, reviewed: Box<Reviewed>) {
        let Some(to_sign) = reviewed.to_sign.clone() else {
            self.stage = Stage::Review(reviewed);
            return;
        };
        let request = Request::sign_typed_data(self.aim.key.account, &to_sign.text);
        turn.ask(
            Question::Permit(Box::new(to_sign)),
            Endpoint::Wallet,
            request,
        );
        self.stage = Stage::Permitting(reviewed);
    }

    /// The wallet says what became of it. Where it was not waited for any more, nobody asks.
    pub(super) fn permit_answered(&mut self, turn: &mut Turn<'_>, asked: &ToSign, answer: Answer) {
        let Stage::Permitting(reviewed) = &self.stage else {
            return;
        };
        if reviewed.to_sign.as_ref() != Some(asked) {
            return;
        }
        match given(answer) {
            Given::Signature(signature) => self.signed(turn, asked, signature),
            Given::Cannot => self.approve_instead(),
            Given::Nothing(failure) => self.not_signed(turn, failure),
        }
    }

    /// What is done with it is made, looked at as a whole, and shown, before anything is sent.
    fn signed(&mut self, turn: &mut Turn<'_>, asked: &ToSign, signature: Signature) {
        self.signed = Some(Box::new(asked.clone()));
        let picture = turn.picture(&self.aim.key);
        let Stage::Permitting(reviewed) = &self.stage else {
            return;
        };
        let plan = picture
            .snapshot
            .and_then(|snapshot| with_signature(snapshot, &reviewed.plan, asked, signature));
        match plan {
            Some(plan) => self.begin_check(turn, Some(plan)),
            None => self.not_signed(turn, FlowFailure::CannotRead),
        }
    }

    /// The wallet signs no permissions: the same is shown with an approval.
    fn approve_instead(&mut self) {
        self.choice.signs_none();
        if let Stage::Permitting(mut reviewed) = self.take_stage() {
            reviewed.changed = Some(Changed::Manner);
            reviewed.choose(self.choice);
            self.stage = Stage::Review(reviewed);
        }
    }

    fn not_signed(&mut self, turn: &mut Turn<'_>, failure: FlowFailure) {
        self.fail(failure);
        turn.forget(Forgotten::Checks);
        turn.emit(TopUpStage::Failed, &self.aim.key);
    }
}
