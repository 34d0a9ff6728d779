//! Another e-mode, where the account could be in one in which what it has counts for more.

use margin_call::engine::UserAction;
use margin_call::engine::view::LogKind;
use margin_call::top_up::{Decoded, FlowFailure, Means, Offer, StageView, StrategyId, Unavailable};

use super::super::chain::{Bundles, Unable};
use super::super::market::{EMode, Market};
use super::super::scene::BORROWER;
use super::{
    connect, ether_at, health_on_chain, key, opened, positions, review, sign, stage, until_done,
    until_failed,
};
use crate::world::World;

/// Ether counts for so much; what the account owes may be owed.
fn of_ether(threshold: u64) -> EMode {
    EMode {
        id: 3,
        ltv: 9_300,
        threshold,
        collateral: 0b001,
        borrowable: 0b110,
    }
}

fn made(world: &mut World, e_modes: Vec<EMode>) {
    world.chains[0].set(|markets| markets[0].e_modes = e_modes);
}

/// A position that a top-up to 1.2 would help, in a market with such an e-mode, and its top-up open.
fn in_need() -> World {
    let mut world = opened();
    made(&mut world, vec![of_ether(9_500)]);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    ether_at(&mut world, 2_000);
    world.run(30);
    let key = key(&world);
    world.click(UserAction::OpenTopUp(key));
    world.run(5);
    world.click(UserAction::SetTarget("1.2".into()));
    world.run(1);
    world
}

fn way(means: Means) -> StrategyId {
    StrategyId {
        means,
        asset: Market::asset(0),
    }
}

/// What is offered by a way that is listed.
fn offer(world: &World, means: Means) -> Option<Result<Offer, Unavailable>> {
    let top_up = world.view.top_up.as_ref().expect("a top-up");
    let mut ways = top_up.options.iter();
    let listed = ways.find(|one| one.id == way(means))?;
    Some(listed.offer.clone())
}

const ENTER: Means = Means::EnterEMode(3);

fn wallet(world: &World) -> Vec<alloy::primitives::U256> {
    let market = &world.chains[0].head().state[0];
    (0..4)
        .map(|place| market.holding(BORROWER, place).wallet)
        .collect()
}

#[test]
fn an_e_mode_that_restores_costs_nothing_and_is_one_signature() {
    for bundles in [
        Bundles::Simulated,
        Bundles::AtAccount(Unable::Null),
        Bundles::Missing,
    ] {
        let mut world = in_need();
        world.chains[0].bundles = bundles;
        let before = wallet(&world);
        let offer = offer(&world, ENTER).expect("a way").expect("an offer");
        assert_eq!((offer.amount.raw.is_zero(), offer.signatures), (true, 1));
        world.click(UserAction::ChooseStrategy(way(ENTER).into()));
        review(&mut world);
        let Some(StageView::Review(review)) = stage(&world.view) else {
            panic!("no review");
        };
        let [step] = &review.steps[..] else {
            panic!("{:?}", review.steps);
        };
        assert_eq!(step.decoded, Decoded::EnterEMode { e_mode: 3 });
        sign(&mut world);
        until_done(&mut world);
        assert!((1_200..1_230).contains(&health_on_chain(&world)));
        assert_eq!(wallet(&world), before, "nothing was paid");
        world.run(60);
        // What a person chose is no rule that moved.
        let lines = world.view.log.iter().map(|entry| &entry.what);
        let moved = lines.filter(|line| matches!(line, LogKind::RulesChanged { .. }));
        assert_eq!(moved.count(), 0);
        let asked: Vec<_> = world.chains[0].log.iter().map(|(from, ..)| *from).collect();
        assert_eq!(asked, [BORROWER]);
    }
}

#[test]
fn an_e_mode_that_is_not_enough_says_so_and_one_that_is_refused_is_none() {
    let mut world = in_need();
    world.click(UserAction::SetTarget("1.5".into()));
    world.run(1);
    assert!(matches!(
        offer(&world, ENTER),
        Some(Err(Unavailable::Short { .. }))
    ));
    // Bitcoin may not be owed in it any more: from the next block on.
    made(
        &mut world,
        vec![EMode {
            borrowable: 0b010,
            ..of_ether(9_500)
        }],
    );
    world.run(30);
    assert_eq!(offer(&world, ENTER), None);
    assert!(matches!(offer(&world, Means::AddCollateral), Some(Ok(_))));
}

#[test]
fn an_e_mode_that_is_changed_after_the_review_is_not_signed() {
    let mut world = in_need();
    world.click(UserAction::ChooseStrategy(way(ENTER).into()));
    review(&mut world);
    made(&mut world, vec![of_ether(8_500)]);
    world.click(UserAction::Sign);
    until_failed(&mut world, |failure| {
        matches!(
            failure,
            FlowFailure::NotAvailable(Unavailable::Short { .. })
        )
    });
    assert!(world.chains[0].log.is_empty());
}

#[test]
fn what_a_page_learned_of_e_modes_is_there_after_a_reload() {
    let mut world = in_need();
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    let key = key(&world);
    world.click(UserAction::OpenTopUp(key));
    world.run(2);
    assert!(offer(&world, ENTER).is_some());
    // Nor is it lost where everything is found anew, as when a top-up is opened.
    for _ in 0..3 {
        world.run(5);
        assert!(offer(&world, ENTER).is_some());
    }
}
