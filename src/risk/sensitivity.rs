//! Which price a position depends on most, of those that can move against it.

use alloy::primitives::U256;

use super::{AssetId, Health, LiquidationPrice, Position, RiskError, Side, drawdown};
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
/// Meant is a price that nobody can take for granted: the unit that all is counted in is never
/// named, and a stablecoin of it only where nothing else lowers the health.
///
/// The moved price is rounded against the position. An asset that is both collateral and debt is
/// tried both ways.
///
/// # Errors
/// [`RiskError::Math`].
pub fn greatest(position: &dyn Position, at: Timestamp) -> Result<Option<Sensitivity>, RiskError> {
    let [less, all, more] = [99, 100, 101].map(U256::from);
    let currency = position.base().currency;
    let legs = position.legs(at)?;
    let now = position.health(at)?;
    let (mut volatile, mut stable): (Option<Sensitivity>, _) = (None, None);
    let mut prices = position.prices().to_vec();
    for (place, &price) in position.prices().iter().enumerate() {
        let asset = AssetId(place);
        if position.liquidation_price(asset, Side::Debt, at) == Ok(LiquidationPrice::Unit) {
            continue;
        }
        let leg = legs.get(place);
        let found = match leg.is_some_and(|leg| drawdown::is_steady(leg, &currency)) {
            true => &mut stable,
            false => &mut volatile,
        };
        for (side, moved) in [
            (Side::Collateral, mul_div_floor(price, less, all)?),
            (Side::Debt, mul_div_ceil(price, more, all)?),
        ] {
            set(&mut prices, place, moved);
            let health = position.health_with_prices(at, &prices)?;
            if health < found.map_or(now, |worst| worst.health) {
                *found = Some(Sensitivity {
                    asset,
                    side,
                    health,
                });
            }
        }
        set(&mut prices, place, price);
    }
    Ok(volatile.or(stable))
}

fn set(prices: &mut [U256], place: usize, price: U256) {
    if let Some(slot) = prices.get_mut(place) {
        *slot = price;
    }
}
