//! A market while it is being read at a block.

use crate::chain::{BlockRef, Call, CallAnswer};
use crate::protocols::{Layout, ReadError, Reading, Snapshot, Step};

/// How far a market is.
#[derive(Debug)]
pub(super) enum Part {
    /// Still asking so many calls.
    Asking(Reading, usize),
    /// Read.
    Done(Box<Snapshot>, Layout),
    /// Its answers make no sense: nothing of it is known at this block. The others are not
    /// concerned.
    Failed(ReadError),
    /// Left aside: it is better than what is held, and in doubt.
    Left,
}

impl Part {
    pub(super) fn begin((reading, calls): (Reading, Vec<Call>)) -> (Self, Vec<Call>) {
        (Self::Asking(reading, calls.len()), calls)
    }

    /// How many calls it asks.
    pub(super) fn asked(&self) -> usize {
        match self {
            Self::Asking(_, count) => *count,
            Self::Done(..) | Self::Failed(_) | Self::Left => 0,
        }
    }

    /// Takes the answers to its calls; the calls that it still needs.
    pub(super) fn feed(self, block: BlockRef, answers: &[CallAnswer]) -> (Self, Vec<Call>) {
        let Self::Asking(reading, _) = self else {
            return (self, Vec::new());
        };
        match reading.feed(block, answers) {
            Ok(Step::Need(reading, calls)) => Self::begin((reading, calls)),
            Ok(Step::Done(snapshot, layout)) => (Self::Done(snapshot, layout), Vec::new()),
            Err(error) => (Self::Failed(error), Vec::new()),
        }
    }
}
