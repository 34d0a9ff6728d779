//! Of accounts that are contracts, whose wallets give hashes of their own.

use super::*;

/// What the wallet gave: no node knows it.
const OWN_HASH: B256 = B256::repeat_byte(0x0a);

/// A transaction of a stranger around what was asked for, or around something else.
fn around(is_ours: bool) -> Transaction {
    let payment = payment();
    let to = if is_ours {
        payment.call.to
    } else {
        Address::repeat_byte(0x99)
    };
    let value = payment.value.to_be_bytes_vec();
    let data = [&to.to_vec()[..], &value, &payment.call.data].concat();
    Transaction {
        from: Address::repeat_byte(0x55),
        ..transaction(
            3,
            Call {
                to: Address::repeat_byte(0x66),
                data: data.into(),
            },
        )
    }
}

/// What is seen where the log has this of the hash, in this form; none: nothing.
fn look(mined: &Transaction, named: Named, succeeded: Option<bool>) -> (Sight, Vec<Named>) {
    let record = Record {
        hashes: vec![OWN_HASH],
        account: AccountKind::Contract,
        ..record()
    };
    let chain = Chain {
        blocks: vec![vec![], vec![mined.clone()]],
        waiting: vec![],
        keeps: 128,
    };
    let mut asked = Vec::new();
    let mut next = Look::begin(record, chain.head());
    loop {
        match next {
            Next::Ask(look, Question::Operation(question)) => {
                assert_eq!((question.hash, question.after), (OWN_HASH, 100));
                asked.push(question.named);
                let succeeded = succeeded.filter(|_| question.named == named);
                next = look.on(Reply::Operation(succeeded.map(|succeeded| Operation {
                    transaction: mined.hash,
                    succeeded,
                })));
            }
            // The account has no row of its own.
            Next::Ask(look, Question::Count(_)) => next = look.on(Reply::Count(7)),
            Next::Ask(look, question) => next = look.on(chain.answer(question)),
            Next::Seen(sight, _) => return (sight, asked),
            Next::Failed => panic!("it failed"),
        }
    }
}

#[test]
fn what_the_account_did_under_a_hash_of_its_own_is_found_in_its_log() {
    let receipt = |sight| match sight {
        Sight::Mined(receipt) => Some(receipt.block),
        _ => None,
    };
    let (sight, asked) = look(&around(true), Named::InTopic, Some(true));
    assert_eq!((receipt(sight), asked), (Some(102), vec![Named::InTopic]));
    let (sight, asked) = look(&around(true), Named::InData, Some(true));
    let both = vec![Named::InTopic, Named::InData];
    assert_eq!((receipt(sight), &asked), (Some(102), &both));
    // Nothing yet: it may come.
    let (sight, asked) = look(&around(true), Named::InTopic, None);
    assert_eq!((sight, asked), (Sight::Unseen, both));
}

#[test]
fn what_it_did_is_compared_and_what_it_failed_to_do_was_not_done() {
    let (sight, _) = look(&around(false), Named::InTopic, Some(true));
    assert!(matches!(sight, Sight::Unnamed(_)), "{sight:?}");
    // The transaction around it succeeded.
    let (sight, _) = look(&around(true), Named::InTopic, Some(false));
    assert!(matches!(sight, Sight::Undone(_)), "{sight:?}");
}

#[test]
fn a_node_that_looks_through_no_log_leaves_what_else_is_known() {
    let record = Record {
        hashes: vec![OWN_HASH],
        account: AccountKind::Contract,
        ..record()
    };
    let chain = Chain {
        blocks: vec![vec![]],
        waiting: vec![],
        keeps: 128,
    };
    let with = |silent: Reply| {
        let mut next = Look::begin(record.clone(), chain.head());
        loop {
            match next {
                Next::Ask(look, Question::Operation(_)) => next = look.on(silent.clone()),
                Next::Ask(look, question) => next = look.on(chain.answer(question)),
                Next::Seen(sight, _) => return Some(sight),
                Next::Failed => return None,
            }
        }
    };
    assert_eq!(with(Reply::Refused), Some(Sight::Unseen));
    // It may be there: nothing is concluded from silence.
    assert_eq!(with(Reply::NoAnswer), None);
}

#[test]
fn a_node_that_refuses_amid_its_log_has_not_said_that_nothing_is_there() {
    let record = Record {
        hashes: vec![OWN_HASH],
        account: AccountKind::Contract,
        block: 100,
        ..record()
    };
    let chain = Chain {
        blocks: vec![vec![]],
        waiting: vec![],
        keeps: 128,
    };
    let mut answered = 0;
    let mut next = Look::begin(record, 50_000);
    while let Next::Ask(look, question) = next {
        next = look.on(match question {
            Question::Operation(asked) if asked.is_long() || answered == 4 => Reply::Refused,
            Question::Operation(_) => {
                answered += 1;
                Reply::Operation(None)
            }
            other => chain.answer(other),
        });
    }
    assert_eq!(answered, 4);
    assert_eq!(next, Next::Failed);
}

/// One node's word of a log ends nothing: a second is asked for the same log, and for the transaction.
#[test]
fn what_one_node_makes_up_of_a_log_is_not_the_end_of_it() {
    let mined = around(true);
    let receipt = Receipt {
        hash: mined.hash,
        block: 102,
        succeeded: true,
    };
    let record = Record {
        hashes: vec![OWN_HASH],
        account: AccountKind::Contract,
        ..record()
    };
    let other = around(false);
    let found = |succeeded| {
        Reply::Operation(Some(Operation {
            transaction: mined.hash,
            succeeded,
        }))
    };
    let both = |sight: Sight, replies: &[Reply]| {
        let mut next = second::Second::begin(sight, record.clone());
        for reply in replies {
            let second::Next::Ask(second, question) = next else {
                panic!("{reply:?} was not asked for")
            };
            if let Question::Operation(asked) = question {
                assert_eq!((asked.after, asked.head), (101, 102));
            }
            next = second.on(reply.clone());
        }
        match next {
            second::Next::Seen(sight, _) => sight,
            next => panic!("{next:?}"),
        }
    };
    let has = Reply::Receipt(Some(receipt));
    let nothing = Reply::Operation(None);
    let (done, undone) = (Sight::Mined(receipt), Sight::Undone(receipt));
    let carries = Reply::Transaction(Some(mined.clone()));
    let agreed = [found(true), carries.clone(), has.clone()];
    assert_eq!(both(done, &agreed), done);
    let older = [nothing.clone(), found(true), carries.clone(), has.clone()];
    assert_eq!(both(done, &older), done);
    assert_eq!(both(undone, &[found(false), has]), undone);
    for (sight, replies) in [
        (undone, vec![nothing.clone(), nothing.clone()]),
        (undone, vec![found(true)]),
        (undone, vec![Reply::Refused]),
        (done, vec![nothing.clone(), nothing]),
        (done, vec![found(false)]),
        (done, vec![found(true), Reply::Transaction(Some(other))]),
        (done, vec![found(true), Reply::Transaction(None)]),
    ] {
        assert_eq!(both(sight, &replies), Sight::Unseen, "{replies:?}");
    }
}

#[test]
fn an_account_that_signs_by_itself_has_no_such_hashes() {
    let record = Record {
        hashes: vec![OWN_HASH],
        ..record()
    };
    let chain = Chain {
        blocks: vec![vec![]],
        waiting: vec![],
        keeps: 128,
    };
    let (sight, _, asked) = chain.look(record);
    // The receipt, the transaction, and two counts.
    assert_eq!((sight, asked), (Sight::Unseen, 4));
}

#[test]
fn what_a_log_says_of_a_transaction_that_no_block_has_or_that_failed_is_no_end() {
    let mined = around(true);
    let record = Record {
        hashes: vec![OWN_HASH],
        account: AccountKind::Contract,
        ..record()
    };
    let failed = Receipt {
        hash: mined.hash,
        block: 102,
        succeeded: false,
    };
    for receipt in [None, Some(failed)] {
        let mut next = Look::begin(record.clone(), 102);
        let sight = loop {
            let Next::Ask(look, question) = next else {
                panic!("{next:?}")
            };
            next = look.on(match question {
                Question::Operation(_) => Reply::Operation(Some(Operation {
                    transaction: mined.hash,
                    succeeded: true,
                })),
                Question::Receipt(hash) => Reply::Receipt(receipt.filter(|one| one.hash == hash)),
                _ => Reply::Transaction(None),
            });
            if let Next::Seen(sight, _) = &next {
                break *sight;
            }
        };
        assert_eq!(sight, Sight::Waiting);
    }
}

/// A Safe from before 1.4.0 whose page is opened after days, through a node that looks through a part of its log at
/// once: how the looks went on, of which each begins where the one before ended.
fn looks_over_days(
    head: u64,
    carried_out_in: Option<u64>,
) -> (Vec<Option<Sight>>, Vec<(u64, u64)>) {
    let record = Record {
        hashes: vec![OWN_HASH],
        account: AccountKind::Contract,
        ..record()
    };
    let mined = around(true);
    let receipt = carried_out_in.map(|block| Receipt {
        hash: mined.hash,
        block,
        succeeded: true,
    });
    let (mut logged, mut seen, mut parts) = (Logged::default(), Vec::new(), Vec::new());
    while seen.last().is_none_or(Option::is_none) && seen.len() < 9 {
        logged = logged.again(head);
        let mut next = Look::begin_after(record.clone(), head, logged.clone());
        let sight = loop {
            let (look, question) = match next {
                Next::Ask(look, question) => (look, question),
                Next::Seen(sight, _) => break Some(sight),
                Next::Failed => break None,
            };
            let reply = match question {
                Question::Operation(asked) if asked.is_long() => Reply::Refused,
                Question::Operation(asked) => {
                    let found = carried_out_in.filter(|block| {
                        asked.named == Named::InData
                            && (asked.after + 1..=asked.head).contains(block)
                    });
                    if asked.named == Named::InData {
                        parts.push((asked.after, asked.head));
                    }
                    Reply::Operation(found.map(|_| Operation {
                        transaction: mined.hash,
                        succeeded: true,
                    }))
                }
                Question::Receipt(hash) => Reply::Receipt(receipt.filter(|one| one.hash == hash)),
                Question::Transaction(hash) if hash == mined.hash => {
                    Reply::Transaction(Some(mined.clone()))
                }
                Question::Transaction(_) => Reply::Transaction(None),
                Question::Count(_) => Reply::Count(7),
                other => panic!("{other:?}"),
            };
            if let Question::Operation(asked) = question {
                logged.hear(asked, &reply);
            }
            next = look.on(reply);
        };
        seen.push(sight);
    }
    (seen, parts)
}

#[test]
fn what_was_carried_out_days_ago_is_found_where_a_node_looks_through_a_part_at_once() {
    let (seen, parts) = looks_over_days(50_000, Some(12_345));
    assert!(matches!(seen[..], [Some(Sight::Mined(receipt))] if receipt.block == 12_345));
    assert_eq!(parts, [(100, 9_100), (9_100, 18_100)]);
    // What is newest is found too, and nothing where there is nothing.
    let (seen, _) = looks_over_days(50_000, Some(50_000));
    assert!(matches!(seen[..], [Some(Sight::Mined(_))]), "{seen:?}");
    let (seen, parts) = looks_over_days(50_000, None);
    assert_eq!(seen, [Some(Sight::Unseen)]);
    assert_eq!(parts.last(), Some(&(41_000, 50_000)));
}

/// Until all of it was looked through nothing is concluded, and no look begins anew.
#[test]
fn a_log_that_is_too_long_for_one_look_is_gone_through_by_several() {
    let (seen, parts) = looks_over_days(400_000, Some(399_000));
    assert!(
        matches!(seen[..], [None, None, Some(Sight::Mined(_))]),
        "{seen:?}"
    );
    let follows = parts
        .windows(2)
        .all(|two| two[1].0 > two[0].0 && two[1].0 <= two[0].1);
    assert!(follows, "{parts:?}");
}

/// A node that is behind has nothing of the newest blocks, and says so of all of them.
#[test]
fn the_newest_blocks_are_looked_through_with_every_look() {
    let asked = OperationQuestion {
        hash: OWN_HASH,
        account: Address::repeat_byte(2),
        named: Named::InData,
        after: 100,
        head: 50_000,
    };
    let mut logged = Logged::default().again(50_000);
    logged.hear(asked, &Reply::Operation(None));
    let after = |logged: &Logged, of: OperationQuestion| logged.next(of).map(|next| next.after);
    assert_eq!(after(&logged, asked), Some(41_000));
    // What one form of a log does not have the other may.
    let mut logged = Logged::default().again(50_000);
    let in_topic = OperationQuestion {
        named: Named::InTopic,
        ..asked
    };
    logged.hear(in_topic, &Reply::Operation(None));
    assert_eq!(after(&logged, asked), Some(100));
    // Nor does one hash say anything of another.
    logged.hear(asked, &Reply::Operation(None));
    let of_another = OperationQuestion {
        hash: B256::repeat_byte(0x0b),
        ..asked
    };
    assert_eq!(after(&logged, of_another), Some(100));
}
