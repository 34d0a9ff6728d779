//! Several ways together, where none does it alone.

use alloy::primitives::U256;
use margin_call::engine::{Config, UserAction};
use margin_call::top_up::{
    Chosen, Decoded, FlowFailure, Means, MixView, ReviewView, StageView, StepView, TopUpView,
};

use super::super::chain::{Bundles, Unable};
use super::super::laws::positions;
use super::super::market::units;
use super::super::scene::BORROWER;
use super::{
    connect, connected, ether_at, health_on_chain, key, review, sign, stage, until_done,
    until_done_late, until_failed, until_review,
};
use crate::world::World;

/// Too little of each token for any way alone: 2,000 dollars and a little more than three ether.
fn with_little(world: &mut World) {
    world.chains[0].set(|markets| {
        let holdings = markets[0].accounts.get_mut(&BORROWER).expect("holdings");
        holdings[0].wallet = units(31, 17);
        holdings[1].wallet = units(2_000, 6);
        holdings[2].wallet = U256::ZERO;
    });
    ether_at(world, 2_000);
    world.run(30);
    let key = key(world);
    world.click(UserAction::OpenTopUp(key));
    world.run(5);
}

fn in_need() -> World {
    let mut world = connected();
    with_little(&mut world);
    world
}

/// The same on Ethereum, where a block may be taken back for a while.
fn in_need_on_ethereum() -> World {
    let mut world = World::new(7, &[1], Config::default());
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    with_little(&mut world);
    world
}

fn top_up(world: &World) -> &TopUpView {
    world.view.top_up.as_ref().expect("a top-up")
}

fn mix(world: &World) -> &MixView {
    let mix = top_up(world).mix.as_ref().expect("a mix");
    mix.as_ref().expect("one that is possible")
}

fn shown(world: &World) -> &ReviewView {
    match stage(&world.view) {
        Some(StageView::Review(review)) => review,
        other => panic!("no review: {other:?}"),
    }
}

/// What is left in the wallet of ether and dollars.
fn left(world: &World) -> [U256; 2] {
    let head = world.chains[0].head();
    [0, 1].map(|place| head.state[0].holding(BORROWER, place).wallet)
}

fn sent(world: &World) -> usize {
    world.chains[0].log.len()
}

/// Permission and repayment are signed; what is left to do is not reviewed yet.
fn half_paid(world: &mut World) {
    review(world);
    sign(world);
    until_review(world);
    sign(world);
}

/// Permission and payment of the last part.
#[track_caller]
fn sign_the_rest(world: &mut World) {
    sign(world);
    until_review(world);
    sign(world);
    until_done_late(world);
}

#[test]
fn what_no_way_does_alone_several_do_together_signed_one_after_the_other() {
    let mut world = in_need();
    let top_up = top_up(&world);
    assert!(top_up.options.iter().all(|way| way.offer.is_err()));
    assert_eq!((top_up.chosen, &top_up.sale), (Some(Chosen::Mix), &None));
    let parts = mix(&world).parts.iter();
    let parts: Vec<_> = parts.map(|part| part.way.means).collect();
    assert_eq!(parts, [Means::Repay, Means::AddCollateral]);
    assert_eq!(mix(&world).parts[0].amount.raw, units(2_000, 6));
    assert_eq!(mix(&world).signatures, 4);
    review(&mut world);
    assert_eq!((shown(&world).steps.len(), shown(&world).at_once), (4, 1));
    for _ in 0..3 {
        sign(&mut world);
        until_review(&mut world);
    }
    sign(&mut world);
    until_done(&mut world);
    assert_eq!(sent(&world), 4);
    assert!(health_on_chain(&world) >= 1_500);
    let [ether, dollars] = left(&world);
    assert!(dollars.is_zero() && !ether.is_zero());
}

#[test]
fn a_wallet_that_carries_out_several_as_one_asks_once() {
    let mut world = connected();
    world.wallet.as_mut().expect("a wallet").at_once = "supported";
    with_little(&mut world);
    assert_eq!(mix(&world).signatures, 1);
    review(&mut world);
    assert_eq!((shown(&world).steps.len(), shown(&world).at_once), (4, 4));
    sign(&mut world);
    until_done(&mut world);
    assert_eq!(sent(&world), 1);
}

#[test]
fn a_part_waits_until_nothing_takes_back_the_one_before() {
    let mut world = in_need_on_ethereum();
    half_paid(&mut world);
    world.until("a payment that settles", |view| {
        matches!(stage(view), Some(StageView::Settling(_)))
    });
    let paid_in = world.chains[0].head().number;
    // A click that is too early does nothing.
    world.click(UserAction::Sign);
    world.click(UserAction::Review);
    until_review(&mut world);
    assert!(world.chains[0].head().number >= paid_in + 2);
    let steps = &shown(&world).steps;
    assert_eq!((steps.len(), shown(&world).current), (4, 2));
    assert!(matches!(steps[3].decoded, Decoded::Supply { .. }));
    sign_the_rest(&mut world);
    assert_eq!(sent(&world), 4);
    assert!(left(&world)[1].is_zero());
}

#[test]
fn a_payment_that_is_taken_back_is_waited_for_again_and_then_the_rest_goes_on() {
    let mut world = in_need_on_ethereum();
    half_paid(&mut world);
    world.until("a payment that settles", |view| {
        matches!(stage(view), Some(StageView::Settling(_)))
    });
    world.reorganise(2);
    until_review(&mut world);
    assert!(left(&world)[1].is_zero(), "it was mined once more");
    assert_eq!(sent(&world), 2);
    sign_the_rest(&mut world);
    assert_eq!(sent(&world), 4);
}

#[test]
fn a_page_that_is_loaded_between_two_parts_goes_on_with_the_rest() {
    let mut world = in_need();
    half_paid(&mut world);
    world.load();
    until_review(&mut world);
    let review = shown(&world);
    let left_to_do = review.steps[review.current..].iter();
    let repays = |step: &StepView| matches!(step.decoded, Decoded::Repay { .. });
    assert!(!left_to_do.clone().any(repays) && left_to_do.count() == 2);
    sign_the_rest(&mut world);
    assert_eq!(sent(&world), 4);
    assert!(left(&world)[1].is_zero());
}

#[test]
fn a_price_that_recovers_on_the_way_ends_it_before_more_is_paid() {
    let mut world = in_need();
    half_paid(&mut world);
    ether_at(&mut world, 3_000);
    until_done(&mut world);
    assert_eq!(sent(&world), 2);
    assert_eq!(left(&world)[0], units(31, 17));
}

#[test]
fn what_is_cheapest_on_the_way_is_shown_before_it_is_signed() {
    let mut world = in_need();
    half_paid(&mut world);
    until_review(&mut world);
    // More dollars come in: to repay is less than to supply.
    world.chains[0].set(|markets| {
        let holdings = markets[0].accounts.get_mut(&BORROWER).expect("holdings");
        holdings[1].wallet = units(5_000, 6);
    });
    world.click(UserAction::Sign);
    world.run(5);
    until_review(&mut world);
    let review = shown(&world);
    assert!(review.changed.is_some());
    let is_repayment = |step: &Decoded| matches!(step, Decoded::Repay { .. });
    assert!(is_repayment(&review.steps.last().expect("a step").decoded));
    sign_the_rest(&mut world);
    assert_eq!(left(&world)[0], units(31, 17));
}

#[test]
fn several_payments_are_not_signed_where_nobody_says_what_they_do_together() {
    let mut world = in_need();
    world.chains[0].bundles = Bundles::Missing;
    world.click(UserAction::Review);
    until_failed(&mut world, |failure| *failure == FlowFailure::NotSimulated);
    assert_eq!(sent(&world), 0);
    world.chains[0].bundles = Bundles::AtAccount(Unable::Null);
    world.click(UserAction::BackToChoice);
    world.run(2);
    review(&mut world);
}

#[test]
fn a_way_that_does_it_alone_stands_before_a_mix_that_is_cheaper() {
    let mut world = connected();
    with_little(&mut world);
    world.click(UserAction::CloseTopUp);
    world.chains[0].set(|markets| {
        let holdings = markets[0].accounts.get_mut(&BORROWER).expect("holdings");
        holdings[0].wallet = units(20, 18);
    });
    world.run(30);
    let key = key(&world);
    world.click(UserAction::OpenTopUp(key));
    world.run(5);
    let top_up = top_up(&world);
    let alone = top_up
        .options
        .iter()
        .find(|way| way.offer.is_ok())
        .expect("a way");
    let offer = alone.offer.as_ref().expect("an offer");
    assert_eq!(top_up.chosen, Some(alone.id.into()));
    assert!(mix(&world).value.raw < offer.value.raw);
    // With all the dollars to repay it alone there is nothing to mix.
    world.chains[0].set(|markets| {
        let holdings = markets[0].accounts.get_mut(&BORROWER).expect("holdings");
        holdings[1].wallet = units(20_000, 6);
    });
    world.run(30);
    assert_eq!(world.view.top_up.as_ref().expect("a top-up").mix, None);
}

#[test]
fn what_was_only_proposed_gives_way_to_what_leads_there() {
    let mut world = connected();
    ether_at(&mut world, 2_000);
    world.run(30);
    let key = key(&world);
    world.click(UserAction::OpenTopUp(key));
    world.run(5);
    let proposed = top_up(&world).chosen.expect("a way");
    assert_ne!(proposed, Chosen::Mix);
    let poor = |world: &mut World| {
        world.chains[0].set(|markets| {
            let holdings = markets[0].accounts.get_mut(&BORROWER).expect("holdings");
            holdings[0].wallet = units(31, 17);
            holdings[1].wallet = units(2_000, 6);
            holdings[2].wallet = U256::ZERO;
        });
        world.run(30);
    };
    poor(&mut world);
    assert_eq!(top_up(&world).chosen, Some(Chosen::Mix));
    // What a person chose, or had reviewed, stays, whatever became of it.
    for is_reviewed in [false, true] {
        let mut world = connected();
        ether_at(&mut world, 2_000);
        world.run(30);
        let key = super::key(&world);
        world.click(UserAction::OpenTopUp(key));
        world.run(5);
        match is_reviewed {
            false => world.click(UserAction::ChooseStrategy(proposed)),
            true => {
                review(&mut world);
                world.click(UserAction::BackToChoice);
            }
        }
        poor(&mut world);
        assert_eq!(top_up(&world).chosen, Some(proposed));
    }
}

#[test]
fn a_target_that_nothing_proposed_reaches_is_proposed_anew_at_once() {
    let mut world = in_need();
    world.click(UserAction::SetTarget("1.1".into()));
    let means = top_up(&world).chosen.and_then(Chosen::means);
    assert_eq!(means, Some(Means::Repay), "the dollars alone are enough");
    world.click(UserAction::SetTarget("1.5".into()));
    assert_eq!(top_up(&world).chosen, Some(Chosen::Mix));
}
