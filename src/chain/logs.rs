//! What contracts have logged in a range of blocks: `eth_getLogs`.

use alloy::primitives::{Address, B256, Bytes, U256};
use serde::Serialize;
use serde_json::Value;

use super::rpc::{
    Garbled, Request, Spelt, parse_address, parse_bytes, parse_hash, parse_u64, small,
};

/// Which events of which contracts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Events {
    /// The contracts: of any of them.
    pub contracts: Vec<Address>,
    /// The topics, place by place: any of these at each; empty: whatever is there.
    pub topics: Vec<Vec<B256>>,
}

/// A question for events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogsQuestion {
    /// Which.
    pub events: Events,
    /// From the block of this height.
    pub first: u64,
    /// Up to that of this height, with it.
    pub last: u64,
}

/// An event as it was logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The contract that logged it.
    pub contract: Address,
    /// The height of the block.
    pub block: u64,
    /// The transaction in which it was.
    pub transaction: B256,
    /// Its place among all events of the block; none where the node does not say.
    pub index: Option<u64>,
    /// Its topics, with which event it is.
    pub topics: Vec<B256>,
    /// The rest of it.
    pub data: Bytes,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Filter<'a> {
    from_block: U256,
    to_block: U256,
    address: Vec<Spelt>,
    /// At each place any of these; none: whatever is there.
    topics: Vec<Option<&'a [B256]>>,
}

impl Request {
    /// The events of contracts in a range of blocks.
    #[must_use]
    pub fn logs(question: &LogsQuestion) -> Self {
        let Events { contracts, topics } = &question.events;
        let topics = topics.iter().map(|any| match any.as_slice() {
            [] => None,
            any => Some(any),
        });
        let filter = Filter {
            from_block: small(question.first),
            to_block: small(question.last),
            address: contracts.iter().copied().map(Spelt).collect(),
            topics: topics.collect(),
        };
        Self::new("eth_getLogs", [filter])
    }
}

/// Reads the answer to [`Request::logs`].
///
/// # Errors
/// [`Garbled`] when it is no list, or anything in it is not of its form, or was not asked for: a
/// node that overlooks what is asked says nothing about it.
pub fn parse_entries(answer: &Value, question: &LogsQuestion) -> Result<Vec<Entry>, Garbled> {
    let all = answer.as_array().ok_or(Garbled)?;
    all.iter().map(|one| read(one, question)).collect()
}

fn read(log: &Value, question: &LogsQuestion) -> Result<Entry, Garbled> {
    let field = |name| log.get(name).ok_or(Garbled);
    let contract = field("address")?.as_str().and_then(parse_address);
    let topics = field("topics")?.as_array().ok_or(Garbled)?;
    let entry = Entry {
        contract: contract.ok_or(Garbled)?,
        block: parse_u64(field("blockNumber")?)?,
        transaction: parse_hash(field("transactionHash")?)?,
        index: log.get("logIndex").and_then(|index| parse_u64(index).ok()),
        topics: topics.iter().map(parse_hash).collect::<Result<_, _>>()?,
        data: parse_bytes(field("data")?)?,
    };
    let events = &question.events;
    let is_of_them = events.contracts.contains(&entry.contract);
    let mut places = events.topics.iter().enumerate();
    let is_asked_for = places.all(|(place, any)| {
        let topic = entry.topics.get(place);
        topic.is_some_and(|topic| any.is_empty() || any.contains(topic))
    });
    let is_in_range = (question.first..=question.last).contains(&entry.block);
    // One that is in no block yet has none.
    parse_hash(field("blockHash")?)?;
    let was_removed = log.get("removed").is_some_and(|removed| *removed != false);
    match is_of_them && is_asked_for && is_in_range && !was_removed {
        true => Ok(entry),
        false => Err(Garbled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const CONTRACT: Address = Address::repeat_byte(1);
    const EVENT: B256 = B256::repeat_byte(2);
    const WHOSE: B256 = B256::repeat_byte(3);
    const HASH: B256 = B256::repeat_byte(4);

    fn question() -> LogsQuestion {
        LogsQuestion {
            events: Events {
                contracts: vec![CONTRACT],
                topics: vec![vec![EVENT], vec![], vec![WHOSE]],
            },
            first: 16,
            last: 17,
        }
    }

    fn log() -> Value {
        json!({
            "address": CONTRACT.to_string(), "blockNumber": "0x11", "blockHash": HASH.to_string(),
            "transactionHash": HASH.to_string(), "topics": [EVENT.to_string(), B256::ZERO.to_string(), WHOSE.to_string()],
            "data": "0x", "logIndex": "0x0", "removed": false,
        })
    }

    #[test]
    fn the_question_is_written_as_nodes_expect() {
        let request = Request::logs(&question());
        let filter = &request.params[0];
        assert_eq!(filter["fromBlock"], "0x10");
        assert_eq!(filter["toBlock"], "0x11");
        assert_eq!(filter["address"], json!([CONTRACT.to_string()]));
        let topics = json!([[EVENT.to_string()], null, [WHOSE.to_string()]]);
        assert_eq!(filter["topics"], topics);
    }

    #[test]
    fn no_event_is_an_answer_and_one_says_where_it_is() {
        assert_eq!(parse_entries(&json!([]), &question()), Ok(vec![]));
        let found = Entry {
            contract: CONTRACT,
            block: 17,
            transaction: HASH,
            index: Some(0),
            topics: vec![EVENT, B256::ZERO, WHOSE],
            data: Bytes::new(),
        };
        let read = parse_entries(&json!([log()]), &question());
        assert_eq!(read, Ok(vec![found]));
    }

    #[test]
    fn what_was_not_asked_for_is_refused_and_all_with_it() {
        let other = B256::repeat_byte(9).to_string();
        for (field, bad) in [
            ("address", json!(Address::ZERO.to_string())),
            ("blockNumber", json!("0x12")),
            ("blockNumber", json!(17)),
            ("blockHash", json!(null)),
            ("transactionHash", json!(null)),
            ("data", json!("?")),
            ("removed", json!(true)),
            ("topics", json!([EVENT.to_string(), other])),
            ("topics", json!([other, other, WHOSE.to_string()])),
            ("topics", json!([EVENT.to_string(), other, other])),
        ] {
            let mut log = log();
            log[field] = bad.clone();
            let read = parse_entries(&json!([self::log(), log]), &question());
            assert_eq!(read, Err(Garbled), "{field} {bad}");
        }
        for bad in [Value::Null, json!({}), json!("0x"), json!([null])] {
            assert_eq!(parse_entries(&bad, &question()), Err(Garbled), "{bad}");
        }
    }
}
