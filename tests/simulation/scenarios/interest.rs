//! A borrow rate jumps and nothing else does: interest alone is why a person is called.

use margin_call::alert::{Level, Phase, TimeLadder};
use margin_call::engine::view::{Attention, ByTime, LogKind, PositionView};
use margin_call::engine::{LadderInput, UserAction};

use super::super::laws::positions;
use super::super::market::{Market, WAD, units};
use super::super::scene::BORROWER;
use super::super::world::World;
use super::{connected, ether_at};

const DOLLARS: usize = 1;
const HOUR: u64 = 3_600;

/// A position of a health of 1.31: above all thresholds.
fn healthy() -> World {
    let mut world = connected();
    ether_at(&mut world, 2_500);
    world.run(600);
    assert_eq!(calls(&world), [""; 0]);
    world
}

/// How many seconds the borrower lasts on interest alone from a moment on, by the world's own arithmetic.
fn lasts_s(market: &Market, from: u64) -> u64 {
    let is_over = |seconds| market.health(BORROWER, from + seconds) < WAD;
    let (mut safe, mut over) = (0, 400 * 24 * HOUR);
    assert!(is_over(over), "longer than a year");
    while over - safe > 1 {
        let middle = safe.midpoint(over);
        match is_over(middle) {
            true => over = middle,
            false => safe = middle,
        }
    }
    over
}

/// The rate on the dollars that are owed, in percent a year, from the next block on.
fn rate_is(world: &mut World, percent: u64) {
    let at = world.chains[0].head().time;
    world.chains[0].set(|markets| {
        let dollars = &mut markets[0].reserves[DOLLARS];
        dollars.accrue(at);
        dollars.borrow_rate = units(percent, 25);
    });
}

/// The rate becomes one at which the borrower lasts nearly so many hours.
pub fn lasting(world: &mut World, hours: u64) {
    let head = world.chains[0].head();
    let (mut market, at) = (head.state[0].clone(), head.time);
    market.reserves[DOLLARS].accrue(at);
    let (mut low, mut high) = (0, 1_000_000);
    while high - low > 1 {
        let percent = u64::midpoint(low, high);
        market.reserves[DOLLARS].borrow_rate = units(percent, 25);
        match lasts_s(&market, at) < hours * HOUR {
            true => high = percent,
            false => low = percent,
        }
    }
    rate_is(world, high);
}

fn calls(world: &World) -> Vec<&str> {
    let all = world.notifications.iter().map(|one| one.title.as_str());
    all.filter(|title| !title.starts_with("Market moved"))
        .collect()
}

fn position(world: &World) -> &PositionView {
    &positions(&world.view)[0]
}

/// In words, days and hours.
fn in_words(seconds: u64) -> String {
    let (days, hours) = (seconds / (24 * HOUR), seconds / HOUR % 24);
    assert!(days == 1 && hours > 1);
    format!("1 day {hours} hours")
}

#[test]
fn a_rate_that_jumps_calls_two_blocks_later_at_the_latest_and_says_how_long_it_lasts() {
    let mut world = healthy();
    let before = world.chains[0].head().number;
    lasting(&mut world, 36);
    world.run(30);
    let called = world.view.log.iter().find_map(|line| match line.what {
        LogKind::Called {
            level: Level::Call,
            block_number,
            by_time,
            ..
        } => Some((block_number, by_time)),
        _ => None,
    });
    let (block_number, by_time) = called.expect("a call");
    assert!(block_number <= before + 2, "{before} {block_number}");
    let mut blocks = world.chains[0].all();
    let block = blocks.find(|one| one.number == block_number).expect("it");
    let truth = lasts_s(&block.state[0], block.time);
    let ByTime { lasts, threshold } = by_time.expect("a time");
    assert_eq!((lasts.seconds(), threshold.seconds()), (truth, 48 * HOUR));
    let lasts = in_words(truth);
    let title = format!("Margin call: interest alone liquidates it in {lasts}");
    assert_eq!(calls(&world), [title.as_str()]);
    let said = world.notifications.iter().find(|one| one.title == title);
    let said = said.expect("it");
    assert!(
        said.body.starts_with(
            "USDC and WBTC debt on Aave v3 Local. That is at today's rates; health 1.31. Liquidation below \
             1.00: collateral may fall 24."
        ),
        "{}",
        said.body
    );
    assert!(said.stays);
    // On the card, in the title and in the badge.
    let alarm = position(&world).alarm;
    assert_eq!(alarm.level, Some(Level::Call));
    assert_eq!(alarm.phase, Phase::Firing(Level::Call));
    assert!(alarm.by_time.is_some() && position(&world).wants_attention());
    let attention = &world.view.attention;
    assert!(
        matches!(attention, Attention::Level { level: Level::Call, by_time, .. } if by_time.is_some())
    );
}

#[test]
fn what_a_fall_would_do_is_no_better_than_what_is() {
    let mut world = healthy();
    lasting(&mut world, 36);
    world.run(30);
    let what_if = &position(&world).what_if;
    let fall = |bps| what_if.common_fall(margin_call::math::BasisPoints::from_raw(bps));
    let (unmoved, fallen) = (fall(0).expect("it"), fall(300).expect("it"));
    assert_eq!(unmoved.level, Some(Level::Call));
    assert!(unmoved.by_time.is_some() && fallen.by_time < unmoved.by_time);
}

#[test]
fn it_is_over_only_past_the_deadband_and_after_the_delay() {
    let mut world = healthy();
    lasting(&mut world, 40);
    world.run(30);
    assert_eq!(calls(&world).len(), 1);
    // Past the threshold, in the deadband.
    lasting(&mut world, 58);
    world.run(300);
    assert_eq!(position(&world).alarm.phase, Phase::Firing(Level::Call));
    // Past that the milder level is left to, in silence.
    lasting(&mut world, 100);
    world.run(300);
    assert_eq!(position(&world).alarm.phase, Phase::Firing(Level::Watch));
    assert_eq!(calls(&world).len(), 1);
    rate_is(&mut world, 5);
    world.run(40);
    assert_eq!(position(&world).alarm.phase, Phase::Clearing(Level::Watch));
    assert_eq!(calls(&world).len(), 1);
    world.run(60);
    assert_eq!(calls(&world)[1..], ["Recovered: health 1.31"]);
    assert_eq!(position(&world).alarm.level, None);
}

#[test]
fn a_rate_that_trembles_at_the_threshold_calls_once() {
    let mut world = healthy();
    for hours in [47, 49, 55, 46, 58, 47].into_iter().cycle().take(60) {
        lasting(&mut world, hours);
        world.run(10);
    }
    assert_eq!(calls(&world).len(), 1, "{:?}", calls(&world));
}

#[test]
fn the_rates_of_one_block_are_not_told_and_those_of_two_are_though_it_is_urgent() {
    let mut world = healthy();
    lasting(&mut world, 5);
    world.until("a block", |view| {
        positions(view)[0].alarm.level == Some(Level::Urgent)
    });
    assert_eq!(position(&world).alarm.phase, Phase::Pending(Level::Urgent));
    rate_is(&mut world, 5);
    world.run(120);
    assert_eq!(calls(&world), [""; 0]);
    lasting(&mut world, 5);
    world.run(15);
    let said = "Urgent margin call: interest alone liquidates it in 4 hours";
    assert!(calls(&world)[0].starts_with(said), "{:?}", calls(&world));
}

#[test]
fn times_are_typed_hold_after_a_reload_and_nonsense_changes_nothing() {
    let typed = |watch: &str, call: &str, urgent: &str| {
        UserAction::SetTimes(LadderInput {
            watch: watch.into(),
            call: call.into(),
            urgent: urgent.into(),
        })
    };
    let mut world = healthy();
    lasting(&mut world, 24 * 17);
    world.run(60);
    assert_eq!(calls(&world), [""; 0]);
    world.click(typed("10", "20", "5"));
    assert!(world.view.alarm.times_problem.is_some());
    assert_eq!(world.view.alarm.times, TimeLadder::STANDARD);
    world.click(typed("30", "20", "36 h"));
    let mine = TimeLadder::parse("30", "20", "1.5").expect("a ladder");
    assert_eq!(
        (world.view.alarm.times, world.view.alarm.times_problem),
        (mine, None)
    );
    assert!(!world.view.alarm.ladder_is_default);
    world.run(30);
    assert!(calls(&world)[0].starts_with("Margin call: interest alone liquidates it in 16 days"));
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    assert_eq!(world.view.alarm.times, mine);
    world.run(60);
    assert_eq!(calls(&world).len(), 1);
    world.click(UserAction::ResetLadder);
    assert!(world.view.alarm.ladder_is_default);
    world.run(200);
    assert!(calls(&world)[1].starts_with("No longer called"));
}
