//! Once more before something is signed: the wallet is asked where it is.

use serde_json::Value;

use super::super::effect::Endpoint;
use super::super::event::RequestFailure;
use super::super::requests::Purpose;
use super::super::view::ReadProblem;
use super::super::{Engine, Millis};
use super::Stage;
use super::confirmed::Context;
use crate::chain::rpc::{self, Request};
use crate::top_up::FlowFailure;

impl Engine {
    pub(in super::super) fn check_chain_answered(
        &mut self,
        now: Millis,
        answer: Result<Value, RequestFailure>,
    ) {
        let expected = self.rescue.as_ref().map(|rescue| rescue.key.chain);
        let told = self.believe(answer, rpc::parse_chain_id);
        self.confirm(now, told.map(|chain| Some(chain) == expected), |context| {
            context.chain = true;
        });
    }

    pub(in super::super) fn check_accounts_answered(
        &mut self,
        now: Millis,
        answer: Result<Value, RequestFailure>,
    ) {
        let expected = self.rescue.as_ref().map(|rescue| rescue.key.account);
        let told = self.believe(answer, rpc::parse_accounts);
        let same = told.map(|accounts| accounts.first().copied() == expected);
        self.confirm(now, same, |context| context.account = true);
    }

    fn confirm(
        &mut self,
        now: Millis,
        same: Result<bool, ReadProblem>,
        confirm: impl FnOnce(&mut Context),
    ) {
        let failure = match same {
            Ok(true) => {
                if let Some(context) = self.context() {
                    confirm(context);
                }
                self.check_further(now);
                return self.claim_further(now);
            }
            Ok(false) => FlowFailure::ContextChanged,
            Err(_) => FlowFailure::Disconnected,
        };
        self.fail_check(failure.clone());
        self.fail_claim(now, failure);
    }

    /// What is being confirmed about the wallet.
    fn context(&mut self) -> Option<&mut Context> {
        match &mut self.rescue.as_mut()?.stage {
            Stage::Checking(check) | Stage::Rechecking(_, check) => Some(&mut check.context),
            Stage::Claiming(_, claim) => Some(&mut claim.context),
            _ => None,
        }
    }

    /// Asks the wallet where it is.
    pub(super) fn ask_context(&mut self, now: Millis) {
        let wallet = Endpoint::Wallet;
        self.ask(
            now,
            Purpose::CheckChain,
            wallet.clone(),
            Request::chain_id(),
        );
        self.ask(now, Purpose::CheckAccounts, wallet, Request::accounts());
    }
}
