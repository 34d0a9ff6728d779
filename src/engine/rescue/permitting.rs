//! A permission that is signed in place of an approval: what its token says is asked before it is shown, and what
//! the wallet gives goes with what is done. Nothing is sent by it, so nothing is written down: after a reload it
//! begins anew, and of two that were signed the token takes one.

use alloy::primitives::Address;

use super::super::effect::Endpoint;
use super::super::host_event::TopUpStage;
use super::aim::Reviewed;
use super::answer::{Given, given, read};
use super::flow::{Flow, Stage};
use super::io::{Answer, Forgotten, Question};
use super::turn::Turn;
use crate::chain::multicall;
use crate::chain::rpc::{self, Request};
use crate::protocols::permit::{PermitTerms, Signature};
use crate::protocols::{PositionKey, Snapshot};
use crate::top_up::{Changed, FlowFailure, Plan, ToSign, to_sign, with_signature};

/// What is known of the token of which a permission could be signed.
#[derive(Clone, Debug, Default)]
pub(super) enum Heard {
    /// None could be.
    #[default]
    NotAsked,
    /// It was asked.
    Asked,
    /// It takes permissions on these terms; none: it does not, or nobody says.
    Said(Option<PermitTerms>),
}

impl Heard {
    /// Asks a token for its terms.
    pub(super) fn ask(turn: &mut Turn<'_>, key: &PositionKey, token: Address) -> Self {
        let calls = PermitTerms::calls(token, key.account);
        let call = multicall::encode_latest(&calls, key.chain, None);
        let picture = turn.picture(key);
        let request = Request::call(&call, picture.at());
        turn.ask(Question::PermitTerms(token), picture.via(), request);
        Self::Asked
    }

    /// It answered, or did not: then it is approved.
    pub(super) fn answered(&mut self, key: &PositionKey, token: Address, answer: Answer) {
        let count = PermitTerms::calls(token, key.account).len();
        let terms = read(answer, rpc::parse_bytes).and_then(|bytes| {
            let (_, answers) = multicall::decode_latest(&bytes, count, key.chain, None).ok()?;
            PermitTerms::read(key.chain, token, &answers)
        });
        *self = Self::Said(terms);
    }

    /// Whether an answer is waited for.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self, Self::Asked)
    }

    /// What would be signed in place of the approval that comes next in a plan.
    pub(super) fn to_sign(&self, snapshot: &Snapshot, plan: &Plan) -> Option<ToSign> {
        match self {
            Self::Said(Some(terms)) => to_sign(snapshot, plan, terms),
            _ => None,
        }
    }
}

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
