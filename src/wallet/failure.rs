use js_sys::Array;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use crate::browser::{json_rpc, script};
use crate::engine::RequestFailure;

/// How many objects are read of what a wallet threw.
const MOST_OBJECTS: usize = 64;

/// What a wallet threw, as a failure of the request.
pub fn refused(thrown: &JsValue) -> RequestFailure {
    let mut reader = Reader {
        above: Vec::new(),
        left: MOST_OBJECTS,
        is_cut: false,
    };
    let error = reader.read(thrown);
    json_rpc::refusal(&error, reader.is_cut)
}

/// The parts of an error that matter, as JSON. Errors keep them where `JSON.stringify` does not
/// look, and wallets wrap the node's error in their own.
struct Reader {
    /// What the one at hand lies in: what is there again says nothing new.
    above: Vec<JsValue>,
    left: usize,
    /// There is more than was read.
    is_cut: bool,
}

impl Reader {
    fn read(&mut self, thrown: &JsValue) -> Value {
        if let Some(text) = thrown.as_string() {
            return Value::String(text);
        }
        if !thrown.is_object() || self.above.contains(thrown) {
            return Value::Object(Map::new());
        }
        if self.left == 0 || self.above.len() >= usize::from(json_rpc::DEEPEST) {
            self.is_cut = true;
            return Value::Object(Map::new());
        }
        self.left = self.left.saturating_sub(1);
        self.above.push(thrown.clone());
        let read = match Array::is_array(thrown) {
            true => self.read_list(thrown),
            false => self.read_error(thrown),
        };
        self.above.pop();
        read
    }

    fn read_list(&mut self, list: &JsValue) -> Value {
        let list: &Array = list.unchecked_ref();
        // One more than is read, so that the rest is missed.
        let most = u32::try_from(MOST_OBJECTS).map_or(u32::MAX, |most| most.saturating_add(1));
        self.is_cut |= list.length() > most;
        let places = 0..list.length().min(most);
        let inner = places.filter_map(|place| script::property(list, &place.to_string()));
        Value::Array(inner.map(|inner| self.read(&inner)).collect())
    }

    fn read_error(&mut self, thrown: &JsValue) -> Value {
        let mut error = Map::new();
        if let Some(code) = script::property(thrown, "code").and_then(|code| read_code(&code)) {
            error.insert(String::from("code"), code);
        }
        if let Some(message) = script::text(thrown, "message") {
            error.insert(String::from("message"), message.into());
        }
        for key in json_rpc::NESTING_KEYS {
            if let Some(inner) = script::property(thrown, key) {
                error.insert(String::from(key), self.read(&inner));
            }
        }
        Value::Object(error)
    }
}

/// A code as a number, as its digits, or as a word.
fn read_code(code: &JsValue) -> Option<Value> {
    if let Some(text) = code.as_string() {
        let digits: Option<i64> = text.parse().ok();
        return Some(digits.map_or(Value::String(text), Value::from));
    }
    let code = code.as_f64()?;
    // Saturates, far outside of what a number counts exactly.
    #[expect(clippy::cast_possible_truncation)]
    (code.fract() == 0.0).then_some(Value::from(code as i64))
}
