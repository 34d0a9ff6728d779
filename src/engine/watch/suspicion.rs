//! Something is otherwise than it was held: a seizure, or the owner's own doing. The chain's log says which.
//!
//! A node that is behind has nothing logged yet, or refuses, and no answer proves that it is not: its
//! silence is believed once it has lasted, and of another source too, where there is one: many keep no log and
//! say that there is nothing in it. Where the log cannot be asked, what the health was before decides.

use super::super::view::ReadProblem;
use super::held::LastHeld;
use crate::chain::logs::{Entry, Events, LogsQuestion};
use crate::math::Timestamp;
use crate::protocols::{Difference, TokenName};

/// For how long the log is silent, or refuses, before that is believed, seconds.
const BELIEVED_AFTER_S: u64 = 60;

/// How long it is not asked again, seconds: while silence is not believed yet, five questions at most.
const ASKED_EVERY_S: u64 = 15;

/// How often it refuses before that is believed.
const REFUSED_AT_LEAST: u8 = 2;

/// What is known of a seizure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Evidence {
    /// What is logged of it; nothing where the log cannot be read.
    pub(in super::super) log: Vec<Entry>,
    /// What the tokens were called that were held before.
    pub(in super::super) names: Vec<TokenName>,
}

/// What came of a suspicion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Verdict {
    /// Collateral was seized.
    Seized(Evidence),
    /// It was not: the owner took it out.
    NotSeized,
    /// The log cannot be read, and the health was good before.
    Unknown,
}

/// A position of which something is otherwise than before.
#[derive(Debug)]
pub(in super::super) struct Suspicion {
    before: LastHeld,
    /// The worst that was seen since.
    difference: Difference,
    /// Nobody looked for a while before it was seen.
    is_after_gap: bool,
    /// What was held at the end of the first question: of what came after, silence says nothing yet.
    first: Option<LastHeld>,
    /// What is asked, and what is held at the end of the range.
    asked: Option<(LogsQuestion, LastHeld)>,
    asked_at: Option<Timestamp>,
    /// The last question is for another source than the one that is read.
    is_for_another: bool,
    /// Since when the log is silent.
    silent_since: Option<Timestamp>,
    /// Since when there is no answer, and how often there was none.
    refused: Option<(Timestamp, u8)>,
    settled: Option<(Verdict, LastHeld)>,
}

impl Suspicion {
    /// Whether what is held `now` can be what a seizure has left of what was held before: less of a
    /// collateral always; anything else where nobody looked between, and more than one thing may have
    /// happened.
    pub(super) fn of(before: &LastHeld, now: &LastHeld) -> Option<Self> {
        let difference = now.since(before)?;
        let is_after_gap = now.is_after_gap(before);
        (difference > Difference::Other || is_after_gap).then(|| Self {
            before: before.clone(),
            difference,
            is_after_gap,
            first: None,
            asked: None,
            asked_at: None,
            is_for_another: false,
            silent_since: None,
            refused: None,
            settled: None,
        })
    }

    /// Whether less of a collateral is there.
    pub(super) fn misses_collateral(&self) -> bool {
        self.difference > Difference::Other
    }

    /// What is held by now.
    pub(super) fn see(&mut self, now: &LastHeld) {
        let seen = now.since(&self.before);
        self.difference = seen.map_or(self.difference, |seen| seen.max(self.difference));
    }

    /// What to ask now, for all up to what is `held`; nothing while an answer is awaited, soon after the
    /// question before, or once it is settled.
    pub(in super::super) fn ask(
        &mut self,
        now: Timestamp,
        events: Events,
        held: LastHeld,
    ) -> Option<LogsQuestion> {
        let is_soon = |at: Timestamp| now.0.abs_diff(at.0) < ASKED_EVERY_S;
        if self.asked.is_some() || self.settled.is_some() || self.asked_at.is_some_and(is_soon) {
            return None;
        }
        // The block of before too: another may stand in its place by now. On a local chain that was
        // turned back it may not be there at all.
        let question = LogsQuestion {
            events,
            first: self.before.block().min(held.block()),
            last: held.block(),
        };
        // Of a block that is no more silence says nothing.
        let is_first = |first: &LastHeld| first.block() <= held.block();
        if !self.first.as_ref().is_some_and(is_first) {
            self.first = Some(held.clone());
            self.silent_since = None;
        }
        self.is_for_another = self.asked_at.is_some() && !self.is_for_another;
        self.asked_at = Some(now);
        self.asked = Some((question.clone(), held));
        Some(question)
    }

    /// Whether the last question is for another source than the one that is read: they take turns.
    pub(super) const fn is_for_another(&self) -> bool {
        self.is_for_another
    }

    /// What the log says to a question.
    pub(in super::super) fn answered(
        &mut self,
        now: Timestamp,
        question: &LogsQuestion,
        log: Result<Vec<Entry>, ReadProblem>,
    ) {
        let Some((_, held)) = self.asked.take_if(|(asked, _)| asked == question) else {
            return;
        };
        self.settled = match log {
            Ok(log) => self.told(now, log, held),
            Err(_) => self.refused(now).map(|verdict| (verdict, held)),
        };
    }

    /// What is logged up to what is `held`.
    fn told(
        &mut self,
        now: Timestamp,
        log: Vec<Entry>,
        held: LastHeld,
    ) -> Option<(Verdict, LastHeld)> {
        let first = self.first.clone().unwrap_or_else(|| held.clone());
        // Who answers refuses no more: what it said before is no reason to believe that the log cannot be asked.
        self.refused = None;
        // What is logged at the height of before was over when that was read, unless another block
        // stands in its place by now.
        let own = self.before.block();
        let is_silent = log.is_empty();
        let log: Vec<Entry> = log.into_iter().filter(|one| one.block != own).collect();
        if let Some(newest) = log.iter().map(|one| one.block).max() {
            // What fell after that is another's.
            let until = if newest <= first.block() { first } else { held };
            let names = self.before.names().to_vec();
            return Some((Verdict::Seized(Evidence { log, names }), until));
        }
        let since = earlier(&mut self.silent_since, now);
        let is_believed = now.0.saturating_sub(since.0) >= BELIEVED_AFTER_S;
        is_believed.then(|| match self.difference {
            Difference::Both if !is_silent => (Verdict::Unknown, first),
            _ => (Verdict::NotSeized, first),
        })
    }

    /// There is no answer.
    fn refused(&mut self, now: Timestamp) -> Option<Verdict> {
        let (since, times) = self.refused.unwrap_or((now, 0));
        let since = since.min(now);
        let times = times.saturating_add(1);
        self.refused = Some((since, times));
        let lasts = now.0.saturating_sub(since.0) >= BELIEVED_AFTER_S;
        (lasts && times >= REFUSED_AT_LEAST).then_some(match self.difference {
            Difference::Both if self.before.was_at_level() => Verdict::Seized(Evidence::default()),
            Difference::Both => Verdict::Unknown,
            Difference::Collateral if self.is_after_gap => Verdict::Unknown,
            Difference::Collateral | Difference::Other => Verdict::NotSeized,
        })
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

/// The time that is kept, or this where there is none; a clock that was set back begins again.
fn earlier(kept: &mut Option<Timestamp>, now: Timestamp) -> Timestamp {
    let since = kept.map_or(now, |at| at.min(now));
    *kept = Some(since);
    since
}

#[cfg(test)]
mod tests {
    use super::super::held::tests::held;
    use super::*;
    use alloy::primitives::{Address, B256, Bytes};

    type Log = Result<Vec<Entry>, ReadProblem>;

    const FELL: [u64; 2] = [900, 900];
    const BORROWED: [u64; 2] = [900, 1_250];
    const ADDED: [u64; 2] = [1_100, 900];

    fn events() -> Events {
        Events {
            contracts: vec![],
            topics: vec![],
        }
    }

    /// One thousand on either side, read at this time; then this, at a hundred seconds.
    fn of(time: u64, at_level: bool, now: [u64; 2]) -> Option<Suspicion> {
        let before = held(10, time, at_level, [1_000, 1_000]);
        Suspicion::of(&before, &held(12, 200, false, now))
    }

    /// The log is asked at these times, and says this.
    fn settles(mut suspicion: Suspicion, answers: &[(u64, Log)]) -> Option<(Verdict, u64)> {
        for (second, answer) in answers {
            let (now, block) = (Timestamp(1_000 + second), 12 + second / 12);
            let there = held(block, 200 + second, false, FELL);
            let question = suspicion.ask(now, events(), there.clone()).unwrap();
            assert_eq!((question.first, question.last), (10, block));
            assert_eq!(suspicion.ask(now, events(), there), None);
            suspicion.answered(now, &question, answer.clone());
            // The same answer once more is nobody's.
            suspicion.answered(now, &question, answer.clone());
        }
        let (verdict, held) = suspicion.end()?;
        Some((verdict, held.block()))
    }

    fn verdict(at_level: bool, answers: &[(u64, Log)]) -> Option<Verdict> {
        let settled = settles(of(190, at_level, FELL).unwrap(), answers);
        settled.map(|(verdict, _)| verdict)
    }

    fn entry(block: u64) -> Entry {
        Entry {
            contract: Address::ZERO,
            block,
            transaction: B256::ZERO,
            index: None,
            topics: vec![],
            data: Bytes::new(),
        }
    }

    /// Seized in these blocks.
    fn seized(blocks: &[u64]) -> Verdict {
        let log = blocks.iter().copied().map(entry).collect();
        Verdict::Seized(Evidence { log, names: vec![] })
    }

    fn logged(block: u64) -> Log {
        Ok(vec![entry(block)])
    }

    fn silence() -> Log {
        Ok(vec![])
    }

    fn refusal() -> Log {
        Err(ReadProblem::Refused("no logs".into()))
    }

    #[test]
    fn a_log_is_believed_at_once_and_silence_when_it_lasts() {
        assert_eq!(verdict(false, &[(0, logged(11))]), Some(seized(&[11])));
        // However often it is asked until then.
        let short = [0, 15, 30, 59].map(|at| (at, silence()));
        assert_eq!(verdict(true, &short), None);
        let long = [0, 60].map(|at| (at, silence()));
        assert_eq!(verdict(true, &long), Some(Verdict::NotSeized));
        assert_eq!(verdict(true, &[(600, silence())]), None);
        let late = [(0, silence()), (45, logged(12))];
        assert_eq!(verdict(false, &late), Some(seized(&[12])));
    }

    #[test]
    fn silence_lasts_once_per_block_and_what_comes_later_is_not_believed_with_it() {
        let silent = [0, 60].map(|at| (at, silence()));
        let settled = settles(of(190, false, FELL).unwrap(), &silent);
        assert_eq!(settled, Some((Verdict::NotSeized, 12)));
        // What is logged later than the first question was asked for ends there where it is known.
        let late = |block| [(0, silence()), (36, logged(block))];
        for (block, until) in [(12, 12), (14, 15)] {
            let settled = settles(of(190, false, FELL).unwrap(), &late(block));
            assert_eq!(settled, Some((seized(&[block]), until)));
        }
    }

    #[test]
    fn the_questions_are_few_however_short_the_blocks_are_and_another_source_has_its_turn() {
        let mut suspicion = of(190, false, FELL).unwrap();
        let mut asked = Vec::new();
        for second in 0..600 {
            let now = Timestamp(second);
            if let Some(question) = suspicion.ask(now, events(), held(12, 200, false, FELL)) {
                suspicion.answered(now, &question, silence());
                asked.push(suspicion.is_for_another());
            }
        }
        assert_eq!(asked, [false, true, false, true, false]);
    }

    #[test]
    fn a_clock_that_is_set_back_begins_again() {
        let mut suspicion = of(190, false, FELL).unwrap();
        for (second, ends) in [(5_000, false), (100, false), (130, false), (160, true)] {
            let now = Timestamp(second);
            let question = suspicion.ask(now, events(), held(12, 200, false, FELL));
            suspicion.answered(now, &question.unwrap(), silence());
            assert_eq!(suspicion.is_settled(), ends, "{second}");
        }
    }

    #[test]
    fn less_of_a_collateral_is_asked_about_and_after_a_gap_whatever_is_otherwise() {
        for (now, always, is_missed) in [
            (FELL, true, true),
            (BORROWED, true, true),
            (ADDED, false, false),
            ([1_000, 900], false, false),
        ] {
            assert_eq!(of(190, false, now).is_some(), always, "{now:?}");
            let after_gap = of(9, false, now).unwrap();
            assert_eq!(after_gap.misses_collateral(), is_missed, "{now:?}");
        }
        assert!(of(9, false, [1_000, 1_000]).is_none());
    }

    #[test]
    fn what_falls_while_the_log_is_asked_is_missed_too() {
        let mut suspicion = of(9, false, ADDED).unwrap();
        suspicion.see(&held(13, 210, false, FELL));
        assert!(suspicion.misses_collateral());
        suspicion.see(&held(14, 220, false, ADDED));
        assert!(suspicion.misses_collateral());
    }

    #[test]
    fn what_was_logged_at_the_height_of_before_may_be_over_and_may_be_new() {
        for at_level in [true, false] {
            let own = [(0, logged(10)), (60, logged(10))];
            assert_eq!(verdict(at_level, &own), Some(Verdict::Unknown));
            assert_eq!(verdict(at_level, &own[..1]), None);
            let both = [(0, logged(10)), (20, Ok(vec![entry(10), entry(11)]))];
            assert_eq!(verdict(at_level, &both), Some(seized(&[11])));
        }
    }

    #[test]
    fn without_the_log_the_health_of_before_decides() {
        let deaf = [0, 60].map(|at| (at, refusal()));
        assert_eq!(verdict(true, &deaf), Some(seized(&[])));
        assert_eq!(verdict(false, &deaf), Some(Verdict::Unknown));
        assert_eq!(verdict(true, &[(0, refusal()), (45, refusal())]), None);
        let found = [(0, refusal()), (30, logged(11))];
        assert_eq!(verdict(false, &found), Some(seized(&[11])));
        // A refusal now and then, between answers that there is nothing, is no log that cannot be read.
        let trembles = [
            (0, refusal()),
            (15, silence()),
            (30, silence()),
            (60, refusal()),
        ];
        assert_eq!(verdict(true, &trembles), None);
        let silent = [&trembles[..], &[(75, silence())]].concat();
        assert_eq!(verdict(true, &silent), Some(Verdict::NotSeized));
        // Who answers at last is asked for as long as who always did.
        let late = [(0, refusal()), (60, silence()), (120, silence())];
        assert_eq!(verdict(true, &late[..2]), None);
        assert_eq!(verdict(true, &late), Some(Verdict::NotSeized));
    }

    #[test]
    fn without_the_log_collateral_alone_is_doubtful_only_where_nobody_looked() {
        let deaf = [0, 60].map(|at| (at, refusal()));
        for (time, now, expected) in [
            (190, BORROWED, Verdict::NotSeized),
            (9, BORROWED, Verdict::Unknown),
            (9, ADDED, Verdict::NotSeized),
        ] {
            let settled = settles(of(time, true, now).unwrap(), &deaf);
            assert_eq!(settled.map(|(verdict, _)| verdict), Some(expected));
        }
    }
}
