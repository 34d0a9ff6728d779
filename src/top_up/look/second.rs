//! What another node says to what one node saw: the wallet's own, which knows of what it sent where
//! others may not. An end needs both, and so does a person's word that nothing will be sent.

use super::{Question, Reply, Sight};
use crate::chain::operations::{Named, OperationQuestion};
use crate::chain::transactions::{CountAt, Receipt};
use crate::top_up::Record;

/// What a second look needs next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask this and hand in the reply.
    Ask(Box<Second>, Question),
    /// What both saw, the worse of it: that it waits is worse than any end.
    Seen(Sight, Record),
    /// It did not answer: what the first saw.
    Silent(Sight, Record),
}

/// A look at what one node saw, by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Second {
    sight: Sight,
    record: Record,
    question: Question,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// What the first found in the log of the account, by the hash in this place.
    Logged(Receipt, usize, Named),
    /// What the transaction around it carries.
    Carried(Receipt),
    /// The receipt that the first has.
    Same(Receipt),
    /// The transaction of this receipt, which the first does not name.
    Named(Receipt),
    /// Whether it knows the transaction under the hash in this place.
    Known(usize),
    Latest,
    /// So many were mined.
    Pending(u64),
}

impl Second {
    /// Begins to ask about what the first saw; the record is with what that one learnt.
    #[must_use]
    pub fn begin(sight: Sight, record: Record) -> Next {
        let second = Self {
            sight,
            record,
            question: Question::Count(CountAt::Latest),
            stage: Stage::Latest,
        };
        match sight {
            // No answer is worse.
            Sight::Waiting => second.agrees(),
            Sight::Mined(receipt)
            | Sight::Other(receipt, _)
            | Sight::Unnamed(receipt)
            | Sight::Undone(receipt) => match second.record.is_found_by_log(receipt.hash) {
                true => second.logged(receipt, 0, Named::InTopic),
                false => second.receipt(receipt),
            },
            // A node may keep what was replaced: only its number tells.
            Sight::Replaced => second.ask(Stage::Latest, Question::Count(CountAt::Latest)),
            Sight::Unseen | Sight::Untold | Sight::Held | Sight::Dropped => {
                second.known_or_count(0)
            }
        }
    }

    /// What was asked last.
    #[must_use]
    pub const fn question(&self) -> &Question {
        &self.question
    }

    /// Takes the reply to what was asked last.
    #[must_use]
    pub fn on(self, reply: Reply) -> Next {
        let number = self.record.nonce;
        match (self.stage, reply) {
            (_, Reply::NoAnswer) => Next::Silent(self.sight, self.record),
            (Stage::Logged(receipt, ..), Reply::Operation(Some(found)))
                if found.transaction == receipt.hash =>
            {
                match (found.succeeded, self.sight) {
                    (true, Sight::Mined(_)) => {
                        let question = Question::Transaction(receipt.hash);
                        self.ask(Stage::Carried(receipt), question)
                    }
                    (true, Sight::Unnamed(_)) | (false, Sight::Undone(_)) => self.receipt(receipt),
                    _ => self.unseen(),
                }
            }
            (Stage::Logged(receipt, place, Named::InTopic), Reply::Operation(None)) => {
                self.logged(receipt, place, Named::InData)
            }
            (Stage::Logged(receipt, place, Named::InData), Reply::Operation(None)) => {
                self.logged(receipt, place.saturating_add(1), Named::InTopic)
            }
            (Stage::Carried(receipt), Reply::Transaction(Some(mined)))
                if mined.carries(self.record.asked.payments()) =>
            {
                self.receipt(receipt)
            }
            // What one alone has found in a log is not the end of it.
            (Stage::Logged(..) | Stage::Carried(_), _) => self.unseen(),
            (Stage::Same(first), Reply::Receipt(Some(second))) => self.same(first, second),
            (Stage::Named(receipt), Reply::Transaction(Some(mined))) => {
                Next::Seen(Sight::of(&self.record, receipt, &mined), self.record)
            }
            (Stage::Named(receipt), _) => Next::Seen(Sight::Unnamed(receipt), self.record),
            (Stage::Known(place), Reply::Transaction(None) | Reply::Refused) => {
                self.known_or_count(place.saturating_add(1))
            }
            (Stage::Latest, Reply::Count(count)) => match self.sight {
                Sight::Replaced if count > number => self.agrees(),
                Sight::Replaced => self.waits(),
                // Something was mined that the first has not seen.
                Sight::Unseen | Sight::Held | Sight::Dropped if count > number => self.waits(),
                _ => self.ask(Stage::Pending(count), Question::Count(CountAt::Pending)),
            },
            (Stage::Pending(mined), Reply::Count(count)) if count > mined => self.waits(),
            // It does not have the method, or counts none that wait.
            (_, Reply::Refused) | (Stage::Pending(_), Reply::Count(_)) => self.agrees(),
            // It knows of it, or does not know of its end.
            _ => self.waits(),
        }
    }

    /// Both have its receipt.
    fn same(self, first: Receipt, second: Receipt) -> Next {
        if first.succeeded != second.succeeded {
            return self.waits();
        }
        // On two branches: the later block counts.
        let later = if second.block > first.block {
            second
        } else {
            first
        };
        if let Sight::Unnamed(_) = self.sight {
            return self.ask(Stage::Named(later), Question::Transaction(later.hash));
        }
        let sight = match self.sight {
            Sight::Other(_, difference) => Sight::Other(later, difference),
            Sight::Undone(_) => Sight::Undone(later),
            _ => Sight::Mined(later),
        };
        Next::Seen(sight, self.record)
    }

    fn known_or_count(self, place: usize) -> Next {
        match self.record.hashes.get(place).copied() {
            Some(hash) => self.ask(Stage::Known(place), Question::Transaction(hash)),
            None => self.ask(Stage::Latest, Question::Count(CountAt::Latest)),
        }
    }

    /// In the very block in which the first has it.
    fn logged(self, receipt: Receipt, place: usize, named: Named) -> Next {
        match self.record.operation(place, receipt.block) {
            Some(asked) => {
                let question = Question::Operation(OperationQuestion {
                    named,
                    after: receipt.block.saturating_sub(1),
                    ..asked
                });
                self.ask(Stage::Logged(receipt, place, named), question)
            }
            None => self.unseen(),
        }
    }

    fn receipt(self, receipt: Receipt) -> Next {
        let question = Question::Receipt(receipt.hash);
        self.ask(Stage::Same(receipt), question)
    }

    fn unseen(self) -> Next {
        Next::Seen(Sight::Unseen, self.record)
    }

    fn ask(mut self, stage: Stage, question: Question) -> Next {
        self.stage = stage;
        self.question = question.clone();
        Next::Ask(Box::new(self), question)
    }

    fn agrees(self) -> Next {
        Next::Seen(self.sight, self.record)
    }

    fn waits(self) -> Next {
        Next::Seen(Sight::Waiting, self.record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::transactions::{Difference, Transaction};
    use crate::top_up::{a_payment, a_record as record};
    use alloy::primitives::U256;

    fn receipt(block: u64, succeeded: bool) -> Receipt {
        Receipt {
            hash: record().hashes[0],
            block,
            succeeded,
        }
    }

    /// What both saw where the second replies this in turn; none where it is silent.
    fn both(sight: Sight, replies: &[Reply]) -> Option<Sight> {
        let mut next = Second::begin(sight, record());
        for reply in replies {
            let Next::Ask(second, _) = next else {
                panic!("{reply:?} was not asked for")
            };
            next = second.on(reply.clone());
        }
        match next {
            Next::Seen(sight, _) => Some(sight),
            Next::Silent(first, _) => {
                assert_eq!(first, sight);
                None
            }
            Next::Ask(_, question) => panic!("{question:?} is open"),
        }
    }

    #[test]
    fn an_end_needs_both() {
        let mined = Sight::Mined(receipt(101, true));
        let has = |receipt| Reply::Receipt(Some(receipt));
        assert_eq!(both(mined, &[has(receipt(101, true))]), Some(mined));
        let later = Sight::Mined(receipt(103, true));
        assert_eq!(both(mined, &[has(receipt(103, true))]), Some(later));
        let waits = Some(Sight::Waiting);
        assert_eq!(both(mined, &[has(receipt(101, false))]), waits);
        assert_eq!(both(mined, &[Reply::Receipt(None)]), waits);
        // Its number is 7.
        let replaced = Sight::Replaced;
        assert_eq!(both(replaced, &[Reply::Count(8)]), Some(replaced));
        assert_eq!(both(replaced, &[Reply::Count(7)]), waits);
    }

    #[test]
    fn what_either_knows_of_is_not_unseen() {
        let counts = [Reply::Transaction(None), Reply::Count(7), Reply::Count(7)];
        let unseen = Sight::Unseen;
        assert_eq!(both(unseen, &counts), Some(unseen));
        let waits = Some(Sight::Waiting);
        let waiting = [Reply::Transaction(None), Reply::Count(7), Reply::Count(8)];
        let mined = [Reply::Transaction(None), Reply::Count(8)];
        assert_eq!(both(unseen, &waiting), waits);
        assert_eq!(both(unseen, &mined), waits);
        for of_the_wallet in [Sight::Held, Sight::Dropped] {
            assert_eq!(both(of_the_wallet, &counts), Some(of_the_wallet));
            assert_eq!(both(of_the_wallet, &waiting), waits);
            assert_eq!(both(of_the_wallet, &mined), waits);
        }
        let untold = Sight::Untold;
        let none = [Reply::Transaction(None), Reply::Count(9), Reply::Count(9)];
        assert_eq!(both(untold, &none), Some(untold));
        let more = [Reply::Transaction(None), Reply::Count(9), Reply::Count(10)];
        assert_eq!(both(untold, &more), waits);
    }

    #[test]
    fn where_the_other_cannot_tell_the_first_counts_and_its_silence_is_told() {
        let mined = Sight::Mined(receipt(101, true));
        assert_eq!(both(mined, &[Reply::Refused]), Some(mined));
        assert_eq!(both(mined, &[Reply::NoAnswer]), None);
        let unseen = Sight::Unseen;
        let refuses = [Reply::Refused, Reply::Count(7), Reply::Refused];
        assert_eq!(both(unseen, &refuses), Some(unseen));
        assert_eq!(both(Sight::Waiting, &[]), Some(Sight::Waiting));
    }

    #[test]
    fn what_the_first_saw_in_a_block_is_in_the_later_of_two_and_may_be_named_by_the_second() {
        let has = |receipt| Reply::Receipt(Some(receipt));
        let (first, later) = (receipt(101, true), receipt(103, true));
        let of_other_bytes = |receipt| Sight::Other(receipt, Difference::Data);
        let seen = both(of_other_bytes(first), &[has(later)]);
        assert_eq!(seen, Some(of_other_bytes(later)));
        // The first has it in the later one.
        let seen = both(of_other_bytes(later), &[has(first)]);
        assert_eq!(seen, Some(of_other_bytes(later)));
        let undone = both(Sight::Undone(first), &[has(later)]);
        assert_eq!(undone, Some(Sight::Undone(later)));
        let unnamed = Sight::Unnamed(first);
        let named = Transaction {
            hash: first.hash,
            from: record().position.account,
            nonce: 7,
            call: Some(a_payment().call),
            value: U256::ZERO,
        };
        let named = Reply::Transaction(Some(named));
        let seen = both(unnamed, &[has(first), named]);
        assert_eq!(seen, Some(Sight::Mined(first)));
        let seen = both(unnamed, &[has(first), Reply::Transaction(None)]);
        assert_eq!(seen, Some(unnamed));
    }
}
