//! Several tabs of one page share what the browser keeps.

use margin_call::alert::{Ladder, Phase};
use margin_call::engine::view::{LadderOf, MemoryPart, Origin};
use margin_call::engine::{Config, Event, LadderInput, PermissionState, UserAction};

use super::super::laws::{positions, session};
use super::super::scene::{BORROWER, LOCAL, SAVER, STRANGER};
use super::super::world::{Tabs, Weather, World};
use super::{connect, key, local, opened};

/// So many tabs with the wallet connected and the position read, the first of them leads.
pub fn connected(count: usize) -> Tabs {
    let mut tabs = closed(count);
    for place in 0..count {
        open(&mut tabs, place);
    }
    tabs
}

pub fn closed(count: usize) -> Tabs {
    Tabs::closed(count, || {
        let mut world = World::new(7, &[LOCAL, 1], local());
        world.permission = PermissionState::Granted;
        world
    })
}

/// Opens a tab, connects its wallet, and waits for the position.
pub fn open(tabs: &mut Tabs, place: usize) {
    tabs.open(place);
    tabs.run(1);
    connect(&mut tabs[place]);
    for _ in 0..60 {
        tabs.run(1);
        if !positions(&tabs[place].view).is_empty() {
            return;
        }
    }
    panic!("no position after a minute");
}

pub fn phase(world: &World) -> Phase {
    positions(&world.view)[0].alarm.phase
}

fn typed(watch: &str, call: &str, urgent: &str) -> UserAction {
    UserAction::SetLadder(
        LadderOf::Usual,
        LadderInput {
            watch: watch.into(),
            call: call.into(),
            urgent: urgent.into(),
        },
    )
}

#[test]
fn thresholds_typed_in_one_tab_hold_in_the_other_and_outlive_both() {
    let mut tabs = connected(2);
    tabs[0].click(typed("1.9", "1.7", "1.1"));
    tabs.run(1);
    let mine = Ladder::parse("1.9", "1.7", "1.1").expect("a ladder");
    assert_eq!(tabs[1].view.alarm.ladders.usual, mine);
    // The other writes what it is about, and nothing else.
    tabs.run(60);
    for place in 0..2 {
        tabs.open(place);
        tabs.run(5);
        assert_eq!(tabs[place].view.alarm.ladders.usual, mine);
    }
    tabs[1].click(UserAction::ResetLadder);
    tabs.run(1);
    assert!(tabs[0].view.alarm.ladder_is_default);
}

#[test]
fn a_tab_that_was_put_away_reads_what_was_written_meanwhile() {
    let mut tabs = connected(2);
    let [one, two] = &mut tabs.tabs[..] else {
        unreachable!("two tabs")
    };
    two.feed(Event::VisibilityChanged { visible: false });
    one.click(typed("1.9", "1.7", "1.1"));
    one.click(UserAction::Watch(STRANGER.to_string()));
    two.storage = one.storage.clone();
    two.feed(Event::VisibilityChanged { visible: true });
    two.run(1);
    assert_eq!(two.view.alarm.ladders.usual, one.view.alarm.ladders.usual);
    let accounts = |world: &World| session(&world.view).map(|one| one.accounts.clone());
    assert_eq!(accounts(two), accounts(one));
}

#[test]
fn what_one_tab_has_told_is_not_told_by_the_other() {
    let mut tabs = connected(2);
    tabs.ether_at(2_080);
    tabs.run(120);
    assert_eq!(tabs.notified(), 1);
    for world in tabs.iter() {
        assert!(matches!(phase(world), Phase::Firing(_)));
    }
}

#[test]
fn what_was_seen_in_one_tab_is_seen_in_the_other_whoever_writes_last() {
    let mut tabs = connected(2);
    tabs.ether_at(1_960);
    tabs.run(60);
    let key = key(&tabs[1]);
    tabs[1].click(UserAction::Acknowledge(key));
    // The first has not heard of it, reads a new block, and writes.
    tabs.iter_mut().for_each(|world| world.run(15));
    tabs.hear(0);
    tabs.run(1);
    let is_seen = |world: &World| matches!(phase(world), Phase::Acknowledged { .. });
    assert!(is_seen(&tabs[1]));
    assert!(is_seen(&tabs[0]));
    tabs.run(1_200);
    for place in 0..2 {
        assert!(is_seen(&tabs[place]));
        tabs.open(place);
        tabs.run(30);
        assert!(is_seen(&tabs[place]));
    }
    assert_eq!(tabs.notified(), 1);
}

#[test]
fn an_address_that_is_typed_in_each_tab_is_watched_in_both() {
    let mut tabs = Tabs::closed(2, || {
        let config = Config {
            rpc_urls: vec!["rpc".into()],
            ..Config::default()
        };
        let mut world = World::new(7, &[1], config);
        world.permission = PermissionState::Granted;
        world
    });
    tabs.open(0);
    tabs.open(1);
    tabs.run(1);
    tabs[0].click(UserAction::Watch(SAVER.to_string()));
    tabs[1].click(UserAction::Watch(BORROWER.to_string()));
    tabs.run(30);
    let accounts = |world: &World| -> Vec<_> {
        let all = session(&world.view)
            .into_iter()
            .flat_map(|one| &one.accounts);
        let mut all: Vec<_> = all.map(|one| (one.account, one.origin)).collect();
        all.sort_by_key(|one| one.0);
        all
    };
    let both = [(BORROWER, Origin::Typed), (SAVER, Origin::Typed)];
    for place in 0..2 {
        assert_eq!(positions(&tabs[place].view).len(), 2);
        tabs.open(place);
        tabs.run(30);
        assert_eq!(accounts(&tabs[place]), both);
    }
    tabs[0].click(UserAction::Unwatch(SAVER));
    tabs.run(30);
    for world in tabs.iter() {
        assert_eq!(accounts(world), both[..1]);
        assert_eq!(positions(&world.view).len(), 1);
    }
}

#[test]
fn tabs_that_have_nothing_new_to_say_do_not_write() {
    let mut tabs = connected(2);
    tabs.run(30);
    // Nothing is read any more, and that was told.
    tabs.iter_mut()
        .for_each(|world| world.weather = Weather::Down);
    tabs.run(120);
    let before = tabs[0].storage.clone();
    tabs.run(300);
    assert_eq!(tabs[0].storage, before);
    assert_eq!(tabs[1].storage, before);
}

#[test]
fn thresholds_that_were_damaged_are_lost_alone_and_that_is_said_once() {
    let mut world = opened();
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    world.click(typed("1.9", "1.7", "1.1"));
    let text = world.storage.get_mut("ladder").expect("thresholds");
    *text = text.replacen("1.9", "1.8", 1);
    world.load();
    world.run(30);
    assert_eq!(world.view.unreadable, [MemoryPart::Thresholds]);
    assert!(world.view.alarm.ladder_is_default);
    // Whom to watch is still known.
    assert!(!positions(&world.view).is_empty());
    world.click(UserAction::DismissUnreadable);
    assert!(world.view.unreadable.is_empty());
    world.load();
    world.run(30);
    assert!(world.view.unreadable.is_empty());
}
