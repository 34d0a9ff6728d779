//! A look at what became of a transaction, under way: which node is asked, and what it says.

use super::super::effect::Endpoint;
use super::super::event::RequestFailure;
use super::answer::read;
use super::io::{Answer, Looker, Node, Question};
use super::turn::Turn;
use crate::chain::calls::parse_calls_status;
use crate::chain::operations::parse_operation;
use crate::chain::rpc::Request;
use crate::chain::transactions::{
    parse_count, parse_receipt, parse_transaction, parse_transactions_of,
};
use crate::protocols::PositionKey;
use crate::top_up::Record;
use crate::top_up::look::second::{self, Second};
use crate::top_up::look::{self, Logged, Look, Next, Reply, Sight};

/// So many looks in a row come to nothing where the wallet's node does not answer. After that the
/// other one counts alone.
const MOST_SILENCES: u8 = 2;

/// A look that is under way, if one is: by the node that reads, then by the wallet's own.
#[derive(Clone, Debug)]
pub(super) struct Looking {
    looker: Looker,
    look: Option<Stage>,
    silences: u8,
    /// So many times in a row a log was not answered for.
    unheard: u8,
    /// How far logs were looked through.
    logged: Logged,
}

#[derive(Clone, Debug)]
enum Stage {
    First(Look),
    Second(Second),
}

impl Stage {
    fn asks(&self, node: Node, question: &look::Question) -> bool {
        match self {
            Self::First(look) => node == Node::Reads && *look.question() == *question,
            Self::Second(second) => node == Node::Wallets && *second.question() == *question,
        }
    }
}

/// What a look came to.
#[derive(Debug)]
pub(super) enum Looked {
    /// This was seen; the record with what was learnt.
    Seen(Sight, Box<Record>),
    /// Nothing was learnt.
    Failed,
}

impl Looking {
    /// None is.
    pub(super) fn of(looker: Looker) -> Self {
        Self {
            looker,
            look: None,
            silences: 0,
            unheard: 0,
            logged: Logged::default(),
        }
    }

    /// Whether one is.
    pub(super) fn is_under_way(&self) -> bool {
        self.look.is_some()
    }

    /// Goes on with it no more.
    pub(super) fn stop(&mut self) {
        self.look = None;
    }

    /// Begins to look for the transaction of a record.
    pub(super) fn begin(&mut self, turn: &mut Turn<'_>, record: Record) -> Option<Looked> {
        let head = turn.picture(&record.position).block;
        let head = head.unwrap_or(record.block);
        let key = record.position.clone();
        self.logged = core::mem::take(&mut self.logged).again(head);
        let next = Look::begin_after(record, head, self.logged.clone());
        self.go_on(turn, &key, next)
    }

    /// A question of a look was answered.
    pub(super) fn answered(
        &mut self,
        turn: &mut Turn<'_>,
        key: &PositionKey,
        node: Node,
        question: look::Question,
        answer: Answer,
    ) -> Option<Looked> {
        let stage = self.look.take_if(|look| look.asks(node, &question))?;
        let log = match question {
            look::Question::Operation(asked) => Some(asked),
            _ => None,
        };
        let reply = self.heard(log.is_some(), reply(key, question, answer));
        match stage {
            Stage::First(look) => {
                if let Some(asked) = log {
                    self.logged.hear(asked, &reply);
                }
                self.go_on(turn, key, look.on(reply))
            }
            Stage::Second(second) => self.second(turn, key, second.on(reply)),
        }
    }

    /// A log that comes to nothing look after look is one that the node does not keep.
    fn heard(&mut self, is_log: bool, reply: Reply) -> Reply {
        match reply {
            Reply::NoAnswer if is_log && self.unheard >= MOST_SILENCES => Reply::Refused,
            Reply::NoAnswer if is_log => {
                self.unheard = self.unheard.saturating_add(1);
                Reply::NoAnswer
            }
            Reply::Operation(_) => {
                self.unheard = 0;
                reply
            }
            _ => reply,
        }
    }

    fn go_on(&mut self, turn: &mut Turn<'_>, key: &PositionKey, next: Next) -> Option<Looked> {
        match next {
            Next::Ask(look, question) => {
                let via = match question {
                    look::Question::Calls(_) => Endpoint::Wallet,
                    _ => turn.picture(key).via(),
                };
                self.look = Some(Stage::First(look));
                self.ask(turn, key, (Node::Reads, via), question);
                None
            }
            // The endpoint may answer next time; the transaction is where it is.
            Next::Failed => Some(Looked::Failed),
            Next::Seen(sight, learnt) if turn.has_second_node(&learnt) => {
                self.second(turn, key, Second::begin(sight, learnt))
            }
            Next::Seen(sight, learnt) => Some(Looked::Seen(sight, Box::new(learnt))),
        }
    }

    fn second(
        &mut self,
        turn: &mut Turn<'_>,
        key: &PositionKey,
        next: second::Next,
    ) -> Option<Looked> {
        match next {
            second::Next::Ask(second, question) => {
                self.look = Some(Stage::Second(*second));
                self.ask(turn, key, (Node::Wallets, Endpoint::Wallet), question);
                None
            }
            second::Next::Silent(
                Sight::Unseen | Sight::Untold | Sight::Held | Sight::Dropped,
                _,
            ) if self.silences < MOST_SILENCES => {
                self.silences = self.silences.saturating_add(1);
                Some(Looked::Failed)
            }
            // What the first has in a block needs no second that is silent.
            second::Next::Silent(sight, learnt) => Some(Looked::Seen(sight, Box::new(learnt))),
            second::Next::Seen(sight, learnt) => {
                self.silences = 0;
                Some(Looked::Seen(sight, Box::new(learnt)))
            }
        }
    }

    fn ask(
        &self,
        turn: &mut Turn<'_>,
        key: &PositionKey,
        (node, via): (Node, Endpoint),
        question: look::Question,
    ) {
        let request = request(key, &question);
        turn.ask(Question::Look(self.looker, node, question), via, request);
    }
}

fn request(key: &PositionKey, question: &look::Question) -> Request {
    match question {
        look::Question::Calls(name) => Request::calls_status(name),
        look::Question::Receipt(hash) => Request::receipt(*hash),
        look::Question::Transaction(hash) => Request::transaction(*hash),
        look::Question::Count(at) => Request::transaction_count(key.account, *at),
        look::Question::Block(number) => Request::block_transactions(*number),
        look::Question::Operation(operation) => Request::logs(&operation.logs()),
    }
}

fn reply(key: &PositionKey, question: look::Question, answer: Answer) -> Reply {
    let unread = match &answer {
        Err(RequestFailure::Refused { .. }) => Reply::Refused,
        _ => Reply::NoAnswer,
    };
    let said = read(answer, |answer| {
        Ok(match question {
            look::Question::Calls(_) => Reply::Calls(parse_calls_status(answer)?),
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
            look::Question::Block(_) => Reply::Block(parse_transactions_of(key.account, answer)?),
            look::Question::Operation(question) => {
                Reply::Operation(parse_operation(answer, &question)?)
            }
        })
    });
    said.unwrap_or(unread)
}
