//! One witness, without a chain.

use super::*;
use crate::math::Timestamp;
use alloy::primitives::{Address, B256};

const NOW: Millis = Millis(1_000);

fn read() -> Endpoint {
    Endpoint::Http("https://one".into())
}

fn via() -> Endpoint {
    Endpoint::Http("https://two".into())
}

fn block(number: u64) -> BlockRef {
    BlockRef {
        number,
        parent_hash: B256::ZERO,
        timestamp: Timestamp(number),
    }
}

fn begun() -> Witness {
    let mut witness = Witness::new(ChainId(1), NOW);
    assert!(witness.is_due(NOW, block(7)), "the first sight");
    let calls = vec![Call {
        to: Address::ZERO,
        data: Bytes::new(),
    }];
    let asked = witness.on(
        NOW,
        Input::Begin {
            read: read(),
            via: via(),
            block: block(7),
            calls,
        },
    );
    assert_eq!(asked, Some(Output::AskBlock(via(), 7)));
    witness
}

#[test]
fn it_is_asked_at_the_same_block_and_not_about_that_one_again() {
    let mut witness = begun();
    let asked = witness.on(NOW, Input::Block(Ok(Some(block(7)))));
    assert!(matches!(asked, Some(Output::AskBatch(..))));
    let _ = witness.on(NOW, Input::Differ);
    assert!(witness.is_disputed());
    let _ = witness.on(NOW, Input::Want);
    assert!(!witness.is_due(NOW, block(7)));
    assert!(witness.is_due(NOW, block(8)));
}

#[test]
fn one_that_is_behind_for_a_moment_is_no_contradiction_and_one_on_another_branch_is() {
    let mut witness = begun();
    let silent = witness.on(NOW, Input::Block(Ok(Some(block(8)))));
    assert_eq!(silent, Some(Output::Silent(via(), None)));
    assert!(!witness.is_disputed() && !witness.is_busy());
    let mut witness = begun();
    for time in 1..=BRANCHES {
        let said = witness.on(NOW, Input::Block(Ok(Some(block(9)))));
        assert_eq!(said == Some(Output::OtherBranch), time == BRANCHES);
        if time < BRANCHES {
            let calls = Vec::new();
            let begin = Input::Begin {
                read: read(),
                via: via(),
                block: block(7),
                calls,
            };
            let _ = witness.on(NOW, begin);
        }
    }
}

#[test]
fn a_dispute_is_not_settled_by_silence() {
    let mut witness = begun();
    let _ = witness.on(NOW, Input::Differ);
    let calls = Vec::new();
    let begin = Input::Begin {
        read: read(),
        via: via(),
        block: block(8),
        calls,
    };
    let _ = witness.on(NOW, begin);
    let _ = witness.on(NOW, Input::Block(Err(ReadProblem::TimedOut)));
    assert!(witness.is_disputed());
    let _ = witness.on(NOW, Input::Read(vec![read()]));
    assert!(!witness.is_disputed(), "the other was taken off");
}

#[test]
fn what_was_noted_since_two_agreed_is_unsure() {
    let mut witness = begun();
    assert_eq!(witness.unsure_from(), None);
    [6, 7, 8]
        .into_iter()
        .for_each(|height| witness.noted(height));
    assert_eq!(witness.unsure_from(), Some(6));
    let _ = witness.on(NOW, Input::Same);
    [9, 10].into_iter().for_each(|height| witness.noted(height));
    assert_eq!(witness.unsure_from(), Some(8), "the next was noted before");
    // A reorganisation.
    witness.noted(5);
    assert_eq!(witness.unsure_from(), Some(5));
}

#[test]
fn what_another_tab_doubts_is_doubtful_until_two_agree_here() {
    let mut witness = begun();
    witness.doubt(None);
    let _ = witness.on(NOW, Input::Late);
    assert!(witness.is_doubtful() && !witness.is_disputed());
    assert!(witness.is_due(NOW, block(8)));
    let mut witness = begun();
    witness.doubt(None);
    let _ = witness.on(NOW, Input::Same);
    assert!(!witness.is_doubtful());
}

#[test]
fn all_others_are_asked_in_turn_and_in_a_dispute_the_one_that_can_settle_it() {
    let third = Endpoint::Http("https://three".into());
    let others = || vec![via(), third.clone()];
    let mut witness = Witness::new(ChainId(1), NOW);
    assert_eq!(witness.choose(&read(), others()), Some(via()));
    let mut witness = {
        let _ = witness.on(NOW, Input::Read(vec![read(), via(), third.clone()]));
        let begun = Input::Begin {
            read: read(),
            via: via(),
            block: block(7),
            calls: Vec::new(),
        };
        let _ = witness.on(NOW, begun);
        witness
    };
    assert_eq!(witness.choose(&read(), others()), Some(third.clone()));
    let _ = witness.on(NOW, Input::Differ);
    assert_eq!(witness.choose(&read(), others()), Some(via()));
    assert_eq!(witness.choose(&read(), vec![third]), None);
}

#[test]
fn one_that_has_no_such_block_is_behind_unless_it_is_as_new() {
    let told = |time: u64, number: u64| {
        let mut witness = begun();
        let asked = witness.on(NOW, Input::Block(Ok(None)));
        assert_eq!(asked, Some(Output::AskHead(via())));
        let head = BlockRef {
            timestamp: Timestamp(time),
            ..block(number)
        };
        let _ = witness.on(NOW, Input::Head(Ok(head)));
        assert!(!witness.is_busy());
        witness.strays.len()
    };
    assert_eq!(told(6, 6), 0, "a block behind");
    assert_eq!(told(8, 8), 0, "it came meanwhile");
    assert_eq!(told(7, 6), 1, "as new, and lower");
}
