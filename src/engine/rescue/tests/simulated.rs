//! What a node says that comes of all steps, before any of them is signed.

use alloy::primitives::{Address, U256, address};
use serde_json::json;

use super::super::Input;
use super::desk::Desk;
use crate::math::WAD;
use crate::protocols::{a_loan, a_snapshot_in};
use crate::risk::Health;
use crate::top_up::{
    Asked, Changed, FlowFailure, Manner, Means, ReviewView, SimulationView, StageView, StepStatus,
    StepView, StrategyId,
};

const WETH: Address = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");

/// A loan of four, of which 0.8 are to be repaid: after an approval, and then so much is owed.
fn reviewed(owed: Option<u64>) -> Desk {
    let market = a_loan(400, None).market;
    let plenty = WAD * U256::from(9);
    let wallets = [(U256::ZERO, U256::ZERO), (plenty, U256::ZERO)];
    let snapshot = a_snapshot_in(market, 100, [WETH, DAI], wallets);
    let mut desk = Desk::as_one_at(snapshot);
    desk.after = owed.map(|owed| a_loan(owed, None));
    let repay = StrategyId {
        means: Means::Repay,
        asset: DAI,
    };
    let _ = desk.on(Input::Choose(repay.into()));
    let questions = desk.on(Input::Review);
    let _ = desk.answer_all(questions);
    desk
}

fn review(desk: &Desk) -> ReviewView {
    match desk.stage() {
        Some(StageView::Review(review)) => review,
        other => panic!("a review: {other:?}"),
    }
}

fn health(owed: u64) -> Health {
    a_loan(owed, None).first_health()
}

#[test]
fn what_is_found_after_the_steps_is_shown_where_it_restores_and_refuses_them_where_it_does_not() {
    let shown = review(&reviewed(Some(300)));
    let simulation = shown.outlook.expect("an outlook").simulation;
    assert_eq!(simulation, SimulationView::Restores(health(300)));
    let desk = reviewed(Some(330));
    let Some(StageView::Failed { failure, .. }) = desk.stage() else {
        panic!("{:?}", desk.stage())
    };
    assert_eq!(failure, FlowFailure::FallsShort(health(330)));
}

#[test]
fn what_was_simulated_whole_is_signed_whole_unless_a_person_wants_it_otherwise() {
    let mut desk = reviewed(Some(300));
    let shown = |desk: &Desk| {
        let review = review(desk);
        (review.manners.chosen, review.manners.others, review.at_once)
    };
    let (each, together) = (Manner::Each, Manner::Together);
    assert_eq!(shown(&desk), (together, vec![each], 2));
    let _ = desk.on(Input::SetManner(each));
    assert_eq!(shown(&desk), (each, vec![together], 1));
    let _ = desk.on(Input::SetManner(together));
    let record = desk.claim();
    assert_eq!(record.asked.payments().len(), 2);
    assert_eq!(desk.ask_wallet(&record).method, "wallet_sendCalls");
    let Asked::Together(calls) = &record.asked else {
        panic!("{record:?}")
    };
    // It tells of no hash until they are in a block.
    let _ = desk.wallet_says(&record, Ok(json!({ "id": calls.id })));
    let Some(StageView::Pending(review)) = desk.stage() else {
        panic!("{:?}", desk.stage())
    };
    let taken = |step: &StepView| step.status == StepStatus::Taken;
    assert!(review.steps.len() == 2 && review.steps.iter().all(taken));
}

/// From the review to the click.
#[test]
fn what_cannot_be_simulated_whole_any_more_is_shown_again_before_it_is_signed() {
    for (manner, is_shown) in [(Manner::Together, true), (Manner::Each, false)] {
        let mut desk = reviewed(Some(300));
        let _ = desk.on(Input::SetManner(manner));
        desk.after = None;
        let questions = desk.on(Input::Sign);
        let outputs = desk.answer_all(questions);
        assert_eq!(desk.kept(&outputs).is_none(), is_shown);
        if is_shown {
            let shown = review(&desk);
            assert_eq!((shown.changed, shown.at_once), (Some(Changed::Steps), 1));
        }
    }
}
