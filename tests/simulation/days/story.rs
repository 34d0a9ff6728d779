//! What happens in days on which much happens.

use margin_call::engine::{Event, UserAction};

use super::keeping;
use super::market;
use super::topping_up;
use super::world::{Fault, World};
use crate::laws::{positions, session};
use crate::random::Random;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

/// The page is open for so many milliseconds. In some hours of each day as much happens as else in a
/// whole one; in the others the computer sleeps, or the page is put away: hours in which a hidden page
/// finds nothing new prove little, and waking up much.
pub fn live(world: &mut World, ms: u64) {
    let mut random = Random::new(world.seed ^ 0x5eed);
    let end = world.now + ms;
    load(world);
    world.run_for(MINUTE);
    while world.now < end {
        let evening = world.awake + random.within(6 * HOUR, 10 * HOUR);
        while world.awake < evening && world.now < end {
            if world.loses && random.chance(12) {
                keeping::turn(world, &mut random);
            } else {
                turn(world, &mut random);
            }
            if world.loses {
                keeping::takes_note(world, &mut random);
            }
            let minutes = match world.hidden {
                true => random.within(8, 68),
                false => random.within(1, 7),
            };
            world.run_for(minutes * MINUTE);
            // Nobody looks at a page all day.
            if !world.hidden && random.chance(60) {
                world.see(false);
            }
        }
        world.sleep(random.within(12 * HOUR, 18 * HOUR), random.chance(70));
    }
}

/// The page is opened. Where it does not find the wallet again somebody connects it.
pub fn load(world: &mut World) {
    world.load();
    if world.has_wallet() {
        world.run_for(1_000);
        if session(&world.view()).is_none_or(|one| one.wallet.is_none()) {
            world.connects();
        }
    }
}

fn turn(world: &mut World, random: &mut Random) {
    if world.has_wallet() && random.chance(12) {
        return topping_up::session(world, random);
    }
    match random.within(0, 100) {
        0..38 => fault(world, random),
        38..50 => {
            let visible = world.hidden;
            world.see(visible);
        }
        50..58 => world.sleep(random.within(5 * MINUTE, 10 * HOUR), random.chance(70)),
        58..64 => {
            if random.chance(50) {
                world.sleep(random.within(1_000, 2 * HOUR), true);
            }
            load(world);
        }
        64..69 => offline(world, random),
        69..80 => {
            let place = random.within(0, world.chains.len() as u64) as usize;
            world.reorganise(place, random.within(1, 4) as usize);
        }
        80..84 => {
            let seconds = random.within(0, 1_400) as i64 - 700;
            world.set_clock(*random.pick(&[0, 0, seconds]));
        }
        _ => acknowledge(world, random),
    }
}

fn fault(world: &mut World, random: &mut Random) {
    let place = random.within(0, world.endpoints() as u64) as usize;
    let (chain, now) = (world.hosts[place].chain, world.now);
    let has_pace = world.chains[chain].pace.is_some();
    // A wallet may not be connected.
    let mut others = world.hosts[..world.endpoints()].iter().enumerate();
    let is_honest = others.any(|(other, host)| {
        other != place && host.chain == chain && !matches!(host.fault, Fault::Lies(_))
    });
    let fault = match random.within(0, 100) {
        0..18 => Fault::Down,
        18..28 => Fault::Mute,
        28..38 => Fault::Refuses,
        38..44 => Fault::Limits(None),
        44..52 => Fault::Limits(Some(random.within(1, 900))),
        52..66 if has_pace => Fault::Behind(random.within(5_000, 500_000)),
        66..72 if has_pace => Fault::Stuck(now),
        52..66 => Fault::Mute,
        72..78 => Fault::Garbles,
        // Of one liar alone nobody can know; nor of a local chain that does not go on.
        _ if is_honest => Fault::Lies(*random.pick(&[70, 85, 93, 97, 103, 108, 120, 150])),
        _ => Fault::Down,
    };
    let long = random.chance(25);
    let ms = if long {
        random.within(HOUR, 5 * HOUR)
    } else {
        random.within(20_000, 40 * MINUTE)
    };
    world.fault(place, fault, ms);
}

fn offline(world: &mut World, random: &mut Random) {
    let ms = random.within(10_000, 50 * MINUTE);
    world.seen.count("offline");
    for place in 0..world.hosts.len() {
        world.fault(place, Fault::Down, ms);
    }
    world.feed(Event::OnlineChanged { online: false });
    world.run_for(ms);
    world.feed(Event::OnlineChanged { online: true });
}

fn acknowledge(world: &mut World, random: &mut Random) {
    let view = world.view();
    let shown = positions(&view).iter().map(|one| &one.key);
    let shown: Vec<_> = shown.filter(|key| key.account != market::PAYER).collect();
    if !shown.is_empty() {
        let key = (*random.pick(&shown)).clone();
        world.acknowledged(&key);
        world.feed(Event::User(UserAction::Acknowledge(key)));
    }
}
