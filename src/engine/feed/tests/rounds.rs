//! What a look teaches of its source and of contracts, and what the next one makes of that.

use super::*;
use crate::chain::multicall;
use crate::chain::rpc::Request;

fn calls(count: u8) -> Vec<Call> {
    let call = |byte| Call {
        to: Address::repeat_byte(byte),
        data: Default::default(),
    };
    (1..=count).map(call).collect()
}

/// The one question, for these calls at a block.
fn asks_for(via: Endpoint, calls: &[Call], number: u64) -> [Output; 1] {
    let asked = multicall::encode(calls, ChainId(1), &block(number));
    [Output::AskBatch(via, Request::call(&asked, number))]
}

fn refused() -> Input {
    let words = "out of gas".to_owned();
    Input::Batch(Err(ReadProblem::Refused(words)))
}

/// Begins to read a block, at this time.
fn begins(feed: &mut Feed, now: Millis, number: u64, calls: &[Call]) -> Vec<Output> {
    let _ = feed.on(now, Input::Look);
    let begun = feed.on(now, Input::Head(Ok(block(number))));
    assert!(matches!(begun[..], [Output::Begin { .. }]), "{begun:?}");
    feed.on(now, Input::Calls(calls.to_vec()))
}

#[test]
fn a_source_is_asked_for_as_much_as_it_bore_before() {
    let mut feed = feed(&["one", "two"]);
    let all = calls(4);
    assert_eq!(
        begins(&mut feed, NOW, 7, &all),
        asks_for(via("one"), &all, 7)
    );
    let half = asks_for(via("one"), &all[..2], 7);
    assert_eq!(feed.on(NOW, refused()), half);
    let rest = feed.on(NOW, Input::Batch(Ok(said(7, 6))));
    assert_eq!(rest, asks_for(via("one"), &all[2..], 7));
    let read = feed.on(NOW, Input::Batch(Ok(said(7, 6))));
    assert_eq!(read_at(&read), Some(7));
    let _ = feed.on(NOW, Input::Calls(Vec::new()));
    let next = begins(&mut feed, NOW.plus(12_000), 8, &all);
    assert_eq!(next, asks_for(via("one"), &all[..2], 8));
    // The other has refused nothing.
    let failed = feed.on(NOW.plus(12_000), Input::Batch(Err(ReadProblem::TimedOut)));
    assert_eq!(failed[1..], asks_for(via("two"), &all, 8));
}

#[test]
fn a_contract_that_burns_the_gas_is_not_asked_again_for_two_minutes() {
    for (passed_ms, is_asked) in [(119_999, false), (120_000, true)] {
        let mut feed = feed(&["one"]);
        let all = calls(2);
        let _ = begins(&mut feed, NOW, 7, &all);
        assert_eq!(feed.on(NOW, refused()), asks_for(via("one"), &all[..1], 7));
        assert_eq!(feed.on(NOW, refused()), asks_for(via("one"), &all[1..], 7));
        let read = feed.on(NOW, Input::Batch(Ok(at(7))));
        assert_eq!(read_at(&read), Some(7));
        let _ = feed.on(NOW, Input::Calls(Vec::new()));
        let next = begins(&mut feed, NOW.plus(passed_ms), 17, &all);
        let asked = if is_asked { &all[..] } else { &all[1..] };
        assert_eq!(next, asks_for(via("one"), asked, 17));
    }
}
