//! Thousands of days at many pages, over a market that answers one health a block, judged by what the
//! world itself knows of that health.
//!
//! - `price`, `market`, `chain`: how a price moves, who owes what, and every block of it
//! - `payments`: what an account sends, and what waits for a block
//! - `node`, `trial`, `world`: endpoints and what is wrong with them, a page that is open for days, a browser
//!   that does not keep what it is given, and a wallet, which is never to be asked for a second payment while
//!   a first one may be mined
//! - `story`: what happens, by seed; `topping_up`: somebody who tops up; `keeping`: what is not kept
//! - `laws`: what must hold after every event
//! - `seen`: what was met
//!
//! `SIMULATION_DAYS=n` for so many days, `SIMULATION_DAYS==seed` for those of one seed.

mod chain;
mod keeping;
mod laws;
mod market;
mod node;
mod payments;
mod price;
mod scenarios;
mod seen;
mod story;
mod topping_up;
mod trial;
mod world;

use std::panic::catch_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use seen::Seen;
use world::{KATANA, LOCAL, World};

const HOUR_MS: u64 = 3_600_000;
const DAY_MS: u64 = 24 * HOUR_MS;

/// Days that are lived when nobody asks for more, with the page open.
const DAYS: u64 = 10_000;

/// The days of each world: fewer where one is dearer.
const AT_A_PACE: u64 = 4;
const TOPPING_UP: u64 = 16;
const ON_DEMAND: u64 = 32;

/// A world by its seed: so many endpoints on each chain, so many accounts, so many days.
fn plan(seed: u64) -> (Vec<(u64, usize)>, usize, u64) {
    match seed % 8 {
        0 => (vec![(KATANA, 2)], 2, AT_A_PACE),
        1 => (vec![(KATANA, 1)], 1, AT_A_PACE),
        2 => (vec![(KATANA, 2), (LOCAL, 1)], 1, AT_A_PACE),
        3 => (vec![(LOCAL, 1)], 2, TOPPING_UP),
        6 => (vec![(LOCAL, 1)], 1, ON_DEMAND),
        4 => (vec![(LOCAL, 2)], 3, ON_DEMAND),
        _ => (vec![(LOCAL, 2)], 1, ON_DEMAND),
    }
}

/// Whether somebody tops up in the world of a seed.
fn tops_up(seed: u64) -> bool {
    seed % 8 == 3
}

/// Whether the browser is a bad keeper there.
fn loses(seed: u64) -> bool {
    seed / 8 % 2 == 1
}

/// What the wallet says there of several calls as one, if it knows of that.
fn at_once(seed: u64) -> Option<&'static str> {
    [None, Some("supported"), Some("ready")][(seed / 8 % 3) as usize]
}

/// The world of a seed, and how many days are lived there.
fn world(seed: u64) -> (World, u64) {
    let (chains, accounts, days) = plan(seed);
    let world = World::new(seed, &chains, accounts);
    let mut world = match (tops_up(seed), at_once(seed)) {
        (false, _) => world,
        (true, None) => world.with_wallet(),
        (true, Some(says)) => {
            let names_itself = seed / 8 % 5 == 1;
            world.with_wallet().carries_out(says, names_itself)
        }
    };
    world.loses = loses(seed);
    (world, days)
}

/// The seeds to be run: as many as it takes for the days that somebody asks for.
fn seeds() -> core::ops::Range<u64> {
    let asked = std::env::var("SIMULATION_DAYS").ok();
    let one = asked.as_deref().and_then(|text| text.strip_prefix('='));
    if let Some(one) = one {
        let one = one.parse().expect("a seed");
        return one..one + 1;
    }
    let days = asked.map_or(DAYS, |text| text.parse().expect("a number of days"));
    let mut lived = 0;
    let enough = (0..).find(|seed| {
        lived += plan(*seed).2;
        lived >= days
    });
    0..enough.expect("some seed") + 1
}

/// One world, to its end.
fn lived(seed: u64) -> (u64, u64, Seen) {
    let (mut world, days) = world(seed);
    story::live(&mut world, days * DAY_MS);
    (days, world.awake, core::mem::take(&mut world.seen))
}

#[test]
fn the_laws_hold_for_thousands_of_days() {
    let seeds = seeds();
    let began = Instant::now();
    let next = AtomicU64::new(seeds.start);
    let all = Mutex::new((0, 0, Seen::default()));
    let broken = Mutex::new(Vec::new());
    let run = || loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= seeds.end {
            return;
        }
        // The others live on: one run finds all that there is to find.
        let Ok((days, awake, seen)) = catch_unwind(|| lived(seed)) else {
            broken.lock().expect("a list").push(seed);
            continue;
        };
        let mut all = all.lock().expect("sums");
        all.0 += days;
        all.1 += awake;
        all.2.add(&seen);
    };
    std::thread::scope(|threads| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        (0..cores).for_each(|_| drop(threads.spawn(run)));
    });
    let broken = broken.into_inner().expect("a list");
    assert!(broken.is_empty(), "laws are broken in the seeds {broken:?}");
    let (days, awake, seen) = all.into_inner().expect("sums");
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{} pages, {days} days, {} hours of them awake, {:.1} days/s, {:?}",
        seeds.end - seeds.start,
        awake / HOUR_MS,
        days as f64 / seconds,
        seen.0
    );
    // Days in which nothing happens prove nothing.
    if seeds.start == 0 && days >= DAYS {
        seen.is_all();
    }
    assert!(
        seeds.end - seeds.start == 1 || days >= DAYS || std::env::var("SIMULATION_DAYS").is_ok()
    );
}
