mod heads;
mod rounds;
mod sources;

use std::collections::VecDeque;

use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::sol_types::SolValue;

use super::super::Millis;
use super::super::effect::Endpoint;
use super::super::view::ReadProblem;
use super::{Age, Feed, Input, Output};
use crate::chain::{BlockRef, Call, ChainFacts, ChainId, Seen};
use crate::math::Timestamp;

const NOW: Millis = Millis(1_800_000_000_000);

fn via(name: &str) -> Endpoint {
    Endpoint::Http(format!("https://{name}").into())
}

fn block(number: u64) -> BlockRef {
    BlockRef {
        number,
        parent_hash: B256::with_last_byte(number as u8 - 1),
        timestamp: Timestamp(1_800_000_000 + number * 12),
    }
}

fn call() -> Call {
    Call {
        to: Address::repeat_byte(1),
        data: Default::default(),
    }
}

/// Ethereum, through these sources, of which the first is asked for the first time.
fn begun(names: &[&str]) -> Feed {
    let facts = *ChainFacts::of(ChainId(1)).unwrap();
    let mut feed = Feed::new(facts, NOW, Seen::default());
    let sources = names.iter().map(|name| via(name)).collect();
    let begun = feed.on(NOW, Input::Served(sources));
    let header = Output::AskHead(via(names[0]));
    assert_eq!(begun, [Output::Begin { sweep: false }, header]);
    let first = feed.on(NOW, Input::Calls(vec![call()]));
    assert_eq!(asked(&first), Some((via(names[0]), "latest".into())));
    feed
}

/// What the contracts of the head say, which is this block, when one call was asked.
fn at_head(number: u64) -> Bytes {
    said(number, 6)
}

/// The same where that block was asked for.
fn at(number: u64) -> Bytes {
    said(number, 5)
}

/// What they say at the head, as seen by whoever holds a block.
fn at_head_after(held: u64, number: u64) -> Bytes {
    said_after(block(held).parent_hash.into(), number, 6)
}

fn said(number: u64, words: usize) -> Bytes {
    said_after(U256::ZERO, number, words)
}

fn said_after(before: U256, number: u64, words: usize) -> Bytes {
    let block = block(number);
    let all = [
        U256::from(block.timestamp.0),
        U256::from(number),
        block.parent_hash.into(),
        U256::from(1),
        before,
        U256::ZERO,
    ];
    let answer = |word: &U256| (true, Bytes::from(word.to_be_bytes_vec()));
    let said: Vec<_> = all[..words].iter().map(answer).collect();
    (said,).abi_encode_params().into()
}

/// The same where its contracts cannot say at the head which block that is.
fn feed(names: &[&str]) -> Feed {
    let mut feed = begun(names);
    // Its contracts cannot say which block that is; the header is under way.
    assert_eq!(feed.on(NOW, Input::Batch(Ok(Default::default()))), []);
    feed
}

/// The block of a head was read.
fn read(feed: &mut Feed, now: Millis, number: u64) {
    let begun = feed.on(now, Input::Head(Ok(block(number))));
    assert!(matches!(begun[..], [Output::Begin { .. }]), "{begun:?}");
    let ended = feed.on(now, Input::Calls(Vec::new()));
    assert_eq!(ended, [Output::Read]);
    assert_eq!(feed.block(), Some(block(number)));
}

/// Who is asked for a batch at which block.
fn asked(outputs: &[Output]) -> Option<(Endpoint, String)> {
    outputs.iter().find_map(|output| match output {
        Output::AskBatch(via, request) => {
            Some((via.clone(), request.params[1].as_str()?.to_owned()))
        }
        _ => None,
    })
}

/// At which block answers were taken.
fn read_at(outputs: &[Output]) -> Option<u64> {
    outputs.iter().find_map(|output| match output {
        Output::Answers(block, _) => Some(block.number),
        _ => None,
    })
}

#[test]
fn the_first_header_comes_beside_the_answer_that_names_its_block_in_either_order() {
    for comes_first in [true, false] {
        let mut feed = begun(&["one"]);
        let header = |feed: &mut Feed| feed.on(NOW, Input::Head(Ok(block(7))));
        let early = comes_first.then(|| header(&mut feed));
        assert_eq!(early.unwrap_or_default(), []);
        let batch = feed.on(NOW, Input::Batch(Ok(at_head(7))));
        assert!(matches!(batch[0], Output::Glimpse(_)), "{batch:?}");
        let last = match comes_first {
            true => batch,
            false => header(&mut feed),
        };
        assert_eq!(read_at(&last), Some(7));
        assert!(feed.seen().has_named_a_block());
    }
}

#[test]
fn a_header_that_was_answered_a_block_before_says_nothing_and_is_asked_for_again() {
    for comes_first in [true, false] {
        let mut feed = begun(&["one"]);
        let header = |feed: &mut Feed| feed.on(NOW, Input::Head(Ok(block(6))));
        let early = comes_first.then(|| header(&mut feed));
        let batch = feed.on(NOW, Input::Batch(Ok(at_head(7))));
        let asked = early.map_or_else(|| header(&mut feed), |_| batch);
        assert!(asked.contains(&Output::AskHead(via("one"))), "{asked:?}");
        let after = feed.on(NOW, Input::Head(Ok(block(7))));
        assert_eq!(read_at(&after), Some(7));
    }
    // One that was asked for after the answer is not to be of a block before.
    let mut feed = begun(&["one"]);
    assert_eq!(feed.on(NOW, Input::Head(Err(ReadProblem::TimedOut))), []);
    let batch = feed.on(NOW, Input::Batch(Ok(at_head(7))));
    assert!(batch.contains(&Output::AskHead(via("one"))), "{batch:?}");
    let anew = feed.on(NOW, Input::Head(Ok(block(6))));
    assert_eq!(anew, [Output::Begin { sweep: false }]);
    assert!(!feed.seen().has_named_a_block());
}

#[test]
fn a_source_that_fails_amid_a_look_is_replaced_at_the_same_block() {
    let mut feed = feed(&["one", "two"]);
    let _ = feed.on(NOW, Input::Head(Ok(block(7))));
    let first = feed.on(NOW, Input::Calls(vec![call()]));
    assert_eq!(asked(&first), Some((via("one"), "0x7".into())));
    let soon = NOW.plus(30_000);
    let second = feed.on(soon, Input::Batch(Err(ReadProblem::TimedOut)));
    assert_eq!(asked(&second), Some((via("two"), "0x7".into())));
    let failed = feed.on(soon, Input::Batch(Err(ReadProblem::Unreachable)));
    assert!(failed.contains(&Output::Failed(ReadProblem::Unreachable)));
    assert!(!feed.is_looking());
}

/// What a source that timed out was asked about is long ago.
#[test]
fn a_source_that_fails_late_is_replaced_at_the_head_of_the_next() {
    let mut feed = feed(&["one", "two"]);
    let _ = feed.on(NOW, Input::Sweep);
    let _ = feed.on(NOW, Input::Head(Ok(block(7))));
    let _ = feed.on(NOW, Input::Calls(vec![call()]));
    let later = NOW.plus(30_001);
    let next = feed.on(later, Input::Batch(Err(ReadProblem::TimedOut)));
    assert_eq!(
        next,
        [Output::Forget, Output::Same, Output::AskHead(via("two"))]
    );
    let begun = feed.on(later, Input::Head(Ok(block(9))));
    assert_eq!(begun, [Output::Begin { sweep: true }]);
    let asked_of = feed.on(later, Input::Calls(vec![call()]));
    assert_eq!(asked(&asked_of), Some((via("two"), "0x9".into())));
}

#[test]
fn what_was_wanted_of_a_look_that_failed_is_of_the_next() {
    let mut feed = feed(&["one"]);
    let _ = feed.on(NOW, Input::Head(Ok(block(7))));
    let _ = feed.on(NOW, Input::Calls(Vec::new()));
    let _ = feed.on(NOW, Input::Sweep);
    let begun = feed.on(NOW, Input::Head(Ok(block(8))));
    assert_eq!(begun, [Output::Begin { sweep: true }]);
    let _ = feed.on(NOW, Input::Calls(vec![call()]));
    let _ = feed.on(NOW, Input::Batch(Err(ReadProblem::TimedOut)));
    let later = NOW.plus(120_000);
    let _ = feed.on(later, Input::Time);
    let begun = feed.on(later, Input::Head(Ok(block(8))));
    assert_eq!(begun, [Output::Begin { sweep: true }]);
}

#[test]
fn no_look_waits_for_a_second_source_that_is_mute() {
    let mut feed = feed(&["good", "mute"]);
    read(&mut feed, NOW, 7);
    let later = NOW.plus(120_000);
    let asked = feed.on(later, Input::Time);
    let both = [Output::AskAside(via("mute")), Output::AskHead(via("good"))];
    assert_eq!(asked, both);
    let _ = feed.on(later, Input::Head(Ok(block(17))));
    let _ = feed.on(later, Input::Calls(Vec::new()));
    assert_eq!(feed.block(), Some(block(17)));
    let timed_out = feed.on(later.plus(15_000), Input::Aside(Err(ReadProblem::TimedOut)));
    assert_eq!(timed_out, []);
    let problems = feed.sources().map(|source| source.problem.clone());
    let timed_out = Some(ReadProblem::TimedOut);
    assert_eq!(problems.collect::<Vec<_>>(), [None, timed_out]);
}

/// On a hidden page each vain question costs a minute.
#[test]
fn a_source_that_failed_is_tried_beside_a_look_and_is_the_first_again_when_it_serves() {
    let mut feed = feed(&["mute", "good"]);
    let _ = feed.on(NOW, Input::Head(Err(ReadProblem::TimedOut)));
    let _ = feed.on(NOW, Input::Head(Ok(block(7))));
    let _ = feed.on(NOW, Input::Calls(Vec::new()));
    let mut number = 7;
    let mut look = |feed: &mut Feed, minutes: u64, aside: Result<BlockRef, ReadProblem>| {
        let now = NOW.plus(minutes * 120_000);
        number += 10;
        let asked = feed.on(now, Input::Time);
        let beside = asked.contains(&Output::AskAside(via("mute")));
        assert!(asked.contains(&Output::AskHead(via("good"))), "{asked:?}");
        let _ = feed.on(now, Input::Head(Ok(block(number))));
        let _ = feed.on(now, Input::Calls(Vec::new()));
        if beside {
            let _ = feed.on(now, Input::Aside(aside));
        }
        beside
    };
    assert!(look(&mut feed, 1, Err(ReadProblem::TimedOut)));
    assert!(look(&mut feed, 2, Ok(block(27))));
    let later = NOW.plus(3 * 120_000);
    let asked = feed.on(later, Input::Time);
    assert!(asked.contains(&Output::AskHead(via("mute"))), "{asked:?}");
}

#[test]
fn who_names_heads_and_serves_nothing_else_is_tried_ever_more_rarely() {
    let mut feed = feed(&["heads", "good"]);
    read(&mut feed, NOW, 7);
    let (mut number, mut vain) = (7, Vec::new());
    for minute in 1..60 {
        let now = NOW.plus(minute * 60_000);
        number += 5;
        let mut outputs: VecDeque<_> = feed.on(now, Input::Time).into();
        while let Some(output) = outputs.pop_front() {
            let more = match output {
                Output::AskHead(_) => feed.on(now, Input::Head(Ok(block(number)))),
                Output::AskAside(_) => feed.on(now, Input::Aside(Ok(block(number)))),
                Output::Begin { .. } => feed.on(now, Input::Calls(vec![call()])),
                Output::AskBatch(source, _) if source == via("heads") => {
                    vain.push(minute);
                    feed.on(now, Input::Batch(Err(ReadProblem::TimedOut)))
                }
                Output::AskBatch(..) => feed.on(now, Input::Batch(Ok(at(number)))),
                Output::Answers(..) => feed.on(now, Input::Calls(Vec::new())),
                _ => Vec::new(),
            };
            outputs.extend(more);
        }
        assert_eq!(feed.block(), Some(block(number)), "minute {minute}");
    }
    assert!((2..12).contains(&vain.len()), "{vain:?}");
}

#[test]
fn who_was_asked_later_may_know_a_later_head() {
    // So much later, and 36 seconds on.
    let lags = Some(ReadProblem::Behind);
    for (later_ms, first) in [(14_000, None), (6_000, None), (5_999, lags)] {
        let mut feed = feed(&["one", "two"]);
        read(&mut feed, NOW, 7);
        let later = NOW.plus(120_000);
        let _ = feed.on(later, Input::Time);
        let _ = feed.on(later, Input::Head(Ok(block(17))));
        let _ = feed.on(later, Input::Calls(Vec::new()));
        let _ = feed.on(later.plus(later_ms), Input::Aside(Ok(block(20))));
        let problems = feed.sources().map(|source| source.problem.clone());
        assert_eq!(problems.collect::<Vec<_>>(), [first, None]);
    }
}

#[test]
fn a_head_that_is_older_than_what_is_held_is_never_taken() {
    let mut feed = feed(&["one"]);
    read(&mut feed, NOW, 7);
    let _ = feed.on(NOW, Input::Look);
    assert_eq!(feed.on(NOW, Input::Head(Ok(block(6)))), [Output::Read]);
    assert_eq!(feed.block(), Some(block(7)));
    // Where there is another, that is asked.
    let both = vec![via("one"), via("two")];
    let _ = feed.on(NOW, Input::Served(both));
    let _ = feed.on(NOW, Input::Look);
    let _ = feed.on(NOW, Input::Head(Ok(block(7))));
    let later = NOW.plus(1);
    let _ = feed.on(later, Input::Look);
    let asked = feed.on(later, Input::Head(Ok(block(6))));
    assert!(matches!(asked[..], [Output::AskHead(_)]), "{asked:?}");
}

#[test]
fn a_source_that_lags_is_left_alone_and_the_other_is_read() {
    for comes_first in [true, false] {
        let mut feed = feed(&["late", "good"]);
        read(&mut feed, NOW, 7);
        let later = NOW.plus(120_000);
        let asked = feed.on(later, Input::Time);
        let both = [Output::AskAside(via("good")), Output::AskHead(via("late"))];
        assert_eq!(asked, both);
        let aside = |feed: &mut Feed| feed.on(later, Input::Aside(Ok(block(20))));
        let early = comes_first.then(|| aside(&mut feed));
        assert_eq!(early.unwrap_or_default(), []);
        let _ = feed.on(later, Input::Head(Ok(block(8))));
        let ended = feed.on(later, Input::Calls(Vec::new()));
        let after = match comes_first {
            true => ended,
            false => aside(&mut feed),
        };
        assert!(matches!(
            after.last(),
            Some(Output::Begin { .. } | Output::AskHead(_))
        ));
        let problems = |feed: &Feed| {
            let all = feed.sources().map(|source| source.problem.clone());
            all.collect::<Vec<_>>()
        };
        assert_eq!(problems(&feed), [Some(ReadProblem::Behind), None]);
        assert_eq!(feed.source(later), Some(&via("good")));
    }
    // The second is left alone where it is that one.
    let mut feed = feed(&["good", "late"]);
    read(&mut feed, NOW, 7);
    let later = NOW.plus(120_000);
    let _ = feed.on(later, Input::Time);
    let _ = feed.on(later, Input::Head(Ok(block(20))));
    let _ = feed.on(later, Input::Calls(Vec::new()));
    assert_eq!(feed.on(later, Input::Aside(Ok(block(8)))), []);
    let behind = feed.sources().map(|source| source.problem.clone());
    assert_eq!(
        behind.collect::<Vec<_>>(),
        [None, Some(ReadProblem::Behind)]
    );
}

#[test]
fn what_an_endpoint_wishes_is_granted_and_a_click_asks_all_the_same() {
    let mut feed = feed(&["one"]);
    let slow = ReadProblem::RateLimited {
        retry_after_s: Some(90),
    };
    let _ = feed.on(NOW, Input::Head(Err(slow)));
    assert!(feed.next_at() >= Some(NOW.plus(90_000)));
    assert_eq!(feed.on(NOW.plus(89_000), Input::Time), []);
    let clicked = feed.on(NOW.plus(89_000), Input::Look);
    assert_eq!(clicked, [Output::AskHead(via("one"))]);
}

#[test]
fn where_nothing_serves_the_chain_that_is_the_problem_and_what_comes_is_asked_at_once() {
    let mut feed = feed(&["one"]);
    read(&mut feed, NOW, 7);
    let gone = feed.on(NOW, Input::Served(Vec::new()));
    assert!(gone.contains(&Output::Failed(ReadProblem::NoEndpoint)));
    assert_eq!(feed.next_at(), None);
    let back = feed.on(NOW, Input::Served(vec![via("two")]));
    assert_eq!(back, [Output::AskHead(via("two"))]);
}

#[test]
fn something_new_is_read_also_where_there_is_no_new_block() {
    let mut feed = feed(&["one"]);
    read(&mut feed, NOW, 7);
    let _ = feed.on(NOW, Input::Look);
    assert_eq!(feed.on(NOW, Input::Head(Ok(block(7)))), [Output::Read]);
    let _ = feed.on(NOW, Input::Anew);
    read(&mut feed, NOW, 7);
}

#[test]
fn a_second_source_is_of_another_host() {
    let mut feed = feed(&["one/a", "one/b", "two"]);
    assert_eq!(feed.others(NOW), [], "nothing is held");
    read(&mut feed, NOW, 7);
    assert_eq!(feed.others(NOW), [via("two")]);
}

#[test]
fn another_block_of_the_same_height_is_read() {
    let mut feed = feed(&["one"]);
    read(&mut feed, NOW, 7);
    let other = BlockRef {
        parent_hash: B256::repeat_byte(9),
        ..block(7)
    };
    let _ = feed.on(NOW, Input::Look);
    let begun = feed.on(NOW, Input::Head(Ok(other)));
    assert_eq!(begun, [Output::Begin { sweep: false }]);
    let _ = feed.on(NOW, Input::Calls(Vec::new()));
    assert_eq!(feed.block(), Some(other));
}

#[test]
fn what_is_asked_for_during_a_look_follows_it_at_once() {
    let mut feed = feed(&["one"]);
    assert_eq!(feed.on(NOW, Input::Look), [], "one is under way");
    read(&mut feed, NOW, 7);
    assert_eq!(feed.next_at(), Some(NOW));
}

#[test]
fn looks_lie_further_apart_where_little_is_left_of_the_hour() {
    let mut feed = feed(&["one"]);
    (0..3_500).for_each(|_| feed.count(NOW, &via("one")));
    read(&mut feed, NOW, 7);
    assert_eq!(feed.next_at(), Some(NOW.plus(30_000)));
}

#[test]
fn what_another_tab_has_read_is_news_unless_it_is_that_very_block() {
    let mut feed = feed(&["one"]);
    read(&mut feed, NOW, 7);
    let sibling = BlockRef {
        timestamp: Timestamp(1),
        ..block(7)
    };
    let ages = [block(6), block(7), sibling, block(8)].map(|one| feed.age(one));
    assert_eq!(ages, [Age::Older, Age::Held, Age::Newer, Age::Newer]);
}
