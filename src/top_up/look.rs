//! What became of a transaction: asked of the chain by its hashes and by its number, never guessed.
//!
//! A wallet may have sent it and lost the answer, speeded it up under another hash, handed it to a
//! private relay that no public node sees, or still hold the question open. What is sure is the
//! row of the account's numbers: a transaction is mined under one of them, or not at all.

use alloy::primitives::B256;

use super::Record;
use crate::chain::transactions::{CountAt, Receipt, Transaction};

/// More questions than a look needs that can succeed: a binary search over a year of blocks takes
/// some 25, and beyond that nodes have forgotten the state that it asks for.
const MOST_QUESTIONS: u32 = 200;

/// One question to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// How the transaction with this hash went.
    Receipt(B256),
    /// Whether the node knows it at all.
    Transaction(B256),
    /// How many transactions of the account there were.
    Count(CountAt),
    /// The account's transactions in the block of this height.
    Block(u64),
}

/// The answer to the question that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// To [`Question::Receipt`].
    Receipt(Option<Receipt>),
    /// To [`Question::Transaction`].
    Transaction(Option<Transaction>),
    /// To [`Question::Count`].
    Count(u64),
    /// To [`Question::Block`].
    Block(Vec<Transaction>),
    /// The node does not have the method, or has forgotten the state.
    Refused,
    /// There was no answer that can be used.
    NoAnswer,
}

/// What is known of a transaction whose end was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It is in a block.
    Mined(Receipt),
    /// Its number was taken by another transaction, so it never can be.
    Replaced,
    /// A node has it, or says that something of the account waits for a block.
    Waiting,
    /// No node that was asked knows anything of it. It may still come: out of a private relay, or
    /// out of a question that a wallet has open.
    Unseen,
    /// Something of the account was mined since, and the node cannot tell what.
    Untold,
}

/// What a look needs next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask this and hand in the reply.
    Ask(Look, Question),
    /// It has ended: what was seen, and the record with what was learnt.
    Seen(Sight, Record),
    /// The node did not answer: nothing was learnt.
    Failed,
}

/// A look at what became of a transaction, one question after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    record: Record,
    /// The newest block that is known.
    head: u64,
    asked: u32,
    question: Question,
    stage: Stage,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// The receipt, then the transaction, of the hash in this place.
    Receipt(usize),
    Transaction(usize),
    Latest,
    /// A node has it: whether its number is still free.
    Free,
    /// Something was mined: how much of it up to the head.
    AtHead,
    /// In which block the account's count first exceeds the number.
    Search(Search),
    InBlock(Search),
    /// It was found by its number under this hash.
    Found,
    Pending,
}

/// `count(low) <= number < count(high)`, and `count(head) = total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Search {
    low: u64,
    high: u64,
    number: u64,
    total: u64,
}

impl Look {
    /// Begins to look for the transaction of `record`; `head` is the newest block that is known.
    #[must_use]
    pub fn begin(record: Record, head: u64) -> Next {
        let look = Self {
            record,
            head,
            asked: 0,
            question: Question::Count(CountAt::Latest),
            stage: Stage::Latest,
        };
        look.hash_or_count(0)
    }

    /// What was asked last.
    #[must_use]
    pub const fn question(&self) -> Question {
        self.question
    }

    /// Takes the reply to what was asked last.
    #[must_use]
    pub fn on(mut self, reply: Reply) -> Next {
        match (self.stage.clone(), reply) {
            (Stage::Receipt(_) | Stage::Found, Reply::Receipt(Some(receipt))) => {
                self.seen(Sight::Mined(receipt))
            }
            (Stage::Receipt(place), Reply::Receipt(None)) => {
                match self.record.hashes.get(place).copied() {
                    Some(hash) => self.ask(Stage::Transaction(place), Question::Transaction(hash)),
                    None => Next::Failed,
                }
            }
            (Stage::Transaction(_), Reply::Transaction(Some(known))) => {
                if known.from != self.record.position.account {
                    return self.seen(Sight::Waiting);
                }
                // A node may keep one that was replaced: whether its number is still free says
                // whether it waits.
                self.record.nonce = known.nonce;
                self.record.nonce_is_exact = true;
                self.ask(Stage::Free, Question::Count(CountAt::Latest))
            }
            (Stage::Free, Reply::Count(count)) if count <= self.record.nonce => {
                self.seen(Sight::Waiting)
            }
            (Stage::Transaction(place), Reply::Transaction(None)) => {
                self.hash_or_count(place.saturating_add(1))
            }
            (Stage::Latest, Reply::Count(count)) if count <= self.record.nonce => {
                self.ask(Stage::Pending, Question::Count(CountAt::Pending))
            }
            (Stage::Latest | Stage::Free, Reply::Count(_)) => {
                let at = CountAt::Block(self.head);
                self.ask(Stage::AtHead, Question::Count(at))
            }
            // Mined after the head that is known: the next look finds it.
            (Stage::AtHead, Reply::Count(count)) if count <= self.record.nonce => {
                self.seen(Sight::Waiting)
            }
            (Stage::AtHead, Reply::Count(total)) => {
                let search = Search {
                    low: self.record.block.min(self.head),
                    high: self.head,
                    number: self.record.nonce,
                    total,
                };
                self.search(search)
            }
            (Stage::Search(mut search), Reply::Count(count)) => {
                let middle = search.middle();
                match count <= search.number {
                    true => search.low = middle,
                    false => search.high = middle,
                }
                self.search(search)
            }
            (Stage::InBlock(search), Reply::Block(own)) => self.found_block(search, &own),
            (Stage::Found, Reply::Receipt(None)) => self.seen(Sight::Waiting),
            (Stage::Pending, Reply::Count(count)) if count > self.record.nonce => {
                self.seen(Sight::Waiting)
            }
            // A node that counts none that wait says the same as one that has none.
            (Stage::Pending, Reply::Count(_) | Reply::Refused) => self.seen(Sight::Unseen),
            // Old states are not kept for ever.
            (Stage::AtHead | Stage::Search(_) | Stage::InBlock(_), Reply::Refused) => {
                self.seen(Sight::Untold)
            }
            _ => Next::Failed,
        }
    }

    fn hash_or_count(self, place: usize) -> Next {
        match self.record.hashes.get(place).copied() {
            Some(hash) => self.ask(Stage::Receipt(place), Question::Receipt(hash)),
            None => self.ask(Stage::Latest, Question::Count(CountAt::Latest)),
        }
    }

    fn search(self, search: Search) -> Next {
        if search.high.saturating_sub(search.low) <= 1 {
            return self.ask(Stage::InBlock(search), Question::Block(search.high));
        }
        let at = CountAt::Block(search.middle());
        self.ask(Stage::Search(search), Question::Count(at))
    }

    /// The block in which the account's count first exceeds the number: is it ours?
    fn found_block(mut self, search: Search, own: &[Transaction]) -> Next {
        let numbered = |number: u64| own.iter().find(move |one| one.nonce == number);
        let mut number = search.number;
        while let Some(one) = numbered(number) {
            if one.does(&self.record.call) {
                self.record.nonce = number;
                self.record.nonce_is_exact = true;
                self.record.add_hashes(&[one.hash]);
                return self.ask(Stage::Found, Question::Receipt(one.hash));
            }
            if self.record.nonce_is_exact {
                return self.seen(Sight::Replaced);
            }
            number = number.saturating_add(1);
        }
        if number == search.number {
            // The node contradicts itself.
            return self.seen(Sight::Untold);
        }
        if number < search.total {
            let rest = Search {
                low: search.high,
                high: self.head,
                number,
                ..search
            };
            return self.search(rest);
        }
        // None of those that were mined is ours: its number is higher, if it has one.
        self.record.nonce = number;
        self.record.block = self.head;
        self.ask(Stage::Pending, Question::Count(CountAt::Pending))
    }

    fn ask(mut self, stage: Stage, question: Question) -> Next {
        if self.asked >= MOST_QUESTIONS {
            return self.seen(Sight::Untold);
        }
        self.asked = self.asked.saturating_add(1);
        self.stage = stage;
        self.question = question;
        Next::Ask(self, question)
    }

    fn seen(self, sight: Sight) -> Next {
        Next::Seen(sight, self.record)
    }
}

impl Search {
    /// Between the two, which differ by two at least.
    fn middle(self) -> u64 {
        let half = self.high.saturating_sub(self.low).wrapping_shr(1);
        self.low.saturating_add(half)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Call;
    use crate::top_up::record::tests::record;
    use alloy::primitives::{Address, U256};
    use proptest::prelude::*;

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
                Question::Count(CountAt::Block(at)) if at + self.keeps < self.head() => {
                    Reply::Refused
                }
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
                ..record().call
            },
        )
    }

    fn ours(nonce: u64) -> Transaction {
        transaction(nonce, record().call)
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
}
