//! Whoever is let act for an account is vouched for by two nodes first.

use alloy::primitives::{Address, U256, address};
use alloy::sol_types::SolValue;

use super::super::io::Answer;
use super::super::{Input, Output, Question};
use super::desk::{Desk, at_block, refused};
use crate::engine::effect::Endpoint;
use crate::math::WAD;
use crate::protocols::{a_loan, a_loan_with};
use crate::risk::Health;
use crate::top_up::{
    Changed, FlowFailure, Means, ReviewView, SimulationView, StageView, StrategyId, Unvouched,
    Voice,
};

const CONTRACT: Address = Address::repeat_byte(8);

/// The oracle of the market.
const ORACLE: Address = Address::repeat_byte(4);

/// A contract is chosen, and all is asked that is asked before the review, but of those who vouch for it.
fn asked(source: Endpoint) -> (Desk, Vec<(Question, Endpoint)>) {
    let mut desk = Desk::at_snapshot(a_loan_with(None));
    desk.page.source = source;
    let means = Means::Authorize {
        contract: CONTRACT,
        may: true,
    };
    let asset = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
    let _ = desk.on(Input::Choose(StrategyId { means, asset }.into()));
    let outputs = desk.on(Input::Review);
    let is_vouch = |output: &Output| matches!(output, Output::Ask(Question::Vouch(_), ..));
    let (vouches, others): (Vec<_>, Vec<_>) = outputs.into_iter().partition(is_vouch);
    let _ = desk.answer_all(others);
    let vouches = vouches.into_iter().filter_map(|output| match output {
        Output::Ask(question, via, _) => Some((question, via)),
        _ => None,
    });
    (desk, vouches.collect())
}

fn http() -> Endpoint {
    Endpoint::Http("https://node.example".into())
}

/// What a node says of it: whether the factory has made it, from which share on it acts, and by which oracle.
fn says(is_made: bool, hundredths: u64, oracle: Address) -> Answer {
    let market = a_loan_with(None).market;
    let id = market.position_of(CONTRACT).id.expect("an id");
    let share = WAD / U256::from(100) * U256::from(hundredths);
    let params = (share, WAD, WAD, WAD, WAD, oracle);
    let said = [
        false.abi_encode(),
        params.abi_encode(),
        market.entry().abi_encode(),
        id.abi_encode(),
        is_made.abi_encode(),
    ];
    at_block(100, said)
}

/// Why it is not authorised where both say this, one after the other. Nothing here can simulate what comes of it.
fn refuses(first: Answer, second: Answer) -> Option<Unvouched> {
    let (mut desk, vouches) = asked(http());
    let voices: Vec<_> = vouches
        .iter()
        .map(|(question, _)| question.clone())
        .collect();
    assert_eq!(voices, [Voice::Reads, Voice::Wallets].map(Question::Vouch));
    assert!(
        vouches[0].1 != vouches[1].1,
        "one that is asked twice confirms nothing"
    );
    for (question, answer) in voices.into_iter().zip([first, second]) {
        if matches!(desk.stage(), Some(StageView::Failed { .. })) {
            break;
        }
        assert_eq!(desk.stage(), Some(StageView::Checking), "it is waited for");
        let outputs = desk.on(Input::Answered(question, answer));
        let _ = desk.answer_all(outputs);
    }
    match desk.stage() {
        Some(StageView::Failed {
            failure: FlowFailure::NotVouched(why),
            ..
        }) => Some(why),
        _ => None,
    }
}

#[test]
fn who_is_vouched_for_is_what_two_nodes_say_alike_and_whatever_else_is_said_refuses_it() {
    let made = || says(true, 70, ORACLE);
    assert_eq!(refuses(made(), made()), Some(Unvouched::NotSimulated));
    let differs = refuses(made(), says(true, 60, ORACLE));
    assert_eq!(differs, Some(Unvouched::Differ));
    let denied = |answer: Answer| refuses(made(), answer);
    let wallets = Voice::Wallets;
    assert_eq!(
        denied(says(false, 70, ORACLE)),
        Some(Unvouched::Denied(wallets))
    );
    let reads = refuses(says(false, 70, ORACLE), made());
    assert_eq!(reads, Some(Unvouched::Denied(Voice::Reads)));
    // It acts before the market does, or it is none.
    assert_eq!(
        denied(says(true, 80, ORACLE)),
        Some(Unvouched::Denied(wallets))
    );
    let other = Address::repeat_byte(5);
    assert_eq!(
        denied(says(true, 70, other)),
        Some(Unvouched::OtherOracle(other))
    );
    let silent = denied(refused(-32000, "header not found"));
    assert_eq!(silent, Some(Unvouched::Silent(wallets)));
}

#[test]
fn where_only_the_wallets_node_can_be_asked_nobody_vouches() {
    let (desk, vouches) = asked(Endpoint::Wallet);
    assert_eq!(vouches.len(), 0);
    let Some(StageView::Failed { failure, .. }) = desk.stage() else {
        panic!("{:?}", desk.stage())
    };
    assert_eq!(failure, FlowFailure::NotVouched(Unvouched::OneVoice));
}

/// Both say that it acts from this share on, and a node finds it acting from another, or not at all: what is shown.
fn reviewed(hundredths: u64, found: Option<u64>) -> (Desk, Result<ReviewView, FlowFailure>) {
    let (mut desk, vouches) = asked(http());
    desk.after = Some(a_loan(400, found.map(|share| (CONTRACT, share))));
    vouch(&mut desk, vouches, hundredths);
    let shown = match desk.stage() {
        Some(StageView::Review(review)) => Ok(review),
        Some(StageView::Failed { failure, .. }) => Err(failure),
        other => panic!("{other:?}"),
    };
    (desk, shown)
}

fn vouch(desk: &mut Desk, vouches: Vec<(Question, Endpoint)>, hundredths: u64) {
    for (question, _) in vouches {
        let outputs = desk.on(Input::Answered(question, says(true, hundredths, ORACLE)));
        let _ = desk.answer_all(outputs);
    }
}

/// By the contract, which is the first to act, from this share on.
fn health(hundredths: u64) -> Health {
    a_loan(400, Some((CONTRACT, hundredths))).first_health()
}

/// Six of value, of which so much counts, against four.
#[test]
fn what_a_contract_is_let_do_is_shown_as_a_node_finds_it_and_only_as_it_was_vouched_for() {
    let (_, shown) = reviewed(70, Some(70));
    let shown = shown.expect("a review");
    let outlook = shown.outlook.expect("an outlook");
    assert_eq!(outlook.simulation, SimulationView::Restores(health(70)));
    assert_eq!(outlook.health_after, health(70));
    let share = shown.goes_by.expect("what it goes by").pre_lltv;
    assert_eq!(share.raw(), WAD / U256::from(100) * U256::from(70));
    let differ = FlowFailure::NotVouched(Unvouched::Differ);
    assert_eq!(reviewed(70, Some(60)).1, Err(differ));
    // It may not act after that: nothing was understood.
    assert_eq!(reviewed(70, None).1, Err(FlowFailure::CannotRead));
}

/// From the review to the click.
#[test]
fn a_contract_that_would_leave_a_worse_level_than_was_shown_is_shown_again() {
    for (owed, expected) in [
        (400, None),
        // A worse health at the same level.
        (405, None),
        (450, Some(Changed::Level(health(79)))),
    ] {
        let (mut desk, shown) = reviewed(79, Some(79));
        assert_eq!(shown.expect("a review").changed, None);
        desk.after = Some(a_loan(owed, Some((CONTRACT, 79))));
        let outputs = desk.on(Input::Sign);
        let is_vouch = |output: &Output| matches!(output, Output::Ask(Question::Vouch(_), ..));
        let (asks, others): (Vec<_>, Vec<_>) = outputs.into_iter().partition(is_vouch);
        let _ = desk.answer_all(others);
        let vouches = asks.into_iter().filter_map(|output| match output {
            Output::Ask(question, via, _) => Some((question, via)),
            _ => None,
        });
        vouch(&mut desk, vouches.collect(), 79);
        match desk.stage() {
            Some(StageView::Review(review)) => assert_eq!(review.changed, expected, "{owed}"),
            other => {
                assert_eq!(expected, None, "{owed}");
                assert!(matches!(other, Some(StageView::Rechecking(_))), "{other:?}");
            }
        }
    }
}

/// What was shown is what is signed, also where both nodes say another thing by then.
#[test]
fn a_contract_that_goes_by_something_else_since_it_was_shown_is_not_signed() {
    let (mut desk, _) = reviewed(79, Some(79));
    desk.after = Some(a_loan(400, Some((CONTRACT, 78))));
    let outputs = desk.on(Input::Sign);
    let is_vouch = |output: &Output| matches!(output, Output::Ask(Question::Vouch(_), ..));
    let (asks, others): (Vec<_>, Vec<_>) = outputs.into_iter().partition(is_vouch);
    let _ = desk.answer_all(others);
    assert_eq!(asks.len(), 2);
    let voices = [Voice::Reads, Voice::Wallets].map(|voice| (Question::Vouch(voice), http()));
    vouch(&mut desk, voices.into(), 78);
    let Some(StageView::Failed { failure, .. }) = desk.stage() else {
        panic!("{:?}", desk.stage())
    };
    assert_eq!(failure, FlowFailure::NotVouched(Unvouched::Differ));
}
