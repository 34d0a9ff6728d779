use super::*;
use crate::chain::{Call, ChainId, Payment};
use crate::protocols::aave_v3::act;
use crate::top_up::{Means, Said, StrategyId, Together};
use alloy::primitives::{Address, Bytes, U256};

pub fn payment() -> Payment {
    Payment::from(Call {
        to: Address::repeat_byte(1),
        data: Bytes::from_static(&[0xab, 0xcd]),
    })
}

/// The same with a permission before it, as one.
pub fn calls() -> Record {
    let of = Address::repeat_byte(4);
    let permission = crate::protocols::approve(of, Address::repeat_byte(1), U256::ONE);
    Record {
        asked: Asked::Together(Together {
            id: B256::repeat_byte(6),
            payments: vec![permission.into(), payment()],
            after: 90,
            known_as: None,
            is_taken: false,
            said: Vec::new(),
        }),
        hashes: Vec::new(),
        ..record()
    }
}

/// The same, found to have ended.
pub fn ended(record: &Record) -> Record {
    let end = Some(End {
        block: 120,
        at_ms: 9,
        settles: false,
    });
    Record {
        end,
        ..record.clone()
    }
}

pub fn record() -> Record {
    Record {
        position: PositionKey {
            chain: ChainId(1),
            market: Address::repeat_byte(1),
            id: Some(B256::repeat_byte(3)),
            account: Address::repeat_byte(2),
        },
        target: "1.5".into(),
        amount: None,
        chosen: Chosen::One(StrategyId {
            means: Means::Repay,
            asset: Address::repeat_byte(4),
        }),
        asked: Asked::One(payment()),
        nonce: 7,
        nonce_is_exact: false,
        account: AccountKind::Plain,
        in_doubt: None,
        after_unknown: None,
        block: 100,
        written_by: 42,
        written_at_ms: 1_800_000_000_000,
        hashes: vec![B256::repeat_byte(5)],
        end: None,
    }
}

#[test]
fn what_is_written_comes_back() {
    let record = record();
    let read = |slot| Record::from_text(slot, &record.to_text());
    assert_eq!(read(record.slot()), Some(record.clone()));
    for settles in [true, false] {
        let end = Some(End {
            block: 120,
            at_ms: 9,
            settles,
        });
        let ended = Record {
            end,
            ..record.clone()
        };
        let read_ended = Record::from_text(record.slot(), &ended.to_text());
        assert_eq!(read_ended, Some(ended));
    }
    let other = Slot {
        chain: ChainId(2),
        ..record.slot()
    };
    assert_eq!(read(other), None);
}

#[test]
fn half_a_record_or_one_of_another_form_is_none() {
    let record = record();
    let text = record.to_text();
    for end in 0..text.len() {
        assert_eq!(
            Record::from_text(record.slot(), &text[..end]),
            None,
            "{end}"
        );
    }
    let newer = text.replacen("\"version\":1", "\"version\":2", 1);
    assert_ne!(newer, text);
    assert_eq!(Record::from_text(record.slot(), &newer), None);
}

#[test]
fn a_record_of_before_there_was_settling_is_read_and_written_as_it_was() {
    let text = r#"{"version":1,"chain":1,"account":"0x0202020202020202020202020202020202020202","market":"0x0101010101010101010101010101010101010101","id":null,"target":"1.5","repays":true,"asset":"0x0404040404040404040404040404040404040404","to":"0x0101010101010101010101010101010101010101","data":"0xabcd","nonce":7,"nonce_is_exact":false,"block":100,"written_by":42,"written_at_ms":5,"hashes":[],"ended_in":120,"ended_at_ms":9}"#;
    let read = Record::from_text(record().slot(), text).expect("a record");
    let end = End {
        block: 120,
        at_ms: 9,
        settles: false,
    };
    assert_eq!(read.end, Some(end));
    assert_eq!(read.to_text(), text);
}

#[test]
fn a_permission_and_a_token_made_out_of_coin_take_nothing() {
    let of = Address::repeat_byte(1);
    let pays = |payment: Payment| {
        let asked = Asked::One(payment);
        Record { asked, ..record() }.pays()
    };
    assert!(!pays(crate::protocols::approve(of, of, U256::ZERO).into()));
    assert!(!pays(crate::protocols::wrap(of, U256::ONE)));
    let pool = Address::repeat_byte(1);
    assert!(!pays(act::enter_e_mode(pool, 3).into()));
    assert!(!pays(act::enable_collateral(pool, of).into()));
    assert!(pays(act::enter_e_mode(pool, 0).into()), "leaving one may");
    assert!(pays(payment()), "what is not understood may pay");
    assert!(calls().pays(), "nor what a permission comes with");
    // A permission does not take coin.
    let mut paid = Payment::from(crate::protocols::approve(of, of, U256::ZERO));
    paid.value = U256::ONE;
    assert!(pays(paid));
}

#[test]
fn every_means_comes_back() {
    for means in [
        Means::AddCollateral,
        Means::AddCoin,
        Means::Repay,
        Means::RepayCoin,
        Means::RepaySupplied,
        Means::Enable,
        Means::EnterEMode(3),
        Means::TakeBack,
        Means::Authorize {
            contract: Address::repeat_byte(5),
            may: true,
        },
        Means::Authorize {
            contract: Address::repeat_byte(5),
            may: false,
        },
    ] {
        let asset = Address::repeat_byte(4);
        let own = Record {
            chosen: StrategyId { means, asset }.into(),
            ..record()
        };
        assert_eq!(Record::from_text(own.slot(), &own.to_text()), Some(own));
    }
    let own = Record {
        chosen: Chosen::Mix,
        ..record()
    };
    assert_eq!(Record::from_text(own.slot(), &own.to_text()), Some(own));
}

#[test]
fn an_amount_that_was_typed_who_carries_it_out_and_what_is_in_doubt_come_back() {
    for account in [
        AccountKind::Plain,
        AccountKind::Delegated,
        AccountKind::Contract,
    ] {
        let typed = Record {
            amount: Some("12.5".into()),
            account,
            in_doubt: Some(6),
            after_unknown: Some(7),
            ..record()
        };
        let read = Record::from_text(typed.slot(), &typed.to_text());
        assert_eq!(read, Some(typed));
    }
}

#[test]
fn coin_that_goes_with_it_comes_back_too() {
    let mut payment = payment();
    payment.value = U256::from(10).pow(U256::from(18));
    let asked = Asked::One(payment);
    let paid = Record { asked, ..record() };
    let read = Record::from_text(paid.slot(), &paid.to_text());
    assert_eq!(read, Some(paid));
}

#[test]
fn calls_that_go_as_one_come_back_in_a_form_of_their_own() {
    let hash = B256::repeat_byte;
    let mut taken = calls();
    taken.asked.take(Some("0x0a0b".into()));
    let mut doubtful = calls();
    doubtful.asked.hear(&[hash(1)], Some(Said::Undone));
    doubtful.asked.hear(&[hash(2)], Some(Said::Partly));
    for calls in [calls(), taken, doubtful] {
        let text = calls.to_text();
        let read = |text: &str| Record::from_text(calls.slot(), text);
        assert_eq!(read(&text), Some(calls.clone()));
        // Read in part it would be a permission alone.
        let other = text.replacen("\"version\":2", "\"version\":1", 1);
        assert_ne!(other, text);
        assert_eq!(read(&other), None);
    }
}

#[test]
fn what_a_wallet_said_is_learnt_and_its_latest_word_on_a_transaction_counts() {
    let (mut told, silent) = (calls(), calls());
    let hash = B256::repeat_byte(1);
    told.asked.hear(&[hash], Some(Said::Undone));
    assert!(told.is_taken() && !silent.is_taken());
    assert!(told.knows_beyond(&silent) && !silent.knows_beyond(&told));
    let before = told.clone();
    told.asked.hear(&[hash], None);
    // Also where somebody remembers an earlier one.
    told.learn(&before);
    assert_eq!(told.asked.said(hash), None);
    let mut both = silent.clone();
    both.learn(&told);
    assert!(both.is_taken());
    assert!(silent.is_same_ask(&told));
}

#[test]
fn a_hash_that_was_learnt_does_not_make_it_another_transaction() {
    let (before, mut after) = (record(), record());
    after.hashes.push(B256::repeat_byte(9));
    after.nonce_is_exact = true;
    assert!(before.is_same_ask(&after));
    after.block += 1;
    assert!(before.is_same_ask(&after));
    after.written_at_ms += 1;
    assert!(!before.is_same_ask(&after));
}

/// Two tabs look for the same transaction: a number that a node has named for it counts before one below which it
/// only cannot be.
#[test]
fn of_two_numbers_the_one_that_a_node_named_counts_and_else_the_higher() {
    let known = |nonce, nonce_is_exact| Record {
        nonce,
        nonce_is_exact,
        block: 100 + nonce,
        ..record()
    };
    let learnt = |own: (u64, bool), other: (u64, bool)| {
        let mut record = known(own.0, own.1);
        record.learn(&known(other.0, other.1));
        assert_eq!(record.block, 100 + record.nonce, "with its block");
        (record.nonce, record.nonce_is_exact)
    };
    assert_eq!(learnt((7, false), (9, false)), (9, false));
    assert_eq!(learnt((9, false), (7, false)), (9, false));
    assert_eq!(learnt((9, false), (7, true)), (7, true));
    assert_eq!(learnt((7, true), (9, false)), (7, true));
}

/// Under the same number: where one of them has looked, the other needs not.
#[test]
fn two_that_learn_from_each_other_look_on_from_the_later_block() {
    let [early, late] = [100, 200].map(|block| Record { block, ..record() });
    for (own, other) in [(&early, &late), (&late, &early)] {
        let mut both = own.clone();
        both.learn(other);
        assert_eq!(both.block, 200);
    }
}

#[test]
fn what_is_in_doubt_or_unknown_for_one_tab_is_for_both() {
    let of = |in_doubt| Record {
        in_doubt,
        after_unknown: in_doubt,
        ..record()
    };
    for (own, other) in [(Some(6), None), (None, Some(6)), (Some(6), Some(5))] {
        let mut both = of(own);
        both.learn(&of(other));
        assert_eq!((both.in_doubt, both.after_unknown), (Some(6), Some(6)));
    }
    let mut ended = of(Some(9));
    ended.doubt();
    assert_eq!(ended.in_doubt, Some(9), "the highest");
}

/// Where it was found it is, or not far from there after a reorganisation.
#[test]
fn a_log_is_looked_through_from_where_it_was_asked_for_or_from_before_where_it_was_found() {
    let after = |found_in: Option<u64>| {
        let end = found_in.map(|block| End {
            block,
            at_ms: 9,
            settles: true,
        });
        let record = Record {
            account: AccountKind::Contract,
            end,
            ..record()
        };
        record
            .operation(0, 500)
            .map(|asked| (asked.after, asked.head))
    };
    assert_eq!(after(None), Some((100, 500)));
    assert_eq!(after(Some(400)), Some((400 - 64, 500)));
    assert_eq!(
        after(Some(120)),
        Some((100, 500)),
        "never before it was asked for"
    );
}

#[test]
fn the_later_of_two_ends_is_of_the_higher_block() {
    let end = |block, at_ms| End {
        block,
        at_ms,
        settles: false,
    };
    assert_eq!(end(100, 9).later(end(101, 5)), end(101, 5));
    assert_eq!(end(101, 5).later(end(100, 9)), end(101, 5));
    assert_eq!(
        end(100, 5).later(end(100, 9)),
        end(100, 9),
        "what was said last"
    );
}

/// A permission is no top-up yet; with what it is for it is.
#[test]
fn what_only_prepares_does_nothing_for_the_position() {
    let of = Address::repeat_byte(1);
    let acts = |payment: Payment| {
        let asked = Asked::One(payment);
        Record { asked, ..record() }.acts()
    };
    assert!(!acts(crate::protocols::approve(of, of, U256::ONE).into()));
    assert!(!acts(crate::protocols::wrap(of, U256::ONE)));
    assert!(acts(payment()) && calls().acts());
}

/// Two tabs may ask in the same millisecond: what is asked for tells them apart, and of calls their name, too.
#[test]
fn what_asks_for_something_else_is_another_ask() {
    let one = record();
    let mut other = one.clone();
    other.asked = Asked::One(crate::protocols::wrap(Address::repeat_byte(1), U256::ONE));
    assert!(one.is_same_ask(&one) && !one.is_same_ask(&other));
    let calls = calls();
    let named = |change: &dyn Fn(&mut Together)| {
        let mut other = calls.clone();
        let Asked::Together(together) = &mut other.asked else {
            unreachable!("calls")
        };
        change(together);
        other.is_same_ask(&calls)
    };
    assert!(named(&|other| other.is_taken = true), "what is learnt");
    assert!(!named(&|other| other.id = B256::repeat_byte(7)));
    assert!(!named(&|other| {
        other.payments.pop();
    }));
}

/// A wallet may know calls by a name of its own.
#[test]
fn calls_go_by_the_name_that_the_wallet_gave_them() {
    let record = calls();
    let mut together = record.asked.together().expect("calls").clone();
    assert_eq!(together.name(), B256::repeat_byte(6).to_string());
    together.known_as = Some("theirs".into());
    assert_eq!(together.name(), "theirs");
}

#[test]
fn what_the_wallet_said_of_one_of_several_hashes_is_heard() {
    let mut record = calls();
    let hashes = [8, 9].map(B256::repeat_byte);
    record.add_hashes(&hashes);
    assert_eq!(record.said_of_any(), None);
    record.asked.hear(&hashes[1..], Some(Said::Partly));
    assert_eq!(record.said_of_any(), Some(Said::Partly));
    record.asked.hear(&hashes, None);
    assert_eq!(record.said_of_any(), None);
}

/// An account of a contract may be carried by somebody else's transaction; one with a key alone never is.
#[test]
fn only_what_may_be_carried_is_found_within_another_transaction() {
    let (own, around) = (B256::repeat_byte(5), B256::repeat_byte(6));
    let found = |account| {
        let record = Record {
            account,
            ..record()
        };
        [own, around].map(|hash| record.is_found_by_log(hash))
    };
    assert_eq!(found(AccountKind::Plain), [false, false]);
    assert_eq!(found(AccountKind::Contract), [false, true]);
}

/// A form with several payments is another one.
#[test]
fn a_record_of_one_transaction_with_more_beside_it_is_none() {
    let text = calls().to_text();
    let single = text.replacen("\"version\":2", "\"version\":1", 1);
    assert_ne!(single, text);
    let mut fields: serde_json::Value = serde_json::from_str(&single).expect("JSON");
    let of_calls = fields.as_object_mut().expect("fields");
    let rest = of_calls.get("rest").cloned().expect("the rest");
    for field in ["calls", "after"] {
        of_calls.remove(field).expect("a field");
    }
    let read = |fields: &serde_json::Value| Record::from_text(record().slot(), &fields.to_string());
    assert_eq!(read(&fields), None, "{rest}");
    fields.as_object_mut().expect("fields").remove("rest");
    assert!(read(&fields).is_some());
}
