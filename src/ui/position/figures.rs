use crate::alert::Ladder;
use crate::engine::view::{LegView, LossView, PositionView};
use crate::math::{BasisPoints, TokenAmount};
use crate::risk::drawdown::Drawdown;
use crate::risk::{Currency, Health};
use crate::ui::words::Standing;

/// The numbers of a position that are on the screen: those of now, or those after a move of prices
/// that a person asks about.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// The fall that was asked about; none: these are the numbers of now.
    pub fall: Option<BasisPoints>,
    pub standing: Standing,
    /// A pre-liquidation contract comes before the market.
    pub partial: bool,
    pub health: Health,
    pub first_health: Health,
    pub ladder: Ladder,
    /// How far all volatile collateral can fall together.
    pub drawdown: Option<Drawdown>,
    pub currency: Currency,
    pub collateral_value: TokenAmount,
    pub debt_value: TokenAmount,
    pub legs: Vec<LegView>,
    pub loss: Option<LossView>,
}

impl Figures {
    /// Those of now.
    pub fn now(position: &PositionView, standing: Standing) -> Self {
        // What the market has paused is not to be had now, whatever the prices.
        let paused = position.halted.liquidation;
        let drawdown = position.analysis.drawdown;
        Self {
            fall: None,
            standing,
            partial: position.pre_liquidates_first(),
            health: position.health,
            first_health: position.first_health,
            ladder: position.alarm.ladder,
            drawdown: drawdown.filter(|fall| !(paused && *fall == Drawdown::Already)),
            currency: position.currency.clone(),
            collateral_value: position.collateral_value,
            debt_value: position.debt_value,
            legs: position.legs.clone(),
            loss: position.analysis.loss.clone(),
        }
    }
}
