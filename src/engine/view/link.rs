use alloy::primitives::Address;

use super::NoTopUp;
use crate::chain::ChainId;

/// A link to a top-up that cannot be opened yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkView {
    /// Whose position it names.
    pub account: Address,
    /// On which chain.
    pub chain: ChainId,
    /// What it waits for.
    pub waits_for: LinkWaits,
}

/// What a link to a top-up waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkWaits {
    /// The account is not watched on that chain.
    Account,
    /// The position is there, and cannot be topped up.
    TopUp(NoTopUp),
}
