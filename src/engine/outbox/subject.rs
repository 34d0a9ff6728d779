//! What a letter is about.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::super::view::PositionKey;
use crate::chain::ChainId;

/// What a letter is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in super::super) enum Subject {
    /// A position.
    Position(PositionKey),
    /// All that is watched on a chain.
    Chain(ChainId),
}

impl Subject {
    /// Where.
    pub(in super::super) fn chain(&self) -> ChainId {
        match self {
            Self::Position(key) => key.chain,
            Self::Chain(chain) => *chain,
        }
    }

    /// Which position; none where it is of a whole chain.
    pub(in super::super) fn position(&self) -> Option<&PositionKey> {
        match self {
            Self::Position(key) => Some(key),
            Self::Chain(_) => None,
        }
    }

    /// Whose.
    pub(in super::super) fn account(&self) -> Option<Address> {
        self.position().map(|key| key.account)
    }
}
