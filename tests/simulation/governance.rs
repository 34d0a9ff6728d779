//! What governance has queued for a market, and how it is carried out.

use alloy::primitives::{Bytes, U256, aliases::U40};
use alloy::sol_types::{SolCall, SolInterface, SolValue};

use super::abi::{Controller, Payload};
use super::market::{Market, Reverted};

/// From its queueing on it can be carried out after so long, and for so long.
pub const DELAY_S: u64 = 86_400;
pub const GRACE_S: u64 = 7 * 86_400;

/// How a payload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Created = 1,
    Queued = 2,
    Executed = 3,
    Cancelled = 4,
}

/// One payload: it changes the threshold of one reserve, in basis points.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    pub state: State,
    pub queued_at: u64,
    pub reserve: usize,
    pub threshold: u64,
    /// It is refused, whoever has it carried out.
    pub refuses: bool,
}

impl Change {
    /// Queued at this time.
    pub fn lowers(reserve: usize, threshold: u64, queued_at: u64) -> Self {
        Self {
            state: State::Queued,
            queued_at,
            reserve,
            threshold,
            refuses: false,
        }
    }

    /// How it stands at a time.
    fn state_at(&self, at: u64) -> u8 {
        let over = self.queued_at + DELAY_S + GRACE_S;
        match self.state {
            State::Queued if at >= over => 5,
            state => state as u8,
        }
    }
}

/// What the controller of a market answers, or does.
pub fn run(market: &mut Market, at: u64, data: &[u8]) -> Result<Bytes, Reverted> {
    use Controller::ControllerCalls as Calls;
    let found = |market: &Market, id: U40| market.queue.get(id.to::<usize>()).copied();
    let word = |word: u64| Bytes::from(U256::from(word).abi_encode());
    match Calls::abi_decode(data).map_err(|_| Reverted)? {
        Calls::getPayloadsCount(_) => Ok(word(market.queue.len() as u64)),
        Calls::getPayloadState(asked) => {
            let state = found(market, asked.id).map_or(0, |one| one.state_at(at));
            Ok(word(state.into()))
        }
        Calls::getPayloadById(asked) => {
            let one = found(market, asked.id).ok_or(Reverted)?;
            let seconds = U40::from::<u64>;
            let payload = Payload {
                creator: market.controller,
                accessLevel: 1,
                state: one.state_at(at),
                createdAt: seconds(one.queued_at - 10),
                queuedAt: seconds(one.queued_at),
                executedAt: U40::ZERO,
                cancelledAt: U40::ZERO,
                expirationTime: U40::ZERO,
                delay: seconds(DELAY_S),
                gracePeriod: seconds(GRACE_S),
                actions: Vec::new(),
            };
            let encoded = Controller::getPayloadByIdCall::abi_encode_returns(&payload);
            Ok(encoded.into())
        }
        Calls::executePayload(asked) => {
            let id: usize = asked.id.to();
            let one = found(market, asked.id).ok_or(Reverted)?;
            let is_due = one.state_at(at) == State::Queued as u8 && at > one.queued_at + DELAY_S;
            if !is_due || one.refuses {
                return Err(Reverted);
            }
            market.reserves[one.reserve].threshold = one.threshold;
            market.queue[id].state = State::Executed;
            Ok(Bytes::new())
        }
    }
}
