//! How health and prices went is there after days, in every tab, and says nothing that was not read.

use std::collections::BTreeSet;

use margin_call::alert::Level;
use margin_call::engine::view::{HistoryPoint, MarkKind, PositionView, PricePoint};
use margin_call::engine::{Config, Event, PermissionState, UserAction};
use margin_call::math::{Timestamp, TokenAmount};
use margin_call::risk::Health;

use super::super::laws::positions;
use super::super::market::{Market, units};
use super::super::scene::{BORROWER, SAVER};
use super::super::world::{Tabs, World};
use super::list::{host, on_two_chains};
use super::tabs::{closed, open};
use super::{ADD_ETHER, connected, ether_at, in_need, review, sign, until_done, until_review};

fn position(world: &World) -> &PositionView {
    &positions(&world.view)[0]
}

fn lowest(history: &[HistoryPoint]) -> HistoryPoint {
    let lowest = history.iter().min_by_key(|one| one.health);
    *lowest.expect("a reading")
}

fn at(one: &HistoryPoint) -> Timestamp {
    one.at
}

/// The items of the past in the store.
fn kept(world: &World) -> BTreeSet<&String> {
    let names = world.storage.keys();
    let is_past = |name: &&String| name.starts_with("past:") || name.starts_with("price:");
    names.filter(is_past).collect()
}

/// An hour in which ether falls for a few blocks.
fn dip(world: &mut World, dollars: u64) {
    ether_at(world, dollars);
    world.run(30);
    ether_at(world, 3_000);
    world.run(3_570);
}

fn ether_prices(world: &World) -> Vec<PricePoint> {
    let mut paths = position(world).prices.iter();
    let ether = paths.find(|path| path.asset == Market::asset(0));
    ether.expect("the path of ether").readings.to_vec()
}

#[test]
fn what_was_read_before_a_reload_is_there_after_it() {
    let mut world = connected();
    dip(&mut world, 2_600);
    let before = position(&world).clone();
    world.load();
    world.until("the position again", |view| !positions(view).is_empty());
    let after = position(&world);
    assert_eq!(at(&after.history[0]), at(&before.history[0]));
    assert_eq!(lowest(&after.history), lowest(&before.history));
    let least = |all: &[PricePoint]| all.iter().map(|one| one.price.raw).min();
    assert_eq!(least(&ether_prices(&world)), Some(units(2_600, 8)));
    // What the paths end at is what is read now.
    let path = &position(&world).prices[0];
    assert_eq!(
        (path.symbol.as_str(), path.now),
        ("WETH", TokenAmount::new(units(3_000, 8), 8))
    );
}

#[test]
fn days_with_a_reload_and_a_second_tab_are_one_history_with_its_lowest_point() {
    let mut tabs = closed(2);
    open(&mut tabs, 0);
    let first = at(&position(&tabs[0]).history[0]);
    tabs.run(1_800);
    open(&mut tabs, 1);
    tabs.ether_at(2_300);
    tabs.run(30);
    tabs.ether_at(3_000);
    let deepest = lowest(&position(&tabs[0]).history);
    tabs.run(3_600);
    open(&mut tabs, 0);
    tabs.run(600);
    for world in tabs.iter() {
        let history = &position(world).history;
        assert!(history.windows(2).all(|two| two[0].at < two[1].at));
        assert_eq!(at(&history[0]), first);
        assert_eq!(lowest(history), deepest);
        assert!(history.len() < 140, "{}", history.len());
    }
    assert_eq!(kept(&tabs[0]), kept(&tabs[1]));
    // Days in the second tab alone, on a computer that sleeps at times.
    tabs.close(0);
    for _ in 0..3 {
        tabs[1].sleep(86_400);
        tabs[1].run(1_800);
    }
    let history = &position(&tabs[1]).history;
    assert_eq!(at(&history[0]), first);
    assert_eq!(lowest(history), deepest);
    let last = history.last().expect("a reading");
    assert_eq!(at(last), position(&tabs[1]).block.timestamp);
    assert!(history.len() <= 400);
}

#[test]
fn what_goes_on_is_written_rarely_and_at_once_when_the_page_goes_to_the_back() {
    let mut world = connected();
    world.run(60);
    let names = kept(&world);
    let name = names.first().map(|name| (*name).clone());
    let name = name.expect("an item");
    let mut texts = BTreeSet::new();
    for _ in 0..60 {
        world.run(60);
        texts.insert(world.storage.get(&name).cloned());
    }
    assert!((10..=13).contains(&texts.len()), "{}", texts.len());
    let text = |world: &World| world.storage.get(&name).cloned();
    let before = text(&world);
    while text(&world) == before {
        world.run(5);
    }
    let before = text(&world);
    world.run(30);
    assert_eq!(text(&world), before);
    world.feed(Event::VisibilityChanged { visible: false });
    assert_ne!(text(&world), before);
}

#[test]
fn calls_and_top_ups_are_marked_and_outlive_the_page() {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    sign(&mut world);
    until_review(&mut world);
    sign(&mut world);
    until_done(&mut world);
    world.run(60);
    let kinds = |world: &World| -> Vec<MarkKind> {
        position(world).marks.iter().map(|one| one.kind).collect()
    };
    let before = kinds(&world);
    assert!(
        matches!(
            before[..],
            [
                MarkKind::Called(Level::Call | Level::Urgent),
                MarkKind::ToppedUp
            ]
        ),
        "{before:?}"
    );
    world.load();
    world.until("the position again", |view| !positions(view).is_empty());
    assert_eq!(kinds(&world), before);
}

#[test]
fn who_is_not_watched_any_more_is_forgotten_in_every_tab() {
    let mut tabs = closed(2);
    open(&mut tabs, 0);
    open(&mut tabs, 1);
    tabs.run(30);
    assert!(!kept(&tabs[0]).is_empty());
    tabs[0].click(UserAction::Disconnect);
    tabs[1].click(UserAction::Disconnect);
    tabs.run(120);
    assert!(kept(&tabs[0]).is_empty());
    assert!(kept(&tabs[1]).is_empty());
}

#[test]
fn what_happened_to_an_account_goes_with_it_and_no_tab_brings_it_back() {
    let of_it = |world: &World| {
        let lines = world.view.log.iter();
        lines.filter(|line| line.position.is_some()).count()
    };
    let mut world = connected();
    ether_at(&mut world, 2_080);
    world.run(60);
    assert!(of_it(&world) > 0);
    let item = "journal".to_owned();
    let before = world.storage.get(&item).cloned();
    world.run(2);
    world.click(UserAction::Disconnect);
    assert_eq!(of_it(&world), 0);
    // Another tab, that slept meanwhile, writes what it knows.
    world.feed(Event::ItemIs { item, text: before });
    assert_eq!(of_it(&world), 0);
    world.load();
    world.run(30);
    assert_eq!(of_it(&world), 0);
}

#[test]
fn a_tab_that_slept_does_not_bring_back_what_another_has_forgotten() {
    let mut tabs = closed(2);
    for world in tabs.iter_mut() {
        world.wallet.as_mut().expect("a wallet").accounts = vec![BORROWER];
    }
    let of_saver = |world: &World| -> Vec<String> {
        let all = kept(world).into_iter();
        all.filter(|name| name.ends_with(&format!("{SAVER:#x}")))
            .cloned()
            .collect()
    };
    open(&mut tabs, 0);
    open(&mut tabs, 1);
    tabs[0].click(UserAction::Watch(SAVER.to_string()));
    tabs.run(60);
    assert_eq!(of_saver(&tabs[0]).len(), 1);
    // The other is put away, hears nothing, and reads the store when it comes back.
    let [one, two] = &mut tabs.tabs[..] else {
        unreachable!("two tabs")
    };
    two.feed(Event::VisibilityChanged { visible: false });
    one.click(UserAction::Unwatch(SAVER));
    assert_eq!(of_saver(one), [""; 0]);
    two.storage = one.storage.clone();
    two.feed(Event::VisibilityChanged { visible: true });
    two.run(1);
    assert_eq!(of_saver(two), [""; 0]);
}

#[test]
fn a_store_that_is_full_is_said_and_nothing_else_breaks() {
    let mut world = connected();
    world.storage_works = false;
    dip(&mut world, 2_600);
    assert!(!world.view.storage_works);
    let ether = ether_prices(&world);
    assert!(ether.iter().any(|one| one.price.raw == units(2_600, 8)));
    assert!(position(&world).history.len() > 50);
}

#[test]
fn what_two_endpoints_disagree_about_is_no_part_of_it() {
    let mut world = on_two_chains(&[host("one", 0)]);
    world.run(60);
    let before = position(&world).history.clone();
    // The first says that ether is dearer, and is found out.
    world.hosts[0].flatters = 40;
    ether_at(&mut world, 2_300);
    world.run(300);
    keeps_no_lie(&world, best(&before));
}

#[test]
fn what_the_leader_read_and_doubts_is_no_part_of_the_past_of_those_who_follow() {
    let mut tabs = Tabs::closed(2, || {
        let config = Config {
            rpc_urls: vec!["one".to_owned()],
            ..Config::default()
        };
        let mut world = World::new(7, &[1, 10], config);
        world.hosts = vec![host("one", 0)];
        world.permission = PermissionState::Granted;
        world
    });
    open(&mut tabs, 0);
    open(&mut tabs, 1);
    tabs.run(120);
    let before = tabs.reads(1);
    let highest = best(&position(&tabs[0]).history);
    for world in &mut tabs.tabs {
        world.hosts[0].flatters = 40;
        world.laws.liars = true;
    }
    tabs.ether_at(2_300);
    tabs.run(30);
    assert_eq!(tabs.reads(1), before, "it follows");
    // The leader finds out, and each sees for itself.
    tabs.run(300);
    for place in 0..2 {
        keeps_no_lie(&tabs[place], highest);
    }
    tabs.iter_mut()
        .for_each(|world| world.hosts[0].flatters = 0);
    tabs.run(120);
    for place in 0..2 {
        tabs.open(place);
        tabs.run(5);
        keeps_no_lie(&tabs[place], highest);
    }
}

fn best(history: &[HistoryPoint]) -> Option<Health> {
    history.iter().map(|one| one.health).max()
}

/// Ether was never dearer than 3,000 dollars.
fn keeps_no_lie(world: &World, best: Option<Health>) {
    let history = &position(world).history;
    assert!(
        history.iter().all(|one| Some(one.health) <= best),
        "{history:?}"
    );
    let prices = ether_prices(world);
    let highest = prices.iter().map(|one| one.price.raw).max();
    assert!(highest <= Some(units(3_000, 8)), "{prices:?}");
}
