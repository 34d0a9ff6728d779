use alloy::primitives::Address;
use serde_json::Value;

use super::{Foretold, Queued};
use crate::chain::rpc::Request;
use crate::chain::{BlockRef, Call, CallAnswer, ChainId, Payment, multicall, simulate};
use crate::math::Timestamp;
use crate::protocols::{Layout, Limits, Market, Reading, Snapshot, Step};

/// More rounds than a reading takes: a node that makes it ask for ever is not understood.
const ROUNDS: usize = 8;

/// What it does cannot be read from this node: it does not simulate, it says nonsense, the change does not go
/// through by itself, or what it leads to is nothing that our arithmetic reproduces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread;

/// A position, being read in one block that there is not, before and after a queued change in it.
///
/// Both are of one time and one state, so that nothing but the change is between them: no interest, no price.
#[derive(Clone, Debug)]
pub struct Trial {
    chain: ChainId,
    account: Address,
    controller: Address,
    queued: Queued,
    /// The time of the block.
    at: Timestamp,
    /// It is made on top of this one.
    on: u64,
    before: Side,
    after: Side,
    rounds: usize,
}

/// One of the two readings.
#[derive(Clone, Debug)]
enum Side {
    Reads(Box<Reading>, Vec<Call>),
    Read(Box<Snapshot>),
}

/// What a trial needs next, or what it found.
#[derive(Debug)]
pub enum TrialStep {
    /// More has to be asked, in the same way.
    Need(Box<Trial>),
    /// What the change does.
    Done(Foretold),
}

impl Trial {
    /// Begins to read what a change does to an account, by what is known of it in this market; none where
    /// nothing can carry the change out any more.
    #[must_use]
    pub fn begin(
        market: &Market,
        account: Address,
        layout: Option<Layout>,
        queued: Queued,
        head: BlockRef,
    ) -> Option<Self> {
        let layout = layout.map(Layout::for_trial);
        let (reading, calls) = Reading::start(market, account, &[], layout);
        let reads = || Side::Reads(Box::new(reading.clone()), calls.clone());
        Some(Self {
            account,
            controller: market.controller()?,
            queued,
            at: queued.first_after(head.timestamp)?,
            on: head.number,
            before: reads(),
            after: reads(),
            rounds: 1,
            chain: market.chain,
        })
    }

    /// Reads what is not read yet before the change, has it carried out, and reads the rest.
    #[must_use]
    pub fn request(&self) -> Request {
        let change = Payment::from(self.queued.execute(self.controller));
        let before = self.before.asks(self.chain).into_iter();
        let calls = before.chain([change]).chain(self.after.asks(self.chain));
        let calls: Vec<Payment> = calls.collect();
        simulate::request(self.account, &calls, self.at, self.on)
    }

    /// What the answer to that means. What moves all the time is news from `limits` on.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn answered(self, answer: &Value, limits: Limits) -> Result<TrialStep, Unread> {
        let sides = [&self.before, &self.after].into_iter();
        let count = sides.filter(|side| side.asks(self.chain).is_some()).count();
        let answers = simulate::parse(answer, count.saturating_add(1)).map_err(|_| Unread)?;
        let mut answers = answers.into_iter();
        let before = self.before.fed(self.chain, self.at, &mut answers)?;
        // Where a contract refuses it, it may need another that comes before it.
        let change = answers.next().filter(|change| change.success);
        change.ok_or(Unread)?;
        let after = self.after.fed(self.chain, self.at, &mut answers)?;
        if let (Side::Read(before), Side::Read(after)) = (&before, &after) {
            let foretold = Foretold::of(before, after, self.on, limits).ok_or(Unread)?;
            return Ok(TrialStep::Done(foretold));
        }
        if self.rounds >= ROUNDS {
            return Err(Unread);
        }
        Ok(TrialStep::Need(Box::new(Self {
            before,
            after,
            rounds: self.rounds.saturating_add(1),
            ..self
        })))
    }
}

impl Side {
    /// What it asks for next; nothing where all is read.
    fn asks(&self, chain: ChainId) -> Option<Payment> {
        match self {
            Self::Reads(_, calls) => Some(multicall::encode_latest(calls, chain, None).into()),
            Self::Read(_) => None,
        }
    }

    /// Takes the answer to that, which must be of the very time.
    fn fed(
        self,
        chain: ChainId,
        at: Timestamp,
        answers: &mut impl Iterator<Item = CallAnswer>,
    ) -> Result<Self, Unread> {
        let Self::Reads(reading, calls) = self else {
            return Ok(self);
        };
        let answer = answers.next().filter(|one| one.success).ok_or(Unread)?;
        let read = multicall::decode_latest(&answer.data, calls.len(), chain, None);
        let read = read.ok().filter(|(block, _)| block.timestamp == at);
        let (block, answers) = read.ok_or(Unread)?;
        match reading.feed(block, &answers).map_err(|_| Unread)? {
            Step::Need(next, calls) => Ok(Self::Reads(Box::new(next), calls)),
            Step::Done(snapshot, _) => Ok(Self::Read(snapshot)),
        }
    }
}
