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
        market_text(self.market, self.id)
    }
}

/// As [`PositionKey::market_text`], of a market that nobody may have anything in.
pub(crate) fn market_text(market: Address, id: Option<B256>) -> String {
    match id {
        Some(id) => format!("{id:#x}"),
        None => format!("{market:#x}"),
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
