//! Morpho Blue 1.0.0: random markets with three rate models and every kind of share price.

mod accrual;
mod authorisation;
mod calls;
mod liquidation;
mod open;
mod restore;
mod world;

use margin_call::math::Timestamp;
use margin_call::protocols::morpho_blue::MorphoPosition;
use margin_call::protocols::{Agreement, Holding};

use super::random::Random;
use super::reader::read;
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
    for stream in super::streams() {
        world.node.undone(|| {
            let mut random = Random::new(super::seed(), stream);
            let opened = world.open(&mut random);
            let name = format!("seed {} position {stream}", super::seed());
            check(Case {
                world,
                position: read_as_the_widget(world, &opened, &name),
                name,
                opened,
                now: world.node.head().timestamp,
                random,
            });
        });
    }
}

/// The position as our reading finds it, which is what the chain's words make.
fn read_as_the_widget(world: &World, opened: &Opened, name: &str) -> MorphoPosition {
    let market = world.as_market(opened);
    let cold = read(&world.node, &market, opened.account, None);
    assert!(
        cold.calls <= 3,
        "{name}: {} calls of a cold reading",
        cold.calls
    );
    let warm = read(&world.node, &market, opened.account, Some(cold.layout));
    assert_eq!(warm.calls, 1, "{name}: calls of a warm reading");
    assert_eq!(
        warm.snapshot, cold.snapshot,
        "{name}: a warm reading finds the same"
    );
    let Holding::MorphoBlue(position) = warm.snapshot.holding() else {
        panic!("{name}: not in Morpho");
    };
    assert!(
        matches!(warm.snapshot.agreement, Agreement::Matches { .. }),
        "{name}"
    );
    assert_eq!(**position, world.read(opened), "{name}");
    MorphoPosition::clone(position)
}
