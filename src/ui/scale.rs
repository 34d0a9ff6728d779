//! Where health lies on a drawn scale.
//!
//! The scale is the distance to liquidation, `1 - 1/HF`, from none at its start to three times the
//! distance at which watching begins, so that the ladder always takes the first third. Drawing
//! only: no number that is read comes from here.

use alloy::primitives::U256;

use crate::alert::{Ladder, Level};
use crate::math::{Wad, mul_div_floor};
use crate::risk::Health;

/// The end of the scale.
pub const END: u32 = 1_000;

/// Where a health lies, from 0 (liquidatable) to [`END`] (far).
pub fn place(health: Health, ladder: &Ladder) -> u32 {
    let Some(distance) = health.distance() else {
        return END;
    };
    let watch = Health::Ratio(ladder.threshold(Level::Watch)).distance();
    let full = watch
        .unwrap_or(Wad::ONE)
        .raw()
        .saturating_mul(U256::from(3));
    mul_div_floor(distance.raw(), U256::from(END), full)
        .ok()
        .and_then(|place| u32::try_from(place).ok())
        .map_or(END, |place| place.min(END))
}

/// Where each threshold lies, from the mildest to the worst.
pub fn thresholds(ladder: &Ladder) -> [(Level, u32); 3] {
    [Level::Watch, Level::Call, Level::Urgent]
        .map(|level| (level, place(Health::Ratio(ladder.threshold(level)), ladder)))
}

/// Which band of a map a health is in: the name of its colour, and how deep in it: what is far from
/// liquidation is told apart too.
pub fn band(health: Health, ladder: &Ladder) -> (&'static str, u32) {
    match ladder.level_of(health) {
        Some(level) => (level.id(), 0),
        None => (
            "clear",
            place(health, ladder).saturating_sub(END / 3) / (END / 6),
        ),
    }
}
