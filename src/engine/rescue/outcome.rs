//! After the wallet was asked: what became of it. Never asked twice; looked up instead.

use super::super::event::RequestFailure;
use super::answer::read;
use super::io::{Answer, Forgotten, Question};
use super::pending::{Pending, UNSEEN_EVERY_MS};
use super::turn::Turn;
use crate::chain::rpc::Request;
use crate::chain::transactions::{
    Receipt, parse_count, parse_receipt, parse_transaction, parse_transactions_of,
};
use crate::top_up::Record;
use crate::top_up::look::{self, Look, Next, Reply, Sight};

/// How often what became of it is looked up, milliseconds.
const LOOK_EVERY_MS: u64 = 2_000;

/// How often where an endpoint cannot tell what was mined, milliseconds: it asks much.
const UNTOLD_EVERY_MS: u64 = 30_000;

/// The end of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is in a block.
    Mined(Receipt),
    /// Its number was taken by another transaction, so it never can be.
    Replaced,
    /// Nothing is seen of it, and somebody said that nothing will be.
    GivenUp,
}

impl Pending {
    /// Time has passed: it is looked up when that is due.
    pub(super) fn time(&mut self, turn: &mut Turn<'_>) -> Option<Fate> {
        if self.next_look.is_none_or(|at| turn.now < at) {
            return None;
        }
        let picture = turn.picture(&self.record.position);
        // What an endpoint of another chain says of the account is of that chain.
        if picture.source.is_none() {
            self.next_look = Some(turn.now.plus(UNSEEN_EVERY_MS));
            return None;
        }
        self.next_look = None;
        let head = picture.block.unwrap_or(self.record.block);
        let next = Look::begin(self.record.clone(), head);
        self.look_on(turn, next)
    }

    /// If a look from here on sees nothing of it, that is its end.
    pub(super) fn give_up(&mut self, turn: &mut Turn<'_>) {
        // What a look saw so far is older than the word.
        turn.forget(Forgotten::Looks);
        self.is_given_up = true;
        self.look = None;
        self.next_look = Some(turn.now);
    }

    fn ask(&self, turn: &mut Turn<'_>, question: look::Question) {
        let key = &self.record.position;
        let request = match question {
            look::Question::Receipt(hash) => Request::receipt(hash),
            look::Question::Transaction(hash) => Request::transaction(hash),
            look::Question::Count(at) => Request::transaction_count(key.account, at),
            look::Question::Block(number) => Request::block_transactions(number),
        };
        let via = turn.picture(key).via();
        turn.ask(Question::Look(question), via, request);
    }

    /// A question of a look was answered.
    pub(super) fn answered(
        &mut self,
        turn: &mut Turn<'_>,
        question: look::Question,
        answer: Answer,
    ) -> Option<Fate> {
        let look = self.look.take_if(|look| look.question() == question)?;
        let account = self.record.position.account;
        let unread = match &answer {
            Err(RequestFailure::Refused { .. }) => Reply::Refused,
            _ => Reply::NoAnswer,
        };
        let said = read(answer, |answer| {
            Ok(match question {
                look::Question::Receipt(hash) => {
                    // A receipt of another transaction is none of this one.
                    let receipt = parse_receipt(answer)?;
                    Reply::Receipt(receipt.filter(|receipt| receipt.hash == hash))
                }
                look::Question::Transaction(hash) => {
                    let known = parse_transaction(answer)?;
                    Reply::Transaction(known.filter(|known| known.hash == hash))
                }
                look::Question::Count(_) => Reply::Count(parse_count(answer)?),
                look::Question::Block(_) => Reply::Block(parse_transactions_of(account, answer)?),
            })
        });
        self.look_on(turn, look.on(said.unwrap_or(unread)))
    }

    fn look_on(&mut self, turn: &mut Turn<'_>, next: Next) -> Option<Fate> {
        match next {
            Next::Ask(look, question) => {
                self.look = Some(look);
                self.ask(turn, question);
                None
            }
            // The endpoint may answer next time; the transaction is where it is.
            Next::Failed => {
                self.next_look = Some(turn.now.plus(UNSEEN_EVERY_MS));
                None
            }
            Next::Seen(sight, learnt) => self.seen(turn, sight, learnt),
        }
    }

    fn seen(&mut self, turn: &mut Turn<'_>, sight: Sight, learnt: Record) -> Option<Fate> {
        // What the wallet told while the look was under way stays.
        let mut record = learnt;
        record.add_hashes(&self.record.hashes);
        let before = core::mem::replace(&mut self.record, record.clone());
        self.sight = Some(sight);
        let is_given_up = core::mem::take(&mut self.is_given_up);
        let (unseen_since, wait) = match sight {
            Sight::Unseen => (self.unseen_since.or(Some(turn.now)), UNSEEN_EVERY_MS),
            Sight::Untold => (None, UNTOLD_EVERY_MS),
            Sight::Waiting | Sight::Mined(_) | Sight::Replaced => (None, LOOK_EVERY_MS),
        };
        self.unseen_since = unseen_since;
        self.next_look = Some(turn.now.plus(wait));
        if before != record {
            turn.keep_record(record, Some(&before));
        }
        match sight {
            Sight::Mined(receipt) => Some(Fate::Mined(receipt)),
            Sight::Replaced => Some(Fate::Replaced),
            Sight::Unseen | Sight::Untold => is_given_up.then_some(Fate::GivenUp),
            Sight::Waiting => None,
        }
    }
}
