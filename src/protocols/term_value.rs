use core::fmt;

use alloy::primitives::Address;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermValue {
    /// So much, in the units of the rule.
    Number(u64),
    /// This contract.
    Contract(Address),
}

impl TermValue {
    /// So much; none where it is a contract.
    #[must_use]
    pub const fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Contract(_) => None,
        }
    }
}

impl From<u64> for TermValue {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<Address> for TermValue {
    fn from(contract: Address) -> Self {
        Self::Contract(contract)
    }
}

/// A number as a number, as it was stored when there were no others; a contract as its address.
impl Serialize for TermValue {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => to.serialize_u64(*number),
            Self::Contract(address) => to.collect_str(address),
        }
    }
}

impl<'de> Deserialize<'de> for TermValue {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = TermValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or an address")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<TermValue, E> {
                Ok(number.into())
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<TermValue, E> {
                let contract: Address = text.parse().map_err(E::custom)?;
                Ok(contract.into())
            }
        }
        from.deserialize_any(Either)
    }
}
