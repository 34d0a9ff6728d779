//! The wires of what could act for a position before its market does: what it sees, and whom it asks.

use serde_json::Value;

use super::chains::Watched;
use super::effect::Endpoint;
use super::event::RequestFailure;
use super::protection::{Input, Output, Question, Sight};
use super::requests::Purpose;
use super::view::{PositionKey, ProtectionView};
use super::{Engine, Millis};
use crate::chain::logs::parse_entries;
use crate::chain::rpc;
use crate::protocols::Snapshot;

impl Engine {
    /// A person wants to see what could act for a position before its market does.
    pub(super) fn open_protection(&mut self, now: Millis, key: PositionKey) {
        let known = self.pre_liquidators(key.chain);
        self.protection_on(now, Input::Open(key, known));
    }

    /// Hands it something, and does what comes of it.
    pub(super) fn protection_on(&mut self, now: Millis, input: Input<'_>) {
        let opened = match &input {
            Input::Open(key, _) => Some(key.clone()),
            _ => self.protection.key().cloned(),
        };
        let Some(key) = opened else {
            return;
        };
        let mut protection = core::mem::take(&mut self.protection);
        let sight = Sight {
            snapshot: self.chains.snapshot(&key),
            head: self.block(key.chain),
            is_served: self.source(key.chain).is_some(),
        };
        let outputs = protection.on(&sight, input);
        self.protection = protection;
        for output in outputs {
            match output {
                Output::Ask(question, request) => {
                    if let Some(via) = self.source(key.chain) {
                        let purpose = Purpose::Protection(Box::new(question));
                        self.ask(now, purpose, via, request);
                    }
                }
                Output::Found(contract) => self.know_found(now, key.chain, contract),
                Output::Forget => self
                    .requests
                    .forget(|purpose| matches!(purpose, Purpose::Protection(_))),
            }
        }
    }

    /// What the log, or the contracts, say.
    pub(super) fn protection_answered(
        &mut self,
        now: Millis,
        question: &Question,
        answer: Result<Value, RequestFailure>,
    ) {
        let input = match question {
            Question::Log(question) => {
                Input::Logged(self.believe(answer, |answer| parse_entries(answer, question)))
            }
            Question::Contracts => Input::Said(self.believe(answer, rpc::parse_bytes)),
        };
        self.protection_on(now, input);
    }

    /// What could act for a position before its market does, where a person wants to see that.
    pub(super) fn protection_view(&self) -> Option<ProtectionView> {
        let key = self.protection.key()?;
        let snapshot = self.chains.snapshot(key)?;
        let others = self.chains.get(key.chain);
        let others = others.into_iter().flat_map(Watched::snapshots);
        let others = others.filter(|one| one.account == snapshot.account);
        let others: Vec<&Snapshot> = others.collect();
        let is_wallets = self.source(key.chain) == Some(Endpoint::Wallet);
        let has_one_voice = is_wallets && self.another_source(key.chain).is_none();
        self.protection.view(snapshot, &others, has_one_voice)
    }
}
