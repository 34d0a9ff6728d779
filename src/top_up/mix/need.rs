//! What a position needs, and what brings it.

use alloy::primitives::U256;

use super::column::Column;
use super::stock::Stock;
use crate::math::mul_div_floor;
use crate::top_up::StrategyId;

/// What a position needs after one of its switches.
pub(super) struct Need {
    /// What comes first and moves nothing.
    pub(super) switches: Vec<StrategyId>,
    /// What brings it, the most for what it costs first.
    pub(super) columns: Vec<Column>,
    /// All that there is to pay with, before anything is taken.
    pub(super) stock: Stock,
    /// Wad times value.
    pub(super) missing: U256,
    /// What the network takes for a part.
    pub(super) fee: U256,
    /// What it takes for the switches.
    pub(super) fees: U256,
}

/// Ways that bring together what is missing, all of them whole but the last.
pub(super) struct Share {
    /// Places of columns, the partial one last.
    pub(super) places: Vec<usize>,
    /// The value that is moved, and the fees.
    pub(super) cost: U256,
    /// What there is after it.
    pub(super) left: Stock,
}

impl Need {
    /// Every set that brings it out of a stock. What others could use, too, may be the last whatever comes
    /// before it; of what only this position can use what brings least for its cost is.
    pub(super) fn shares(&self, stock: &Stock, is_shared: &[bool]) -> Vec<Share> {
        let mut found = Vec::new();
        let none = Share {
            places: Vec::new(),
            cost: self.fees,
            left: stock.clone(),
        };
        if self.missing.is_zero() {
            found.push(none);
        } else {
            self.extend(self.missing, &none, is_shared, 0, &mut found);
        }
        found
    }

    /// Ends a set that is not enough with each way that makes it so, and goes on with each from a place on.
    fn extend(
        &self,
        missing: U256,
        before: &Share,
        is_shared: &[bool],
        from: usize,
        found: &mut Vec<Share>,
    ) {
        let shared = |place: usize| is_shared.get(place).copied().unwrap_or_default();
        for (place, column) in self.columns.iter().enumerate() {
            let is_before = place < from;
            if is_before && before.places.contains(&place) {
                continue;
            }
            // The one that brings least of those that nobody else can use is the partial one.
            let is_last = || {
                let own = before.places.iter().filter(|place| !shared(**place));
                own.max().is_none_or(|lightest| *lightest < place)
            };
            let room = before.left.room(column);
            let effect = column.effect(room);
            if effect.is_zero() {
                continue;
            }
            let mut places = before.places.clone();
            places.push(place);
            let cost = before.cost.saturating_add(self.fee);
            let mut left = before.left.clone();
            if effect >= missing {
                if shared(place) || is_last() {
                    let part = column.amount_for(missing, room);
                    left.take(column.way, part.raw);
                    let cost = cost.saturating_add(column.cost(part));
                    found.push(Share { places, cost, left });
                }
                continue;
            }
            if is_before {
                continue;
            }
            left.take(column.way, room.raw);
            let share = Share {
                places,
                cost: cost.saturating_add(column.cost(room)),
                left,
            };
            let missing = missing.saturating_sub(effect);
            let next = place.saturating_add(1);
            self.extend(missing, &share, is_shared, next, found);
        }
    }

    /// No set costs less than this out of a stock; none where there is not enough in it: as if each way had
    /// all of its source for itself, and one signature did it.
    pub(super) fn least(&self, stock: &Stock) -> Option<U256> {
        let mut cost = self.fees;
        if self.missing.is_zero() {
            return Some(cost);
        }
        cost = cost.saturating_add(self.fee);
        let mut missing = self.missing;
        for column in &self.columns {
            let room = stock.room(column);
            let effect = column.effect(room);
            if effect >= missing {
                // What bounds is rounded down.
                let all = column.cost(room).saturating_sub(U256::ONE);
                let part = mul_div_floor(all, missing, effect).unwrap_or_default();
                return Some(cost.saturating_add(part));
            }
            cost = cost.saturating_add(column.cost(room));
            missing = missing.saturating_sub(effect);
        }
        None
    }
}
