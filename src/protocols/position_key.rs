use alloy::primitives::{Address, B256};
use serde::{Deserialize, Serialize};

use super::Snapshot;
use crate::chain::ChainId;

/// Names a position: what an alert, a click or a top-up is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PositionKey {
    /// The chain.
    pub chain: ChainId,
    /// The market's entry contract.
    pub market: Address,
    /// The number of the market in that contract, where it keeps many.
    pub id: Option<B256>,
    /// Whose.
    pub account: Address,
}

impl PositionKey {
    /// The protocol's own name of the market: the address of its contract, or its number there.
    #[must_use]
    pub fn market_text(&self) -> String {
        match self.id {
            Some(id) => format!("{id:#x}"),
            None => format!("{:#x}", self.market),
        }
    }
}

impl From<&Snapshot> for PositionKey {
    fn from(snapshot: &Snapshot) -> Self {
        Self {
            chain: snapshot.market.chain,
            market: snapshot.market.entry(),
            id: snapshot.market.id(),
            account: snapshot.account,
        }
    }
}
