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
    let currency = position.base().currency;
    let legs = position.legs(at)?;
    let of = |wanted: bool| {
        let assets = (0..position.prices().len()).map(AssetId);
        let is_steady = |asset: &AssetId| {
            let leg = legs.get(asset.0);
            leg.is_some_and(|leg| drawdown::is_steady(leg, &currency))
        };
        greatest_of(
            position,
            assets.filter(|asset| is_steady(asset) == wanted),
            at,
        )
    };
    match of(false)? {
        None => of(true),
        found => Ok(found),
    }
}

/// The same among some assets, but for the unit.
fn greatest_of(
    position: &dyn Position,
    assets: impl Iterator<Item = AssetId>,
    at: Timestamp,
) -> Result<Option<Sensitivity>, RiskError> {
    let [less, all, more] = [99, 100, 101].map(U256::from);
    let mut worst = position.health(at)?;
    let mut found = None;
    let mut prices = position.prices().to_vec();
    for asset in assets {
        let is_unit = position.liquidation_price(asset, Side::Debt, at);
        let Some(&price) = position.prices().get(asset.0) else {
            return Err(RiskError::UnknownAsset(asset));
        };
        if is_unit == Ok(LiquidationPrice::Unit) {
            continue;
        }
        for (side, moved) in [
            (Side::Collateral, mul_div_floor(price, less, all)?),
            (Side::Debt, mul_div_ceil(price, more, all)?),
        ] {
            set(&mut prices, asset, moved);
            let health = position.health_with_prices(at, &prices)?;
            if health < worst {
                worst = health;
                found = Some(Sensitivity {
                    asset,
                    side,
                    health,
                });
            }
        }
        set(&mut prices, asset, price);
    }
    Ok(found)
}

fn set(prices: &mut [U256], asset: AssetId, price: U256) {
    if let Some(slot) = prices.get_mut(asset.0) {
        *slot = price;
    }
}
