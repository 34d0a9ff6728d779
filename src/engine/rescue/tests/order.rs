//! What comes in another order, twice, late, or of somebody else.

use alloy::primitives::B256;
use serde_json::json;

use super::super::io::{Forgotten, Looker, Node};
use super::super::{Input, Output, Question};
use super::desk::{Desk, NOW, asked, doubt, key, of_another_tab, sent, slot};
use crate::chain::ChainId;
use crate::chain::transactions::CountAt;
use crate::engine::clock::Millis;
use crate::protocols::PositionKey;
use crate::top_up::{Doubt, Earlier, FlowFailure, Record, StageView, look};

fn failure(desk: &Desk) -> Option<FlowFailure> {
    match desk.stage() {
        Some(StageView::Failed { failure, .. }) => Some(failure),
        _ => None,
    }
}

fn unreadable() -> Input {
    Input::RecordIs(slot(), Ok(Some("of a later release".to_owned())))
}

/// Whether it is what everything else waits for.
fn is_withheld(output: &Output, withheld: Option<&Question>) -> bool {
    match output {
        Output::Ask(question, ..) => Some(question) == withheld,
        Output::Look(_) => withheld.is_none(),
        _ => false,
    }
}

#[test]
fn nothing_is_shown_to_be_signed_while_one_answer_is_missing() {
    let questions = [
        Question::Chain,
        Question::Accounts,
        Question::Coin,
        Question::GasPrice,
        Question::Code(key().market),
        Question::AccountCode,
    ];
    // And the read of the position.
    for withheld in questions.iter().map(Some).chain([None]) {
        let mut desk = Desk::open();
        let outputs = desk.on(Input::Review);
        let is_withheld = |output: &Output| is_withheld(output, withheld);
        let (last, first): (Vec<_>, Vec<_>) = outputs.into_iter().partition(is_withheld);
        assert_eq!(last.len(), 1);
        let all = desk.answer_all(first);
        // A read of another chain is none of this one.
        assert_eq!(desk.on(Input::Read(ChainId(2))), []);
        assert_eq!(desk.stage(), Some(StageView::Checking), "{withheld:?}");
        let simulates = |output: &Output| matches!(output, Output::Ask(Question::Bundle, ..));
        assert!(!all.iter().any(simulates), "{withheld:?}");
        let all = desk.answer_all(last);
        assert!(all.iter().any(simulates), "{withheld:?}");
        assert!(matches!(desk.stage(), Some(StageView::Review(_))));
    }
}

#[test]
fn the_record_is_looked_at_last_after_the_wallet_has_said_where_it_is() {
    let (mut desk, record) = Desk::claimed();
    let reads = Output::ReadRecord(slot());
    let outputs = desk.store_says(Some(&record));
    assert!(!outputs.contains(&reads));
    let count = Question::Count(CountAt::Latest);
    for (question, answer, expected) in [
        (count, json!("0x7"), false),
        (Question::Chain, json!("0x1"), false),
        (
            Question::Accounts,
            json!([slot().account.to_string()]),
            true,
        ),
    ] {
        // What is told meanwhile of the same record changes nothing.
        assert_eq!(sent(&desk.store_says(Some(&record))), Vec::<&Record>::new());
        let outputs = desk.on(Input::Answered(question, Ok(answer)));
        assert_eq!(outputs.contains(&reads), expected);
    }
    assert_eq!(sent(&desk.store_says(Some(&record))), [&record]);
}

#[test]
fn what_another_tab_writes_over_a_record_takes_the_click_back() {
    let (mut desk, record) = Desk::claimed();
    let questions = desk.store_says(Some(&record));
    let other = of_another_tab();
    let _ = desk.store_says(Some(&other));
    assert_eq!(doubt(&desk), Some(Doubt::NotLooked));
    let outputs = desk.answer_all(questions);
    assert_eq!(sent(&outputs), Vec::<&Record>::new());
    assert_eq!(sent(&desk.store_says(Some(&record))), Vec::<&Record>::new());
}

#[test]
fn a_record_is_waited_for_until_it_is_due_and_no_longer() {
    let (mut desk, _) = Desk::claimed();
    let due = desk.rescue.due().expect("a time");
    assert!(due > desk.now);
    desk.now = Millis(due.0 - 1);
    let _ = desk.on(Input::Time);
    assert_eq!(failure(&desk), None);
    desk.now = due;
    let _ = desk.on(Input::Time);
    assert_eq!(failure(&desk), Some(FlowFailure::NotStored));
}

#[test]
fn what_the_wallet_can_do_for_another_account_is_not_what_it_can_do_here() {
    let can = json!({ "0x1": { "atomic": { "status": "supported" } } });
    let other = PositionKey {
        account: alloy::primitives::Address::repeat_byte(9),
        ..key()
    };
    for (of, expected) in [(other, false), (key(), true)] {
        let mut desk = Desk::with_allowance(alloy::primitives::U256::ZERO);
        let question = Question::Capabilities(Box::new(of));
        let _ = desk.on(Input::Answered(question, Ok(can.clone())));
        let view = desk.rescue.view(desk.now, &desk.page).expect("a view");
        let offers = view
            .options
            .iter()
            .filter_map(|way| way.offer.as_ref().ok());
        let signatures = offers.map(|offer| offer.signatures).max();
        assert_eq!(signatures == Some(1), expected);
    }
}

#[test]
fn what_cannot_be_read_is_said_wherever_it_is_met_but_ends_nothing_that_is_under_way() {
    // Before anything is opened.
    let mut desk = Desk::open();
    let _ = desk.on(Input::Close);
    let _ = desk.on(unreadable());
    let _ = desk.on(Input::Open(key()));
    assert_eq!(doubt(&desk), Some(Doubt::Unreadable));
    assert_eq!(desk.on(Input::Review), []);
    // While the wallet asks.
    let (mut desk, _) = Desk::asked();
    let _ = desk.on(unreadable());
    assert!(matches!(desk.stage(), Some(StageView::Signing(_))));
    // Over what has ended.
    let mut desk = Desk::reviewed();
    let _ = desk.on(Input::Locked);
    let _ = desk.on(unreadable());
    assert_eq!(failure(&desk), Some(FlowFailure::Disconnected));
    // And it can be gone by itself.
    let mut desk = Desk::reviewed();
    let _ = desk.on(unreadable());
    assert_eq!(doubt(&desk), Some(Doubt::Unreadable));
    let _ = desk.store_says(None);
    assert_eq!(desk.stage(), Some(StageView::Choosing));
}

/// A question of a look for what is on its way.
fn of_look(node: Node, question: look::Question) -> Question {
    Question::Look(Looker::Pending, node, question)
}

#[test]
fn an_answer_that_was_not_asked_for_is_none() {
    let (mut desk, _) = Desk::asked();
    let outputs = desk.later(6_000);
    let latest = || look::Question::Count(CountAt::Latest);
    let waiting = || look::Question::Count(CountAt::Pending);
    assert_eq!(asked(&outputs), Some(of_look(Node::Reads, latest())));
    // Nine, where seven are mined, would say that it was replaced.
    let mut is_ignored = |question| {
        let answer = Input::Answered(question, Ok(json!("0x9")));
        assert_eq!(desk.on(answer), []);
    };
    is_ignored(of_look(Node::Wallets, latest()));
    is_ignored(of_look(Node::Reads, waiting()));
    let seven = |question| Input::Answered(question, Ok(json!("0x7")));
    let outputs = desk.on(seven(of_look(Node::Reads, latest())));
    assert_eq!(asked(&outputs), Some(of_look(Node::Reads, waiting())));
    let outputs = desk.on(seven(of_look(Node::Reads, waiting())));
    assert_eq!(asked(&outputs), Some(of_look(Node::Wallets, latest())));
    let mut is_ignored = |question| {
        let answer = Input::Answered(question, Ok(json!("0x9")));
        assert_eq!(desk.on(answer), []);
    };
    is_ignored(of_look(Node::Reads, latest()));
    is_ignored(of_look(Node::Wallets, waiting()));
    let outputs = desk.on(seven(of_look(Node::Wallets, latest())));
    assert_eq!(asked(&outputs), Some(of_look(Node::Wallets, waiting())));
}

#[test]
fn what_a_look_saw_before_a_word_is_older_than_the_word() {
    let (mut desk, _) = Desk::asked();
    let outputs = desk.later(6_000);
    let question = asked(&outputs).expect("a question");
    let outputs = desk.on(Input::SayCancelled);
    assert_eq!(outputs, [Output::Forget(Forgotten::Looks)]);
    assert_eq!(desk.on(Input::Answered(question, Ok(json!("0x7")))), []);
    assert_eq!(desk.rescue.due(), Some(desk.now), "it is looked for anew");
}

#[test]
fn a_person_who_reads_what_the_wallet_asks_is_not_disturbed_for_five_minutes() {
    let (desk, _) = Desk::asked();
    let stage = |after: u64| {
        let view = desk.rescue.view(NOW.plus(after), &desk.page);
        view.map(|view| view.stage)
    };
    assert!(matches!(stage(299_999), Some(StageView::Signing(_))));
    let doubtful = stage(300_000);
    assert!(matches!(doubtful, Some(StageView::Unsettled { .. })));
}

#[test]
fn a_read_of_another_chain_is_none() {
    let (mut desk, record) = Desk::asked();
    let hash = B256::repeat_byte(9);
    let _ = desk.wallet_says(&record, Ok(json!(hash)));
    let receipt = json!({ "status": "0x1", "transactionHash": hash, "blockNumber": "0x64" });
    let outputs = desk.look_at(&record, receipt);
    let ended = desk.kept(&outputs).expect("a record");
    let _ = desk.store_says(Some(&ended));
    let _ = desk.on(Input::ReadOut(ChainId(2)));
    assert!(matches!(desk.stage(), Some(StageView::Rereading(_))));
    let _ = desk.on(Input::ReadOut(ChainId(1)));
    assert!(matches!(desk.stage(), Some(StageView::Done { .. })));
}

/// It was sent, and no node has heard of it yet: for two minutes that is as it should be.
#[test]
fn what_was_sent_is_on_its_way_for_two_minutes_before_anybody_is_told_that_no_node_knows_it() {
    let (mut desk, record) = Desk::asked();
    let _ = desk.wallet_says(&record, Ok(json!(B256::repeat_byte(9))));
    let nowhere = [json!(null), json!(null), json!("0x7"), json!("0x7")];
    let _ = desk.look(&nowhere);
    let first = desk.now;
    desk.now = first.plus(119_999);
    assert!(matches!(desk.stage(), Some(StageView::Pending(_))));
    desk.now = first.plus(120_000);
    assert_eq!(doubt(&desk), Some(Doubt::Unseen));
}

/// It may tell of a transaction under the account's next number.
#[test]
fn what_cannot_be_read_and_is_given_up_by_a_word_may_be_mined_yet() {
    let mut desk = Desk::open();
    let _ = desk.on(unreadable());
    let questions = desk.on(Input::SayCancelled);
    let outputs = desk.answer_all(questions);
    let cleared = |output: &Output| matches!(output, Output::ChangeRecord { to: None, .. });
    assert!(outputs.iter().any(cleared));
    let _ = desk.store_says(None);
    let questions = desk.on(Input::Review);
    let _ = desk.answer_all(questions);
    let Some(StageView::Review(review)) = desk.stage() else {
        panic!("a review: {:?}", desk.stage())
    };
    assert_eq!(review.manners.earlier, Earlier::MayBeMined);
}
