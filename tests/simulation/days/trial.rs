//! What a node says that calls would do which nobody has sent: `eth_simulateV1`.

use alloy::hex;
use alloy::primitives::keccak256;
use serde_json::{Value, json};

use super::chain::{Block, Chain};
use super::node::Names;
use crate::chain::{address, bytes, quantity};
use crate::contracts::MULTICALL;

/// Calls of the account that pays, one after the other, in a block after this one.
pub fn run(names: &Names, chain: &Chain, block: &Block, asked: &Value, percent: u64) -> Value {
    let next = &asked["blockStateCalls"][0];
    let time = next["blockOverrides"]["time"].as_str().and_then(quantity);
    let mut after = Block {
        number: block.number + 1,
        hash: keccak256(block.hash),
        parent: block.hash,
        time: time.expect("a time"),
        ..block.clone()
    };
    let calls = next["calls"].as_array().expect("calls").iter();
    let results = calls.map(|call| {
        let data = bytes(&call["data"]);
        if address(&call["to"]) == MULTICALL {
            let read = names.batch(chain, &after, &data, percent);
            return json!({ "status": "0x1", "returnData": hex::encode_prefixed(read) });
        }
        match after.payer.run(&data, chain.payments.is_shut) {
            true => json!({ "status": "0x1", "returnData": "0x" }),
            false => json!({ "status": "0x0", "returnData": "0x", "error": { "code": 3 } }),
        }
    });
    json!([{ "calls": results.collect::<Vec<_>>() }])
}
