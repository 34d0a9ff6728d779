use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use crate::browser::{json_rpc, script};
use crate::engine::RequestFailure;

/// What a wallet threw, as a failure of the request.
pub fn refused(thrown: &JsValue) -> RequestFailure {
    json_rpc::refusal(&readable(thrown, json_rpc::DEEPEST))
}

/// The parts of an error that matter, as JSON. Errors keep them where `JSON.stringify` does not
/// look, and wallets wrap the node's error in their own.
fn readable(thrown: &JsValue, depth: u8) -> Value {
    if let Some(text) = thrown.as_string() {
        return Value::String(text);
    }
    let mut error = Map::new();
    if let Some(code) = script::property(thrown, "code").and_then(|code| integer(&code)) {
        error.insert(String::from("code"), code.into());
    }
    if let Some(message) = script::text(thrown, "message") {
        error.insert(String::from("message"), message.into());
    }
    if let Some(deeper) = depth.checked_sub(1) {
        for key in json_rpc::NESTING_KEYS {
            if let Some(inner) = script::property(thrown, key) {
                error.insert(String::from(key), readable(&inner, deeper));
            }
        }
    }
    Value::Object(error)
}

/// A code as a number or as its digits.
fn integer(code: &JsValue) -> Option<i64> {
    if let Some(digits) = code.as_string() {
        return digits.parse().ok();
    }
    let code = code.as_f64()?;
    // Saturates, far outside of what a number counts exactly.
    #[expect(clippy::cast_possible_truncation)]
    (code.fract() == 0.0).then_some(code as i64)
}
