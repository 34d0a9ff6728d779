//! Which contracts there are that could act for a position before its market does, and what each would
//! do: looked for when a person wants to see them, and at no other time.
//!
//! - `log`: what the factory's log tells of them, in ranges that the node takes
//! - `show`: what each would do, as a view
//!
//! Here: what is looked for, asked about and found; and the wires.

mod log;
mod show;

use alloy::primitives::Address;
use serde_json::Value;

use super::event::RequestFailure;
use super::parse_typed_address;
use super::requests::Purpose;
use super::view::{PositionKey, ReadProblem, WatchProblem};
use super::{Engine, Millis};
use crate::chain::logs::{LogsQuestion, parse_entries};
use crate::chain::rpc::{self, Request};
use crate::chain::{BlockRef, Call, Seen, multicall};
use crate::protocols::{Vetted, Vetting};
use log::Log;

/// So many contracts are asked about together: six calls each, and nodes refuse hundreds.
const TOGETHER: usize = 8;

/// So many that a log tells of are asked about, the newest: an endpoint can make up as many as it likes.
const MOST_LOGGED: usize = 64;

/// What is looked for, for one position.
#[derive(Debug)]
pub(super) struct Protection {
    key: PositionKey,
    log: Log,
    /// Found, and not asked about.
    waiting: Vec<Address>,
    /// Asked about, at a block.
    asked: Option<Asked>,
    found: Vec<Vetted>,
    /// Could not be asked about.
    unasked: Vec<Address>,
    /// So many are asked about together.
    together: usize,
    /// So many the log has told of.
    logged: usize,
    /// And of more, which are left out.
    has_more: bool,
    typed: Option<Result<Address, WatchProblem>>,
}

#[derive(Debug)]
struct Asked {
    block: BlockRef,
    vetting: Vetting,
    /// So many calls are answered together.
    calls: usize,
    contracts: Vec<Address>,
}

/// A question of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// What was logged.
    Log(LogsQuestion),
    /// What contracts say.
    Contracts,
}

impl Protection {
    /// Nothing is known yet, and these are to be asked about.
    const fn new(key: PositionKey, log: Log, waiting: Vec<Address>) -> Self {
        Self {
            key,
            log,
            waiting,
            asked: None,
            found: Vec::new(),
            unasked: Vec::new(),
            together: TOGETHER,
            logged: 0,
            has_more: false,
            typed: None,
        }
    }

    /// Whether a contract was asked about, or will be, or could not be.
    fn knows(&self, contract: Address) -> bool {
        let asked = self.asked.iter().flat_map(|asked| &asked.contracts);
        let found = self.found.iter().map(|one| &one.address);
        let mut all = self.waiting.iter().chain(&self.unasked);
        all.any(|one| *one == contract) || asked.chain(found).any(|one| *one == contract)
    }

    /// These are to be asked about anew, before all that could not be asked about.
    fn ask_again(&mut self, contracts: impl IntoIterator<Item = Address>) {
        let waiting = core::mem::take(&mut self.waiting);
        let unasked = core::mem::take(&mut self.unasked);
        for contract in contracts.into_iter().chain(waiting).chain(unasked) {
            if !self.waiting.contains(&contract) {
                self.waiting.push(contract);
            }
        }
    }

    /// What is asked about, and what was to be, could not be. From here on each is asked about by itself: one alone
    /// may be why all of them failed.
    fn fail(&mut self) {
        let asked = self.asked.take().map(|asked| asked.contracts);
        let waiting = core::mem::take(&mut self.waiting);
        for contract in asked.into_iter().flatten().chain(waiting) {
            if !self.unasked.contains(&contract) {
                self.unasked.push(contract);
            }
        }
        self.together = 1;
    }
}

impl Engine {
    /// A person wants to see what could act for a position before its market does.
    pub(super) fn open_protection(&mut self, now: Millis, key: PositionKey) {
        self.close_protection();
        let Some(snapshot) = self.chains.snapshot(&key) else {
            return;
        };
        let Some((events, since)) = snapshot.market.made() else {
            return;
        };
        let head = self.block(key.chain).unwrap_or(snapshot.block).number;
        let log = Log::new(events, since, head);
        let waiting = self.pre_liquidators(key.chain);
        self.protection = Some(Protection::new(key, log, waiting));
        self.ask_factory(now);
        self.ask_contracts(now);
    }

    /// Nobody wants to see it any more.
    pub(super) fn close_protection(&mut self) {
        self.protection = None;
        self.requests
            .forget(|purpose| matches!(purpose, Purpose::Protection(_)));
    }

    /// A person names a contract.
    pub(super) fn type_contract(&mut self, now: Millis, typed: &str) {
        let Some(open) = &mut self.protection else {
            return;
        };
        let parsed = parse_typed_address(typed);
        open.typed = Some(parsed);
        if let Ok(contract) = parsed {
            // Asked about again: it may have been made meanwhile.
            open.found.retain(|one| one.address != contract);
            open.ask_again([contract]);
            self.ask_contracts(now);
        }
    }

    /// Something was signed and is done: who may act may have changed.
    pub(super) fn ask_contracts_again(&mut self, now: Millis) {
        if let Some(open) = &mut self.protection {
            let found: Vec<Address> = open.found.iter().map(|one| one.address).collect();
            open.ask_again(found);
            self.ask_contracts(now);
        }
    }

    fn ask_factory(&mut self, now: Millis) {
        let Some(open) = &self.protection else {
            return;
        };
        let (chain, question) = (open.key.chain, open.log.question());
        let Some(question) = question else {
            return;
        };
        let Some(via) = self.source(chain) else {
            if let Some(open) = &mut self.protection {
                open.log.failed(ReadProblem::NoEndpoint);
            }
            return;
        };
        let request = Request::logs(&question);
        self.ask(
            now,
            Purpose::Protection(Box::new(Question::Log(question))),
            via,
            request,
        );
    }

    fn ask_contracts(&mut self, now: Millis) {
        let Some(open) = &self.protection else {
            return;
        };
        let next = open.waiting.iter().take(open.together);
        let contracts: Vec<Address> = next.copied().collect();
        if open.asked.is_some() || contracts.is_empty() {
            return;
        }
        let snapshot = self.chains.snapshot(&open.key);
        let vetting = snapshot.and_then(|one| one.vetting(contracts.clone()));
        let (Some(block), Some((vetting, calls))) = (self.block(open.key.chain), vetting) else {
            return self.contracts_failed();
        };
        if let Some(open) = &mut self.protection {
            open.waiting.retain(|one| !contracts.contains(one));
            open.asked = Some(Asked {
                block,
                vetting,
                calls: 0,
                contracts,
            });
        }
        self.ask_calls(now, &calls);
    }

    /// Asks all of these at the block at which it was begun to.
    fn ask_calls(&mut self, now: Millis, calls: &[Call]) {
        let Some(open) = &mut self.protection else {
            return;
        };
        let (chain, Some(asked)) = (open.key.chain, &mut open.asked) else {
            return;
        };
        asked.calls = calls.len();
        let call = multicall::encode(calls, chain, &asked.block);
        let request = Request::call(&call, asked.block.number);
        match self.source(chain) {
            Some(via) => self.ask(
                now,
                Purpose::Protection(Box::new(Question::Contracts)),
                via,
                request,
            ),
            None => self.contracts_failed(),
        }
    }

    fn contracts_failed(&mut self) {
        if let Some(open) = &mut self.protection {
            open.fail();
        }
    }

    /// What the log, or the contracts, say.
    pub(super) fn protection_answered(
        &mut self,
        now: Millis,
        question: &Question,
        answer: Result<Value, RequestFailure>,
    ) {
        match question {
            Question::Log(question) => self.factory_answered(now, question, answer),
            Question::Contracts => self.contracts_answered(now, answer),
        }
    }

    fn factory_answered(
        &mut self,
        now: Millis,
        question: &LogsQuestion,
        answer: Result<Value, RequestFailure>,
    ) {
        let entries = self.believe(answer, |answer| parse_entries(answer, question));
        let Some(open) = &mut self.protection else {
            return;
        };
        match entries {
            Ok(entries) => {
                let snapshot = self.chains.snapshot(&open.key);
                let left = MOST_LOGGED.saturating_sub(open.logged);
                let most = left.saturating_add(1);
                let made = snapshot.map(|one| one.market.made_for_it(&entries, most));
                let made = made.unwrap_or_default();
                open.has_more |= made.len() > left;
                open.logged = open.logged.saturating_add(made.len()).min(MOST_LOGGED);
                for contract in made.into_iter().take(left) {
                    if !open.knows(contract) {
                        open.waiting.push(contract);
                    }
                }
                open.log.answered();
            }
            Err(problem) => open.log.failed(problem),
        }
        self.ask_factory(now);
        self.ask_contracts(now);
    }

    fn contracts_answered(&mut self, now: Millis, answer: Result<Value, RequestFailure>) {
        let bytes = self.believe(answer, rpc::parse_bytes);
        let Some(open) = &mut self.protection else {
            return;
        };
        let (chain, Some(asked)) = (open.key.chain, &mut open.asked) else {
            return;
        };
        let answers = bytes.ok().and_then(|bytes| {
            let mut seen = Seen::default();
            multicall::decode(&bytes, asked.calls, chain, &asked.block, &mut seen).ok()
        });
        let next = answers.and_then(|answers| asked.vetting.feed(asked.block, &answers).ok());
        match next {
            None => self.contracts_failed(),
            Some(calls) if !calls.is_empty() => self.ask_calls(now, &calls),
            Some(_) => {
                let found = asked.vetting.found();
                open.asked = None;
                let is_old = |one: &Vetted| found.iter().any(|new| new.address == one.address);
                open.found.retain(|one| !is_old(one));
                open.found.extend(found.iter().copied());
                // What was found to be authorised is watched from here on.
                for one in found.iter().filter(|one| one.is_authorized) {
                    if one.contract.is_some() {
                        self.know_found(now, chain, one.address);
                    }
                }
                self.ask_contracts(now);
            }
        }
    }
}
