//! What became of a transaction: asked of the chain by its hashes and by its number, never guessed.
//!
//! A wallet may have sent it and lost the answer, speeded it up under another hash, handed it to a
//! private relay that no public node sees, or still hold the question open. What is sure is the
//! row of the account's numbers: a transaction is mined under one of them, or not at all.

use alloy::primitives::B256;

use super::{Record, Said, Together};
use crate::chain::calls::CallsStatus;
use crate::chain::operations::{Named, Operation, OperationQuestion};
use crate::chain::transactions::{CountAt, Receipt, Transaction};
pub use logged::Logged;
pub use sight::Sight;

/// More questions than a look needs that can succeed: a binary search over a year of blocks takes
/// some 25, and beyond that nodes have forgotten the state that it asks for.
const MOST_QUESTIONS: u32 = 200;

/// One question to a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// What the wallet says of the calls that it is to carry out as one, by the name that it has for them.
    Calls(String),
    /// How the transaction with this hash went.
    Receipt(B256),
    /// Whether the node knows it at all.
    Transaction(B256),
    /// How many transactions of the account there were.
    Count(CountAt),
    /// The account's transactions in the block of this height.
    Block(u64),
    /// What the account has carried out under a hash of its own.
    Operation(OperationQuestion),
}

/// The answer to the question that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// To [`Question::Calls`].
    Calls(CallsStatus),
    /// To [`Question::Receipt`].
    Receipt(Option<Receipt>),
    /// To [`Question::Transaction`].
    Transaction(Option<Transaction>),
    /// To [`Question::Count`].
    Count(u64),
    /// To [`Question::Block`].
    Block(Vec<Transaction>),
    /// To [`Question::Operation`].
    Operation(Option<Operation>),
    /// The node does not have the method, or has forgotten the state.
    Refused,
    /// There was no answer that can be used.
    NoAnswer,
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
    wallet: Wallet,
    /// How far logs were looked through.
    logged: Box<Logged>,
}

/// What the wallet says of calls of which it names no transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wallet {
    Nothing,
    /// It has them.
    Has,
    /// It did not send them, and never will.
    Dropped,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// What the wallet says.
    Calls,
    /// The receipt, then the transaction, of the hash in this place.
    Receipt(usize),
    Transaction(usize),
    /// No node knows the hash in this place: whether it is one of the account's own.
    Operation(usize, OperationQuestion),
    /// It was carried out within a transaction: where that is, and what it carries.
    Around(Operation),
    Carried(Receipt),
    /// It is mined under a hash that somebody told: whether it is what was asked for.
    Compared(Receipt),
    /// The node does not name it by its hash: whether its block does.
    Listed(Receipt),
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
        Self::begin_after(record, head, Logged::default())
    }

    /// The same, where logs were looked through so far by looks before.
    #[must_use]
    pub fn begin_after(record: Record, head: u64, logged: Logged) -> Next {
        let look = Self {
            record,
            head,
            asked: 0,
            question: Question::Count(CountAt::Latest),
            stage: Stage::Latest,
            wallet: Wallet::Nothing,
            logged: Box::new(logged.again(head)),
        };
        match look.record.asked.together().map(Together::name) {
            Some(name) => look.ask(Stage::Calls, Question::Calls(name)),
            None => look.hash_or_count(0),
        }
    }

    /// What was asked last.
    #[must_use]
    pub const fn question(&self) -> &Question {
        &self.question
    }

    /// Takes the reply to what was asked last.
    #[must_use]
    pub fn on(mut self, reply: Reply) -> Next {
        match (self.stage.clone(), reply) {
            (Stage::Calls, Reply::Calls(status)) => self.told(status),
            // The wallet may not know them, or be locked: what the chain says counts.
            (Stage::Calls, _) => self.hash_or_count(0),
            // The wallet knows others by this name.
            (Stage::Receipt(place), Reply::Receipt(Some(receipt)))
                if self.record.asked.is_older(receipt.block) =>
            {
                self.hash_or_count(place.saturating_add(1))
            }
            (Stage::Receipt(_), Reply::Receipt(Some(receipt))) => {
                let question = Question::Transaction(receipt.hash);
                self.ask(Stage::Compared(receipt), question)
            }
            (Stage::Compared(receipt), Reply::Transaction(Some(mined))) => {
                self.compared(receipt, &mined)
            }
            // What failed did nothing, whatever it was.
            (Stage::Compared(receipt), Reply::Transaction(None)) if !receipt.succeeded => {
                self.seen(Sight::Mined(receipt))
            }
            (Stage::Compared(receipt), Reply::Transaction(None)) => {
                self.ask(Stage::Listed(receipt), Question::Block(receipt.block))
            }
            (Stage::Listed(receipt), Reply::Block(own)) => {
                match own.iter().find(|one| one.hash == receipt.hash) {
                    Some(mined) => self.compared(receipt, mined),
                    None => self.seen(Sight::Unnamed(receipt)),
                }
            }
            (Stage::Listed(receipt), _) => self.seen(Sight::Unnamed(receipt)),
            // A node that tells no transactions: then its receipt is all there is.
            (Stage::Compared(receipt), Reply::Refused)
            // Found by what it does.
            | (Stage::Found, Reply::Receipt(Some(receipt))) => {
                let sight = Sight::by_receipt(&self.record, receipt);
                self.seen(sight)
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
                self.next_logged(place)
            }
            (Stage::Operation(..), Reply::Operation(Some(operation))) => {
                let question = Question::Receipt(operation.transaction);
                self.ask(Stage::Around(operation), question)
            }
            (Stage::Operation(place, asked), reply @ (Reply::Operation(None) | Reply::Refused)) => {
                self.logged.hear(asked, &reply);
                self.not_logged(place, asked, &reply)
            }
            (Stage::Around(operation), Reply::Receipt(Some(receipt))) if receipt.succeeded => {
                match (operation.succeeded, self.record.said_of_any()) {
                    (false, _) | (true, Some(Said::Undone)) => self.seen(Sight::Undone(receipt)),
                    (true, Some(Said::Partly)) => self.seen(Sight::Unnamed(receipt)),
                    (true, None) => {
                        let question = Question::Transaction(receipt.hash);
                        self.ask(Stage::Carried(receipt), question)
                    }
                }
            }
            // What failed logs nothing: it is another block's by now, or two nodes answer as one.
            (Stage::Around(_), Reply::Receipt(_)) => self.seen(Sight::Waiting),
            (Stage::Carried(receipt), Reply::Transaction(Some(mined)))
                if mined.carries(self.record.asked.payments()) =>
            {
                self.seen(Sight::Mined(receipt))
            }
            (Stage::Carried(receipt), Reply::Transaction(_) | Reply::Refused) => {
                self.seen(Sight::Unnamed(receipt))
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

    /// What the wallet says; a node is asked whether it is so.
    fn told(mut self, status: CallsStatus) -> Next {
        let (hashes, said) = match status {
            CallsStatus::Waits => (Vec::new(), None),
            CallsStatus::Done(hashes) => (hashes, None),
            CallsStatus::Partly(hashes) => (hashes, Some(Said::Partly)),
            // Wallets say so, too, of what they replaced or lost.
            CallsStatus::Reverted(hashes) if hashes.is_empty() => return self.dropped(),
            CallsStatus::Reverted(hashes) => (hashes, Some(Said::Undone)),
            CallsStatus::Dropped => return self.dropped(),
        };
        if hashes.is_empty() {
            self.wallet = Wallet::Has;
        }
        self.record.asked.hear(&hashes, said);
        self.record.add_hashes(&hashes);
        self.hash_or_count(0)
    }

    /// The wallet has given them up. What was sent once may be mined all the same.
    fn dropped(mut self) -> Next {
        if self.record.hashes.is_empty() {
            self.wallet = Wallet::Dropped;
        }
        self.hash_or_count(0)
    }

    /// Nothing is in the log where it was looked through, or that is refused.
    fn not_logged(self, place: usize, asked: OperationQuestion, reply: &Reply) -> Next {
        match (reply, asked.named) {
            (Reply::Refused, _) if asked.is_long() => self.next_logged(place),
            (Reply::Operation(None), Named::InTopic) => {
                let named = Named::InData;
                self.operation(place, OperationQuestion { named, ..asked })
            }
            (Reply::Operation(None), Named::InData) if asked.head < self.head => {
                self.next_logged(place)
            }
            // A node that answered for a part of it keeps a log, and was asked too much, or for too long.
            (Reply::Refused, _) if self.logged.has_begun(asked.hash) => Next::Failed,
            // It is nowhere; and not every node keeps a log.
            _ => self.hash_or_count(place.saturating_add(1)),
        }
    }

    /// What is to be looked through next of the log for the hash in this place.
    fn next_logged(self, place: usize) -> Next {
        let Some(whole) = self.record.operation(place, self.head) else {
            return self.hash_or_count(place.saturating_add(1));
        };
        match self.logged.next(whole) {
            Some(asked) => self.operation(place, asked),
            // The next look goes on from there.
            None => Next::Failed,
        }
    }

    fn operation(self, place: usize, asked: OperationQuestion) -> Next {
        self.ask(Stage::Operation(place, asked), Question::Operation(asked))
    }

    fn hash_or_count(self, place: usize) -> Next {
        match self.record.hashes.get(place).copied() {
            Some(hash) => self.ask(Stage::Receipt(place), Question::Receipt(hash)),
            None => self.ask(Stage::Latest, Question::Count(CountAt::Latest)),
        }
    }

    /// A hash came from the wallet, in which a person can change what is signed.
    fn compared(mut self, receipt: Receipt, mined: &Transaction) -> Next {
        let sight = Sight::of(&self.record, receipt, mined);
        let is_own = mined.from == self.record.position.account;
        if matches!(sight, Sight::Mined(_) | Sight::Undone(_)) && is_own {
            self.record.nonce = mined.nonce;
            self.record.nonce_is_exact = true;
        }
        self.seen(sight)
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
            if self.record.asked.is_done_by(one) {
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
        self.question = question.clone();
        Next::Ask(self, question)
    }

    fn seen(self, sight: Sight) -> Next {
        let sight = match (sight, self.wallet) {
            (Sight::Unseen | Sight::Replaced, Wallet::Has) => Sight::Held,
            (Sight::Unseen, Wallet::Dropped) => Sight::Dropped,
            (sight, _) => sight,
        };
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

mod logged;
pub mod second;
mod sight;
#[cfg(test)]
mod tests;
