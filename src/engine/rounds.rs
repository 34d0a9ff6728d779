//! A refresh of all markets at one block: who still asks, who has its answer, and who failed.

use super::view::ReadProblem;
use crate::chain::{BlockRef, Call, CallAnswer};
use crate::protocols::{Layout, ReadError, Reading, Snapshot, Step};

/// A refresh of all markets at one block.
#[derive(Debug)]
pub(super) struct Rounds {
    pub(super) block: BlockRef,
    /// Per market, in their order.
    pub(super) parts: Vec<Part>,
}

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
}

impl Rounds {
    /// Hands each market its answers; the calls that are still needed, in the markets' order.
    pub(super) fn feed(self, answers: Vec<CallAnswer>) -> Result<(Self, Vec<Call>), ReadProblem> {
        let mut answers = answers.as_slice();
        let mut calls = Vec::new();
        let mut parts = Vec::new();
        for part in self.parts {
            let Part::Asking(reading, count) = part else {
                parts.push(part);
                continue;
            };
            let (own, rest) = answers
                .split_at_checked(count)
                .ok_or(ReadProblem::Garbled)?;
            answers = rest;
            parts.push(match reading.feed(own) {
                Ok(Step::Need(reading, asked)) => {
                    let part = Part::Asking(reading, asked.len());
                    calls.extend(asked);
                    part
                }
                Ok(Step::Done(snapshot, layout)) => Part::Done(snapshot, layout),
                Err(error) => Part::Failed(error),
            });
        }
        let rounds = Self {
            block: self.block,
            parts,
        };
        Ok((rounds, calls))
    }
}

impl Part {
    pub(super) fn asked(&self) -> usize {
        match self {
            Self::Asking(_, count) => *count,
            Self::Done(..) | Self::Failed(_) => 0,
        }
    }
}
