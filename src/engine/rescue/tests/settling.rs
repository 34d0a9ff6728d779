//! After its end was seen: whether that stays so.

use alloy::primitives::B256;
use serde_json::{Value, json};

use super::super::io::{Forgotten, Looker, Node};
use super::super::{Input, Output, Question};
use super::desk::{Desk, asked, key, sent};
use crate::chain::ChainId;
use crate::engine::TopUpStage;
use crate::protocols::a_snapshot;
use crate::top_up::{FlowFailure, Record, StageView, look};

const HASH: B256 = B256::repeat_byte(9);

fn receipt(block: u64, succeeded: bool) -> Value {
    json!({
        "transactionHash": HASH,
        "blockNumber": format!("{block:#x}"),
        "status": if succeeded { "0x1" } else { "0x0" },
    })
}

/// The sum was sent, and mined in block 101, as far as the node sees.
fn mined(succeeded: bool) -> (Desk, Record) {
    let (mut desk, record) = Desk::asked();
    let _ = desk.wallet_says(&record, Ok(json!(HASH)));
    let outputs = desk.look_at(&record, receipt(101, succeeded));
    let record = desk.kept(&outputs).expect("a record");
    let _ = desk.store_says(Some(&record));
    desk.page.snapshot = a_snapshot(101, alloy::primitives::U256::MAX);
    let _ = desk.on(Input::ReadOut(ChainId(1)));
    (desk, record)
}

fn settles(record: &Record) -> Option<bool> {
    record.end.map(|end| end.settles)
}

/// What comes of wanting to see what would be signed.
fn review(desk: &mut Desk) -> Option<FlowFailure> {
    let _ = desk.on(Input::Close);
    let _ = desk.on(Input::Open(key()));
    let questions = desk.on(Input::Review);
    let outputs = desk.answer_all(questions);
    assert_eq!(sent(&outputs), Vec::<&Record>::new());
    match desk.stage() {
        Some(StageView::Failed { failure, .. }) => Some(failure),
        _ => None,
    }
}

#[test]
fn what_was_mined_settles_before_anything_else_is_asked_for_whether_or_not_it_succeeded() {
    for succeeded in [true, false] {
        let (mut desk, record) = mined(succeeded);
        assert_eq!(settles(&record), Some(true));
        assert_eq!(review(&mut desk), Some(FlowFailure::Settling));
        // It is still there, and not deep enough.
        let outputs = desk.look_at(&record, receipt(101, succeeded));
        assert_eq!(desk.kept(&outputs), None);
        assert_eq!(review(&mut desk), Some(FlowFailure::Settling));
        desk.page.snapshot.block.number = 109;
        let outputs = desk.look_at(&record, receipt(101, succeeded));
        let settled = desk.kept(&outputs).expect("a record");
        assert_eq!(settles(&settled), Some(false));
        let _ = desk.store_says(Some(&settled));
        assert_eq!(review(&mut desk), None);
        assert_eq!(desk.rescue.due(), None, "nothing is looked for any more");
    }
}

/// Before any node is asked: whatever they say, nothing is asked for beside what may come back.
#[test]
fn what_has_not_settled_is_told_at_once() {
    let (mut desk, _) = mined(true);
    let _ = desk.on(Input::Close);
    let _ = desk.on(Input::Open(key()));
    let _ = desk.on(Input::Review);
    let failure = match desk.stage() {
        Some(StageView::Failed { failure, .. }) => Some(failure),
        _ => None,
    };
    assert_eq!(failure, Some(FlowFailure::Settling));
}

#[test]
fn what_comes_back_in_a_later_block_settles_from_there() {
    let (mut desk, record) = mined(true);
    desk.page.snapshot.block.number = 109;
    let outputs = desk.look_at(&record, receipt(103, true));
    let moved = desk.kept(&outputs).expect("a record");
    assert_eq!(
        moved.end.map(|end| (end.block, end.settles)),
        Some((103, true))
    );
}

#[test]
fn what_is_gone_twice_in_a_row_is_under_way_again() {
    let (mut desk, record) = mined(true);
    let _ = desk.on(Input::Close);
    let gone = [json!(null), json!(null), json!("0x7"), json!("0x7")];
    let once = desk.look(&gone);
    assert_eq!(desk.kept(&once), None, "a node may be behind");
    let _ = desk.look_at(&record, receipt(101, true));
    let _ = desk.look(&gone);
    let outputs = desk.look(&gone);
    assert!(outputs.contains(&Output::Emit(TopUpStage::Unknown, key())));
    let open = desk.kept(&outputs).expect("a record");
    assert_eq!((open.end, open.hashes.as_slice()), (None, &[HASH][..]));
    let _ = desk.store_says(Some(&open));
    assert!(desk.stage().is_some(), "it shows itself");
    assert_eq!(desk.on(Input::Review), []);
    // And it ends once more.
    let outputs = desk.look_at(&record, receipt(104, true));
    let again = desk.kept(&outputs).expect("a record");
    assert_eq!(again.end.map(|end| end.block), Some(104));
}

#[test]
fn what_nobody_names_ends_once_its_block_lies_deep_enough() {
    let (mut desk, record) = Desk::asked();
    let _ = desk.wallet_says(&record, Ok(json!(HASH)));
    let unnamed = [
        receipt(101, true),
        json!(null),
        json!({ "transactions": [] }),
    ];
    for _ in 0..4 {
        let outputs = desk.look(&unnamed);
        assert_eq!(desk.kept(&outputs), None);
        assert!(matches!(desk.stage(), Some(StageView::Pending(_))));
        assert_eq!(desk.on(Input::Review), []);
    }
    desk.page.snapshot = a_snapshot(109, alloy::primitives::U256::MAX);
    let outputs = desk.look(&unnamed);
    let ended = desk.kept(&outputs).expect("a record");
    // What it was is not known: it may pay.
    assert_eq!(settles(&ended), Some(true));
    assert!(outputs.contains(&Output::Emit(TopUpStage::Confirmed, key())));
}

#[test]
fn what_reverted_and_is_mined_anew_on_another_branch_is_told_of() {
    let (mut desk, record) = mined(false);
    let _ = desk.look_at(&record, receipt(101, false));
    let outputs = desk.look_at(&record, receipt(102, true));
    let open = desk.kept(&outputs).expect("a record");
    assert_eq!(open.end, None);
    let _ = desk.store_says(Some(&open));
    let outputs = desk.look_at(&record, receipt(102, true));
    assert!(outputs.contains(&Output::Emit(TopUpStage::Confirmed, key())));
}

#[test]
fn an_end_that_is_written_is_not_waited_for_where_it_does_not_hold() {
    let (mut desk, record) = Desk::asked();
    let _ = desk.wallet_says(&record, Ok(json!(HASH)));
    let outputs = desk.look_at(&record, receipt(101, true));
    let ended = desk.kept(&outputs).expect("a record");
    let _ = desk.store_says(Some(&ended));
    assert!(matches!(desk.stage(), Some(StageView::Rereading(_))));
    let open = Record { end: None, ..ended };
    let _ = desk.store_says(Some(&open));
    assert!(matches!(desk.stage(), Some(StageView::Pending(_))));
    assert!(asked(&desk.on(Input::Time)).is_some(), "looked up at once");
}

#[test]
fn what_settles_is_written_again_where_the_store_was_cleared_but_not_for_ever() {
    let (mut desk, record) = mined(true);
    let _ = desk.on(Input::Close);
    let outputs = desk.store_says(None);
    assert_eq!(desk.kept(&outputs), Some(record));
    for _ in 0..9 {
        let _ = desk.store_says(None);
    }
    assert_eq!(desk.store_says(None), []);
    assert_eq!(review(&mut desk), Some(FlowFailure::Settling));
}

#[test]
fn what_settles_is_looked_for_when_that_is_due() {
    let (mut desk, _) = mined(true);
    let due = desk.rescue.due().expect("a time");
    assert!(due > desk.now);
    assert_eq!(asked(&desk.on(Input::Time)), None);
    desk.now = due;
    assert!(asked(&desk.on(Input::Time)).is_some());
    assert_eq!(desk.rescue.due(), None, "while a look is under way");
}

/// What was known of how the other ended is not known of this one.
#[test]
fn where_something_else_settles_that_is_looked_for_anew() {
    let (mut desk, record) = mined(true);
    let forgets = Output::Forget(Forgotten::Settling);
    assert!(!desk.store_says(Some(&record)).contains(&forgets));
    let other = B256::repeat_byte(8);
    let another = Record {
        written_at_ms: record.written_at_ms + 1,
        hashes: vec![other],
        ..record
    };
    assert!(desk.store_says(Some(&another)).contains(&forgets));
    let outputs = desk.later(6_000);
    let question = look::Question::Receipt(other);
    let looks = Question::Look(Looker::Settling, Node::Reads, question);
    assert_eq!(asked(&outputs), Some(looks));
}
