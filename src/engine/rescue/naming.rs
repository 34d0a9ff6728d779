//! By which name the wallet is asked to carry out several calls as one: one that it has not seen. Those
//! that it has under the account's next number may be of somebody who is not remembered here: while they
//! wait nothing is signed, at once or one after the other.

use super::super::effect::Endpoint;
use super::answer::read;
use super::io::{Answer, Question};
use super::turn::Turn;
use crate::chain::calls::{CallsStatus, parse_calls_status};
use crate::chain::rpc::Request;
use crate::top_up::{FlowFailure, NamedBy, Slot, calls_id};

/// So many names of one number that have ended are passed over.
const MOST_ENDED: u8 = 8;

/// What is known of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Naming {
    /// The wallet was not asked.
    #[default]
    NotAsked,
    /// It is asked whether it knows what goes by this.
    Asked(Slot, u64, u8),
    /// It knows nothing of this name, or says nothing.
    Free(NamedBy),
}

impl Naming {
    /// Asks for the names of the next number of an account.
    pub(super) fn ask(turn: &mut Turn<'_>, slot: Slot, number: u64) -> Self {
        Self::of(turn, slot, number, 0)
    }

    fn of(turn: &mut Turn<'_>, slot: Slot, number: u64, ended: u8) -> Self {
        let by = NamedBy::Number(number, ended);
        if ended >= MOST_ENDED {
            return Self::Free(by);
        }
        let name = calls_id(slot, by).to_string();
        let request = Request::calls_status(&name);
        turn.ask(Question::CallsStatus, Endpoint::Wallet, request);
        Self::Asked(slot, number, ended)
    }

    /// The wallet says what it knows of the name.
    ///
    /// # Errors
    /// [`FlowFailure::OtherWaits`] where that waits.
    pub(super) fn answered(self, turn: &mut Turn<'_>, answer: Answer) -> Result<Self, FlowFailure> {
        let Self::Asked(slot, number, ended) = self else {
            return Ok(self);
        };
        match read(answer, parse_calls_status) {
            Some(CallsStatus::Waits) => Err(FlowFailure::OtherWaits),
            Some(_) => Ok(Self::of(turn, slot, number, ended.saturating_add(1))),
            None => Ok(Self::Free(NamedBy::Number(number, ended))),
        }
    }

    /// What the name is made of, once that is known.
    pub(super) fn name(self) -> Option<NamedBy> {
        match self {
            Self::Free(by) => Some(by),
            Self::NotAsked | Self::Asked(..) => None,
        }
    }
}
