//! Less of both sides than was held: a seizure, or the owner's own doing. The chain's log says which.
//!
//! Where the log shows nothing, or does not answer, it is asked once more at the next look: a node
//! that is behind has nothing yet, or refuses. Where it cannot be asked, what the health was before
//! decides.

use super::super::view::ReadProblem;
use super::held::LastHeld;
use crate::chain::logs::{Events, Logged, LogsQuestion};

/// How often the log is asked before its silence is believed.
const ASKED_AT_MOST: u8 = 2;

/// What came of a suspicion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Verdict {
    /// Collateral was seized.
    Seized,
    /// It was not: the owner took it out.
    NotSeized,
    /// The log cannot be read, and the health was good before.
    Unknown,
}

/// A position of which less is there than before.
#[derive(Debug)]
pub(in super::super) struct Suspicion {
    before: LastHeld,
    /// What is asked, and what is held at the end of the range.
    asked: Option<(LogsQuestion, LastHeld)>,
    answered: u8,
    /// Some question had no answer.
    is_deaf: bool,
    settled: Option<(Verdict, LastHeld)>,
}

impl Suspicion {
    /// Since `before` both sides fell.
    pub(in super::super) fn new(before: LastHeld) -> Self {
        Self {
            before,
            asked: None,
            answered: 0,
            is_deaf: false,
            settled: None,
        }
    }

    /// What to ask now, for all up to what is held `now`; nothing while an answer is awaited, or
    /// once it is settled.
    pub(in super::super) fn ask(&mut self, events: Events, now: LastHeld) -> Option<LogsQuestion> {
        if self.asked.is_some() || self.settled.is_some() {
            return None;
        }
        // The block of before too: another may stand in its place by now. On a local chain that was
        // turned back it may not be there at all.
        let question = LogsQuestion {
            events,
            first: self.before.block().min(now.block()),
            last: now.block(),
        };
        self.asked = Some((question.clone(), now));
        Some(question)
    }

    /// What the log says to a question.
    pub(in super::super) fn answered(
        &mut self,
        question: &LogsQuestion,
        log: Result<Vec<Logged>, ReadProblem>,
    ) {
        let Some((_, now)) = self.asked.take_if(|(asked, _)| asked == question) else {
            return;
        };
        self.answered = self.answered.saturating_add(1);
        self.is_deaf |= log.is_err();
        let own = self.before.block();
        let log = log.unwrap_or_default();
        // What is logged at the height of before was over when that was read, unless another block
        // stands in its place by now.
        let is_own = |one: &Logged| one.block == own;
        let verdict = match (log.iter().any(|one| !is_own(one)), log.iter().any(is_own)) {
            (true, _) => Verdict::Seized,
            _ if self.answered < ASKED_AT_MOST => return,
            (false, true) => Verdict::Unknown,
            (false, false) if !self.is_deaf => Verdict::NotSeized,
            (false, false) if self.before.was_at_level() => Verdict::Seized,
            (false, false) => Verdict::Unknown,
        };
        self.settled = Some((verdict, now));
    }

    /// Whether it is known what came of it.
    pub(in super::super) fn is_settled(&self) -> bool {
        self.settled.is_some()
    }

    /// What came of it, and what was held when that was asked: what follows is measured by it.
    pub(in super::super) fn end(self) -> Option<(Verdict, LastHeld)> {
        self.settled
    }
}

#[cfg(test)]
mod tests {
    use super::super::held::tests::held;
    use super::*;

    type Log = Result<Vec<Logged>, ReadProblem>;

    /// What comes of a suspicion that gets these answers; none while it is not settled.
    fn verdict(at_level: bool, answers: &[Log]) -> Option<Verdict> {
        let mut suspicion = Suspicion::new(held(10, at_level));
        for answer in answers {
            let events = Events {
                contracts: vec![],
                topics: vec![],
            };
            let question = suspicion.ask(events.clone(), held(12, false)).unwrap();
            assert_eq!((question.first, question.last), (10, 12));
            assert_eq!(suspicion.ask(events, held(12, false)), None);
            suspicion.answered(&question, answer.clone());
            // The same answer once more is nobody's.
            suspicion.answered(&question, answer.clone());
        }
        suspicion.end().map(|(verdict, _)| verdict)
    }

    fn logged(block: u64) -> Log {
        Ok(vec![Logged { block }])
    }

    fn refused() -> Log {
        Err(ReadProblem::Refused("no logs".into()))
    }

    #[test]
    fn a_log_is_believed_at_once_and_silence_when_it_lasts() {
        assert_eq!(verdict(false, &[logged(11)]), Some(Verdict::Seized));
        assert_eq!(verdict(true, &[Ok(vec![])]), None);
        let silent = [Ok(vec![]), Ok(vec![])];
        assert_eq!(verdict(true, &silent), Some(Verdict::NotSeized));
        let late = [Ok(vec![]), logged(12)];
        assert_eq!(verdict(false, &late), Some(Verdict::Seized));
    }

    #[test]
    fn what_was_logged_at_the_height_of_before_may_be_over_and_may_be_new() {
        for at_level in [true, false] {
            let own = [logged(10), logged(10)];
            assert_eq!(verdict(at_level, &own), Some(Verdict::Unknown));
            assert_eq!(verdict(at_level, &[logged(10)]), None);
            let both = [logged(10), logged(11)];
            assert_eq!(verdict(at_level, &both), Some(Verdict::Seized));
        }
    }

    #[test]
    fn without_the_log_the_health_of_before_decides() {
        for deaf in [[refused(), refused()], [Ok(vec![]), refused()]] {
            assert_eq!(verdict(true, &deaf), Some(Verdict::Seized));
            assert_eq!(verdict(false, &deaf), Some(Verdict::Unknown));
        }
        let found = [refused(), logged(11)];
        assert_eq!(verdict(false, &found), Some(Verdict::Seized));
    }
}
