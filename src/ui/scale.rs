//! Where health lies on a drawn scale.
//!
//! The scale is the distance to liquidation, `1 - 1/HF`, from none at its start to three times the
//! distance at which watching begins, so that the ladder always takes the first third. Drawing
//! only: no number that is read comes from here.

use alloy::primitives::U256;

use crate::alert::{Ladder, Level};
use crate::math::{WAD, Wad, mul_div_ceil, mul_div_floor};
use crate::risk::Health;

/// The end of the scale.
pub const END: u32 = 1_000;

/// Where a health lies, from 0 (liquidatable) to [`END`] (far).
pub fn place(health: Health, ladder: &Ladder) -> u32 {
    let Some(distance) = health.distance() else {
        return END;
    };
    mul_div_floor(distance.raw(), U256::from(END), full(ladder))
        .ok()
        .and_then(|place| u32::try_from(place).ok())
        .map_or(END, |place| place.min(END))
}

/// Where each threshold lies, from the mildest to the worst.
pub fn thresholds(ladder: &Ladder) -> [(Level, u32); 3] {
    [Level::Watch, Level::Call, Level::Urgent]
        .map(|level| (level, place(Health::Ratio(ladder.threshold(level)), ladder)))
}

/// A band of a map: the name of its colour, and how deep in it; what is far from liquidation is told
/// apart too.
pub type Band = (&'static str, u32);

/// Healths that divide a map, rising, each with the band of what is below it; and the band of the rest.
pub fn bands(ladder: &Ladder) -> (Vec<(Health, Band)>, Band) {
    let levels = [Level::Urgent, Level::Call, Level::Watch].map(|level| {
        // What is exactly at a threshold is at its level.
        let least = ladder.threshold(level).raw().saturating_add(U256::ONE);
        (Health::Ratio(Wad::from_raw(least)), (level.id(), 0))
    });
    let mut bands = vec![(Health::Ratio(Wad::ONE), (Level::Liquidatable.id(), 0))];
    bands.extend(levels);
    let depths = (1..).map(|depth| END / 3 + depth * DEEP);
    let depths = depths.take_while(|place| *place <= END);
    let mut depth = 0;
    for health in depths.map_while(|place| least(place, ladder)) {
        bands.push((health, ("clear", depth)));
        depth += 1;
    }
    (bands, ("clear", depth))
}

/// So much of the scale is a band of what is on no level.
const DEEP: u32 = END / 6;

/// The least health that lies at a place or beyond; none where none does.
fn least(place: u32, ladder: &Ladder) -> Option<Health> {
    let distance = mul_div_ceil(full(ladder), U256::from(place), U256::from(END)).ok()?;
    let inverse = WAD.checked_sub(distance)?;
    // The distance is cut down: the inverse of a health is rounded up, so it must fit into this one.
    let least = mul_div_ceil(WAD, WAD, inverse).ok()?;
    Some(Health::Ratio(Wad::from_raw(least)))
}

/// The distance at the end of the scale.
fn full(ladder: &Ladder) -> U256 {
    let watch = Health::Ratio(ladder.threshold(Level::Watch)).distance();
    let watch = watch.unwrap_or(Wad::ONE).raw();
    watch.saturating_mul(U256::from(3))
}
