//! What was found in days, in minutes.

use margin_call::engine::{Event, UserAction};

use super::world::{Fault, LOCAL, World};

const MINUTE: u64 = 60_000;

/// What was left while one of two was silent is read once they agree: until then an old word of the
/// liar's was shown, and as current.
#[test]
fn what_was_left_in_a_dispute_is_read_when_it_ends() {
    let mut world = World::new(3, &[(LOCAL, 2)], 1);
    world.load();
    world.run_for(2 * MINUTE);
    world.fault(0, Fault::Lies(85), u64::MAX / 2);
    // A block is read, and its values are contradicted.
    world.block(0);
    world.run_for(3 * MINUTE);
    world.fault(0, Fault::Down, u64::MAX / 2);
    // One is left that says better things alone.
    world.block(0);
    world.run_for(3 * MINUTE);
    let held = world.view();
    world.fault(0, Fault::Fair, u64::MAX / 2);
    world.run_for(3 * MINUTE);
    assert_ne!(world.view(), held);
    world.is_true(0);
}

/// Whoever said the same of a block has not said it of what is read of that block later.
#[test]
fn what_is_read_again_is_compared_again() {
    let mut world = World::new(3, &[(LOCAL, 2)], 1);
    world.load();
    world.run_for(3 * MINUTE);
    world.is_true(0);
    world.fault(0, Fault::Lies(150), u64::MAX / 2);
    world.feed(Event::User(UserAction::Refresh));
    world.run_for(MINUTE);
    assert!(world.seen.0.contains_key("Disputed call"));
}
