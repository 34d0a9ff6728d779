//! What supplying and repaying do.

use alloy::primitives::U256;
use margin_call::math::{Timestamp, Wad};
use margin_call::risk::{AssetId, Health, Inverse, Position, RiskError};
use proptest::prelude::*;

use super::{Holds, legs};

/// The amounts that were found, and for which leg each.
type Found = Result<Vec<(AssetId, U256)>, TestCaseError>;

/// Whether an amount reaches the target; one that cannot be sent does not.
fn reaches(after: Result<Health, RiskError>, target: Wad) -> bool {
    after.is_ok_and(|health| health.reaches(target))
}

/// Supplies that reach the target, while one unit less does not.
pub fn least_supplies(position: &dyn Position, target: Wad, at: Timestamp) -> Found {
    let mut found = Vec::new();
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
        prop_assert!(!reaches(after(amount.raw - U256::ONE), target));
        found.push((asset, amount.raw));
    }
    Ok(found)
}

/// Repayments that reach the target, while one unit less does not. Where the average threshold is
/// cut off, one unit less than all may burn all but leave the bit: then all is named.
pub fn least_repayments(position: &dyn Position, target: Wad, at: Timestamp) -> Found {
    let mut found = Vec::new();
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
        let legs = position.legs(at).unwrap();
        let debt = legs[asset.0].debt.as_ref().unwrap().balance;
        prop_assert!(amount.raw <= debt.raw);
        prop_assert_eq!(full, amount == debt);
        prop_assert!(full || !reaches(after(amount.raw - U256::ONE), target));
        found.push((asset, amount.raw));
    }
    Ok(found)
}

/// Of every protocol but those of the average threshold: more never makes it worse.
pub fn a_supply(position: &dyn Position, target: Wad, at: Timestamp) -> Holds {
    for (asset, amount) in least_supplies(position, target, at)? {
        let after = |amount| position.health_after_supply(asset, amount, at).unwrap();
        prop_assert!(after(amount + U256::ONE) >= after(amount));
    }
    Ok(())
}

/// Of the same: one unit less than all is never enough where all is named.
pub fn a_repayment(position: &dyn Position, target: Wad, at: Timestamp) -> Holds {
    for (asset, amount) in least_repayments(position, target, at)? {
        let less = position.health_after_repay(asset, amount - U256::ONE, at);
        prop_assert!(!reaches(less, target));
    }
    Ok(())
}
