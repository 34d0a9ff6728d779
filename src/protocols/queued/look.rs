use std::collections::BTreeMap;

use alloy::primitives::Address;
use alloy::sol_types::SolCall;

use super::{
    Payload, Queued, getPayloadByIdCall, getPayloadStateCall, getPayloadsCountCall, number,
};
use crate::chain::{Call, CallAnswer};
use crate::math::Timestamp;
use crate::protocols::ReadError;

/// So many payloads are asked about, the newest. One waits for its vote for five weeks and in the queue for less
/// than three, and of the busiest chain governance makes four a week; but anyone may make one.
const NEWEST: u64 = 64;

/// So many more than were known are asked about at once, so that a look is one request.
const AHEAD: u64 = 8;

/// So many of those that are queued are looked at, the newest.
const MOST_QUEUED: usize = 8;

/// The controller allows ten days: a delay beyond this is made up.
const LONGEST_S: u64 = 60 * 86_400;

/// `PayloadState`, of which these matter.
const QUEUED: u8 = 2;
const EXECUTED: u8 = 3;
const EXPIRED: u8 = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    Count,
    State(u64),
    Payload(u64),
}

/// Which payloads wait at a controller, being asked.
#[derive(Clone, Debug)]
pub struct QueueLook {
    controller: Address,
    /// These waited when it was asked last.
    known: Vec<u64>,
    asked: Vec<Ask>,
    count: Option<u64>,
    states: BTreeMap<u64, u8>,
    queued: BTreeMap<u64, Option<Queued>>,
}

/// What became of a payload that waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was carried out.
    Executed,
    /// It was called off, or nobody had it carried out in time.
    Dropped,
    /// This node does not say that it waits: it is behind, or who said so before was wrong.
    Unseen,
}

/// What a look needs next, or what it found.
#[derive(Debug)]
pub enum LookStep {
    /// Make these calls, and feed their answers.
    Need(QueueLook, Vec<Call>),
    /// All is known.
    Done {
        /// How many payloads there are: with it the next look is one round.
        count: u64,
        /// Those that wait.
        queued: Vec<Queued>,
        /// What became of those that waited before.
        ended: Vec<(u64, Ended)>,
    },
}

impl QueueLook {
    /// Begins to ask; `count`: so many payloads there were the last time, of which `known` waited.
    #[must_use]
    pub fn start(controller: Address, count: Option<u64>, known: Vec<u64>) -> (Self, Vec<Call>) {
        let around = count.map(|count| (count.saturating_sub(NEWEST), count.saturating_add(AHEAD)));
        let mut look = Self {
            controller,
            known,
            asked: vec![Ask::Count],
            count: None,
            states: BTreeMap::new(),
            queued: BTreeMap::new(),
        };
        if let Some((first, end)) = around {
            let older = look.known.iter().filter(|one| **one < first);
            let all = older.copied().chain(first..end).map(Ask::State);
            look.asked.extend(all.collect::<Vec<_>>());
        }
        let calls = look.calls();
        (look, calls)
    }

    /// Takes the answers to what it asked for, in its order.
    ///
    /// # Errors
    /// [`ReadError`] where an answer is missing, failed or garbled: the look is over.
    pub fn feed(mut self, answers: &[CallAnswer]) -> Result<LookStep, ReadError> {
        let asked = core::mem::take(&mut self.asked);
        if answers.len() != asked.len() {
            return Err(ReadError::WrongCount {
                asked: asked.len(),
                got: answers.len(),
            });
        }
        for (ask, answer) in asked.into_iter().zip(answers) {
            self.take(ask, answer)?;
        }
        let count = self.count.ok_or(ReadError::Inconsistent)?;
        let first = count.saturating_sub(NEWEST);
        let older = self.known.iter().copied().filter(|one| *one < first);
        let meant: Vec<u64> = older.chain(first..count).collect();
        let unknown = meant.iter().filter(|one| !self.states.contains_key(one));
        self.asked = unknown.copied().map(Ask::State).collect();
        if self.asked.is_empty() {
            let state = |one: &u64| self.states.get(one).copied();
            let waiting = meant.iter().rev().filter(|one| state(one) == Some(QUEUED));
            let waiting = waiting.take(MOST_QUEUED);
            let unread = waiting.filter(|one| !self.queued.contains_key(one));
            self.asked = unread.copied().map(Ask::Payload).collect();
        }
        if self.asked.is_empty() {
            return Ok(self.done(count));
        }
        let calls = self.calls();
        Ok(LookStep::Need(self, calls))
    }

    fn done(self, count: u64) -> LookStep {
        let ended = self.known.iter().filter_map(|one| {
            let ended = match self.states.get(one).copied() {
                Some(QUEUED) => return None,
                Some(EXECUTED) => Ended::Executed,
                Some(state) if state > EXECUTED => Ended::Dropped,
                Some(_) | None => Ended::Unseen,
            };
            Some((*one, ended))
        });
        LookStep::Done {
            count,
            ended: ended.collect(),
            queued: self.queued.into_values().flatten().collect(),
        }
    }

    fn take(&mut self, ask: Ask, answer: &CallAnswer) -> Result<(), ReadError> {
        let name = match ask {
            Ask::Count => getPayloadsCountCall::SIGNATURE,
            Ask::State(_) => getPayloadStateCall::SIGNATURE,
            Ask::Payload(_) => getPayloadByIdCall::SIGNATURE,
        };
        if !answer.success {
            return Err(ReadError::Failed(name));
        }
        let garbled = || ReadError::Garbled(name);
        match ask {
            Ask::Count => {
                let count = getPayloadsCountCall::abi_decode_returns_validate(&answer.data);
                self.count = Some(count.map_err(|_| garbled())?.to());
            }
            Ask::State(id) => {
                let state = getPayloadStateCall::abi_decode_returns_validate(&answer.data);
                let state = state.ok().filter(|state| *state <= EXPIRED);
                self.states.insert(id, state.ok_or_else(garbled)?);
            }
            Ask::Payload(id) => {
                let payload = getPayloadByIdCall::abi_decode_returns_validate(&answer.data);
                let payload = payload.map_err(|_| garbled())?;
                let queued = queued(id, &payload).ok_or_else(garbled)?;
                // It may have been carried out since its state was asked for.
                let waits = payload.state == QUEUED;
                self.queued.insert(id, waits.then_some(queued));
            }
        }
        Ok(())
    }

    fn calls(&self) -> Vec<Call> {
        let data = |ask: &Ask| match *ask {
            Ask::Count => getPayloadsCountCall {}.abi_encode(),
            Ask::State(id) => getPayloadStateCall {
                payloadId: number(id),
            }
            .abi_encode(),
            Ask::Payload(id) => getPayloadByIdCall {
                payloadId: number(id),
            }
            .abi_encode(),
        };
        let calls = self.asked.iter().map(|ask| Call {
            to: self.controller,
            data: data(ask).into(),
        });
        calls.collect()
    }
}

/// When a payload can be carried out; none where no controller allows that.
fn queued(id: u64, payload: &Payload) -> Option<Queued> {
    let [queued_at, delay, grace] =
        [payload.queuedAt, payload.delay, payload.gracePeriod].map(|seconds| seconds.to::<u64>());
    let is_allowed = delay <= LONGEST_S && grace <= LONGEST_S;
    let after_s = |seconds| Timestamp(queued_at).plus_seconds(seconds).ok();
    // `block.timestamp > queuedAt + delay`, and not at all from the end of its grace on.
    let queued = Queued {
        payload: id,
        earliest: after_s(delay.saturating_add(1))?,
        until: after_s(delay.saturating_add(grace))?,
    };
    is_allowed.then_some(queued)
}

#[cfg(test)]
mod tests {
    use super::super::Action;
    use super::*;
    use alloy::primitives::U256;
    use alloy::primitives::aliases::U40;
    use alloy::sol_types::SolValue;

    const CONTROLLER: Address = Address::repeat_byte(7);

    /// What was queued then waits for ever.
    const MADE_UP: u64 = 77;

    /// A controller: the state of each payload, and when it was queued.
    struct Controller(Vec<(u8, u64)>);

    impl Controller {
        fn answer(&self, call: &Call) -> CallAnswer {
            assert_eq!(call.to, CONTROLLER);
            let of = |id: U40| {
                let place: usize = id.to();
                self.0.get(place).copied().unwrap_or_default()
            };
            let data = if let Ok(asked) = getPayloadStateCall::abi_decode(&call.data) {
                U256::from(of(asked.payloadId).0).abi_encode()
            } else if let Ok(asked) = getPayloadByIdCall::abi_decode(&call.data) {
                let (state, queued_at) = of(asked.payloadId);
                let seconds = U40::from;
                let payload = Payload {
                    creator: CONTROLLER,
                    maximumAccessLevelRequired: 1,
                    state,
                    createdAt: seconds(4_u64),
                    queuedAt: seconds(queued_at),
                    executedAt: U40::ZERO,
                    cancelledAt: U40::ZERO,
                    expirationTime: U40::ZERO,
                    delay: seconds(if queued_at == MADE_UP {
                        u64::MAX >> 24
                    } else {
                        86_400
                    }),
                    gracePeriod: seconds(604_800_u64),
                    actions: vec![Action {
                        target: CONTROLLER,
                        withDelegateCall: true,
                        accessLevel: 1,
                        value: U256::MAX,
                        signature: "execute()".to_owned(),
                        callData: vec![7; 77].into(),
                    }],
                };
                payload.abi_encode()
            } else {
                U256::from(self.0.len()).abi_encode()
            };
            CallAnswer {
                success: true,
                data: data.into(),
            }
        }
    }

    type Found = (u64, Vec<Queued>, Vec<(u64, Ended)>);

    /// What a look finds, and how many rounds that took.
    fn look(at: &Controller, count: Option<u64>, known: &[u64]) -> (Found, usize) {
        let (mut look, mut calls) = QueueLook::start(CONTROLLER, count, known.to_vec());
        let mut rounds = 1;
        loop {
            let answers: Vec<_> = calls.iter().map(|call| at.answer(call)).collect();
            match look.feed(&answers).expect("a look") {
                LookStep::Need(next, more) => (look, calls) = (next, more),
                LookStep::Done {
                    count,
                    queued,
                    ended,
                } => return ((count, queued, ended), rounds),
            }
            rounds += 1;
        }
    }

    fn queued(payload: u64) -> Queued {
        Queued {
            payload,
            earliest: Timestamp(86_401 + payload),
            until: Timestamp(691_200 + payload),
        }
    }

    #[test]
    fn what_waits_is_found_and_the_next_look_is_one_round() {
        let mut states = Controller((0..200).map(|id| (EXECUTED, id)).collect());
        let ((count, found, ended), rounds) = look(&states, None, &[]);
        assert_eq!((count, found.len(), ended.len(), rounds), (200, 0, 0, 2));
        assert_eq!(look(&states, Some(200), &[]).1, 1);
        // A few more that wait: their states are there already.
        states.0.extend([(1, 0), (QUEUED, 201), (QUEUED, 202)]);
        let ((count, found, _), rounds) = look(&states, Some(200), &[]);
        assert_eq!((count, rounds), (203, 2));
        assert_eq!(found, [queued(201), queued(202)]);
    }

    #[test]
    fn what_is_known_to_wait_is_not_lost_behind_those_that_anyone_makes() {
        let mut states = Controller((0..100).map(|id| (EXECUTED, id)).collect());
        states.0[40] = (QUEUED, 40);
        states.0.extend((0..500).map(|_| (1, 0)));
        assert_eq!(look(&states, Some(100), &[]).0.1, []);
        assert_eq!(look(&states, Some(100), &[40]).0.1, [queued(40)]);
        assert_eq!(look(&states, Some(600), &[40]).0.1, [queued(40)]);
        for (state, expected) in [
            (EXECUTED, Some(Ended::Executed)),
            (4, Some(Ended::Dropped)),
            (EXPIRED, Some(Ended::Dropped)),
            // Another node has not seen it yet.
            (1, Some(Ended::Unseen)),
            (QUEUED, None),
        ] {
            states.0[40].0 = state;
            let ended = look(&states, Some(600), &[40]).0.2;
            assert_eq!(ended.first().map(|one| one.1), expected, "{state}");
        }
        // There is none of this number.
        let ended = look(&states, Some(600), &[600, 1 << 39]).0.2;
        assert_eq!(ended, [(600, Ended::Unseen), (1 << 39, Ended::Unseen)]);
    }

    #[test]
    fn of_many_that_wait_the_newest_are_looked_at() {
        let states = Controller((0..70).map(|id| (QUEUED, id)).collect());
        let found = look(&states, None, &[]).0.1;
        let numbers: Vec<u64> = found.iter().map(|one| one.payload).collect();
        assert_eq!(numbers, (62..70).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_no_answer_ends_it() {
        let of = |data: Vec<u8>, success| CallAnswer {
            success,
            data: data.into(),
        };
        let word = |value: U256| value.abi_encode();
        for bad in [
            of(Vec::new(), true),
            of(word(U256::MAX), true),
            of(word(U256::ONE << 40), true),
            of(word(U256::ONE), false),
        ] {
            let (look, _) = QueueLook::start(CONTROLLER, None, vec![]);
            assert!(look.feed(std::slice::from_ref(&bad)).is_err(), "{bad:?}");
        }
        let (look, _) = QueueLook::start(CONTROLLER, None, vec![]);
        assert!(look.feed(&[]).is_err());
        let one = of(word(U256::ONE), true);
        for state in [6, 255, 256] {
            let (look, _) = QueueLook::start(CONTROLLER, None, vec![]);
            let Ok(LookStep::Need(look, _)) = look.feed(std::slice::from_ref(&one)) else {
                panic!("a state is asked for")
            };
            assert!(look.feed(&[of(word(U256::from(state)), true)]).is_err());
        }
    }

    #[test]
    fn a_delay_that_no_controller_allows_is_made_up() {
        let mut states = Controller(vec![(QUEUED, 5)]);
        assert_eq!(look(&states, None, &[]).0.1.len(), 1);
        states.0[0].1 = MADE_UP;
        let (first, calls) = QueueLook::start(CONTROLLER, Some(1), vec![]);
        let answers: Vec<_> = calls.iter().map(|call| states.answer(call)).collect();
        let Ok(LookStep::Need(next, calls)) = first.feed(&answers) else {
            panic!("a payload is asked for")
        };
        let garbled = next.feed(&[states.answer(&calls[0])]);
        assert!(matches!(garbled, Err(ReadError::Garbled(_))));
    }
}
