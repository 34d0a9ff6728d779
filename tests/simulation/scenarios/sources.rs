//! Where the price of what is held and owed comes from is watched: it is replaced, capped, or has stopped.

use alloy::primitives::Address;
use margin_call::alert::Level;
use margin_call::chain::short_address;
use margin_call::engine::view::LogKind;

use super::super::laws::positions;
use super::super::market::Feed;
use super::super::scene::feed_of;
use super::super::world::World;
use super::connected;

/// Long enough for them to be asked for once more.
const LOOK: u64 = 360;

const BITCOIN: usize = 2;

const OTHER: Address = Address::repeat_byte(0xe1);

/// What prices the bitcoin that only the borrower owes, from now on.
fn feed(world: &mut World, change: impl Fn(&mut Feed)) {
    world.chains[0].set(|markets| change(&mut markets[0].reserves[BITCOIN].feed));
    world.run(LOOK);
}

/// A borrower whose prices have been looked at.
fn watched() -> World {
    let mut world = connected();
    world.run(LOOK);
    world
}

fn titles(world: &World) -> Vec<&str> {
    let all = world.notifications.iter();
    all.map(|one| one.title.as_str()).collect()
}

fn load(world: &mut World) {
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.run(LOOK);
}

fn replaced() -> String {
    let [old, new] = [feed_of(2), OTHER].map(short_address);
    format!("Rules changed: WBTC price comes from {new} instead of {old}")
}

#[test]
fn a_source_that_is_replaced_is_told_once_with_both_and_the_health_under_it() {
    let mut world = watched();
    feed(&mut world, |feed| feed.address = OTHER);
    assert_eq!(titles(&world), [replaced()]);
    let told = &world.notifications[0];
    assert_eq!(told.level, Some(Level::Watch));
    assert!(told.body.starts_with("Aave v3 Local. Health is ") && told.body.contains(" in block "));
    let lines = world.view.log.iter().map(|entry| &entry.what);
    let changes = lines.filter(|line| matches!(line, LogKind::RulesChanged { .. }));
    assert_eq!(changes.count(), 1);
    // Not again, also after a reload.
    load(&mut world);
    assert_eq!(world.notifications.len(), 1);
}

#[test]
fn a_source_that_was_replaced_while_the_page_was_closed_is_told_when_it_is_opened() {
    let mut world = watched();
    world.chains[0].set(|markets| markets[0].reserves[BITCOIN].feed.address = OTHER);
    load(&mut world);
    assert_eq!(titles(&world), [replaced()]);
}

/// What was stored before anybody asked where prices come from holds nothing of it.
#[test]
fn the_first_look_at_sources_is_no_news() {
    let mut world = connected();
    world.run(6);
    for one in 0..2 {
        world.chains[0].set(|markets| markets[0].reserves[one].feed.capped = Some(true));
    }
    world.run(LOOK);
    assert_eq!(titles(&world), [""; 0]);
}

const CAPPED: &str = "Price source: WBTC price is capped, its own feed says more";

#[test]
fn a_cap_that_binds_is_told_once_also_where_it_trembles_or_says_nothing_for_a_while() {
    let mut world = connected();
    feed(&mut world, |feed| feed.capped = Some(false));
    feed(&mut world, |feed| feed.capped = Some(true));
    assert_eq!(titles(&world), [CAPPED]);
    assert_eq!(world.notifications[0].level, Some(Level::Watch));
    for said in [Some(false), Some(true), None, Some(true)] {
        feed(&mut world, |feed| feed.capped = said);
    }
    load(&mut world);
    assert_eq!(titles(&world), [CAPPED]);
    // It is over, and binds anew.
    feed(&mut world, |feed| feed.capped = Some(false));
    world.run(5_400);
    feed(&mut world, |feed| feed.capped = Some(true));
    assert_eq!(titles(&world), [CAPPED; 2]);
}

#[test]
fn a_price_that_stopped_is_told_with_how_old_it_is_and_one_that_does_not_say_never() {
    let mut world = connected();
    let now = world.chains[0].head().time;
    feed(&mut world, |feed| feed.moved_at = Some(now - 25 * 3_600));
    assert_eq!(titles(&world), [""; 0]);
    // An hour on: nothing was heard of it since.
    world.run(3_600);
    assert_eq!(
        titles(&world),
        ["Price source: WBTC price last moved 26 h ago"]
    );
    assert_eq!(world.notifications[0].level, Some(Level::Call));
    feed(&mut world, |feed| feed.moved_at = None);
    world.run(3_600);
    assert_eq!(world.notifications.len(), 1);
    // It moves, and stops again.
    let now = world.chains[0].head().time;
    feed(&mut world, |feed| feed.moved_at = Some(now));
    feed(&mut world, |feed| feed.moved_at = Some(now - 31 * 3_600));
    assert_eq!(
        titles(&world)[1..],
        ["Price source: WBTC price last moved 31 h ago"]
    );
}
