//! Positions that are called at once.

use super::super::*;
use crate::alert::{Level, Reading};
use crate::chain::ChainId;
use crate::math::{Timestamp, Wad, decimal};
use crate::risk::Health;

const ALICE: Address = Address::repeat_byte(0xa1);
const BOB: Address = Address::repeat_byte(0xb0);

fn of(account: Address) -> Subject {
    Subject::Position(super::super::super::view::PositionKey {
        chain: ChainId(1),
        market: Address::repeat_byte(1),
        id: None,
        account,
    })
}

fn tag(account: Address) -> String {
    format!("1:0xpool:{account:#x}:health:1")
}

fn notice(kind: NoticeKind, level: Level, account: Address, at: u64, health: &str) -> Notice {
    let ratio = Wad::from_raw(decimal::parse(health, 18).unwrap());
    Notice {
        kind,
        level,
        tag: tag(account),
        reading: Some(Reading {
            block_number: at,
            health: Health::Ratio(ratio),
            lasts: None,
        }),
        current: true,
        at: Timestamp(at),
        changes: Vec::new(),
    }
}

/// The person's screen: what has which tag, whom it names, and how often it was heard.
#[derive(Default)]
struct Screen {
    outbox: Outbox,
    shows: Vec<(String, Vec<Address>)>,
    heard: usize,
    refuses: bool,
    /// The browser does not say what it shows.
    is_mute: bool,
    waits: Vec<Address>,
}

impl Screen {
    fn called(&mut self, level: Level, account: Address, at: u64, health: &str) {
        self.decides(NoticeKind::Entered, level, account, at, health);
    }

    fn decides(&mut self, kind: NoticeKind, level: Level, account: Address, at: u64, health: &str) {
        let notice = notice(kind, level, account, at, health);
        self.on(at, Input::Decided(of(account), &notice));
    }

    fn on(&mut self, at: u64, input: Input<'_>) {
        let outputs = self.outbox.on(Millis(at * 1_000), input);
        self.take(at, outputs);
    }

    /// What is due at a moment is shown.
    fn passes(&mut self, at: u64) {
        let waits = self.waits.clone();
        let standing = |letter: &Letter| match letter.about().account() {
            Some(account) if waits.contains(&account) => Standing::Waits,
            _ => Standing::Stands,
        };
        let outputs = self.outbox.on(Millis(at * 1_000), Input::Time(&standing));
        self.take(at, outputs);
    }

    fn take(&mut self, at: u64, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Close(tag) => self.shows.retain(|(shown, _)| *shown != tag),
                Output::Send(envelope) if self.refuses => {
                    self.outbox
                        .on(Millis(at * 1_000), Input::Refused(&envelope.tag));
                }
                Output::Send(envelope) => {
                    self.shows.retain(|(shown, _)| *shown != envelope.tag);
                    let named = envelope.letters().filter_map(|one| one.about().account());
                    self.shows.push((envelope.tag.clone(), named.collect()));
                    self.heard += usize::from(envelope.is_loud);
                    if self.is_mute {
                        continue;
                    }
                    self.outbox
                        .on(Millis(at * 1_000), Input::Shown(&envelope.tag));
                }
                Output::Keep | Output::Pass(_) => {}
            }
        }
    }

    fn names(&self) -> Vec<&[Address]> {
        self.shows
            .iter()
            .map(|(_, named)| named.as_slice())
            .collect()
    }

    /// Both at the level of a call, told as one.
    fn both() -> Self {
        let mut screen = Self::default();
        screen.called(Level::Call, ALICE, 10, "1.09");
        screen.called(Level::Call, BOB, 10, "1.08");
        screen.passes(10);
        screen
    }
}

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
    // Nobody is left: nothing stays.
    screen.on(950, Input::Answered(&tag(BOB)));
    screen.passes(950);
    assert_eq!(screen.names(), [[ALICE]]);
}

#[test]
fn who_answers_before_the_browser_has_said_that_it_shows_anything_takes_nobody_along() {
    let mut screen = Screen {
        is_mute: true,
        ..Screen::default()
    };
    screen.called(Level::Call, ALICE, 10, "1.09");
    screen.called(Level::Call, BOB, 10, "1.08");
    screen.passes(10);
    assert_eq!(screen.names(), [[BOB, ALICE]]);
    screen.on(10, Input::Answered(&tag(BOB)));
    screen.passes(10);
    assert_eq!(screen.names(), [[ALICE]]);
    assert_eq!(screen.heard, 1, "it is put back without a sound");
}

#[test]
fn who_recovers_before_that_leaves_the_other_to_be_heard() {
    let mut screen = Screen {
        is_mute: true,
        ..Screen::default()
    };
    screen.called(Level::Call, ALICE, 10, "1.09");
    screen.called(Level::Call, BOB, 10, "1.08");
    screen.passes(10);
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
fn whom_nothing_is_known_of_now_stays_named_beside_who_gets_worse() {
    let mut screen = Screen::both();
    screen.waits = vec![ALICE];
    screen.decides(NoticeKind::Escalated, Level::Urgent, BOB, 20, "1.04");
    screen.passes(20);
    assert_eq!(screen.names(), [[BOB, ALICE]]);
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
fn what_is_refused_is_tried_again_as_one_and_heard_then() {
    let mut screen = Screen {
        refuses: true,
        ..Screen::default()
    };
    screen.called(Level::Call, ALICE, 10, "1.09");
    screen.called(Level::Call, BOB, 10, "1.08");
    screen.passes(10);
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
