//! One account on one chain: its markets, what was read of each last, and which of them are not
//! seen while others are.

mod blind;
mod held;
mod known;
mod market;
mod part;
mod relayed;
mod suspicion;
mod terms;
#[cfg(test)]
mod tests;
mod told;

pub(super) use held::{AllHeld, LastHeld};
pub(super) use known::Known;
pub(super) use market::WatchedMarket;
pub(super) use suspicion::{Evidence, Verdict};
pub(super) use terms::LastTerms;

use alloy::primitives::Address;

use super::view::PositionKey;
use crate::alert::{Cadence, Level, Notice};
use crate::chain::logs::LogsQuestion;
use crate::chain::{BlockRef, Call, CallAnswer};
use crate::math::Timestamp;
use crate::protocols::{Layout, Market, Reading, Snapshot};
use blind::Blind;
use part::Part;
use told::Told;

/// How often an account in which nothing was found is looked at, seconds.
const EMPTY_EVERY_S: u64 = 300;

/// One account on one chain.
#[derive(Debug)]
pub(super) struct Watch {
    account: Address,
    markets: Vec<WatchedMarket>,
    /// A reading that nothing was answered to yet.
    begun: Option<(Vec<Part>, Told)>,
    /// The reading that is under way, market by market; empty: none is.
    parts: Vec<Part>,
    /// When a reading ended last.
    read_at: Option<Timestamp>,
    /// What was answered in the newest reading.
    told: Told,
    blind: Blind,
}

impl Watch {
    /// Nothing is known of it yet, but what its markets may look like.
    pub(super) fn new(
        account: Address,
        markets: Vec<Market>,
        foreseen: impl Fn(&PositionKey) -> Option<Layout>,
    ) -> Self {
        let markets = markets.into_iter().map(|market| {
            let layout = foreseen(&market.position_of(account));
            WatchedMarket::new(market, layout)
        });
        Self {
            account,
            markets: markets.collect(),
            begun: None,
            parts: Vec::new(),
            read_at: None,
            told: Told::default(),
            blind: Blind::default(),
        }
    }

    /// Whose positions.
    pub(super) fn account(&self) -> Address {
        self.account
    }

    /// Every market that is looked at.
    pub(super) fn markets(&self) -> &[WatchedMarket] {
        &self.markets
    }

    /// Whether anything is supplied or owed anywhere, as far as was read; or was, and is missed.
    pub(super) fn holds(&self) -> bool {
        self.markets.iter().any(|one| {
            let known = one.known.as_ref();
            known.is_some_and(Known::is_position) || one.is_suspected()
        })
    }

    /// Whether every market was read, and nothing is there.
    pub(super) fn is_empty(&self) -> bool {
        let seen = |one: &WatchedMarket| one.known.is_some() || one.is_absent();
        !self.holds() && self.read_at.is_some() && self.markets.iter().all(seen)
    }

    /// Whether a reading is to be made now: of one in which nothing was found, now and then.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        let read_at = self.read_at.filter(|_| self.is_empty());
        read_at.is_none_or(|at| now.0.saturating_sub(at.0) >= EMPTY_EVERY_S)
    }

    /// Begins to read: the first calls. A sweep forgets what earlier readings learnt.
    pub(super) fn begin(&mut self, pre_liquidators: &[Address], sweep: bool) -> Vec<Call> {
        if sweep {
            for market in &mut self.markets {
                market.layout = market.layout.take().and_then(Layout::old);
            }
        }
        let mut told = Told::begin(&self.markets);
        let (mut parts, mut calls) = (Vec::new(), Vec::new());
        for watched in &self.markets {
            let known = watched.layout.clone();
            let (market, account) = (&watched.market, self.account);
            let reading = Reading::start(market, account, pre_liquidators, known);
            let (part, asked) = Part::begin(reading);
            parts.push(part);
            calls.extend(asked);
        }
        told.asks(&calls);
        self.begun = Some((parts, told));
        calls
    }

    /// Takes the answers that it waits for, at this block; the calls that it still needs.
    pub(super) fn feed(&mut self, block: BlockRef, mut answers: &[CallAnswer]) -> Vec<Call> {
        if let Some((parts, told)) = self.begun.take() {
            (self.parts, self.told) = (parts, told);
        }
        self.told.answered(block, answers);
        let mut calls = Vec::new();
        let parts = core::mem::take(&mut self.parts).into_iter();
        self.parts = parts
            .map(|part| {
                // As many as were asked for: that was checked when they were taken apart.
                let (own, rest) = answers.split_at(part.asked().min(answers.len()));
                answers = rest;
                let (part, asked) = part.feed(block, own);
                calls.extend(asked);
                part
            })
            .collect();
        self.told.asks(&calls);
        calls
    }

    /// What the contracts say of themselves, before anything is read: shown as that, and nothing else is
    /// made of it.
    pub(super) fn glimpse(&mut self, mut answers: &[CallAnswer]) {
        let Some((parts, _)) = &self.begun else {
            return;
        };
        for (watched, part) in self.markets.iter_mut().zip(parts) {
            let (own, rest) = answers.split_at(part.asked().min(answers.len()));
            answers = rest;
            watched.told = part.told(own).filter(|_| watched.known.is_none());
        }
    }

    /// The calls of the newest reading, if it was at this block.
    pub(super) fn told_at(&self, block: BlockRef) -> impl Iterator<Item = &Call> {
        self.told.calls(block)
    }

    /// Whether a reading has ended and is not taken yet.
    pub(super) fn is_held_back(&self) -> bool {
        !self.parts.is_empty() && self.parts.iter().all(|part| part.asked() == 0)
    }

    /// Whether something about it is not known, or may be worse than it looks.
    pub(super) fn is_unsettled(&self) -> bool {
        let absent = |one: &&WatchedMarket| !one.is_absent();
        let mut present = self.markets.iter().filter(absent);
        present.any(|one| one.known.is_none() || one.problem.is_some() || one.is_suspected())
    }

    /// Another source gave these answers at this block: where it says something else of a position,
    /// the worse of the two is what is known from here on. Of which positions it does.
    pub(super) fn take_worse(
        &mut self,
        block: BlockRef,
        theirs: &[CallAnswer],
        pre_liquidators: &[Address],
    ) -> Vec<PositionKey> {
        if self.told.is_same(theirs) {
            return Vec::new();
        }
        let found = self
            .told
            .by(theirs, self.account, &self.markets, pre_liquidators);
        let mut differ = Vec::new();
        let held_back = self.is_held_back();
        for (place, theirs) in found.into_iter().enumerate() {
            let read = self.parts.get_mut(place).filter(|_| held_back);
            let Some(watched) = self.markets.get_mut(place) else {
                continue;
            };
            let own = match &read {
                Some(Part::Done(own, _)) => Some(&**own),
                Some(_) => None,
                None => watched.snapshot(),
            };
            let Some(own) = own.filter(|own| own.block == block) else {
                continue;
            };
            let differs = match &theirs {
                Some((theirs, _)) => **theirs != *own,
                None => own.owes(),
            };
            let is_worse =
                |(theirs, _): &(Box<Snapshot>, _)| theirs.first_health() < own.first_health();
            let worse = theirs.filter(is_worse);
            if differs {
                differ.push(watched.market.position_of(self.account));
            }
            match (worse, read) {
                (Some((theirs, learnt)), Some(read)) => *read = Part::Done(theirs, learnt),
                (Some((theirs, learnt)), None) => watched.take(theirs, *learnt),
                (None, _) => {}
            }
        }
        differ
    }

    /// Of what was read only that is to be taken which is not better than what is held.
    pub(super) fn leave_better(&mut self) {
        for (watched, part) in self.markets.iter().zip(&mut self.parts) {
            let Part::Done(read, _) = &*part else {
                continue;
            };
            let held = watched.snapshot().map(Snapshot::first_health);
            if held.is_some_and(|held| read.first_health() > held) {
                *part = Part::Left;
            }
        }
    }

    /// The reading ended: from here on this is what is known. How many markets were read, of those
    /// that were asked.
    ///
    /// A market that could not be read leaves the others as they are: what was known of it ages,
    /// and has an alarm about silence of its own.
    pub(super) fn finish(&mut self, now: Timestamp) -> (usize, usize) {
        let parts = core::mem::take(&mut self.parts);
        let asked = parts.len();
        let mut read: usize = 0;
        for (watched, part) in self.markets.iter_mut().zip(parts) {
            match part {
                Part::Done(snapshot, learnt) => {
                    watched.take(snapshot, *learnt);
                    read = read.saturating_add(1);
                }
                Part::Failed(error) => watched.failed(error),
                Part::Asking(..) | Part::Left => {}
            }
        }
        if read > 0 {
            self.read_at = Some(now);
        }
        (read, asked)
    }

    /// Whether any market was read in the reading that is about to end.
    pub(super) fn reads_any(&self) -> bool {
        let mut parts = self.parts.iter();
        parts.any(|part| matches!(part, Part::Done(..)))
    }

    /// What the newest reading took more than one round to learn: it was not foreseen.
    pub(super) fn learnt(&self) -> impl Iterator<Item = (PositionKey, &Layout)> {
        let learnt = self.markets.iter().filter(|one| one.is_learnt);
        learnt.filter_map(|one| Some((one.market.position_of(self.account), one.layout.as_ref()?)))
    }

    /// The reading that has begun is not gone on with: what was read before it stays.
    pub(super) fn leave_begun(&mut self) {
        self.begun = None;
    }

    /// The reading that is under way leads to nothing.
    pub(super) fn abort(&mut self) {
        self.begun = None;
        self.parts.clear();
    }

    /// A market by the name of the position in it.
    pub(super) fn market(&self, key: &PositionKey) -> Option<&WatchedMarket> {
        let mut own = self.markets.iter();
        own.find(|one| key.account == self.account && one.market.is_of(key))
    }

    /// The same, to be changed.
    pub(super) fn market_mut(&mut self, key: &PositionKey) -> Option<&mut WatchedMarket> {
        let mut own = self.markets.iter_mut();
        own.find(|one| key.account == self.account && one.market.is_of(key))
    }

    /// What to ask the chain's log now about what is missed, each with whether it is for another source than the one
    /// that is read.
    pub(super) fn ask_log(
        &mut self,
        now: Timestamp,
        earlier: &[Address],
    ) -> Vec<(bool, (PositionKey, LogsQuestion))> {
        let account = self.account;
        let all = self.markets.iter_mut().filter_map(|one| {
            let held = LastHeld::of(one.known.as_ref()?.snapshot());
            let events = one.market.seizures(account, earlier);
            let suspicion = one.suspicion.as_mut()?;
            let question = suspicion.ask(now, events, held)?;
            let asked = (one.market.position_of(account), question);
            Some((suspicion.is_for_another(), asked))
        });
        all.collect()
    }

    /// The markets were read at this block, and some of them could not be: what is to be told of
    /// those that are seen again. `is_at_stake`: whether something was owed there.
    pub(super) fn settle(
        &mut self,
        now: Timestamp,
        last: Timestamp,
        cadence: Cadence,
        block: BlockRef,
        is_at_stake: impl Fn(&PositionKey) -> bool,
    ) -> Vec<(PositionKey, Notice)> {
        let mut notices = Vec::new();
        for watched in &self.markets {
            let key = watched.market.position_of(self.account);
            if watched.problem.is_none() {
                let block = (block.number, block.timestamp);
                let found = self.blind.found(&key, now, cadence, block);
                notices.extend(found.map(|notice| (key, notice)));
            } else if is_at_stake(&key) {
                self.blind.lost(key, last, now);
            }
        }
        notices
    }

    /// Lets the alarms about what is not seen see the time.
    pub(super) fn tick(
        &mut self,
        now: Timestamp,
        cadence: Cadence,
        level: impl Fn(&PositionKey) -> Option<Level>,
    ) -> Vec<(PositionKey, Notice)> {
        self.blind.tick(now, cadence, level)
    }

    /// The positions that are not seen, though their chain is.
    pub(super) fn blind(&self) -> &Blind {
        &self.blind
    }

    /// Sees the time, as [`DataWatch::see`](crate::alert::DataWatch::see).
    pub(super) fn see(&mut self, now: Timestamp, planned_s: u64) {
        self.blind.see(now, planned_s);
    }

    /// As [`DataWatch::reads_first`](crate::alert::DataWatch::reads_first).
    pub(super) fn reads_first(&mut self, now: Timestamp) {
        self.blind.reads_first(now);
    }
}
