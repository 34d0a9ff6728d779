//! Positions that are called at once are told as one.

use super::super::*;
use super::screen::{ALICE, BOB, Screen, notice, of, tag};
use crate::alert::Level;
use crate::math::Timestamp;

#[test]
fn what_is_called_at_once_is_one_notification_with_the_worst_first() {
    let screen = Screen::both();
    assert_eq!(screen.names(), [[BOB, ALICE]]);
    assert_eq!(screen.heard, 1);
    // A higher level is worse than a lower health by another ladder.
    let mut screen = Screen::default();
    screen.called(Level::Urgent, ALICE, 10, "1.04");
    screen.called(Level::Call, BOB, 10, "1.01");
    screen.passes(10);
    assert_eq!(screen.names(), [[ALICE, BOB]]);
}

/// Chains are read one after another.
#[test]
fn who_was_called_just_before_is_named_beside_and_not_who_was_called_long_ago() {
    for (later, shown) in [
        (60, vec![vec![BOB, ALICE]]),
        (61, vec![vec![ALICE], vec![BOB]]),
    ] {
        let mut screen = Screen::default();
        screen.called(Level::Call, ALICE, 10, "1.09");
        screen.passes(10);
        screen.called(Level::Call, BOB, 10 + later, "1.08");
        screen.passes(10 + later);
        assert_eq!(screen.names(), shown);
        assert_eq!(screen.heard, 2, "each is heard");
    }
}

#[test]
fn who_gets_worse_is_heard_again_beside_those_who_are_still_called() {
    let mut screen = Screen::both();
    screen.decides(NoticeKind::Escalated, Level::Urgent, ALICE, 900, "1.04");
    screen.passes(900);
    assert_eq!(screen.names(), [[ALICE, BOB]]);
    assert_eq!(screen.heard, 2);
}

#[test]
fn whom_nothing_is_known_of_now_stays_named_beside_who_gets_worse() {
    let mut screen = Screen::both();
    screen.waits = vec![ALICE];
    screen.decides(NoticeKind::Escalated, Level::Urgent, BOB, 20, "1.04");
    screen.passes(20);
    assert_eq!(screen.names(), [[BOB, ALICE]]);
}

#[test]
fn what_is_refused_is_tried_again_as_one_and_heard_then() {
    let mut screen = Screen::refusing().with_both();
    screen.refuses = false;
    screen.passes(20);
    assert!(screen.shows.is_empty());
    screen.passes(30);
    assert_eq!(screen.names(), [[BOB, ALICE]]);
    assert_eq!(screen.heard, 1);
}

#[test]
fn after_a_reload_it_is_known_who_is_named_where() {
    let mut screen = Screen::both();
    let text: Vec<String> = screen
        .outbox
        .iter()
        .map(|one| serde_json::to_string(one).unwrap())
        .collect();
    let mut loaded = Outbox::default();
    for one in text.iter().rev() {
        assert!(!loaded.learn(Millis(0), serde_json::from_str(one).unwrap()));
    }
    screen.outbox = loaded;
    screen.passes(15);
    assert_eq!(screen.names(), [[BOB, ALICE]]);
    screen.on(20, Input::Answered(&tag(ALICE)));
    screen.passes(20);
    assert_eq!(screen.names(), [[BOB]]);
    assert_eq!(screen.heard, 1);
}

#[test]
fn another_tab_goes_on_with_what_the_first_has_shown() {
    let mut screen = Screen::both();
    // What the other heard of it: each as it was decided, and then as it was shown.
    let mut other = Outbox::default();
    let decided = |account, health| {
        let told = notice(NoticeKind::Entered, Level::Call, account, 10, health);
        Letter::new(of(account), told, None)
    };
    for (account, health) in [(ALICE, "1.09"), (BOB, "1.08")] {
        assert!(!other.learn(Millis(0), decided(account, health)));
    }
    for letter in screen.outbox.iter() {
        assert!(!other.learn(Millis(0), letter.clone()));
    }
    assert_eq!(other.iter().count(), 2);
    screen.outbox = other;
    screen.on(20, Input::Answered(&tag(BOB)));
    screen.passes(20);
    assert_eq!(screen.names(), [[ALICE]]);
    assert_eq!(screen.heard, 1);
}

#[test]
fn a_liquidation_and_a_silence_stand_by_themselves() {
    let mut screen = Screen::default();
    screen.called(Level::Call, ALICE, 10, "1.09");
    let mut seized = notice(NoticeKind::Liquidated, Level::Liquidatable, BOB, 10, "0.9");
    seized.tag = seized.tag.replace("health", "seizure");
    screen.on(10, Input::Decided(of(BOB), &seized));
    let since = Timestamp(1);
    let mut silence = notice(NoticeKind::Unwatched { since }, Level::Call, BOB, 10, "0.9");
    silence.tag = silence.tag.replace("health", "watching");
    screen.on(10, Input::Decided(of(BOB), &silence));
    screen.passes(10);
    assert_eq!(screen.shows.len(), 3);
}

#[test]
fn what_is_passed_on_at_once_is_one_message_and_each_is_passed_on() {
    let mut outbox = Screen::both().outbox;
    let stands = |_: &Letter| Standing::Stands;
    let outputs = outbox.on(Millis(10_000), Input::Pass(&stands));
    let passed: Vec<Vec<&str>> = outputs
        .iter()
        .filter_map(|one| match one {
            Output::Pass(all) => Some(all.letters().map(|one| one.notice().tag.as_str()).collect()),
            _ => None,
        })
        .collect();
    assert_eq!(passed, [[tag(BOB), tag(ALICE)]]);
}

/// What is replaced on the screen is replaced there, and nothing is taken off that is not on it.
#[test]
fn who_gets_worse_is_shown_in_the_same_place_and_nothing_else_is_touched() {
    let mut outbox = Outbox::default();
    let stands = |_: &Letter| Standing::Stands;
    let mut tags = Vec::new();
    for (at, kind, level) in [
        (10, NoticeKind::Entered, Level::Call),
        (900, NoticeKind::Escalated, Level::Urgent),
    ] {
        for account in [ALICE, BOB] {
            let told = notice(kind, level, account, at, "1.04");
            outbox.on(Millis(at * 1_000), Input::Decided(of(account), &told));
            // Only the first gets worse.
            if kind == NoticeKind::Escalated {
                break;
            }
        }
        let outputs = outbox.on(Millis(at * 1_000), Input::Time(&stands));
        let [Output::Send(sent)] = &outputs[..] else {
            panic!("{outputs:?}");
        };
        tags.push(sent.tag.clone());
        let tag = sent.tag.clone();
        outbox.on(Millis(at * 1_000), Input::Shown(&tag));
    }
    assert_eq!(tags[0], tags[1]);
}

/// Nothing is known of it now: it stays where it was shown.
#[test]
fn who_waits_is_not_taken_along_and_stays_on_the_screen() {
    let mut screen = Screen::default();
    screen.called(Level::Call, ALICE, 10, "1.09");
    screen.passes(10);
    screen.waits = vec![ALICE];
    screen.called(Level::Call, BOB, 20, "1.08");
    screen.passes(20);
    assert_eq!(screen.names(), [[ALICE], [BOB]]);
    // Also where it is named beside one that is taken along.
    let mut screen = Screen::both();
    let [carol, dave, erin] = [0xca, 0xda, 0xe1].map(Address::repeat_byte);
    screen.waits = vec![ALICE, BOB];
    screen.called(Level::Call, carol, 20, "1.07");
    screen.called(Level::Call, dave, 20, "1.095");
    screen.passes(20);
    assert_eq!(screen.names(), [[BOB, ALICE], [carol, dave]]);
    for waits in [ALICE, dave] {
        let mut screen = Screen {
            outbox: screen.outbox.clone(),
            shows: screen.shows.clone(),
            waits: vec![waits],
            ..Screen::default()
        };
        screen.called(Level::Call, erin, 30, "1.06");
        screen.passes(30);
        assert_eq!(screen.names(), [[erin, carol, BOB, ALICE, dave]]);
    }
}

#[test]
fn two_groups_that_come_together_are_one() {
    let mut screen = Screen::both();
    let (carol, dave) = (Address::repeat_byte(0xca), Address::repeat_byte(0xda));
    screen.called(Level::Call, carol, 500, "1.07");
    screen.called(Level::Call, dave, 500, "1.06");
    screen.passes(500);
    assert_eq!(screen.names(), [&[BOB, ALICE], &[dave, carol]]);
    for account in [ALICE, carol] {
        screen.decides(NoticeKind::Escalated, Level::Urgent, account, 900, "1.04");
    }
    screen.passes(900);
    assert_eq!(screen.names(), [[ALICE, carol, dave, BOB]]);
    assert_eq!(screen.heard, 3);
}
