//! What a node finds in its logs: the liquidations of its pools, and what accounts did under hashes of
//! their own.

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::sol_types::SolEvent;
use serde_json::{Value, json};

use super::abi::Pool::LiquidationCall;
use super::chain::{Block, Form, Operation, hex_number, quantity};
use super::isolated::{self, Isolated};
use super::market::Market;

/// The events that a filter asks for. Blocks that the node has not seen yet have none.
pub fn found(seen: &[Block], operations: &[Operation], filter: &Value) -> Value {
    let height = |name: &str| filter[name].as_str().and_then(quantity).expect("a height");
    let range = height("fromBlock")..=height("toBlock");
    let blocks = seen.iter().filter(|block| range.contains(&block.number));
    let all = blocks.flat_map(|block| {
        let markets = block.state.iter();
        let liquidated = markets.flat_map(move |market| {
            let all = market.liquidated.iter();
            all.map(move |(who, moved)| log(block, market, *who, *moved))
        });
        let done = operations.iter().filter_map(move |one| {
            let succeeded = block.outcome(one.around)?;
            Some(match one.form {
                Form::EntryPoint => of_operation(block, one, succeeded),
                Form::Safe | Form::OldSafe => of_safe(block, one, succeeded),
            })
        });
        let isolated = block.state.iter().filter_map(|one| one.isolated.as_ref());
        let made = isolated.filter(|one| one.made_in == Some(block.number));
        let decoys = |one: &Isolated| (0..one.decoys).map(Address::with_last_byte);
        let made = made.flat_map(move |one| decoys(one).chain([isolated::CONTRACT]));
        let made = made.map(|contract| of_making(block, contract));
        liquidated.chain(done).chain(made)
    });
    all.filter(|log| is_asked_for(log, filter)).collect()
}

fn log(block: &Block, market: &Market, who: Address, [taken, paid]: [U256; 2]) -> Value {
    let (collateral, debt) = (Market::asset(0), Market::asset(1));
    let topics = [
        LiquidationCall::SIGNATURE_HASH,
        collateral.into_word(),
        debt.into_word(),
        who.into_word(),
    ];
    let data = [paid, taken, U256::ZERO, U256::ZERO].map(|one| one.to_be_bytes::<32>());
    let data = match market.garbles_logs {
        true => vec![1],
        false => data.concat(),
    };
    json!({
        "address": market.pool.to_string().to_lowercase(),
        "blockNumber": hex_number(block.number),
        "blockHash": block.hash.to_string(),
        // Whose liquidation it is plays no part.
        "transactionHash": block.hash.to_string(),
        "topics": topics.map(|topic| topic.to_string()),
        "data": Bytes::from(data).to_string(),
        "removed": false,
    })
}

/// As the factory logs a contract that it makes.
fn of_making(block: &Block, contract: Address) -> Value {
    let event =
        "CreatePreLiquidation(address,bytes32,(uint256,uint256,uint256,uint256,uint256,address))";
    let topics = [keccak256(event), contract.into_word()];
    let parameters = [U256::from(1); 6].map(|one| one.to_be_bytes::<32>());
    let data = [&isolated::id().0[..], &parameters.concat()].concat();
    json!({
        "address": isolated::FACTORY.to_string(),
        "blockNumber": hex_number(block.number),
        "blockHash": block.hash.to_string(),
        "transactionHash": block.hash.to_string(),
        "topics": topics.map(|topic| topic.to_string()),
        "data": Bytes::from(data).to_string(),
        "removed": false,
    })
}

/// As the contract logs it through which operations of ERC-4337 go in.
fn of_operation(block: &Block, operation: &Operation, succeeded: bool) -> Value {
    let topics = [
        keccak256("UserOperationEvent(bytes32,address,address,uint256,bool,uint256,uint256)"),
        operation.own,
        operation.account.into_word(),
        B256::ZERO,
    ];
    let numbers = [0, u64::from(succeeded), 1, 1].map(U256::from);
    let data: Vec<u8> = numbers
        .iter()
        .flat_map(|one| one.to_be_bytes::<32>())
        .collect();
    json!({
        "address": "0x0000000071727de22e5e9d8baf0edac6f37da032",
        "blockNumber": hex_number(block.number),
        "blockHash": block.hash.to_string(),
        "transactionHash": operation.around.to_string(),
        "topics": topics.map(|topic| topic.to_string()),
        "data": Bytes::from(data).to_string(),
        "removed": false,
    })
}

/// As a Safe logs it itself.
fn of_safe(block: &Block, operation: &Operation, succeeded: bool) -> Value {
    let event = keccak256(match succeeded {
        true => "ExecutionSuccess(bytes32,uint256)",
        false => "ExecutionFailure(bytes32,uint256)",
    });
    let payment = B256::ZERO;
    let (topics, data) = match operation.form {
        Form::OldSafe => (vec![event], [operation.own, payment].concat()),
        _ => (vec![event, operation.own], payment.to_vec()),
    };
    json!({
        "address": operation.account.to_string(),
        "blockNumber": hex_number(block.number),
        "blockHash": block.hash.to_string(),
        "transactionHash": operation.around.to_string(),
        "topics": topics.iter().map(B256::to_string).collect::<Vec<_>>(),
        "data": Bytes::from(data).to_string(),
        "removed": false,
    })
}

fn is_asked_for(log: &Value, filter: &Value) -> bool {
    let same = |one: &Value, other: &Value| {
        let [one, other] = [one, other].map(|text| text.as_str().expect("hexadecimal"));
        one.eq_ignore_ascii_case(other)
    };
    let among = |one: &Value, all: &Value| match all.as_array() {
        _ if one.is_null() => all.is_null(),
        Some(all) => all.iter().any(|other| same(one, other)),
        None => all.is_null() || same(one, all),
    };
    let topics = filter["topics"].as_array().expect("topics").iter();
    let mut places = topics.enumerate();
    among(&log["address"], &filter["address"])
        && places.all(|(place, any)| among(&log["topics"][place], any))
}
