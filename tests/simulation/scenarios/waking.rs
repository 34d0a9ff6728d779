//! What wakes the page, and what it then does at once.

use alloy::primitives::Address;
use margin_call::alert::{DataState, Level};
use margin_call::engine::{Config, Event, PermissionState, UserAction};

use super::super::laws::{positions, worst};
use super::super::scene::{BORROWER, STRANGER};
use super::super::world::{Weather, World};
use super::list::titles;
use super::{connect, ether_at};

/// A borrower whose wallet is on Ethereum, among these chains.
fn on_ethereum(chains: &[u64]) -> World {
    let mut world = World::new(7, chains, Config::default());
    world.wallet.as_mut().expect("a wallet").accounts = vec![BORROWER];
    world.permission = PermissionState::Granted;
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    world
}

/// An account by its address alone, which the host page's endpoint can read; nothing is loaded yet.
fn without_wallet(account: Address) -> World {
    let config = Config {
        rpc_urls: vec!["rpc".into()],
        accounts: vec![account],
        ..Config::default()
    };
    let mut world = World::new(7, &[1], config);
    world.wallet = None;
    world
}

fn state(world: &World) -> DataState {
    worst(&world.view).expect("a chain").data.state
}

fn see(world: &mut World, visible: bool) {
    world.hidden = !visible;
    world.feed(Event::VisibilityChanged { visible });
}

/// Until so many seconds after a full minute, when the timers of hidden pages run.
fn past_the_minute(world: &mut World, seconds: u64) {
    let passed = world.now / 1_000 % 60;
    world.run(120 - passed + seconds);
}

#[test]
fn a_page_that_comes_to_the_front_reads_at_once() {
    let mut world = on_ethereum(&[1]);
    see(&mut world, false);
    past_the_minute(&mut world, 3);
    ether_at(&mut world, 1_800);
    see(&mut world, true);
    world.run(2);
    let level = positions(&world.view)[0].alarm.level;
    assert_eq!(level, Some(Level::Liquidatable));
}

#[test]
fn a_network_that_goes_away_is_shown_at_once_and_one_that_comes_back_is_read_at_once() {
    let mut world = on_ethereum(&[1]);
    world.run(60);
    world.weather = Weather::Down;
    world.feed(Event::OnlineChanged { online: false });
    assert!(matches!(state(&world), DataState::Failing { .. }));
    // Asked again and again in vain, it is left alone for up to a minute.
    world.run(100);
    world.weather = Weather::Fair;
    world.feed(Event::OnlineChanged { online: true });
    world.run(2);
    assert_eq!(state(&world), DataState::Fresh);
}

/// The lid was closed where there was no network any more, in the middle of a question.
#[test]
fn a_computer_that_wakes_reads_at_once_whatever_was_under_way_when_it_slept() {
    for is_there_at_once in [true, false] {
        let mut world = without_wallet(BORROWER);
        world.load();
        world.run(60);
        // Asked again and again in vain, it is left alone for up to a minute.
        world.weather = Weather::Down;
        world.run(300);
        world.weather = Weather::Slow;
        world.click(UserAction::Refresh);
        ether_at(&mut world, 1_800);
        world.sleep(3_600);
        if !is_there_at_once {
            world.weather = Weather::Down;
            world.run(4);
        }
        world.weather = Weather::Fair;
        world.run(if is_there_at_once { 2 } else { 6 });
        assert_eq!(state(&world), DataState::Fresh);
        let level = positions(&world.view)[0].alarm.level;
        assert_eq!(level, Some(Level::Liquidatable));
    }
}

#[test]
fn silence_is_told_also_where_nothing_else_wakes_the_page() {
    let mut world = on_ethereum(&[1, 250]);
    // Nothing can be read there: no look is planned.
    world.go_to_chain(1);
    world.run(300);
    assert_eq!(titles(&world), ["Not watching: health unknown"]);
}

#[test]
fn an_endpoint_that_has_not_named_its_chain_is_asked_until_it_does_and_at_once_by_a_click() {
    for clicks in [false, true] {
        let mut world = without_wallet(BORROWER);
        world.permission = PermissionState::Granted;
        world.weather = Weather::Down;
        world.load();
        world.run(200);
        // Nobody knows yet where to look: that is said too.
        assert_eq!(titles(&world), ["Not watching: health unknown"]);
        world.weather = Weather::Fair;
        if clicks {
            world.click(UserAction::Refresh);
        }
        world.run(if clicks { 2 } else { 70 });
        assert_eq!(positions(&world.view).len(), 1);
    }
}

#[test]
fn where_nothing_is_held_silence_calls_nobody() {
    let mut world = without_wallet(STRANGER);
    world.permission = PermissionState::Granted;
    world.load();
    world.run(60);
    world.weather = Weather::Down;
    world.run(600);
    assert_eq!(titles(&world), [""; 0]);
}

#[test]
fn a_repeat_while_nothing_can_be_read_says_that_its_health_is_the_last_known() {
    let mut world = on_ethereum(&[1]);
    ether_at(&mut world, 1_960);
    world.run(60);
    world.weather = Weather::Down;
    world.run(900);
    let told = titles(&world);
    let repeats = told
        .iter()
        .filter(|one| one.starts_with("Urgent margin call: last known health"));
    assert_eq!(repeats.count(), 1, "{told:?}");
}

#[test]
fn a_page_on_which_nothing_happens_is_woken_to_look_and_for_nothing_else() {
    let mut world = on_ethereum(&[1]);
    world.run(120);
    let (woken, rises) = (world.versions.woken, world.versions.rises);
    world.run(600);
    // A look at each block, every twelve seconds, and the screen changes once for each: the rest is for
    // the wallet, and for what is held against the header once a minute.
    let (woken, rises) = (world.versions.woken - woken, world.versions.rises - rises);
    assert!((45..=60).contains(&woken), "{woken}");
    assert!((48..=53).contains(&rises), "{rises}");
}
