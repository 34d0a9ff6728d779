//! A signature first.

use alloy::primitives::{Address, B256, U256, address, hex, keccak256};
use alloy::sol_types::SolValue;
use serde_json::json;

use super::super::io::Answer;
use super::super::{Input, Output, Question};
use super::desk::{Desk, refused};
use crate::chain::rpc::Request;
use crate::engine::effect::Endpoint;
use crate::top_up::{Decoded, FlowFailure, Means, Raw, StageView, StepStatus, StrategyId, ToSign};

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
    let word = |number: u64| U256::from(number).abi_encode();
    let said = [
        word(1_800_000_000),
        word(100),
        B256::ZERO.abi_encode(),
        word(1),
        B256::ZERO.abi_encode(),
        "USDS".to_owned().abi_encode(),
        "1".to_owned().abi_encode(),
        separator.abi_encode(),
        word(0),
    ];
    let said: Vec<(bool, alloy::primitives::Bytes)> =
        said.into_iter().map(|one| (true, one.into())).collect();
    let data = said.abi_encode();
    Ok(json!(hex::encode_prefixed(data)))
}

/// The permission is shown.
fn reviewed() -> Desk {
    let mut desk = Desk::that_owes(USDS, terms());
    let way = StrategyId {
        means: Means::Repay,
        asset: USDS,
    };
    let _ = desk.on(Input::Choose(way.into()));
    let asked = desk.on(Input::Review);
    let _ = desk.answer_all(asked);
    desk
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
