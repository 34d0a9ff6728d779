//! What governance has queued on one chain: asked about now and then, and what it would do to each position.
//!
//! - `io`: what it takes in, and what comes of it
//! - `told`: what was foretold of each position, and told

mod io;
mod told;

use std::collections::VecDeque;

use alloy::primitives::{Address, Bytes};
use serde_json::Value;

use super::Millis;
use super::view::ReadProblem;
use crate::chain::rpc::Request;
use crate::chain::{Call, ChainId, multicall};
use crate::protocols::Limits;
use crate::protocols::queued::{LookStep, QueueLook, Trial, TrialStep, Unread};
pub(super) use io::{Input, Output, Tried, Voice};
pub(super) use told::{AllForetold, News, One};

/// How often it is looked at, milliseconds: the shortest delay of Aave's own controllers is a day.
const EVERY_MS: u64 = 2 * 3_600_000;

/// A look that failed is made again after so long.
const AGAIN_MS: u64 = 900_000;

/// What is shown first is read first.
const FIRST_AFTER_MS: u64 = 60_000;

/// So many positions and changes are tried at one look.
const MOST_TRIED: usize = 24;

/// The queue of one chain.
#[derive(Debug)]
pub(super) struct Queue {
    chain: ChainId,
    due_at: Millis,
    /// So many changes there were, of all times, when it was looked at last.
    count: Option<u64>,
    flight: Flight,
    /// What is to be tried after that.
    waiting: VecDeque<Tried>,
}

#[derive(Debug)]
enum Flight {
    Resting,
    /// Which changes wait.
    Looks {
        look: QueueLook,
        asked: Vec<Call>,
        /// To begin again, where this voice says nothing of use.
        from: Begin,
    },
    /// What one of them does to a position.
    Tries {
        tried: Tried,
        trial: Box<Trial>,
        voice: Voice,
    },
}

/// What a look begins with.
#[derive(Clone, Debug)]
struct Begin {
    voice: Voice,
    controller: Address,
    known: Vec<u64>,
}

impl Queue {
    /// Nothing is known of it yet.
    pub(super) fn new(chain: ChainId, now: Millis) -> Self {
        Self {
            chain,
            due_at: now.plus(FIRST_AFTER_MS),
            count: None,
            flight: Flight::Resting,
            waiting: VecDeque::new(),
        }
    }

    /// Whether it is to be looked at.
    pub(super) fn is_due(&self, now: Millis) -> bool {
        matches!(self.flight, Flight::Resting) && self.due_at <= now
    }

    /// The one way in; what moves all the time is news from `limits` on.
    pub(super) fn on(&mut self, now: Millis, limits: Limits, input: Input) -> Vec<Output> {
        match input {
            Input::Look { controller, known } => {
                self.due_at = now.plus(EVERY_MS);
                self.waiting.clear();
                let voice = Voice::First;
                let from = Begin {
                    voice,
                    controller,
                    known,
                };
                vec![self.look(from)]
            }
            Input::Said(said) => self.said(now, said),
            Input::Try(tried) => {
                self.waiting = tried.into_iter().take(MOST_TRIED).collect();
                self.next()
            }
            Input::Simulated(answer) => self.simulated(limits, answer),
        }
    }

    fn look(&mut self, from: Begin) -> Output {
        let (look, asked) = QueueLook::start(from.controller, self.count, from.known.clone());
        self.ask(look, asked, from)
    }

    fn ask(&mut self, look: QueueLook, asked: Vec<Call>, from: Begin) -> Output {
        let output = Output::Ask(from.voice, self.batch(&asked));
        self.flight = Flight::Looks { look, asked, from };
        output
    }

    fn batch(&self, calls: &[Call]) -> Request {
        Request::call_latest(&multicall::encode_latest(calls, self.chain, None))
    }

    /// What the controller says.
    fn said(&mut self, now: Millis, said: Result<Bytes, ReadProblem>) -> Vec<Output> {
        let Flight::Looks { look, asked, from } =
            core::mem::replace(&mut self.flight, Flight::Resting)
        else {
            return Vec::new();
        };
        let answers = said
            .ok()
            .and_then(|said| multicall::decode_latest(&said, asked.len(), self.chain, None).ok());
        match answers.and_then(|(_, answers)| look.feed(&answers).ok()) {
            Some(LookStep::Need(look, asked)) => vec![self.ask(look, asked, from)],
            Some(LookStep::Done {
                count,
                queued,
                ended,
            }) => {
                self.count = Some(count);
                vec![Output::Found(queued, ended)]
            }
            None if from.voice == Voice::First => {
                let voice = Voice::Another;
                vec![self.look(Begin { voice, ..from })]
            }
            None => {
                self.due_at = now.plus(AGAIN_MS);
                Vec::new()
            }
        }
    }

    /// Tries the next that waits for it.
    fn next(&mut self) -> Vec<Output> {
        let next = self.waiting.pop_front();
        next.map(|tried| self.begin(tried, Voice::First))
            .into_iter()
            .collect()
    }

    fn begin(&mut self, tried: Tried, voice: Voice) -> Output {
        let trial = Box::new(tried.trial.clone());
        self.simulate(tried, trial, voice)
    }

    fn simulate(&mut self, tried: Tried, trial: Box<Trial>, voice: Voice) -> Output {
        let output = Output::Simulate(voice, trial.request());
        self.flight = Flight::Tries {
            tried,
            trial,
            voice,
        };
        output
    }

    /// What a node says that a change leads to. One that cannot say is not the only one.
    fn simulated(&mut self, limits: Limits, answer: Result<Value, ReadProblem>) -> Vec<Output> {
        let Flight::Tries {
            tried,
            trial,
            voice,
        } = core::mem::replace(&mut self.flight, Flight::Resting)
        else {
            return Vec::new();
        };
        let step = answer.map_err(|_| Unread);
        let came = match step.and_then(|answer| trial.answered(&answer, limits)) {
            Ok(TrialStep::Need(trial)) => return vec![self.simulate(tried, trial, voice)],
            Err(Unread) if voice == Voice::First => {
                return vec![self.begin(tried, Voice::Another)];
            }
            Ok(TrialStep::Done(foretold)) => Ok(foretold),
            Err(Unread) => Err(Unread),
        };
        let foretold = Output::Foretold(tried.key, tried.queued, came);
        [foretold].into_iter().chain(self.next()).collect()
    }
}
