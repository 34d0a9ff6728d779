use alloy::primitives::U256;

use super::worth::{amount_worth, worth};
use crate::math::{TokenAmount, Wad, mul_div_ceil, mul_div_floor};
use crate::top_up::StrategyId;

/// A way that moves an amount, as a part of a mix.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) way: StrategyId,
    /// Of a whole token.
    pub(super) price: TokenAmount,
    /// What a unit of value costs beside those of other positions: so many for so many.
    pub(super) rate: (U256, U256),
    /// How much of the target a unit of value brings, wad: what is supplied counts by its threshold, what
    /// is repaid needs as much less as the target asks for.
    pub(super) weight: Wad,
    /// The market takes no more of it.
    pub(super) headroom: Option<U256>,
}

impl Column {
    /// What an amount is worth, rounded down, in units of 10^-18 of the base currency, whatever that has.
    fn worth(&self, amount: TokenAmount) -> U256 {
        worth(amount, self.price)
    }

    /// How much of the target an amount brings.
    pub(super) fn effect(&self, amount: TokenAmount) -> U256 {
        self.worth(amount).saturating_mul(self.weight.raw())
    }

    /// What an amount costs, by the measure of all positions.
    pub(super) fn cost(&self, amount: TokenAmount) -> U256 {
        let (times, per) = self.rate;
        mul_div_ceil(self.worth(amount), times, per).unwrap_or(U256::MAX)
    }

    /// How much of the target a unit of cost brings.
    pub(super) fn effect_of_cost(&self) -> U256 {
        let (times, per) = self.rate;
        mul_div_floor(self.weight.raw(), per, times).unwrap_or(U256::MAX)
    }

    /// The least of what there is that brings so much of the target.
    pub(super) fn amount_for(&self, effect: U256, most: TokenAmount) -> TokenAmount {
        let value = mul_div_ceil(effect, U256::ONE, self.weight.raw());
        let amount = value.map_or(U256::MAX, |value| {
            amount_worth(value, most.decimals, self.price)
        });
        TokenAmount::new(amount.min(most.raw), most.decimals)
    }
}
