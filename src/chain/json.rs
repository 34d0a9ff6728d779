//! JSON out of its parts. `serde_json::json!` would carry a serializer that can fail, and panic then.

use core::fmt;

use serde_json::{Map, Value};

/// An object, field by field.
pub(crate) struct Object(Map<String, Value>);

impl Object {
    pub fn new() -> Self {
        Self(Map::new())
    }

    /// With one more field.
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.0.insert(name.to_owned(), value);
        self
    }

    /// With a string, as something is written.
    pub fn text(self, name: &str, value: &dyn fmt::Display) -> Self {
        self.with(name, value.to_string().into())
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}
