//! What it takes in, and what comes of it.

use alloy::primitives::{Address, Bytes};
use serde_json::Value;

use super::super::view::{PositionKey, ReadProblem};
use crate::chain::rpc::Request;
use crate::protocols::queued::{Ended, Foretold, Queued, Trial, Unread};

/// What it takes in.
#[derive(Debug)]
pub(in super::super) enum Input {
    /// Look what waits at this controller, where these waited when it was looked at last.
    Look {
        /// Where.
        controller: Address,
        /// Their numbers.
        known: Vec<u64>,
    },
    /// What the controller says.
    Said(Result<Bytes, ReadProblem>),
    /// Try these.
    Try(Vec<Tried>),
    /// What came of a simulation.
    Simulated(Result<Value, ReadProblem>),
}

/// A queued change that is tried on a position.
#[derive(Debug)]
pub(in super::super) struct Tried {
    /// Which position.
    pub(in super::super) key: PositionKey,
    /// Which change.
    pub(in super::super) queued: Queued,
    /// How, from its beginning.
    pub(in super::super) trial: Trial,
}

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Voice {
    /// Whoever is read.
    First,
    /// Another, where that one says nothing of use.
    Another,
}

/// What comes of it.
#[derive(Debug)]
pub(in super::super) enum Output {
    /// Ask for what the controller says.
    Ask(Voice, Request),
    /// Ask for a simulation.
    Simulate(Voice, Request),
    /// These wait, and this became of those that did.
    Found(Vec<Queued>, Vec<(u64, Ended)>),
    /// What one of them does to a position.
    Foretold(PositionKey, Queued, Result<Foretold, Unread>),
}
