//! Which chain is watched: what the wallet says, what the endpoint says, and how to switch.

use serde_json::Value;

use super::effect::Endpoint;
use super::event::RequestFailure;
use super::requests::Purpose;
use super::telling::Departure;
use super::view::SwitchProblem;
use super::{Engine, Millis};
use crate::chain::ChainId;
use crate::chain::rpc::{self, Request};

impl Engine {
    /// Asks the wallet in use for its chain, also while an earlier answer is under way: that may be
    /// of before.
    pub(super) fn ask_wallet_chain(&mut self, now: Millis) {
        if self
            .session
            .open()
            .is_some_and(|open| open.wallet.is_some())
        {
            self.requests
                .forget(|purpose| *purpose == Purpose::WalletChain);
            self.ask(
                now,
                Purpose::WalletChain,
                Endpoint::Wallet,
                Request::chain_id(),
            );
        }
    }

    pub(super) fn wallet_chain_answered(
        &mut self,
        now: Millis,
        answer: Result<Value, RequestFailure>,
    ) {
        let chain = self.believe(answer, rpc::parse_chain_id);
        let Some(open) = self.session.open_mut() else {
            return;
        };
        if open.wallet.is_none() {
            return;
        }
        match chain {
            Ok(chain) if open.chain == Some(chain) => {}
            Ok(chain) => {
                let changed = open.chain.replace(chain).is_some();
                open.switching = false;
                open.switch_problem = None;
                let account = open.account;
                if changed && self.owes() && !self.visible {
                    self.tell_left(Departure::OtherChain);
                }
                if changed || !self.has_markets(chain) {
                    self.forget_position();
                }
                if self.has_markets(chain) {
                    self.begin_watch(now, Some(chain), account);
                }
                self.start_reading(now);
            }
            // What is watched is known, and reading says by itself whether it can be.
            Err(_) if open.chain.is_some() => {}
            Err(problem) => self.read_failed(now, problem),
        }
    }

    pub(super) fn endpoint_chain_answered(
        &mut self,
        now: Millis,
        answer: Result<Value, RequestFailure>,
    ) {
        let chain = self.believe(answer, rpc::parse_chain_id);
        let Some(open) = self.session.open_mut() else {
            return;
        };
        match chain {
            Ok(chain) => {
                open.endpoint_chain = Some(chain);
                let watches_only = open.wallet.is_none() && open.chain != Some(chain);
                if watches_only && open.chain.replace(chain).is_some() {
                    self.forget_position();
                }
                self.start_reading(now);
            }
            Err(problem) => self.read_failed(now, problem),
        }
    }

    /// Whether what reads go through serves the watched chain, as far as it has said.
    pub(super) fn reads_the_watched_chain(&self) -> bool {
        match (self.config.reads_through(), self.session.open()) {
            (_, None) => false,
            (Endpoint::Wallet, Some(open)) => open.chain.is_some(),
            (Endpoint::Http, Some(open)) => {
                open.endpoint_chain.is_some() && open.endpoint_chain == open.chain
            }
        }
    }

    pub(super) fn switch_chain(&mut self, now: Millis, chain: ChainId) {
        if let Some(open) = self.session.open_mut()
            && open.wallet.is_some()
        {
            open.switching = true;
            open.switch_problem = None;
            self.ask(
                now,
                Purpose::SwitchChain,
                Endpoint::Wallet,
                Request::switch_chain(chain),
            );
        }
    }

    /// The wallet answered the question to switch; the new chain itself comes as an event, but not
    /// from every wallet: so it is asked.
    pub(super) fn switch_answered(&mut self, now: Millis, answer: Result<Value, RequestFailure>) {
        let Some(open) = self.session.open_mut() else {
            return;
        };
        open.switching = false;
        match answer {
            Ok(_) => self.ask_wallet_chain(now),
            Err(RequestFailure::Refused { code: 4001, .. }) => {
                open.switch_problem = Some(SwitchProblem::Rejected);
            }
            Err(RequestFailure::Refused { code: 4902, .. }) => {
                open.switch_problem = Some(SwitchProblem::UnknownChain);
            }
            Err(RequestFailure::Refused { message, .. }) => {
                open.switch_problem = Some(SwitchProblem::Other(message))
            }
            Err(_) => open.switch_problem = Some(SwitchProblem::NoAnswer),
        }
    }
}
