//! What a node finds in its logs: the liquidations of its pools.

use alloy::primitives::Address;
use alloy::sol_types::SolEvent;
use serde_json::{Value, json};

use super::abi::Pool::LiquidationCall;
use super::chain::{Block, hex_number, quantity};
use super::market::Market;

/// The events that a filter asks for. Blocks that the node has not seen yet have none.
pub fn found(seen: &[Block], filter: &Value) -> Value {
    let height = |name: &str| filter[name].as_str().and_then(quantity).expect("a height");
    let range = height("fromBlock")..=height("toBlock");
    let blocks = seen.iter().filter(|block| range.contains(&block.number));
    let all = blocks.flat_map(|block| {
        let markets = block.state.iter();
        markets.flat_map(move |market| {
            market
                .liquidated
                .iter()
                .map(move |who| log(block, market, *who))
        })
    });
    all.filter(|log| is_asked_for(log, filter)).collect()
}

fn log(block: &Block, market: &Market, who: Address) -> Value {
    let (collateral, debt) = (Market::asset(0), Market::asset(1));
    let topics = [
        LiquidationCall::SIGNATURE_HASH,
        collateral.into_word(),
        debt.into_word(),
        who.into_word(),
    ];
    json!({
        "address": market.pool.to_string().to_lowercase(),
        "blockNumber": hex_number(block.number),
        "blockHash": block.hash.to_string(),
        "topics": topics.map(|topic| topic.to_string()),
        "data": "0x",
        "removed": false,
    })
}

fn is_asked_for(log: &Value, filter: &Value) -> bool {
    let same = |one: &Value, other: &Value| {
        let [one, other] = [one, other].map(|text| text.as_str().expect("hexadecimal"));
        one.eq_ignore_ascii_case(other)
    };
    let among = |one: &Value, all: &Value| match all.as_array() {
        Some(all) => all.iter().any(|other| same(one, other)),
        None => all.is_null() || same(one, all),
    };
    let topics = filter["topics"].as_array().expect("topics").iter();
    let mut places = topics.enumerate();
    among(&log["address"], &filter["address"])
        && places.all(|(place, any)| among(&log["topics"][place], any))
}
