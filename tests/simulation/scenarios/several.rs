//! Several weak positions, one wallet.

use alloy::primitives::U256;
use margin_call::engine::view::{PositionKey, TogetherView};
use margin_call::engine::{Config, UserAction, View};
use margin_call::top_up::{
    Chosen, LeftOut, Means, MemberState, MemberView, StageView, StrategyId, TopUpView,
};

use super::super::laws::session;
use super::super::market::{Market, units};
use super::super::scene::{BORROWER, also_in, hold};
use super::{connect, review, sign, stage, until_review};
use crate::world::World;

const NOTHING: (U256, U256) = (U256::ZERO, U256::ZERO);

/// The borrower in two markets, or in three, on Ethereum: in the first with ether against dollars, in the second
/// with bitcoin, and ether counts for nothing there. At 2,000 dollars an ether they stand at 1.051 and 1.109, and
/// 4,880 and 2,050 dollars restore them.
pub fn in_need(dollars: u64, ether: u64, third: bool) -> World {
    let mut world = World::new(7, &[1], Config::default());
    world.chains[0].set(|markets| {
        let owes = (U256::ZERO, units(7_500, 6));
        also_in(
            markets,
            1,
            [NOTHING, owes, (units(18, 6), U256::ZERO), NOTHING],
        );
        let reserve = &mut markets[1].reserves[0];
        (reserve.ltv, reserve.threshold) = (0, 0);
        if third {
            let amounts = [(units(5, 18), U256::ZERO), owes, NOTHING, NOTHING];
            also_in(markets, 2, amounts);
        }
        let held = [units(ether, 18), units(dollars, 6), U256::ZERO, U256::ZERO];
        hold(markets, held);
        for market in markets.iter_mut().filter(|one| !one.reserves.is_empty()) {
            market.reserves[0].price = units(2_000, 8);
        }
    });
    world.load();
    world.run(1);
    connect(&mut world);
    let count = if third { 3 } else { 2 };
    world.until("all positions", |view| {
        group(view).is_some_and(|group| group.positions.len() == count)
    });
    world
}

fn group(view: &View) -> Option<&TogetherView> {
    session(view)?.together.first()
}

/// "Secure both", or all.
fn secure(world: &mut World) {
    let worst = group(&world.view).expect("several").positions[0].clone();
    world.click(UserAction::OpenTopUp(worst));
    world.run(5);
}

fn top_up(world: &World) -> &TopUpView {
    world.view.top_up.as_ref().expect("a top-up")
}

fn members(view: &View) -> &[MemberView] {
    let top_up = view.top_up.as_ref();
    top_up
        .map(|top_up| top_up.members.as_slice())
        .unwrap_or_default()
}

fn order(view: &View) -> Vec<PositionKey> {
    let members = members(view).iter();
    members.map(|one| one.position.clone()).collect()
}

/// The one in this place of the chain's markets.
fn member<'a>(world: &World, view: &'a View, place: usize) -> Option<&'a MemberView> {
    let pool = world.chains[0].head().state[place].pool;
    let mut members = members(view).iter();
    members.find(|one| one.position.market == pool)
}

fn is_to_do(member: &MemberView) -> bool {
    matches!(member.state, MemberState::ToDo(Some(_)))
}

fn choose(world: &mut World, means: Means, place: usize) {
    let asset = Market::asset(place);
    let way = StrategyId { means, asset };
    world.click(UserAction::ChooseStrategy(way.into()));
}

fn chosen(world: &World) -> Option<Means> {
    top_up(world).chosen.and_then(Chosen::means)
}

/// Health in a market, in thousandths.
fn health(world: &World, place: usize) -> u64 {
    let head = world.chains[0].head();
    let health = head.state[place].health(BORROWER, head.time);
    (health / U256::from(10_u64.pow(15))).to()
}

fn sent(world: &World) -> usize {
    world.chains[0].log.len()
}

/// Permission and payment.
#[track_caller]
fn pay(world: &mut World) {
    review(world);
    sign(world);
    until_review(world);
    sign(world);
    world.until("done", |view| {
        matches!(stage(view), Some(StageView::Done { .. }))
    });
}

/// On to the next one, once nothing takes back the last payment.
#[track_caller]
fn go_on(world: &mut World) {
    let next = top_up(world).next.as_ref().expect("a next one");
    let next = next.position.clone();
    world.click(UserAction::OpenTopUp(next));
    world.until("what settles has settled", |view| {
        view.top_up
            .as_ref()
            .is_some_and(|top_up| !top_up.is_settling)
    });
    world.run(15);
}

#[test]
fn two_are_restored_one_after_the_other_the_worst_first() {
    let mut world = in_need(25_000, 20, false);
    secure(&mut world);
    let first = member(&world, &world.view, 0).expect("the worst");
    let other = member(&world, &world.view, 1).expect("the other");
    assert_eq!(order(&world.view)[0], first.position);
    assert!(first.is_open && first.state == MemberState::ToDo(None));
    assert!(is_to_do(other), "{:?}", other.state);
    pay(&mut world);
    assert_eq!(
        member(&world, &world.view, 0).expect("it").state,
        MemberState::Done
    );
    go_on(&mut world);
    pay(&mut world);
    assert_eq!(top_up(&world).next, None);
    assert_eq!(sent(&world), 4);
    assert!(health(&world, 0) >= 1_499 && health(&world, 1) >= 1_499);
    assert!(group(&world.view).is_none());
}

#[test]
fn three_are_restored_one_after_the_other() {
    let mut world = in_need(25_000, 20, true);
    secure(&mut world);
    assert_eq!(members(&world.view).len(), 3);
    for _ in 0..2 {
        pay(&mut world);
        go_on(&mut world);
    }
    pay(&mut world);
    assert_eq!(top_up(&world).next, None);
    let done = members(&world.view).iter();
    assert!(done.clone().all(|one| one.state == MemberState::Done) && done.count() == 3);
    assert!((0..3).all(|place| health(&world, place) >= 1_499));
}

#[test]
fn what_only_the_other_can_use_is_left_to_it_and_who_takes_it_by_hand_is_told_also_in_the_review() {
    let mut world = in_need(6_000, 20, false);
    secure(&mut world);
    // By itself it would repay.
    assert_eq!(chosen(&world), Some(Means::AddCollateral));
    assert!(top_up(&world).stranded.is_empty());
    choose(&mut world, Means::Repay, 1);
    let stranded = |world: &World| {
        let all = &top_up(world).stranded;
        let symbols = all.iter().map(|one| one.symbols.clone());
        symbols.collect::<Vec<_>>()
    };
    assert_eq!(stranded(&world), [["USDC"]]);
    review(&mut world);
    assert_eq!(stranded(&world), [["USDC"]]);
    // Nothing is under way before it is claimed.
    let first = member(&world, &world.view, 0).expect("the worst");
    assert_eq!(first.state, MemberState::ToDo(None));
    world.click(UserAction::BackToChoice);
    choose(&mut world, Means::AddCollateral, 0);
    pay(&mut world);
    go_on(&mut world);
    assert_eq!(chosen(&world), Some(Means::Repay));
    pay(&mut world);
    assert!(health(&world, 0) >= 1_499 && health(&world, 1) >= 1_499);
}

/// Of two that are nearly alike.
#[test]
fn a_price_that_moves_a_little_to_and_fro_turns_nothing_round() {
    let mut world = in_need(6_000, 20, false);
    let bitcoin_at = |world: &mut World, dollars: u64| {
        world.chains[0].set(|markets| {
            for market in markets.iter_mut().filter(|one| !one.reserves.is_empty()) {
                market.reserves[2].price = units(dollars, 8);
            }
        });
        world.run(15);
    };
    bitcoin_at(&mut world, 57_200);
    secure(&mut world);
    let (before, way) = (order(&world.view), top_up(&world).chosen);
    for dollars in [56_700, 57_100, 56_600, 57_000, 56_800] {
        bitcoin_at(&mut world, dollars);
        assert_eq!(order(&world.view), before, "at {dollars}");
        assert_eq!(top_up(&world).chosen, way, "at {dollars}");
    }
    // Where it is by far the worse one it is the first.
    bitcoin_at(&mut world, 54_500);
    let turned: Vec<_> = before.into_iter().rev().collect();
    assert_eq!(order(&world.view), turned);
}

/// There is just enough for both, in one token, and the ether of neither.
#[test]
fn what_is_on_its_way_is_counted_once_also_after_a_reload() {
    for reloads in [false, true] {
        let mut world = in_need(7_000, 0, false);
        secure(&mut world);
        assert_eq!(chosen(&world), Some(Means::Repay));
        review(&mut world);
        sign(&mut world);
        until_review(&mut world);
        sign(&mut world);
        if reloads {
            world.load();
            world.until("what is under way", |view| {
                members(view)
                    .iter()
                    .any(|one| one.state == MemberState::UnderWay)
            });
        }
        let end = world.now + 120_000;
        let is_done = |view: &View| matches!(stage(view), Some(StageView::Done { .. }));
        while !is_done(&world.view) {
            assert!(world.step(end), "it was never done");
            if let Some(other) = member(&world, &world.view, 1) {
                let state = &other.state;
                let is_left = is_to_do(other) || matches!(state, MemberState::LeftOut(_));
                assert!(is_left, "reloads {reloads}: {state:?}");
            }
        }
        assert!(is_to_do(member(&world, &world.view, 1).expect("the other")));
        go_on(&mut world);
        pay(&mut world);
        assert!(health(&world, 0) >= 1_499 && health(&world, 1) >= 1_499);
    }
}

/// It stays below a threshold, and is what a person wanted it to be.
#[test]
fn one_that_was_restored_to_a_target_of_its_own_is_done() {
    let mut world = in_need(25_000, 20, true);
    secure(&mut world);
    let first = top_up(&world).position.clone();
    world.click(UserAction::SetTarget("1.2".to_owned()));
    world.run(5);
    pay(&mut world);
    assert!((1_199..1_250).contains(&health(&world, 0)));
    let next = top_up(&world).next.as_ref().expect("a next one");
    assert_ne!(next.position, first);
    let left = &group(&world.view).expect("two").positions;
    assert!(left.len() == 2 && !left.contains(&first));
    // Whoever closes it finds the same.
    world.click(UserAction::CloseTopUp);
    world.load();
    world.until("two", |view| {
        group(view).is_some_and(|group| group.positions.len() == 2)
    });
    assert!(!group(&world.view).expect("two").positions.contains(&first));
}

#[test]
fn nothing_is_reviewed_while_the_last_payment_settles() {
    let mut world = in_need(25_000, 20, false);
    secure(&mut world);
    pay(&mut world);
    let next = top_up(&world).next.as_ref().expect("a next one");
    let next = next.position.clone();
    world.click(UserAction::OpenTopUp(next));
    world.run(1);
    assert!(top_up(&world).is_settling);
    choose(&mut world, Means::Repay, 1);
    world.click(UserAction::Review);
    assert!(
        matches!(stage(&world.view), Some(StageView::Failed { .. })),
        "{:?}",
        stage(&world.view)
    );
    assert_eq!(sent(&world), 2);
}

#[test]
fn one_that_cannot_be_read_is_left_out_and_it_is_said_why() {
    let mut world = in_need(25_000, 20, true);
    secure(&mut world);
    world.chains[0].set(|markets| markets[2].broken = true);
    world.until("one that is left out", |view| {
        let mut members = members(view).iter();
        members.any(|one| one.state == MemberState::LeftOut(LeftOut::NotKnown))
    });
    let left_out = member(&world, &world.view, 2).expect("it");
    assert!(left_out.takes.is_empty() && left_out.health.is_none());
}
