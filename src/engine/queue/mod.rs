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

/// So many positions and changes are tried at one look; the next goes on behind them.
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
    /// So many of all were tried at earlier looks, where one has no room for all of them.
    passed: usize,
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
            passed: 0,
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
                self.waiting = self.in_turn(tried);
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

    /// Those that are tried at this look: each comes to its turn, so that no position waits for ever behind others.
    fn in_turn(&mut self, tried: Vec<Tried>) -> VecDeque<Tried> {
        let count = tried.len();
        let mut all = VecDeque::from(tried);
        let behind = self.passed.checked_rem(count).unwrap_or_default();
        all.rotate_left(behind);
        all.truncate(MOST_TRIED);
        self.passed = match count > MOST_TRIED {
            true => behind.saturating_add(MOST_TRIED),
            false => 0,
        };
        all
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::BlockRef;
    use crate::math::Timestamp;
    use crate::protocols::queued::Queued;
    use crate::protocols::{Addresses, a_snapshot};
    use alloy::primitives::U256;
    use std::collections::BTreeSet;

    const NOW: Millis = Millis(1_800_000_000_000);

    /// One change on the positions of so many accounts.
    fn positions(count: u8) -> Vec<Tried> {
        let mut market = a_snapshot(100, U256::ZERO).market;
        if let Addresses::AaveV3(addresses) = &mut market.addresses {
            addresses.controller = Some(Address::repeat_byte(9));
        }
        let head = BlockRef {
            number: 100,
            parent_hash: Default::default(),
            timestamp: NOW.timestamp(),
        };
        let queued = Queued {
            payload: 7,
            earliest: Timestamp(head.timestamp.0 + 86_400),
            until: Timestamp(head.timestamp.0 + 604_800),
        };
        let all = (0..count).map(|byte| {
            let account = Address::repeat_byte(byte);
            let trial = Trial::begin(&market, account, None, queued, head);
            Tried {
                key: market.position_of(account),
                queued,
                trial: trial.expect("it can be tried"),
            }
        });
        all.collect()
    }

    /// Whose positions one look tries, where no node simulates.
    fn tries(queue: &mut Queue, all: Vec<Tried>) -> Vec<Address> {
        let mut tried = Vec::new();
        let mut outputs = queue.on(NOW, Limits::NONE, Input::Try(all));
        while let Some(output) = outputs.pop() {
            match output {
                Output::Simulate(..) => {
                    let answer = Err(ReadProblem::Unreachable);
                    outputs.extend(queue.on(NOW, Limits::NONE, Input::Simulated(answer)));
                }
                Output::Foretold(key, ..) => tried.push(key.account),
                other => panic!("{other:?}"),
            }
        }
        tried
    }

    #[test]
    fn of_more_than_one_look_has_room_for_each_comes_to_its_turn() {
        let mut queue = Queue::new(ChainId(1), NOW);
        let mut seen = BTreeSet::new();
        for looks in 1..=3 {
            let tried = tries(&mut queue, positions(60));
            assert_eq!(tried.len(), MOST_TRIED);
            seen.extend(tried);
            assert_eq!(seen.len(), 60.min(looks * MOST_TRIED));
        }
        // Where there are fewer each is tried at each look.
        for _ in 0..2 {
            assert_eq!(tries(&mut queue, positions(10)).len(), 10);
        }
    }
}
