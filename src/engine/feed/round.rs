//! A round of calls at the block of a look: asked in batches that the source bears, and of the next
//! source where one fails.

use alloy::primitives::{Address, Bytes};

use super::super::Millis;
use super::super::batch::{self, Batch};
use super::super::effect::Endpoint;
use super::super::view::ReadProblem;
use super::aside::LAG_MS;
use super::{Beside, Feed, Flight, Named, Output, Probe};
use crate::chain::multicall::{self, MulticallError};
use crate::chain::rpc::Request;
use crate::chain::{BlockRef, Call, CallAnswer, ChainFacts};

/// How long a contract that burns the gas is not asked again, milliseconds.
const BURNT_FOR_MS: u64 = 120_000;

impl Feed {
    pub(super) fn calls(&mut self, now: Millis, asked: Vec<Call>) -> Vec<Output> {
        self.burnt.retain(|(_, until)| *until > now);
        let burnt = self.known_burnt();
        let bears = self.bears();
        let Flight::Batch {
            via, block, batch, ..
        } = &mut self.flight
        else {
            return Vec::new();
        };
        let next = match (asked.is_empty(), *block) {
            (true, Some(block)) => {
                let via = via.clone();
                self.take_block(now, block);
                return self.ended(now, &via);
            }
            // Where nothing is to be read, which block it is nobody knows yet.
            (true, None) => {
                *batch = Some(Batch::new(asked, None, &[]));
                batch::Next::Ask
            }
            (false, _) => batch.insert(Batch::new(asked, bears, &burnt)).done(),
        };
        self.batch_goes_on(now, next)
    }

    /// Values of this block are held from here on.
    fn take_block(&mut self, now: Millis, block: BlockRef) {
        if self.block.replace(block) != Some(block) {
            self.news_at = now;
        }
    }

    /// So many calls the source that is asked answers together.
    fn bears(&self) -> Option<usize> {
        let via = self.via()?;
        let mut all = self.sources.iter();
        all.find(|source| source.endpoint == via)?.bears
    }

    fn known_burnt(&self) -> Vec<Address> {
        self.burnt.iter().map(|(contract, _)| *contract).collect()
    }

    fn batch_goes_on(&mut self, now: Millis, next: batch::Next) -> Vec<Output> {
        let Flight::Batch {
            via,
            block,
            batch: Some(batch),
            ..
        } = &mut self.flight
        else {
            return Vec::new();
        };
        match next {
            batch::Next::Ask => vec![ask_batch(
                &self.facts,
                via,
                &batch.asked(),
                *block,
                self.block.as_ref(),
            )],
            batch::Next::Done(answers) => {
                // Nothing is asked that would name the block: all that there is burns the gas.
                let Some(block) = *block else {
                    return self.look_at_header(now);
                };
                let (via, learnt) = (via.clone(), batch.learnt());
                if let Some(source) = self.source_mut(&via) {
                    source.bears = learnt.bears.or(source.bears);
                }
                let until = now.plus(BURNT_FOR_MS);
                self.burnt
                    .extend(learnt.burnt.into_iter().map(|contract| (contract, until)));
                vec![Output::Answers(block, answers)]
            }
            batch::Next::Refused => Vec::new(),
        }
    }

    pub(super) fn batch(&mut self, now: Millis, answer: Result<Bytes, ReadProblem>) -> Vec<Output> {
        let Flight::Batch {
            block,
            batch: Some(batch),
            ..
        } = &mut self.flight
        else {
            return Vec::new();
        };
        let (chain, seen) = (self.facts.id, &mut self.seen);
        let asked = batch.asked();
        let Some(block) = block else {
            return self.first_batch(now, asked, answer);
        };
        let answers = answer.and_then(|bytes| {
            multicall::decode(&bytes, asked.len(), chain, block, seen)
                .map_err(|_| ReadProblem::Garbled)
        });
        self.answered(now, answers)
    }

    /// The first batch at the head: it says itself which block that is.
    fn first_batch(
        &mut self,
        now: Millis,
        asked: Vec<Call>,
        answer: Result<Bytes, ReadProblem>,
    ) -> Vec<Output> {
        let bytes = match answer {
            Ok(bytes) => bytes,
            Err(problem) => return self.answered(now, Err(problem)),
        };
        let (chain, held) = (self.facts.id, self.block.as_ref());
        let (head, answers) = match multicall::decode_latest(&bytes, asked.len(), chain, held) {
            Ok(read) => read,
            // Whether it is older, or of another branch, is seen by its header.
            Err(MulticallError::OtherBlock) => return self.look_at_header(now),
            // A chain whose contracts cannot say it, perhaps: the header can.
            Err(MulticallError::Garbled) if self.seen.dated_by().is_none() => {
                self.probe = Probe::Failed;
                return self.look_at_header(now);
            }
            Err(_) => return self.answered(now, Err(ReadProblem::Garbled)),
        };
        if !self.seen.has_named_a_block() {
            return self.named(now, head, answers);
        }
        let is_held = self.block == Some(head);
        if is_held {
            self.doubt_if_overdue(now);
        }
        let Flight::Batch {
            via,
            block,
            named_at,
            anew,
            ..
        } = &mut self.flight
        else {
            return Vec::new();
        };
        (*block, *named_at) = (Some(head), now);
        let (via, anew) = (via.clone(), *anew);
        if is_held && !anew {
            return self.same(now, &via);
        }
        if asked.is_empty() {
            self.take_block(now, head);
            return self.ended(now, &via);
        }
        self.answered(now, Ok(answers))
    }

    /// An answer of the head has named its block, and it is not known yet whether there is such a one. If
    /// nothing was read before, what the contracts say of themselves can be shown as that meanwhile.
    fn named(&mut self, now: Millis, head: BlockRef, answers: Vec<CallAnswer>) -> Vec<Output> {
        let is_first = self.block.is_none();
        let Flight::Batch {
            via,
            batch: Some(batch),
            ..
        } = &mut self.flight
        else {
            return Vec::new();
        };
        let is_whole = batch.asked().len() == batch.len();
        let glimpse = (is_first && is_whole).then(|| Output::Glimpse(answers.clone()));
        self.probe = Probe::Named(Box::new(Named {
            block: head,
            via: via.clone(),
            batch: core::mem::replace(batch, Batch::new(Vec::new(), None, &[])),
            answers,
        }));
        let mut outputs: Vec<Output> = glimpse.into_iter().collect();
        outputs.extend(self.look_at_header(now));
        outputs
    }

    /// The look ends with what is held already: whoever has read that, it is not this one.
    fn same(&mut self, now: Millis, via: &Endpoint) -> Vec<Output> {
        self.flight = Flight::Resting;
        let mut outputs = vec![Output::Same];
        outputs.extend(self.ended(now, via));
        outputs
    }

    pub(super) fn answered(
        &mut self,
        now: Millis,
        answers: Result<Vec<CallAnswer>, ReadProblem>,
    ) -> Vec<Output> {
        let Flight::Batch {
            batch: Some(batch), ..
        } = &mut self.flight
        else {
            return Vec::new();
        };
        let (next, problem) = match answers {
            Ok(answers) => (batch.on_answers(answers), ReadProblem::Garbled),
            Err(ReadProblem::Refused(words)) => {
                (batch.on_refusal(&words), ReadProblem::Refused(words))
            }
            Err(problem) => (batch::Next::Refused, problem),
        };
        if next != batch::Next::Refused {
            return self.batch_goes_on(now, next);
        }
        if let Some(via) = self.via() {
            self.fail_at_batch(now, &via, problem.clone());
        }
        self.go_on(now, problem)
    }

    /// The source that is asked failed: the look goes on through the next, at the same block.
    pub(super) fn go_on(&mut self, now: Millis, problem: ReadProblem) -> Vec<Output> {
        self.beside = Beside::Nothing;
        let mut outputs = vec![Output::Forget];
        if problem == ReadProblem::Garbled {
            outputs.extend(self.via().map(Output::Doubt));
        }
        let next = match &mut self.flight {
            Flight::Resting => return outputs,
            Flight::Head { via, tried, .. } | Flight::Batch { via, tried, .. } => {
                tried.push(via.clone());
                let tried = tried.clone();
                self.next_source(now, &tried)
            }
        };
        match (next, &mut self.flight) {
            (Some(next), Flight::Head { via, .. }) => {
                *via = next.clone();
                outputs.push(Output::AskHead(next));
            }
            // What was the head then is not what the next has to say of now.
            (
                Some(next),
                Flight::Batch {
                    block: Some(_),
                    named_at,
                    tried,
                    sweep,
                    ..
                },
            ) if named_at.plus(LAG_MS) < now => {
                let tried = core::mem::take(tried);
                self.sweep |= *sweep;
                self.anew = true;
                self.flight = Flight::Head {
                    via: next.clone(),
                    tried,
                };
                outputs.extend([Output::Same, Output::AskHead(next)]);
            }
            (Some(next), Flight::Batch { via, .. }) => {
                *via = next;
                outputs.extend(self.ask_again(now));
            }
            _ => outputs.extend(self.end_failed(now, problem)),
        }
        outputs
    }

    /// Asks the round of the next source, from its beginning: what is read is read from one.
    fn ask_again(&mut self, now: Millis) -> Vec<Output> {
        let (bears, burnt) = (self.bears(), self.known_burnt());
        let Flight::Batch { batch, .. } = &mut self.flight else {
            return Vec::new();
        };
        let Some(before) = batch.take() else {
            return Vec::new();
        };
        let next = batch.insert(before.again(bears, &burnt)).done();
        self.batch_goes_on(now, next)
    }
}

fn ask_batch(
    facts: &ChainFacts,
    via: &Endpoint,
    calls: &[Call],
    block: Option<BlockRef>,
    held: Option<&BlockRef>,
) -> Output {
    let request = match block {
        Some(block) => {
            let call = multicall::encode(calls, facts.id, &block);
            Request::call(&call, block.number)
        }
        None => Request::call_latest(&multicall::encode_latest(calls, facts.id, held)),
    };
    Output::AskBatch(via.clone(), request)
}
