//! What a sequence of calls of an account would do, in one `eth_call`: for that call alone the account
//! has the code of Multicall3, so that all calls come from the account itself, and no storage of any
//! token has to be known.

use std::collections::BTreeMap;

use alloy::primitives::{Address, Bytes};
use serde::Serialize;
use serde_json::Value;

use super::known::multicall3;
use super::rpc::{Garbled, Request, Transaction, parse_bytes, small};
use super::{CallAnswer, ChainId, Payment, multicall};

/// What an address is supposed to have.
#[derive(Serialize)]
struct Supposed<'a> {
    code: &'a Bytes,
}

/// Asks for the code of the chain's Multicall3. It is put nowhere but into such a call: a node that
/// answers something else can as well answer the call as it likes.
#[must_use]
pub fn code(chain: ChainId, block: u64) -> Request {
    Request::code(multicall3(chain), block)
}

/// Asks what `calls` would do, one after the other, all sent by `account`, at a block.
#[must_use]
pub fn request(account: Address, calls: &[Payment], code: &Bytes, block: u64) -> Request {
    let payment = multicall::encode_at(account, calls);
    let supposed = BTreeMap::from([(account.to_string(), Supposed { code })]);
    let from = Transaction::of(account, &payment);
    Request::new("eth_call", (from, small(block), supposed))
}

/// Reads what each of `count` calls would return, or revert with.
///
/// # Errors
/// [`Garbled`] where it is not that, as from a node that does not know how to suppose.
pub fn parse(answer: &Value, count: usize) -> Result<Vec<CallAnswer>, Garbled> {
    let answer = parse_bytes(answer)?;
    multicall::decode_plain(&answer, count).map_err(|_| Garbled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Call;
    use serde_json::json;

    #[test]
    fn the_account_has_the_code_and_makes_the_calls() {
        let account = Address::repeat_byte(0xaa);
        let call = Call {
            to: Address::repeat_byte(1),
            data: Bytes::from_static(&[1, 2, 3, 4]),
        };
        let calls = [Payment::from(call)];
        let request = request(account, &calls, &Bytes::from_static(&[0x60, 0x01]), 16);
        assert_eq!(request.method, "eth_call");
        let [call, block, supposed] = request.params.as_array().unwrap().as_slice() else {
            panic!("three parameters")
        };
        assert_eq!(
            (&call["from"], &call["to"]),
            (&json!(account.to_string()), &json!(account.to_string()))
        );
        assert_eq!(block, "0x10");
        assert_eq!(
            supposed,
            &json!({ account.to_string(): { "code": "0x6001" } })
        );
    }

    #[test]
    fn an_account_without_code_answers_nothing_and_that_is_no_success() {
        for nothing in [json!("0x"), json!(null), json!([]), json!("0x00")] {
            assert_eq!(parse(&nothing, 1), Err(Garbled));
        }
    }
}
