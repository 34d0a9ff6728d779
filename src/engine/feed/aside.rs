//! The head of a second source, asked for beside a look: so one that lags is found out, and no look waits
//! for one that is mute.

use super::super::Millis;
use super::super::effect::Endpoint;
use super::super::view::ReadProblem;
use super::{Feed, Output};
use crate::chain::{BlockPace, BlockRef};

/// A source whose head is older than another's by more than this, milliseconds, lags.
pub(super) const LAG_MS: u64 = 30_000;

/// What a source said was the head, and when.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) via: Endpoint,
    pub(super) at: Millis,
}

impl Feed {
    /// A second source is asked.
    pub(super) fn ask_aside(&mut self, via: Endpoint) -> Output {
        self.aside = Some(via.clone());
        Output::AskAside(via)
    }

    /// It has answered, or not.
    pub(super) fn aside(
        &mut self,
        now: Millis,
        answer: Result<BlockRef, ReadProblem>,
    ) -> Vec<Output> {
        let Some(via) = self.aside.take() else {
            return Vec::new();
        };
        match answer {
            Ok(head) => {
                self.heard = Some((Said { via, at: now }, head));
                self.compare(now)
            }
            Err(problem) => {
                let is_doubtful = problem == ReadProblem::Garbled;
                self.fail(now, &via, problem);
                is_doubtful
                    .then_some(Output::Doubt(via))
                    .into_iter()
                    .collect()
            }
        }
    }

    /// Holds what the second source said against what was read last: who lags of the two is left alone,
    /// and where that is the first it is read anew, through another. While a look is under way that waits
    /// for its end.
    pub(super) fn compare(&mut self, now: Millis) -> Vec<Output> {
        if self.is_looking() {
            return Vec::new();
        }
        let Some((second, head)) = self.heard.take() else {
            return Vec::new();
        };
        let (Some(first), Some(held)) = (self.looked.clone(), self.block) else {
            return Vec::new();
        };
        if first.via == second.via {
            return Vec::new();
        }
        // Who was asked later may know a later head.
        let later = |one: Millis, other: Millis| one.0.saturating_sub(other.0);
        if self.lags(&held, &head, later(second.at, first.at)) {
            self.fail(now, &first.via, ReadProblem::Behind);
            return self.look(now);
        }
        match self.lags(&head, &held, later(first.at, second.at)) {
            true => self.fail(now, &second.via, ReadProblem::Behind),
            false => {
                if let Some(source) = self.source_mut(&second.via) {
                    source.heard(now);
                }
            }
        }
        Vec::new()
    }

    /// Whether a head is older than another by more than heads of good sources differ, and than the
    /// milliseconds by which it was named earlier.
    fn lags(&self, head: &BlockRef, newer: &BlockRef, earlier_ms: u64) -> bool {
        let behind_s = newer.timestamp.0.saturating_sub(head.timestamp.0);
        let most_ms = LAG_MS.saturating_add(earlier_ms);
        self.facts.blocks != BlockPace::OnDemand && behind_s.saturating_mul(1_000) > most_ms
    }
}
