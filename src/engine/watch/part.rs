//! A market while it is being read at a block.

use crate::chain::{BlockRef, Call, CallAnswer};
use crate::protocols::{Layout, ReadError, Reading, Snapshot, Step};
use crate::risk::Health;

/// How far a market is.
#[derive(Debug)]
pub(super) enum Part {
    /// Still asking so many calls, in its so-manieth round.
    Asking(Box<Reading>, usize, u32),
    /// Read, and what that taught.
    Done(Box<Snapshot>, Box<Learnt>),
    /// Its answers make no sense: nothing of it is known at this block. The others are not
    /// concerned.
    Failed(ReadError),
    /// Left aside: it is better than what is held, and in doubt.
    Left,
}

/// What a reading taught.
#[derive(Debug)]
pub(super) struct Learnt {
    pub(super) layout: Layout,
    /// It took more than one round.
    pub(super) is_news: bool,
}

impl Part {
    pub(super) fn begin((reading, calls): (Reading, Vec<Call>)) -> (Self, Vec<Call>) {
        (Self::Asking(Box::new(reading), calls.len(), 1), calls)
    }

    /// How many calls it asks.
    pub(super) fn asked(&self) -> usize {
        match self {
            Self::Asking(_, count, _) => *count,
            Self::Done(..) | Self::Failed(_) | Self::Left => 0,
        }
    }

    /// The health that a contract says itself among the answers to its calls, where one does.
    pub(super) fn told(&self, answers: &[CallAnswer]) -> Option<Health> {
        match self {
            Self::Asking(reading, ..) => reading.told(answers),
            Self::Done(..) | Self::Failed(_) | Self::Left => None,
        }
    }

    /// Takes the answers to its calls; the calls that it still needs.
    pub(super) fn feed(self, block: BlockRef, answers: &[CallAnswer]) -> (Self, Vec<Call>) {
        let Self::Asking(reading, _, round) = self else {
            return (self, Vec::new());
        };
        match reading.feed(block, answers) {
            Ok(Step::Need(reading, calls)) => {
                let next = Self::Asking(Box::new(reading), calls.len(), round.saturating_add(1));
                (next, calls)
            }
            Ok(Step::Done(snapshot, layout)) => {
                let is_news = round > 1;
                let learnt = Box::new(Learnt { layout, is_news });
                (Self::Done(snapshot, learnt), Vec::new())
            }
            Err(error) => (Self::Failed(error), Vec::new()),
        }
    }
}
