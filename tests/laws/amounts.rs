//! What supplying and repaying do.

use alloy::primitives::{U256, U512};
use margin_call::math::{Timestamp, WAD, Wad};
use margin_call::risk::{AssetId, Change, Health, Inverse, Leg, Position, RiskError, sale};
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

/// By the values that are shown: what counts without what is sold carries what is left of the debt, and
/// no more is sold than there is; where nothing is offered, no collateral would be enough. Health is read
/// off rounded down, and what it takes rounded up: that is two units of value, by as much more as a unit
/// that is sold restores less than one.
pub fn a_sale(position: &dyn Position, target: Wad, at: Timestamp) -> Holds {
    let legs = position.legs(at).unwrap();
    let Health::Ratio(health) = position.health(at).unwrap() else {
        return Ok(());
    };
    let debt: U512 = legs
        .iter()
        .filter_map(|leg| leg.debt.as_ref())
        .map(|debt| U512::from(debt.value))
        .sum();
    // Both in wads of the base currency.
    let counts = debt * U512::from(health.raw());
    let carried = |value: U256, threshold: Wad| {
        let left = (debt - U512::from(value)) * U512::from(target.raw());
        let lost = U512::from(value) * U512::from(threshold.raw());
        counts
            .checked_sub(lost)
            .is_some_and(|counts| counts >= left)
    };
    let found = sale::least(position, target, at).unwrap();
    let threshold = |leg: &Leg| leg.counted().unwrap().liquidation_threshold;
    let slack = |leg: &Leg| {
        let gain = target.raw() - threshold(leg).raw();
        U256::from(2) + U256::from(2) * WAD / gain.max(U256::ONE)
    };
    if let Some(sold) = found {
        let leg = &legs[sold.asset.0];
        prop_assert!(sold.amount.raw <= leg.counted().unwrap().balance.raw);
        prop_assert!(U512::from(sold.value) <= debt);
        prop_assert!(carried(sold.value, threshold(leg)));
        let less = sold.value.checked_sub(slack(leg));
        prop_assert!(less.is_none_or(|less| !carried(less, threshold(leg))));
        return Ok(());
    }
    if health.raw() >= target.raw() {
        return Ok(());
    }
    for leg in legs
        .iter()
        .filter(|leg| leg.counted().is_some_and(|side| side.value.is_some()))
    {
        let most = U512::from(leg.counted().unwrap().value.unwrap()).min(debt);
        let Some(most) = U256::saturating_from(most).checked_sub(slack(leg)) else {
            continue;
        };
        prop_assert!(!carried(most, threshold(leg)), "{leg:?}");
    }
    Ok(())
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

/// The position after a change is the one of which the change's own question spoke; and of two changes
/// either may come first.
pub fn a_change(position: &dyn Position, target: Wad, at: Timestamp, share: u64) -> Holds {
    let part = |amount: U256| {
        let part = U512::from(amount) * U512::from(share) / U512::from(1_000_000);
        U256::saturating_from(part).max(U256::ONE)
    };
    let mut changes = vec![Change::EnterEMode(1)];
    for asset in legs(position) {
        let supply = match position.minimal_supply(asset, target, at) {
            Ok(Inverse::Amount { amount, .. }) => part(amount.raw),
            _ => U256::from(share),
        };
        let legs = position.legs(at).unwrap();
        let owed = legs[asset.0].debt.as_ref().map(|debt| debt.balance.raw);
        changes.extend([
            Change::Supply(asset, supply),
            Change::Enable(asset),
            Change::Repay(asset, part(owed.unwrap_or_default())),
            Change::RepaySupplied(asset, part(owed.unwrap_or_default())),
        ]);
    }
    let told = |position: &dyn Position, change| match change {
        Change::Supply(asset, amount) => position.health_after_supply(asset, amount, at),
        Change::Repay(asset, amount) => position.health_after_repay(asset, amount, at),
        Change::RepaySupplied(asset, amount) => {
            position.health_after_repay_supplied(asset, amount, at)
        }
        Change::Enable(asset) => position.health_after_enabling(asset, at),
        Change::EnterEMode(e_mode) => position.health_in_e_mode(e_mode, at),
    };
    for &change in &changes {
        let said = told(position, change);
        let after = position.changed(change, at);
        let health = after.as_ref().map(|after| after.health(at));
        match (said, health) {
            (Ok(said), Ok(health)) => prop_assert_eq!(Ok(said), health, "{:?}", change),
            (Err(said), Err(refused)) => prop_assert_eq!(&said, refused, "{:?}", change),
            // What only its tokens can count is not known after any repayment.
            (Ok(_), Err(RiskError::OnlyAtBlock)) => {}
            (said, health) => prop_assert!(false, "{change:?}: {said:?}, {health:?}"),
        }
        let Ok(after) = after else { continue };
        for &second in changes
            .iter()
            .filter(|second| second.asset() != change.asset())
        {
            let (Ok(one), Ok(other)) = (after.changed(second, at), position.changed(second, at))
            else {
                continue;
            };
            if let Ok(other) = other.changed(change, at) {
                prop_assert_eq!(
                    one.health(at),
                    other.health(at),
                    "{:?} {:?}",
                    change,
                    second
                );
            }
        }
    }
    Ok(())
}
