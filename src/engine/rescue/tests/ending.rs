//! How something ends of which only the record is known, or that is not the last of its kind.

use alloy::primitives::{Address, B256, U256};
use alloy::sol_types::SolValue;
use serde_json::json;

use super::super::{Input, Output, Question};
use super::desk::{Desk, asked, at_block, key, of_another_tab, slot};
use crate::chain::ChainId;
use crate::protocols::morpho_blue::act;
use crate::protocols::{a_loan_with, a_snapshot};
use crate::top_up::{Asked, Chosen, FlowFailure, Means, Record, StageView, StepStatus, StrategyId};

const HASH: B256 = B256::repeat_byte(9);

fn receipt(block: u64) -> serde_json::Value {
    json!({
        "transactionHash": HASH,
        "blockNumber": format!("{block:#x}"),
        "status": "0x1",
    })
}

/// What the wallet says of an earlier question is about that, and not about the one that is shown.
#[test]
fn what_is_said_of_an_earlier_question_is_not_taken_for_the_one_that_is_open() {
    let (mut desk, record) = Desk::asked();
    let Some(StageView::Signing(review)) = desk.stage() else {
        panic!("the wallet asks")
    };
    assert_eq!(review.steps[review.current].status, StepStatus::Asked);
    let earlier = Record {
        written_at_ms: record.written_at_ms - 1,
        ..record.clone()
    };
    let outputs = desk.wallet_says(&earlier, Ok(json!(HASH)));
    let kept = desk.kept(&outputs).expect("a record");
    assert_eq!(kept.written_at_ms, earlier.written_at_ms);
    assert!(matches!(desk.stage(), Some(StageView::Signing(_))));
    let _ = desk.wallet_says(&record, Ok(json!(HASH)));
    assert!(matches!(desk.stage(), Some(StageView::Pending(_))));
}

/// While any of it may still matter each block is looked at.
#[test]
fn a_top_up_is_at_work_while_it_is_open_unread_or_may_be_undone() {
    let mut desk = Desk::open();
    assert!(desk.rescue.is_at_work());
    let _ = desk.on(Input::Close);
    assert!(!desk.rescue.is_at_work());
    // It may tell of a transaction.
    let _ = desk.on(Input::RecordIs(
        slot(),
        Ok(Some("of a later release".into())),
    ));
    assert!(desk.rescue.is_at_work());
    let _ = desk.store_says(None);
    assert!(!desk.rescue.is_at_work());
    let (mut desk, record) = Desk::asked();
    let _ = desk.wallet_says(&record, Ok(json!(HASH)));
    let outputs = desk.look_at(&record, receipt(101));
    let ended = desk.kept(&outputs).expect("a record");
    let _ = desk.store_says(Some(&ended));
    desk.page.snapshot = a_snapshot(101, U256::MAX);
    let _ = desk.on(Input::ReadOut(ChainId(1)));
    let _ = desk.on(Input::Close);
    assert!(desk.rescue.is_at_work(), "it may be undone");
}

/// The first part of a mix, of which only its record is known; it lies in block 101.
fn part_of_a_mix() -> (Desk, Record) {
    let record = Record {
        chosen: Chosen::Mix,
        hashes: vec![HASH],
        ..of_another_tab()
    };
    let mut desk = Desk::open();
    let _ = desk.store_says(Some(&record));
    desk.page.snapshot.block.number = 101;
    let outputs = desk.look_at(&record, receipt(101));
    let ended = desk.kept(&outputs).expect("a record");
    assert_eq!(ended.end.map(|end| end.settles), Some(true));
    assert!(matches!(desk.stage(), Some(StageView::Rereading(_))));
    (desk, ended)
}

/// Before its end is written, and after.
#[test]
fn what_comes_after_a_part_that_has_paid_waits_until_that_has_settled() {
    let (mut desk, ended) = part_of_a_mix();
    let _ = desk.on(Input::ReadOut(ChainId(1)));
    assert!(
        matches!(desk.stage(), Some(StageView::Settling(_))),
        "it is being written"
    );
    let _ = desk.store_says(Some(&ended));
    let _ = desk.on(Input::ReadOut(ChainId(1)));
    assert!(matches!(desk.stage(), Some(StageView::Settling(_))));
    desk.page.snapshot.block.number = 109;
    let outputs = desk.look_at(&ended, receipt(101));
    let settled = desk.kept(&outputs).expect("a record");
    assert_eq!(settled.end.map(|end| end.settles), Some(false));
    let _ = desk.store_says(Some(&settled));
    let _ = desk.on(Input::ReadOut(ChainId(1)));
    assert_eq!(
        desk.stage(),
        Some(StageView::Checking),
        "the rest is looked at"
    );
}

/// Another tab learnt a hash of it meanwhile: the end that was to be written did not know of that.
#[test]
fn an_end_that_somebody_wrote_over_is_written_once_more_with_what_they_knew() {
    let (mut desk, ended) = part_of_a_mix();
    let other = B256::repeat_byte(8);
    let knows_more = Record {
        end: None,
        hashes: vec![HASH, other],
        ..ended
    };
    let _ = desk.store_says(Some(&knows_more));
    assert!(
        matches!(desk.stage(), Some(StageView::Rereading(_))),
        "it goes on"
    );
    let outputs = desk.on(Input::ReadOut(ChainId(1)));
    let again = desk.kept(&outputs).expect("a record");
    assert_eq!(again.hashes, [HASH, other]);
    assert_eq!(
        again.end.map(|end| (end.block, end.settles)),
        Some((101, true))
    );
    assert!(matches!(desk.stage(), Some(StageView::Settling(_))));
    // Once: it is being written.
    let outputs = desk.on(Input::ReadOut(ChainId(1)));
    assert_eq!(desk.kept(&outputs), None);
}

/// What was asked for of who may act for the account lies in block 100.
fn authorized() -> (Desk, Address) {
    let snapshot = a_loan_with(None);
    let contract = Address::repeat_byte(8);
    let means = Means::Authorize {
        contract,
        may: true,
    };
    let asset = key().account;
    let record = Record {
        position: snapshot.market.position_of(snapshot.account),
        chosen: StrategyId { means, asset }.into(),
        asked: Asked::One(act::set_authorization(snapshot.market.entry(), contract, true).into()),
        hashes: vec![HASH],
        ..of_another_tab()
    };
    let mut desk = Desk::at_snapshot(snapshot);
    let _ = desk.store_says(Some(&record));
    let outputs = desk.look_at(&record, receipt(100));
    let ended = desk.kept(&outputs).expect("a record");
    let _ = desk.store_says(Some(&ended));
    (desk, contract)
}

/// The position is read, and the protocol asked who may act; what comes of it.
fn reads(desk: &mut Desk, contract: Address) -> Vec<Output> {
    assert!(matches!(desk.stage(), Some(StageView::Rereading(_))));
    let outputs = desk.on(Input::ReadOut(ChainId(1)));
    assert_eq!(asked(&outputs), Some(Question::Authority(contract)));
    desk.answer_all(outputs)
}

/// Who may act for an account is asked of the protocol with each read, and not for ever.
#[test]
fn where_nobody_says_who_may_act_that_is_said_after_five_reads() {
    let (mut desk, contract) = authorized();
    for _ in 0..5 {
        let _ = reads(&mut desk, contract);
    }
    let Some(StageView::Failed { failure, .. }) = desk.stage() else {
        panic!("{:?}", desk.stage())
    };
    let nobody_says = FlowFailure::AuthorityIs {
        may: None,
        is_named: true,
    };
    assert_eq!(failure, nobody_says);
}

/// What was mined may have done nothing.
#[test]
fn who_may_act_counts_from_the_block_on_in_which_that_was_to_change() {
    let (mut desk, contract) = authorized();
    let says = |may: bool| [may.abi_encode()];
    desk.authority = at_block(99, says(false));
    let outputs = reads(&mut desk, contract);
    assert_eq!(outputs.last(), Some(&Output::LookIn(ChainId(1), 500)));
    desk.authority = at_block(100, says(true));
    let _ = reads(&mut desk, contract);
    assert!(matches!(desk.stage(), Some(StageView::Done { .. })));

    let (mut desk, contract) = authorized();
    desk.authority = at_block(100, says(false));
    let _ = reads(&mut desk, contract);
    let Some(StageView::Failed { failure, .. }) = desk.stage() else {
        panic!("{:?}", desk.stage())
    };
    let is_not = FlowFailure::AuthorityIs {
        may: Some(false),
        is_named: true,
    };
    assert_eq!(failure, is_not);
}

/// Somebody put something else in its place, under the same number.
#[test]
fn what_is_mined_in_its_place_is_told_as_something_else_unless_it_did_nothing() {
    for succeeded in [true, false] {
        let (mut desk, record) = Desk::asked();
        let _ = desk.wallet_says(&record, Ok(json!(HASH)));
        let mut found = receipt(101);
        if !succeeded {
            found["status"] = json!("0x0");
        }
        let mined = json!({
            "hash": HASH, "nonce": "0x7", "value": "0x0",
            "from": record.position.account.to_string(),
            "to": Address::repeat_byte(6).to_string(), "input": "0x",
        });
        let outputs = desk.look(&[found, mined]);
        let ended = desk.kept(&outputs).expect("a record").end.expect("an end");
        assert!(ended.settles, "it may pay");
        let Some(StageView::Failed { failure, .. }) = desk.stage() else {
            panic!("{:?}", desk.stage())
        };
        let is_other = matches!(failure, FlowFailure::NotWhatWasAsked { hash: HASH, .. });
        let is_nothing = failure == FlowFailure::Reverted { hash: HASH };
        assert_eq!(
            (is_other, is_nothing),
            (succeeded, !succeeded),
            "{failure:?}"
        );
    }
}

/// What a wallet can is asked once, and of the coin only where others are to be told what is left.
#[test]
fn what_is_known_is_not_asked_again() {
    let mut desk = Desk::open();
    let outputs = desk.on(Input::Review);
    let is_of_wallet =
        |output: &Output| matches!(output, Output::Ask(Question::Capabilities(_), ..));
    assert!(!outputs.iter().any(is_of_wallet));
    let _ = desk.on(Input::Close);
    let outputs = desk.on(Input::Open(key()));
    assert!(
        outputs.iter().any(is_of_wallet),
        "of whoever opens it it was not heard"
    );
    let _ = desk.answer_all(outputs);
    let outputs = desk.on(Input::Review);
    // By no name is anything looked for at a wallet that carries out nothing by a name.
    let is_by_name = |output: &Output| matches!(output, Output::Ask(Question::CallsStatus, ..));
    assert!(!desk.answer_all(outputs).iter().any(is_by_name));
    let is_of_coin = |output: &Output| matches!(output, Output::Ask(Question::Coin, ..));
    let mut desk = Desk::open();
    let _ = desk.store_says(Some(&of_another_tab()));
    let outputs = desk.on(Input::Read(ChainId(1)));
    assert!(!outputs.iter().any(is_of_coin));
    // Whoever is asked to sign takes their time, and nobody else does.
    let send = Question::Send(Box::new(of_another_tab()));
    assert!(send.waits_for_person() && !Question::Coin.waits_for_person());
}

/// Whatever cannot be read elsewhere, and however soon.
#[test]
fn a_read_that_fails_on_another_chain_ends_no_check() {
    let mut desk = Desk::open();
    let _ = desk.on(Input::Review);
    let _ = desk.on(Input::CouldNotRead(ChainId(2)));
    assert_eq!(desk.stage(), Some(StageView::Checking));
    let _ = desk.on(Input::CouldNotRead(ChainId(1)));
    let Some(StageView::Failed { failure, .. }) = desk.stage() else {
        panic!("{:?}", desk.stage())
    };
    assert_eq!(failure, FlowFailure::CannotRead);
}

/// No way begins with it.
#[test]
fn of_what_is_not_known_now_no_way_is_offered_and_nothing_is_reviewed() {
    let mut desk = Desk::open();
    let view = |desk: &Desk| desk.rescue.view(desk.now, &desk.page).expect("a view");
    assert!(!view(&desk).options.is_empty() && view(&desk).health_now.is_some());
    desk.page.is_known = false;
    let old = view(&desk);
    assert!(old.options.is_empty() && old.mix.is_none() && old.health_now.is_none());
    let questions = desk.on(Input::Review);
    let _ = desk.answer_all(questions);
    let Some(StageView::Failed { failure, .. }) = desk.stage() else {
        panic!("{:?}", desk.stage())
    };
    assert_eq!(failure, FlowFailure::CannotRead);
}

/// What that changes is no news, for this position alone.
#[test]
fn the_e_mode_that_was_asked_for_here_is_known_also_after_a_reload() {
    let pool = a_snapshot(100, U256::ZERO).market.entry();
    let record = Record {
        asked: Asked::One(crate::protocols::aave_v3::act::enter_e_mode(pool, 3).into()),
        ..of_another_tab()
    };
    let mut desk = Desk::open();
    assert_eq!(desk.rescue.enters(&key()), None);
    let _ = desk.store_says(Some(&record));
    assert_eq!(desk.rescue.enters(&key()), Some(3));
    let other = crate::protocols::PositionKey {
        id: Some(HASH),
        ..key()
    };
    assert_eq!(desk.rescue.enters(&other), None);
}
