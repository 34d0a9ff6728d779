//! Every way to restore a position, beside each other.

use alloy::primitives::U256;

use super::{Means, Offer, OptionView, StrategyId, Unavailable, plan};
use crate::math::{Timestamp, TokenAmount, Wad, mul_div_ceil, pow10};
use crate::protocols::Snapshot;
use crate::risk::{AssetId, Leg, Obstacle, Position};

/// Every way to reach `target`, the possible ones first, then by what they cost.
///
/// Amounts are for `latest`, the latest likely inclusion, or for the snapshot's own block where
/// that takes more: interest moves health both ways.
#[must_use]
pub fn options(snapshot: &Snapshot, target: Wad, latest: Timestamp) -> Vec<OptionView> {
    let ruling = snapshot.ruling();
    let Some(position) = ruling.position() else {
        return Vec::new();
    };
    let Ok(legs) = position.legs(latest) else {
        return Vec::new();
    };
    let mut options: Vec<OptionView> = Vec::new();
    for (place, leg) in legs.iter().enumerate() {
        let asset = AssetId(place);
        for means in means_of(snapshot, asset, leg) {
            let option = option(snapshot, position, asset, leg, means, target, latest);
            if is_beside_the_point(&option, leg) {
                continue;
            }
            let after = options.partition_point(|other| rank(other) <= rank(&option));
            options.insert(after, option);
        }
    }
    options
}

/// What can be done now comes first, the cheapest of it before all.
fn rank(option: &OptionView) -> (u8, U256) {
    match &option.offer {
        Ok(offer) => (0, offer.value.raw),
        Err(Unavailable::Balance { .. }) => (1, U256::ZERO),
        Err(_) => (2, U256::ZERO),
    }
}

/// What can be done with a leg: repay what is owed, add what is held or already supplied.
fn means_of(snapshot: &Snapshot, asset: AssetId, leg: &Leg) -> impl Iterator<Item = Means> + use<> {
    let held = snapshot
        .wallet(asset)
        .is_some_and(|wallet| !wallet.balance.raw.is_zero());
    let repay = leg.debt.is_some().then_some(Means::Repay);
    let add = (held || leg.collateral.is_some()).then_some(Means::AddCollateral);
    repay.into_iter().chain(add)
}

/// A token of the wallet that could never help is no way; one that is supplied, and does not count, is
/// shown with why.
fn is_beside_the_point(option: &OptionView, leg: &Leg) -> bool {
    let never = Err(Unavailable::Obstacle(Obstacle::NotCollateral));
    option.id.means == Means::AddCollateral && leg.collateral.is_none() && option.offer == never
}

fn option(
    snapshot: &Snapshot,
    position: &dyn Position,
    asset: AssetId,
    leg: &Leg,
    means: Means,
    target: Wad,
    latest: Timestamp,
) -> OptionView {
    let id = StrategyId {
        means,
        asset: leg.asset,
    };
    let offer = plan(snapshot, id, target, latest).and_then(|plan| {
        let price = leg.price.ok_or(Unavailable::NotComputable)?;
        let base = position.base();
        Ok(Offer {
            amount: plan.amount,
            value: value_of(plan.amount, price, base.decimals),
            currency: base.currency,
            closes_debt: plan.closes_debt,
            health_after: plan.health_after,
            signatures: plan.steps.len(),
        })
    });
    OptionView {
        id,
        symbol: leg.symbol.clone(),
        offer,
        wallet_balance: snapshot
            .wallet(asset)
            .map_or(TokenAmount::zero(leg.decimals), |wallet| wallet.balance),
    }
}

/// Value in the base currency, rounded up: what it costs.
fn value_of(amount: TokenAmount, price: TokenAmount, base_decimals: u8) -> TokenAmount {
    // The price's digits beyond those of the value go with the amount's.
    let digits = amount
        .decimals
        .saturating_add(price.decimals)
        .saturating_sub(base_decimals);
    let value = pow10(digits).and_then(|unit| mul_div_ceil(amount.raw, price.raw, unit));
    // More than fits is shown as the most that can be: never as less.
    TokenAmount::new(value.unwrap_or(U256::MAX), base_decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_top_up_costs_is_rounded_up() {
        let amount = TokenAmount::new(U256::ONE, 18);
        let price = TokenAmount::new(U256::from(300_000_000_000_u64), 8);
        let cost = value_of(amount, price, 8);
        assert_eq!(cost, TokenAmount::new(U256::ONE, 8));
    }
}
