//! What a feed takes in, and what comes of it.

use alloy::primitives::Bytes;

use super::super::effect::Endpoint;
use super::super::view::ReadProblem;
use crate::chain::rpc::Request;
use crate::chain::{BlockRef, Call, CallAnswer};

/// What a feed takes in.
#[derive(Debug)]
pub(in super::super) enum Input {
    /// These serve the chain now, the preferred first.
    Served(Vec<Endpoint>),
    /// Look as soon as that is possible; also at a source that is left alone.
    Look,
    /// The same, and at everything as if for the first time: balances of the wallet too.
    Sweep,
    /// Look, and read also where there is no new block: something new is to be read.
    Anew,
    /// Look in so many milliseconds.
    LookIn(u64),
    /// Time has passed.
    Time,
    /// What was said to be the head.
    Head(Result<BlockRef, ReadProblem>),
    /// The same by a second source.
    Aside(Result<BlockRef, ReadProblem>),
    /// What the watches ask for at the block at hand; nothing: they have read it.
    Calls(Vec<Call>),
    /// None of the watches could make sense of the answers.
    Unread,
    /// What came of the batch.
    Batch(Result<Bytes, ReadProblem>),
    /// Another tab has looked at this block, and what it read was taken.
    Relayed(BlockRef),
    /// There is no network, as the browser believes.
    Offline,
    /// The page slept: what was under way then is asked anew.
    Slept,
}

/// What comes of it.
#[derive(Debug, PartialEq)]
pub(in super::super) enum Output {
    /// Ask for the head.
    AskHead(Endpoint),
    /// Ask a second source for its head.
    AskAside(Endpoint),
    /// Ask for a batch.
    AskBatch(Endpoint, Request),
    /// A look begins: the watches say what they ask for.
    Begin {
        /// Everything, as if for the first time.
        sweep: bool,
    },
    /// The answers to what they asked for first, at what is said to be the head: not to be believed yet.
    Glimpse(Vec<CallAnswer>),
    /// The answers to what they asked for, at this block.
    Answers(BlockRef, Vec<CallAnswer>),
    /// There is nothing new after all: what the watches have begun is left.
    Same,
    /// The look has ended; what is held is as new as the chain.
    Read,
    /// It has ended without values: no source gave any.
    Failed(ReadProblem),
    /// What this source says makes no sense here: it may be on another chain.
    Doubt(Endpoint),
    /// No answer is awaited any more.
    Forget,
}

impl Output {
    /// Whether what is shown may be another for it, beside what each look changes.
    pub(in super::super) fn is_news(&self) -> bool {
        match self {
            Self::AskHead(_) | Self::AskAside(_) | Self::AskBatch(..) | Self::Begin { .. } => false,
            Self::Same | Self::Read | Self::Forget => false,
            Self::Glimpse(_) | Self::Answers(..) | Self::Failed(_) | Self::Doubt(_) => true,
        }
    }
}
