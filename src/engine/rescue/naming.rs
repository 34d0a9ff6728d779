//! By which name the wallet is asked to carry out several calls as one: one that it has not seen. Those
//! that it has under the account's next number may be of somebody who is not remembered here: while they
//! wait nothing is signed, at once or one after the other. Nor is it while those wait that were asked for
//! last, by whichever name the wallet gave them: what others bring to the chain takes no number of the account.

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
    /// It is asked for what was asked of it last, by the wallet's own name.
    Last(Slot, u64),
    /// It is asked whether it knows what goes by this.
    Asked(Slot, u64, u8),
    /// It knows nothing of this name, or says nothing.
    Free(NamedBy),
}

impl Naming {
    /// Asks for what was asked for last, and for the names of the next number of an account.
    pub(super) fn ask(turn: &mut Turn<'_>, slot: Slot, number: u64) -> Self {
        let last = turn.records.held().record();
        let last = last.and_then(|record| record.asked.together()?.known_as.clone());
        let Some(last) = last else {
            return Self::of(turn, slot, number, 0);
        };
        Self::ask_for(turn, &last);
        Self::Last(slot, number)
    }

    fn ask_for(turn: &mut Turn<'_>, name: &str) {
        let request = Request::calls_status(name);
        turn.ask(Question::CallsStatus, Endpoint::Wallet, request);
    }

    fn of(turn: &mut Turn<'_>, slot: Slot, number: u64, ended: u8) -> Self {
        let by = NamedBy::Number(number, ended);
        if ended >= MOST_ENDED {
            return Self::Free(by);
        }
        Self::ask_for(turn, &calls_id(slot, by).to_string());
        Self::Asked(slot, number, ended)
    }

    /// The wallet says what it knows of the name.
    ///
    /// # Errors
    /// [`FlowFailure::OtherWaits`] where that waits.
    pub(super) fn answered(self, turn: &mut Turn<'_>, answer: Answer) -> Result<Self, FlowFailure> {
        let status = read(answer, parse_calls_status);
        let waits = status == Some(CallsStatus::Waits);
        match self {
            Self::Last(..) if waits => Err(FlowFailure::OtherWaits),
            Self::Asked(..) if waits => Err(FlowFailure::OtherWaits),
            Self::Last(slot, number) => Ok(Self::of(turn, slot, number, 0)),
            Self::Asked(slot, number, ended) if status.is_some() => {
                Ok(Self::of(turn, slot, number, ended.saturating_add(1)))
            }
            Self::Asked(_, number, ended) => Ok(Self::Free(NamedBy::Number(number, ended))),
            Self::NotAsked | Self::Free(_) => Ok(self),
        }
    }

    /// What the name is made of, once that is known.
    pub(super) fn name(self) -> Option<NamedBy> {
        match self {
            Self::Free(by) => Some(by),
            Self::NotAsked | Self::Last(..) | Self::Asked(..) => None,
        }
    }
}
