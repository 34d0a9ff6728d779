//! Which ways together bring what is missing, and for how much.

use alloy::primitives::U256;

use super::column::Column;
use super::stock::Stock;
use crate::math::mul_div_ceil;

/// Ways that together bring what is missing, all of them whole but the last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Set {
    /// Places of columns, in order.
    pub(super) places: Vec<usize>,
    /// The value that is moved, and the fees.
    pub(super) cost: U256,
}

/// Every set that brings it and could not do without one of its ways. Columns are in order of their
/// weights.
pub(super) fn sets(columns: &[Column], stock: &Stock, missing: U256, fee: U256) -> Vec<Set> {
    if missing.is_zero() {
        return vec![Set::default()];
    }
    let mut found = Vec::new();
    extend(columns, stock, missing, fee, &Set::default(), 0, &mut found);
    found
}

/// Goes on with each way from a place on.
fn extend(
    columns: &[Column],
    stock: &Stock,
    missing: U256,
    fee: U256,
    before: &Set,
    from: usize,
    found: &mut Vec<Set>,
) {
    for (place, column) in columns.iter().enumerate().skip(from) {
        let room = stock.room(column);
        let worth = column.worth(room);
        if worth.is_zero() {
            continue;
        }
        let mut places = before.places.clone();
        places.push(place);
        let cost = before.cost.saturating_add(fee);
        let effect = column.effect(room);
        if effect >= missing {
            let part = mul_div_ceil(missing, U256::ONE, column.weight.raw()).unwrap_or(worth);
            let cost = cost.saturating_add(part.min(worth));
            found.push(Set { places, cost });
            continue;
        }
        let set = Set {
            places,
            cost: cost.saturating_add(worth),
        };
        let mut rest = stock.clone();
        rest.take(column.way, room.raw);
        let missing = missing.saturating_sub(effect);
        let next = place.saturating_add(1);
        extend(columns, &rest, missing, fee, &set, next, found);
    }
}
