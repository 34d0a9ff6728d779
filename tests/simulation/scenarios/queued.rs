//! What governance has queued is told before it is a rule.

use margin_call::alert::Level;
use margin_call::engine::UserAction;
use margin_call::engine::view::{LogKind, QueuedView};
use margin_call::protocols::{Term, TermChange};

use super::super::chain::Bundles;
use super::super::governance::{Change, DELAY_S, State};
use super::super::laws::positions;
use super::super::market::Market;
use super::super::world::World;
use super::letters::in_minutes;
use super::list::{host, on_two_chains};
use super::{connected, ether_at};

const HOUR_S: u64 = 3_600;
const PERCENT: u64 = 10_000_000_000_000_000;

/// A change of the threshold of ether is queued on the local chain.
fn queue(world: &mut World, threshold: u64) {
    let at = world.chains[0].head().time;
    world.chains[0].set(|markets| markets[0].queue.push(Change::lowers(0, threshold, at)));
}

/// The same, after changes that were carried out before.
fn with_one(threshold: u64) -> World {
    let mut world = connected();
    world.chains[0].set(|markets| {
        let mut done = Change::lowers(0, 8_300, 1_000);
        done.state = State::Executed;
        markets[0].queue = vec![done; 5];
    });
    queue(&mut world, threshold);
    world
}

fn shown(world: &World) -> &[QueuedView] {
    &positions(&world.view)[0].queued
}

/// The titles of what was told of it.
fn told(world: &World) -> Vec<&str> {
    let all = world.notifications.iter();
    let own = all.filter(|one| one.tag.contains(":queued-"));
    own.map(|one| one.title.as_str()).collect()
}

fn lines(world: &World, is_one: impl Fn(&LogKind) -> bool) -> usize {
    world
        .view
        .log
        .iter()
        .filter(|one| is_one(&one.what))
        .count()
}

#[test]
fn a_threshold_that_will_be_lowered_is_told_once_with_what_it_does() {
    let mut world = with_one(7_900);
    world.run(180);
    let [queued] = shown(&world) else {
        panic!("one is queued")
    };
    let lowered = TermChange {
        term: Term::LiquidationThreshold(Market::asset(0)),
        before: (83 * PERCENT).into(),
        after: (79 * PERCENT).into(),
    };
    assert_eq!(queued.changes, [("WETH".to_owned(), lowered)]);
    let (before, after) = queued.health.expect("a health");
    assert!(after < before);
    let [title] = told(&world)[..] else {
        panic!("it is told once")
    };
    assert!(title.starts_with("Health 1."), "{title}");
    assert!(
        title.ends_with(" on: WETH liquidation threshold lowered from 83% to 79%"),
        "{title}"
    );
    let notification = world.notifications.iter().find(|one| one.title == title);
    assert_eq!(notification.and_then(|one| one.level), Some(Level::Call));
    // Neither the next look nor a reload tells it again.
    world.run(3 * HOUR_S);
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    assert_eq!(shown(&world).len(), 1);
    world.run(180);
    assert_eq!(told(&world).len(), 1);
    assert_eq!(
        lines(&world, |one| matches!(one, LogKind::ChangeQueued { .. })),
        1
    );
    // What it does is a word: what is shown of the position is what was read.
    assert_eq!(
        lines(&world, |one| matches!(one, LogKind::RulesChanged { .. })),
        0
    );
}

#[test]
fn what_was_foretold_is_what_comes_and_then_it_is_a_rule() {
    let mut world = connected();
    // Ten minutes before it can be carried out.
    let at = world.chains[0].head().time + 600 - DELAY_S;
    world.chains[0].set(|markets| markets[0].queue.push(Change::lowers(0, 7_900, at)));
    world.run(180);
    let (_, foretold) = shown(&world)[0].health.expect("a health");
    assert_eq!(shown(&world)[0].earliest.0, at + DELAY_S + 1);
    world.run(600);
    world.chains[0].set(|markets| {
        markets[0].reserves[0].threshold = 7_900;
        markets[0].queue[0].state = State::Executed;
    });
    world.run(60);
    let now = positions(&world.view)[0].health;
    // Of a few seconds later: no more than their interest is between the two.
    assert!(now <= foretold, "{now:?} {foretold:?}");
    assert!(!now.is_clearly_below(foretold));
    assert_eq!(
        lines(&world, |one| matches!(one, LogKind::RulesChanged { .. })),
        1
    );
    world.run(3 * HOUR_S);
    assert!(shown(&world).is_empty());
    assert_eq!(
        lines(&world, |one| matches!(one, LogKind::QueueDropped { .. })),
        0
    );
}

#[test]
fn what_is_better_or_is_not_queued_is_told_to_nobody() {
    let mut world = with_one(8_600);
    let at = world.chains[0].head().time;
    world.chains[0].set(|markets| {
        for state in [State::Created, State::Cancelled] {
            let mut one = Change::lowers(0, 7_000, at);
            one.state = state;
            markets[0].queue.push(one);
        }
    });
    world.run(3 * HOUR_S);
    assert!(shown(&world).is_empty() && told(&world).is_empty());
    let is_of_queue = |one: &LogKind| one.id().contains("queued");
    assert_eq!(lines(&world, is_of_queue), 0);
}

#[test]
fn one_that_would_make_it_liquidatable_is_urgent_and_one_that_is_called_off_ends() {
    let mut world = with_one(3_000);
    world.run(180);
    let own = world.notifications.iter();
    let own: Vec<_> = own.filter(|one| one.tag.contains(":queued-")).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].level, Some(Level::Urgent));
    assert!(own[0].body.contains("Anyone may liquidate it then."));
    let tag = own[0].tag.clone();
    world.chains[0].set(|markets| markets[0].queue[5].state = State::Cancelled);
    world.run(3 * HOUR_S);
    assert!(shown(&world).is_empty());
    assert!(world.closed.contains(&tag));
    assert_eq!(
        lines(&world, |one| matches!(one, LogKind::QueueDropped { .. })),
        1
    );
}

#[test]
fn it_is_told_again_where_prices_make_it_urgent() {
    let mut world = with_one(8_000);
    world.run(180);
    assert_eq!(told(&world).len(), 1);
    // Not urgent yet, but with the change it would be.
    ether_at(&mut world, 2_010);
    world.run(3 * HOUR_S);
    let own = world.notifications.iter();
    let own = own.filter(|one| one.tag.contains(":queued-"));
    let levels: Vec<_> = own.map(|one| one.level).collect();
    assert_eq!(levels, [Some(Level::Call), Some(Level::Urgent)]);
}

/// What is held back until the morning was no more than a call: that the same change would liquidate by now is
/// urgent, and nothing urgent waits.
#[test]
fn what_becomes_urgent_while_it_is_held_back_is_told_at_once() {
    let mut world = connected();
    let hours = (in_minutes(&world, 0), in_minutes(&world, 600));
    world.click(UserAction::SetQuietHours(hours.0, hours.1));
    queue(&mut world, 8_000);
    world.run(180);
    assert_eq!(shown(&world).len(), 1);
    assert!(told(&world).is_empty(), "it waits");
    ether_at(&mut world, 2_010);
    world.run(3 * HOUR_S);
    let own = world.notifications.iter();
    let own = own.filter(|one| one.tag.contains(":queued-"));
    let levels: Vec<_> = own.map(|one| one.level).collect();
    assert_eq!(levels, [Some(Level::Urgent)]);
}

#[test]
fn where_no_node_simulates_it_is_said_that_nobody_can_say() {
    let mut world = with_one(7_900);
    world.chains[0].bundles = Bundles::Missing;
    world.run(180);
    let [queued] = shown(&world) else {
        panic!("it is known that one is queued")
    };
    assert_eq!((queued.health, queued.changes.len()), (None, 0));
    assert!(told(&world).is_empty());
    world.run(5 * HOUR_S);
    assert_eq!(
        lines(&world, |one| matches!(one, LogKind::QueuedUnread { .. })),
        1
    );
    // A node that can is heard at the next look.
    world.chains[0].bundles = Bundles::Simulated;
    world.run(3 * HOUR_S);
    assert_eq!(told(&world).len(), 1);
    // And what was known is not unsaid by one that cannot.
    world.chains[0].bundles = Bundles::Missing;
    world.run(3 * HOUR_S);
    assert!(shown(&world)[0].health.is_some());
}

/// Two endpoints serve the chain of the position, of which the first does not simulate; the wallet is elsewhere.
#[test]
fn where_the_first_node_cannot_simulate_another_is_asked() {
    let mut world = on_two_chains(&[host("one", 0), host("two", 0)]);
    world.wallet.as_mut().expect("a wallet").chain = 1;
    world.simulates_only = Some("two");
    let at = world.chains[0].head().time;
    world.chains[0].set(|markets| markets[0].queue.push(Change::lowers(0, 7_900, at)));
    world.run(300);
    let all = positions(&world.view).iter();
    let mut queued = all.flat_map(|one| &one.queued);
    assert!(queued.any(|one| one.health.is_some()));
    assert_eq!(told(&world).len(), 1);
}

#[test]
fn a_node_that_simulates_another_time_is_not_understood() {
    let mut world = with_one(7_900);
    world.chains[0].simulates_late = true;
    world.run(180);
    assert_eq!(shown(&world)[0].health, None);
    assert!(told(&world).is_empty());
}

#[test]
fn it_is_asked_for_once_in_two_hours() {
    let mut world = connected();
    world.run(HOUR_S);
    assert_eq!(world.laws.seen.queues, 1);
    world.run(4 * HOUR_S);
    assert_eq!(world.laws.seen.queues, 3);
}

#[test]
fn a_change_that_does_not_go_through_by_itself_is_not_understood() {
    let mut world = with_one(7_900);
    world.chains[0].set(|markets| markets[0].queue[5].refuses = true);
    world.run(180);
    assert_eq!(
        shown(&world)
            .iter()
            .filter(|one| one.health.is_none())
            .count(),
        1
    );
    assert!(told(&world).is_empty());
}
