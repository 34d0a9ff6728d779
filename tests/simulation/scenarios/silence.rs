//! When nothing can be known, that is said.

use margin_call::alert::DataState;
use margin_call::chain::ChainId;
use margin_call::engine::view::{Attention, NoTopUp};
use margin_call::engine::{Config, Event, PermissionState, UserAction};

use super::super::isolated;
use super::super::laws::{positions, session, worst};
use super::super::scene::{self, BORROWER, LOCAL};
use super::super::world::{Weather, World};
use super::interest::lasting;
use super::{connect, connected, ether_at};

fn state(world: &World) -> DataState {
    worst(&world.view).expect("a chain").data.state
}

fn titles(world: &World) -> Vec<&str> {
    world
        .notifications
        .iter()
        .map(|one| one.title.as_str())
        .collect()
}

#[test]
fn an_endpoint_that_is_down_is_shown_at_once_told_after_a_minute_and_told_when_it_ends() {
    let mut world = connected();
    world.weather = Weather::Down;
    world.run(10);
    assert!(matches!(state(&world), DataState::Failing { .. }));
    assert!(world.notifications.is_empty());
    world.run(600);
    assert_eq!(world.view.attention, Attention::NotWatching);
    assert_eq!(positions(&world.view)[0].can_top_up, Err(NoTopUp::Stale));
    let [lost] = titles(&world)[..] else {
        panic!("{:?}", titles(&world))
    };
    assert!(lost.starts_with("Not watching"), "{lost}");
    world.weather = Weather::Fair;
    world.run(120);
    assert_eq!(state(&world), DataState::Fresh);
    assert_eq!(world.notifications.len(), 2);
    assert_eq!(world.notifications[1].tag, world.notifications[0].tag);
}

#[test]
fn an_endpoint_that_wishes_never_to_be_asked_again_is_asked_again() {
    let mut world = connected();
    world.weather = Weather::RateLimited(Some(u64::MAX));
    world.run(60);
    world.weather = Weather::Fair;
    world.until("fresh data", |view| {
        worst(view).is_some_and(|chain| chain.data.state == DataState::Fresh)
    });
}

#[test]
fn after_a_sleep_the_gap_is_told_once_even_if_an_old_answer_comes_first() {
    let mut world = connected();
    // In the middle of a refresh: its answers arrive when the computer wakes.
    let end = world.now + 60_000;
    while !world.engine.is_looking_at(ChainId(LOCAL)) {
        assert!(world.step(end), "a refresh");
    }
    world.sleep(8 * 3_600);
    world.run(60);
    let gap = session(&world.view).expect("a session").gap.expect("a gap");
    assert!(gap.to.0 - gap.from.0 >= 8 * 3_600, "{gap:?}");
    assert_eq!(world.notifications.len(), 1, "{:?}", titles(&world));
    assert_eq!(state(&world), DataState::Fresh);
}

#[test]
fn a_nap_is_read_through_and_no_alarm_unless_the_read_fails() {
    for seconds in [45, 70, 120, 170] {
        let mut world = connected();
        world.run(60);
        world.sleep(seconds);
        world.run(60);
        assert!(world.notifications.is_empty(), "{:?}", titles(&world));
        assert_eq!(state(&world), DataState::Fresh);
    }
    let mut world = connected();
    world.run(60);
    world.weather = Weather::Down;
    world.sleep(120);
    world.run(30);
    let [lost] = titles(&world)[..] else {
        panic!("{:?}", titles(&world))
    };
    assert!(lost.starts_with("Not watching"), "{lost}");
}

#[test]
fn a_page_that_comes_to_the_front_after_a_failed_read_reads_before_it_alarms() {
    let mut world = connected();
    world.hidden = true;
    world.feed(Event::VisibilityChanged { visible: false });
    world.run(600);
    world.weather = Weather::Down;
    world.run(75);
    assert!(world.notifications.is_empty(), "{:?}", titles(&world));
    world.weather = Weather::Fair;
    world.hidden = false;
    world.feed(Event::VisibilityChanged { visible: true });
    world.run(60);
    assert!(world.notifications.is_empty(), "{:?}", titles(&world));
    assert_eq!(state(&world), DataState::Fresh);
}

#[test]
fn what_happened_during_a_sleep_is_called_on_waking() {
    let mut world = connected();
    ether_at(&mut world, 1_800);
    world.sleep(3_600);
    world.run(60);
    let called = world.notifications.iter().filter(|one| one.stays).count();
    assert_eq!(called, 1, "{:?}", titles(&world));
}

#[test]
fn a_page_that_leaves_its_endpoint_alone_has_not_slept_and_alarms_in_time() {
    let mut world = connected();
    world.hidden = true;
    world.feed(Event::VisibilityChanged { visible: false });
    world.run(600);
    world.weather = Weather::RateLimited(Some(88));
    // Two minutes of silence, and timers that come once a minute.
    world.run(240);
    assert_eq!(titles(&world), ["Not watching: health unknown"]);
}

#[test]
fn a_hidden_page_goes_on_watching_once_a_minute() {
    let mut world = connected();
    world.hidden = true;
    world.feed(Event::VisibilityChanged { visible: false });
    world.run(1_800);
    assert!(world.notifications.is_empty(), "{:?}", titles(&world));
    ether_at(&mut world, 1_800);
    world.run(180);
    assert_eq!(world.notifications.len(), 1);
}

/// How often the page looks in ten minutes in which nobody sees it, and its timers run as they please.
fn looks_hidden(world: &mut World) -> u64 {
    world.feed(Event::VisibilityChanged { visible: false });
    world.run(60);
    let before = world.laws.seen.batches;
    world.run(600);
    world.laws.seen.batches - before
}

#[test]
fn a_page_that_nobody_sees_looks_twice_a_minute_while_all_is_far_and_at_every_block_near_a_threshold()
 {
    let mut world = on_ethereum();
    ether_at(&mut world, 6_000);
    world.run(120);
    let far = looks_hidden(&mut world);
    assert!((15..=25).contains(&far), "{far} looks in ten minutes");
    // It is called for as soon as the next look says so, and from then on every block counts.
    ether_at(&mut world, 1_800);
    world.run(60);
    assert_eq!(world.notifications.len(), 1, "{:?}", titles(&world));
    let near = looks_hidden(&mut world);
    assert!(near >= 45, "{near} looks in ten minutes of 50 blocks");
    // In front it looks at every block at once, however far it is.
    ether_at(&mut world, 6_000);
    world.run(600);
    world.feed(Event::VisibilityChanged { visible: true });
    let before = world.laws.seen.batches;
    world.run(600);
    assert!(world.laws.seen.batches - before >= 45);
}

#[test]
fn what_interest_brings_near_its_first_level_is_not_far() {
    let mut world = on_ethereum();
    // Of its health it is far: a fifth above the first threshold.
    lasting(&mut world, 24 * 8);
    world.run(120);
    let near = looks_hidden(&mut world);
    assert_eq!(positions(&world.view)[0].alarm.level, None);
    assert!(near >= 45, "{near} looks in ten minutes of 50 blocks");
    world.feed(Event::VisibilityChanged { visible: true });
    lasting(&mut world, 24 * 20);
    world.run(120);
    let far = looks_hidden(&mut world);
    assert!((15..=25).contains(&far), "{far} looks in ten minutes");
}

#[test]
fn a_clock_that_is_set_back_does_not_stop_the_watch() {
    let mut world = connected();
    world.run(20);
    world.set_clock(-6 * 3_600);
    ether_at(&mut world, 1_800);
    world.run(120);
    assert_eq!(world.notifications.len(), 1, "{:?}", titles(&world));
}

/// A wallet on Ethereum, where there are several markets.
fn on_ethereum() -> World {
    configured_on_ethereum(Config::default())
}

fn configured_on_ethereum(config: Config) -> World {
    let mut world = World::new(7, &[1], config);
    world.wallet.as_mut().expect("a wallet").accounts = vec![BORROWER];
    world.permission = PermissionState::Granted;
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    world
}

fn unread(world: &World) -> Vec<String> {
    worst(&world.view).expect("a chain").unread.clone()
}

#[test]
fn an_empty_market_that_breaks_is_named_and_blinds_no_other() {
    let mut world = on_ethereum();
    world.chains[0].set(|markets| markets[1].broken = true);
    world.run(300);
    assert_eq!(unread(&world), ["Aave v3 Ethereum Prime"]);
    assert_eq!(state(&world), DataState::Fresh);
    ether_at(&mut world, 1_800);
    world.run(60);
    assert_eq!(world.notifications.len(), 1, "{:?}", titles(&world));
    world.chains[0].set(|markets| markets[1].broken = false);
    world.run(60);
    assert_eq!(unread(&world), [""; 0]);
}

/// It may be one of another chain, or mistyped: no alarm, but not passed over either.
#[test]
fn a_market_that_the_page_names_and_the_chain_does_not_have_is_said() {
    let id = format!("0x{}", "1a".repeat(32));
    let world = configured_on_ethereum(Config {
        morpho_markets: Some(id),
        ..Config::default()
    });
    let chain = worst(&world.view).expect("a chain");
    assert_eq!(chain.absent, ["Morpho Blue 0x1a1a…1a1a"]);
    assert_eq!(chain.unread, [""; 0]);
    assert_eq!(state(&world), DataState::Fresh);
}

#[test]
fn a_market_with_debt_that_breaks_is_an_alarm() {
    let mut world = on_ethereum();
    world.chains[0].set(|markets| markets[0].broken = true);
    world.run(300);
    assert_eq!(unread(&world), ["Aave v3 Ethereum Core"]);
    assert!(!positions(&world.view)[0].is_known);
    assert_eq!(world.view.attention, Attention::NotWatching);
    let [lost] = titles(&world)[..] else {
        panic!("{:?}", titles(&world))
    };
    assert!(lost.starts_with("Not watching"), "{lost}");
    assert_eq!(positions(&world.view)[0].can_top_up, Err(NoTopUp::Stale));
    world.chains[0].set(|markets| markets[0].broken = false);
    world.run(120);
    assert_eq!(state(&world), DataState::Fresh);
    assert!(positions(&world.view)[0].is_known);
    assert_eq!(titles(&world)[1..], ["Watching again"]);
}

/// One account in two markets of one chain: Aave's at the call level, and one of Morpho's whose
/// oracle does not answer from some time on.
fn in_two_markets() -> World {
    let mut world = World::new(7, &[LOCAL], super::local());
    world.wallet.as_mut().expect("a wallet").accounts = vec![BORROWER];
    let mut file = scene::deployment_file(LOCAL);
    let more = isolated::deployment_file()["markets"][0].clone();
    file["markets"].as_array_mut().expect("markets").push(more);
    world.file = Ok(file);
    world.chains[0].set(|markets| {
        markets.push(isolated::market());
        let isolated = markets.last_mut().and_then(|one| one.isolated.as_mut());
        isolated.expect("the market").authorized = false;
    });
    world.permission = PermissionState::Granted;
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("two positions", |view| positions(view).len() == 2);
    world
}

fn lose_oracle(world: &mut World) {
    world.chains[0].set(|markets| {
        let mut all = markets.iter_mut().filter_map(|one| one.isolated.as_mut());
        all.next().expect("the market").is_blind = true;
    });
}

#[test]
fn one_market_that_cannot_be_read_is_one_market() {
    let mut world = in_two_markets();
    lose_oracle(&mut world);
    world.run(40);
    // What failed a moment ago is still described by what was read before.
    assert!(positions(&world.view).iter().all(|one| one.is_known));
    world.run(300);
    // The worse one is Aave's, and it is known; what is lost is told once.
    assert_eq!(unread(&world), ["Morpho Blue WETH/USDC"]);
    let known = positions(&world.view).iter().filter(|one| one.is_known);
    assert_eq!(known.count(), 1);
    assert_eq!(state(&world), DataState::Fresh);
    assert_eq!(titles(&world), ["Not watching: health unknown"]);
    assert!(
        world.notifications[0]
            .body
            .contains("Morpho Blue WETH/USDC")
    );

    // Aave's is called, repaired, and never slower than before.
    ether_at(&mut world, 2_000);
    let blocks = world.chains[0].head().number;
    world.run(60);
    let aave = positions(&world.view).iter().find(|one| one.is_known);
    let aave = aave.expect("a known position").clone();
    assert!(aave.block.number > blocks);
    assert_eq!(aave.can_top_up, Ok(()));
    assert!(
        titles(&world)[1].contains("Margin call"),
        "{:?}",
        titles(&world)
    );
    world.click(UserAction::OpenTopUp(aave.key));
    world.run(5);
    super::review(&mut world);
}

#[test]
fn a_market_that_was_called_and_cannot_be_read_after_a_reload_is_an_alarm() {
    let mut world = in_two_markets();
    world.chains[0].set(|markets| {
        let mut all = markets.iter_mut().filter_map(|one| one.isolated.as_mut());
        all.next().expect("the market").price = 1_800;
    });
    world.run(60);
    let told = world.notifications.len();
    assert!(told > 0);
    lose_oracle(&mut world);
    world.load();
    world.run(300);
    let last = titles(&world)[told..].to_vec();
    assert_eq!(last, ["Not watching: health unknown"]);
}

#[test]
fn a_healthy_debt_that_cannot_be_read_after_a_reload_is_an_alarm_too() {
    let mut world = in_two_markets();
    world.run(60);
    lose_oracle(&mut world);
    world.load();
    world.run(300);
    assert_eq!(titles(&world), ["Not watching: health unknown"]);
    assert_eq!(world.view.attention, Attention::NotWatching);
}

/// Told at the call level; then the endpoint is gone for a while, in which the price recovers and
/// falls again, and it comes back late: at the blocks of the better days, which move on.
#[test]
fn what_a_late_endpoint_says_of_better_days_is_no_recovery() {
    let mut world = on_ethereum();
    world.run(60);
    ether_at(&mut world, 2_100);
    world.run(60);
    assert_eq!(titles(&world).len(), 1, "{:?}", titles(&world));
    world.weather = Weather::Down;
    world.run(60);
    ether_at(&mut world, 3_000);
    world.run(640);
    ether_at(&mut world, 1_500);
    world.weather = Weather::Behind(45);
    world.run(400);
    let told = titles(&world);
    assert_eq!(told[1], "Not watching: health unknown", "{told:?}");
    assert!(
        !told.iter().any(|title| title.contains("ecover")),
        "{told:?}"
    );
    assert_ne!(state(&world), DataState::Fresh);
    assert_eq!(world.view.attention, Attention::NotWatching);
    assert_eq!(positions(&world.view)[0].can_top_up, Err(NoTopUp::Stale));
    world.weather = Weather::Fair;
    world.run(60);
    assert_eq!(state(&world), DataState::Fresh);
    let told = titles(&world);
    assert!(
        !told.iter().any(|title| title.contains("ecover")),
        "{told:?}"
    );
}

#[test]
fn a_computer_clock_that_is_wrong_is_named_and_neither_blocks_nor_alarms() {
    for seconds in [9 * 60, -9 * 60, 6 * 3_600] {
        let mut world = World::new(7, &[1], Config::default());
        world.permission = PermissionState::Granted;
        world.set_clock(seconds);
        world.load();
        world.run(1);
        connect(&mut world);
        world.until("a position", |view| !positions(view).is_empty());
        world.run(120);
        assert_eq!(state(&world), DataState::Fresh, "{seconds}");
        assert!(world.notifications.is_empty(), "{:?}", titles(&world));
        let session = session(&world.view).expect("a session");
        let differs = session.clock_differs_s.expect("a difference");
        assert!(differs.abs_diff(seconds) < 60, "{differs} of {seconds}");
        ether_at(&mut world, 1_800);
        world.run(60);
        assert_eq!(world.notifications.len(), 1, "{:?}", titles(&world));
        assert_eq!(positions(&world.view)[0].can_top_up, Ok(()));
    }
}

#[test]
fn with_the_clock_set_back_and_the_endpoint_lost_the_alarm_comes_in_time() {
    let mut world = connected();
    world.run(30);
    world.set_clock(-6 * 3_600);
    world.weather = Weather::Down;
    world.run(120);
    assert_eq!(titles(&world), ["Not watching: health unknown"]);
}
