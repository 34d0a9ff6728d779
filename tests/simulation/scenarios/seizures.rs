//! Collateral that was seized is told as that, and nothing else is.

use std::collections::BTreeSet;

use margin_call::engine::view::LogKind;
use margin_call::engine::{Event, UserAction};

use super::super::market::{Market, units};
use super::super::scene::BORROWER;
use super::super::world::{Screen, Weather, World};
use super::{connected, ether_at, health_on_chain, key};

fn titles(world: &World) -> Vec<&str> {
    let all = world.notifications.iter();
    all.map(|one| one.title.as_str()).collect()
}

const SEIZED: &str = "Liquidated: collateral was seized";
const DOUBTFUL: &str = "Collateral and debt both fell";

/// Ether falls, and in the same block this happens.
fn falls(world: &mut World, dollars: u64, happens: fn(&mut Market)) {
    world.chains[0].set(|markets| {
        markets[0].reserves[0].price = units(dollars, 8);
        happens(&mut markets[0]);
    });
}

fn is_liquidated(market: &mut Market) {
    market.liquidate(BORROWER, 3);
}

fn is_unwound(market: &mut Market) {
    market.unwind(BORROWER, 3);
}

/// At the urgent level, and called.
fn urgent() -> World {
    let mut world = connected();
    ether_at(&mut world, 1_960);
    world.run(30);
    assert_eq!(world.notifications.len(), 1, "{:?}", titles(&world));
    world
}

#[test]
fn a_seizure_within_one_block_of_the_fall_is_told_as_such_and_not_as_a_recovery() {
    let mut world = connected();
    ether_at(&mut world, 2_080);
    world.run(30);
    falls(&mut world, 1_900, is_liquidated);
    world.run(600);
    assert_eq!(titles(&world)[1..], [SEIZED]);
    assert_eq!(world.view.log[0].what, LogKind::Liquidated);
}

#[test]
fn a_seizure_behind_a_hidden_page_is_told_however_good_the_health_was_before() {
    let mut world = connected();
    assert!(health_on_chain(&world) > 1_500);
    world.hidden = true;
    world.feed(Event::VisibilityChanged { visible: false });
    world.run(120);
    // It falls, is seized, and recovers, all within the minute in which nobody looks.
    falls(&mut world, 1_500, is_liquidated);
    ether_at(&mut world, 3_000);
    world.run(600);
    assert_eq!(titles(&world), [SEIZED]);
}

#[test]
fn a_seizure_while_the_computer_slept_is_told_after_the_gap() {
    let mut world = urgent();
    falls(&mut world, 1_900, is_liquidated);
    world.sleep(8 * 3_600);
    world.run(600);
    let told = titles(&world);
    assert!(told.contains(&SEIZED), "{told:?}");
    assert!(
        !told.iter().any(|title| title.contains("ecover")),
        "{told:?}"
    );
}

#[test]
fn a_seizure_while_the_page_was_closed_is_told_once_and_never_as_a_recovery() {
    let mut world = urgent();
    falls(&mut world, 1_900, is_liquidated);
    world.load();
    world.run(600);
    assert_eq!(titles(&world)[1..], [SEIZED]);
    world.load();
    world.run(600);
    assert_eq!(titles(&world)[1..], [SEIZED]);
}

#[test]
fn what_is_missed_is_missed_still_after_a_reload_before_the_log_answered() {
    let mut world = urgent();
    world.weather = Weather::Slow;
    falls(&mut world, 1_900, is_liquidated);
    world.until("the better health", |view| {
        super::positions(view)
            .iter()
            .any(|one| one.alarm.level < Some(margin_call::alert::Level::Urgent))
    });
    world.load();
    world.weather = Weather::Fair;
    world.run(600);
    assert_eq!(titles(&world)[1..], [SEIZED]);
}

#[test]
fn a_seizure_that_could_not_be_shown_is_shown_later_also_after_the_next_call() {
    let mut world = connected();
    world.screen = Screen::Refuses;
    falls(&mut world, 3_000, is_liquidated);
    world.run(60);
    assert_eq!(world.view.log[0].what, LogKind::Liquidated);
    ether_at(&mut world, 900);
    world.run(60);
    assert!(matches!(world.view.log[0].what, LogKind::Called { .. }));
    world.screen = Screen::Shows;
    world.run(1_200);
    let seizures = titles(&world).into_iter().filter(|title| *title == SEIZED);
    assert_eq!(seizures.count(), 1, "{:?}", titles(&world));
}

#[test]
fn on_the_screen_a_seizure_takes_away_the_call_and_no_call_takes_away_the_seizure() {
    let mut world = urgent();
    let called = world.notifications[0].tag.clone();
    falls(&mut world, 1_900, is_liquidated);
    world.run(60);
    assert_eq!(titles(&world)[1..], [SEIZED]);
    assert_eq!(world.closed, [called]);
    ether_at(&mut world, 900);
    world.run(60);
    let shown = world.notifications.iter();
    let tags: BTreeSet<&str> = shown.map(|one| one.tag.as_str()).collect();
    assert_eq!((tags.len(), world.notifications.len()), (3, 3));
}

#[test]
fn everything_seized_is_told_though_nothing_is_left() {
    let mut world = connected();
    world.chains[0].set(|markets| {
        let all = markets[0]
            .accounts
            .get_mut(&BORROWER)
            .expect("the borrower");
        for has in all {
            has.supply_scaled = Default::default();
            has.debt_scaled = Default::default();
            has.used = false;
        }
        markets[0].liquidated.push(BORROWER);
    });
    world.run(60);
    assert_eq!(titles(&world), [SEIZED]);
}

#[test]
fn who_repays_with_collateral_was_not_liquidated() {
    let mut world = urgent();
    falls(&mut world, 1_960, is_unwound);
    world.run(600);
    let told = titles(&world);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].starts_with("Recovered"), "{told:?}");
    // What was held since is what counts from now on.
    let key = key(&world);
    world.click(UserAction::Acknowledge(key));
    falls(&mut world, 1_960, is_liquidated);
    world.run(60);
    assert_eq!(titles(&world)[2..], [SEIZED]);
}

#[test]
fn where_the_log_is_refused_the_health_of_before_decides() {
    let mut world = urgent();
    world.chains[0].refuses_logs = true;
    falls(&mut world, 1_960, is_unwound);
    world.run(600);
    assert_eq!(titles(&world)[1..], [SEIZED]);

    let mut world = connected();
    world.chains[0].refuses_logs = true;
    falls(&mut world, 3_000, is_unwound);
    world.run(600);
    assert_eq!(titles(&world), [DOUBTFUL]);
    assert_eq!(world.view.log[0].what, LogKind::MaybeLiquidated);
    assert!(!world.notifications[0].stays);
}

#[test]
fn a_node_that_is_behind_is_asked_again_before_its_silence_is_believed() {
    for seed in 0..8 {
        let mut world = World::new(seed, &[1], Default::default());
        world.permission = margin_call::engine::PermissionState::Granted;
        world.load();
        world.run(1);
        super::connect(&mut world);
        world.until("a position", |view| !super::positions(view).is_empty());
        world.run(60);
        world.weather = Weather::Lagging(1);
        falls(&mut world, 3_000, is_liquidated);
        world.run(300);
        assert_eq!(titles(&world), [SEIZED], "{seed}");
    }
}
