//! A signature first.

use alloy::primitives::{Address, B256, U256, address, hex, keccak256};
use alloy::sol_types::SolValue;
use serde_json::json;

use super::super::io::Answer;
use super::super::{Input, Output, Question};
use super::desk::{Desk, NOW, at_block, refused};
use crate::chain::rpc::Request;
use crate::engine::clock::Millis;
use crate::engine::effect::Endpoint;
use crate::math::Timestamp;
use crate::top_up::{
    Asked, Changed, Decoded, FlowFailure, Manner, Means, Raw, StageView, StepStatus, StrategyId,
    ToSign,
};

const USDS: Address = address!("dC035D45d973E3EC169d2276DDab16f1e407384F");

/// What Multicall3 says that the token said.
fn terms() -> Answer {
    let kind = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    let words: [B256; 5] = [
        keccak256(kind),
        keccak256("USDS"),
        keccak256("1"),
        U256::ONE.into(),
        USDS.into_word(),
    ];
    let separator = keccak256(words.concat());
    let said = [
        "USDS".to_owned().abi_encode(),
        "1".to_owned().abi_encode(),
        separator.abi_encode(),
        U256::ZERO.abi_encode(),
    ];
    at_block(100, said)
}

/// All is asked that is asked before the review; whether the token is.
fn reviews(desk: &mut Desk) -> bool {
    let way = StrategyId {
        means: Means::Repay,
        asset: USDS,
    };
    let _ = desk.on(Input::Choose(way.into()));
    let asked = desk.on(Input::Review);
    let asked = desk.answer_all(asked);
    let is_of_token = |output: &Output| matches!(output, Output::Ask(Question::PermitTerms(_), ..));
    asked.iter().any(is_of_token)
}

/// The permission is shown.
fn reviewed() -> Desk {
    let mut desk = Desk::that_owes(USDS, terms());
    assert!(reviews(&mut desk));
    desk
}

/// And the wallet signs it.
fn signed() -> (Desk, ToSign) {
    let mut desk = reviewed();
    let (ask, _) = asked(&mut desk);
    let question = Question::Permit(Box::new(ask.clone()));
    let outputs = desk.on(Input::Answered(question, signature()));
    let _ = desk.answer_all(outputs);
    (desk, ask)
}

/// And the wallet is asked for it.
fn asked(desk: &mut Desk) -> (ToSign, Request) {
    let outputs = desk.on(Input::Sign);
    let outputs = desk.answer_all(outputs);
    let mut asks = outputs.into_iter().filter_map(|output| match output {
        Output::Ask(Question::Permit(ask), Endpoint::Wallet, request) => Some((*ask, request)),
        _ => None,
    });
    let first = asks.next().expect("a question");
    assert!(asks.next().is_none(), "once");
    first
}

fn signature() -> Answer {
    Ok(json!(hex::encode_prefixed(
        [vec![1; 64], vec![27]].concat()
    )))
}

#[test]
fn a_signature_is_of_what_was_shown_last_or_nothing_comes_of_it() {
    let mut desk = reviewed();
    let Some(StageView::Review(review)) = desk.stage() else {
        panic!("a review: {:?}", desk.stage())
    };
    let Raw::Message(shown) = &review.steps[0].raw else {
        panic!("a text")
    };
    let (ask, request) = asked(&mut desk);
    assert_eq!(request.method, "eth_signTypedData_v4");
    assert_eq!(request.params[1], json!(shown));
    assert_eq!(
        request.params[0],
        json!(desk.page.snapshot.account.to_string())
    );
    // Of another text.
    let mut other = ask.clone();
    other.text.push(' ');
    let _ = desk.on(Input::Answered(
        Question::Permit(Box::new(other)),
        signature(),
    ));
    assert!(matches!(desk.stage(), Some(StageView::Permitting(_))));
    let question = Question::Permit(Box::new(ask));
    let outputs = desk.on(Input::Answered(question.clone(), signature()));
    let _ = desk.answer_all(outputs);
    let Some(StageView::Review(review)) = desk.stage() else {
        panic!("a review: {:?}", desk.stage())
    };
    assert_eq!(
        (review.current, review.steps[0].status.clone()),
        (1, StepStatus::Signed)
    );
    let acts = &review.steps[1].decoded;
    assert!(matches!(
        acts,
        Decoded::Repay {
            permitted_until: Some(_),
            ..
        }
    ));
    // A second answer changes nothing.
    let before = desk.stage();
    let _ = desk.on(Input::Answered(question, signature()));
    assert_eq!(desk.stage(), before);
}

#[test]
fn whatever_voids_the_question_drops_what_comes_of_it() {
    for input in [Input::Close, Input::Moved, Input::Locked, Input::Back] {
        let mut desk = reviewed();
        let (ask, _) = asked(&mut desk);
        let _ = desk.on(input);
        let before = desk.stage();
        let question = Question::Permit(Box::new(ask));
        let outputs = desk.on(Input::Answered(question, signature()));
        assert_eq!(outputs, []);
        assert_eq!(desk.stage(), before);
    }
}

#[test]
fn who_declines_is_asked_no_more() {
    let mut desk = reviewed();
    let (ask, _) = asked(&mut desk);
    let question = Question::Permit(Box::new(ask));
    let _ = desk.on(Input::Answered(question, refused(4001, "no")));
    let failed = FlowFailure::NotSigned;
    assert!(matches!(desk.stage(), Some(StageView::Failed { failure, .. }) if failure == failed));
}

/// A token looks at the signature of a contract otherwise; and by a clock that is wrong a permission ends when
/// nobody expects it to.
#[test]
fn a_permission_is_one_of_who_signs_by_a_key_alone_and_by_a_clock_that_may_be_right() {
    for (code, behind_ms, expected) in [
        ("0x", 0, true),
        ("0x6001", 0, false),
        ("0x", 3_600_000, true),
        ("0x", 3_601_000, false),
    ] {
        let mut desk = Desk::that_owes(USDS, terms());
        desk.account_code = code;
        desk.now = Millis(NOW.0 - behind_ms);
        assert_eq!(reviews(&mut desk), expected, "{code} {behind_ms}");
        assert!(matches!(desk.stage(), Some(StageView::Review(_))));
    }
}

#[test]
fn what_the_token_says_of_permissions_is_waited_for() {
    let mut desk = Desk::that_owes(USDS, terms());
    desk.permit_terms = None;
    assert!(reviews(&mut desk));
    assert_eq!(desk.stage(), Some(StageView::Checking));
    let outputs = desk.on(Input::Answered(Question::PermitTerms(USDS), terms()));
    let _ = desk.answer_all(outputs);
    let Some(StageView::Review(review)) = desk.stage() else {
        panic!("a review: {:?}", desk.stage())
    };
    assert_eq!(review.manners.chosen, Manner::Permit);
}

/// It is in somebody's hands until it is used, or ends.
#[test]
fn a_permission_that_nothing_uses_is_told_of_until_it_ends() {
    let (mut desk, ask) = signed();
    let until = |desk: &Desk| {
        let view = desk.rescue.view(desk.now, &desk.page);
        view.expect("a top-up").unused_until
    };
    assert_eq!(until(&desk), None, "it is about to be used");
    let Timestamp(deadline) = ask.permit.deadline;
    let _ = desk.on(Input::Back);
    assert_eq!(until(&desk), Some(Timestamp(deadline)));
    desk.now = Millis(deadline * 1_000 + 999);
    assert_eq!(until(&desk), Some(Timestamp(deadline)));
    desk.now = Millis((deadline + 1) * 1_000);
    assert_eq!(until(&desk), None);
}

#[test]
fn what_was_signed_is_shown_before_what_the_wallet_is_asked_for_with_it() {
    let (mut desk, _) = signed();
    let record = desk.claim();
    let _ = desk.ask_wallet(&record);
    let Some(StageView::Signing(review)) = desk.stage() else {
        panic!("the wallet asks: {:?}", desk.stage())
    };
    let statuses: Vec<_> = review
        .steps
        .iter()
        .map(|step| step.status.clone())
        .collect();
    assert_eq!(statuses, [StepStatus::Signed, StepStatus::Asked]);
    assert_eq!(review.current, 1);
}

/// It signs no such text: an approval does it too.
#[test]
fn where_the_wallet_cannot_sign_an_approval_is_shown_in_its_place() {
    let mut desk = reviewed();
    let (ask, _) = asked(&mut desk);
    let question = Question::Permit(Box::new(ask));
    let _ = desk.on(Input::Answered(question, refused(-32601, "no such method")));
    let Some(StageView::Review(review)) = desk.stage() else {
        panic!("a review: {:?}", desk.stage())
    };
    assert!(matches!(review.steps[0].decoded, Decoded::Approve { .. }));
    assert_eq!(review.changed, Some(Changed::Manner));
    assert_eq!(
        (review.manners.chosen, review.manners.others),
        (Manner::Each, vec![])
    );
    let outputs = desk.on(Input::Sign);
    let asks = desk.answer_all(outputs);
    let is_of_token = |output: &Output| matches!(output, Output::Ask(Question::PermitTerms(_), ..));
    assert!(!asks.iter().any(is_of_token), "none is asked for again");
    let record = desk.kept(&asks).expect("a record");
    assert!(matches!(record.asked, Asked::One(_)));
}
