//! Morpho Blue 1.0.0: random markets with three rate models and every kind of share price.

mod accrual;
mod calls;
mod liquidation;
mod open;
mod restore;
mod world;

use margin_call::math::Timestamp;
use margin_call::protocols::morpho_blue::MorphoPosition;

use super::random::Random;
use world::{Opened, World};

/// A random position of the run, and a time to ask about.
struct Case<'a> {
    world: &'a World,
    name: String,
    opened: Opened,
    position: MorphoPosition,
    now: Timestamp,
    random: Random,
}

/// Runs `check` on every random position, each on a chain as it was at the start.
fn each_position(world: &World, mut check: impl FnMut(Case)) {
    for stream in 0..super::how_many() {
        world.node.undone(|| {
            let mut random = Random::new(super::seed(), stream);
            let opened = world.open(&mut random);
            check(Case {
                world,
                name: format!("seed {} position {stream}", super::seed()),
                position: world.read(&opened),
                opened,
                now: world.node.head().timestamp,
                random,
            });
        });
    }
}
