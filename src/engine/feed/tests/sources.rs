//! Who serves a chain, and when it is asked.

use super::*;

#[test]
fn a_look_goes_on_where_its_source_stays_and_through_the_next_where_it_goes() {
    let mut feed = feed(&["one", "two"]);
    let other_order = vec![via("two"), via("one")];
    assert_eq!(feed.on(NOW, Input::Served(other_order)), []);
    assert_eq!(feed.source(NOW), Some(&via("one")));
    let gone = feed.on(NOW, Input::Served(vec![via("two")]));
    assert_eq!(gone, [Output::Forget, Output::AskHead(via("two"))]);
}

#[test]
fn a_look_is_made_when_it_is_time_and_not_before() {
    let mut feed = feed(&["one"]);
    let _ = feed.on(NOW, Input::LookIn(500));
    assert_eq!(feed.next_at(), None, "one is under way");
    read(&mut feed, NOW, 7);
    assert_eq!(feed.next_at(), Some(NOW.plus(12_000)));
    assert_eq!(feed.on(NOW.plus(11_999), Input::Time), []);
    let _ = feed.on(NOW, Input::LookIn(500));
    assert_eq!(feed.on(NOW.plus(499), Input::Time), []);
    let asked = feed.on(NOW.plus(500), Input::Time);
    assert_eq!(asked, [Output::AskHead(via("one"))]);
}

/// Nobody shares it.
#[test]
fn a_local_chain_is_looked_at_every_two_seconds_however_much_it_was_asked() {
    let facts = *ChainFacts::of(ChainId(31_337)).unwrap();
    let mut feed = Feed::new(facts, NOW, Seen::default());
    let _ = feed.on(NOW, Input::Served(vec![via("one")]));
    let _ = feed.on(NOW, Input::Calls(vec![call()]));
    let _ = feed.on(NOW, Input::Batch(Ok(Default::default())));
    (0..3_500).for_each(|_| feed.count(NOW, &via("one")));
    read(&mut feed, NOW, 7);
    assert_eq!(feed.next_at(), Some(NOW.plus(2_000)));
    assert_eq!(feed.look_every_ms(), 2_000);
}

#[test]
fn what_a_source_failed_at_beside_looks_is_held_against_it() {
    let mut feed = feed(&["one/a", "one/b", "two", "three"]);
    let first = via("one/a");
    assert_eq!(feed.another(NOW, &first), Some(&via("two")));
    feed.blame(NOW, &via("two"), ReadProblem::TimedOut);
    assert_eq!(feed.another(NOW, &first), Some(&via("three")));
    feed.blame(NOW, &via("three"), ReadProblem::TimedOut);
    // Of those that are left alone the first.
    assert_eq!(feed.another(NOW, &first), Some(&via("two")));
    let problems = feed.sources().map(|source| source.problem.is_some());
    assert_eq!(problems.collect::<Vec<_>>(), [false, false, true, true]);
}

#[test]
fn why_nothing_is_read_is_said_until_something_is() {
    let mut feed = feed(&["one"]);
    assert_eq!(feed.problem(), None);
    let _ = feed.on(NOW, Input::Head(Err(ReadProblem::TimedOut)));
    assert_eq!(feed.problem(), Some(&ReadProblem::TimedOut));
    let _ = feed.on(NOW, Input::Look);
    read(&mut feed, NOW, 7);
    assert_eq!(feed.problem(), None);
}

/// A page that is shown anew for each question and block would never rest.
#[test]
fn what_every_look_does_is_no_news() {
    let quiet = [
        Output::AskHead(via("one")),
        Output::AskAside(via("one")),
        Output::Begin { sweep: false },
        Output::Same,
        Output::Read,
        Output::Forget,
    ];
    assert!(!quiet.iter().any(Output::is_news));
    let news = [
        Output::Glimpse(Vec::new()),
        Output::Answers(block(7), Vec::new()),
        Output::Failed(ReadProblem::TimedOut),
        Output::Doubt(via("one")),
    ];
    assert!(news.iter().all(Output::is_news));
}

/// Nobody heard the answer: that says nothing of who was asked, and what it failed at before says little of now.
#[test]
fn what_was_under_way_when_the_page_slept_is_asked_anew_at_once() {
    let mut feed = feed(&["one"]);
    for _ in 0..9 {
        let _ = feed.on(NOW, Input::Head(Err(ReadProblem::TimedOut)));
        let _ = feed.on(NOW, Input::Look);
    }
    assert!(feed.is_looking());
    let woken = NOW.plus(3_600_000);
    let begun = feed.on(woken, Input::Slept);
    assert_eq!(begun[0], Output::Forget);
    assert!(!feed.is_looking());
    assert_eq!(feed.next_at(), Some(woken));
    let _ = feed.on(woken, Input::Time);
    assert!(feed.is_looking());
    // One that answers nothing between two sleeps is left alone, though not for as long as before.
    let again = woken.plus(3_600_000);
    let _ = feed.on(again, Input::Slept);
    let _ = feed.on(again, Input::Time);
    assert!(!feed.is_looking());
    assert_eq!(feed.next_at(), Some(again.plus(1_000)));
    let _ = feed.on(again.plus(1_000), Input::Time);
    assert!(feed.is_looking());
}

#[test]
fn a_wish_to_be_left_alone_holds_while_the_page_sleeps() {
    let mut feed = feed(&["one"]);
    let wish = ReadProblem::RateLimited {
        retry_after_s: Some(600),
    };
    let _ = feed.on(NOW, Input::Head(Err(wish)));
    let woken = NOW.plus(120_000);
    let _ = feed.on(woken, Input::Slept);
    let _ = feed.on(woken, Input::Time);
    assert!(!feed.is_looking());
    assert_eq!(feed.next_at(), Some(NOW.plus(600_000)));
}
