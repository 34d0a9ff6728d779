//! Fields of an entry. A field that is there and is not what it should be ends the run.

use alloy::primitives::U256;
use serde_json::Value;

pub fn list(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("{value} is not a list"))
}

pub fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is not a text"))
}

/// A whole number: a decimal string or a JSON number.
pub fn number(value: &Value) -> U256 {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text.parse()
        .unwrap_or_else(|_| panic!("{value} is not a whole number"))
}

/// A whole number, or `default` where the field is missing.
pub fn number_or(value: &Value, default: u64) -> U256 {
    if value.is_null() {
        U256::from(default)
    } else {
        number(value)
    }
}

pub fn small<T: TryFrom<U256>>(value: &Value) -> T {
    T::try_from(number(value)).unwrap_or_else(|_| panic!("{value} is too large"))
}
