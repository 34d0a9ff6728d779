//! One chain, read through whatever serves it.
//!
//! One look at a time: the head, then the batches that the watches ask for, all at that block. A
//! source that fails is left alone for a while, and the look goes on through the next, at the same
//! block; a head older than what is held is never taken. Where several serve the chain their heads
//! are compared now and then, so that one that lags is found out.

mod source;
#[cfg(test)]
mod tests;

use super::Millis;
use super::batch::{self, Batch};
use super::effect::Endpoint;
use super::reach::host;
use super::view::ReadProblem;
use crate::chain::multicall;
use crate::chain::rpc::Request;
use crate::chain::{BlockPace, BlockRef, Call, CallAnswer, ChainFacts, DatedBy, Seen};
use crate::math::Timestamp;
use alloy::primitives::{Address, Bytes};
use source::Source;

/// Shortest and longest time between two looks at the head, milliseconds.
const LOOK_EVERY_MS: (u64, u64) = (2_000, 12_000);

/// How often the heads of two sources are compared, milliseconds.
const COMPARE_EVERY_MS: u64 = 60_000;

/// After so many blocks that did not come, and no less than so many milliseconds, the chain may go on
/// elsewhere.
const OVERDUE_BLOCKS: u64 = 2;
const OVERDUE_AT_LEAST_MS: u64 = 10_000;

/// How long a contract that burns the gas is not asked again, milliseconds.
const BURNT_FOR_MS: u64 = 120_000;

/// A source whose head is older than another's by more than this, milliseconds, lags.
const LAG_MS: u64 = 30_000;

/// One chain, and what serves it.
#[derive(Debug)]
pub(super) struct Feed {
    facts: ChainFacts,
    /// The preferred first.
    sources: Vec<Source>,
    flight: Flight,
    /// The newest block whose values are held.
    block: Option<BlockRef>,
    last_success: Option<Timestamp>,
    problem: Option<ReadProblem>,
    next_at: Option<Millis>,
    sweep: bool,
    /// Read at the next head, also if that is the one held.
    anew: bool,
    /// Asked for while a look was under way.
    again: bool,
    compare_at: Millis,
    /// When a new block was read last.
    news_at: Millis,
    /// Who read what is held.
    read_via: Option<Endpoint>,
    /// Contracts that burn the gas of whoever asks, and until when they are not asked.
    burnt: Vec<(Address, Millis)>,
    /// What the chain's contracts were seen to know of their block.
    seen: Seen,
}

/// A look that is under way.
#[derive(Debug)]
enum Flight {
    Resting,
    Head {
        via: Endpoint,
        tried: Vec<Endpoint>,
        /// The head of another source, asked first to compare.
        other: Option<Box<(Endpoint, BlockRef)>>,
        /// This one is asked to compare.
        compares: bool,
    },
    Batch {
        via: Endpoint,
        tried: Vec<Endpoint>,
        block: BlockRef,
        /// None while the watches say what they ask for.
        batch: Option<Batch>,
    },
}

/// What a feed takes in.
#[derive(Debug)]
pub(super) enum Input {
    /// These serve the chain now, the preferred first.
    Served(Vec<Endpoint>),
    /// Look as soon as that is possible; also at a source that is left alone.
    Look,
    /// The same, and at everything as if for the first time: balances of the wallet too.
    Sweep,
    /// Look, and read also where there is no new block: something new is to be read.
    Anew,
    /// Look in so many milliseconds.
    LookIn(u64),
    /// Time has passed.
    Time,
    /// What was said to be the head.
    Head(Result<BlockRef, ReadProblem>),
    /// What the watches ask for at the block at hand; nothing: they have read it.
    Calls(Vec<Call>),
    /// None of the watches could make sense of the answers.
    Unread,
    /// What came of the batch.
    Batch(Result<Bytes, ReadProblem>),
    /// There is no network, as the browser believes.
    Offline,
}

/// What comes of it.
#[derive(Debug, PartialEq)]
pub(super) enum Output {
    /// Ask for the head.
    AskHead(Endpoint),
    /// Ask for a batch.
    AskBatch(Endpoint, Request),
    /// A look at this block begins: the watches say what they ask for.
    Begin {
        /// The block.
        block: BlockRef,
        /// Everything, as if for the first time.
        sweep: bool,
    },
    /// The answers to what they asked for.
    Answers(Vec<CallAnswer>),
    /// The look has ended; what is held is as new as the chain.
    Read,
    /// It has ended without values: no source gave any.
    Failed(ReadProblem),
    /// What this source says makes no sense here: it may be on another chain.
    Doubt(Endpoint),
    /// No answer is awaited any more.
    Forget,
}

impl Feed {
    /// A chain that nothing serves yet.
    pub(super) fn new(facts: ChainFacts, now: Millis) -> Self {
        Self {
            facts,
            sources: Vec::new(),
            flight: Flight::Resting,
            block: None,
            last_success: None,
            problem: None,
            next_at: None,
            sweep: false,
            anew: false,
            again: false,
            // Soon after the first read, which is not to wait for it.
            compare_at: now.plus(1),
            news_at: now,
            read_via: None,
            burnt: Vec::new(),
            seen: Seen::default(),
        }
    }

    /// What is known of the chain.
    pub(super) fn facts(&self) -> ChainFacts {
        self.facts
    }

    /// The newest block whose values are held.
    pub(super) fn block(&self) -> Option<BlockRef> {
        self.block
    }

    /// By what the answers of the chain's contracts are dated; none before the first.
    pub(super) fn dated_by(&self) -> Option<DatedBy> {
        self.seen.dated_by()
    }

    /// When a source last gave an answer that was believed.
    pub(super) fn last_success(&self) -> Option<Timestamp> {
        self.last_success
    }

    /// Why the last look failed, if it did.
    pub(super) fn problem(&self) -> Option<&ReadProblem> {
        self.problem.as_ref()
    }

    /// Whether a look is under way.
    pub(super) fn is_looking(&self) -> bool {
        !matches!(self.flight, Flight::Resting)
    }

    /// When to look next; none while a look is under way, or where nothing serves the chain.
    pub(super) fn next_at(&self) -> Option<Millis> {
        self.next_at
    }

    /// The source to put other questions to: the one that is asked now, or would be.
    pub(super) fn source(&self, now: Millis) -> Option<&Endpoint> {
        match &self.flight {
            Flight::Batch { via, .. } => Some(via),
            Flight::Head { via, compares, .. } if !compares => Some(via),
            _ => {
                let ready = self.sources.iter().find(|source| source.is_ready(now));
                ready
                    .or(self.sources.first())
                    .map(|source| &source.endpoint)
            }
        }
    }

    /// Another source than the one that read what is held, of another host, that may be asked now.
    pub(super) fn second(&self, now: Millis) -> Option<Endpoint> {
        let read = host_of(self.read_via.as_ref()?);
        let mut ready = self.sources.iter().filter(|source| source.is_ready(now));
        let second = ready.find(|source| host_of(&source.endpoint) != read)?;
        Some(second.endpoint.clone())
    }

    /// A source failed at something that was not a look.
    pub(super) fn blame(&mut self, now: Millis, endpoint: &Endpoint, problem: ReadProblem) {
        self.fail(now, endpoint, problem);
    }

    /// What serves the chain, the preferred first, and why each failed last, if it did.
    pub(super) fn sources(&self) -> impl Iterator<Item = (&Endpoint, Option<&ReadProblem>)> {
        let all = self.sources.iter();
        all.map(|source| (&source.endpoint, source.problem.as_ref()))
    }

    /// Milliseconds between two looks at the head.
    pub(super) fn look_every_ms(&self) -> u64 {
        let (least, most) = LOOK_EVERY_MS;
        match self.facts.blocks {
            BlockPace::Every { ms } => ms.clamp(least, most),
            BlockPace::OnDemand => least,
        }
    }

    /// Takes in what happened; what comes of it, in order.
    pub(super) fn on(&mut self, now: Millis, input: Input) -> Vec<Output> {
        match input {
            Input::Served(endpoints) => self.served(now, endpoints),
            Input::Look => self.look_now(now),
            Input::Sweep => {
                self.sweep = true;
                self.burnt.clear();
                self.look_now(now)
            }
            Input::Anew => {
                self.anew = true;
                self.look_now(now)
            }
            Input::LookIn(ms) => {
                self.next_at = (!self.is_looking()).then(|| now.plus(ms));
                Vec::new()
            }
            Input::Time if self.next_at.is_some_and(|at| at <= now) => self.look(now),
            Input::Time => Vec::new(),
            Input::Head(head) => self.head(now, head),
            Input::Calls(calls) => self.calls(now, calls),
            Input::Unread => {
                self.sweep = true;
                self.via().map_or_else(Vec::new, |via| {
                    self.fail(now, &via, ReadProblem::Garbled);
                    self.end_failed(now, ReadProblem::Garbled)
                })
            }
            Input::Batch(answer) => self.batch(now, answer),
            Input::Offline => {
                let problem = ReadProblem::Unreachable;
                for source in &mut self.sources {
                    source.failed(now, problem.clone());
                }
                self.end_failed(now, problem)
            }
        }
    }

    fn served(&mut self, now: Millis, endpoints: Vec<Endpoint>) -> Vec<Output> {
        let same = self.sources.iter().map(|source| &source.endpoint);
        if same.eq(endpoints.iter()) {
            return Vec::new();
        }
        let had_none = self.sources.is_empty();
        let mut before = core::mem::take(&mut self.sources);
        for endpoint in endpoints {
            let known = before.iter().position(|one| one.endpoint == endpoint);
            let source = known.map(|place| before.swap_remove(place));
            self.sources
                .push(source.unwrap_or_else(|| Source::new(endpoint)));
        }
        if self.sources.is_empty() {
            self.problem = Some(ReadProblem::NoEndpoint);
            return self.end_failed(now, ReadProblem::NoEndpoint);
        }
        let is_lost = self
            .via()
            .is_some_and(|via| !self.sources.iter().any(|one| one.endpoint == via));
        if is_lost {
            return self.go_on(now, ReadProblem::Unreachable);
        }
        match had_none || self.problem.is_some() {
            true => self.look_now(now),
            false => Vec::new(),
        }
    }

    /// Who is being asked.
    fn via(&self) -> Option<Endpoint> {
        match &self.flight {
            Flight::Resting => None,
            Flight::Head { via, .. } | Flight::Batch { via, .. } => Some(via.clone()),
        }
    }

    fn look_now(&mut self, now: Millis) -> Vec<Output> {
        if self.is_looking() {
            self.again = true;
            return Vec::new();
        }
        self.sources.iter_mut().for_each(Source::wake);
        self.look(now)
    }

    /// Looks at the head, unless a look is under way.
    fn look(&mut self, now: Millis) -> Vec<Output> {
        if self.is_looking() {
            return Vec::new();
        }
        let mut ready = self.sources.iter().filter(|source| source.is_ready(now));
        let Some(first) = ready.next() else {
            let soonest = self.sources.iter().map(|source| source.ready_at(now)).min();
            self.next_at = soonest;
            return Vec::new();
        };
        let second = ready.next().filter(|_| self.compare_at <= now);
        let via = second.unwrap_or(first).endpoint.clone();
        let compares = second.is_some();
        if compares {
            self.compare_at = now.plus(COMPARE_EVERY_MS);
        }
        self.next_at = None;
        self.again = false;
        self.flight = Flight::Head {
            via: via.clone(),
            tried: Vec::new(),
            other: None,
            compares,
        };
        vec![Output::AskHead(via)]
    }

    /// The next source that may be asked in this look, and is now.
    fn next_source(&self, now: Millis, tried: &[Endpoint]) -> Option<Endpoint> {
        let mut ready = self.sources.iter().filter(|source| source.is_ready(now));
        let next = ready.find(|source| !tried.contains(&source.endpoint))?;
        Some(next.endpoint.clone())
    }

    fn fail(&mut self, now: Millis, endpoint: &Endpoint, problem: ReadProblem) {
        let mut all = self.sources.iter_mut();
        if let Some(source) = all.find(|source| source.endpoint == *endpoint) {
            source.failed(now, problem);
        }
    }

    fn head(&mut self, now: Millis, head: Result<BlockRef, ReadProblem>) -> Vec<Output> {
        let Flight::Head {
            via,
            mut tried,
            other,
            compares,
        } = core::mem::replace(&mut self.flight, Flight::Resting)
        else {
            return Vec::new();
        };
        let head = match head {
            Ok(head) => head,
            Err(problem) => {
                self.fail(now, &via, problem.clone());
                self.flight = Flight::Head {
                    via,
                    tried,
                    other,
                    compares: false,
                };
                return self.go_on(now, problem);
            }
        };
        tried.push(via.clone());
        if compares && let Some(next) = self.next_source(now, &tried) {
            self.flight = Flight::Head {
                via: next.clone(),
                tried,
                other: Some(Box::new((via, head))),
                compares: false,
            };
            return vec![Output::AskHead(next)];
        }
        // One that lags is left alone, and the look goes on through the one that does not.
        let (via, head) = match other.map(|other| *other) {
            Some((other, newer)) if self.lags(&head, &newer) => {
                self.fail(now, &via, ReadProblem::Behind);
                (other, newer)
            }
            _ => (via, head),
        };
        // An endpoint behind a load balancer may answer with an older head than before: what is
        // known already is newer. On a local chain, which can be turned back, it is followed.
        let behind = self.block.is_some_and(|known| {
            head.number < known.number && self.facts.blocks != BlockPace::OnDemand
        });
        if behind && let Some(next) = self.next_source(now, &tried) {
            self.flight = Flight::Head {
                via: next.clone(),
                tried,
                other: None,
                compares: false,
            };
            return vec![Output::AskHead(next)];
        }
        let same = self.block.is_some_and(|known| known.hash == head.hash);
        if (same || behind) && self.is_overdue(now) {
            // Perhaps the chain goes on, and this source does not: the next look compares.
            self.compare_at = now;
        }
        // A sweep waits for a head that is not behind: it must not turn the clock back.
        if behind || (same && !self.sweep && !self.anew) {
            return self.ended(now, &via);
        }
        let sweep = core::mem::take(&mut self.sweep);
        self.anew = false;
        self.flight = Flight::Batch {
            via,
            tried,
            block: head,
            batch: None,
        };
        vec![Output::Begin { block: head, sweep }]
    }

    /// Whether a new block should have come by now.
    fn is_overdue(&self, now: Millis) -> bool {
        match self.facts.blocks {
            BlockPace::OnDemand => false,
            BlockPace::Every { ms } => {
                let patience = ms.saturating_mul(OVERDUE_BLOCKS).max(OVERDUE_AT_LEAST_MS);
                self.news_at.plus(patience) < now
            }
        }
    }

    /// Whether a head is older than another by more than heads of good sources differ.
    fn lags(&self, head: &BlockRef, newer: &BlockRef) -> bool {
        let behind_s = newer.timestamp.0.saturating_sub(head.timestamp.0);
        self.facts.blocks != BlockPace::OnDemand
            && newer.number > head.number
            && behind_s.saturating_mul(1_000) > LAG_MS
    }

    fn calls(&mut self, now: Millis, asked: Vec<Call>) -> Vec<Output> {
        self.burnt.retain(|(_, until)| *until > now);
        let burnt = self.known_burnt();
        let bears = self.bears();
        let Flight::Batch {
            via, block, batch, ..
        } = &mut self.flight
        else {
            return Vec::new();
        };
        if asked.is_empty() {
            if self.block.replace(*block) != Some(*block) {
                self.news_at = now;
            }
            let via = via.clone();
            return self.ended(now, &via);
        }
        let next = batch.insert(Batch::new(asked, bears, &burnt)).done();
        self.batch_goes_on(now, next)
    }

    /// So many calls the source that is asked answers together.
    fn bears(&self) -> Option<usize> {
        let via = self.via()?;
        let mut all = self.sources.iter();
        all.find(|source| source.endpoint == via)?.bears
    }

    fn known_burnt(&self) -> Vec<Address> {
        self.burnt.iter().map(|(contract, _)| *contract).collect()
    }

    fn batch_goes_on(&mut self, now: Millis, next: batch::Next) -> Vec<Output> {
        let Flight::Batch {
            via,
            block,
            batch: Some(batch),
            ..
        } = &mut self.flight
        else {
            return Vec::new();
        };
        match next {
            batch::Next::Ask => vec![ask_batch(&self.facts, via, &batch.asked(), block)],
            batch::Next::Done(answers) => {
                let (via, learnt) = (via.clone(), batch.learnt());
                let mut all = self.sources.iter_mut();
                if let Some(source) = all.find(|source| source.endpoint == via) {
                    source.bears = learnt.bears.or(source.bears);
                }
                let until = now.plus(BURNT_FOR_MS);
                self.burnt
                    .extend(learnt.burnt.into_iter().map(|contract| (contract, until)));
                vec![Output::Answers(answers)]
            }
            batch::Next::Refused => Vec::new(),
        }
    }

    fn batch(&mut self, now: Millis, answer: Result<Bytes, ReadProblem>) -> Vec<Output> {
        let Flight::Batch {
            via,
            block,
            batch: Some(batch),
            ..
        } = &mut self.flight
        else {
            return Vec::new();
        };
        let (chain, seen) = (self.facts.id, &mut self.seen);
        let answers = answer.and_then(|bytes| {
            multicall::decode(&bytes, batch.asked().len(), chain, block, seen)
                .map_err(|_| ReadProblem::Garbled)
        });
        let (next, problem) = match answers {
            Ok(answers) => (batch.on_answers(answers), ReadProblem::Garbled),
            Err(ReadProblem::Refused(words)) => {
                (batch.on_refusal(&words), ReadProblem::Refused(words))
            }
            Err(problem) => (batch::Next::Refused, problem),
        };
        if next != batch::Next::Refused {
            return self.batch_goes_on(now, next);
        }
        let via = via.clone();
        self.fail(now, &via, problem.clone());
        self.go_on(now, problem)
    }

    /// The source that is asked failed: the look goes on through the next, at the same block.
    fn go_on(&mut self, now: Millis, problem: ReadProblem) -> Vec<Output> {
        let mut outputs = vec![Output::Forget];
        if problem == ReadProblem::Garbled {
            outputs.extend(self.via().map(Output::Doubt));
        }
        let next = match &mut self.flight {
            Flight::Resting => return outputs,
            Flight::Head { via, tried, .. } | Flight::Batch { via, tried, .. } => {
                tried.push(via.clone());
                let tried = tried.clone();
                self.next_source(now, &tried)
            }
        };
        match (next, &mut self.flight) {
            (Some(next), Flight::Head { via, compares, .. }) => {
                *via = next.clone();
                *compares = false;
                outputs.push(Output::AskHead(next));
            }
            (Some(next), Flight::Batch { via, .. }) => {
                *via = next;
                outputs.extend(self.ask_again(now));
            }
            _ => outputs.extend(self.end_failed(now, problem)),
        }
        outputs
    }

    /// Asks the round of the next source, from its beginning: what is read is read from one.
    fn ask_again(&mut self, now: Millis) -> Vec<Output> {
        let (bears, burnt) = (self.bears(), self.known_burnt());
        let Flight::Batch { batch, .. } = &mut self.flight else {
            return Vec::new();
        };
        let Some(before) = batch.take() else {
            return Vec::new();
        };
        let next = batch.insert(before.again(bears, &burnt)).done();
        self.batch_goes_on(now, next)
    }

    /// The look has ended well.
    fn ended(&mut self, now: Millis, via: &Endpoint) -> Vec<Output> {
        let mut all = self.sources.iter_mut();
        if let Some(source) = all.find(|source| source.endpoint == *via) {
            source.succeeded();
        }
        if matches!(self.flight, Flight::Batch { .. }) {
            self.read_via = Some(via.clone());
        }
        self.flight = Flight::Resting;
        self.problem = None;
        self.last_success = Some(now.timestamp());
        let wait = match core::mem::take(&mut self.again) {
            true => 0,
            false => self.look_every_ms(),
        };
        self.next_at = Some(now.plus(wait));
        vec![Output::Read]
    }

    /// The look has ended without values. What was read before stays, and ages visibly.
    fn end_failed(&mut self, now: Millis, problem: ReadProblem) -> Vec<Output> {
        self.flight = Flight::Resting;
        self.again = false;
        let soonest = self.sources.iter().map(|source| source.ready_at(now)).min();
        self.next_at = soonest;
        self.problem = Some(problem.clone());
        vec![Output::Forget, Output::Failed(problem)]
    }
}

/// Whom an endpoint belongs to; none: whoever the wallet asks.
fn host_of(endpoint: &Endpoint) -> Option<&str> {
    match endpoint {
        Endpoint::Wallet => None,
        Endpoint::Http(url) => Some(host(url)),
    }
}

fn ask_batch(facts: &ChainFacts, via: &Endpoint, calls: &[Call], block: &BlockRef) -> Output {
    let call = multicall::encode(calls, facts.id, block);
    Output::AskBatch(via.clone(), Request::call(&call, block.number))
}
