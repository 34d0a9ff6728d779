//! A rule that moved is news of its own, also when it moved behind a page that was closed.

use margin_call::alert::{Level, RateError};
use margin_call::engine::UserAction;
use margin_call::engine::view::LogKind;
use margin_call::protocols::{Term, TermChange};

use super::super::laws::positions;
use super::super::market::{Market, units};
use super::super::world::{Screen, World};
use super::connected;

const PERCENT: u64 = 10_000_000_000_000_000;

fn threshold_is(world: &mut World, bps: u64) {
    world.chains[0].set(|markets| markets[0].reserves[0].threshold = bps);
}

/// The thresholds that changed of the ether that is held, in whole percent.
fn changes(world: &World) -> Vec<(u64, u64)> {
    let lines = world.view.log.iter().map(|entry| &entry.what);
    let changes = lines.filter_map(|line| match line {
        LogKind::RulesChanged { changes } => Some(changes),
        _ => None,
    });
    let moved = changes.flatten().map(|(symbol, change)| {
        let TermChange {
            term,
            before,
            after,
        } = *change;
        assert_eq!(term, Term::LiquidationThreshold(Market::asset(0)));
        assert_eq!(symbol, "WETH");
        (before / PERCENT, after / PERCENT)
    });
    moved.collect()
}

fn titles(world: &World) -> Vec<&str> {
    let all = world.notifications.iter();
    all.map(|one| one.title.as_str()).collect()
}

#[test]
fn a_threshold_that_is_lowered_is_told_once_with_before_and_after() {
    let mut world = connected();
    world.run(60);
    assert_eq!(changes(&world), []);
    threshold_is(&mut world, 7_900);
    world.run(120);
    assert_eq!(changes(&world).len(), 1);
    let before = changes(&world)[0].0;
    assert_eq!(changes(&world), [(before, 79)]);
    let lowered =
        format!("Rules changed: WETH liquidation threshold lowered from {before}% to 79%");
    assert_eq!(titles(&world), [lowered]);
    assert_eq!(world.notifications[0].level, Some(Level::Call));
    assert!(
        world.notifications[0]
            .body
            .starts_with("Aave v3 Local. Health is ")
    );
}

#[test]
fn what_moved_while_the_page_was_closed_is_told_when_it_is_opened() {
    let mut world = connected();
    world.run(30);
    threshold_is(&mut world, 7_900);
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.run(60);
    assert_eq!(changes(&world).len(), 1);
    assert_eq!(world.notifications.len(), 1);
    // Once: also after another reload.
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.run(60);
    assert_eq!(world.notifications.len(), 1);
}

#[test]
fn what_is_back_as_it_was_before_it_could_be_shown_is_not_shown() {
    let mut world = connected();
    world.screen = Screen::Refuses;
    let before = world.chains[0].head().state[0].reserves[0].threshold;
    threshold_is(&mut world, 7_900);
    world.run(30);
    threshold_is(&mut world, before);
    world.run(30);
    assert_eq!(changes(&world).len(), 2);
    world.screen = Screen::Shows;
    world.run(1_200);
    assert_eq!(titles(&world), [""; 0]);
}

#[test]
fn a_click_on_it_opens_the_position() {
    let mut world = connected();
    threshold_is(&mut world, 7_900);
    world.run(60);
    let tag = world.notifications[0].tag.clone();
    world.feed(margin_call::engine::Event::NotificationClicked { tag });
    assert!(world.view.top_up.is_some());
    world.click(UserAction::CloseTopUp);
    // What is better is told, and alarms nobody.
    threshold_is(&mut world, 8_800);
    world.run(60);
    assert_eq!(world.notifications.len(), 2);
    assert_eq!(world.notifications[1].level, Some(Level::Watch));
}

/// What is paid on the dollars that are owed, in percent a year.
fn rate_is(world: &mut World, percent: u64) {
    world.chains[0].set(|markets| markets[0].reserves[1].borrow_rate = units(percent, 25));
    world.run(60);
}

#[test]
fn a_borrow_rate_that_jumps_is_told_once_and_again_only_after_it_was_well_below() {
    let mut world = connected();
    let moved = |world: &World| -> Vec<String> {
        let all = world.notifications.iter();
        let moved = all.filter(|one| one.title.starts_with("Market moved: "));
        moved.map(|one| one.title.clone()).collect()
    };
    world.run(30);
    rate_is(&mut world, 40);
    let jumped = "Market moved: USDC borrow rate rose from 5.2% to 40% a year";
    assert_eq!(moved(&world), [jumped]);
    let told = world.notifications.iter();
    let told = told.filter(|one| one.title == jumped).collect::<Vec<_>>();
    assert_eq!(told[0].level, Some(Level::Watch));
    assert!(told[0].body.contains("Health is ") && told[0].body.contains(" in block "));
    // It is told again neither where it trembles nor after a reload.
    for percent in [24, 60] {
        rate_is(&mut world, percent);
    }
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    rate_is(&mut world, 30);
    assert_eq!(moved(&world), [jumped]);
    rate_is(&mut world, 10);
    rate_is(&mut world, 30);
    let again = "Market moved: USDC borrow rate rose from 10% to 30% a year";
    assert_eq!(moved(&world), [jumped, again]);
}

#[test]
fn a_limit_that_is_typed_holds_also_after_a_reload_and_nonsense_changes_nothing() {
    let mut world = connected();
    world.run(30);
    world.click(UserAction::SetRateLimit("50%".into()));
    world.click(UserAction::SetRateLimit("much".into()));
    assert_eq!(world.view.alarm.rate_limit.text(), "50");
    assert_eq!(world.view.alarm.rate_problem, Some(RateError::NotANumber));
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    assert_eq!(world.view.alarm.rate_limit.text(), "50");
    rate_is(&mut world, 40);
    let moved = |world: &World| {
        titles(world)
            .iter()
            .filter(|one| one.starts_with("Market"))
            .count()
    };
    assert_eq!(moved(&world), 0);
    rate_is(&mut world, 50);
    assert_eq!(moved(&world), 1);
    world.click(UserAction::SetRateLimit(String::new()));
    assert_eq!(world.view.alarm.rate_limit.text(), "25");
}
