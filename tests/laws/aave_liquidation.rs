//! Aave: what a liquidation call may take, in every release.

use alloy::primitives::U256;
use margin_call::protocols::aave_v3::{AavePosition, Profile};
use margin_call::risk::{AssetId, Position};
use proptest::prelude::*;

use super::aave::a_position_of;
use super::{Holds, NOW, legs, magnitude};

fn pairs(position: &AavePosition) -> impl Iterator<Item = (AssetId, AssetId)> {
    legs(position).flat_map(|collateral| legs(position).map(move |debt| (collateral, debt)))
}

/// No more than is owed and there is, and nothing that the pool refuses to take.
fn a_call(position: &AavePosition, cover: U256) -> Holds {
    let shown = position.legs(NOW).unwrap();
    for (collateral, debt) in pairs(position) {
        // The contract fails where a category or a reserve has no bonus, or prices overflow.
        let Ok(call) = position.liquidation(collateral, debt, cover, NOW) else {
            continue;
        };
        let balance = |amount: Option<U256>| amount.unwrap_or_default();
        let owed = balance(shown[debt.0].debt.as_ref().map(|side| side.balance.raw));
        let held = balance(
            shown[collateral.0]
                .collateral
                .as_ref()
                .map(|side| side.balance.raw),
        );
        prop_assert!(call.most <= owed);
        // Rounded up, a call for the last of the collateral may pay one unit more than offered.
        prop_assert!(call.repaid <= call.most.min(cover) + U256::ONE);
        prop_assert!(call.to_liquidator + call.protocol_fee <= held);
        let all = call.repaid >= owed || call.to_liquidator + call.protocol_fee == held;
        prop_assert!(!all || !call.leaves_dust);
    }
    Ok(())
}

/// It is a call that the pool takes, and none that takes more is cheaper for the liquidator.
fn the_loss(position: &AavePosition, more: U256) -> Holds {
    let Ok(Some(loss)) = position.liquidation_loss(NOW) else {
        return Ok(());
    };
    // Of a healthy position, at the prices that liquidate it.
    let fallen = position.at_liquidation(NOW).unwrap();
    let call = |cover| {
        fallen
            .liquidation(loss.collateral, loss.debt, cover, NOW)
            .unwrap()
    };
    let all = call(U256::MAX);
    if !all.leaves_dust {
        prop_assert_eq!(all.repaid, loss.repaid.raw);
        prop_assert_eq!(all.protocol_fee, loss.protocol_fee.raw);
        return Ok(());
    }
    let worst = call(loss.repaid.raw);
    prop_assert!(!worst.leaves_dust);
    let beyond = call(loss.repaid.raw + U256::ONE + more);
    let takes_more = beyond.to_liquidator > loss.seized.raw - loss.protocol_fee.raw;
    prop_assert!(beyond.leaves_dust || !takes_more || beyond.repaid <= loss.repaid.raw);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_liquidation_takes_no_more_than_there_is(
        position in a_position_of(Profile::ALL.to_vec()), cover in magnitude(90),
    ) {
        a_call(&position, cover)?;
    }

    #[test]
    fn the_loss_is_that_of_the_largest_call(
        position in a_position_of(Profile::ALL.to_vec()), more in magnitude(60),
    ) {
        the_loss(&position, more)?;
    }
}
