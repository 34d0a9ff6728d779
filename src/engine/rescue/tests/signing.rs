//! From the choice to the wallet.

use alloy::primitives::{B256, U256};
use serde_json::json;

use super::super::{Input, Output, Question, Second};
use super::desk::{Desk, asked, doubt, key, of_another_tab, refused, sent, slot};
use crate::chain::ChainId;
use crate::chain::rpc::Request;
use crate::chain::transactions::CountAt;
use crate::engine::TopUpStage;
use crate::engine::event::{NotStored, RequestFailure};
use crate::protocols::PositionKey;
use crate::top_up::{
    Doubt, FlowFailure, Manner, Manners, Record, SimulationView, StageView, ended_record as ended,
};

fn failure(desk: &Desk) -> Option<FlowFailure> {
    match desk.stage() {
        Some(StageView::Failed { failure, .. }) => Some(failure),
        _ => None,
    }
}

#[test]
fn the_wallet_is_asked_once_and_only_for_what_lies_in_the_store() {
    let (mut desk, record) = Desk::asked();
    assert!(matches!(desk.stage(), Some(StageView::Signing(_))));
    for input in [Input::Sign, Input::Review, Input::Back, Input::Time] {
        assert_eq!(sent(&desk.on(input)), Vec::<&Record>::new());
    }
    assert_eq!(sent(&desk.store_says(Some(&record))), Vec::<&Record>::new());
}

/// The request to the wallet, where the account has this code.
fn sending(account_code: &'static str) -> Request {
    let mut desk = Desk::open();
    desk.account_code = account_code;
    let asked = desk.on(Input::Review);
    let _ = desk.answer_all(asked);
    let record = desk.claim();
    desk.ask_wallet(&record)
}

#[test]
fn what_was_not_simulated_whole_is_not_signed_whole() {
    let mut desk = Desk::that_carries_out_as_one("supported");
    let questions = desk.on(Input::Review);
    let _ = desk.answer_all(questions);
    let Some(StageView::Review(review)) = desk.stage() else {
        panic!("a review")
    };
    let simulation = review.outlook.expect("an outlook").simulation;
    assert_eq!(simulation, SimulationView::NotYet);
    assert_eq!((review.steps.len(), review.at_once), (2, 1));
    let Manners { chosen, others, .. } = &review.manners;
    assert_eq!((*chosen, others.as_slice()), (Manner::Each, &[][..]));
    let _ = desk.on(Input::SetManner(Manner::Together));
    let record = desk.claim();
    assert_eq!(desk.ask_wallet(&record).method, "eth_sendTransaction");
}

#[test]
fn what_is_asked_for_has_the_next_number_of_its_account_where_that_has_a_row() {
    let delegated = "0xef01000707070707070707070707070707070707070707";
    for code in ["0x", delegated] {
        assert_eq!(sending(code).params[0]["nonce"], "0x7", "{code}");
    }
    // What a contract pays has a number of somebody else's.
    assert_eq!(sending("0x6001").params[0].get("nonce"), None);
}

#[test]
fn where_the_store_keeps_nothing_the_wallet_is_not_asked() {
    let (mut desk, _) = Desk::claimed();
    let outputs = desk.on(Input::RecordIs(slot(), Err(NotStored)));
    assert_eq!(sent(&outputs), Vec::<&Record>::new());
    assert_eq!(failure(&desk), Some(FlowFailure::NotStored));

    // What ended before lies there still, however often it is to be written over.
    let (mut desk, record) = Desk::claimed();
    let before = ended(&Record {
        written_by: record.written_by + 1,
        ..record
    });
    for _ in 0..6 {
        let outputs = desk.store_says(Some(&before));
        assert_eq!(sent(&outputs), Vec::<&Record>::new());
    }
    assert_eq!(failure(&desk), Some(FlowFailure::NotStored));

    let (mut desk, record) = Desk::claimed();
    let outputs = desk.later(20_000);
    assert_eq!(failure(&desk), Some(FlowFailure::NotStored));
    // It comes too late: its end is what is to lie there.
    assert!(desk.kept(&outputs).is_some_and(|one| one.end.is_some()));
    let outputs = desk.store_says(Some(&record));
    assert_eq!(sent(&outputs), Vec::<&Record>::new());
    assert!(desk.kept(&outputs).is_some_and(|one| one.end.is_some()));
}

#[test]
fn what_moves_while_the_record_is_written_ends_it() {
    let (mut desk, record) = Desk::claimed();
    desk.mined += 1;
    let asked = desk.store_says(Some(&record));
    let outputs = desk.answer_all(asked);
    assert_eq!(failure(&desk), Some(FlowFailure::OtherMined));
    assert!(desk.kept(&outputs).is_some_and(|one| one.end.is_some()));
    assert_eq!(sent(&outputs), Vec::<&Record>::new());
}

#[test]
fn the_worse_of_what_two_nodes_count_is_what_counts() {
    let count = |count: &str| Ok(json!(count));
    for (counts, expected) in [
        ([count("0x7"), count("0x8")], Some(FlowFailure::OtherWaits)),
        ([count("0x8"), count("0x8")], Some(FlowFailure::OtherMined)),
        // It is behind, or does not answer: the other one counts alone.
        ([count("0x6"), count("0x6")], None),
        (
            [Err(RequestFailure::Unreachable), refused(-32601, "?")],
            None,
        ),
    ] {
        let mut desk = Desk::open();
        desk.wallet_counts = counts;
        let questions = desk.on(Input::Review);
        let _ = desk.answer_all(questions);
        assert_eq!(failure(&desk), expected);
        let is_reviewed = matches!(desk.stage(), Some(StageView::Review(_)));
        assert_eq!(is_reviewed, expected.is_none());
    }
}

#[test]
fn where_the_wallet_is_it_says_last_before_it_is_asked_to_send() {
    let (mut desk, record) = Desk::claimed();
    let outputs = desk.store_says(Some(&record));
    let counts = [Question::Count(CountAt::Latest)];
    assert_eq!(questions(&outputs), counts);
    let [count] = counts;
    let outputs = desk.on(Input::Answered(count, Ok(json!("0x7"))));
    assert_eq!(questions(&outputs), [Question::Chain, Question::Accounts]);
    let outputs = desk.answer_all(outputs);
    assert!(outputs.contains(&Output::ReadRecord(slot())));
    assert_eq!(sent(&desk.store_says(Some(&record))), [&record]);
}

/// The wallet alone comes to know by which hash that is carried out.
#[test]
fn a_single_step_of_a_contract_is_put_to_a_wallet_that_can_by_a_name() {
    for (code, method) in [
        ("0x6001", "wallet_sendCalls"),
        ("0x", "eth_sendTransaction"),
    ] {
        let mut desk = Desk::that_carries_out_as_one("supported");
        desk.account_code = code;
        let questions = desk.on(Input::Review);
        let _ = desk.answer_all(questions);
        let record = desk.claim();
        assert_eq!(record.asked.payments().len(), 1);
        assert_eq!(desk.ask_wallet(&record).method, method, "{code}");
    }
}

fn questions(outputs: &[Output]) -> Vec<Question> {
    let asked = outputs.iter().filter_map(|output| match output {
        Output::Ask(question, ..) => Some(question.clone()),
        _ => None,
    });
    asked.collect()
}

#[test]
fn of_two_tabs_the_first_asks_and_the_other_follows_it() {
    let (mut desk, _) = Desk::claimed();
    let other = of_another_tab();
    let outputs = desk.store_says(Some(&other));
    assert_eq!(sent(&outputs), Vec::<&Record>::new());
    assert!(matches!(desk.stage(), Some(StageView::Unsettled { .. })));
    // Or somebody said that it was cancelled before the wallet was asked.
    let (mut desk, record) = Desk::claimed();
    let asked = desk.store_says(Some(&record));
    let _ = desk.answer_all(asked);
    let outputs = desk.store_says(Some(&ended(&record)));
    assert_eq!(sent(&outputs), Vec::<&Record>::new());
    assert_eq!(desk.stage(), Some(StageView::Choosing));
}

#[test]
fn a_second_flow_is_not_offered_while_one_is_under_way() {
    let other = PositionKey {
        id: Some(B256::repeat_byte(8)),
        ..key()
    };
    let (mut desk, _) = Desk::asked();
    let _ = desk.on(Input::Close);
    assert_eq!(desk.stage(), None, "hidden");
    assert_eq!(desk.on(Input::Open(other.clone())), []);
    assert_eq!(desk.rescue.key(), Some(&key()));
    assert!(desk.stage().is_some(), "shown again");
    // Before anything was asked another one takes its place.
    let mut desk = Desk::reviewed();
    let outputs = desk.on(Input::Open(other.clone()));
    assert!(outputs.contains(&Output::ReadRecord(slot())));
    assert_eq!(desk.rescue.key(), Some(&other));
}

#[test]
fn a_change_of_account_or_chain_voids_what_was_to_be_signed() {
    let mut desk = Desk::reviewed();
    let _ = desk.on(Input::Moved);
    assert_eq!(failure(&desk), Some(FlowFailure::ContextChanged));
    assert!(desk.on(Input::Sign).is_empty());

    let (mut desk, record) = Desk::claimed();
    let outputs = desk.on(Input::Moved);
    assert!(desk.kept(&outputs).is_some_and(|one| one.end.is_some()));
    let outputs = desk.store_says(Some(&record));
    assert_eq!(sent(&outputs), Vec::<&Record>::new());

    let mut desk = Desk::reviewed();
    let _ = desk.on(Input::Locked);
    assert_eq!(failure(&desk), Some(FlowFailure::Disconnected));
}

#[test]
fn a_wallet_that_is_elsewhere_is_not_asked_to_sign() {
    for (question, answer, expected) in [
        (Question::Chain, json!("0xa"), FlowFailure::ContextChanged),
        (Question::Accounts, json!([]), FlowFailure::ContextChanged),
        (Question::Chain, json!(null), FlowFailure::Disconnected),
        (
            Question::Code(key().market),
            json!("0x"),
            FlowFailure::NoContract,
        ),
    ] {
        let mut desk = Desk::reviewed();
        let _ = desk.on(Input::Sign);
        let outputs = desk.on(Input::Answered(question, Ok(answer)));
        assert_eq!(failure(&desk), Some(expected));
        assert!(outputs.contains(&Output::Emit(TopUpStage::Failed, key())));
    }
}

#[test]
fn nothing_is_shown_to_be_signed_while_two_sources_disagree() {
    let mut desk = Desk::open();
    desk.page.second = Second::Asked;
    let questions = desk.on(Input::Review);
    let outputs = desk.answer_all(questions);
    assert_eq!(desk.stage(), Some(StageView::Checking), "it is waited for");
    assert_ne!(asked(&outputs), Some(Question::Step));
    desk.page.second = Second::Contradicts;
    let _ = desk.on(Input::Witnessed(ChainId(2)));
    assert_eq!(desk.stage(), Some(StageView::Checking), "another chain");
    let _ = desk.on(Input::Witnessed(ChainId(1)));
    assert_eq!(failure(&desk), Some(FlowFailure::CannotRead));
}

#[test]
fn a_refusal_is_one_only_where_nothing_can_have_been_sent() {
    let refuses = |words: &str| FlowFailure::WalletRefused(words.to_owned());
    for (code, words, expected) in [
        (4001, "User denied", Some(FlowFailure::Rejected)),
        (5000, "User rejected", Some(FlowFailure::Rejected)),
        (4200, "Unsupported", Some(refuses("Unsupported"))),
        (-32004, "Unsupported", Some(refuses("Unsupported"))),
        (-32003, "Transaction rejected", None),
        (4100, "Not authorised", Some(FlowFailure::Unauthorized)),
        (-32602, "Bad value", Some(refuses("Bad value"))),
        (
            -32000,
            "insufficient funds for gas",
            Some(refuses("insufficient funds for gas")),
        ),
        (-32000, "nonce too low", None),
        (-32000, "already known", None),
        (-32000, "something else", None),
        (-32603, "Internal error", None),
        (4900, "Disconnected", None),
    ] {
        let (mut desk, record) = Desk::asked();
        let outputs = desk.wallet_says(&record, refused(code, words));
        assert_eq!(failure(&desk), expected, "{code} {words}");
        let has_ended = desk.kept(&outputs).is_some_and(|one| one.end.is_some());
        assert_eq!(has_ended, expected.is_some(), "{code} {words}");
    }
    let (mut desk, record) = Desk::asked();
    let outputs = desk.wallet_says(&record, refused(-32002, "Already pending"));
    assert_eq!(desk.kept(&outputs), None, "it may be this very question");
    assert_eq!(doubt(&desk), Some(Doubt::EarlierQuestion));
    let (mut desk, record) = Desk::asked();
    let outputs = desk.wallet_says(&record, Ok(json!("done")));
    assert_eq!(outputs, [Output::Emit(TopUpStage::Unknown, key())]);
    assert!(matches!(desk.stage(), Some(StageView::Unsettled { .. })));
}

#[test]
fn after_a_step_everything_is_checked_before_the_next_is_shown() {
    let mut desk = Desk::with_allowance(U256::ZERO);
    let questions = desk.on(Input::Review);
    let _ = desk.answer_all(questions);
    let Some(StageView::Review(review)) = desk.stage() else {
        panic!("a review")
    };
    assert_eq!(review.steps.len(), 2, "a permission first");
    let questions = desk.on(Input::Sign);
    let outputs = desk.answer_all(questions);
    let record = desk.kept(&outputs).expect("a record");
    let questions = desk.store_says(Some(&record));
    let _ = desk.answer_all(questions);
    let _ = desk.store_says(Some(&record));
    let hash = B256::repeat_byte(9);
    let outputs = desk.wallet_says(&record, Ok(json!(hash)));
    assert!(outputs.contains(&Output::Sent(key(), hash)));
    let receipt = json!({ "status": "0x1", "transactionHash": hash, "blockNumber": "0x65" });
    let outputs = desk.look_at(&record, receipt);
    assert!(desk.kept(&outputs).is_some_and(|one| one.end.is_some()));
    // What is read is older than the receipt.
    let outputs = desk.on(Input::ReadOut(ChainId(1)));
    assert_eq!(outputs, [Output::LookIn(ChainId(1), 500)]);
    desk.page.snapshot = crate::protocols::a_snapshot(101, U256::MAX);
    let questions = desk.on(Input::ReadOut(ChainId(1)));
    assert_eq!(desk.stage(), Some(StageView::Checking));
    let _ = desk.answer_all(questions);
    let Some(StageView::Review(review)) = desk.stage() else {
        panic!("a review")
    };
    assert_eq!((review.steps.len(), review.current), (2, 1));
}
