//! Objects that strangers made: every access can throw, so every access can fail.

use js_sys::{Array, Function, JSON, JsString, Object, Promise, Reflect};
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

/// The value of a property; none when it is missing, null, undefined, or throws.
pub fn property(target: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(target, &name.into()).ok()?;
    (!value.is_null() && !value.is_undefined()).then_some(value)
}

/// A property that is text.
pub fn text(target: &JsValue, name: &str) -> Option<String> {
    property(target, name)?.as_string()
}

/// A property that can be called.
pub fn method(target: &JsValue, name: &str) -> Option<Function> {
    property(target, name)?.dyn_into().ok()
}

/// Sets a property of an object of our own making.
pub fn set(target: &JsValue, name: &str, value: &JsValue) {
    // Refused only by frozen objects; ours are not.
    let _ = Reflect::set(target, &name.into(), value);
}

/// How deep answers may nest: deeper ones would be read until the stack ends.
const DEEPEST: u8 = 64;

/// The plain data of a stranger's value; none when it has none (undefined, a function, a circle),
/// or its JSON is longer than `most_units` UTF-16 units.
pub fn to_data(value: &JsValue, most_units: u32) -> Option<Value> {
    let text = JSON::stringify(value).ok()?;
    // `stringify` gives undefined for what has no JSON.
    let text: &JsString = text.dyn_ref()?;
    if text.length() > most_units {
        return None;
    }
    plain_data(&JSON::parse(&String::from(text)).ok()?, DEEPEST)
}

/// The data that a text in JSON stands for: read by the browser, which has a reader.
pub fn parse(text: &str) -> Option<Value> {
    plain_data(&JSON::parse(text).ok()?, DEEPEST)
}

/// The data of what the browser has read.
fn plain_data(value: &JsValue, depth: u8) -> Option<Value> {
    if let Some(text) = value.as_string() {
        return Some(Value::String(text));
    }
    if let Some(truth) = value.as_bool() {
        return Some(Value::Bool(truth));
    }
    if let Some(number) = value.as_f64() {
        return Some(integer(number).map_or(Value::Null, Value::from));
    }
    if value.is_null() {
        return Some(Value::Null);
    }
    let deeper = depth.checked_sub(1)?;
    if let Some(list) = value.dyn_ref::<Array>() {
        let items = list.iter().map(|item| plain_data(&item, deeper));
        return items.collect::<Option<_>>().map(Value::Array);
    }
    let mut fields = Map::new();
    let object: &Object = value.unchecked_ref();
    for key in Object::keys(object) {
        let field = Reflect::get(value, &key).ok()?;
        fields.insert(key.as_string()?, plain_data(&field, deeper)?);
    }
    Some(Value::Object(fields))
}

/// A number without a fraction; nothing that we read has one.
pub fn integer(number: f64) -> Option<i64> {
    // Saturates, far outside of what a number counts exactly.
    #[expect(clippy::cast_possible_truncation)]
    (number.fract() == 0.0).then_some(number as i64)
}

/// The script value of data.
pub fn from_data(data: &Value) -> JsValue {
    match data {
        Value::Null => JsValue::NULL,
        Value::Bool(truth) => JsValue::from(*truth),
        // Numbers of ours count requests, decimals and seconds: far below 2^53.
        Value::Number(number) => number.as_f64().map_or(JsValue::NULL, JsValue::from),
        Value::String(text) => JsValue::from(text),
        Value::Array(items) => items.iter().map(from_data).collect::<Array>().into(),
        Value::Object(fields) => {
            let object = Object::new();
            for (key, field) in fields {
                set(&object, key, &from_data(field));
            }
            object.into()
        }
    }
}

/// Data as text in JSON.
pub fn to_text(data: &Value) -> String {
    // Plain data always has JSON.
    JSON::stringify(&from_data(data)).map_or_else(|_| String::new(), String::from)
}

/// What a thrown value says, in at most `most` characters.
pub fn words(thrown: &JsValue, most: usize) -> String {
    let said = thrown
        .as_string()
        .or_else(|| text(thrown, "message"))
        .or_else(|| text(thrown, "name"))
        .unwrap_or_else(|| String::from("unknown error"));
    said.chars().take(most).collect()
}

/// Calls `done` once, when the promise settles.
///
/// Nothing here outlives a promise that never settles: both handlers belong to the script's
/// garbage collector.
pub fn settle(promise: &Promise, done: impl FnOnce(Result<JsValue, JsValue>) + 'static) {
    let done = std::rc::Rc::new(std::cell::Cell::new(Some(done)));
    let other = done.clone();
    let fulfilled = callback(move |value| {
        if let Some(done) = done.take() {
            done(Ok(value));
        }
    });
    let rejected = callback(move |reason| {
        if let Some(done) = other.take() {
            done(Err(reason));
        }
    });
    // `then` of a native promise, which `Promise.resolve` and the browser make, does not throw.
    if let Some(then) = method(promise, "then") {
        let _ = then.call2(promise, &fulfilled, &rejected);
    }
}

/// A function for scripts to call, kept by whoever holds it and freed by their collector.
pub fn callback(run: impl FnMut(JsValue) + 'static) -> Function {
    Closure::<dyn FnMut(JsValue)>::new(run)
        .into_js_value()
        .unchecked_into()
}
