//! Who leaves what names several takes nobody along.

use super::super::*;
use super::screen::{ALICE, BOB, Screen, tag};
use crate::alert::Level;

#[test]
fn who_answers_or_recovers_takes_nobody_along_and_makes_no_sound() {
    let mut screen = Screen::both();
    screen.on(20, Input::Answered(&tag(ALICE)));
    screen.passes(20);
    assert_eq!(screen.names(), [[BOB]]);
    let mut screen = Screen::both();
    screen.decides(NoticeKind::Cleared, Level::Call, ALICE, 900, "1.4");
    screen.passes(900);
    assert_eq!(
        screen.names(),
        [[ALICE], [BOB]],
        "the end, and who is still called"
    );
    assert_eq!(screen.heard, 1);
    let mut screen = Screen::both();
    for account in [ALICE, BOB] {
        screen.on(20, Input::Answered(&tag(account)));
    }
    screen.passes(20);
    assert!(screen.shows.is_empty(), "both have answered");
    let mut screen = Screen::both();
    screen.decides(NoticeKind::Cleared, Level::Call, ALICE, 900, "1.4");
    screen.passes(900);
    // Nobody is left: nothing stays.
    screen.on(950, Input::Answered(&tag(BOB)));
    screen.passes(950);
    assert_eq!(screen.names(), [[ALICE]]);
}

#[test]
fn who_answers_before_the_browser_has_said_that_it_shows_anything_takes_nobody_along() {
    let mut screen = Screen::mute().with_both();
    assert_eq!(screen.names(), [[BOB, ALICE]]);
    screen.on(10, Input::Answered(&tag(BOB)));
    screen.passes(10);
    assert_eq!(screen.names(), [[ALICE]]);
    assert_eq!(screen.heard, 1, "it is put back without a sound");
}

#[test]
fn who_recovers_before_that_leaves_the_other_to_be_heard() {
    let mut screen = Screen::mute().with_both();
    screen.decides(NoticeKind::Cleared, Level::Call, BOB, 12, "1.4");
    screen.passes(12);
    assert!(
        screen.names().contains(&[ALICE].as_slice()),
        "{:?}",
        screen.shows
    );
    assert_eq!(screen.heard, 2, "nobody has said that it was heard");
}

#[test]
fn what_waits_since_stays_named_where_another_leaves() {
    let mut screen = Screen::both();
    // It got worse in quiet hours.
    screen.waits = vec![ALICE];
    screen.decides(NoticeKind::Escalated, Level::Urgent, ALICE, 20, "1.04");
    screen.passes(20);
    screen.decides(NoticeKind::Cleared, Level::Call, BOB, 30, "1.4");
    screen.passes(30);
    let named = screen.names().concat();
    assert!(named.contains(&ALICE), "{named:?}");
    screen.waits.clear();
    screen.passes(40);
    assert!(
        screen.names().contains(&[ALICE].as_slice()),
        "{:?}",
        screen.shows
    );
}

#[test]
fn whom_nothing_is_known_of_now_stays_named_until_it_is() {
    let mut screen = Screen::both();
    screen.waits = vec![BOB];
    screen.decides(NoticeKind::Cleared, Level::Call, ALICE, 900, "1.4");
    screen.passes(900);
    assert_eq!(screen.names(), [&[BOB, ALICE][..], &[ALICE]]);
    screen.waits.clear();
    screen.passes(1_000);
    assert_eq!(screen.names(), [[ALICE], [BOB]]);
    assert_eq!(screen.heard, 1);
}

#[test]
fn who_is_muted_is_named_nowhere_at_once() {
    let mut screen = Screen::both();
    screen.waits = vec![ALICE];
    screen.on(20, Input::Muted(ALICE));
    assert!(screen.shows.is_empty());
    screen.passes(20);
    assert_eq!(screen.names(), [[BOB]]);
    assert_eq!(screen.heard, 1);
    let mut screen = Screen::both();
    screen.on(20, Input::Left(BOB));
    screen.passes(20);
    assert_eq!(screen.names(), [[ALICE]]);
}

#[test]
fn who_was_refused_waits_for_its_time_also_where_another_leaves() {
    let mut screen = Screen::refusing().with_both();
    screen.refuses = false;
    screen.on(12, Input::Answered(&tag(BOB)));
    screen.passes(12);
    assert!(screen.shows.is_empty());
    screen.passes(30);
    assert_eq!(screen.names(), [[ALICE]]);
}

/// It knew the first as one that stands alone; whatever it hears last, and in which order.
#[test]
fn another_tab_puts_back_who_was_named_beside_others_later() {
    for hears_late in [false, true] {
        let mut screen = Screen::default();
        screen.called(Level::Call, ALICE, 10, "1.09");
        screen.passes(10);
        let alone: Vec<Letter> = screen.outbox.iter().cloned().collect();
        screen.called(Level::Call, BOB, 40, "1.08");
        screen.passes(40);
        let beside: Vec<Letter> = screen.outbox.iter().cloned().collect();
        assert_eq!(screen.names(), [[BOB, ALICE]]);
        let mut other = Outbox::default();
        let order = match hears_late {
            false => [alone, beside],
            true => [beside, alone],
        };
        for letter in order.into_iter().flatten() {
            other.learn(Millis(0), letter);
        }
        screen.outbox = other;
        screen.on(100, Input::Answered(&tag(BOB)));
        screen.passes(100);
        assert_eq!(screen.names(), [[ALICE]], "{hears_late}");
    }
}

/// That the one before is closed may come after the next is shown.
#[test]
fn what_was_taken_off_the_screen_comes_back_under_another_tag() {
    let mut screen = Screen::both();
    let mut tags = Vec::new();
    for round in 1..4 {
        tags.extend(screen.shows.iter().map(|(tag, _)| tag.clone()));
        screen.on(round * 20, Input::Muted(ALICE));
        screen.passes(round * 20);
    }
    assert_eq!(tags.len(), 3);
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3, "{tags:?}");
}

/// What is on the screen stays there until the level is left: also while it is put back.
#[test]
fn who_was_shown_is_known_until_it_is_taken_off() {
    let shown = |screen: &Screen, account| {
        let mut all = screen.outbox.iter();
        let one = all.find(|one| one.about().account() == Some(account));
        one.is_some_and(Letter::was_shown)
    };
    let mut screen = Screen::default();
    screen.called(Level::Call, ALICE, 10, "1.09");
    assert!(!shown(&screen, ALICE));
    let mut screen = Screen::both();
    assert!(shown(&screen, ALICE) && shown(&screen, BOB));
    screen.refuses = true;
    screen.on(20, Input::Answered(&tag(BOB)));
    screen.passes(20);
    assert!(screen.shows.is_empty() && shown(&screen, ALICE));
    screen.on(30, Input::Muted(ALICE));
    assert!(!shown(&screen, ALICE));
}
