//! An address as text: as it is stored, with `#[serde(with = "address_text")]`, and in short.

use alloy::primitives::Address;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// Its beginning and its end: to recognise an address, never to check one.
#[must_use]
pub fn short_address(address: Address) -> String {
    let text = address.to_string();
    match (text.get(..6), text.get(38..)) {
        (Some(start), Some(end)) => format!("{start}…{end}"),
        _ => text,
    }
}

pub(crate) fn serialize<S: Serializer>(address: &Address, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(address)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Address, D::Error> {
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}
