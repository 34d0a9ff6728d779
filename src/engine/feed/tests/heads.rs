//! Which head is looked at, when, and of whom it is asked.

use super::*;
use crate::chain::DatedBy;

/// Ethereum, whose answers are known to name their block, with the seventh read; what is compared now and then
/// has just been.
fn naming(names: &[&str]) -> Feed {
    let facts = *ChainFacts::of(ChainId(1)).unwrap();
    let mut feed = Feed::new(facts, NOW, Seen::NAMES_ITS_BLOCK);
    let sources = names.iter().map(|name| via(name)).collect();
    let begun = feed.on(NOW, Input::Served(sources));
    assert_eq!(begun, [Output::Begin { sweep: false }]);
    let _ = feed.on(NOW, Input::Calls(vec![call()]));
    let named = feed.on(NOW, Input::Batch(Ok(at_head(7))));
    assert_eq!(read_at(&named), Some(7));
    assert_eq!(feed.on(NOW, Input::Calls(Vec::new())), [Output::Read]);
    let compared = feed.on(NOW, Input::Look);
    if compared.contains(&Output::AskAside(via("two"))) {
        let _ = feed.on(NOW, Input::Aside(Ok(block(7))));
    }
    assert_eq!(feed.on(NOW, Input::Head(Ok(block(7)))), [Output::Read]);
    feed
}

/// The head is asked for what is to be read.
fn asks_the_head(feed: &mut Feed, now: Millis, input: Input) {
    let begun = feed.on(now, input);
    assert!(matches!(begun[..], [Output::Begin { .. }]), "{begun:?}");
    let asked_of = feed.on(now, Input::Calls(vec![call()]));
    assert_eq!(asked(&asked_of), Some((via("one"), "latest".into())));
}

#[test]
fn an_answer_that_names_the_block_held_is_nothing_new_unless_it_was_asked_for_anew() {
    let later = NOW.plus(12_000);
    for (input, reads) in [
        (Input::Time, false),
        (Input::Look, false),
        (Input::Anew, true),
        (Input::Sweep, true),
    ] {
        let mut feed = naming(&["one"]);
        asks_the_head(&mut feed, later, input);
        let named = feed.on(later, Input::Batch(Ok(at_head_after(7, 7))));
        match reads {
            true => assert_eq!(read_at(&named), Some(7)),
            false => assert_eq!(named, [Output::Same, Output::Read]),
        }
    }
    let mut feed = naming(&["one"]);
    asks_the_head(&mut feed, later, Input::Time);
    let named = feed.on(later, Input::Batch(Ok(at_head_after(7, 8))));
    assert_eq!(read_at(&named), Some(8));
    assert_eq!(feed.on(later, Input::Calls(Vec::new())), [Output::Read]);
    assert_eq!(feed.block(), Some(block(8)));
}

#[test]
fn an_answer_without_sense_is_no_reason_to_ask_the_header_where_answers_name_their_block() {
    let mut feed = naming(&["one", "two"]);
    let later = NOW.plus(12_000);
    asks_the_head(&mut feed, later, Input::Time);
    let doubted = feed.on(later, Input::Batch(Ok(Default::default())));
    assert_eq!(doubted[..2], [Output::Forget, Output::Doubt(via("one"))]);
    assert_eq!(asked(&doubted), Some((via("two"), "latest".into())));
}

/// Two blocks that did not come: perhaps the chain goes on, and this source does not.
#[test]
fn where_no_block_comes_another_is_asked_with_the_next_look_and_not_before() {
    for (passed_ms, is_asked) in [(24_000, false), (24_001, true)] {
        let came_at = NOW.plus(12_000);
        let quiet = came_at.plus(passed_ms);
        let next = quiet.plus(12_000);
        let beside = [Output::AskAside(via("two")), Output::AskHead(via("one"))];
        // Asked for the header.
        let mut feed = feed(&["one", "two"]);
        read(&mut feed, NOW, 7);
        assert_eq!(feed.on(came_at, Input::Look), beside);
        let _ = feed.on(came_at, Input::Head(Ok(block(8))));
        let _ = feed.on(came_at, Input::Calls(Vec::new()));
        let _ = feed.on(came_at, Input::Aside(Ok(block(8))));
        // The same block is read again, which is no news.
        let _ = feed.on(came_at.plus(12_000), Input::Anew);
        read(&mut feed, came_at.plus(12_000), 8);
        let asked = feed.on(quiet, Input::Look);
        assert_eq!(asked, [Output::AskHead(via("one"))], "beside none");
        assert_eq!(feed.on(quiet, Input::Head(Ok(block(8)))), [Output::Read]);
        let asked = feed.on(next, Input::Time);
        assert_eq!(asked == beside, is_asked, "{asked:?}");
        // Asked for what is to be read.
        let mut feed = naming(&["one", "two"]);
        let quiet = NOW.plus(passed_ms);
        asks_the_head(&mut feed, quiet, Input::Time);
        let named = feed.on(quiet, Input::Batch(Ok(at_head_after(7, 7))));
        assert_eq!(named, [Output::Same, Output::Read]);
        let asked = feed.on(quiet.plus(12_000), Input::Time);
        assert_eq!(asked == beside, is_asked, "{asked:?}");
    }
}

#[test]
fn a_second_head_is_asked_for_once_a_minute_and_not_while_one_is_awaited() {
    let mut feed = feed(&["one", "two"]);
    read(&mut feed, NOW, 7);
    let beside = [Output::AskAside(via("two")), Output::AskHead(via("one"))];
    let alone = [Output::AskHead(via("one"))];
    let mut number = 7;
    let mut look = |feed: &mut Feed, seconds: u64, answers: bool| {
        let now = NOW.plus(seconds * 1_000);
        let asked = feed.on(now, Input::Look);
        number += 5;
        read(feed, now, number);
        if answers {
            let _ = feed.on(now, Input::Aside(Ok(block(number))));
        }
        asked
    };
    assert_eq!(look(&mut feed, 60, true), beside);
    assert_eq!(look(&mut feed, 119, false), alone);
    assert_eq!(look(&mut feed, 120, false), beside);
    assert_eq!(look(&mut feed, 180, true), alone, "it has not answered");
    assert_eq!(look(&mut feed, 240, true), beside);
}

#[test]
fn a_second_source_whose_words_make_no_sense_is_doubted() {
    let mut feed = feed(&["one", "two"]);
    read(&mut feed, NOW, 7);
    let _ = feed.on(NOW, Input::Look);
    let doubted = feed.on(NOW, Input::Aside(Err(ReadProblem::Garbled)));
    assert_eq!(doubted, [Output::Doubt(via("two"))]);
}

/// What an answer has named, and how its header stands to that.
#[test]
fn a_later_header_says_nothing_of_what_was_named_and_another_of_that_height_unsays_it() {
    let branch = BlockRef {
        parent_hash: B256::repeat_byte(9),
        ..block(7)
    };
    for (named, is_tried_again) in [(block(8), true), (branch, false)] {
        let mut feed = begun(&["one"]);
        let _ = feed.on(NOW, Input::Batch(Ok(at_head(7))));
        let begun = feed.on(NOW, Input::Head(Ok(named)));
        assert_eq!(begun, [Output::Begin { sweep: false }]);
        assert!(!feed.seen().has_named_a_block());
        let _ = feed.on(NOW, Input::Calls(vec![call()]));
        let _ = feed.on(NOW, Input::Batch(Err(ReadProblem::TimedOut)));
        let asked = feed.on(NOW.plus(120_000), Input::Time);
        let is_at_head = asked.contains(&Output::Begin { sweep: false });
        assert_eq!(is_at_head, is_tried_again, "{asked:?}");
        assert_eq!(asked.last(), Some(&Output::AskHead(via("one"))));
    }
}

/// What contracts say of themselves is shown before it is believed only where nothing is shown yet, and only
/// where it is all of it.
#[test]
fn a_glimpse_is_of_the_first_look_and_whole() {
    let is_glimpse = |outputs: &[Output]| {
        let mut all = outputs.iter();
        all.any(|one| matches!(one, Output::Glimpse(_)))
    };
    // A later one: the chain went on before the first header came.
    let mut feed = begun(&["one"]);
    assert!(is_glimpse(&feed.on(NOW, Input::Batch(Ok(at_head(7))))));
    let _ = feed.on(NOW, Input::Head(Ok(block(8))));
    let _ = feed.on(NOW, Input::Calls(vec![call()]));
    assert_eq!(read_at(&feed.on(NOW, Input::Batch(Ok(at(8))))), Some(8));
    let _ = feed.on(NOW, Input::Calls(Vec::new()));
    let _ = feed.on(NOW, Input::Look);
    assert_eq!(feed.on(NOW, Input::Head(Ok(block(8)))), [Output::Read]);
    let later = NOW.plus(12_000);
    let asked = feed.on(later, Input::Time);
    assert_eq!(
        asked,
        [Output::Begin { sweep: false }, Output::AskHead(via("one"))]
    );
    let _ = feed.on(later, Input::Calls(vec![call()]));
    let named = feed.on(later, Input::Batch(Ok(at_head_after(8, 9))));
    assert_eq!(named, [], "the header is under way");
    // A part of the first: the source does not bear all.
    let mut feed = begun(&["one"]);
    let _ = feed.on(NOW, Input::Offline);
    let _ = feed.on(NOW, Input::Look);
    let _ = feed.on(NOW, Input::Calls(vec![call(), call()]));
    let refused = ReadProblem::Refused("out of gas".to_owned());
    let half = feed.on(NOW, Input::Batch(Err(refused)));
    assert_eq!(asked_at(&half), Some("latest".into()));
    let named = feed.on(NOW, Input::Batch(Ok(at_head(7))));
    assert!(!is_glimpse(&named), "{named:?}");
}

fn asked_at(outputs: &[Output]) -> Option<String> {
    asked(outputs).map(|(_, at)| at)
}

#[test]
fn what_the_first_answer_said_counts_unless_more_was_asked_for_meanwhile() {
    for (wanted, sweep) in [(Input::Look, false), (Input::Sweep, true)] {
        let mut feed = begun(&["one"]);
        assert_eq!(feed.on(NOW, wanted), [], "a look is under way");
        let _ = feed.on(NOW, Input::Batch(Ok(at_head(7))));
        let named = feed.on(NOW, Input::Head(Ok(block(7))));
        assert_eq!(named, [Output::Begin { sweep }]);
    }
}

#[test]
fn by_what_answers_are_dated_is_known_from_the_first_and_holds_after_a_reload() {
    let mut feed = feed(&["one"]);
    assert_eq!((feed.dated_by(), feed.last_success()), (None, None));
    let _ = feed.on(NOW, Input::Head(Ok(block(7))));
    let _ = feed.on(NOW, Input::Calls(vec![call()]));
    let _ = feed.on(NOW, Input::Batch(Ok(at(7))));
    let _ = feed.on(NOW, Input::Calls(Vec::new()));
    assert_eq!(feed.dated_by(), Some(DatedBy::Parent));
    assert_eq!(feed.last_success(), Some(NOW.timestamp()));
    // Contracts that see another height than headers have: the header is asked for first.
    let by_time = Seen::default();
    let facts = *ChainFacts::of(ChainId(1)).unwrap();
    let mut feed = Feed::new(facts, NOW, by_time);
    let _ = feed.on(NOW, Input::Served(vec![via("one")]));
    let _ = feed.on(NOW, Input::Calls(vec![call()]));
    let _ = feed.on(NOW, Input::Batch(Ok(Default::default())));
    let _ = feed.on(
        NOW,
        Input::Head(Ok(BlockRef {
            number: 70,
            ..block(7)
        })),
    );
    let _ = feed.on(NOW, Input::Calls(vec![call()]));
    let answers = feed.on(NOW, Input::Batch(Ok(at(7))));
    assert_eq!(read_at(&answers), Some(70));
    let seen = feed.seen();
    assert!(seen.dated_by().is_some() && !seen.names_the_block());
    let mut feed = Feed::new(facts, NOW, seen);
    let asked = feed.on(NOW, Input::Served(vec![via("one")]));
    assert_eq!(asked, [Output::AskHead(via("one"))]);
}

/// Another tab has looked.
#[test]
fn a_block_that_another_tab_has_read_is_held_here() {
    let later = NOW.plus(6_000);
    let mut feed = feed(&["one", "two"]);
    let _ = feed.on(later, Input::Relayed(block(9)));
    assert_eq!(feed.block(), None, "this one is looking itself");
    read(&mut feed, NOW, 7);
    let _ = feed.on(later, Input::Relayed(block(6)));
    assert_eq!(feed.block(), Some(block(7)));
    assert_eq!(feed.last_success(), Some(NOW.timestamp()));
    let _ = feed.on(later, Input::Relayed(block(7)));
    assert_eq!(feed.last_success(), Some(later.timestamp()));
    assert_eq!(feed.next_at(), Some(later.plus(12_000)));
    assert_eq!(feed.read_via(), Some(&via("one")), "who has read that one");
    let _ = feed.on(later, Input::Relayed(block(8)));
    assert_eq!(feed.block(), Some(block(8)));
    assert_eq!(feed.read_via(), None);
    // Where nothing serves the chain here that stays so.
    let _ = feed.on(later, Input::Served(Vec::new()));
    let _ = feed.on(later, Input::Relayed(block(9)));
    assert_eq!(feed.problem(), Some(&ReadProblem::NoEndpoint));
    assert_eq!(feed.next_at(), None);
}
