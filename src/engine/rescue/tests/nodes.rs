//! What nodes refuse, are silent about, or are late with.

use alloy::primitives::{B256, U256};
use serde_json::json;

use super::super::io::{Answer, Forgotten, Looker, Node};
use super::super::{Input, Output, Question};
use super::desk::{Desk, asked, key, of_another_tab, refused, slot};
use crate::chain::operations::OperationQuestion;
use crate::chain::transactions::CountAt;
use crate::engine::effect::Endpoint;
use crate::engine::event::RequestFailure;
use crate::protocols::PositionKey;
use crate::top_up::{
    Asked, End, FlowFailure, Record, Slot, StageView, Together, a_record_of_calls, ended_record,
    look,
};

const HASH: B256 = B256::repeat_byte(9);

fn failure(desk: &Desk) -> Option<FlowFailure> {
    match desk.stage() {
        Some(StageView::Failed { failure, .. }) => Some(failure),
        _ => None,
    }
}

fn is_reviewed(desk: &Desk) -> bool {
    matches!(desk.stage(), Some(StageView::Review(_)))
}

#[test]
fn a_person_is_about_to_sign_from_the_check_until_the_wallet_is_asked() {
    let mut desk = Desk::open();
    assert!(!desk.rescue.is_in_hand());
    let questions = desk.on(Input::Review);
    assert!(desk.rescue.is_in_hand());
    let _ = desk.answer_all(questions);
    assert!(is_reviewed(&desk) && desk.rescue.is_in_hand());
    let record = desk.claim();
    assert!(desk.rescue.is_in_hand());
    let _ = desk.ask_wallet(&record);
    assert!(!desk.rescue.is_in_hand());
}

#[test]
fn a_node_that_counts_none_that_wait_is_enough_and_one_that_is_silent_is_not() {
    for (answer, expected) in [
        (refused(-32601, "no such block"), None),
        (
            Err(RequestFailure::Unreachable),
            Some(FlowFailure::CannotRead),
        ),
    ] {
        let mut desk = Desk::open();
        desk.waiting = Some(answer);
        let questions = desk.on(Input::Review);
        let _ = desk.answer_all(questions);
        assert_eq!(failure(&desk), expected);
        assert_eq!(is_reviewed(&desk), expected.is_none());
    }
}

/// A permission over a rest of an earlier one, which some tokens refuse, also where the node says no reason.
#[test]
fn what_is_refused_without_a_reason_is_tried_with_the_rest_taken_away_and_silence_is_not() {
    for (answer, resets) in [
        (refused(3, "execution reverted"), true),
        (refused(-32000, "execution reverted"), true),
        (Err(RequestFailure::Unreachable), false),
    ] {
        let mut desk = Desk::with_allowance(U256::ONE);
        desk.step = None;
        let questions = desk.on(Input::Review);
        let _ = desk.answer_all(questions);
        let again = desk.on(Input::Answered(Question::Step, answer));
        if !resets {
            assert_eq!(failure(&desk), Some(FlowFailure::CannotRead));
            continue;
        }
        desk.step = Some(Ok(json!("0x")));
        let mut next = again;
        // The other ways to ask are refused as before.
        let _ = desk.answer_all(core::mem::take(&mut next));
        let Some(StageView::Review(review)) = desk.stage() else {
            panic!("{:?}", desk.stage())
        };
        assert_eq!(review.steps.len(), 3, "it is taken away first");
    }
}

#[test]
fn what_is_mined_and_cannot_be_read_holds_up_no_other_position() {
    let other = PositionKey {
        id: Some(B256::repeat_byte(8)),
        ..key()
    };
    let (mut desk, record) = Desk::asked();
    let _ = desk.wallet_says(&record, Ok(json!(HASH)));
    let receipt = json!({ "status": "0x1", "transactionHash": HASH, "blockNumber": "0x65" });
    let outputs = desk.look_at(&record, receipt);
    let ended = desk.kept(&outputs).expect("a record");
    let _ = desk.store_says(Some(&ended));
    assert!(matches!(desk.stage(), Some(StageView::Rereading(_))));
    // It can be read: soon it is known what came of it.
    assert_eq!(desk.on(Input::Open(other.clone())), []);
    assert_eq!(desk.rescue.key(), Some(&key()));
    desk.page.could_not_read = true;
    assert_eq!(desk.on(Input::Open(key())), []);
    assert!(matches!(desk.stage(), Some(StageView::Rereading(_))));
    let _ = desk.on(Input::Open(other.clone()));
    assert_eq!(desk.rescue.key(), Some(&other));
}

#[test]
fn only_what_is_asked_in_vain_is_forgotten() {
    let of = |looker| {
        let question = look::Question::Count(CountAt::Latest);
        Question::Look(looker, Node::Reads, question)
    };
    let all = [Forgotten::Checks, Forgotten::Looks, Forgotten::Settling];
    let forgets = |question: &Question| all.map(|which| which.has(question));
    assert_eq!(forgets(&Question::Chain), [true, false, false]);
    assert_eq!(forgets(&of(Looker::Pending)), [false, true, false]);
    assert_eq!(forgets(&of(Looker::Settling)), [false, false, true]);
    let question = Question::Send(Box::new(of_another_tab()));
    assert_eq!(forgets(&question), [false; 3]);
    let question = Question::Capabilities(Box::new(key()));
    assert_eq!(forgets(&question), [false; 3]);
}

/// The next question of a look, where nobody knows the hash and the log is not answered for.
fn look_without_a_log(desk: &mut Desk) -> Option<look::Question> {
    let mut outputs = desk.later(6_000);
    loop {
        let question = match asked(&outputs) {
            Some(Question::Look(_, Node::Reads, question)) => question,
            _ => return None,
        };
        let answer = match &question {
            look::Question::Receipt(_) | look::Question::Transaction(_) => Ok(json!(null)),
            look::Question::Operation(OperationQuestion { .. }) => Err(RequestFailure::Unreachable),
            _ => return Some(question),
        };
        let question = Question::Look(Looker::Pending, Node::Reads, question);
        outputs = desk.on(Input::Answered(question, answer));
    }
}

#[test]
fn a_log_that_is_never_answered_for_is_one_that_the_node_does_not_keep() {
    let mut desk = Desk::open();
    desk.account_code = "0x6001";
    let questions = desk.on(Input::Review);
    let _ = desk.answer_all(questions);
    let record = desk.claim();
    let _ = desk.ask_wallet(&record);
    let _ = desk.wallet_says(&record, Ok(json!(HASH)));
    // What else is not answered for is of no matter to that.
    for _ in 0..2 {
        let outputs = desk.later(6_000);
        let question = asked(&outputs).expect("a question");
        let _ = desk.on(Input::Answered(question, Err(RequestFailure::Unreachable)));
    }
    // Silence may be one of a moment.
    for _ in 0..2 {
        assert_eq!(look_without_a_log(&mut desk), None);
    }
    let latest = look::Question::Count(CountAt::Latest);
    assert_eq!(look_without_a_log(&mut desk), Some(latest));
}

#[test]
fn a_store_that_keeps_another_record_is_not_asked_for_ever() {
    let (mut desk, record) = Desk::asked();
    let end = Some(End {
        block: record.block,
        at_ms: 9,
        settles: false,
    });
    let other = Record {
        end,
        ..of_another_tab()
    };
    let outputs = desk.store_says(Some(&other));
    assert_eq!(desk.kept(&outputs), Some(record), "it is written again");
    for _ in 0..9 {
        let _ = desk.store_says(Some(&other));
    }
    let outputs = desk.store_says(Some(&other));
    assert_eq!(desk.kept(&outputs), None);
    assert!(desk.stage().is_some(), "and is still under way");
}

/// The names by which the wallet is asked for what it carries out as one, and what comes of it; `last`: what it
/// called what was asked of it before.
fn names(status: &Answer, last: Option<&str>) -> (Vec<String>, Option<FlowFailure>) {
    let mut desk = Desk::that_carries_out_as_one("supported");
    if let (Some(last), Asked::Together(calls)) = (last, a_record_of_calls().asked) {
        let known_as = Some(last.to_owned());
        let before = Record {
            asked: Asked::Together(Together { known_as, ..calls }),
            ..of_another_tab()
        };
        let _ = desk.store_says(Some(&ended_record(&before)));
        desk.page.snapshot.block.number = 120;
    }
    desk.calls_status = status.clone();
    let questions = desk.on(Input::Review);
    let outputs = desk.answer_all(questions);
    let names = outputs.iter().filter_map(|output| match output {
        Output::Ask(Question::CallsStatus, Endpoint::Wallet, request) => Some(request),
        _ => None,
    });
    let names = names.map(|request| request.params[0].as_str().expect("a name").to_owned());
    (names.collect(), failure(&desk))
}

/// It takes a name once; eight of a number that have ended are as many as anybody looks for.
#[test]
fn a_name_that_the_wallet_knows_is_passed_over_once_that_has_ended_and_waited_for_until_then() {
    let unknown = refused(5730, "unknown bundle");
    let status = |code: u64| Ok(json!({ "status": code, "receipts": [] }));
    let waits = Some(FlowFailure::OtherWaits);
    let (first, failure) = names(&unknown, None);
    assert_eq!((first.len(), failure), (1, None));
    assert_eq!(names(&status(100), None), (first.clone(), waits.clone()));
    let (all, failure) = names(&status(200), None);
    assert_eq!((all.len(), failure), (8, None));
    assert_eq!(all[0], first[0]);
    assert!(
        all.iter()
            .all(|one| all.iter().filter(|two| one == *two).count() == 1)
    );
    // What was asked for last goes by the wallet's own name.
    let last = "0xabcd";
    let both = vec![last.to_owned(), first[0].clone()];
    assert_eq!(names(&unknown, Some(last)), (both, None));
    assert_eq!(
        names(&status(100), Some(last)),
        (vec![last.to_owned()], waits)
    );
    let (all, failure) = names(&status(400), Some(last));
    assert_eq!((all.len(), failure), (9, None));
}

/// It knows of what the wallet sent where others may not.
#[test]
fn the_wallets_own_node_is_asked_beside_another_one_for_what_is_of_its_account() {
    let elsewhere = Slot {
        account: alloy::primitives::Address::repeat_byte(9),
        ..slot()
    };
    let http = || Endpoint::Http("https://node.example".into());
    for (source, signs, expected) in [
        (http(), slot(), true),
        (Endpoint::Wallet, slot(), false),
        (http(), elsewhere, false),
    ] {
        let (mut desk, record) = Desk::asked();
        let _ = desk.wallet_says(&record, Ok(json!(HASH)));
        (desk.page.source, desk.page.signs) = (source, Some(signs));
        let receipt = json!({ "status": "0x1", "transactionHash": HASH, "blockNumber": "0x65" });
        let outputs = desk.look_at(&record, receipt);
        let is_second = |output: &Output| {
            matches!(output, Output::Ask(Question::Look(_, Node::Wallets, _), ..))
        };
        assert_eq!(outputs.iter().any(is_second), expected);
        let has_ended = |output: &Output| matches!(output, Output::ChangeRecord { .. });
        assert!(outputs.iter().any(has_ended));
    }
}

/// Only what a node marks so is a contract's own refusal.
#[test]
fn what_a_contract_refuses_is_told_as_that_and_what_a_node_refuses_is_not() {
    for (code, is_reverted) in [(3, true), (-32000, false)] {
        let mut desk = Desk::open();
        desk.step = Some(refused(code, "execution reverted"));
        let questions = desk.on(Input::Review);
        let _ = desk.answer_all(questions);
        let failed = failure(&desk).expect("a failure");
        let reverts = matches!(failed, FlowFailure::WouldRevert(_));
        assert_eq!(
            (reverts, failed == FlowFailure::CannotRead),
            (is_reverted, !is_reverted)
        );
    }
}

/// Where a node simulates no blocks.
#[test]
fn code_that_makes_several_calls_in_one_is_asked_with_where_it_is_there() {
    for (code, expected) in [("0x", false), ("0x6001", true)] {
        let mut desk = Desk::open();
        desk.batch_code = code;
        let questions = desk.on(Input::Review);
        let outputs = desk.answer_all(questions);
        let is_asked = |output: &Output| matches!(output, Output::Ask(Question::AtAccount, ..));
        assert_eq!(outputs.iter().any(is_asked), expected);
        assert!(is_reviewed(&desk), "the next step alone is asked about");
    }
}
