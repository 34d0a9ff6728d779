//! One chain, read through whatever serves it.
//!
//! One look at a time: the batches that the watches ask for, all at one block. The first is asked at the
//! head and names its block, so that a look is one request; where contracts do not see what headers
//! have, or it is not known yet, the head is asked for before. A source that fails is left alone for a
//! while, and the look goes on through the next, at the same block; a head older than what is held is
//! never taken. Now and then the head is asked for all the same: so contracts are held to their headers.
//! Where there are several sources a second one is asked for it then too, beside the look: so one that lags
//! is found out. At the first look it is asked for beside the batch.

mod aside;
mod head;
mod io;
mod look;
mod relayed;
mod round;
mod source;
#[cfg(test)]
mod tests;

use alloy::primitives::Address;

use super::Millis;
use super::batch::Batch;
use super::effect::Endpoint;
use super::view::ReadProblem;
use crate::chain::{BlockPace, BlockRef, CallAnswer, ChainFacts, DatedBy, Seen};
use crate::math::Timestamp;
use aside::Said;
pub(super) use io::{Input, Output};
pub(super) use relayed::Age;
pub(super) use source::{REQUESTS_AN_HOUR, Source};

/// Shortest and longest time between two looks at the head, milliseconds.
const LOOK_EVERY_MS: (u64, u64) = (2_000, 12_000);

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
    /// Whether an answer of the head names its block, where that is not known yet.
    probe: Probe,
    beside: Beside,
    /// A second source that is asked for its head.
    aside: Option<Endpoint>,
    /// What one said, to be held against what is read.
    heard: Option<(Said, BlockRef)>,
    /// Who looked last, and when it named what was the head.
    looked: Option<Said>,
}

/// The header that is asked for in the same moment as a batch at the head which is to name its block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Beside {
    /// None is, or it did not come.
    #[default]
    Nothing,
    /// It is awaited.
    Asked,
    /// It came first.
    Came(BlockRef),
}

/// Whether an answer of the head names a block that there is.
#[derive(Debug, Default)]
enum Probe {
    /// It is to be tried.
    #[default]
    Untried,
    /// It has named one, which is held against the header now.
    Named(Box<Named>),
    /// It has named one that there was not: here the header is asked for each time.
    Failed,
}

/// An answer of the head, and the block that it has named.
#[derive(Debug)]
struct Named {
    block: BlockRef,
    via: Endpoint,
    /// What was asked there, and answered: of use where there is such a block.
    batch: Batch,
    answers: Vec<CallAnswer>,
}

/// A look that is under way.
#[derive(Debug)]
enum Flight {
    Resting,
    Head {
        via: Endpoint,
        tried: Vec<Endpoint>,
    },
    Batch {
        via: Endpoint,
        tried: Vec<Endpoint>,
        /// None while it is the head's.
        block: Option<BlockRef>,
        /// When that was said to be the head.
        named_at: Millis,
        /// It is read also where that is the block that is held.
        anew: bool,
        /// Everything is read, as if for the first time.
        sweep: bool,
        /// None while the watches say what they ask for.
        batch: Option<Batch>,
    },
}

impl Feed {
    /// A chain that nothing serves yet, and what its contracts were `seen` to know of their block before.
    pub(super) fn new(facts: ChainFacts, now: Millis, seen: Seen) -> Self {
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
            compare_at: now,
            news_at: now,
            read_via: None,
            burnt: Vec::new(),
            seen,
            probe: Probe::default(),
            beside: Beside::default(),
            aside: None,
            heard: None,
            looked: None,
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

    /// What the chain's contracts were seen to know of their block.
    pub(super) fn seen(&self) -> Seen {
        self.seen
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
            Flight::Batch { via, .. } | Flight::Head { via, .. } => Some(via),
            Flight::Resting => {
                let mut ready = self.ready(now);
                ready
                    .next()
                    .or(self.sources.first())
                    .map(|source| &source.endpoint)
            }
        }
    }

    /// Who read what is held.
    pub(super) fn read_via(&self) -> Option<&Endpoint> {
        self.read_via.as_ref()
    }

    /// The sources of other hosts than that one's that may be asked now, the preferred first.
    pub(super) fn others(&self, now: Millis) -> Vec<Endpoint> {
        let Some(read) = self.read_via() else {
            return Vec::new();
        };
        let others = self
            .ready(now)
            .filter(|source| source.endpoint.host() != read.host());
        others.map(|source| source.endpoint.clone()).collect()
    }

    /// One of another host than this one; of several one that may be asked now.
    pub(super) fn another(&self, now: Millis, than: &Endpoint) -> Option<&Endpoint> {
        let others = self.sources.iter();
        let others = others.filter(|source| source.endpoint.host() != than.host());
        let first = others.min_by_key(|source| !source.is_ready(now));
        first.map(|source| &source.endpoint)
    }

    /// A source failed at something that was not a look.
    pub(super) fn blame(&mut self, now: Millis, endpoint: &Endpoint, problem: ReadProblem) {
        self.fail(now, endpoint, problem);
    }

    /// What serves the chain, the preferred first.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter()
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
            Input::Aside(head) => self.aside(now, head),
            Input::Calls(calls) => self.calls(now, calls),
            Input::Unread => {
                self.sweep = true;
                self.via().map_or_else(Vec::new, |via| {
                    self.fail_at_batch(now, &via, ReadProblem::Garbled);
                    self.end_failed(now, ReadProblem::Garbled)
                })
            }
            Input::Batch(answer) => self.batch(now, answer),
            Input::Relayed(block) => {
                self.relayed(now, block);
                Vec::new()
            }
            Input::Offline => {
                let problem = ReadProblem::Unreachable;
                for source in &mut self.sources {
                    source.failed(now, problem.clone());
                }
                self.end_failed(now, problem)
            }
            Input::Slept => self.slept(now),
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

    /// The next source that may be asked in this look, and is now.
    fn next_source(&self, now: Millis, tried: &[Endpoint]) -> Option<Endpoint> {
        let next = self
            .ready(now)
            .find(|source| !tried.contains(&source.endpoint))?;
        Some(next.endpoint.clone())
    }

    /// The sources that may be asked now: those first that did not fail last. A look through one that did may
    /// wait for it in vain; that it serves again is found out beside a look.
    fn ready(&self, now: Millis) -> impl Iterator<Item = &Source> {
        let ready = move |source: &&Source| source.is_ready(now);
        let well = |source: &&Source| source.problem.is_none();
        let all = self.sources.iter().filter(ready);
        all.clone()
            .filter(well)
            .chain(all.filter(move |source| !well(source)))
    }

    fn fail(&mut self, now: Millis, endpoint: &Endpoint, problem: ReadProblem) {
        if let Some(source) = self.source_mut(endpoint) {
            source.failed(now, problem);
        }
    }

    fn fail_at_batch(&mut self, now: Millis, endpoint: &Endpoint, problem: ReadProblem) {
        if let Some(source) = self.source_mut(endpoint) {
            source.failed_at_batch(now, problem);
        }
    }

    fn source_mut(&mut self, endpoint: &Endpoint) -> Option<&mut Source> {
        let mut all = self.sources.iter_mut();
        all.find(|source| source.endpoint == *endpoint)
    }

    /// Something is asked of a source, in a look or beside it.
    pub(super) fn count(&mut self, now: Millis, endpoint: &Endpoint) {
        if let Some(source) = self.source_mut(endpoint) {
            source.count(now);
        }
    }

    /// The look has ended well.
    fn ended(&mut self, now: Millis, via: &Endpoint) -> Vec<Output> {
        let pace = self.look_every_ms();
        let mut spacing = 0;
        if let Some(source) = self.source_mut(via) {
            source.succeeded();
            spacing = source.spacing_ms(now);
        }
        let mut named_at = now;
        if let Flight::Batch { named_at: at, .. } = self.flight {
            named_at = at;
            self.read_via = Some(via.clone());
        }
        self.looked = Some(Said {
            via: via.clone(),
            at: named_at,
        });
        self.flight = Flight::Resting;
        self.problem = None;
        self.last_success = Some(now.timestamp());
        let wait = match core::mem::take(&mut self.again) {
            true => 0,
            // Nobody shares a local chain.
            false if self.facts.blocks == BlockPace::OnDemand => pace,
            false => pace.max(spacing),
        };
        self.next_at = Some(now.plus(wait));
        let mut outputs = vec![Output::Read];
        outputs.extend(self.compare(now));
        outputs
    }

    /// The look has ended without values. What was read before stays, and ages visibly.
    fn end_failed(&mut self, now: Millis, problem: ReadProblem) -> Vec<Output> {
        let _ = self.break_off();
        let soonest = self.sources.iter().map(|source| source.ready_at(now)).min();
        self.next_at = soonest;
        self.problem = Some(problem.clone());
        vec![Output::Forget, Output::Failed(problem)]
    }

    /// Whoever was asked when the page slept is not to blame that nobody heard the answer: the look begins
    /// anew, and at once.
    fn slept(&mut self, now: Millis) -> Vec<Output> {
        let asked = [self.via(), self.aside.take()];
        for source in &mut self.sources {
            let was_asked = asked.iter().flatten().any(|one| *one == source.endpoint);
            source.slept(now, was_asked);
        }
        let was_looking = self.is_looking();
        if was_looking || self.next_at.is_some() {
            self.next_at = Some(now);
        }
        let begun = self.break_off().then_some(Output::Same);
        was_looking
            .then_some(Output::Forget)
            .into_iter()
            .chain(begun)
            .collect()
    }

    /// No look is under way any more, and what was wanted of it is of the next. Whether the watches have begun
    /// one.
    fn break_off(&mut self) -> bool {
        let flight = core::mem::replace(&mut self.flight, Flight::Resting);
        self.beside = Beside::Nothing;
        self.again = false;
        match flight {
            Flight::Batch { sweep, anew, .. } => {
                self.sweep |= sweep;
                self.anew |= anew;
                true
            }
            Flight::Resting | Flight::Head { .. } => false,
        }
    }
}
