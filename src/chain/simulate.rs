//! What a sequence of transactions would do if it were mined next: `eth_simulateV1`.

use alloy::primitives::{Address, Bytes, U256};
use serde::Serialize;
use serde_json::Value;

use super::rpc::{Garbled, Request, Transaction, parse_bytes, parse_hex, parse_u64, small};
use super::{CallAnswer, Payment};
use crate::math::Timestamp;

/// What a chain is to go on with.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Chain<'a> {
    block_state_calls: [Simulated<'a>; 1],
}

/// A block that there is not.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Simulated<'a> {
    block_overrides: Overrides,
    calls: Vec<Transaction<'a>>,
}

#[derive(Serialize)]
struct Overrides {
    time: U256,
}

/// Asks what `calls` would do, one after the other, in one block at `time` on top of `block`, all
/// sent by `from`.
#[must_use]
pub fn request(from: Address, calls: &[Payment], time: Timestamp, block: u64) -> Request {
    let calls = calls.iter().map(|payment| Transaction::of(from, payment));
    let next = Simulated {
        block_overrides: Overrides {
            time: small(time.0),
        },
        calls: calls.collect(),
    };
    let chain = Chain {
        block_state_calls: [next],
    };
    Request::new("eth_simulateV1", (chain, small(block)))
}

/// Reads what each of `count` calls would return, or revert with.
///
/// # Errors
/// [`Garbled`] when there is not exactly one block with `count` results of the promised form.
pub fn parse(answer: &Value, count: usize) -> Result<Vec<CallAnswer>, Garbled> {
    let [block] = answer.as_array().ok_or(Garbled)?.as_slice() else {
        return Err(Garbled);
    };
    let results = block
        .get("calls")
        .and_then(Value::as_array)
        .ok_or(Garbled)?;
    if results.len() != count {
        return Err(Garbled);
    }
    results.iter().map(parse_one).collect()
}

/// How much gas the first `count` calls took together; none where the node does not say.
#[must_use]
pub fn gas_used(answer: &Value, count: usize) -> Option<u64> {
    let results = answer.pointer("/0/calls")?.as_array()?;
    let gas = |result: &Value| parse_u64(result.get("gasUsed")?).ok();
    let first = results.get(..count)?;
    first
        .iter()
        .try_fold(0_u64, |sum, result| sum.checked_add(gas(result)?))
}

fn parse_one(result: &Value) -> Result<CallAnswer, Garbled> {
    let status = result.get("status").and_then(Value::as_str);
    let returned = result.get("returnData").ok_or(Garbled);
    match status {
        Some("0x1") => Ok(CallAnswer {
            success: true,
            data: parse_bytes(returned?)?,
        }),
        Some("0x0") => Ok(CallAnswer {
            success: false,
            data: revert_data(result),
        }),
        _ => Err(Garbled),
    }
}

/// The reason of a revert: nodes put it beside the error or into the returned bytes. A node that
/// gives none is no reason to believe in success.
fn revert_data(result: &Value) -> Bytes {
    let in_error = result.pointer("/error/data").and_then(Value::as_str);
    let returned = result.get("returnData").and_then(Value::as_str);
    in_error
        .into_iter()
        .chain(returned)
        .filter_map(parse_hex)
        .find(|data| !data.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answer(calls: Value) -> Value {
        json!([{ "number": "0x1", "calls": calls }])
    }

    #[test]
    fn each_call_has_its_own_end() {
        let calls = json!([
            { "status": "0x1", "returnData": "0x01" },
            { "status": "0x0", "returnData": "0x", "error": { "code": 3, "data": "0x6d305815" } },
            { "status": "0x0", "returnData": "0x6d305815" },
        ]);
        let read = parse(&answer(calls), 3).unwrap();
        assert!(read[0].success);
        assert_eq!(read[0].data.as_ref(), [1]);
        for failed in &read[1..] {
            assert!(!failed.success);
            assert_eq!(failed.data.as_ref(), [0x6d, 0x30, 0x58, 0x15]);
        }
    }

    #[test]
    fn the_gas_of_the_steps_is_summed_where_all_of_it_is_said() {
        let calls = json!([{ "gasUsed": "0x10" }, { "gasUsed": "0x5" }, {}]);
        let said = answer(calls);
        assert_eq!(gas_used(&said, 1), Some(0x10));
        assert_eq!(gas_used(&said, 2), Some(0x15));
        assert_eq!(gas_used(&said, 3), None);
        assert_eq!(gas_used(&said, 4), None);
        assert_eq!(gas_used(&Value::Null, 0), None);
        let much = answer(json!([{ "gasUsed": "0xffffffffffffffff" }, { "gasUsed": "0x1" }]));
        assert_eq!(gas_used(&much, 2), None);
    }

    #[test]
    fn anything_missing_is_garbled_not_success() {
        let good = json!([{ "status": "0x1", "returnData": "0x" }]);
        assert!(parse(&answer(good.clone()), 1).is_ok());
        assert_eq!(parse(&answer(good), 2), Err(Garbled));
        for bad in [
            json!([{ "returnData": "0x" }]),
            json!([{ "status": "0x1" }]),
            json!([{ "status": "0x1", "returnData": "zz" }]),
            json!([{ "status": true, "returnData": "0x" }]),
        ] {
            assert_eq!(parse(&answer(bad), 1), Err(Garbled));
        }
        assert_eq!(parse(&json!([]), 0), Err(Garbled));
        assert_eq!(parse(&Value::Null, 0), Err(Garbled));
    }
}
