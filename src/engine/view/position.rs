//! One position.

use std::sync::Arc;

use alloy::primitives::Address;

use super::history::{HistoryMark, HistoryPoint, PricePathView};
use crate::alert::{Ladder, Level, Phase};
use crate::chain::{BlockRef, DatedBy};
use crate::math::{BasisPoints, TokenAmount, Wad};
use crate::protocols::{PositionKey, Protocol};
use crate::risk::drawdown::Drawdown;
use crate::risk::time::TimeToLiquidation;
use crate::risk::{Currency, Halted, Health, Obstacle, Side};

/// One position.
#[derive(Clone, Debug, PartialEq)]
pub struct PositionView {
    /// Its name.
    pub key: PositionKey,
    /// Protocol.
    pub protocol: Protocol,
    /// Market, as in "Ethereum Core".
    pub market: String,
    /// The block that all of this was read at.
    pub block: BlockRef,
    /// What of that block the chain's contracts themselves confirm; none where nothing was said yet.
    pub dated_by: Option<DatedBy>,
    /// Whether a second source says the same at that block; none where none was asked about it, or
    /// could say.
    pub witnessed: Option<bool>,
    /// Whether that still describes the position: its chain is read, and so is its market.
    pub is_known: bool,
    /// Health as the chain has it.
    pub health: Health,
    /// Health by which the first liquidator acts, and which the level follows: lower than that of
    /// the chain where a pre-liquidation contract comes before the market.
    pub first_health: Health,
    /// `1 - 1/HF` rounded down; none without debt or when already liquidatable.
    pub distance_wad: Option<Wad>,
    /// How the margin call stands.
    pub alarm: PositionAlarm,
    /// Whether our arithmetic and the chain's agree.
    pub agreement: AgreementView,
    /// What prices and values are counted in.
    pub currency: Currency,
    /// Sum of counted collateral in the market's base currency, rounded down.
    pub collateral_value: TokenAmount,
    /// Sum of debt in the market's base currency, rounded up.
    pub debt_value: TokenAmount,
    /// Each collateral and debt.
    pub legs: Vec<LegView>,
    /// Contracts that the account has let liquidate a part of it early.
    pub pre_liquidations: Vec<PreLiquidationView>,
    /// Name or number of the account's e-mode.
    pub emode: Option<String>,
    /// What the market has stopped.
    pub halted: Halted,
    /// What can be said beyond the health.
    pub analysis: AnalysisView,
    /// Earlier readings since this widget first saw it, oldest first: of those that are old only some,
    /// and the lowest among them.
    pub history: Arc<[HistoryPoint]>,
    /// What happened meanwhile, oldest first.
    pub marks: Arc<[HistoryMark]>,
    /// The prices that can liquidate it, the nearest first; none where our math is not confirmed.
    pub prices: Vec<PricePathView>,
    /// Whether a top-up can be opened, and why not.
    pub can_top_up: Result<(), NoTopUp>,
}

impl PositionView {
    /// Whether a pre-liquidation contract comes before the market itself.
    #[must_use]
    pub fn pre_liquidates_first(&self) -> bool {
        self.first_health < self.health
    }
}

/// What can be said of a position beyond its health, by the rule of the first liquidator; empty when our math is not confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct AnalysisView {
    /// How far all volatile collateral together may fall.
    pub drawdown: Option<Drawdown>,
    /// Symbols of the collateral that is not among it: what is stable against the currency.
    pub steady: Vec<String>,
    /// How far each group of assets that move together may fall; empty where there is but one.
    pub falls: Vec<FallView>,
    /// The price that the health depends on most.
    pub sensitivity: Option<SensitivityView>,
    /// What one liquidation by the protocol itself would take; none when nothing is owed.
    pub loss: Option<LossView>,
    /// How long until interest alone liquidates.
    pub time_to_liquidation: Option<TimeToLiquidation>,
    /// Health after a fall of all volatile collateral, in rising order of the fall.
    pub stress: Arc<[StressPoint]>,
}

impl Default for AnalysisView {
    fn default() -> Self {
        Self {
            drawdown: None,
            steady: Vec::new(),
            falls: Vec::new(),
            sensitivity: None,
            loss: None,
            time_to_liquidation: None,
            stress: [].into(),
        }
    }
}

/// How far assets that move together may fall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FallView {
    /// What they follow: "ETH", or the symbol of the one asset.
    pub name: String,
    /// How far.
    pub drawdown: Drawdown,
}

/// The price that a health factor depends on most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SensitivityView {
    /// Whose price.
    pub symbol: String,
    /// A fall hurts as collateral, a rise as debt.
    pub side: Side,
    /// Health after a move of 1% against the position.
    pub health: Health,
}

/// What one liquidation would take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LossView {
    /// How much collateral is seized.
    pub seized: TokenAmount,
    /// Symbol of the collateral; where all of it is taken at once, of the largest part.
    pub collateral: String,
    /// How much debt that pays.
    pub repaid: TokenAmount,
    /// Symbol of the debt.
    pub debt: String,
    /// What the borrower is poorer by, in the base currency.
    pub cost: TokenAmount,
    /// Something is seized that has no price: the cost is greater.
    pub beyond_value: bool,
    /// Where all collateral is taken at once: some is not.
    pub spares_some: bool,
}

/// Why no top-up is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTopUp {
    /// There is no debt to secure.
    NoDebt,
    /// Watched without a wallet.
    WatchOnly,
    /// The wallet is locked.
    Locked,
    /// The wallet's account in use is another.
    OtherAccount,
    /// The wallet is on another chain.
    OtherChain,
    /// Exact amounts are withheld: our arithmetic and the chain's differ.
    NotConfirmed,
    /// Two endpoints disagree.
    Disputed,
    /// This protocol is watched, not yet topped up from here.
    Protocol,
    /// The data is stale.
    Stale,
}

/// How the margin call of a position stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PositionAlarm {
    /// The level that the health is at now; none above all levels.
    pub level: Option<Level>,
    /// How the episode stands: pending, firing, acknowledged, liquidated and so on.
    pub phase: Phase,
    /// The thresholds in force for this position: tighter for one that is correlated.
    pub ladder: Ladder,
}

/// Whether our arithmetic and the chain's agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgreementView {
    /// Every word equals the chain's, by the rules of this version.
    Matches {
        /// Version of the rules, as in "Aave v3.6".
        rules: &'static str,
    },
    /// They differ: the chain's number is shown, exact amounts are withheld.
    Differs {
        /// What our arithmetic gave, if it gave anything.
        ours: Option<Health>,
    },
}

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

/// A contract that the account has let liquidate a part of it before the market does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreLiquidationView {
    /// The contract.
    pub contract: Address,
    /// The loan-to-value above which it may act.
    pub lltv: Wad,
    /// The market's own.
    pub market_lltv: Wad,
    /// Symbol of the collateral.
    pub collateral: String,
    /// What the contract's own oracle says now; none where it gives no price.
    pub price: Option<TokenAmount>,
    /// The lowest price of that oracle at which the contract may not act; none where it may at any.
    pub last_safe: Option<TokenAmount>,
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

/// Health after a fall of prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StressPoint {
    /// The fall of all volatile collateral.
    pub fall_bps: BasisPoints,
    /// Health then.
    pub health: Health,
    /// Level then.
    pub level: Option<Level>,
}
