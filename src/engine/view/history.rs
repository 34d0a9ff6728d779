//! What was, of a position and of the prices that it depends on: thinned with age, and kept between
//! visits.

use std::sync::Arc;

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::leg::LiquidationPriceView;
use crate::alert::Level;
use crate::math::{Timestamp, TokenAmount};
use crate::risk::{Currency, Health, Side};

/// One earlier reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryPoint {
    /// Block time.
    pub at: Timestamp,
    /// Health then, rounded down to six decimals.
    pub health: Health,
}

/// Something that happened to a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HistoryMark {
    /// The time of the block that it was seen at.
    pub at: Timestamp,
    /// What.
    pub kind: MarkKind,
}

/// What can be marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// A margin call was made, or a worse one, at this level.
    Called(Level),
    /// A top-up was confirmed.
    ToppedUp,
    /// Collateral was seized.
    Liquidated,
    /// The rules of the market became others.
    RulesChanged,
}

/// A price that can liquidate the position, and how it went.
#[derive(Clone, Debug, PartialEq)]
pub struct PricePathView {
    /// Token contract.
    pub asset: Address,
    /// Its symbol.
    pub symbol: String,
    /// As collateral a fall liquidates, as debt a rise.
    pub side: Side,
    /// What the price is counted in.
    pub currency: Currency,
    /// Earlier readings, oldest first: each price held until the next was read.
    pub readings: Arc<[PricePoint]>,
    /// The oracle's price now.
    pub now: TokenAmount,
    /// Where the market liquidates, or a contract that may act before it, passed or not.
    pub liquidation: LiquidationPriceView,
}

/// One earlier price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PricePoint {
    /// Block time.
    pub at: Timestamp,
    /// The price then, rounded down to ten digits or so: to be drawn, not to be counted with. It has
    /// the decimals of the newest.
    pub price: TokenAmount,
}
