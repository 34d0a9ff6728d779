//! What a mix can be made of, and how much each helps.

use alloy::primitives::U256;

use super::column::Column;
use super::stock::Stock;
use crate::math::{Timestamp, Wad};
use crate::protocols::Snapshot;
use crate::risk::{AssetId, Change, Leg, Obstacle, Position, RiskError};
use crate::top_up::possible::means_of;
use crate::top_up::single::is_listed;
use crate::top_up::{Means, Purse, Reserved, StrategyId};

/// So many are looked at: of more those that reach the farthest with what is not spoken for. 2^8 sets of them are quick to go through.
const MOST: usize = 8;

/// All that helps, the most helpful of a value first.
pub(super) fn columns(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    reserved: &Reserved,
    position: &dyn Position,
    target: Wad,
    at: Timestamp,
) -> Vec<Column> {
    let legs = position.legs(at).unwrap_or_default();
    let stock = Stock::of(snapshot, purse, &legs).without(reserved);
    let mut all: Vec<(U256, Column)> = Vec::new();
    for (place, leg) in legs.iter().enumerate() {
        let asset = AssetId(place);
        for means in means_of(snapshot, purse, asset, leg, None) {
            let way = StrategyId {
                means,
                asset: leg.asset,
            };
            let price = leg.price.filter(|price| !price.raw.is_zero());
            let (Some(price), Ok(())) = (price, is_listed(snapshot, way, leg.decimals)) else {
                continue;
            };
            let own = stock.could_add(leg.asset);
            let Some((weight, headroom)) = weight_of(position, asset, leg, means, target, own, at)
            else {
                continue;
            };
            let column = Column {
                way,
                price,
                rate: (U256::ONE, U256::ONE),
                weight,
                headroom,
            };
            let reach = column.effect(stock.room(&column));
            if !reach.is_zero() {
                // What weighs the same stays in the order of the legs, from one block to the next.
                let lighter = all.partition_point(|(_, other)| other.weight >= column.weight);
                all.insert(lighter, (reach, column));
            }
        }
    }
    while all.len() > MOST {
        let least = all.iter().enumerate().min_by_key(|(_, (reach, _))| *reach);
        let Some((place, _)) = least else { break };
        all.remove(place);
    }
    all.into_iter().map(|(_, column)| column).collect()
}

/// How much a value of it helps, and how much of it the market takes; none where it does not help.
fn weight_of(
    position: &dyn Position,
    asset: AssetId,
    leg: &Leg,
    means: Means,
    target: Wad,
    own: U256,
    at: Timestamp,
) -> Option<(Wad, Option<U256>)> {
    match means {
        Means::Repay | Means::RepayCoin => leg.debt.as_ref().map(|_| (target, None)),
        Means::RepaySupplied => {
            let counted = leg.counted().map(|counted| counted.liquidation_threshold);
            let lost = counted.unwrap_or(Wad::ZERO);
            let weight = target.raw().checked_sub(lost.raw())?;
            Some((Wad::from_raw(weight), None))
        }
        Means::AddCollateral | Means::AddCoin => {
            let (after, headroom) = match position.changed(Change::Supply(asset, own), at) {
                Ok(after) => (after, None),
                Err(RiskError::Refused(Obstacle::SupplyCap { headroom })) => {
                    let change = Change::Supply(asset, headroom.raw);
                    (position.changed(change, at).ok()?, Some(headroom.raw))
                }
                Err(_) => return None,
            };
            let legs = after.legs(at).ok()?;
            let weight = legs.get(asset.0)?.counted()?.liquidation_threshold;
            Some((weight, headroom))
        }
        Means::Enable | Means::EnterEMode(_) | Means::TakeBack | Means::Authorize { .. } => None,
    }
}
