//! An amount that a person types, in place of a health factor.

use alloy::primitives::U256;
use margin_call::engine::UserAction;
use margin_call::math::{TokenAmount, WAD};
use margin_call::top_up::{
    AmountProblem, Changed, Chosen, Decoded, FlowFailure, Offer, ReviewView, StageView, TopUpView,
    Unavailable,
};

use super::super::scene::BORROWER;
use super::{
    ADD_ETHER, REPAY_DOLLARS, ether_at, health_on_chain, in_need, review, sign, stage, until_done,
    until_failed, until_review,
};
use crate::world::World;

fn top_up(world: &World) -> &TopUpView {
    world.view.top_up.as_ref().expect("a top-up")
}

fn type_amount(world: &mut World, typed: &str) {
    world.click(UserAction::SetAmount(typed.into()));
}

/// What is offered by the chosen way.
fn offered(world: &World) -> Result<Offer, Unavailable> {
    let top_up = top_up(world);
    let mut options = top_up.options.iter();
    let chosen = options.find(|option| Some(option.id.into()) == top_up.chosen);
    chosen.expect("a way").offer.clone()
}

fn reviewed(world: &World) -> &ReviewView {
    match stage(&world.view) {
        Some(StageView::Review(review)) => review,
        other => panic!("no review: {other:?}"),
    }
}

/// What the last step of the review moves.
fn moved(world: &World) -> TokenAmount {
    match &reviewed(world).steps.last().expect("a step").decoded {
        Decoded::Supply { amount, .. } => *amount,
        other => panic!("no supply: {other:?}"),
    }
}

#[test]
fn a_typed_amount_says_at_once_what_it_leads_to_and_is_what_is_signed() {
    let mut world = in_need(ADD_ETHER);
    let least = offered(&world).expect("an offer");
    type_amount(&mut world, "2.5");
    let offer = offered(&world).expect("an offer");
    assert_eq!(offer.amount.raw, WAD * U256::from(5) / U256::from(2));
    // As much as is shown, to the hundredth.
    assert_eq!(Ok(offer.target), top_up(&world).target);
    assert!(offer.health_after.reaches(offer.target));
    let is_less = offer.amount.raw < least.amount.raw;
    assert_eq!(is_less, offer.health_after < least.health_after);
    review(&mut world);
    assert_eq!(moved(&world), offer.amount);
    sign(&mut world);
    until_review(&mut world);
    assert_eq!(moved(&world), offer.amount);
    sign(&mut world);
    until_done(&mut world);
    let promised = offer.target.raw() / U256::from(10_u64.pow(15));
    assert!(U256::from(health_on_chain(&world)) >= promised);
    let left = world.chains[0].head().state[0]
        .holding(BORROWER, 0)
        .allowance;
    assert_eq!(left, U256::ZERO, "the permission was exact");
}

#[test]
fn a_target_that_is_typed_afterwards_or_another_way_takes_the_amount_back() {
    let mut world = in_need(ADD_ETHER);
    let least = offered(&world);
    type_amount(&mut world, "2.5");
    world.click(UserAction::SetTarget("1.5".into()));
    assert_eq!(
        (top_up(&world).amount.clone(), offered(&world)),
        (None, least.clone())
    );
    type_amount(&mut world, "2.5");
    let chosen = top_up(&world).chosen.expect("a way");
    let other = top_up(&world)
        .options
        .iter()
        .find(|one| Chosen::from(one.id) != chosen);
    let other = other.expect("another way").id;
    world.click(UserAction::ChooseStrategy(other.into()));
    assert_eq!(top_up(&world).amount, None);
    world.click(UserAction::ChooseStrategy(chosen));
    assert_eq!(offered(&world), least);
}

#[test]
fn an_amount_that_is_taken_away_leaves_the_target() {
    let mut world = in_need(ADD_ETHER);
    let least = offered(&world);
    type_amount(&mut world, "2.5");
    type_amount(&mut world, " ");
    assert_eq!(
        (top_up(&world).amount.clone(), offered(&world)),
        (None, least)
    );
}

#[test]
fn what_is_no_amount_is_not_reviewed_and_says_why() {
    let mut world = in_need(ADD_ETHER);
    let problems = [
        ("1,5", AmountProblem::NotANumber),
        ("0", AmountProblem::Nothing),
        ("0.0000000000000000001", AmountProblem::TooPrecise),
    ];
    for (typed, problem) in problems {
        type_amount(&mut world, typed);
        let amount = top_up(&world).amount.as_ref().expect("an amount");
        assert_eq!(
            (amount.text.as_str(), amount.problem),
            (typed, Some(problem))
        );
        world.click(UserAction::Review);
        world.run(5);
        assert_eq!(stage(&world.view), Some(&StageView::Choosing));
    }
    // Nor more than there is.
    type_amount(&mut world, "1000000");
    assert!(matches!(offered(&world), Err(Unavailable::Balance { .. })));
    world.click(UserAction::Review);
    until_failed(&mut world, |failure| {
        matches!(
            failure,
            FlowFailure::NotAvailable(Unavailable::Balance { .. })
        )
    });
}

#[test]
fn a_price_that_falls_after_the_review_leaves_the_amount_and_is_shown_before_the_wallet_is_asked() {
    let mut world = in_need(ADD_ETHER);
    type_amount(&mut world, "2.5");
    review(&mut world);
    let before = reviewed(&world).outlook.expect("an outlook").health_after;
    ether_at(&mut world, 1_900);
    world.click(UserAction::Sign);
    world.until(
        "the review again",
        |view| matches!(stage(view), Some(StageView::Review(review)) if review.changed.is_some()),
    );
    assert_eq!(reviewed(&world).changed, Some(Changed::Health(before)));
    assert_eq!(moved(&world).raw, WAD * U256::from(5) / U256::from(2));
    assert!(world.chains[0].log.is_empty());
    sign(&mut world);
    until_review(&mut world);
    sign(&mut world);
    until_done(&mut world);
}

#[test]
fn a_review_of_an_amount_that_is_read_for_long_is_signed_as_it_was_shown() {
    let mut world = in_need(ADD_ETHER);
    type_amount(&mut world, "2.5");
    review(&mut world);
    world.run(600);
    assert_eq!(reviewed(&world).changed, None);
    sign(&mut world);
    until_review(&mut world);
    assert_eq!(world.chains[0].log.len(), 1);
    assert_eq!(reviewed(&world).changed, None);
}

#[test]
fn a_price_that_rises_after_the_review_does_not_make_an_amount_too_much() {
    let mut world = in_need(ADD_ETHER);
    type_amount(&mut world, "2.5");
    review(&mut world);
    ether_at(&mut world, 2_200);
    sign(&mut world);
    until_review(&mut world);
    sign(&mut world);
    until_done(&mut world);
}

#[test]
fn more_than_is_owed_repays_what_is_owed() {
    let mut world = in_need(REPAY_DOLLARS);
    let owed = || {
        let head = world.chains[0].head();
        head.state[0].debt(BORROWER, 1, head.time)
    };
    let most = TokenAmount::new(owed() + owed() / U256::from(50), 6);
    let typed = most.format_floor(6);
    type_amount(&mut world, &typed);
    let offer = offered(&world).expect("an offer");
    assert!(offer.closes_debt);
    assert!(offer.amount.raw < most.raw);
    // What is owed grows with each block that is waited for.
    review(&mut world);
    world.run(20);
    sign(&mut world);
    until_review(&mut world);
    sign(&mut world);
    until_done(&mut world);
    let head = world.chains[0].head();
    assert_eq!(head.state[0].debt(BORROWER, 1, head.time), U256::ZERO);
}

#[test]
fn after_a_reload_between_two_steps_the_amount_is_still_the_one_that_was_typed() {
    let mut world = in_need(ADD_ETHER);
    type_amount(&mut world, "2.5");
    review(&mut world);
    world.click(UserAction::Sign);
    world.until("sent", |view| {
        matches!(stage(view), Some(StageView::Pending(_)))
    });
    world.load();
    until_review(&mut world);
    assert_eq!(moved(&world).raw, WAD * U256::from(5) / U256::from(2));
    sign(&mut world);
    until_done(&mut world);
}
