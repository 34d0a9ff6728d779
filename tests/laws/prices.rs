//! What prices do.

use alloy::primitives::U256;
use margin_call::math::{WAD, Wad};
use margin_call::risk::drawdown::{self, Drawdown};
use margin_call::risk::groups::{self, Group, named};
use margin_call::risk::{
    AssetId, Health, Leg, LiquidationPrice, Position, RiskError, Side, sensitivity,
};
use proptest::prelude::*;

use super::{Holds, NOW, counts, legs};

pub fn a_collateral_that_falls(position: &dyn Position, share: Wad) -> Holds {
    for (asset, leg) in position.legs(NOW).unwrap().iter().enumerate() {
        if leg.debt.is_none() {
            let fallen = with(
                position,
                asset,
                position.prices()[asset] * share.raw() / WAD,
            );
            prop_assert!(fallen.unwrap() <= position.health(NOW).unwrap());
        }
    }
    Ok(())
}

pub fn a_debt_that_rises(position: &dyn Position, share: Wad) -> Holds {
    for (asset, leg) in position.legs(NOW).unwrap().iter().enumerate() {
        if leg.debt.is_some() && !counts(leg) {
            let risen = with(
                position,
                asset,
                position.prices()[asset] * share.raw() / WAD,
            );
            prop_assert!(risen.unwrap() <= position.health(NOW).unwrap());
        }
    }
    Ok(())
}

pub fn a_liquidation_price(position: &dyn Position) -> Holds {
    for asset in legs(position) {
        for side in [Side::Collateral, Side::Debt] {
            let (safe, beyond) = match position.liquidation_price(asset, side, NOW).unwrap() {
                LiquidationPrice::Below(price) => (price, price - U256::ONE),
                LiquidationPrice::Above(price) => (price, price + U256::ONE),
                _ => continue,
            };
            let is_liquidatable =
                |price| with(position, asset.0, price).map(Health::is_liquidatable);
            // Prices so high that the contract's products overflow have no answer there.
            if let (Ok(at), Ok(past)) = (is_liquidatable(safe), is_liquidatable(beyond)) {
                prop_assert!(!at && past);
            }
        }
    }
    Ok(())
}

pub fn a_drawdown(position: &dyn Position) -> Holds {
    let legs = position.legs(NOW).unwrap();
    let supplied = legs
        .iter()
        .enumerate()
        .filter(|(_, leg)| leg.debt.is_none());
    let falling: Vec<AssetId> = supplied.map(|(place, _)| AssetId(place)).collect();
    let fall = drawdown::to_liquidation(position, &falling, NOW).unwrap();
    is_first_fall(position, &falling, fall)
}

pub fn a_group(position: &dyn Position) -> Holds {
    let legs = position.legs(NOW).unwrap();
    let groups = groups::of(&legs);
    for (place, leg) in legs.iter().enumerate() {
        let has = |group: &&Group| group.assets.contains(&AssetId(place));
        let of_leg: Vec<_> = groups.iter().filter(has).collect();
        prop_assert!(of_leg.len() <= 1 && (!counts(leg) || of_leg.len() == 1));
    }
    for group in &groups {
        let fall = groups::to_liquidation(position, group, NOW).unwrap();
        let prices = |asset: &AssetId| position.liquidation_price(*asset, Side::Debt, NOW).unwrap();
        let relative = group.assets.iter().map(prices).any(|price| price == UNIT);
        is_first_fall(position, if relative { &[] } else { &group.assets }, fall)?;
    }
    Ok(())
}

const UNIT: LiquidationPrice = LiquidationPrice::Unit;

fn is_first_fall(position: &dyn Position, falling: &[AssetId], fall: Drawdown) -> Holds {
    let is_liquidatable = |n: U256| {
        let mut prices = position.prices().to_vec();
        for asset in falling {
            prices[asset.0] = prices[asset.0] * n / WAD;
        }
        let health = position.health_with_prices(NOW, &prices).unwrap();
        health.is_liquidatable()
    };
    match fall {
        Drawdown::Already => prop_assert!(is_liquidatable(WAD)),
        Drawdown::Never => prop_assert!(!is_liquidatable(U256::ZERO)),
        Drawdown::FallTo(share) => {
            prop_assert!(is_liquidatable(share.raw()));
            prop_assert!(!is_liquidatable(share.raw() + U256::ONE));
        }
    }
    Ok(())
}

pub fn a_sensitivity(position: &dyn Position) -> Holds {
    let worst = sensitivity::greatest(position, NOW).unwrap();
    let now = position.health(NOW).unwrap();
    let moved = |asset: usize, side| {
        let price = position.prices()[asset];
        let hundred = U256::from(100);
        with(
            position,
            asset,
            match side {
                Side::Collateral => price * U256::from(99) / hundred,
                Side::Debt => (price * U256::from(101)).div_ceil(hundred),
            },
        )
        .unwrap()
    };
    let floor = worst.map_or(now, |worst| worst.health);
    let legs = position.legs(NOW).unwrap();
    let currency = position.base().currency;
    let is_unit = |asset| position.liquidation_price(asset, Side::Debt, NOW) == Ok(UNIT);
    // Within 3% of one, and named after the currency.
    let is_steady = |asset: AssetId| {
        let Leg { symbol, price, .. } = &legs[asset.0];
        let price = price.unwrap();
        let one = U256::from(10).saturating_pow(U256::from(price.decimals));
        let off = price.raw.abs_diff(one).saturating_mul(U256::from(100));
        let follows = currency.fiat().is_some() && named(symbol) == currency.fiat();
        follows && off <= one.saturating_mul(U256::from(3))
    };
    let is_steady_named = worst.is_none_or(|worst| is_steady(worst.asset));
    for asset in (0..legs.len()).map(AssetId) {
        let taken_for_granted = is_steady(asset) && !is_steady_named;
        for side in [Side::Collateral, Side::Debt] {
            let moves = !is_unit(asset) && !taken_for_granted;
            prop_assert!(!moves || moved(asset.0, side) >= floor);
        }
    }
    if let Some(worst) = worst {
        prop_assert!(worst.health < now);
        prop_assert!(!is_unit(worst.asset));
        prop_assert_eq!(moved(worst.asset.0, worst.side), worst.health);
    }
    Ok(())
}

fn with(position: &dyn Position, asset: usize, price: U256) -> Result<Health, RiskError> {
    let mut prices = position.prices().to_vec();
    prices[asset] = price;
    position.health_with_prices(NOW, &prices)
}
