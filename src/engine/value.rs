//! The value of an item of the store, as text.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a text says; none where it makes no sense.
pub(super) fn read<T: DeserializeOwned>(value: &str) -> Option<T> {
    serde_json::from_str(value).ok()
}

/// What is to be read again.
pub(super) fn text(value: &impl Serialize) -> String {
    // Strings, numbers, lists and objects with fixed names: there is nothing that JSON could not
    // hold.
    serde_json::to_string(value).unwrap_or_default()
}
