//! Of calls that a wallet carries out as one.

use super::*;
use crate::top_up::{Asked, a_record_of_calls as calls};

/// A transaction of this signer around what was asked for, or around a part of it.
fn around(from: Address, parts: usize) -> Transaction {
    let asked = calls();
    let payments = asked.asked.payments().iter().take(parts);
    let data = payments.flat_map(|payment| {
        let value = payment.value.to_be_bytes_vec();
        [payment.call.to.to_vec(), value, payment.call.data.to_vec()].concat()
    });
    let call = Call {
        to: from,
        data: data.collect::<Vec<u8>>().into(),
    };
    Transaction {
        from,
        ..transaction(7, call)
    }
}

fn own() -> Address {
    calls().position.account
}

fn chain(mined: Vec<Transaction>) -> Chain {
    Chain {
        blocks: vec![vec![], mined],
        waiting: vec![],
        keeps: 128,
    }
}

/// A look in which the wallet says this; none: nothing.
fn look(chain: &Chain, record: Record, wallet: Option<CallsStatus>) -> (Sight, Record) {
    let Next::Ask(look, question) = Look::begin(record.clone(), chain.head()) else {
        panic!("the wallet is asked first")
    };
    let name = record.asked.together().map(Together::name);
    assert_eq!(question, Question::Calls(name.expect("a name")));
    let mut next = look.on(wallet.map_or(Reply::NoAnswer, Reply::Calls));
    loop {
        match next {
            Next::Ask(look, question) => next = look.on(chain.answer(question)),
            Next::Seen(sight, record) => return (sight, record),
            Next::Failed => panic!("it failed"),
        }
    }
}

fn done(mined: &Transaction) -> Option<CallsStatus> {
    Some(CallsStatus::Done(vec![mined.hash]))
}

#[test]
fn what_the_wallet_names_is_looked_for_and_compared_with_what_was_asked() {
    let bundler = Address::repeat_byte(0x55);
    for (mined, is_named) in [
        (around(own(), 2), true),
        (around(bundler, 2), true),
        (around(own(), 1), false),
    ] {
        let (sight, learnt) = look(&chain(vec![mined.clone()]), calls(), done(&mined));
        match sight {
            Sight::Mined(receipt) => assert!(is_named && receipt.block == 102),
            Sight::Unnamed(receipt) => assert!(!is_named && receipt.block == 102),
            sight => panic!("{sight:?}"),
        }
        assert_eq!(learnt.hashes, [mined.hash]);
        // The number of whoever carried it out is none of the account's.
        assert_eq!(learnt.nonce_is_exact, is_named && mined.from == own());
    }
}

#[test]
fn what_the_wallet_says_to_have_reverted_did_nothing_whatever_its_transaction_did() {
    let mined = around(Address::repeat_byte(0x55), 2);
    let reverted = Some(CallsStatus::Reverted(vec![mined.hash]));
    let chain = chain(vec![mined.clone()]);
    let (sight, learnt) = look(&chain, calls(), reverted);
    assert!(matches!(sight, Sight::Undone(receipt) if receipt.succeeded));
    // And so it stays where the wallet is asked in vain, until it says something else.
    let (sight, learnt) = look(&chain, learnt, None);
    assert!(matches!(sight, Sight::Undone(_)));
    assert!(matches!(
        look(&chain, learnt, done(&mined)).0,
        Sight::Mined(_)
    ));
    // Of some of them nothing is known but that.
    let partly = Some(CallsStatus::Partly(vec![mined.hash]));
    assert!(matches!(look(&chain, calls(), partly).0, Sight::Unnamed(_)));
}

/// A wallet that replaced it says so of the one that it replaced.
#[test]
fn what_the_account_signed_counts_by_its_own_receipt_where_the_wallet_names_none() {
    let mined = around(own(), 2);
    let reverted = Some(CallsStatus::Reverted(Vec::new()));
    let (sight, _) = look(&chain(vec![mined.clone()]), calls(), reverted);
    assert!(matches!(sight, Sight::Mined(receipt) if receipt.hash == mined.hash));
}

#[test]
fn what_the_wallet_has_is_held_and_what_it_does_not_tell_of_is_unseen() {
    let empty = chain(vec![]);
    for held in [CallsStatus::Waits, CallsStatus::Done(Vec::new())] {
        let (sight, learnt) = look(&empty, calls(), Some(held));
        assert!(sight == Sight::Held && learnt.is_taken());
    }
    assert_eq!(look(&empty, calls(), None).0, Sight::Unseen);
    // It names its transaction, and no node has it: not for ever.
    let elsewhere = done(&around(own(), 2));
    assert_eq!(look(&empty, calls(), elsewhere).0, Sight::Unseen);
}

#[test]
fn what_the_wallet_gave_up_has_ended_where_no_node_knows_of_it_and_nothing_was_sent() {
    let mined = around(own(), 2);
    let empty = chain(vec![]);
    let known = Record {
        hashes: vec![mined.hash],
        ..calls()
    };
    for dropped in [CallsStatus::Dropped, CallsStatus::Reverted(Vec::new())] {
        let dropped = || Some(dropped.clone());
        assert_eq!(look(&empty, calls(), dropped()).0, Sight::Dropped);
        // What was sent once may be mined all the same.
        assert_eq!(look(&empty, known.clone(), dropped()).0, Sight::Unseen);
        let mined = chain(vec![mined.clone()]);
        assert!(matches!(
            look(&mined, calls(), dropped()).0,
            Sight::Mined(_)
        ));
    }
}

/// A wallet that goes by a name twice names both.
#[test]
fn what_was_mined_before_it_was_asked_for_is_something_else_of_the_same_name() {
    let mined = around(own(), 2);
    let Asked::Together(mut together) = calls().asked else {
        panic!("calls")
    };
    together.after = 102;
    let late = Record {
        asked: Asked::Together(together),
        nonce: 8,
        ..calls()
    };
    let sight = look(&chain(vec![mined.clone()]), late, done(&mined)).0;
    assert_eq!(sight, Sight::Unseen);
}

#[test]
fn what_the_wallet_forgot_is_found_by_its_number() {
    let mined = around(own(), 2);
    let (sight, learnt) = look(&chain(vec![mined.clone()]), calls(), None);
    assert!(matches!(sight, Sight::Mined(receipt) if receipt.hash == mined.hash));
    assert!(learnt.nonce_is_exact);
}
