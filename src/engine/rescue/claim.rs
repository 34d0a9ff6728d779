//! The last step before the wallet is asked: a record of it is written and read back, what can have
//! moved while that took its time is asked once more, and the record is looked at once more.

use super::super::clock::Millis;
use super::aim::{Aim, Reviewed};
use super::answer::read;
use super::confirmed::{Context, Row};
use super::io::{Answer, Question};
use super::manner::Choice;
use super::records::Held;
use super::turn::Turn;
use crate::chain::rpc::Request;
use crate::chain::transactions::{AccountKind, CountAt, parse_count};
use crate::top_up::{Asked, FlowFailure, NamedBy, Record, Slot, Together, calls_id};

/// How long the store and the last questions may take together, milliseconds.
const PATIENCE_MS: u64 = 20_000;

/// What is under way between the last check and the wallet.
#[derive(Debug)]
pub(super) struct Claim {
    record: Box<Record>,
    /// How many transactions of the account were mined when everything was checked.
    mined: u64,
    /// The number that the wallet is asked to give it.
    number: Option<u64>,
    until: Millis,
    store: Store,
    context: Context,
    /// Nothing of the account was mined since.
    still: bool,
}

/// How far the store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Store {
    /// It is to write the record.
    Writing,
    /// It has.
    Written,
    /// It is asked whether the record still lies there.
    Reading,
}

/// How far a claim is, where it has not failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claimed {
    /// It goes on.
    NotYet,
    /// The record lies there, and nothing has moved.
    Surely,
    /// Another tab was first, or somebody said that this was cancelled.
    Lost,
}

/// Where a claim stands.
pub(super) type Verdict = Result<Claimed, FlowFailure>;

impl Claim {
    /// Writes down what the wallet is about to be asked for; none where that is nothing.
    pub(super) fn begin(
        turn: &mut Turn<'_>,
        aim: &Aim,
        reviewed: &Reviewed,
        choice: Choice,
        row: Row,
    ) -> Option<Self> {
        let position = aim.key.clone();
        let (written_by, written_at_ms) = (turn.around.instance(), turn.now.0);
        let settles_after = turn.picture(&position).facts.settles_after;
        let name = match (row.name, row.number) {
            (Some(name), _) => name,
            (None, Some(number)) => NamedBy::Number(number, 0),
            (None, None) => NamedBy::Drawn(written_by, written_at_ms),
        };
        let as_one = choice.follows(row.number.is_some());
        let asked = match reviewed.next() {
            [] => return None,
            [step] if !as_one => Asked::One(step.payment.clone()),
            steps => Asked::Together(Together {
                id: calls_id(Slot::of(&position), name),
                known_as: None,
                payments: steps.iter().map(|step| step.payment.clone()).collect(),
                after: row.block.saturating_sub(settles_after),
                is_taken: false,
                said: Vec::new(),
            }),
        };
        // To carry out several as one a wallet may give the account code by the way.
        let account = match (row.account, &asked) {
            (AccountKind::Plain, Asked::Together(_)) => AccountKind::Delegated,
            (account, _) => account,
        };
        let slot = Slot::of(&position);
        let in_doubt = turn.records.in_doubt(slot);
        let after_unknown = row.number.and_then(|next| turn.records.unknown(slot, next));
        let record = Record {
            position,
            target: aim.target_of(&reviewed.plan),
            amount: aim.amount().cloned(),
            chosen: reviewed.plan.chosen,
            asked,
            nonce: row.mined,
            nonce_is_exact: false,
            account,
            in_doubt,
            after_unknown,
            block: row.block,
            written_by,
            written_at_ms,
            hashes: Vec::new(),
            end: None,
        };
        turn.keep_record(record.clone(), None);
        Some(Self {
            record: Box::new(record),
            mined: row.mined,
            number: row.number,
            until: turn.now.plus(PATIENCE_MS),
            store: Store::Writing,
            context: Context::default(),
            still: false,
        })
    }

    /// What is written down.
    pub(super) fn record(&self) -> &Record {
        &self.record
    }

    /// Under which number it is asked for.
    pub(super) fn number(&self) -> Option<u64> {
        self.number
    }

    /// When it is given up.
    pub(super) fn until(&self) -> Millis {
        self.until
    }

    /// The store said what lies in the slot.
    pub(super) fn stored(&mut self, turn: &mut Turn<'_>) -> Verdict {
        let held = turn.records.held();
        let is_ours = matches!(held, Held::Open(record) if *record == self.record);
        match (self.store, held) {
            (Store::Writing, _) if is_ours => {
                self.store = Store::Written;
                // A node may take its time: only then is the wallet asked where it is, so that it
                // says so right before it is asked to send.
                let (key, at) = (&self.record.position, CountAt::Latest);
                let request = Request::transaction_count(key.account, at);
                turn.ask(Question::Count(at), turn.picture(key).via(), request);
                Ok(Claimed::NotYet)
            }
            (Store::Written, _) if is_ours => Ok(Claimed::NotYet),
            (Store::Reading, _) if is_ours => Ok(Claimed::Surely),
            // What ended before lies there still: nothing else was taken.
            (Store::Writing, Held::Ended(..)) if turn.records.refuses() => {
                Err(FlowFailure::NotStored)
            }
            // Nothing was asked.
            (_, Held::Open(_) | Held::Unreadable(_) | Held::Ended(..)) => Ok(Claimed::Lost),
            (_, Held::Nothing | Held::Unknown) => Err(FlowFailure::NotStored),
        }
    }

    /// A question was answered.
    pub(super) fn answered(
        &mut self,
        turn: &mut Turn<'_>,
        question: &Question,
        answer: Answer,
    ) -> Verdict {
        let key = &self.record.position;
        match question {
            Question::Chain => self.context.chain(key, answer)?,
            Question::Accounts => self.context.accounts(key, answer)?,
            Question::Count(CountAt::Latest) => {
                let count = read(answer, parse_count).ok_or(FlowFailure::CannotRead)?;
                if count != self.mined {
                    return Err(FlowFailure::OtherMined);
                }
                self.still = true;
                Context::ask(turn);
            }
            _ => return Ok(Claimed::NotYet),
        }
        self.further(turn)
    }

    /// Once everything is confirmed, the record is looked at once more.
    fn further(&mut self, turn: &mut Turn<'_>) -> Verdict {
        let is_confirmed = self.context.is_confirmed() && self.still;
        if is_confirmed && self.store == Store::Written {
            if turn.is_behind_an_end(&turn.picture(&self.record.position)) {
                return Err(FlowFailure::Behind);
            }
            self.store = Store::Reading;
            turn.read_record();
        }
        Ok(Claimed::NotYet)
    }

    /// Time has passed.
    pub(super) fn time(&self, now: Millis) -> Verdict {
        if now < self.until {
            return Ok(Claimed::NotYet);
        }
        Err(match self.store {
            Store::Writing | Store::Reading => FlowFailure::NotStored,
            Store::Written => FlowFailure::CannotRead,
        })
    }
}
