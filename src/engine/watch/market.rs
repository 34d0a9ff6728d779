//! A market, and what is known of the account in it.

use super::super::view::ReadProblem;
use super::held::LastHeld;
use super::known::Known;
use super::part::Learnt;
use super::suspicion::{Suspicion, Verdict};
use crate::chain::logs::{Entry, LogsQuestion};
use crate::math::Timestamp;
use crate::protocols::{Layout, Market, ReadError, Snapshot};
use crate::risk::Health;

/// A market, and what is known of the account in it.
#[derive(Debug)]
pub(in super::super) struct WatchedMarket {
    pub(in super::super) market: Market,
    /// What the last reading learned, to predict the next.
    pub(in super::super) layout: Option<Layout>,
    /// That took it more than one round.
    pub(in super::super) is_learnt: bool,
    /// The health that its contract says itself, until it is read.
    pub(in super::super) told: Option<Health>,
    /// What was read last.
    pub(in super::super) known: Option<Known>,
    /// Collateral may have been seized, and what came of that was not told yet.
    pub(super) suspicion: Option<Suspicion>,
    /// Why the last attempt to read it failed, where the others could be read.
    pub(in super::super) problem: Option<ReadError>,
}

impl WatchedMarket {
    pub(in super::super) fn new(market: Market, layout: Option<Layout>) -> Self {
        Self {
            market,
            layout,
            is_learnt: false,
            told: None,
            known: None,
            suspicion: None,
            problem: None,
        }
    }

    /// Whether the chain does not have it.
    pub(in super::super) fn is_absent(&self) -> bool {
        self.problem == Some(ReadError::Absent)
    }

    /// Whether something is otherwise than before that may be a seizure, and what it is not told yet.
    pub(in super::super) fn is_suspected(&self) -> bool {
        self.suspicion.is_some()
    }

    /// Whether collateral is missed: what is better may be what a seizure has left.
    pub(in super::super) fn is_missed(&self) -> bool {
        let mut suspicion = self.suspicion.iter();
        suspicion.any(Suspicion::misses_collateral)
    }

    /// Compares what is held `now` with what was before: ends a suspicion that is settled, or begins
    /// one. What came of it, and what is to be kept as held last.
    pub(in super::super) fn weigh(
        &mut self,
        now: LastHeld,
        before: Option<&LastHeld>,
    ) -> (Option<Verdict>, Option<LastHeld>) {
        let settled = self.suspicion.take_if(|one| one.is_settled());
        let (verdict, since) = settled.and_then(Suspicion::end).unzip();
        if let Some(suspicion) = &mut self.suspicion {
            suspicion.see(&now);
            return (verdict, since);
        }
        let before = since.as_ref().or(before);
        self.suspicion = before.and_then(|before| Suspicion::of(before, &now));
        match self.is_suspected() {
            true => (verdict, since),
            false => (verdict, Some(now)),
        }
    }

    /// What the chain's log says of what is missed. Whether that settles it.
    pub(in super::super) fn logged(
        &mut self,
        now: Timestamp,
        question: &LogsQuestion,
        log: Result<Vec<Entry>, ReadProblem>,
    ) -> bool {
        self.suspicion.as_mut().is_some_and(|suspicion| {
            suspicion.answered(now, question, log);
            suspicion.is_settled()
        })
    }

    /// What was read last.
    pub(in super::super) fn snapshot(&self) -> Option<&Snapshot> {
        self.known.as_ref().map(|known| &**known.snapshot())
    }

    /// Takes what was read in place of what was known.
    pub(super) fn take(&mut self, snapshot: Box<Snapshot>, learnt: Learnt) {
        self.layout = Some(learnt.layout);
        self.is_learnt = learnt.is_news;
        self.problem = None;
        self.told = None;
        self.known = Some(Known::new(snapshot.into()));
    }

    /// It could not be read. What was predicted from an earlier reading may be why: the next one
    /// finds everything anew.
    pub(in super::super) fn failed(&mut self, error: ReadError) {
        self.layout = self.layout.take().and_then(Layout::old);
        self.told = None;
        self.problem = Some(error);
    }
}
