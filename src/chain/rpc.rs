//! JSON-RPC: what is asked, and what an answer must look like to be believed.
//!
//! An answer is data from a stranger. Each function here takes one apart completely or refuses it.

use alloy::hex;
use alloy::primitives::{Address, B256, Bytes, U256};
use serde::Serialize;
use serde_json::Value;

use super::{BlockRef, Call, ChainId, Payment, address_text};
use crate::math::Timestamp;

/// A JSON-RPC request. Serializes to what a provider of EIP-1193 is asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Request {
    /// Method name.
    pub method: &'static str,
    /// Parameters, a JSON array.
    pub params: Value,
}

/// The answer is not of the form that the method promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer is garbled")]
pub struct Garbled;

/// No parameters.
const NONE: [(); 0] = [];

/// A chain as wallets take it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Chain {
    chain_id: U256,
}

impl Request {
    pub(super) fn new(method: &'static str, params: impl Serialize) -> Self {
        // Texts, truths, and lists and fields of them: JSON can hold them all. Whoever is asked
        // would refuse no parameters at all, and nothing would be read by guess.
        let params = serde_json::to_value(params).unwrap_or_default();
        Self { method, params }
    }

    /// Which chain the endpoint serves.
    #[must_use]
    pub fn chain_id() -> Self {
        Self::new("eth_chainId", NONE)
    }

    /// The accounts that the wallet already shares with this page; asks nobody.
    #[must_use]
    pub fn accounts() -> Self {
        Self::new("eth_accounts", NONE)
    }

    /// The accounts of the wallet; the wallet asks the person.
    #[must_use]
    pub fn request_accounts() -> Self {
        Self::new("eth_requestAccounts", NONE)
    }

    /// The head of the chain.
    #[must_use]
    pub fn latest_block() -> Self {
        Self::new("eth_getBlockByNumber", ("latest", false))
    }

    /// The block of a height.
    #[must_use]
    pub fn block(number: u64) -> Self {
        Self::new("eth_getBlockByNumber", (small(number), false))
    }

    /// A read at a block.
    #[must_use]
    pub fn call(call: &Call, block: u64) -> Self {
        Self::new("eth_call", (Transaction::to(call), small(block)))
    }

    /// A read at the head, wherever that is.
    #[must_use]
    pub fn call_latest(call: &Call) -> Self {
        Self::new("eth_call", (Transaction::to(call), "latest"))
    }

    /// What a transaction would do if it were mined now, from `from`.
    #[must_use]
    pub fn simulate(from: Address, payment: &Payment, block: u64) -> Self {
        let call = Transaction::of(from, payment);
        Self::new("eth_call", (call, small(block)))
    }

    /// How much of the chain's coin an account has, in wei.
    #[must_use]
    pub fn coin(account: Address, block: u64) -> Self {
        Self::new("eth_getBalance", (Spelt(account), small(block)))
    }

    /// What a unit of gas costs now, in wei, as the node would pay it.
    #[must_use]
    pub fn gas_price() -> Self {
        Self::new("eth_gasPrice", [(); 0])
    }

    /// The code at an address; empty when there is no contract.
    #[must_use]
    pub fn code(address: Address, block: u64) -> Self {
        Self::new("eth_getCode", (Spelt(address), small(block)))
    }

    /// Ask the wallet to sign and send; under this number, where one is given.
    #[must_use]
    pub fn send_transaction(
        from: Address,
        payment: &Payment,
        chain: ChainId,
        nonce: Option<u64>,
    ) -> Self {
        let transaction = Transaction {
            chain_id: Some(small(chain.0)),
            nonce: nonce.map(small),
            ..Transaction::of(from, payment)
        };
        Self::new("eth_sendTransaction", [transaction])
    }

    /// Ask the wallet to sign a text of typed data (EIP-712). Nothing is sent by it.
    #[must_use]
    pub fn sign_typed_data(account: Address, text: &str) -> Self {
        Self::new("eth_signTypedData_v4", (Spelt(account), text))
    }

    /// Ask the wallet to go to a chain.
    #[must_use]
    pub fn switch_chain(chain: ChainId) -> Self {
        let chain_id = small(chain.0);
        Self::new("wallet_switchEthereumChain", [Chain { chain_id }])
    }
}

/// Reads the answer to [`Request::chain_id`], in all the ways in which wallets spell it: as a
/// quantity, with capitals or leading zeros, in decimal digits, as a number, or inside an object.
///
/// # Errors
/// [`Garbled`] when it is no number of at most 64 bits.
pub fn parse_chain_id(answer: &Value) -> Result<ChainId, Garbled> {
    let told = answer.get("chainId").unwrap_or(answer);
    if let Some(number) = told.as_u64() {
        return Ok(ChainId(number));
    }
    let text = told.as_str().ok_or(Garbled)?;
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let (digits, radix) = digits.map_or((text, 10), |digits| (digits, 16));
    // `from_str_radix` would take a sign.
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(Garbled);
    }
    let number = u64::from_str_radix(digits, radix).map_err(|_| Garbled)?;
    Ok(ChainId(number))
}

/// Reads a list of accounts.
///
/// # Errors
/// [`Garbled`] when it is not a list of addresses.
pub fn parse_accounts(answer: &Value) -> Result<Vec<Address>, Garbled> {
    let accounts = answer.as_array().ok_or(Garbled)?;
    accounts
        .iter()
        .map(|account| account.as_str().and_then(parse_address).ok_or(Garbled))
        .collect()
}

/// Reads the answer to [`Request::latest_block`].
///
/// # Errors
/// [`Garbled`] when a field is missing or not of its form. A pending block has no hash: refused.
pub fn parse_block(answer: &Value) -> Result<BlockRef, Garbled> {
    let field = |name| answer.get(name).ok_or(Garbled);
    parse_hash(field("hash")?)?;
    Ok(BlockRef {
        number: parse_u64(field("number")?)?,
        parent_hash: parse_hash(field("parentHash")?)?,
        timestamp: Timestamp(parse_u64(field("timestamp")?)?),
    })
}

/// Reads bytes in hexadecimal with `0x`.
///
/// # Errors
/// [`Garbled`] for anything else.
pub fn parse_bytes(answer: &Value) -> Result<Bytes, Garbled> {
    answer.as_str().and_then(parse_hex).ok_or(Garbled)
}

/// Reads 32 bytes in hexadecimal with `0x`.
///
/// # Errors
/// [`Garbled`] for anything else.
pub fn parse_hash(answer: &Value) -> Result<B256, Garbled> {
    answer.as_str().and_then(parse_hash_text).ok_or(Garbled)
}

/// Bytes of hexadecimal text with `0x`, if it is that.
#[must_use]
pub fn parse_hex(text: &str) -> Option<Bytes> {
    let digits = text.strip_prefix("0x")?;
    hex::decode(digits).ok().map(Bytes::from)
}

/// The 32 bytes of hexadecimal text with `0x`, if it is that.
#[must_use]
pub fn parse_hash_text(text: &str) -> Option<B256> {
    B256::try_from(parse_hex(text)?.as_ref()).ok()
}

/// The address in hexadecimal text with `0x`, whatever its capitals.
#[must_use]
pub fn parse_address(text: &str) -> Option<Address> {
    let bytes = parse_hex(text)?;
    Address::try_from(bytes.as_ref()).ok()
}

/// A quantity of JSON-RPC: `0x`, then 1 to 16 hexadecimal digits.
///
/// Leading zeros are against the standard but seen in the wild, and change nothing.
pub(super) fn parse_u64(answer: &Value) -> Result<u64, Garbled> {
    let digits = answer
        .as_str()
        .and_then(|text| text.strip_prefix("0x"))
        .ok_or(Garbled)?;
    // `from_str_radix` would take a sign.
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(Garbled);
    }
    u64::from_str_radix(digits, 16).map_err(|_| Garbled)
}

/// Reads a quantity of at most 256 bits, as the answers to [`Request::coin`] and
/// [`Request::gas_price`] are.
///
/// # Errors
/// [`Garbled`] when it is none.
pub fn parse_quantity(answer: &Value) -> Result<U256, Garbled> {
    let digits = answer
        .as_str()
        .and_then(|text| text.strip_prefix("0x"))
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
        .filter(|digits| !digits.is_empty());
    U256::from_str_radix(digits.ok_or(Garbled)?, 16).map_err(|_| Garbled)
}

/// A number of at most 64 bits as a quantity: that is how such a number is written in JSON.
pub(super) fn small(number: u64) -> U256 {
    U256::from(number)
}

/// An address with the capitals of its checksum, as in what is stored.
#[derive(Serialize)]
pub(super) struct Spelt(#[serde(serialize_with = "address_text::serialize")] pub Address);

/// A call as nodes and wallets take it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Transaction<'a> {
    to: Spelt,
    data: &'a Bytes,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Spelt>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<U256>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_id: Option<U256>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<U256>,
}

impl<'a> Transaction<'a> {
    fn to(call: &'a Call) -> Self {
        Self {
            to: Spelt(call.to),
            data: &call.data,
            from: None,
            value: None,
            chain_id: None,
            nonce: None,
        }
    }

    /// A call that has a sender, who pays for it.
    pub(super) fn of(from: Address, payment: &'a Payment) -> Self {
        Self {
            value: Some(payment.value),
            ..Self::from_to(from, &payment.call)
        }
    }

    /// A call that has a sender.
    pub(super) fn from_to(from: Address, call: &'a Call) -> Self {
        Self {
            from: Some(Spelt(from)),
            ..Self::to(call)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn block() -> Value {
        json!({
            "number": "0x10", "timestamp": "0x6553f100",
            "hash": B256::repeat_byte(1).to_string(),
            "parentHash": B256::repeat_byte(2).to_string(),
        })
    }

    #[test]
    fn reads_a_block() {
        let read = parse_block(&block()).unwrap();
        assert_eq!((read.number, read.timestamp.0), (16, 1_700_000_000));
        assert_eq!(read.parent_hash, B256::repeat_byte(2));
    }

    #[test]
    fn a_block_with_any_field_missing_or_garbled_is_refused() {
        for field in ["number", "timestamp", "hash", "parentHash"] {
            for bad in [
                json!(null),
                json!(16),
                json!("16"),
                json!("0x"),
                json!("0x+1"),
            ] {
                let mut block = block();
                block[field] = bad.clone();
                assert_eq!(parse_block(&block), Err(Garbled), "{field} {bad}");
            }
            let mut block = block();
            block.as_object_mut().unwrap().remove(field);
            assert_eq!(parse_block(&block), Err(Garbled), "{field}");
        }
        assert_eq!(parse_block(&Value::Null), Err(Garbled));
    }

    #[test]
    fn a_quantity_above_64_bits_is_refused_not_cut() {
        assert_eq!(parse_chain_id(&json!("0x1ffffffffffffffff")), Err(Garbled));
        for spelt in [
            json!("0x7a69"),
            json!("0x0007A69"),
            json!("0X7a69"),
            json!("31337"),
            json!(31337),
            json!({ "chainId": "0x7a69", "networkVersion": "1" }),
        ] {
            assert_eq!(parse_chain_id(&spelt), Ok(ChainId(31337)), "{spelt}");
        }
        for none in [
            json!(null),
            json!(""),
            json!("0x"),
            json!("0x+1"),
            json!("-1"),
            json!("7a69"),
            json!([]),
            json!({}),
        ] {
            assert_eq!(parse_chain_id(&none), Err(Garbled), "{none}");
        }
    }

    #[test]
    fn accounts_are_addresses_or_nothing() {
        assert_eq!(parse_accounts(&json!([])), Ok(vec![]));
        assert_eq!(parse_accounts(&json!(["0x12"])), Err(Garbled));
        assert_eq!(parse_accounts(&json!("0x")), Err(Garbled));
        let one = Address::repeat_byte(0xab);
        let lower = json!([one.to_string().to_lowercase()]);
        assert_eq!(parse_accounts(&lower), Ok(vec![one]));
    }

    #[test]
    fn requests_are_written_as_nodes_expect() {
        let call = Call {
            to: Address::repeat_byte(1),
            data: Bytes::from_static(&[0xab]),
        };
        let request = Request::call(&call, 255);
        assert_eq!(request.params[0]["data"], "0xab");
        assert_eq!(request.params[1], "0xff");
        let (payment, chain) = (call.clone().into(), ChainId(31337));
        let request = Request::send_transaction(call.to, &payment, chain, Some(16));
        assert_eq!(request.params[0]["value"], "0x0");
        assert_eq!(request.params[0]["chainId"], "0x7a69");
        assert_eq!(request.params[0]["nonce"], "0x10");
        let request = Request::send_transaction(call.to, &payment, chain, None);
        assert_eq!(request.params[0].get("nonce"), None);
    }
}
