use alloy::primitives::{Address, B256, Bytes};

use super::*;
use crate::chain::{BlockRef, Call, CallAnswer};
use crate::math::Timestamp;

const NOW: Millis = Millis(1_800_000_000_000);
const CHAIN: ChainId = ChainId(1);
const FRONT: Page = Page {
    visible: true,
    notifies: true,
};
const HIDDEN: Page = Page {
    visible: false,
    notifies: true,
};
/// This tab loses its patience last.
const OWN: u64 = 7;

fn at(seconds: u64) -> Millis {
    NOW.plus(seconds * 1_000)
}

fn scope(last: u8) -> Scope {
    Scope(Address::with_last_byte(last), "markets".to_owned())
}

fn block() -> BlockRef {
    BlockRef {
        number: 7,
        parent_hash: B256::repeat_byte(3),
        timestamp: Timestamp(1_800_000_000),
    }
}

fn answered() -> (Call, CallAnswer) {
    let call = Call {
        to: Address::repeat_byte(9),
        data: Bytes::from_static(&[1, 2]),
    };
    let answer = CallAnswer {
        success: true,
        data: Bytes::new(),
    };
    (call, answer)
}

fn looked() -> Says {
    let look = Look::new(CHAIN, vec![scope(1)], block(), [answered()].iter());
    Says::Looked(Box::new(look))
}

/// Another tab says something.
fn hear(role: &mut Role, now: Millis, page: Page, says: Says) -> Vec<Output> {
    role.on(now, Input::Heard(&Message::new(1, page, says)))
}

fn begun() -> Role {
    let mut role = Role::default();
    let begun = role.on(NOW, Input::Begin(OWN));
    let wait = Output::Lock(LeadRequest::Wait);
    assert_eq!(begun, [wait, Output::Say(Says::WhoLeads)]);
    assert_eq!(role.on(NOW, Input::Time(FRONT)), []);
    role
}

/// A tab that hears another, which is in front.
fn following() -> Role {
    let mut role = begun();
    let listens = hear(&mut role, NOW, FRONT, Says::Leads);
    assert_eq!(listens, [Output::Say(Says::Listens)]);
    assert_eq!(hear(&mut role, NOW, FRONT, looked()), []);
    assert!(role.follows() && role.is_led(CHAIN, &[scope(1)]));
    role
}

fn leading() -> Role {
    let mut role = begun();
    let granted = role.on(NOW, Input::Lock(LeadNews::Granted));
    assert_eq!(granted, [Output::Say(Says::Leads)]);
    role
}

#[test]
fn a_tab_is_on_its_own_until_it_hears_a_leader() {
    let role = begun();
    assert!(!role.follows());
    assert!(!role.is_led(CHAIN, &[]));
    assert_eq!(role.due(NOW), Some(at(15)));
}

#[test]
fn where_there_are_no_locks_nobody_is_followed() {
    let mut role = begun();
    let none = role.on(NOW, Input::Lock(LeadNews::Unavailable));
    assert_eq!(none, []);
    assert_eq!(hear(&mut role, NOW, FRONT, Says::Leads), []);
    assert_eq!(hear(&mut role, NOW, FRONT, looked()), []);
    assert!(!role.follows());
    assert_eq!(role.due(NOW), None);
    assert_eq!(role.on(at(600), Input::Time(FRONT)), []);
}

#[test]
fn a_follower_that_hears_nothing_is_on_its_own_and_takes_the_lock_once() {
    let mut role = following();
    for second in 1..15 {
        assert_eq!(role.on(at(second), Input::Time(FRONT)), []);
        assert!(role.follows());
    }
    let steal = Output::Lock(LeadRequest::Steal);
    assert_eq!(role.on(at(15), Input::Time(FRONT)), [steal]);
    assert!(!role.follows() && !role.is_led(CHAIN, &[scope(1)]));
    assert_eq!(role.on(at(16), Input::Time(FRONT)), []);
    let granted = role.on(at(16), Input::Lock(LeadNews::Granted));
    assert_eq!(granted, [Output::Say(Says::Leads)]);
    // What the one says that has lost it, and does not know yet.
    assert_eq!(hear(&mut role, at(17), FRONT, Says::Leads), []);
    assert!(!role.follows());
}

#[test]
fn what_the_leader_says_of_a_chain_is_a_sign_of_life() {
    let mut role = following();
    hear(&mut role, at(14), FRONT, looked());
    assert_eq!(role.on(at(28), Input::Time(FRONT)), []);
    assert!(role.follows());
}

#[test]
fn one_that_was_held_up_hears_first_what_it_has_missed() {
    let mut role = following();
    assert_eq!(role.on(at(3_600), Input::Time(FRONT)), []);
    assert!(role.follows() && role.is_led(CHAIN, &[scope(1)]));
    let steal = Output::Lock(LeadRequest::Steal);
    assert_eq!(role.on(at(3_608), Input::Time(FRONT)), []);
    assert_eq!(role.on(at(3_609), Input::Time(FRONT)), [steal]);
}

#[test]
fn a_leader_that_was_held_up_while_others_listened_hears_first_whether_it_leads_still() {
    let mut role = leading();
    role.on(at(60), Input::Time(FRONT));
    assert!(!role.hears_first(at(60)), "nobody listens");
    hear(&mut role, at(60), FRONT, Says::Listens);
    role.on(at(75), Input::Time(FRONT));
    assert!(!role.hears_first(at(75)), "nobody has lost patience yet");
    assert!(!role.was_held_up(at(90)) && role.was_held_up(at(91)));
    role.on(at(91), Input::Time(FRONT));
    assert!(role.hears_first(at(91)));
    assert_eq!(role.due(at(91)), Some(at(95)), "it beats all the same");
    role.on(at(95), Input::Time(FRONT));
    assert_eq!(role.due(at(95)), Some(at(96)));
    role.on(at(96), Input::Time(FRONT));
    assert!(!role.hears_first(at(96)));
}

#[test]
fn a_hidden_follower_waits_for_a_leader_whose_timers_run_once_a_minute() {
    let mut role = following();
    assert_eq!(role.on(NOW, Input::Time(HIDDEN)), []);
    hear(&mut role, NOW, HIDDEN, Says::Leads);
    assert_eq!(role.on(at(60), Input::Time(HIDDEN)), []);
    hear(&mut role, at(60), HIDDEN, Says::Leads);
    assert_eq!(role.on(at(120), Input::Time(HIDDEN)), []);
    let steal = Output::Lock(LeadRequest::Steal);
    assert_eq!(role.on(at(180), Input::Time(HIDDEN)), [steal]);
}

#[test]
fn a_page_in_front_takes_the_lock_from_a_hidden_one() {
    let steal = Output::Lock(LeadRequest::Steal);
    // Heard to be hidden while this one is in front.
    let mut role = begun();
    let listens = Output::Say(Says::Listens);
    let heard = hear(&mut role, NOW, HIDDEN, Says::Leads);
    assert_eq!(heard, [listens, Output::Lock(LeadRequest::Steal)]);
    assert!(role.follows(), "until it has it");
    // Brought to the front while the leader is hidden.
    let mut role = begun();
    role.on(NOW, Input::Time(HIDDEN));
    hear(&mut role, NOW, HIDDEN, Says::Leads);
    assert_eq!(role.on(at(1), Input::Time(FRONT)), [steal]);
}

#[test]
fn a_leader_that_loses_the_lock_waits_for_it_and_follows_whom_it_hears() {
    let mut role = leading();
    let lost = role.on(at(5), Input::Lock(LeadNews::Lost));
    let asks = Output::Say(Says::WhoLeads);
    assert_eq!(lost, [Output::Lock(LeadRequest::Wait), asks]);
    assert!(!role.follows(), "nobody is heard yet");
    assert!(role.hears_first(at(9)) && !role.hears_first(at(10)));
    hear(&mut role, at(6), FRONT, Says::Leads);
    assert!(role.follows());
}

#[test]
fn a_leader_speaks_while_somebody_listens() {
    let mut role = leading();
    assert!(!role.is_listened_to(NOW));
    assert_eq!(role.due(NOW), None);
    assert_eq!(role.on(at(60), Input::Time(FRONT)), []);
    let leads = || Output::Say(Says::Leads);
    assert_eq!(hear(&mut role, at(60), FRONT, Says::WhoLeads), [leads()]);
    assert_eq!(hear(&mut role, at(60), FRONT, Says::Listens), []);
    assert_eq!(role.due(at(60)), Some(at(64)));
    assert_eq!(role.on(at(63), Input::Time(FRONT)), []);
    assert_eq!(role.on(at(64), Input::Time(FRONT)), [leads()]);
    assert_eq!(role.on(at(65), Input::Time(HIDDEN)), [leads()]);
    assert_eq!(role.on(at(400), Input::Time(HIDDEN)), []);
}

#[test]
fn a_chain_is_led_while_all_of_it_is_read_elsewhere() {
    let mut role = following();
    assert!(
        !role.is_led(CHAIN, &[scope(1), scope(2)]),
        "another account"
    );
    assert!(!role.is_led(ChainId(10), &[scope(1)]), "another chain");
    hear(&mut role, NOW, FRONT, Says::Doubts(CHAIN, None));
    assert!(!role.is_led(CHAIN, &[scope(1)]), "two sources disagree");
    hear(&mut role, NOW, FRONT, looked());
    assert!(role.is_led(CHAIN, &[scope(1)]));
    // The leader lives, and cannot read the chain any more.
    for second in (4..48).step_by(4) {
        hear(&mut role, at(second), FRONT, Says::Leads);
        role.on(at(second), Input::Time(FRONT));
        assert_eq!(role.is_led(CHAIN, &[scope(1)]), second < 45, "{second}");
    }
    assert!(role.follows());
}

#[test]
fn who_may_notify_leaves_it_to_nobody_who_may_not() {
    let mut role = following();
    let mute = Page {
        notifies: false,
        ..FRONT
    };
    hear(&mut role, NOW, mute, looked());
    assert!(!role.is_led(CHAIN, &[scope(1)]));
    role.on(NOW, Input::Time(mute));
    assert!(role.is_led(CHAIN, &[scope(1)]));
}

#[test]
fn a_message_is_read_as_it_was_written_and_none_of_a_newer_program() {
    let message = Message::new(1, FRONT, looked());
    let text = message.write();
    let read = Message::read(&text).unwrap();
    assert_eq!(read, message);
    let Says::Looked(look) = read.says else {
        panic!("{read:?}")
    };
    assert_eq!(look.block(), Some(block()));
    let (call, answer) = answered();
    let expected = Relayed::from([((call.to, call.data), answer)]);
    assert_eq!(look.answers(), expected);

    let newer = text.replace(r#""version":1"#, r#""version":2"#);
    assert_ne!(newer, text);
    assert_eq!(Message::read(&newer), None);
    assert_eq!(Message::read(r#"{"version":1,"says":"Sings"}"#), None);
    for place in 0..text.len() {
        assert_eq!(Message::read(&text[..place]), None, "{place}");
    }
}

#[test]
fn a_leader_to_whom_nobody_has_listened_for_five_minutes_is_silent() {
    let mut role = leading();
    let _ = hear(&mut role, NOW, FRONT, Says::Listens);
    assert!(role.is_listened_to(at(299)) && !role.is_listened_to(at(300)));
}

#[test]
fn who_lost_the_lock_waits_first_to_hear_and_then_for_its_patience() {
    let mut role = leading();
    let _ = role.on(NOW, Input::Lock(LeadNews::Lost));
    assert_eq!(role.due(at(4)), Some(at(5)));
    assert!(role.hears_first(at(4)) && !role.hears_first(at(5)));
    assert_eq!(role.due(at(5)), Some(at(15)));
}

#[test]
fn what_the_leader_has_not_told_of_for_45_seconds_is_read_here() {
    let mut role = following();
    for seconds in (4..=44).step_by(4) {
        let _ = hear(&mut role, at(seconds), FRONT, Says::Leads);
        assert_eq!(role.on(at(seconds), Input::Time(FRONT)), []);
    }
    assert!(role.is_led(CHAIN, &[scope(1)]));
    assert_eq!(role.on(at(45), Input::Time(FRONT)), []);
    assert!(role.follows() && !role.is_led(CHAIN, &[scope(1)]));
}
