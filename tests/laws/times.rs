//! What time does.

use margin_call::math::Timestamp;
use margin_call::risk::time::{self, TimeToLiquidation};
use margin_call::risk::{Health, Position};
use proptest::prelude::*;

use super::{Holds, NOW};

pub fn interest_alone(position: &dyn Position, horizon: Timestamp) -> Holds {
    let is_liquidatable = |at| position.health(at).unwrap().is_liquidatable();
    match time::to_liquidation(position, NOW, horizon).unwrap() {
        TimeToLiquidation::NoDebt => prop_assert_eq!(position.health(NOW), Ok(Health::NoDebt)),
        TimeToLiquidation::Beyond(until) => {
            prop_assert!(until == horizon && !is_liquidatable(horizon));
        }
        TimeToLiquidation::At(at) => {
            prop_assert!(is_liquidatable(at));
            prop_assert!(at == NOW || !is_liquidatable(Timestamp(at.0 - 1)));
        }
    }
    Ok(())
}
