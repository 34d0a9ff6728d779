//! Objects that strangers made: every access can throw, so every access can fail. Typed imports and
//! readers for serde would let such an exception pass through our own frames.

use js_sys::{Function, JSON, JsString, Promise, Reflect};
use serde::Serialize;
use serde_json::Value;
use serde_wasm_bindgen::Serializer;
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

/// The plain data of a stranger's value; none when it has none (undefined, a function, a circle, or
/// lists within lists without end), or its JSON is longer than `most_units` UTF-16 units.
pub fn to_data(value: &JsValue, most_units: u32) -> Option<Value> {
    let text = JSON::stringify(value).ok()?;
    // `stringify` gives undefined for what has no JSON.
    let text: &JsString = text.dyn_ref()?;
    if text.length() > most_units {
        return None;
    }
    serde_json::from_str(&String::from(text)).ok()
}

/// The script value of data of our own making.
pub fn from_data(data: &impl Serialize) -> JsValue {
    // Refused only for numbers beyond 2^53. Ours count blocks, decimals and seconds.
    data.serialize(&Serializer::json_compatible())
        .unwrap_or(JsValue::NULL)
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
