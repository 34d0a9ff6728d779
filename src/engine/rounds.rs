//! A refresh of all markets at one block: who still asks, and who has its answer.

use super::view::ReadProblem;
use crate::chain::{BlockRef, Call, CallAnswer};
use crate::protocols::aave_v3::{Layout, Reading, Snapshot, Step};

/// A refresh of all markets at one block.
#[derive(Debug)]
pub(super) struct Rounds {
    pub(super) block: BlockRef,
    /// Per market, in their order: still asking so many calls, or done.
    pub(super) parts: Vec<Part>,
}

#[derive(Debug)]
pub(super) enum Part {
    Asking(Box<Reading>, usize),
    Done(Box<Snapshot>, Layout),
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
            parts.push(match reading.feed(own).map_err(|_| ReadProblem::Garbled)? {
                Step::Need(reading, asked) => {
                    let part = Part::Asking(reading, asked.len());
                    calls.extend(asked);
                    part
                }
                Step::Done(snapshot, layout) => Part::Done(snapshot, layout),
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
            Self::Done(..) => 0,
        }
    }
}
