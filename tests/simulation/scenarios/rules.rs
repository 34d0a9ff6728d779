//! A rule that moved is news of its own, also when it moved behind a page that was closed.

use alloy::primitives::{Address, U256};
use margin_call::alert::{Level, LimitError, health_moves};
use margin_call::engine::UserAction;
use margin_call::engine::view::LogKind;
use margin_call::protocols::{Term, TermChange, TermValue};
use margin_call::risk::Health;

use super::super::laws::positions;
use super::super::market::{Market, units};
use super::super::scene::BORROWER;
use super::super::world::{Screen, World};
use super::connected;
use super::letters::in_minutes;

const PERCENT: u64 = 10_000_000_000_000_000;

fn threshold_is(world: &mut World, bps: u64) {
    world.chains[0].set(|markets| markets[0].reserves[0].threshold = bps);
}

/// The thresholds that changed of the ether that is held, in whole percent.
fn changes(world: &World) -> Vec<(u64, u64)> {
    let lines = world.view.log.iter().map(|entry| &entry.what);
    let changes = lines.filter_map(|line| match line {
        LogKind::RulesChanged { changes, .. } => Some(changes),
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
        let percent = |value: TermValue| value.number().expect("a share") / PERCENT;
        (percent(before), percent(after))
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
    let health = |world: &World| positions(&world.view)[0].first_health;
    let without = health(&world);
    threshold_is(&mut world, 7_900);
    world.run(120);
    assert_eq!(changes(&world).len(), 1);
    let before = changes(&world)[0].0;
    assert_eq!(changes(&world), [(before, 79)]);
    let lowered =
        format!("Rules changed: WETH liquidation threshold lowered from {before}% to 79%");
    assert_eq!(titles(&world), [lowered]);
    assert_eq!(world.notifications[0].level, Some(Level::Call));
    let moved = health_moves(without, health(&world)).expect("it fell");
    let body = &world.notifications[0].body;
    let said = format!("Aave v3 Local. Health {moved} by that, in block ");
    assert!(body.starts_with(&said), "{body}");
}

/// The health as it was read when rules were told to have changed, and what it would have been.
fn told_healths(world: &World) -> [Option<Health>; 2] {
    let lines = world.view.log.iter().map(|entry| &entry.what);
    let mut told = lines.filter_map(|line| match line {
        LogKind::RulesChanged {
            without, health, ..
        } => Some([*without, *health]),
        _ => None,
    });
    told.next().expect("rules that changed")
}

#[test]
fn a_price_that_falls_in_the_same_block_is_not_laid_to_the_rule() {
    let mut world = connected();
    world.run(60);
    let before = positions(&world.view)[0].first_health;
    let threshold = world.chains[0].head().state[0].reserves[0].threshold;
    let fell = |markets: &mut Vec<Market>| {
        let ether = &mut markets[0].reserves[0];
        (ether.price, ether.threshold) = (ether.price * U256::from(95) / U256::from(100), 7_900);
    };
    world.chains[0].set(fell);
    world.run(30);
    let [without, health] = told_healths(&world).map(|one| one.expect("a health"));
    assert!(health < without && without < before);
    // What it is where the threshold alone is as it was.
    threshold_is(&mut world, threshold);
    world.run(30);
    let [back, again] = told_healths(&world).map(|one| one.expect("a health"));
    assert_eq!(health_moves(without, again), None);
    assert_eq!(health_moves(back, health), None);
}

#[test]
fn what_a_source_that_is_replaced_would_say_is_not_known_and_a_pause_moves_nothing() {
    let mut world = connected();
    world.run(360);
    world.chains[0].set(|markets| {
        markets[0].reserves[0].threshold = 7_900;
        markets[0].reserves[0].feed.address = Address::repeat_byte(0xe1);
    });
    world.run(400);
    let lines = world.view.log.iter().map(|entry| &entry.what);
    let replaced = lines.filter_map(|line| match line {
        LogKind::RulesChanged {
            changes, without, ..
        } => Some((changes, without)),
        _ => None,
    });
    for (changes, without) in replaced {
        let is_of_source =
            |(_, one): &(String, TermChange)| matches!(one.term, Term::PriceSource(_));
        assert_eq!(changes.iter().any(is_of_source), without.is_none());
    }
}

#[test]
fn money_that_is_nearly_all_lent_out_is_told_once_and_the_limit_can_be_typed() {
    let mut world = connected();
    world.run(30);
    let used = |world: &mut World, percent: u64| {
        world.chains[0].set(|markets| {
            let dollars = &mut markets[0].reserves[1];
            dollars.total_debt = dollars.total_supply * U256::from(percent) / U256::from(100);
        });
        world.run(60);
    };
    // Another account of the wallet supplies them, and is told for itself.
    let own = format!("{BORROWER:#x}");
    let told = |world: &World| {
        let all = world.notifications.iter();
        let told = all.filter(|one| one.tag.contains(&own) && one.title.contains("lent out"));
        told.map(|one| one.title.clone()).collect::<Vec<_>>()
    };
    used(&mut world, 90);
    assert_eq!(told(&world), [""; 0]);
    // Indices differ by a percent, so this is beyond the limit.
    for percent in [95, 92, 97] {
        used(&mut world, percent);
    }
    let [once] = &told(&world)[..] else {
        panic!("{:?}", titles(&world))
    };
    assert!(once.starts_with("Market moved: ") && once.contains("% of all USDC is lent out"));
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    used(&mut world, 98);
    assert_eq!(told(&world).len(), 1);
    // It was well below, and comes to a limit of the person's own.
    world.click(UserAction::SetUseLimit("80".into()));
    world.click(UserAction::SetUseLimit("101".into()));
    assert_eq!(world.view.alarm.use_limit.text(), "80");
    assert_eq!(world.view.alarm.use_problem, Some(LimitError::OutOfRange));
    used(&mut world, 60);
    used(&mut world, 85);
    assert_eq!(told(&world).len(), 2);
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

/// A rate as it was the night before is no news in the morning.
#[test]
fn a_rate_that_jumped_while_it_could_not_be_told_is_told_only_if_it_is_still_dear() {
    for (by_then, threshold, told) in [
        (10, None, None),
        (
            30,
            None,
            Some("Market moved: USDC borrow rate rose from 5.2% to 30% a year"),
        ),
        (
            10,
            Some(7_900),
            Some("Rules changed: WETH liquidation threshold lowered from "),
        ),
    ] {
        let mut world = connected();
        world.run(30);
        let hours = (in_minutes(&world, 0), in_minutes(&world, 60));
        world.click(UserAction::SetQuietHours(hours.0, hours.1));
        rate_is(&mut world, 40);
        if let Some(threshold) = threshold {
            threshold_is(&mut world, threshold);
            world.run(60);
        }
        rate_is(&mut world, by_then);
        assert_eq!(titles(&world), [""; 0]);
        world.run(4_000);
        let titles = titles(&world);
        assert_eq!(titles.len(), usize::from(told.is_some()), "{titles:?}");
        let is_told = told.is_none_or(|told| titles[0].starts_with(told));
        assert!(is_told, "{titles:?}");
    }
}

#[test]
fn a_limit_that_is_typed_holds_also_after_a_reload_and_nonsense_changes_nothing() {
    let mut world = connected();
    world.run(30);
    world.click(UserAction::SetRateLimit("50%".into()));
    world.click(UserAction::SetRateLimit("much".into()));
    assert_eq!(world.view.alarm.rate_limit.text(), "50");
    assert_eq!(world.view.alarm.rate_problem, Some(LimitError::NotANumber));
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
