//! How a look begins: at the head, wherever that is, or with its header.

use super::super::Millis;
use super::super::effect::Endpoint;
use super::{Beside, Feed, Flight, Named, Output, Probe, Source};
use crate::chain::{BlockRef, Seen};

/// How often the head is asked for, and that of a second source beside it, milliseconds.
const COMPARE_EVERY_MS: u64 = 60_000;

impl Feed {
    pub(super) fn look_now(&mut self, now: Millis) -> Vec<Output> {
        if self.is_looking() {
            self.again = true;
            return Vec::new();
        }
        self.sources.iter_mut().for_each(Source::wake);
        self.look(now)
    }

    /// Looks at the head, unless a look is under way.
    pub(super) fn look(&mut self, now: Millis) -> Vec<Output> {
        if self.is_looking() {
            return Vec::new();
        }
        let mut ready = self.ready(now);
        let first = ready.next().map(|source| source.endpoint.clone());
        // In turn; one that failed is tried again so.
        let second = ready.min_by_key(|source| source.asked_at);
        let second = second.map(|source| source.endpoint.clone());
        let Some(via) = first else {
            let soonest = self.sources.iter().map(|source| source.ready_at(now)).min();
            self.next_at = soonest;
            return Vec::new();
        };
        // The first read is not to wait for it.
        let compares_now = self.block.is_some() && self.compare_at <= now;
        self.next_at = None;
        self.again = false;
        if self.can_begin_at_head() && !compares_now {
            return self.look_at_head(now, via);
        }
        if compares_now {
            self.compare_at = now.plus(COMPARE_EVERY_MS);
        }
        self.flight = Flight::Head {
            via: via.clone(),
            tried: Vec::new(),
        };
        let second = second.filter(|_| compares_now && self.aside.is_none());
        let aside = second.map(|second| self.ask_aside(second));
        aside.into_iter().chain([Output::AskHead(via)]).collect()
    }

    fn can_begin_at_head(&self) -> bool {
        let may_name = self.seen.has_named_a_block() || !matches!(self.probe, Probe::Failed);
        let is_first = self.block.is_none() && self.seen.dated_by().is_none();
        (self.seen.names_the_block() || is_first) && may_name
    }

    /// The header has come, perhaps of the block that an answer has named just before: then that
    /// answer counts.
    pub(super) fn hold_against(&mut self, header: &BlockRef, via: &Endpoint) -> Option<Named> {
        let (probe, named) = match core::mem::take(&mut self.probe) {
            Probe::Named(named) if named.block == *header => {
                self.seen = Seen::NAMES_ITS_BLOCK;
                (Probe::Untried, Some(*named))
            }
            // Where the chain has gone on that says nothing.
            Probe::Named(named) if header.number > named.block.number => (Probe::Untried, None),
            Probe::Named(_) | Probe::Failed => (Probe::Failed, None),
            Probe::Untried => (Probe::Untried, None),
        };
        self.probe = probe;
        named.filter(|named| named.via == *via)
    }

    /// Whether an answer of the head has named a block after this one.
    pub(super) fn has_named_one_after(&self, header: &BlockRef) -> bool {
        match &self.probe {
            Probe::Named(named) => named.block.number > header.number,
            Probe::Untried | Probe::Failed => false,
        }
    }

    /// Begins to read at the head, wherever that is; where it is not known yet whether an answer names its
    /// block, with the header beside it, for that to be held against.
    fn look_at_head(&mut self, now: Millis, via: Endpoint) -> Vec<Output> {
        let sweep = core::mem::take(&mut self.sweep);
        let anew = core::mem::take(&mut self.anew) || sweep;
        self.flight = Flight::Batch {
            via: via.clone(),
            tried: Vec::new(),
            block: None,
            named_at: now,
            anew,
            sweep,
            batch: None,
        };
        let begin = Output::Begin { sweep };
        match self.seen.has_named_a_block() {
            true => vec![begin],
            false => {
                self.beside = Beside::Asked;
                vec![begin, Output::AskHead(via)]
            }
        }
    }

    /// Goes on with the header after all, which may be under way or there.
    pub(super) fn look_at_header(&mut self, now: Millis) -> Vec<Output> {
        let Some(via) = self.via() else {
            return Vec::new();
        };
        self.anew = true;
        self.flight = Flight::Head {
            via: via.clone(),
            tried: Vec::new(),
        };
        match self.beside {
            Beside::Nothing => vec![Output::AskHead(via)],
            Beside::Asked => Vec::new(),
            Beside::Came(header) => self.head(now, Ok(header)),
        }
    }
}
