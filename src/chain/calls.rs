//! Several calls that a wallet carries out as one, all or none: EIP-5792, version 2.0.0.

use alloy::primitives::{Address, B256, Bytes, U256};
use serde::Serialize;
use serde_json::Value;

use super::rpc::{Garbled, Request, Spelt, parse_chain_id, parse_hash, parse_hash_text, small};
use super::{ChainId, Payment};

/// Whether a wallet carries out several calls of an account as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Atomic {
    /// It does not, or does not say so.
    #[default]
    Unsupported,
    /// It does, once the person lets it change the account into one that can.
    Ready,
    /// It does.
    Supported,
}

/// What a wallet says of calls that it was asked to carry out as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallsStatus {
    /// It has them, and they are in no block yet (100).
    Waits,
    /// They are in a block (200), in these transactions.
    Done(Vec<B256>),
    /// They are in no block, and it will not try again (400).
    Dropped,
    /// They reverted (500), in these transactions.
    Reverted(Vec<B256>),
    /// Some of them reverted (600), in these transactions.
    Partly(Vec<B256>),
}

/// 4,096 bytes in hexadecimal digits.
const LONGEST_NAME: usize = 8_194;

#[derive(Serialize)]
struct Call<'a> {
    to: Spelt,
    data: &'a Bytes,
    value: U256,
}

impl<'a> Call<'a> {
    fn of(Payment { call, value }: &'a Payment) -> Self {
        Self {
            to: Spelt(call.to),
            data: &call.data,
            value: *value,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Calls<'a> {
    version: &'static str,
    id: B256,
    from: Spelt,
    chain_id: U256,
    atomic_required: bool,
    calls: Vec<Call<'a>>,
}

impl Request {
    /// What the wallet can do for an account on a chain; asks nobody.
    #[must_use]
    pub fn capabilities(account: Address, chain: ChainId) -> Self {
        Self::new("wallet_getCapabilities", (Spelt(account), [small(chain.0)]))
    }

    /// To carry out calls as one, all or none. A wallet that has seen the `id` before refuses.
    #[must_use]
    pub fn send_calls(from: Address, payments: &[Payment], chain: ChainId, id: B256) -> Self {
        let calls = Calls {
            version: "2.0.0",
            id,
            from: Spelt(from),
            chain_id: small(chain.0),
            atomic_required: true,
            calls: payments.iter().map(Call::of).collect(),
        };
        Self::new("wallet_sendCalls", [calls])
    }

    /// What became of those that go by this name.
    #[must_use]
    pub fn calls_status(name: &str) -> Self {
        Self::new("wallet_getCallsStatus", [name])
    }
}

/// Reads of the answer to [`Request::capabilities`] whether calls are carried out as one on a chain.
///
/// # Errors
/// [`Garbled`] when it is no list of chains.
pub fn parse_atomic(answer: &Value, chain: ChainId) -> Result<Atomic, Garbled> {
    let chains = answer.as_object().ok_or(Garbled)?;
    // 0x0 stands for all of them; what is said of the chain itself goes before it.
    let of = |wanted: ChainId| {
        let is_it = |name: &str| parse_chain_id(&Value::from(name)) == Ok(wanted);
        let (_, can) = chains.iter().find(|(name, _)| is_it(name))?;
        can.get("atomic")?.get("status")?.as_str()
    };
    Ok(match of(chain).or_else(|| of(ChainId(0))) {
        Some("supported") => Atomic::Supported,
        Some("ready") => Atomic::Ready,
        _ => Atomic::Unsupported,
    })
}

/// Reads the answer to [`Request::send_calls`]: it has taken those of this `id`, and goes by another name
/// for them where it says one. The standard has it go by the one that it was given; not every wallet does.
///
/// # Errors
/// [`Garbled`] when it names none, or none that is one: of at most 4,096 bytes.
pub fn parse_taken(answer: &Value, id: B256) -> Result<Option<String>, Garbled> {
    let told = answer.get("id").and_then(Value::as_str).ok_or(Garbled)?;
    if told.is_empty() || told.len() > LONGEST_NAME {
        return Err(Garbled);
    }
    let is_own = parse_hash_text(told) == Some(id);
    Ok((!is_own).then(|| told.to_owned()))
}

/// Reads the answer to [`Request::calls_status`].
///
/// # Errors
/// [`Garbled`] when it has no status that the standard knows, or a transaction without a hash.
pub fn parse_calls_status(answer: &Value) -> Result<CallsStatus, Garbled> {
    let receipts = answer.get("receipts").and_then(Value::as_array);
    let hash = |receipt: &Value| parse_hash(receipt.get("transactionHash").ok_or(Garbled)?);
    let hashes = || {
        let hashes = receipts.into_iter().flatten().map(hash);
        hashes.collect::<Result<Vec<B256>, Garbled>>()
    };
    Ok(match answer.get("status").and_then(Value::as_u64) {
        Some(100) => CallsStatus::Waits,
        Some(200) => CallsStatus::Done(hashes()?),
        Some(400) => CallsStatus::Dropped,
        Some(500) => CallsStatus::Reverted(hashes()?),
        Some(600) => CallsStatus::Partly(hashes()?),
        _ => return Err(Garbled),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain;
    use serde_json::json;

    #[test]
    fn calls_go_as_one_or_not_at_all() {
        let payment = Payment {
            call: chain::Call {
                to: Address::repeat_byte(2),
                data: Bytes::from_static(&[0xab]),
            },
            value: U256::ZERO,
        };
        let paid = Payment {
            value: U256::from(10),
            ..payment.clone()
        };
        let (from, id) = (Address::repeat_byte(1), B256::repeat_byte(7));
        let asked = Request::send_calls(from, &[payment, paid], ChainId(31_337), id);
        assert_eq!(asked.method, "wallet_sendCalls");
        let asked = &asked.params[0];
        assert_eq!(asked["version"], "2.0.0");
        assert_eq!(asked["atomicRequired"], true);
        assert_eq!(asked["chainId"], "0x7a69");
        assert_eq!(asked["id"], id.to_string());
        assert_eq!(asked["from"], from.to_string());
        assert_eq!(asked["calls"][0]["data"], "0xab");
        assert_eq!(asked["calls"][0]["value"], "0x0");
        assert_eq!(asked["calls"][1]["value"], "0xa");
    }

    #[test]
    fn what_a_wallet_can_do_it_says_of_each_chain_or_of_all() {
        let can = |status: &str| json!({ "atomic": { "status": status } });
        let read = |answer: Value| parse_atomic(&answer, ChainId(10));
        assert_eq!(
            read(json!({ "0xa": can("supported") })),
            Ok(Atomic::Supported)
        );
        assert_eq!(read(json!({ "0x0A": can("ready") })), Ok(Atomic::Ready));
        assert_eq!(
            read(json!({ "0x0": can("supported") })),
            Ok(Atomic::Supported)
        );
        let both = json!({ "0x0": can("supported"), "0xa": can("unsupported") });
        assert_eq!(read(both), Ok(Atomic::Unsupported));
        let elsewhere = json!({ "0x1": can("supported") });
        assert_eq!(read(elsewhere), Ok(Atomic::Unsupported));
        // Of the standard as it was before its second version.
        let before = json!({ "0xa": { "atomicBatch": { "supported": true } } });
        assert_eq!(read(before), Ok(Atomic::Unsupported));
        assert_eq!(read(json!([])), Err(Garbled));
    }

    #[test]
    fn what_was_taken_goes_by_our_name_or_by_one_that_is_told() {
        let id = B256::repeat_byte(7);
        assert_eq!(parse_taken(&json!({ "id": id.to_string() }), id), Ok(None));
        let own = parse_taken(&json!({ "id": "0x07" }), id);
        assert_eq!(own, Ok(Some("0x07".to_owned())));
        let long = "0".repeat(LONGEST_NAME + 1);
        for none in [
            json!({ "id": long }),
            json!({ "id": "" }),
            json!(7),
            Value::Null,
        ] {
            assert_eq!(parse_taken(&none, id), Err(Garbled));
        }
    }

    #[test]
    fn what_became_of_them_is_one_of_the_standards_codes() {
        let hash = B256::repeat_byte(3);
        let receipts = json!([{ "transactionHash": hash.to_string(), "status": "0x1" }]);
        let read = |status: u64| {
            let answer = json!({ "status": status, "receipts": receipts });
            parse_calls_status(&answer)
        };
        assert_eq!(read(100), Ok(CallsStatus::Waits));
        assert_eq!(read(200), Ok(CallsStatus::Done(vec![hash])));
        assert_eq!(read(400), Ok(CallsStatus::Dropped));
        assert_eq!(read(500), Ok(CallsStatus::Reverted(vec![hash])));
        assert_eq!(read(600), Ok(CallsStatus::Partly(vec![hash])));
        assert_eq!(read(300), Err(Garbled));
        assert_eq!(
            parse_calls_status(&json!({ "status": "CONFIRMED" })),
            Err(Garbled)
        );
        let hashless = json!({ "status": 200, "receipts": [{}] });
        assert_eq!(parse_calls_status(&hashless), Err(Garbled));
        let early = json!({ "status": 200 });
        assert_eq!(
            parse_calls_status(&early),
            Ok(CallsStatus::Done(Vec::new()))
        );
    }
}
