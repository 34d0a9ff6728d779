//! What can be said of a position beyond its health.

use crate::math::TokenAmount;
use crate::risk::drawdown::Drawdown;
use crate::risk::time::TimeToLiquidation;
use crate::risk::{Health, Side};

/// What can be said of a position beyond its health, by the rule of the first liquidator; empty when our math is not confirmed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnalysisView {
    /// How far all volatile collateral together may fall.
    pub drawdown: Option<Drawdown>,
    /// Symbols of the collateral that is not among it: what is stable against the currency.
    pub steady: Vec<String>,
    /// The price that the health depends on most.
    pub sensitivity: Option<SensitivityView>,
    /// What one liquidation by the protocol itself would take; none when nothing is owed.
    pub loss: Option<LossView>,
    /// How long until interest alone liquidates.
    pub time_to_liquidation: Option<TimeToLiquidation>,
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
