use alloy::primitives::U256;

use super::worth::worth;
use crate::math::{TokenAmount, Wad};
use crate::top_up::StrategyId;

/// A way that moves an amount, as a part of a mix.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) way: StrategyId,
    /// Of a whole token.
    pub(super) price: TokenAmount,
    /// How much of the target a unit of value brings, wad: what is supplied counts by its threshold, what
    /// is repaid needs as much less as the target asks for.
    pub(super) weight: Wad,
    /// The market takes no more of it.
    pub(super) headroom: Option<U256>,
}

impl Column {
    /// What an amount is worth, rounded down, in units of 10^-18 of the base currency, whatever that has.
    pub(super) fn worth(&self, amount: TokenAmount) -> U256 {
        worth(amount, self.price)
    }

    /// How much of the target an amount brings.
    pub(super) fn effect(&self, amount: TokenAmount) -> U256 {
        self.worth(amount).saturating_mul(self.weight.raw())
    }
}
