//! A monitor of the person's own that is asked while the page watches.

use margin_call::engine::UserAction;

use super::super::laws::positions;
use super::super::world::{Weather, World};
use super::{connected, ether_at, tabs};

const MONITOR: &str = "https://monitor.example/ping/secret";
const BEAT_EVERY_S: u64 = 600;

/// A page that watches, and asks a monitor.
fn with_monitor() -> World {
    let mut world = connected();
    ether_at(&mut world, 3_000);
    world.run(4_000);
    assert!(world.beats.is_empty(), "nobody is asked whom nobody named");
    world.click(UserAction::TurnHeartbeatOn(MONITOR.into()));
    assert_eq!(world.beats.len(), 1);
    world
}

/// How many times it was asked in the next so many seconds.
fn beats(world: &mut World, seconds: u64) -> usize {
    let before = world.beats.len();
    world.run(seconds);
    world.beats.len() - before
}

#[test]
fn it_is_asked_while_the_page_watches_and_never_more_often_than_every_ten_minutes() {
    let mut world = with_monitor();
    assert_eq!(beats(&mut world, 6 * BEAT_EVERY_S + 1), 6);
    for _ in 0..5 {
        world.load();
        world.until("a position", |view| !positions(view).is_empty());
        world.run(60);
    }
    world.run(BEAT_EVERY_S);
    let times: Vec<u64> = world.beats.iter().map(|(at, _)| *at).collect();
    let gaps: Vec<u64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(
        gaps, [BEAT_EVERY_S; 7],
        "a reload neither adds nor skips one"
    );
    assert!(world.beats.iter().all(|(_, url)| url == MONITOR));
}

#[test]
fn a_page_that_sees_nothing_does_not_pass_for_one_that_watches() {
    let mut world = with_monitor();
    world.weather = Weather::Down;
    world.run(60);
    // The last may have been due before it was known.
    assert!(beats(&mut world, 4 * BEAT_EVERY_S) <= 1);
    world.weather = Weather::Fair;
    assert_eq!(beats(&mut world, 300), 1, "and says so once it does again");
}

#[test]
fn it_ends_with_a_click_and_with_the_account() {
    let mut world = with_monitor();
    world.click(UserAction::Disconnect);
    assert_eq!(beats(&mut world, 4 * BEAT_EVERY_S), 0);
    let mut world = with_monitor();
    world.click(UserAction::TurnHeartbeatOff);
    assert_eq!(beats(&mut world, 4 * BEAT_EVERY_S), 0);
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    assert_eq!(beats(&mut world, 4 * BEAT_EVERY_S), 0);
    assert_eq!(world.view.alarm.heartbeat.on, None);
}

#[test]
fn of_several_tabs_one_asks() {
    let mut tabs = tabs::connected(3);
    tabs[1].click(UserAction::TurnHeartbeatOn(MONITOR.into()));
    tabs.run(3 * BEAT_EVERY_S + 60);
    let asked: Vec<usize> = (0..3).map(|place| tabs[place].beats.len()).collect();
    assert_eq!(asked, [3, 1, 0], "after the first, the one that reads");
}
