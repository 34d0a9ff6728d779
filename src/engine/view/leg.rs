//! What a position consists of.

use alloy::primitives::Address;

use crate::math::{TokenAmount, WAD, Wad, mul_div_floor};
use crate::protocols::Protocol;
use crate::risk::{Currency, Obstacle, Side};

/// One collateral or debt.
#[derive(Clone, Debug, PartialEq)]
pub struct LegView {
    /// Token contract.
    pub asset: Address,
    /// Token symbol as the contract says.
    pub symbol: String,
    /// Whose terms it has.
    pub protocol: Protocol,
    /// Collateral or debt.
    pub side: Side,
    /// Amount with interest; collateral rounded down, debt up.
    pub amount: TokenAmount,
    /// Value in the market's base currency; collateral rounded down, debt up; none without a price.
    pub value: Option<TokenAmount>,
    /// What it earns or costs a year at the rate in force, without compounding; rounded down for
    /// what is earned, up for what it costs.
    pub yearly_rate: Wad,
    /// What price and value are counted in.
    pub currency: Currency,
    /// Oracle price in that currency; none where the oracle gives none now.
    pub price: Option<TokenAmount>,
    /// Liquidation threshold in effect, for collateral.
    pub liquidation_threshold: Option<Wad>,
    /// Price at which the position becomes liquidatable, others fixed.
    pub liquidation_price: LiquidationPriceView,
    /// For collateral: the price, by the oracle of a pre-liquidation contract, at which that
    /// contract may act; none where none comes before the market.
    pub pre_liquidation_price: Option<LiquidationPriceView>,
    /// For collateral: why it does not count in the health factor; none: it counts.
    pub not_counted: Option<Obstacle>,
}

impl LegView {
    /// What it adds to the health, before that is divided by the debt: its value times its liquidation threshold,
    /// rounded down; none for what does not count.
    #[must_use]
    pub fn adds(&self) -> Option<TokenAmount> {
        let counts = self.side == Side::Collateral && self.not_counted.is_none();
        let value = self.value.filter(|_| counts)?;
        let threshold = self.liquidation_threshold?;
        let raw = mul_div_floor(value.raw, threshold.raw(), WAD).ok()?;
        Some(TokenAmount { raw, ..value })
    }

    /// The same of all legs together.
    #[must_use]
    pub fn all_add(legs: &[Self]) -> Option<TokenAmount> {
        let adds = legs.iter().filter_map(Self::adds);
        adds.map(Some).reduce(|sum, one| {
            let (sum, one) = (sum?, one?);
            let raw = sum.raw.checked_add(one.raw)?;
            Some(TokenAmount { raw, ..sum })
        })?
    }
}

/// A liquidation price, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiquidationPriceView {
    /// The nearest price at which the position is liquidatable, and the move to get there.
    At {
        /// In the market's base currency.
        price: TokenAmount,
        /// Size of the move from today's price, 1e18 = 100%, rounded down.
        move_wad: Wad,
    },
    /// It is liquidatable at today's price, and the nearest price at which it is not.
    Passed {
        /// In the market's base currency.
        price: TokenAmount,
        /// Size of the move from today's price back to it, 1e18 = 100%, rounded up.
        back_wad: Wad,
    },
    /// It is liquidatable at today's price, and none can be named at which it is not.
    Always,
    /// No price of this asset alone liquidates.
    Never,
    /// It has no price of its own: the others are priced in it.
    Unit,
    /// Not offered: our math is not confirmed, or the asset does not count.
    Unknown,
}
