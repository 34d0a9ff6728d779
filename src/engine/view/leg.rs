//! What a position consists of.

use alloy::primitives::Address;

use crate::math::{TokenAmount, Wad};
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
    /// It is liquidatable at today's price.
    Passed,
    /// No price of this asset alone liquidates.
    Never,
    /// It has no price of its own: the others are priced in it.
    Unit,
    /// Not offered: our math is not confirmed, or the asset does not count.
    Unknown,
}
