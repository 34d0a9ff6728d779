//! On which terms a token takes permissions that are signed: asked before one is shown.

use alloy::primitives::Address;

use super::answer::at_head;
use super::io::{Answer, Question};
use super::turn::Turn;
use crate::chain::multicall;
use crate::chain::rpc::Request;
use crate::protocols::permit::PermitTerms;
use crate::protocols::{PositionKey, Snapshot};
use crate::top_up::{Plan, ToSign, to_sign};

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
        let terms = at_head(answer, count, key.chain)
            .and_then(|(_, answers)| PermitTerms::read(key.chain, token, &answers));
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
