//! What is looked for, for one position: asked about, and found.

use alloy::primitives::{Address, Bytes};

use super::super::typed_address::parse_typed_address;
use super::super::view::{ReadProblem, WatchProblem};
use super::io::{Input, Output, Question, Sight};
use super::log::Log;
use crate::chain::logs::Entry;
use crate::chain::rpc::Request;
use crate::chain::{BlockRef, Call, Seen, multicall};
use crate::protocols::{PositionKey, Vetted, Vetting};

/// So many contracts are asked about together: six calls each, and nodes refuse hundreds.
const TOGETHER: usize = 8;

/// So many that a log tells of are asked about, the newest: an endpoint can make up as many as it likes.
const MOST_LOGGED: usize = 64;

/// What is looked for, for one position.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) key: PositionKey,
    pub(super) log: Log,
    /// Found, and not asked about.
    waiting: Vec<Address>,
    /// Asked about, at a block.
    asked: Option<Asked>,
    pub(super) found: Vec<Vetted>,
    /// Could not be asked about.
    pub(super) unasked: Vec<Address>,
    /// So many are asked about together.
    together: usize,
    /// So many the log has told of.
    logged: usize,
    /// And of more, which are left out.
    pub(super) has_more: bool,
    pub(super) typed: Option<Result<Address, WatchProblem>>,
}

#[derive(Debug)]
struct Asked {
    block: BlockRef,
    vetting: Vetting,
    /// So many calls are answered together.
    calls: usize,
    contracts: Vec<Address>,
}

impl Open {
    /// For a position of a market that has such contracts; these are known from elsewhere.
    pub(super) fn new(sight: &Sight<'_>, key: PositionKey, known: Vec<Address>) -> Option<Self> {
        let snapshot = sight.snapshot?;
        let (events, since) = snapshot.market.made()?;
        let head = sight.head.unwrap_or(snapshot.block).number;
        Some(Self::looking(key, Log::new(events, since, head), known))
    }

    /// Nothing is found yet, and these are to be asked about.
    pub(super) const fn looking(key: PositionKey, log: Log, waiting: Vec<Address>) -> Self {
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

    /// Whether an answer about contracts is awaited.
    pub(super) const fn is_asking(&self) -> bool {
        self.asked.is_some()
    }

    pub(super) const fn key(&self) -> &PositionKey {
        &self.key
    }

    /// Asks the log, and contracts, for what is to be known yet.
    pub(super) fn ask(&mut self, sight: &Sight<'_>) -> Vec<Output> {
        let log = self.ask_factory(sight);
        log.into_iter().chain(self.ask_contracts(sight)).collect()
    }

    pub(super) fn on(&mut self, sight: &Sight<'_>, input: Input<'_>) -> Vec<Output> {
        match input {
            Input::Typed(typed) => {
                let parsed = parse_typed_address(typed);
                self.typed = Some(parsed);
                let Ok(contract) = parsed else {
                    return Vec::new();
                };
                // Asked about again: it may have been made meanwhile.
                self.found.retain(|one| one.address != contract);
                self.ask_again([contract]);
                self.ask_contracts(sight).into_iter().collect()
            }
            Input::AskAgain => {
                let found: Vec<Address> = self.found.iter().map(|one| one.address).collect();
                self.ask_again(found);
                self.ask_contracts(sight).into_iter().collect()
            }
            Input::Logged(entries) => {
                self.logged(sight, entries);
                self.ask(sight)
            }
            Input::Said(bytes) => self.said(sight, bytes),
            Input::Open(..) | Input::Close => Vec::new(),
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

    fn ask_factory(&mut self, sight: &Sight<'_>) -> Option<Output> {
        let question = self.log.question()?;
        if !sight.is_served {
            self.log.failed(ReadProblem::NoEndpoint);
            return None;
        }
        let request = Request::logs(&question);
        Some(Output::Ask(Question::Log(question), request))
    }

    fn ask_contracts(&mut self, sight: &Sight<'_>) -> Option<Output> {
        let next = self.waiting.iter().take(self.together);
        let contracts: Vec<Address> = next.copied().collect();
        if self.asked.is_some() || contracts.is_empty() {
            return None;
        }
        let vetting = sight
            .snapshot
            .and_then(|one| one.vetting(contracts.clone()));
        let (Some(block), Some((vetting, calls))) = (sight.head, vetting) else {
            self.fail();
            return None;
        };
        self.waiting.retain(|one| !contracts.contains(one));
        self.asked = Some(Asked {
            block,
            vetting,
            calls: 0,
            contracts,
        });
        self.ask_calls(sight, &calls)
    }

    /// Asks all of these at the block at which it was begun to.
    fn ask_calls(&mut self, sight: &Sight<'_>, calls: &[Call]) -> Option<Output> {
        let asked = self.asked.as_mut()?;
        asked.calls = calls.len();
        let call = multicall::encode(calls, self.key.chain, &asked.block);
        let request = Request::call(&call, asked.block.number);
        if !sight.is_served {
            self.fail();
            return None;
        }
        Some(Output::Ask(Question::Contracts, request))
    }

    fn logged(&mut self, sight: &Sight<'_>, entries: Result<Vec<Entry>, ReadProblem>) {
        let entries = match entries {
            Ok(entries) => entries,
            Err(problem) => return self.log.failed(problem),
        };
        let left = MOST_LOGGED.saturating_sub(self.logged);
        let most = left.saturating_add(1);
        let made = sight
            .snapshot
            .map(|one| one.market.made_for_it(&entries, most));
        let made = made.unwrap_or_default();
        self.has_more |= made.len() > left;
        self.logged = self.logged.saturating_add(made.len()).min(MOST_LOGGED);
        for contract in made.into_iter().take(left) {
            if !self.knows(contract) {
                self.waiting.push(contract);
            }
        }
        self.log.answered();
    }

    fn said(&mut self, sight: &Sight<'_>, bytes: Result<Bytes, ReadProblem>) -> Vec<Output> {
        let Some(asked) = &mut self.asked else {
            return Vec::new();
        };
        let answers = bytes.ok().and_then(|bytes| {
            let mut seen = Seen::default();
            multicall::decode(&bytes, asked.calls, self.key.chain, &asked.block, &mut seen).ok()
        });
        let next = answers.and_then(|answers| asked.vetting.feed(asked.block, &answers).ok());
        match next {
            None => {
                self.fail();
                Vec::new()
            }
            Some(calls) if !calls.is_empty() => self.ask_calls(sight, &calls).into_iter().collect(),
            Some(_) => {
                let found = asked.vetting.found();
                self.asked = None;
                let is_old = |one: &Vetted| found.iter().any(|new| new.address == one.address);
                self.found.retain(|one| !is_old(one));
                self.found.extend(found.iter().copied());
                let acting = found.iter().filter(|one| one.is_authorized);
                let acting = acting.filter(|one| one.contract.is_some());
                let mut outputs: Vec<Output> =
                    acting.map(|one| Output::Found(one.address)).collect();
                outputs.extend(self.ask_contracts(sight));
                outputs
            }
        }
    }
}
