//! Which answers are awaited, why, and until when.

use std::sync::Arc;

use serde_json::Value;

use super::effect::{Effect, Endpoint, RequestId};
use super::event::RequestFailure;
use super::protection;
use super::rescue;
use super::session::Question;
use super::view::{PositionKey, ReadProblem};
use super::{Engine, Millis, push};
use crate::chain::logs::LogsQuestion;
use crate::chain::rpc::{Garbled, Request};
use crate::chain::{ChainId, strange};

/// How long an endpoint may take. Questions that a wallet puts to a person have no limit.
pub(super) const TIMEOUT_MS: u64 = 15_000;

/// What an answer is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// What the session wants to know of a wallet.
    Session(Question),
    /// Which chain the endpoint at a URL serves.
    Serves(Arc<str>),
    /// The head of a chain.
    Head(ChainId),
    /// That of a second source.
    Aside(ChainId),
    /// A batch of reads on a chain.
    Round(ChainId),
    /// Whether a second source has the block that was read.
    WitnessBlock(ChainId),
    /// The head of a second source that has no such block.
    WitnessHead(ChainId),
    /// What it answers at that block.
    WitnessRound(ChainId),
    /// What a top-up wants to know, or to be signed.
    Rescue(rescue::Question),
    /// Whether collateral of a position was seized.
    Seizure(Box<(PositionKey, LogsQuestion)>),
    /// What the person's own push server is asked.
    Push(push::Question),
    /// That this monitor was asked.
    Heartbeat(String),
    /// What could act for a position before its market does.
    Protection(Box<protection::Question>),
    /// What governance has queued on a chain.
    Queue(ChainId),
    /// What that would do to a position.
    Trial(ChainId),
}

impl Purpose {
    /// Whether it is part of a look at a chain: of those most find nothing new, and what they change of
    /// what is shown is marked where it does.
    pub(super) fn is_of_a_look(&self) -> bool {
        matches!(
            self,
            Self::Head(_) | Self::Aside(_) | Self::Round(_) | Self::Queue(_) | Self::Trial(_)
        )
    }

    /// Whether the answer waits for a person, who may take as long as they like.
    fn waits_for_person(&self) -> bool {
        match self {
            Self::Session(question) => matches!(
                question,
                Question::GrantedAccounts(_) | Question::Unlock | Question::Switch(_)
            ),
            Self::Rescue(question) => question.waits_for_person(),
            _ => false,
        }
    }
}

/// The requests that are under way.
#[derive(Debug, Default)]
pub(super) struct Requests {
    last: u64,
    /// A handful at most.
    open: Vec<(RequestId, Purpose, Option<Millis>)>,
}

impl Requests {
    /// Whether the wallet is asked to sign something.
    pub(super) fn has_one_to_sign(&self) -> bool {
        let signs = |purpose: &Purpose| match purpose {
            Purpose::Rescue(question) => question.waits_for_person(),
            _ => false,
        };
        self.open.iter().any(|(_, purpose, _)| signs(purpose))
    }

    /// Starts a request.
    pub(super) fn ask(
        &mut self,
        now: Millis,
        purpose: Purpose,
        via: Endpoint,
        request: Request,
    ) -> Effect {
        let id = self.begin(now, purpose);
        Effect::Ask { id, via, request }
    }

    /// Begins to wait for an answer.
    pub(super) fn begin(&mut self, now: Millis, purpose: Purpose) -> RequestId {
        self.last = self.last.wrapping_add(1);
        let id = RequestId(self.last);
        let deadline = (!purpose.waits_for_person()).then(|| now.plus(TIMEOUT_MS));
        self.open.push((id, purpose, deadline));
        id
    }

    /// Takes the purpose of an answer, and whether it came too late; none when nobody waits for it
    /// any more. A page that was frozen has answers that are older than they look.
    pub(super) fn take(&mut self, now: Millis, id: RequestId) -> Option<(Purpose, bool)> {
        let place = self.open.iter().position(|(open, ..)| *open == id)?;
        let (_, purpose, deadline) = self.open.swap_remove(place);
        Some((purpose, deadline.is_some_and(|deadline| deadline <= now)))
    }

    /// Takes one request whose time has run out.
    pub(super) fn take_late(&mut self, now: Millis) -> Option<Purpose> {
        let id = self.open.iter().find_map(|(id, _, deadline)| {
            deadline
                .is_some_and(|deadline| deadline <= now)
                .then_some(*id)
        })?;
        self.take(now, id).map(|(purpose, _)| purpose)
    }

    /// Stops waiting for all answers of some purposes; they will be ignored when they come.
    pub(super) fn forget(&mut self, which: impl Fn(&Purpose) -> bool) {
        self.open.retain(|(_, purpose, _)| !which(purpose));
    }

    /// When the first time limit runs out.
    pub(super) fn next_deadline(&self) -> Option<Millis> {
        self.open
            .iter()
            .filter_map(|(_, _, deadline)| *deadline)
            .min()
    }
}

impl Engine {
    /// An answer that is an answer, read by its reader; else why it is not believed.
    pub(super) fn believe<T>(
        &self,
        answer: Result<Value, RequestFailure>,
        read: impl FnOnce(&Value) -> Result<T, Garbled>,
    ) -> Result<T, ReadProblem> {
        read(&answer?).map_err(|Garbled| ReadProblem::Garbled)
    }
}

impl From<RequestFailure> for ReadProblem {
    fn from(failure: RequestFailure) -> Self {
        match failure {
            RequestFailure::Unreachable => Self::Unreachable,
            RequestFailure::RateLimited {
                retry_after_seconds,
            } => Self::RateLimited {
                retry_after_s: retry_after_seconds,
            },
            RequestFailure::Garbled => Self::Garbled,
            RequestFailure::TimedOut => Self::TimedOut,
            RequestFailure::Refused { message, .. } => Self::Refused(strange::clean(&message)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);

    #[test]
    fn an_answer_that_is_older_than_the_patience_is_late_unless_a_person_was_asked() {
        let head = Purpose::Head(ChainId(1));
        for (purpose, ms, is_late) in [
            (head.clone(), TIMEOUT_MS - 1, false),
            (head, TIMEOUT_MS, true),
            (Purpose::Session(Question::Unlock), 3_600_000, false),
        ] {
            let mut requests = Requests::default();
            let asked = requests.ask(NOW, purpose.clone(), Endpoint::Wallet, Request::accounts());
            let Effect::Ask { id, .. } = asked else {
                panic!("a question");
            };
            let taken = requests.take(NOW.plus(ms), id);
            assert_eq!(taken, Some((purpose, is_late)));
            assert_eq!(requests.take(NOW, id), None, "nobody waits any more");
        }
    }
}
