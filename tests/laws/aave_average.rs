//! Aave up to 3.4, where the average threshold is cut off: more collateral may be worth less.
//!
//! What holds of every protocol holds here too, except that health may rise by less than a basis
//! point of the average when a price falls, so amounts and prices are the *stable* ones.

use alloy::primitives::U256;
use margin_call::math::{Timestamp, WAD, Wad};
use margin_call::protocols::aave_v3::{AavePosition, Profile};
use margin_call::risk::{Health, LiquidationPrice, Position, Side};
use proptest::prelude::*;

use super::aave::a_position_of;
use super::{Holds, NOW, a_target, amounts, legs, many, prices, share, times};

fn a_position() -> impl Strategy<Value = AavePosition> {
    use Profile::{Spark, V3_0, V3_1, V3_2, V3_3, V3_4};
    a_position_of(vec![V3_0, V3_1, V3_2, V3_3, V3_4, Spark])
}

/// Amounts or prices above a first one: its neighbours, and others ever farther away.
fn beyond(first: U256, steps: &[u64]) -> impl Iterator<Item = U256> {
    let near = (1..4).map(U256::from);
    let far = steps
        .iter()
        .map(move |step| first * U256::from(*step) / U256::from(1_000_000));
    near.chain(far).map(move |more| first + more)
}

fn supply(position: &AavePosition, target: Wad, at: Timestamp, steps: &[u64]) -> Holds {
    for (asset, amount) in amounts::least_supplies(position, target, at)? {
        for more in beyond(amount, steps) {
            let after = position.health_after_supply(asset, more, at).unwrap();
            prop_assert!(after.reaches(target), "{more} after {amount}");
        }
    }
    Ok(())
}

fn repayment(position: &AavePosition, target: Wad, at: Timestamp, steps: &[u64]) -> Holds {
    for (asset, amount) in amounts::least_repayments(position, target, at)? {
        for more in beyond(amount, steps) {
            let after = position.health_after_repay(asset, more, at).unwrap();
            prop_assert!(after.reaches(target), "{more} after {amount}");
        }
    }
    Ok(())
}

fn liquidation_price(position: &AavePosition, between: &[u64]) -> Holds {
    let is_safe = position.health(NOW).unwrap() >= Health::Ratio(Wad::ONE);
    for asset in legs(position) {
        if !position.reserves()[asset.0].debt_scaled.is_zero() {
            continue;
        }
        let price = position
            .liquidation_price(asset, Side::Collateral, NOW)
            .unwrap();
        let today = position.prices()[asset.0];
        let LiquidationPrice::Below(price) = price else {
            continue;
        };
        prop_assert!(!is_safe || price <= today);
        for share in between {
            let rest = today.saturating_sub(price) * U256::from(*share) / U256::from(1_000_000);
            let mut prices = position.prices().to_vec();
            prices[asset.0] = price + rest;
            // Prices so high that the contract's products overflow have no answer there.
            if let Ok(health) = position.health_with_prices(NOW, &prices) {
                prop_assert!(!health.is_liquidatable(), "{price} and {rest} more");
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_supply_is_stable(
        position in a_position(), target in a_target(), later in 0_u64..10_000_000,
        steps in prop::collection::vec(0_u64..1_000_000, 20),
    ) {
        supply(&position, target, Timestamp(NOW.0 + later), &steps)?;
    }

    /// Targets a little above the health factor, where the teeth are.
    #[test]
    fn a_small_supply_is_stable(
        position in a_position(), above in 1_u64..1_000,
        steps in prop::collection::vec(0_u64..1_000_000, 20),
    ) {
        if let Health::Ratio(ratio) = position.health(NOW).unwrap() {
            let more = ratio.raw() * U256::from(above) / U256::from(1_000_000) + U256::ONE;
            supply(&position, Wad::from_raw(ratio.raw() + more), NOW, &steps)?;
        }
    }

    #[test]
    fn a_repayment_restores_and_one_unit_less_does_not(
        position in a_position(), target in a_target(), later in 0_u64..10_000_000,
        steps in prop::collection::vec(0_u64..1_000_000, 3),
    ) {
        repayment(&position, target, Timestamp(NOW.0 + later), &steps)?;
    }

    #[test]
    fn a_liquidation_price_has_no_unsafe_one_up_to_todays(
        position in a_position(), between in prop::collection::vec(0_u64..1_000_000, 20),
    ) {
        prices::a_liquidation_price(&position)?;
        liquidation_price(&position, &between)?;
    }

    /// By less than a basis point of the average, for the teeth, and the values' last units.
    #[test]
    fn health_hardly_rises_when_a_collateral_price_falls(
        position in a_position(), place: prop::sample::Index, n in 0_u64..1_000_000,
    ) {
        let asset = place.index(position.reserves().len());
        if !position.reserves()[asset].debt_scaled.is_zero() {
            return Ok(());
        }
        let mut prices = position.prices().to_vec();
        prices[asset] = prices[asset] * share(n).raw() / WAD;
        let fallen = position.health_with_prices(NOW, &prices).unwrap();
        if let (Health::Ratio(now), Health::Ratio(fallen)) = (position.health(NOW).unwrap(), fallen) {
            let data = position.account_data(NOW).unwrap();
            // `C / (10^4 * D)` more, and half a unit of the allowed debt for its rounding.
            let step = data.total_collateral / U256::from(10_000) + U256::from(2);
            prop_assert!(fallen.raw() <= now.raw() + step * WAD / data.total_debt + U256::ONE);
        }
    }

    #[test]
    fn health_never_rises_when_a_debt_price_rises(
        position in a_position(), n in 1_000_000_u64..9_000_000,
    ) {
        prices::a_debt_that_rises(&position, share(n))?;
    }

    #[test]
    fn a_drawdown_is_a_fall_that_liquidates_and_the_one_above_does_not(position in a_position()) {
        prices::a_drawdown(&position)?;
        prices::a_group(&position)?;
    }

    #[test]
    fn accrued_is_the_same_position(
        position in a_position(), moves in prop::collection::vec(0_u64..3_000_000, 8),
        later in 0_u64..100_000_000,
    ) {
        many::accrued(&position, &moves, Timestamp(NOW.0 + later))?;
    }

    #[test]
    fn interest_alone_liquidates_at_the_second_that_is_named(
        position in a_position(), horizon in 1_u64..500_000_000,
    ) {
        times::interest_alone(&position, Timestamp(NOW.0 + horizon))?;
    }
}
