//! A second source is put the questions that the first one answered, at the same block: where the two
//! disagree, one of them is wrong, and nobody can say which.

mod disputes;
mod io;
#[cfg(test)]
mod tests;

use alloy::primitives::Bytes;

use super::Millis;
use super::batch::{Batch, Next};
use super::effect::Endpoint;
use super::view::ReadProblem;
use crate::chain::rpc::Request;
use crate::chain::{BlockRef, Call, ChainId, Seen, multicall};
use disputes::Disputes;
pub(super) use io::{Finding, Input, Output};

/// How often a second source is asked where nothing calls for it, milliseconds.
const EVERY_MS: u64 = 60_000;

/// A source that is on another branch so often in a row is not just a block ahead or behind.
const BRANCHES: u32 = 3;

/// The witness of one chain.
#[derive(Debug)]
pub(super) struct Witness {
    chain: ChainId,
    flight: Option<Flight>,
    /// Something calls for it: a new level, a top-up, the first sight.
    wanted: bool,
    due_at: Millis,
    /// Who said the same at the newest block that was compared.
    same: Option<(Endpoint, BlockRef)>,
    /// The newest block that was compared, whatever came of it.
    compared: Option<BlockRef>,
    disputes: Disputes,
    /// Who was asked, longest ago first.
    asked: Vec<Endpoint>,
    /// How often in a row each was on another branch.
    strays: Vec<(Endpoint, u32)>,
    seen: Seen,
    /// At which block both sides of a dispute were heard last.
    heard: Option<BlockRef>,
    /// What was noted at this height, and above it, one source alone has said.
    unsure_from: Option<u64>,
    /// Here or in another tab two disagreed, and here none have agreed since.
    in_doubt: bool,
}

#[derive(Debug)]
enum Flight {
    /// Whether it has the same block.
    Block(Asked, Vec<Call>),
    /// What it says at that block.
    Batch(Asked, Batch),
}

impl Flight {
    /// Whom it is about.
    fn asked(self) -> Asked {
        match self {
            Self::Block(asked, _) | Self::Batch(asked, _) => asked,
        }
    }
}

/// Who is asked about what whom answered.
#[derive(Clone, Debug)]
struct Asked {
    read: Endpoint,
    via: Endpoint,
    block: BlockRef,
}

impl Witness {
    /// A chain of which nothing was seen: the first sight is to be compared.
    pub(super) fn new(chain: ChainId, now: Millis) -> Self {
        Self {
            chain,
            flight: None,
            wanted: true,
            due_at: now,
            same: None,
            compared: None,
            disputes: Disputes::default(),
            asked: Vec::new(),
            strays: Vec::new(),
            seen: Seen::default(),
            heard: None,
            unsure_from: None,
            in_doubt: false,
        }
    }

    /// What was read at this height is noted: to be taken back if it turns out to be doubtful.
    pub(super) fn noted(&mut self, height: u64) {
        let from = self.unsure_from.unwrap_or(height);
        self.unsure_from = Some(from.min(height));
    }

    /// Two disagree, here or in another tab, about what was noted from this height on.
    pub(super) fn doubt(&mut self, height: Option<u64>) {
        self.in_doubt = true;
        self.unsure_from = height.or(self.unsure_from);
        self.wanted = true;
    }

    /// Another tab has seen that they agree.
    pub(super) fn trust(&mut self) {
        self.in_doubt = false;
    }

    /// Whether what is read is not to be noted.
    pub(super) fn is_doubtful(&self) -> bool {
        self.in_doubt || self.is_disputed()
    }

    /// From which height on nothing that was noted was confirmed since; none: nothing was noted.
    pub(super) fn unsure_from(&self) -> Option<u64> {
        self.unsure_from
    }

    /// Whether a comparison is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.flight.is_some()
    }

    /// Whether one is to be made, of what is held at this block, as soon as it can be. What was
    /// compared once is not compared again.
    pub(super) fn is_due(&self, now: Millis, held: BlockRef) -> bool {
        let is_made = self.compared == Some(held);
        !self.is_busy() && !is_made && (self.wanted || self.due_at <= now)
    }

    /// Whom of these to ask about what was read: the one that was not asked for the longest time, so
    /// that all are in the end; where two contradict each other only one that can settle it.
    pub(super) fn choose(&self, read: &Endpoint, others: Vec<Endpoint>) -> Option<Endpoint> {
        let can_settle =
            |other: &Endpoint| self.disputes.is_empty() || self.disputes.needs(read, other);
        let last_asked = |other: &Endpoint| self.asked.iter().position(|one| one == other);
        let able = others.into_iter().filter(can_settle);
        able.min_by_key(last_asked)
    }

    /// This block was read, perhaps once more: what was compared before is not what is held now.
    pub(super) fn read_anew(&mut self, block: BlockRef) {
        if self
            .compared
            .take_if(|compared| *compared == block)
            .is_some()
        {
            self.same = self.same.take().filter(|(_, at)| *at != block);
            self.heard = self.heard.filter(|heard| *heard != block);
            self.wanted = true;
        }
    }

    /// What came of it so far.
    pub(super) fn finding(&self) -> Finding<'_> {
        match (self.disputes.newest(), &self.same) {
            (Some((one, other)), _) => Finding::Differ(one, other),
            (None, Some((via, block))) => Finding::Same(via, *block),
            (None, None) => Finding::None,
        }
    }

    /// Whether two sources disagree: until they agree nothing is confirmed.
    pub(super) fn is_disputed(&self) -> bool {
        !self.disputes.is_empty()
    }

    /// Whether both sides of a dispute were heard about a block: the worse of two answers at it is
    /// no better than the truth, if one of the two says the truth.
    pub(super) fn has_heard_both(&self, block: BlockRef) -> bool {
        self.heard == Some(block)
    }

    /// Takes in what happened; what comes of it.
    pub(super) fn on(&mut self, now: Millis, input: Input) -> Option<Output> {
        match input {
            Input::Want => {
                self.wanted = true;
                None
            }
            Input::Begin {
                read,
                via,
                block,
                calls,
            } => {
                self.wanted = false;
                self.due_at = now.plus(EVERY_MS);
                self.asked.retain(|one| *one != via);
                self.asked.push(via.clone());
                let ask = Output::AskBlock(via.clone(), block.number);
                self.flight = Some(Flight::Block(Asked { read, via, block }, calls));
                Some(ask)
            }
            Input::Late => {
                self.flight = None;
                self.wanted = true;
                None
            }
            Input::Block(said) => self.block(said),
            Input::Head(said) => self.head(said),
            Input::Batch(said) => self.batch(said),
            Input::Same => {
                let Asked { read, via, block } = self.compared()?;
                if self.disputes.are_between(&read, &via) {
                    self.heard = Some(block);
                }
                self.disputes.agree(&read, &via);
                self.unsure_from = Some(block.number.saturating_add(1));
                self.in_doubt = self.is_disputed();
                self.same = Some((via, block));
                None
            }
            Input::Differ => {
                let Asked { read, via, block } = self.compared()?;
                self.disputes.contradict(&read, &via);
                (self.same, self.heard) = (None, Some(block));
                None
            }
            Input::Read(sources) => {
                self.disputes.read(&sources);
                self.asked.retain(|one| sources.contains(one));
                self.strays.retain(|(one, _)| sources.contains(one));
                self.same = self.same.take().filter(|(via, _)| sources.contains(via));
                None
            }
        }
    }

    /// Who is asked, about which block.
    fn asked(&self) -> Option<(Endpoint, BlockRef)> {
        match self.flight.as_ref()? {
            Flight::Block(asked, _) | Flight::Batch(asked, _) => {
                Some((asked.via.clone(), asked.block))
            }
        }
    }

    /// A comparison was made: of whom, at which block.
    fn compared(&mut self) -> Option<Asked> {
        let asked = self.flight.take()?.asked();
        self.compared = Some(asked.block);
        Some(asked)
    }

    /// It could not say. A dispute is not settled by that.
    fn silent(&mut self, problem: Option<ReadProblem>) -> Option<Output> {
        let asked = self.flight.take()?.asked();
        self.same = None;
        Some(Output::Silent(asked.via, problem))
    }

    fn block(&mut self, said: Result<Option<BlockRef>, ReadProblem>) -> Option<Output> {
        let said = match said {
            Ok(Some(said)) => said,
            Ok(None) => {
                let (via, _) = self.asked()?;
                return Some(Output::AskHead(via));
            }
            Err(problem) => return self.silent(Some(problem)),
        };
        let Some(Flight::Block(asked, calls)) = self.flight.take() else {
            return None;
        };
        if said == asked.block {
            self.strays.retain(|(one, _)| *one != asked.via);
            self.flight = Some(Flight::Batch(asked, Batch::new(calls, None, &[])));
            return self.go_on(Next::Ask);
        }
        Some(self.strays_again(asked))
    }

    /// It has no block of that height. It may be behind; but one that is as new in time, and lower,
    /// counts other blocks.
    fn head(&mut self, said: Result<BlockRef, ReadProblem>) -> Option<Output> {
        let (_, block) = self.asked()?;
        match said {
            Err(problem) => self.silent(Some(problem)),
            Ok(head) if head.timestamp < block.timestamp || head.number >= block.number => {
                self.silent(None)
            }
            Ok(_) => {
                let asked = self.flight.take()?.asked();
                Some(self.strays_again(asked))
            }
        }
    }

    /// Heads of good sources differ for a moment, and then do not.
    fn strays_again(&mut self, asked: Asked) -> Output {
        self.same = None;
        if self.strayed(&asked.via) < BRANCHES {
            return Output::Silent(asked.via, None);
        }
        self.disputes.contradict(&asked.read, &asked.via);
        Output::OtherBranch
    }

    /// A source was on another branch: how often in a row by now.
    fn strayed(&mut self, via: &Endpoint) -> u32 {
        let known = self.strays.iter_mut().find(|(one, _)| one == via);
        if let Some((_, times)) = known {
            *times = times.saturating_add(1);
            return *times;
        }
        self.strays.push((via.clone(), 1));
        1
    }

    fn batch(&mut self, said: Result<Bytes, ReadProblem>) -> Option<Output> {
        let Some(Flight::Batch(Asked { block, .. }, batch)) = &mut self.flight else {
            return None;
        };
        let (chain, count) = (self.chain, batch.asked().len());
        let answers = said.and_then(|bytes| {
            multicall::decode(&bytes, count, chain, block, &mut self.seen)
                .map_err(|_| ReadProblem::Garbled)
        });
        let next = match answers {
            Ok(answers) => batch.on_answers(answers),
            Err(ReadProblem::Refused(words)) => batch.on_refusal(&words),
            Err(problem) => return self.silent(Some(problem)),
        };
        self.go_on(next)
    }

    fn go_on(&mut self, next: Next) -> Option<Output> {
        let Some(Flight::Batch(Asked { via, block, .. }, batch)) = &mut self.flight else {
            return None;
        };
        match next {
            Next::Ask => {
                let call = multicall::encode(&batch.asked(), self.chain, block);
                let request = Request::call(&call, block.number);
                Some(Output::AskBatch(via.clone(), request))
            }
            // What it refuses is no answer that could differ.
            Next::Done(_) if !batch.learnt().burnt.is_empty() => self.silent(None),
            Next::Done(answers) => Some(Output::Answers(*block, answers)),
            Next::Refused => self.silent(None),
        }
    }
}
