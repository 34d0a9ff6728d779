use super::asked::Asked;
use crate::alert::{Ladder, Lasts};
use crate::engine::view::{LegView, LossView, Moves, PositionView, Scenario};
use crate::math::TokenAmount;
use crate::risk::drawdown::Drawdown;
use crate::risk::{Currency, Health};
use crate::ui::words::Standing;

/// The numbers of a position that are on the screen: those of now, or those after a move of prices
/// that a person asks about.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// What was asked about; nothing: these are the numbers of now.
    pub asked: Asked,
    pub standing: Standing,
    /// How long it lasts on interest alone, where that and not the health is why it stands so.
    pub by_time: Option<Lasts>,
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
    /// How prices moved; none where nothing is asked about.
    pub moves: Option<Moves>,
}

impl Figures {
    /// Those of what is asked about, where something can be said of it.
    pub fn of(position: &PositionView, standing: Standing, asked: Asked) -> Self {
        let now = Self::now(position, standing);
        // What is not known now is not known after a fall either.
        let scenario = match standing {
            Standing::Unknown => None,
            _ => asked.of(position),
        };
        match scenario {
            Some(scenario) => now.after(scenario, asked),
            None => now,
        }
    }

    fn after(self, scenario: Scenario, asked: Asked) -> Self {
        Self {
            asked,
            standing: Standing::at(scenario.health, scenario.level),
            by_time: scenario.by_time,
            partial: scenario.first_health < scenario.health,
            health: scenario.health,
            first_health: scenario.first_health,
            drawdown: scenario.drawdown,
            collateral_value: scenario.collateral_value,
            debt_value: scenario.debt_value,
            legs: scenario.legs,
            loss: scenario.loss,
            moves: Some(scenario.moves),
            ..self
        }
    }

    /// Those of now.
    fn now(position: &PositionView, standing: Standing) -> Self {
        Self {
            asked: Asked::Nothing,
            standing,
            by_time: position.alarm.by_time,
            partial: position.pre_liquidates_first(),
            health: position.health,
            first_health: position.first_health,
            ladder: position.alarm.ladder,
            drawdown: position.analysis.drawdown,
            currency: position.currency.clone(),
            collateral_value: position.collateral_value,
            debt_value: position.debt_value,
            legs: position.legs.clone(),
            loss: position.analysis.loss.clone(),
            moves: None,
        }
    }
}
