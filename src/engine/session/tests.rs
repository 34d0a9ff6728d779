use alloy::primitives::Address;

use super::super::Millis;
use super::super::event::RequestFailure;
use super::super::view::{ConnectProblem, ConnectionView, ReadProblem, WalletId, WalletInfo};
use super::{Forgotten, Input, Output, Question, Session};
use crate::chain::ChainId;

const NOW: Millis = Millis(1_000);
const ONE: Address = Address::repeat_byte(1);
const TWO: Address = Address::repeat_byte(2);

fn id() -> WalletId {
    WalletId::Announced("w".into())
}

fn wallet() -> WalletInfo {
    WalletInfo {
        id: id(),
        name: "A wallet".into(),
        icon: None,
        rdns: Some("org.example".into()),
    }
}

/// Connected with a click, on chain 1.
fn connected() -> Session {
    let mut session = Session::default();
    assert_eq!(session.on(NOW, Input::Announced(wallet(), None)), []);
    let _ = session.on(NOW, Input::Connect(id()));
    let _ = session.on(NOW, Input::Accounts(id(), Ok(vec![ONE, TWO])));
    let _ = session.on(NOW, Input::Chain(Ok(ChainId(1))));
    assert_eq!(session.signs(), Some((ONE, ChainId(1))));
    session
}

fn asks(outputs: &[Output], question: &Question) -> bool {
    outputs
        .iter()
        .any(|one| matches!(one, Output::Ask(asked) if asked == question))
}

#[test]
fn nothing_connects_without_a_click_but_what_was_connected_before() {
    let mut session = Session::default();
    assert_eq!(session.on(NOW, Input::Announced(wallet(), None)), []);
    let mut session = Session::default();
    assert_eq!(session.on(NOW, Input::Announced(wallet(), Some(ONE))), []);
    let again = session.on(NOW, Input::Settled);
    assert!(asks(&again, &Question::SilentAccounts(id())));
    // The wallet shows nothing that could be confirmed.
    let shown = session.connection_view(None, None);
    assert_eq!(shown, ConnectionView::Starting);
    let _ = session.on(NOW, Input::Accounts(id(), Ok(vec![TWO])));
    assert!(session.open().is_none());
    assert_eq!(session.failed(), Some(&ConnectProblem::OtherAccount));
}

#[test]
fn a_wallet_that_does_not_answer_at_load_is_locked_and_asked_again() {
    let mut session = Session::default();
    let _ = session.on(NOW, Input::Announced(wallet(), Some(ONE)));
    let _ = session.on(NOW, Input::Settled);
    let silent = Err(RequestFailure::TimedOut);
    let _ = session.on(NOW, Input::Accounts(id(), silent));
    assert!(session.open().is_some_and(|open| open.is_locked()));
    let due = session.due().expect("it is asked again");
    let _ = session.on(NOW, Input::Chain(Ok(ChainId(1))));
    assert!(asks(
        &session.on(due, Input::Time),
        &Question::SharedAccounts
    ));
    let _ = session.on(due, Input::Shared(Some(vec![ONE])));
    assert!(!session.open().is_some_and(|open| open.is_locked()));
}

#[test]
fn where_two_announce_themselves_as_the_one_of_before_a_person_chooses() {
    let other = |name: &str| WalletInfo {
        id: WalletId::Announced(name.into()),
        name: name.into(),
        ..wallet()
    };
    // Of the same look, or of another: remembered is by look, the name alone is shared.
    for likewise in [Some(ONE), None] {
        let mut session = Session::default();
        assert_eq!(
            session.on(NOW, Input::Announced(other("first"), likewise)),
            []
        );
        assert_eq!(session.on(NOW, Input::Announced(wallet(), Some(ONE))), []);
        assert_eq!(session.on(NOW, Input::Settled), []);
        assert_eq!(session.offered().len(), 2);
        assert!(session.open().is_none());
    }
    // One that comes late comes back late.
    let mut session = Session::default();
    assert_eq!(session.on(NOW, Input::Settled), []);
    let late = session.on(NOW, Input::Announced(wallet(), Some(ONE)));
    assert!(asks(&late, &Question::SilentAccounts(id())));
    // Not once a person has said otherwise.
    let mut session = Session::default();
    let _ = session.on(NOW, Input::Announced(wallet(), Some(ONE)));
    let _ = session.on(NOW, Input::Disconnect);
    assert_eq!(session.on(NOW, Input::Settled), []);
}

#[test]
fn one_that_was_locked_at_load_comes_back_with_its_account_or_takes_a_click() {
    let locked = || {
        let mut session = Session::default();
        let _ = session.on(NOW, Input::Announced(wallet(), Some(ONE)));
        let _ = session.on(NOW, Input::Settled);
        let _ = session.on(NOW, Input::Accounts(id(), Ok(Vec::new())));
        assert!(session.open().is_some_and(|open| open.is_locked()));
        session
    };
    // Unlocked in the wallet, on another account, as the wallet says asked or unasked.
    for said in [
        Input::Shared(Some(vec![TWO, ONE])),
        Input::Said(Some(vec![TWO, ONE])),
    ] {
        let mut session = locked();
        let outputs = session.on(NOW, said);
        let chose = outputs.iter().any(|one| matches!(one, Output::Chose(..)));
        assert!(!chose && outputs.contains(&Output::Use(None)));
        assert_eq!(session.failed(), Some(&ConnectProblem::OtherAccount));
    }
    // With a click here, or after its own account, it is a choice.
    let mut session = locked();
    let _ = session.on(NOW, Input::Unlock);
    let _ = session.on(NOW, Input::Unlocked(Some(vec![TWO])));
    assert_eq!(session.open().and_then(|open| open.account()), Some(TWO));
    let mut session = locked();
    let _ = session.on(NOW, Input::Shared(Some(vec![ONE])));
    let _ = session.on(NOW, Input::Said(Some(vec![TWO])));
    assert_eq!(session.open().and_then(|open| open.account()), Some(TWO));
}

#[test]
fn what_a_wallet_says_is_a_hint_that_is_looked_into_once_a_second() {
    let mut session = connected();
    for _ in 0..10 {
        assert_eq!(session.on(NOW, Input::Hinted), []);
    }
    let asked = session.on(NOW, Input::Time);
    assert!(asks(&asked, &Question::Chain));
    let _ = session.on(NOW, Input::Hinted);
    assert_eq!(session.due(), None, "the answer comes first");
    let _ = session.on(NOW, Input::Chain(Ok(ChainId(1))));
    assert_eq!(session.due(), Some(NOW.plus(1_000)));
}

#[test]
fn a_move_voids_what_was_to_be_signed_and_the_same_again_does_not() {
    let mut session = connected();
    let moved = |outputs: Vec<Output>| outputs.contains(&Output::Moved);
    assert!(!moved(session.on(NOW, Input::Chain(Ok(ChainId(1))))));
    assert!(moved(session.on(NOW, Input::Chain(Ok(ChainId(10))))));
    assert!(!moved(session.on(NOW, Input::Said(Some(vec![ONE])))));
    assert!(moved(session.on(NOW, Input::Said(Some(vec![TWO, ONE])))));
    let locked = session.on(NOW, Input::Said(Some(Vec::new())));
    assert_eq!(locked, [Output::Locked]);
    // What it shared last is what is watched on.
    assert_eq!(session.open().map(|open| open.accounts().len()), Some(2));
}

#[test]
fn unlocking_is_asked_once_at_a_time() {
    let mut session = connected();
    assert_eq!(session.on(NOW, Input::Unlock), [], "it is not locked");
    let _ = session.on(NOW, Input::Said(Some(Vec::new())));
    assert!(asks(&session.on(NOW, Input::Unlock), &Question::Unlock));
    assert_eq!(session.on(NOW, Input::Unlock), []);
    let _ = session.on(NOW, Input::Unlocked(None));
    assert!(asks(&session.on(NOW, Input::Unlock), &Question::Unlock));
}

#[test]
fn a_second_wallet_under_a_known_name_is_not_listed() {
    let mut session = Session::default();
    let _ = session.on(NOW, Input::Announced(wallet(), None));
    let other = WalletInfo {
        name: "Another".into(),
        ..wallet()
    };
    let _ = session.on(NOW, Input::Announced(other, None));
    assert_eq!(session.offered(), [wallet()]);
}

#[test]
fn of_two_wallets_the_one_that_was_chosen_last_is_heard_and_no_answer_of_before() {
    let mut session = Session::default();
    let last = WalletId::Announced("v".into());
    let other = WalletInfo {
        id: last.clone(),
        ..wallet()
    };
    let _ = session.on(NOW, Input::Announced(wallet(), None));
    let _ = session.on(NOW, Input::Announced(other, None));
    let _ = session.on(NOW, Input::Connect(id()));
    let _ = session.on(NOW, Input::Connect(last.clone()));
    let early = Input::Accounts(id(), Ok(vec![ONE]));
    assert_eq!(session.on(NOW, early), []);
    let opened = session.on(NOW, Input::Accounts(last, Ok(vec![TWO])));
    assert!(opened.contains(&Output::Forget(Forgotten::InUse)));
    assert_eq!(session.open().and_then(|open| open.account()), Some(TWO));
}

#[test]
fn another_account_is_asked_where_it_is_and_no_earlier_answer_counts() {
    let mut session = connected();
    let moved = session.on(NOW, Input::Said(Some(vec![TWO])));
    assert!(asks(&moved, &Question::Chain));
    assert!(moved.contains(&Output::Forget(Forgotten::Chain)));
}

#[test]
fn a_wallet_that_does_not_say_where_it_is_is_asked_again() {
    let mut session = Session::default();
    let _ = session.on(NOW, Input::Announced(wallet(), None));
    let _ = session.on(NOW, Input::Connect(id()));
    let _ = session.on(NOW, Input::Accounts(id(), Ok(vec![ONE])));
    let _ = session.on(NOW, Input::Chain(Err(ReadProblem::TimedOut)));
    let due = session.due().expect("it is asked again");
    assert!(asks(&session.on(due, Input::Time), &Question::Chain));
}
