//! Which price a position depends on most.

use alloy::primitives::U256;

use super::{AssetId, Health, Position, RiskError, Side};
use crate::math::{Timestamp, mul_div_ceil, mul_div_floor};

/// What a move of one price by 1%, against the position, does to its health.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sensitivity {
    /// Whose price moves.
    pub asset: AssetId,
    /// Which way: a fall hurts as collateral, a rise as debt.
    pub side: Side,
    /// The health factor after the move, all other prices unchanged.
    pub health: Health,
}

/// The asset whose price, moved by 1% against the position, lowers its health most; of equals the
/// first. `None` when no price lowers it: nothing is owed, or nothing counts.
///
/// The moved price is rounded against the position. An asset that is both collateral and debt is
/// tried both ways.
///
/// # Errors
/// [`RiskError::Math`].
pub fn greatest(position: &dyn Position, at: Timestamp) -> Result<Option<Sensitivity>, RiskError> {
    let [less, all, more] = [99, 100, 101].map(U256::from);
    let mut worst = position.health(at)?;
    let mut found = None;
    let mut prices = position.prices().to_vec();
    for (place, &price) in position.prices().iter().enumerate() {
        for (side, moved) in [
            (Side::Collateral, mul_div_floor(price, less, all)?),
            (Side::Debt, mul_div_ceil(price, more, all)?),
        ] {
            set(&mut prices, place, moved);
            let health = position.health_with_prices(at, &prices)?;
            if health < worst {
                worst = health;
                found = Some(Sensitivity {
                    asset: AssetId(place),
                    side,
                    health,
                });
            }
        }
        set(&mut prices, place, price);
    }
    Ok(found)
}

fn set(prices: &mut [U256], place: usize, price: U256) {
    if let Some(slot) = prices.get_mut(place) {
        *slot = price;
    }
}
