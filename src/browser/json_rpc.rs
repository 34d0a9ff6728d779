//! The JSON-RPC envelope: an answer is believed only when it is whole and ours.

use serde::Serialize;
use serde_json::Value;

use crate::chain::rpc::Request;
use crate::engine::{Below, RequestFailure};

/// JSON-RPC's own code for an error without a better one.
pub const INTERNAL_ERROR: i64 = -32603;
/// How much is kept of a text in an error, in characters: where it is shown, it is cut shorter.
const LONGEST_TEXT: usize = 20_000;
/// How many wrapped errors and texts are read of one.
const MOST_WRAPPED: usize = 64;
/// Below which keys wallets, nodes and libraries bury the node's error, or its words.
pub const NESTING_KEYS: [&str; 10] = [
    "data",
    "originalError",
    "error",
    "cause",
    "info",
    "innerError",
    "errors",
    "reason",
    "details",
    "body",
];
/// How deep they bury it.
pub const DEEPEST: u8 = 16;

#[derive(Serialize)]
struct Envelope<'a> {
    jsonrpc: &'static str,
    id: u64,
    method: &'static str,
    params: &'a Value,
}

/// The text to send.
pub fn envelope(id: u64, request: &Request) -> String {
    let envelope = Envelope {
        jsonrpc: "2.0",
        id,
        method: request.method,
        params: &request.params,
    };
    // What is JSON already has a text. Whoever is asked would refuse an empty one.
    serde_json::to_string(&envelope).unwrap_or_default()
}

/// Takes the text of an answer apart.
///
/// # Errors
/// [`RequestFailure::Garbled`] when it is not an answer to the request with this id, and
/// [`RequestFailure::Refused`] when it is an error.
pub fn open(id: u64, text: &str) -> Result<Value, RequestFailure> {
    // Not into a struct: that would take a list for it, and could not tell null from nothing.
    let mut answer: Value = serde_json::from_str(text).map_err(|_| RequestFailure::Garbled)?;
    if answer.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return Err(RequestFailure::Garbled);
    }
    let answered = answer.get("id").unwrap_or(&Value::Null);
    let error = answer.get("error").filter(|error| !error.is_null());
    if let Some(error) = error {
        // A node that could not even read the request answers with a null id.
        let ours = answered.is_null() || answered.as_u64() == Some(id);
        return Err(if ours {
            refusal(error, false)
        } else {
            RequestFailure::Garbled
        });
    }
    if answered.as_u64() != Some(id) {
        return Err(RequestFailure::Garbled);
    }
    match answer.get_mut("result") {
        Some(result) => Ok(result.take()),
        None => Err(RequestFailure::Garbled),
    }
}

/// What an error object says; `is_cut`: there was more of it.
pub fn refusal(error: &Value, is_cut: bool) -> RequestFailure {
    let message = error.get("message").and_then(Value::as_str);
    let message = message.or_else(|| error.as_str()).unwrap_or("");
    let mut below = Below {
        is_cut: is_cut || message.chars().nth(LONGEST_TEXT).is_some(),
        ..Below::default()
    };
    if let Some(Value::String(word)) = error.get("code") {
        add_words(word, &mut below);
    }
    add_wrapped(error, DEEPEST, &mut below);
    RequestFailure::Refused {
        code: code(error, DEEPEST).unwrap_or(INTERNAL_ERROR),
        message: message.chars().take(LONGEST_TEXT).collect(),
        data: revert_data(error, DEEPEST),
        below,
    }
}

/// Adds what the errors say that this one wraps.
fn add_wrapped(error: &Value, depth: u8, below: &mut Below) {
    let Some(deeper) = depth.checked_sub(1) else {
        below.is_cut = true;
        return;
    };
    let listed = error.as_array().into_iter().flatten();
    let keyed = NESTING_KEYS.iter().filter_map(|key| error.get(key));
    for inner in listed.chain(keyed) {
        if let Some(text) = inner.as_str() {
            add_words(text, below);
        } else if inner.is_object() || inner.is_array() {
            below
                .codes
                .extend(inner.get("code").and_then(Value::as_i64));
            // Libraries have words for codes.
            let texts = ["code", "message"].map(|key| inner.get(key).and_then(Value::as_str));
            texts
                .into_iter()
                .flatten()
                .for_each(|text| add_words(text, below));
            add_wrapped(inner, deeper, below);
        }
    }
}

fn add_words(text: &str, below: &mut Below) {
    if is_bytes(text) {
        return;
    }
    let is_full = below.words.len() >= MOST_WRAPPED;
    below.is_cut |= is_full || text.chars().nth(LONGEST_TEXT).is_some();
    if !is_full {
        below.words.push(text.chars().take(LONGEST_TEXT).collect());
    }
}

/// The outermost code.
fn code(error: &Value, depth: u8) -> Option<i64> {
    let own = error.get("code").and_then(Value::as_i64);
    own.or_else(|| below(error, depth, code))
}

/// The outermost bytes in hexadecimal. Some nodes write a word before them.
fn revert_data(value: &Value, depth: u8) -> Option<String> {
    if let Some(text) = value.as_str() {
        let text = text.strip_prefix("Reverted ").unwrap_or(text);
        return is_bytes(text).then(|| text.to_owned());
    }
    below(value, depth, revert_data)
}

fn is_bytes(text: &str) -> bool {
    text.strip_prefix("0x").is_some_and(|digits| {
        digits.len() % 2 == 0 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// The first find below an error, in the order of [`NESTING_KEYS`].
fn below<T>(value: &Value, depth: u8, find: fn(&Value, u8) -> Option<T>) -> Option<T> {
    let deeper = depth.checked_sub(1)?;
    NESTING_KEYS
        .iter()
        .filter_map(|key| value.get(key))
        .find_map(|inner| find(inner, deeper))
}
