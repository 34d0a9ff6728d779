//! When the person is called, and when not.

use margin_call::alert::Level;

use super::{connected, ether_at};

#[test]
fn a_crash_through_all_levels_calls_once_with_the_worst() {
    let mut world = connected();
    ether_at(&mut world, 1_800);
    world.run(60);
    let levels: Vec<_> = world.notifications.iter().map(|one| one.level).collect();
    assert_eq!(levels, [Some(Level::Liquidatable)]);
}
