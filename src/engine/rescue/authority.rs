//! Whether who may act for an account is as it was asked for, once that is in a block: what was mined may have
//! done nothing.

use alloy::primitives::Address;

use super::answer::at_head;
use super::io::{Answer, Question};
use super::turn::Turn;
use crate::chain::multicall;
use crate::chain::rpc::Request;
use crate::protocols::Snapshot;
use crate::top_up::{Means, Record};

/// What the protocol says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Authority {
    /// Nothing, so far.
    Unsaid,
    /// Something, before the block from which on it counts.
    Before,
    /// Whether the contract may act.
    Is(bool),
}

/// What a record was to change of it: which contract, and whether that may act from then on.
pub(super) fn asked_for(record: &Record) -> Option<(Address, bool)> {
    record.chosen.means().and_then(Means::authority)
}

/// Asks the protocol.
pub(super) fn ask(turn: &mut Turn<'_>, snapshot: &Snapshot, contract: Address) {
    let Some((_, calls)) = snapshot.authorization(contract) else {
        return;
    };
    let call = multicall::encode_latest(&calls, snapshot.market.chain, None);
    let key = snapshot.market.position_of(snapshot.account);
    let via = turn.picture(&key).via();
    let request = Request::call_latest(&call);
    turn.ask(Question::Authority(contract), via, request);
}

/// What it said, where that counts from a block on.
pub(super) fn said(snapshot: &Snapshot, contract: Address, from: u64, answer: Answer) -> Authority {
    let told = || {
        let (asked, calls) = snapshot.authorization(contract)?;
        let (block, answers) = at_head(answer, calls.len(), snapshot.market.chain)?;
        Some((block.number, asked.told(block, &answers)?))
    };
    match told() {
        None => Authority::Unsaid,
        Some((at, _)) if at < from => Authority::Before,
        Some((_, may)) => Authority::Is(may),
    }
}
