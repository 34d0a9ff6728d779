//! What supplying and repaying do.

use alloy::primitives::U256;
use margin_call::math::{Timestamp, Wad};
use margin_call::risk::{Inverse, Position};
use proptest::prelude::*;

use super::{Holds, legs};

pub fn a_supply(position: &dyn Position, target: Wad, at: Timestamp) -> Holds {
    for asset in legs(position) {
        let supply = position.minimal_supply(asset, target, at).unwrap();
        let Inverse::Amount {
            amount,
            health_after,
            full,
        } = supply
        else {
            continue;
        };
        prop_assert!(!full && health_after.reaches(target));
        let after = |amount| position.health_after_supply(asset, amount, at);
        prop_assert_eq!(after(amount.raw), Ok(health_after));
        let less = after(amount.raw - U256::ONE);
        prop_assert!(!less.is_ok_and(|health| health.reaches(target)));
        prop_assert!(after(amount.raw + U256::ONE).unwrap() >= health_after);
    }
    Ok(())
}

pub fn a_repayment(position: &dyn Position, target: Wad, at: Timestamp) -> Holds {
    for asset in legs(position) {
        let repayment = position.minimal_repay(asset, target, at).unwrap();
        let Inverse::Amount {
            amount,
            health_after,
            full,
        } = repayment
        else {
            continue;
        };
        prop_assert!(health_after.reaches(target));
        let after = |amount| position.health_after_repay(asset, amount, at);
        prop_assert_eq!(after(amount.raw), Ok(health_after));
        let debt = position.legs(at).unwrap()[asset.0]
            .debt
            .as_ref()
            .unwrap()
            .balance;
        prop_assert!(amount.raw <= debt.raw);
        prop_assert_eq!(full, amount == debt);
        let less = after(amount.raw - U256::ONE);
        prop_assert!(!less.is_ok_and(|health| health.reaches(target)));
    }
    Ok(())
}
