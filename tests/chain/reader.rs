//! A reading, run against the chain as the widget runs it: one `eth_call` a round.

use alloy::primitives::Address;
use margin_call::chain::{BlockRef, Call, CallAnswer, DatedBy, Seen, multicall};
use margin_call::protocols::{Layout, Market, Reading, Snapshot, Step};

use super::node::Node;

/// What a reading found, and how many `eth_call`s it took.
pub struct Read {
    pub snapshot: Snapshot,
    pub layout: Layout,
    pub calls: usize,
}

/// The same calls at the head, which names its block itself.
fn at_head(
    node: &Node,
    market: &Market,
    calls: &[Call],
    held: &BlockRef,
) -> (BlockRef, Vec<CallAnswer>) {
    let batch = multicall::encode_latest(calls, market.chain, Some(held));
    let number = node.head().number;
    let bytes = node.call(&batch, Address::ZERO, number);
    let bytes = bytes.expect("a batch never reverts");
    multicall::decode_latest(&bytes, calls.len(), market.chain, Some(held)).expect("the head")
}

/// Reads an account at the chain's head.
pub fn read(node: &Node, market: &Market, account: Address, known: Option<Layout>) -> Read {
    let block = node.head();
    let (mut reading, mut calls) = Reading::start(market, account, &[], known);
    let mut seen = Seen::default();
    let mut rounds = 0;
    loop {
        rounds += 1;
        let batch = multicall::encode(&calls, market.chain, &block);
        let bytes = node
            .call(&batch, Address::ZERO, block.number)
            .expect("a batch never reverts");
        let answers = multicall::decode(&bytes, calls.len(), market.chain, &block, &mut seen)
            .expect("answers at the block");
        assert_eq!(seen.dated_by(), Some(DatedBy::Parent));
        assert_eq!(
            at_head(node, market, &calls, &block),
            (block, answers.clone())
        );
        match reading.feed(block, &answers).expect("a reading") {
            Step::Need(next, more) => (reading, calls) = (next, more),
            Step::Done(snapshot, layout) => {
                return Read {
                    snapshot: *snapshot,
                    layout,
                    calls: rounds,
                };
            }
        }
    }
}
