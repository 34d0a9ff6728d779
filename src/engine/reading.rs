//! The wires between what serves a chain and the watches on it: a look begins, its answers are
//! handed out, and what was read becomes what is known.

use serde_json::Value;

use super::effect::Endpoint;
use super::event::RequestFailure;
use super::feed::{Input, Output};
use super::host_event::{ErrorDetail, ErrorKind, HostEvent};
use super::requests::Purpose;
use super::rescue;
use super::view::{PositionKey, ReadProblem};
use super::watch::Watch;
use super::{Engine, Millis};
use crate::chain::rpc;
use crate::chain::rpc::Request;
use crate::chain::{BlockRef, CallAnswer, ChainId};

impl Engine {
    /// Hands the feed of a chain something, and does what comes of it.
    pub(super) fn feed_on(&mut self, now: Millis, chain: ChainId, input: Input) {
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        if (watched.waits_for_witness() || watched.is_led) && matches!(input, Input::Time) {
            return;
        }
        let outputs = watched.feed.on(now, input);
        if outputs.iter().any(Output::is_news) {
            self.touch();
        }
        for output in outputs {
            match output {
                Output::AskHead(via) => {
                    self.count(now, chain, &via);
                    self.ask(now, Purpose::Head(chain), via, Request::latest_block());
                }
                Output::AskAside(via) => {
                    self.count(now, chain, &via);
                    self.ask(now, Purpose::Aside(chain), via, Request::latest_block());
                }
                Output::AskBatch(via, request) => {
                    self.count(now, chain, &via);
                    self.ask(now, Purpose::Round(chain), via, request);
                }
                Output::Begin { sweep } => self.begin_read(now, chain, sweep),
                Output::Answers(block, answers) => self.hand_out(now, chain, block, &answers),
                Output::Glimpse(answers) => self.glimpse(chain, &answers),
                Output::Same => self.leave_begun(chain),
                Output::Read => self.read_ended(now, chain),
                Output::Failed(problem) => self.read_failed(now, chain, problem),
                Output::Doubt(endpoint) => self.doubt(now, &endpoint),
                Output::Forget => self.forget_flight(chain),
            }
        }
    }

    /// Something is asked of a source: it has a budget.
    pub(super) fn count(&mut self, now: Millis, chain: ChainId, via: &Endpoint) {
        if let Some(watched) = self.chains.get_mut(chain) {
            watched.feed.count(now, via);
        }
    }

    /// No answer of a look at a chain is awaited any more.
    pub(super) fn forget_flight(&mut self, chain: ChainId) {
        self.requests.forget(
            |purpose| matches!(purpose, Purpose::Head(of) | Purpose::Round(of) if *of == chain),
        );
    }

    /// A source said what is the head; `input`: what it was asked as.
    pub(super) fn head_answered(
        &mut self,
        now: Millis,
        chain: ChainId,
        answer: Result<Value, RequestFailure>,
        input: fn(Result<BlockRef, ReadProblem>) -> Input,
    ) {
        let head = self.believe(answer, rpc::parse_block);
        self.feed_on(now, chain, input(head));
    }

    pub(super) fn round_answered(
        &mut self,
        now: Millis,
        chain: ChainId,
        answer: Result<Value, RequestFailure>,
    ) {
        let bytes = self.believe(answer, rpc::parse_bytes);
        self.feed_on(now, chain, Input::Batch(bytes));
    }

    fn begin_read(&mut self, now: Millis, chain: ChainId, sweep: bool) {
        let contracts = self.pre_liquidators(chain);
        let first = self.first_account();
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        let mut calls = Vec::new();
        watched.asked.clear();
        for watch in &mut watched.watches {
            // The account in use is looked at with every block; so is what is held.
            if sweep || first == Some(watch.account()) || watch.is_due(now.timestamp()) {
                let own = watch.begin(&contracts, sweep);
                watched.asked.push((watch.account(), own.len()));
                calls.extend(own);
            }
        }
        self.feed_on(now, chain, Input::Calls(calls));
    }

    /// Lets each watch see what the contracts say of themselves.
    fn glimpse(&mut self, chain: ChainId, mut answers: &[CallAnswer]) {
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        for (account, count) in &watched.asked {
            let (own, rest) = answers.split_at((*count).min(answers.len()));
            answers = rest;
            let mut watches = watched.watches.iter_mut();
            if let Some(watch) = watches.find(|watch| watch.account() == *account) {
                watch.glimpse(own);
            }
        }
    }

    /// Hands each watch its answers, and asks for what they still need.
    fn hand_out(&mut self, now: Millis, chain: ChainId, block: BlockRef, answers: &[CallAnswer]) {
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        let mut answers = answers;
        let mut calls = Vec::new();
        for (account, count) in core::mem::take(&mut watched.asked) {
            // As many as were asked for: that was checked when they were taken apart.
            let (own, rest) = answers.split_at(count.min(answers.len()));
            answers = rest;
            let mut watches = watched.watches.iter_mut();
            if let Some(watch) = watches.find(|watch| watch.account() == account) {
                let more = watch.feed(block, own);
                watched.asked.push((account, more.len()));
                calls.extend(more);
            }
        }
        let nothing = !watched.watches.iter().any(Watch::reads_any);
        if calls.is_empty() && !nothing {
            watched.witness.read_anew(block);
        }
        let input = match calls.is_empty() && nothing {
            true => Input::Unread,
            false => Input::Calls(calls),
        };
        self.feed_on(now, chain, input);
    }

    /// A look has ended well, with values of a new block or with none.
    fn read_ended(&mut self, now: Millis, chain: ChainId) {
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        if watched.witness.is_disputed() && watched.is_held_back() {
            // What one of them says counts only when the other was asked too.
            self.want_witness(now, chain);
            // At a block that was compared nothing is asked again.
            return match self.is_witnessing(chain) {
                true => {}
                false => self.take_what_is_worse(now, chain),
            };
        }
        self.read_settled(now, chain);
    }

    /// What was read is what is known from here on.
    pub(super) fn read_settled(&mut self, now: Millis, chain: ChainId) {
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        // What one of two that disagree says alone makes nothing known.
        let is_one_sided = watched.is_one_sided(watched.feed.block());
        let is_led = watched.is_led;
        let mut any = false;
        for watch in &mut watched.watches {
            let (_, asked) = watch.finish(now.timestamp());
            any |= asked > 0;
        }
        if any {
            self.touch();
            // First what is missed: until that is settled it stays on the list.
            self.positions_read(now, chain);
            if !is_led {
                self.take_note(chain);
                self.foresee(chain);
            }
            self.searched(chain);
            self.tell_blind(now, chain);
        }
        if !is_led {
            self.ask_log(now, chain);
        }
        if !is_one_sided {
            self.data_arrived(now, chain);
        }
        if !is_led {
            self.witness_due(now, chain);
            self.queue_due(now, chain);
        }
        self.rescue_read(now, chain);
        self.pace(now, chain);
        self.tell_look(now, chain, any);
    }

    /// What holds something stays on the list, and what holds nothing any more leaves it.
    fn take_note(&mut self, chain: ChainId) {
        let before = self.accounts();
        let Some(watched) = self.chains.get(chain) else {
            return;
        };
        let mut news = false;
        for watch in &watched.watches {
            if watch.holds() || watch.is_empty() {
                let now = self.clock.now();
                let found = self.stored.list.edit(|list| {
                    let is_news = list.found(now, watch.account(), chain, watch.holds());
                    is_news.then_some(())
                });
                news |= found.is_some();
            }
        }
        if news {
            self.forget_gone(&before);
            self.store();
        }
    }

    fn read_failed(&mut self, now: Millis, chain: ChainId, problem: ReadProblem) {
        self.not_searched(chain, problem);
        if let Some(watched) = self.chains.get_mut(chain) {
            watched.watches.iter_mut().for_each(Watch::abort);
            watched.data.read_failed(now.timestamp());
        }
        self.reading_failed();
        self.rescue_on(now, rescue::Input::CouldNotRead(chain));
    }

    /// What was begun to be read is held already.
    fn leave_begun(&mut self, chain: ChainId) {
        if let Some(watched) = self.chains.get_mut(chain) {
            watched.watches.iter_mut().for_each(Watch::leave_begun);
        }
    }

    /// Somewhere nothing could be read.
    pub(super) fn reading_failed(&mut self) {
        let kind = ErrorKind::Read;
        self.emit(HostEvent::Error(ErrorDetail { kind }));
    }

    /// What an endpoint says makes no sense on this chain: it may have gone to another.
    fn doubt(&mut self, now: Millis, endpoint: &Endpoint) {
        match endpoint {
            Endpoint::Wallet => self.session_on(now, super::session::Input::AskAgain),
            Endpoint::Http(url) => self.endpoints.doubt(now, url),
        }
    }

    /// Looks at a chain now, unless a look is under way.
    pub(super) fn look(&mut self, now: Millis, chain: ChainId) {
        self.feed_on(now, chain, Input::Look);
    }

    /// Looks at everything on a chain again, also at what changes rarely.
    pub(super) fn sweep(&mut self, now: Millis, chain: ChainId) {
        self.feed_on(now, chain, Input::Sweep);
    }

    /// A click on "refresh": also what changes rarely, everywhere.
    pub(super) fn refresh(&mut self, now: Millis) {
        self.session_on(now, super::session::Input::AskAgain);
        self.endpoints.hurry(now);
        self.everywhere(now, || Input::Sweep);
    }

    /// Looks at every chain again that no other tab reads, and asks again what has not said which
    /// chain it is on.
    pub(super) fn look_again(&mut self, now: Millis) {
        self.endpoints.hurry(now);
        let own = self.chains.iter().filter(|one| !one.is_led);
        for chain in own.map(|one| one.chain).collect::<Vec<_>>() {
            self.look(now, chain);
        }
    }

    /// Hands every feed the same.
    pub(super) fn everywhere(&mut self, now: Millis, input: impl Fn() -> Input) {
        let chains: Vec<ChainId> = self.chains.iter().map(|one| one.chain).collect();
        for chain in chains {
            self.feed_on(now, chain, input());
        }
    }

    /// Where to put a question about a chain that is not part of a look.
    pub(super) fn source(&self, chain: ChainId) -> Option<Endpoint> {
        let watched = self.chains.get(chain)?;
        watched.feed.source(self.clock.now()).cloned()
    }

    /// Another place to put it, of another host.
    pub(super) fn another_source(&self, chain: ChainId) -> Option<Endpoint> {
        let (watched, own) = (self.chains.get(chain)?, self.source(chain)?);
        watched.feed.another(self.clock.now(), &own).cloned()
    }

    /// The newest block of a chain whose values are held.
    pub(super) fn block(&self, chain: ChainId) -> Option<BlockRef> {
        self.chains.get(chain)?.feed.block()
    }

    /// Whether the last attempt to read a position failed.
    pub(super) fn could_not_read(&self, key: &PositionKey) -> bool {
        let market = self.chains.market(key);
        market.is_some_and(|watched| watched.problem.is_some())
    }

    /// Why nothing is read, where no chain is known to read.
    pub(super) fn nowhere_problem(&self) -> Option<&ReadProblem> {
        self.wallet_problem.as_ref().or(self.endpoints.problem())
    }
}
