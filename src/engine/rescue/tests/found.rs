//! From the wallet to the end, wherever it was asked.

use alloy::primitives::B256;
use serde_json::{Value, json};

use super::super::io::{Forgotten, Node};
use super::super::{Input, Output, Question};
use super::desk::{Desk, NOW, asked, doubt, key, of_another_tab, sent, slot};
use crate::chain::ChainId;
use crate::chain::transactions::CountAt;
use crate::engine::TopUpStage;
use crate::engine::event::RequestFailure;
use crate::top_up::{Doubt, End, Record, StageView, a_record_of_calls, look};

/// As many transactions in blocks as before, and as many that wait.
fn counts(mined: &str, waiting: &str) -> [Value; 2] {
    [json!(mined), json!(waiting)]
}

fn has_ended(desk: &Desk, outputs: &[Output]) -> bool {
    desk.kept(outputs).is_some_and(|one| one.end.is_some())
}

#[test]
fn a_record_of_another_tab_is_taken_up() {
    let mut desk = Desk::reviewed();
    let record = of_another_tab();
    let outputs = desk.store_says(Some(&record));
    let forgets = [Forgotten::Checks, Forgotten::Looks].map(Output::Forget);
    assert_eq!(outputs, forgets, "what was prepared in its place is void");
    assert_eq!(doubt(&desk), Some(Doubt::NotLooked));
    // What that tab learns of it is learnt here.
    let hash = B256::repeat_byte(9);
    let known = Record {
        hashes: vec![hash],
        ..record.clone()
    };
    assert_eq!(desk.store_says(Some(&known)), []);
    assert!(matches!(desk.stage(), Some(StageView::Pending(_))));
    let receipt = json!({ "status": "0x1", "transactionHash": hash, "blockNumber": "0x64" });
    let outputs = desk.look_at(&record, receipt);
    assert!(has_ended(&desk, &outputs));
    let outputs = desk.on(Input::ReadOut(ChainId(1)));
    let health = desk.page.snapshot.health;
    assert!(outputs.contains(&Output::ToppedUp(key(), health)));
    assert!(matches!(desk.stage(), Some(StageView::Done { .. })));
}

/// One look, in which the wallet says this of its calls, nobody else knows of them, and the wallet's own
/// node is silent.
fn look_in_silence(desk: &mut Desk, said: &Value) -> Vec<Output> {
    let mut outputs = desk.later(6_000);
    let mut all = Vec::new();
    while let Some(Question::Look(looker, node, question)) = asked(&outputs) {
        let answer = match (node, &question) {
            (_, look::Question::Calls(_)) => Ok(said.clone()),
            (Node::Wallets, _) => Err(RequestFailure::Unreachable),
            (Node::Reads, _) => Ok(json!("0x7")),
        };
        let question = Question::Look(looker, node, question);
        all.append(&mut outputs);
        outputs = desk.on(Input::Answered(question, answer));
    }
    all.extend(outputs);
    all
}

#[test]
fn what_the_wallet_gave_up_has_not_ended_while_its_own_node_may_only_be_silent_for_a_moment() {
    let record = Record {
        position: key(),
        ..a_record_of_calls()
    };
    let mut desk = Desk::open();
    let _ = desk.store_says(Some(&record));
    let dropped = json!({ "status": 400 });
    for _ in 0..2 {
        let outputs = look_in_silence(&mut desk, &dropped);
        assert!(!has_ended(&desk, &outputs));
        assert!(matches!(desk.stage(), Some(StageView::Unsettled { .. })));
    }
    let outputs = look_in_silence(&mut desk, &dropped);
    assert!(has_ended(&desk, &outputs), "then the other counts alone");
}

#[test]
fn what_the_wallet_was_asked_is_left_to_its_record_when_it_goes_elsewhere() {
    let (mut desk, record) = Desk::asked();
    desk.page.signs = None;
    let outputs = desk.on(Input::Moved);
    assert_eq!(desk.kept(&outputs), None, "it has not ended");
    assert_eq!(desk.stage(), None);
    assert_eq!(desk.on(Input::Time), []);
    // What it says now is stored, whatever is shown.
    let hash = B256::repeat_byte(9);
    let outputs = desk.wallet_says(&record, Ok(json!(hash)));
    let kept = desk.kept(&outputs).expect("a record");
    assert_eq!(kept.hashes, [hash]);
    desk.page.signs = Some(slot());
    assert_eq!(desk.on(Input::Time), [Output::ReadRecord(slot())]);
    let _ = desk.store_says(Some(&kept));
    assert_eq!(desk.rescue.key(), Some(&key()));
    assert!(matches!(desk.stage(), Some(StageView::Pending(_))));
    assert_eq!(desk.rescue.due(), Some(NOW), "looked up at once");
}

#[test]
fn looking_again_asks_and_forgets_nothing() {
    let (mut desk, record) = Desk::asked();
    let _ = desk.look(&counts("0x7", "0x7"));
    assert_eq!(desk.on(Input::LookAgain), [Output::ReadRecord(slot())]);
    assert_eq!(desk.rescue.due(), Some(desk.now));
    let outputs = desk.on(Input::Time);
    assert!(matches!(asked(&outputs), Some(Question::Look(..))));
    assert!(outputs.contains(&Output::ReadRecord(slot())));
    // One that is under way goes on.
    assert_eq!(desk.on(Input::LookAgain), [Output::ReadRecord(slot())]);
    assert_eq!(desk.rescue.due(), None);
    // Nothing lies there any more: that resolves nothing.
    let outputs = desk.store_says(None);
    assert_eq!(desk.kept(&outputs), Some(record));
    assert!(desk.stage().is_some());
    // Also where nothing is open.
    let _ = desk.on(Input::Moved);
    assert_eq!(desk.on(Input::LookAgain), [Output::ReadRecord(slot())]);
}

/// In the midst of a block it counts what none of its blocks holds yet.
#[test]
fn a_node_that_contradicts_itself_is_asked_again_at_once_and_seldom_where_it_goes_on() {
    let (mut desk, _) = Desk::asked();
    let empty = json!({ "number": "0x64", "transactions": [] });
    for wait_ms in [2_000, 30_000] {
        let _ = desk.look(&[json!("0x8"), json!("0x8"), empty.clone()]);
        assert_eq!(doubt(&desk), Some(Doubt::SomethingMined));
        assert_eq!(desk.rescue.due(), Some(desk.now.plus(wait_ms)));
    }
}

#[test]
fn what_nobody_sees_ends_only_after_somebody_has_said_that_it_was_cancelled() {
    let (mut desk, record) = Desk::asked();
    let outputs = desk.look(&counts("0x7", "0x7"));
    assert!(!has_ended(&desk, &outputs));
    let outputs = desk.on(Input::SayCancelled);
    assert_eq!(outputs, [Output::Forget(Forgotten::Looks)]);
    assert!(desk.stage().is_some(), "it is looked up once more");
    let outputs = desk.look(&counts("0x7", "0x7"));
    assert!(has_ended(&desk, &outputs));
    assert_eq!(desk.stage(), Some(StageView::Choosing));
    // The word came too early: it was sent after all.
    let hash = B256::repeat_byte(9);
    let outputs = desk.wallet_says(&record, Ok(json!(hash)));
    let kept = desk.kept(&outputs).expect("a record");
    assert_eq!((kept.hashes, kept.end), (vec![hash], None));
}

#[test]
fn what_a_node_still_has_is_not_cancelled_by_a_word() {
    let (mut desk, _) = Desk::asked();
    let _ = desk.on(Input::SayCancelled);
    let outputs = desk.look(&counts("0x7", "0x8"));
    assert!(!has_ended(&desk, &outputs));
    assert_eq!(doubt(&desk), Some(Doubt::SomethingWaits));
    // The word is used up.
    let outputs = desk.look(&counts("0x7", "0x7"));
    assert!(!has_ended(&desk, &outputs));
}

#[test]
fn an_end_that_another_tab_tells_of_is_looked_up() {
    let (mut desk, record) = Desk::asked();
    let end = End {
        block: 100,
        at_ms: 9,
        settles: false,
    };
    let ended = Record {
        end: Some(end),
        ..record
    };
    let outputs = desk.store_says(Some(&ended));
    assert_eq!(outputs, [Output::Forget(Forgotten::Looks)]);
    assert!(desk.stage().is_some());
    let mut outputs = desk.on(Input::Time);
    // The record is read with the look, and says the same: the look goes on to its end.
    assert_eq!(desk.store_says(Some(&ended)), []);
    // Both nodes are asked.
    for reply in [counts("0x7", "0x7"), counts("0x7", "0x7")].concat() {
        let question = asked(&outputs).expect("a question");
        outputs = desk.on(Input::Answered(question, Ok(reply)));
    }
    assert_eq!(desk.stage(), Some(StageView::Choosing));
}

#[test]
fn what_cannot_be_read_blocks_until_a_person_takes_it_away() {
    let mut desk = Desk::reviewed();
    let text = "of a later release".to_owned();
    let _ = desk.on(Input::RecordIs(slot(), Ok(Some(text.clone()))));
    assert_eq!(doubt(&desk), Some(Doubt::Unreadable));
    assert_eq!(desk.on(Input::Review), []);
    let _ = desk.on(Input::Close);
    let _ = desk.on(Input::Open(key()));
    assert_eq!(doubt(&desk), Some(Doubt::Unreadable));
    // While a node knows of something that waits, a word takes nothing away.
    let counted =
        |at, count: u64| Input::Answered(Question::Count(at), Ok(json!(format!("{count:#x}"))));
    let _ = desk.on(Input::SayCancelled);
    assert_eq!(desk.on(counted(CountAt::Latest, 7)), []);
    assert_eq!(desk.on(counted(CountAt::Pending, 8)), []);
    assert_eq!(doubt(&desk), Some(Doubt::Unreadable));
    let questions = desk.on(Input::SayCancelled);
    let outputs = desk.answer_all(questions);
    let change = Output::ChangeRecord {
        slot: slot(),
        from: Some(text),
        to: None,
    };
    assert_eq!(outputs.last(), Some(&change));
    assert_eq!(desk.stage(), Some(StageView::Choosing));
}

#[test]
fn nothing_is_signed_before_what_the_last_one_left_to_do_is_read() {
    let mut desk = Desk::open();
    let end = End {
        block: 101,
        at_ms: 9,
        settles: false,
    };
    let ended = Record {
        end: Some(end),
        ..of_another_tab()
    };
    let _ = desk.store_says(Some(&ended));
    let questions = desk.on(Input::Review);
    let outputs = desk.answer_all(questions);
    assert!(outputs.contains(&Output::Emit(TopUpStage::Failed, key())));
    desk.page.snapshot.block.number = 101;
    let questions = desk.on(Input::Review);
    let outputs = desk.answer_all(questions);
    assert!(outputs.contains(&Output::Emit(TopUpStage::Review, key())));
    assert_eq!(sent(&outputs), Vec::<&Record>::new());
}
