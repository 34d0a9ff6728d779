//! What it takes in, what comes of it, and what it sees.

use alloy::primitives::{Address, Bytes};

use super::super::view::ReadProblem;
use crate::chain::BlockRef;
use crate::chain::logs::{Entry, LogsQuestion};
use crate::chain::rpc::Request;
use crate::protocols::{PositionKey, Snapshot};

/// What it takes in.
#[derive(Debug)]
pub(in super::super) enum Input<'a> {
    /// A person wants to see what could act for this position; these contracts are known from elsewhere.
    Open(PositionKey, Vec<Address>),
    /// Nobody wants to see it any more.
    Close,
    /// A person names a contract.
    Typed(&'a str),
    /// Something was signed and is done: who may act may have changed.
    AskAgain,
    /// What the log tells.
    Logged(Result<Vec<Entry>, ReadProblem>),
    /// What contracts say.
    Said(Result<Bytes, ReadProblem>),
}

/// What comes of it.
#[derive(Debug)]
pub(in super::super) enum Output {
    /// Ask the node that reads the chain.
    Ask(Question, Request),
    /// This one is authorised: it is watched from here on.
    Found(Address),
    /// No answer is awaited any more.
    Forget,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Question {
    /// What was logged.
    Log(LogsQuestion),
    /// What contracts say.
    Contracts,
}

/// What is known of the position.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Sight<'a> {
    /// As it was read last.
    pub(in super::super) snapshot: Option<&'a Snapshot>,
    /// The newest block of its chain that was read.
    pub(in super::super) head: Option<BlockRef>,
    /// Whether something serves its chain.
    pub(in super::super) is_served: bool,
}
