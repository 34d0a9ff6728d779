//! What lies where the record would, and cannot be read here: it may tell of a transaction. A person
//! can say that nothing will come of it. Then the chain is asked: what waits is not cancelled.

use super::super::event::RequestFailure;
use super::answer::read;
use super::io::{Answer, Forgotten, Question};
use super::turn::Turn;
use crate::chain::rpc::Request;
use crate::chain::transactions::{CountAt, parse_count};
use crate::protocols::PositionKey;

/// Something that cannot be read, and how far a person's word about it was looked into.
#[derive(Debug)]
pub(super) struct Unread {
    text: String,
    is_given_up: bool,
    mined: Option<u64>,
    /// With those that wait.
    all: Option<u64>,
}

impl Unread {
    /// As it lies there.
    pub(super) fn new(text: String) -> Self {
        Self {
            text,
            is_given_up: false,
            mined: None,
            all: None,
        }
    }

    /// As it lies there.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// The account's next number, once it was counted: what cannot be read may have been asked for under it.
    pub(super) const fn number(&self) -> Option<u64> {
        self.mined
    }

    /// A person says that nothing will come of it: it is asked whether something waits.
    pub(super) fn give_up(&mut self, turn: &mut Turn<'_>, key: &PositionKey) {
        *self = Self {
            is_given_up: true,
            ..Self::new(core::mem::take(&mut self.text))
        };
        turn.forget(Forgotten::Checks);
        for at in [CountAt::Latest, CountAt::Pending] {
            let request = Request::transaction_count(key.account, at);
            turn.ask(Question::Count(at), turn.picture(key).via(), request);
        }
    }

    /// How many transactions the account has had, once with those that wait. Whether it is known now
    /// that none does.
    pub(super) fn counted(&mut self, at: CountAt, answer: Answer) -> bool {
        // A node that counts none that wait: then the person's word is what there is.
        let cannot = matches!(answer, Err(RequestFailure::Refused { .. }));
        let count = read(answer, parse_count);
        match at {
            CountAt::Latest => self.mined = count,
            CountAt::Pending => self.all = count.or(cannot.then_some(0)),
            CountAt::Block(_) => {}
        }
        let none_waits = self
            .mined
            .zip(self.all)
            .is_some_and(|(mined, all)| all <= mined);
        self.is_given_up && none_waits
    }
}
