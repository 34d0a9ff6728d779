//! The head of a chain: whose is taken.

use super::super::Millis;
use super::super::view::ReadProblem;
use super::{Beside, Feed, Flight, Named, Output};
use crate::chain::{BlockPace, BlockRef};

/// After so many blocks that did not come, and no less than so many milliseconds, the chain may go on
/// elsewhere.
const OVERDUE_BLOCKS: u64 = 2;
const OVERDUE_AT_LEAST_MS: u64 = 10_000;

impl Feed {
    pub(super) fn head(&mut self, now: Millis, head: Result<BlockRef, ReadProblem>) -> Vec<Output> {
        let beside = core::mem::take(&mut self.beside);
        if matches!(self.flight, Flight::Batch { .. }) {
            // It is asked for again where the batch names a block.
            self.beside = head.map_or(Beside::Nothing, Beside::Came);
            return Vec::new();
        }
        let Flight::Head { via, mut tried } = core::mem::replace(&mut self.flight, Flight::Resting)
        else {
            return Vec::new();
        };
        let head = match head {
            Ok(head) => head,
            Err(problem) => {
                self.fail(now, &via, problem.clone());
                self.flight = Flight::Head { via, tried };
                return self.go_on(now, problem);
            }
        };
        // Of a block before the named one it may be only because it was answered before: that says nothing.
        if beside != Beside::Nothing && self.has_named_one_after(&head) {
            self.flight = Flight::Head {
                via: via.clone(),
                tried,
            };
            return vec![Output::AskHead(via)];
        }
        tried.push(via.clone());
        let named = self.hold_against(&head, &via);
        let behind = self.is_behind(&head);
        if behind && let Some(next) = self.next_source(now, &tried) {
            self.flight = Flight::Head {
                via: next.clone(),
                tried,
            };
            return vec![Output::AskHead(next)];
        }
        let same = self.block == Some(head);
        if same || behind {
            self.doubt_if_overdue(now);
        }
        // A sweep waits for a head that is not behind: it must not turn the clock back.
        if behind || (same && !self.sweep && !self.anew) {
            return self.ended(now, &via);
        }
        let sweep = core::mem::take(&mut self.sweep);
        self.anew = false;
        // What was asked of this very block is not asked again, unless there is more to ask since.
        let is_all = !sweep && !self.again && self.block.is_none();
        let (batch, answers) = match named.filter(|_| is_all) {
            Some(Named { batch, answers, .. }) => (Some(batch), Some(answers)),
            None => (None, None),
        };
        self.flight = Flight::Batch {
            via,
            tried,
            block: Some(head),
            named_at: now,
            anew: true,
            sweep,
            batch,
        };
        match answers {
            Some(answers) => self.answered(now, Ok(answers)),
            None => vec![Output::Begin { sweep }],
        }
    }

    /// Whether a head is older than what is held: an endpoint behind a load balancer may answer with
    /// such a one. On a local chain, which can be turned back, it is followed.
    pub(super) fn is_behind(&self, head: &BlockRef) -> bool {
        let is_older = |known: BlockRef| head.number < known.number;
        self.block.is_some_and(is_older) && self.facts.blocks != BlockPace::OnDemand
    }

    /// Nothing is new. Perhaps the chain goes on, and this source does not: then another is asked with the
    /// next look.
    pub(super) fn doubt_if_overdue(&mut self, now: Millis) {
        if self.is_overdue(now) {
            self.compare_at = now;
        }
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
}
