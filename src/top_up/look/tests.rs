use super::*;
use crate::chain::Call;
use crate::chain::transactions::{AccountKind, Difference};
use crate::top_up::{a_payment as payment, a_record as record};
use alloy::primitives::{Address, U256};
use proptest::prelude::*;

mod calls;
mod operations;

/// A chain from block 100 on, with an account's transactions in its blocks and its mempool.
#[derive(Debug)]
struct Chain {
    /// The account's transactions of each block after 100.
    blocks: Vec<Vec<Transaction>>,
    waiting: Vec<Transaction>,
    /// The node keeps the states of no more blocks than these.
    keeps: u64,
}

impl Chain {
    fn head(&self) -> u64 {
        100 + self.blocks.len() as u64
    }

    fn count(&self, up_to: u64) -> u64 {
        let blocks = self.blocks.iter().take((up_to - 100) as usize);
        7 + blocks.map(|one| one.len() as u64).sum::<u64>()
    }

    fn place(&self, hash: B256) -> Option<u64> {
        let holds = |block: &Vec<Transaction>| block.iter().any(|one| one.hash == hash);
        let place = self.blocks.iter().position(holds)?;
        Some(101 + place as u64)
    }

    fn answer(&self, question: Question) -> Reply {
        match question {
            // Nodes know nothing of what is a wallet's.
            Question::Calls(_) => Reply::Refused,
            Question::Operation(_) => Reply::Operation(None),
            Question::Receipt(hash) => Reply::Receipt(self.place(hash).map(|block| Receipt {
                hash,
                block,
                succeeded: true,
            })),
            Question::Transaction(hash) => {
                let all = self.blocks.iter().flatten().chain(&self.waiting);
                Reply::Transaction(all.clone().find(|one| one.hash == hash).cloned())
            }
            Question::Count(CountAt::Latest) => Reply::Count(self.count(self.head())),
            Question::Count(CountAt::Pending) => {
                Reply::Count(self.count(self.head()) + self.waiting.len() as u64)
            }
            Question::Count(CountAt::Block(at)) if at + self.keeps < self.head() => Reply::Refused,
            Question::Count(CountAt::Block(at)) => Reply::Count(self.count(at)),
            Question::Block(at) => {
                assert!(at > 100 && at <= self.head(), "block {at}");
                Reply::Block(self.blocks[(at - 101) as usize].clone())
            }
        }
    }

    fn look(&self, record: Record) -> (Sight, Record, u32) {
        let mut next = Look::begin(record, self.head());
        let mut asked = 0;
        loop {
            match next {
                Next::Ask(look, question) => {
                    asked += 1;
                    next = look.on(self.answer(question));
                }
                Next::Seen(sight, record) => return (sight, record, asked),
                Next::Failed => panic!("it failed"),
            }
        }
    }
}

fn transaction(nonce: u64, call: Call) -> Transaction {
    let mut hash = B256::repeat_byte(0x77);
    hash[0] = nonce as u8;
    Transaction {
        hash,
        from: record().position.account,
        nonce,
        call: Some(call),
        value: U256::ZERO,
    }
}

fn other(nonce: u64) -> Transaction {
    transaction(
        nonce,
        Call {
            to: Address::repeat_byte(0x99),
            ..payment().call
        },
    )
}

fn ours(nonce: u64) -> Transaction {
    transaction(nonce, payment().call)
}

/// The wallet answered with nothing: only the number leads to it.
fn unanswered() -> Record {
    Record {
        hashes: Vec::new(),
        ..record()
    }
}

proptest! {
    /// Wherever the account's transactions lie, ours is found if it is mined, under whatever
    /// hash and number, and taken for nothing else if it is not.
    #[test]
    fn what_was_mined_is_found_by_its_number(
        shape in prop::collection::vec(0_usize..3, 1..40),
        mine in prop::option::of(0_usize..30),
        waits in any::<bool>(),
    ) {
        let mut nonce = 7;
        let mut blocks = Vec::new();
        let mut expected = None;
        for count in shape {
            let mut block = Vec::new();
            for _ in 0..count {
                let is_mine = mine == Some((nonce - 7) as usize);
                block.push(if is_mine { ours(nonce) } else { other(nonce) });
                if is_mine {
                    expected = Some((ours(nonce).hash, 101 + blocks.len() as u64));
                }
                nonce += 1;
            }
            blocks.push(block);
        }
        let waiting = if waits { vec![other(nonce)] } else { Vec::new() };
        let chain = Chain { blocks, waiting, keeps: u64::MAX / 2 };
        let (sight, learnt, _) = chain.look(unanswered());
        match (expected, sight) {
            (Some((hash, block)), Sight::Mined(receipt)) => {
                prop_assert_eq!((receipt.hash, receipt.block), (hash, block));
                prop_assert!(learnt.hashes.contains(&hash));
            }
            (None, Sight::Waiting) => prop_assert!(waits),
            (None, Sight::Unseen) => {
                prop_assert!(!waits);
                // What was seen to be another's is not looked through again.
                prop_assert_eq!(learnt.nonce, nonce);
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }
}

#[test]
fn a_hash_that_a_node_has_waits_and_names_its_number() {
    let chain = Chain {
        blocks: vec![vec![]],
        waiting: vec![ours(7)],
        keeps: 128,
    };
    let known = Record {
        hashes: vec![ours(7).hash],
        ..record()
    };
    let (sight, learnt, asked) = chain.look(known);
    assert_eq!((sight, asked), (Sight::Waiting, 3));
    assert!(learnt.nonce_is_exact);
}

/// To the contract that was asked for, with other bytes.
fn of_other_bytes() -> Transaction {
    let data = Default::default();
    let call = payment().call;
    transaction(7, Call { data, ..call })
}

#[test]
fn what_was_mined_under_its_hash_and_is_not_what_was_asked_for_is_told_apart() {
    let unlimited = of_other_bytes();
    for (mined, expected) in [
        (ours(7), None),
        (unlimited, Some(Difference::Data)),
        (other(7), Some(Difference::Contract)),
    ] {
        let known = Record {
            hashes: vec![mined.hash],
            ..record()
        };
        let chain = Chain {
            blocks: vec![vec![], vec![mined]],
            waiting: vec![],
            keeps: 128,
        };
        let told = match chain.look(known.clone()).0 {
            Sight::Mined(_) => None,
            Sight::Other(receipt, difference) => {
                assert_eq!(receipt.block, 102);
                Some(difference)
            }
            sight => panic!("{sight:?}"),
        };
        assert_eq!(told, expected);
        // Without the transaction itself nothing is said of it yet.
        let Next::Ask(look, _) = Look::begin(known.clone(), 102) else {
            panic!("the receipt is asked for")
        };
        let receipt = chain.answer(Question::Receipt(known.hashes[0]));
        let Next::Ask(look, _) = look.on(receipt) else {
            panic!("the transaction is asked for")
        };
        let Next::Ask(look, Question::Block(102)) = look.on(Reply::Transaction(None)) else {
            panic!("its block is asked for")
        };
        // Its block may list it where it is not named by its hash.
        let told = match look.clone().on(chain.answer(Question::Block(102))) {
            Next::Seen(Sight::Mined(_), _) => None,
            Next::Seen(Sight::Other(_, difference), _) => Some(difference),
            next => panic!("{next:?}"),
        };
        assert_eq!(told, expected);
        for none in [Reply::Block(vec![]), Reply::Refused, Reply::NoAnswer] {
            let unnamed = look.clone().on(none);
            assert!(matches!(unnamed, Next::Seen(Sight::Unnamed(_), _)));
        }
    }
}

/// An account with a key and code beside it may sign by itself, or have others carry it out.
#[test]
fn what_differs_is_a_change_only_where_the_account_signed_it_by_itself() {
    let stranger = Address::repeat_byte(0x55);
    let own = record().position.account;
    let seen = |account, from, to| {
        let call = Call {
            to,
            ..payment().call
        };
        let mined = Transaction {
            from,
            ..transaction(7, call)
        };
        let known = Record {
            hashes: vec![mined.hash],
            account,
            ..record()
        };
        let chain = Chain {
            blocks: vec![vec![mined]],
            waiting: vec![],
            keeps: 128,
        };
        match chain.look(known).0 {
            Sight::Other(_, difference) => Some(difference),
            Sight::Unnamed(_) => None,
            other => panic!("{other:?}"),
        }
    };
    let elsewhere = Address::repeat_byte(0x66);
    for (from, to, difference) in [
        (stranger, elsewhere, Difference::Signer),
        (own, own, Difference::Contract),
    ] {
        assert_eq!(seen(AccountKind::Plain, from, to), Some(difference));
        assert_eq!(seen(AccountKind::Delegated, from, to), None);
    }
    let changed = seen(AccountKind::Delegated, own, elsewhere);
    assert_eq!(changed, Some(Difference::Contract));
}

/// Safes and operations of smart accounts: the transaction is somebody else's, around what was asked for.
#[test]
fn what_a_contract_pays_is_carried_out_by_others_and_is_no_change_of_it() {
    let mined = of_other_bytes();
    let known = Record {
        hashes: vec![mined.hash],
        account: AccountKind::Contract,
        ..record()
    };
    let chain = Chain {
        blocks: vec![vec![], vec![mined]],
        waiting: vec![],
        keeps: 128,
    };
    let (sight, learnt, _) = chain.look(known);
    assert!(matches!(sight, Sight::Unnamed(receipt) if receipt.block == 102));
    // The number is one of the other's row.
    assert!(!learnt.nonce_is_exact);
}

#[test]
fn what_was_speeded_up_is_found_under_its_new_hash() {
    let chain = Chain {
        blocks: vec![vec![], vec![ours(7)], vec![]],
        waiting: vec![],
        keeps: 128,
    };
    // The hash that the wallet gave is known nowhere any more.
    let (sight, learnt, _) = chain.look(record());
    assert!(matches!(sight, Sight::Mined(receipt) if receipt.block == 102));
    assert_eq!(learnt.hashes, [record().hashes[0], ours(7).hash]);
}

#[test]
fn a_number_that_another_transaction_took_ends_it_only_where_the_number_is_sure() {
    let chain = Chain {
        blocks: vec![vec![other(7)]],
        waiting: vec![],
        keeps: 128,
    };
    let sure = Record {
        nonce_is_exact: true,
        ..record()
    };
    assert_eq!(chain.look(sure).0, Sight::Replaced);
    // The wallet may have known of one more that waited.
    assert_eq!(chain.look(record()).0, Sight::Unseen);
}

#[test]
fn a_node_that_has_forgotten_the_state_cannot_tell() {
    let chain = Chain {
        blocks: vec![vec![]; 300]
            .into_iter()
            .chain([vec![other(7)]])
            .collect(),
        waiting: vec![],
        keeps: 128,
    };
    assert_eq!(chain.look(unanswered()).0, Sight::Untold);
}

#[test]
fn a_node_that_does_not_answer_teaches_nothing() {
    let Next::Ask(look, Question::Receipt(_)) = Look::begin(record(), 100) else {
        panic!("the hash is asked for first")
    };
    assert_eq!(look.on(Reply::NoAnswer), Next::Failed);
    let Next::Ask(look, _) = Look::begin(unanswered(), 110) else {
        panic!("the count is asked for")
    };
    let Next::Ask(look, question) = look.on(Reply::Count(9)) else {
        panic!("something was mined")
    };
    assert_eq!(question, Question::Count(CountAt::Block(110)));
    // A search that is not answered is no state that was forgotten.
    assert_eq!(look.on(Reply::NoAnswer), Next::Failed);
}

#[test]
fn a_node_that_keeps_what_was_replaced_hides_no_end() {
    let again = Transaction {
        hash: B256::repeat_byte(0x11),
        ..ours(7)
    };
    let foreign = Transaction {
        hash: B256::repeat_byte(0x22),
        ..other(7)
    };
    for (mined, expected) in [(foreign, false), (again, true)] {
        let chain = Chain {
            blocks: vec![vec![mined], vec![], vec![]],
            waiting: vec![ours(7)],
            keeps: 128,
        };
        let known = Record {
            hashes: vec![ours(7).hash],
            ..record()
        };
        let is_mined = match chain.look(known).0 {
            Sight::Mined(receipt) => receipt.block == 101,
            sight => {
                assert_eq!(sight, Sight::Replaced);
                false
            }
        };
        assert_eq!(is_mined, expected);
    }
}

#[test]
fn what_was_found_by_its_number_waits_while_no_receipt_of_it_comes() {
    let chain = Chain {
        blocks: vec![vec![ours(7)]],
        waiting: vec![],
        keeps: 128,
    };
    let mut next = Look::begin(unanswered(), chain.head());
    while let Next::Ask(look, question) = next {
        next = look.on(match question {
            // Another block has it by now, or two nodes answer as one.
            Question::Receipt(_) => Reply::Receipt(None),
            question => chain.answer(question),
        });
    }
    let Next::Seen(sight, learnt) = next else {
        panic!("it failed")
    };
    assert_eq!((sight, learnt.hashes), (Sight::Waiting, vec![ours(7).hash]));
}

#[test]
fn what_failed_did_nothing_also_where_nobody_names_it() {
    let failed = Receipt {
        hash: record().hashes[0],
        block: 101,
        succeeded: false,
    };
    let Next::Ask(look, Question::Receipt(_)) = Look::begin(record(), 101) else {
        panic!("the receipt is asked for")
    };
    let Next::Ask(look, Question::Transaction(_)) = look.on(Reply::Receipt(Some(failed))) else {
        panic!("the transaction is asked for")
    };
    let next = look.on(Reply::Transaction(None));
    assert!(matches!(next, Next::Seen(Sight::Mined(receipt), _) if receipt == failed));
}

/// The node counts one more by now than in the block that is known.
#[test]
fn what_was_mined_after_the_block_that_is_known_waits_for_the_next_look() {
    let mut next = Look::begin(unanswered(), 100);
    for count in [8, 7] {
        let Next::Ask(look, _) = next else {
            panic!("a question")
        };
        next = look.on(Reply::Count(count));
    }
    assert!(matches!(next, Next::Seen(Sight::Waiting, _)));
}
