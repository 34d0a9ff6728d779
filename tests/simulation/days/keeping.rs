//! A browser that does not keep what it is given.

use margin_call::engine::{Event, UserAction};

use super::story;
use super::world::{Takes, World};
use crate::random::Random;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

/// What becomes of what is kept, perhaps for so long.
pub fn happens(world: &mut World, random: &mut Random, longest: u64) {
    let is_heard = random.chance(50);
    match random.within(0, 100) {
        0..45 => {
            let takes = match random.chance(50) {
                true => Takes::Nothing,
                false => Takes::UpTo(random.within(50, 3_000) as usize),
            };
            world.store_takes(takes, random.within(MINUTE, longest));
        }
        45..60 => world.clear_store(is_heard),
        _ => world.damage_store(is_heard),
    }
}

/// The same for hours, and perhaps the page is opened again soon after.
pub fn turn(world: &mut World, random: &mut Random) {
    happens(world, random, 9 * HOUR);
    if random.chance(50) {
        world.run_for(random.within(0, 20 * MINUTE));
        story::load(world);
    }
}

/// Somebody takes note of what was lost, now or later.
pub fn takes_note(world: &mut World, random: &mut Random) {
    if random.chance(30) && !world.view().unreadable.is_empty() {
        world.seen.count("loss noted");
        world.feed(Event::User(UserAction::DismissUnreadable));
    }
}
