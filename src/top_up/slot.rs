use alloy::primitives::Address;

use crate::chain::ChainId;
use crate::protocols::PositionKey;

/// Where the record of an account on a chain lies: there is at most one, for all tabs and widgets
/// of an origin together, because the account's transactions follow each other in one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    /// The chain.
    pub chain: ChainId,
    /// The account.
    pub account: Address,
}

impl Slot {
    /// That of the account and the chain of a position.
    #[must_use]
    pub const fn of(position: &PositionKey) -> Self {
        Self {
            chain: position.chain,
            account: position.account,
        }
    }
}
