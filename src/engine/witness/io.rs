//! What a witness takes in, and what comes of it.

use alloy::primitives::Bytes;

use super::super::effect::Endpoint;
use super::super::view::ReadProblem;
use crate::chain::rpc::Request;
use crate::chain::{BlockRef, Call, CallAnswer};

/// What came of the comparisons so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Finding<'a> {
    /// Nobody was asked, or nobody answered.
    None,
    /// This one says the same, word for word, at this block.
    Same(&'a Endpoint, BlockRef),
    /// These two contradict each other.
    Differ(&'a Endpoint, &'a Endpoint),
}

/// What a witness takes in.
#[derive(Debug)]
pub(in super::super) enum Input {
    /// Something calls for it.
    Want,
    /// Ask this source what it answers to these calls at this block.
    Begin {
        /// Who read them.
        read: Endpoint,
        /// Whom.
        via: Endpoint,
        /// At which block.
        block: BlockRef,
        /// What.
        calls: Vec<Call>,
    },
    /// Its block of that height; none: it has none yet.
    Block(Result<Option<BlockRef>, ReadProblem>),
    /// Its head, where it has no block of that height.
    Head(Result<BlockRef, ReadProblem>),
    /// What came of a batch.
    Batch(Result<Bytes, ReadProblem>),
    /// What it was asked about is not what is held any more.
    Late,
    /// Its answers are those of the first.
    Same,
    /// They are not.
    Differ,
    /// Only these sources are read from here on.
    Read(Vec<Endpoint>),
}

/// What comes of it.
#[derive(Debug, PartialEq)]
pub(in super::super) enum Output {
    /// Ask for the block of this height.
    AskBlock(Endpoint, u64),
    /// Ask for the head: it has no block of that height.
    AskHead(Endpoint),
    /// Ask for a batch.
    AskBatch(Endpoint, Request),
    /// All its answers, in the order of the calls, at this block.
    Answers(BlockRef, Vec<CallAnswer>),
    /// It is on another branch, and stays there: that is a contradiction too.
    OtherBranch,
    /// It could not say; the source is at fault, if the problem is named.
    Silent(Endpoint, Option<ReadProblem>),
}
