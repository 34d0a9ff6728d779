//! Collateral that was seized is told as that, and nothing else is.

use std::collections::BTreeSet;

use alloy::primitives::U256;
use margin_call::engine::view::LogKind;
use margin_call::engine::{Event, UserAction};
use margin_call::protocols::Taking;

use super::super::market::{Holding, Market, units};
use super::super::scene::BORROWER;
use super::super::world::{Screen, Weather, World};
use super::list::{host, on_two_chains};
use super::{connected, ether_at, health_on_chain, key};

/// What is told; of a seizure only that it is one.
fn titles(world: &World) -> Vec<&str> {
    let all = world.notifications.iter();
    all.map(|one| in_short(&one.title)).collect()
}

fn in_short(title: &str) -> &str {
    match title {
        UNEXPLAINED => SEIZED,
        explained if explained.contains(" taken for ") => SEIZED,
        other => other,
    }
}

const SEIZED: &str = "a seizure";
const UNEXPLAINED: &str = "Liquidated: collateral was seized";
const DOUBTFUL: &str = "Collateral fell, perhaps by a liquidation";

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

/// More is borrowed than is repaid then.
fn borrows_and_is_liquidated(market: &mut Market) {
    holding(market, |has| has.debt_scaled *= U256::from(4));
    is_liquidated(market);
}

/// More is supplied than is taken then.
fn adds_and_is_liquidated(market: &mut Market) {
    holding(market, |has| has.supply_scaled *= U256::from(2));
    is_liquidated(market);
}

/// A tenth of what is supplied is taken out.
fn is_withdrawn(market: &mut Market) {
    holding(market, |has| {
        has.supply_scaled -= has.supply_scaled / U256::from(10);
    });
}

fn holding(market: &mut Market, change: fn(&mut Holding)) {
    let all = market.accounts.get_mut(&BORROWER);
    all.expect("the borrower").iter_mut().for_each(change);
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
    assert!(world.view.log[0].what.is_seizure());
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
    assert!(world.view.log[0].what.is_seizure());
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
        markets[0].liquidated.push((BORROWER, Default::default()));
    });
    world.run(60);
    assert_eq!(titles(&world), [SEIZED]);
    // What it was called is known from before.
    assert_eq!(takings(&world)[0].taken[0].symbol, "WETH");
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

/// Many endpoints keep no log, and say that there is nothing in it. A second one, where there is one, is asked too.
#[test]
fn a_seizure_of_which_the_endpoint_that_is_read_has_no_log_is_told_by_another() {
    let mut world = on_two_chains(&[host("one", 0), host("two", 0)]);
    world.logs_only = Some("two");
    ether_at(&mut world, 1_960);
    world.run(60);
    falls(&mut world, 1_900, is_liquidated);
    world.run(600);
    let told = titles(&world);
    assert!(told.contains(&SEIZED), "{told:?}");
    assert!(
        !told.iter().any(|title| title.contains("ecover")),
        "{told:?}"
    );
}

#[test]
fn a_log_that_stays_behind_what_is_read_is_asked_until_its_silence_has_lasted() {
    let mut world = urgent();
    world.chains[0].logs_behind = 1_000;
    falls(&mut world, 3_000, is_liquidated);
    world.run(50);
    assert_eq!(titles(&world).len(), 1, "{:?}", titles(&world));
    world.chains[0].logs_behind = 0;
    world.run(600);
    assert_eq!(titles(&world)[1..], [SEIZED]);
}

#[test]
fn a_seizure_is_told_whatever_was_borrowed_or_added_before_it_while_nobody_looked() {
    for (dollars, happens) in [
        (9_000, borrows_and_is_liquidated as fn(&mut Market)),
        (3_000, adds_and_is_liquidated),
    ] {
        let mut world = connected();
        world.run(30);
        falls(&mut world, dollars, happens);
        world.sleep(8 * 3_600);
        world.run(600);
        let told = titles(&world);
        assert!(told.contains(&SEIZED), "{told:?}");
        // The same while the page is closed.
        let mut world = connected();
        world.run(30);
        falls(&mut world, dollars, happens);
        world.sleep(300);
        world.load();
        world.run(600);
        let told = titles(&world);
        assert!(told.contains(&SEIZED), "{told:?}");
    }
}

#[test]
fn what_a_liquidation_leaves_of_what_was_borrowed_in_the_same_block_is_told() {
    let mut world = connected();
    world.run(30);
    falls(&mut world, 9_000, borrows_and_is_liquidated);
    world.run(600);
    assert_eq!(titles(&world), [SEIZED]);
}

#[test]
fn who_takes_collateral_out_is_asked_about_a_few_times_and_told_nothing() {
    let mut world = connected();
    world.run(30);
    assert_eq!(world.chains[0].searches.get(), 0);
    falls(&mut world, 3_000, is_withdrawn);
    world.run(1_200);
    assert!(titles(&world).is_empty(), "{:?}", titles(&world));
    assert!((2..=5).contains(&world.chains[0].searches.get()));
    // Nor where the log is refused.
    world.chains[0].refuses_logs = true;
    falls(&mut world, 3_000, is_withdrawn);
    world.run(600);
    assert!(titles(&world).is_empty(), "{:?}", titles(&world));
    // After a gap it is not known then what happened.
    falls(&mut world, 9_000, borrows_and_is_liquidated);
    world.sleep(8 * 3_600);
    world.run(600);
    assert!(titles(&world).contains(&DOUBTFUL), "{:?}", titles(&world));
}

/// What the log says was taken, and for what, the last time.
fn takings(world: &World) -> &[Taking] {
    let mut lines = world.view.log.iter();
    let found = lines.find_map(|line| match &line.what {
        LogKind::Seized { takings } => Some(takings),
        _ => None,
    });
    found.expect("an explained seizure")
}

#[test]
fn a_liquidation_is_told_with_what_was_taken_for_what_and_where() {
    let mut world = urgent();
    falls(&mut world, 1_900, is_liquidated);
    let (block, [taken, paid]) = {
        let head = world.chains[0].head();
        let (_, moved) = head.state[0].liquidated[0];
        ((head.number, head.hash), moved)
    };
    world.run(600);
    let [taking] = takings(&world) else {
        panic!("one pair");
    };
    let symbols = (taking.taken[0].symbol.as_str(), taking.paid.symbol.as_str());
    assert_eq!(symbols, ("WETH", "USDC"));
    assert_eq!(
        [taking.taken[0].amount.raw, taking.paid.amount.raw],
        [taken, paid]
    );
    assert_eq!((taking.block, taking.transaction), block);
    let title = &world.notifications[1].title;
    let start = format!(
        "Liquidated: {} WETH taken for ",
        taking.taken[0].amount.format_ceil(4)
    );
    assert!(
        title.starts_with(&start) && title.ends_with(" USDC"),
        "{title}"
    );
    // So it stands where the position is shown, also after a reload, until it is seen.
    let shown = |world: &World| super::positions(&world.view)[0].takings.clone();
    assert_eq!(shown(&world), takings(&world));
    world.load();
    world.until("a position", |view| !super::positions(view).is_empty());
    assert_eq!(shown(&world), takings(&world));
    let key = key(&world);
    world.click(UserAction::Acknowledge(key));
    assert!(shown(&world).is_empty());
}

#[test]
fn what_happened_while_nobody_looked_is_told_in_one_with_all_that_was_taken() {
    let mut world = urgent();
    falls(&mut world, 1_900, is_liquidated);
    falls(&mut world, 1_800, is_liquidated);
    world.load();
    world.run(600);
    let [taking] = takings(&world) else {
        panic!("one pair");
    };
    assert_eq!(taking.times, 2);
}

#[test]
fn a_garbled_log_says_less_and_is_a_seizure_all_the_same() {
    let mut world = urgent();
    falls(&mut world, 1_900, |market| {
        market.garbles_logs = true;
        is_liquidated(market);
    });
    world.run(600);
    assert_eq!(world.notifications[1].title, UNEXPLAINED);
    assert_eq!(world.view.log[0].what, LogKind::Liquidated);
}
