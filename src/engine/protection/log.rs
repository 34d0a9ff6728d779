//! What the factory's log tells, in ranges that the node takes: first all of it at once, which is little;
//! where a node refuses that, smaller ranges, from the newest block back.

use super::super::view::ReadProblem;
use crate::chain::logs::{Events, LogsQuestion};

/// Where a node refuses this many blocks, it refuses.
const LEAST_BLOCKS: u64 = 1_000;

/// Each range after a refusal is so many times shorter.
const SHORTER: u64 = 8;

/// No more questions than these: a person waits.
const MOST_QUESTIONS: u32 = 24;

/// A look through a log.
#[derive(Debug)]
pub(super) struct Log {
    events: Events,
    since: u64,
    /// The newest block that is not looked through yet; none where all are.
    next: Option<u64>,
    /// The block from which on all are looked through; none where none is.
    from: Option<u64>,
    blocks: u64,
    questions_left: u32,
    problem: Option<ReadProblem>,
}

/// How far it came.
#[derive(Debug, PartialEq)]
pub(super) enum Came<'a> {
    /// It goes on.
    Looking,
    /// There is nothing that was not looked through.
    Whole,
    /// To this block, from the newest on; and why no further, where a node said so.
    Back(u64, Option<&'a ReadProblem>),
    /// Nothing is known of it.
    Nowhere(&'a ReadProblem),
}

impl Log {
    /// Nothing is looked through yet.
    pub(super) fn new(events: Events, since: u64, head: u64) -> Self {
        Self {
            events,
            since,
            next: (head >= since).then_some(head),
            from: None,
            blocks: head.saturating_sub(since).saturating_add(1),
            questions_left: MOST_QUESTIONS,
            problem: None,
        }
    }

    /// What is to be asked next.
    pub(super) fn question(&self) -> Option<LogsQuestion> {
        let last = self.next.filter(|_| self.goes_on())?;
        Some(LogsQuestion {
            events: self.events.clone(),
            first: self.first(last),
            last,
        })
    }

    /// It was answered.
    pub(super) fn answered(&mut self) {
        if let Some(last) = self.next {
            let first = self.first(last);
            self.from = Some(first);
            self.next = first.checked_sub(1).filter(|next| *next >= self.since);
            self.questions_left = self.questions_left.saturating_sub(1);
        }
    }

    /// It was not.
    pub(super) fn failed(&mut self, problem: ReadProblem) {
        self.questions_left = self.questions_left.saturating_sub(1);
        // Whoever is not there, or wants to be left alone, is not asked for less.
        let is_refusal = matches!(problem, ReadProblem::Refused(_) | ReadProblem::TimedOut);
        match is_refusal && self.blocks > LEAST_BLOCKS {
            true => self.blocks = self.blocks.div_euclid(SHORTER).max(LEAST_BLOCKS),
            false => self.questions_left = 0,
        }
        self.problem = Some(problem);
    }

    /// How far it came.
    pub(super) fn came(&self) -> Came<'_> {
        match (self.next, self.from, &self.problem) {
            (None, ..) => Came::Whole,
            _ if self.goes_on() => Came::Looking,
            (_, Some(from), problem) => Came::Back(from, problem.as_ref()),
            (_, None, Some(problem)) => Came::Nowhere(problem),
            (_, None, None) => Came::Looking,
        }
    }

    fn goes_on(&self) -> bool {
        self.questions_left > 0
    }

    fn first(&self, last: u64) -> u64 {
        let first = last.saturating_sub(self.blocks.saturating_sub(1));
        first.max(self.since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events() -> Events {
        Events {
            contracts: Vec::new(),
            topics: Vec::new(),
        }
    }

    fn asked(log: &Log) -> Option<(u64, u64)> {
        log.question().map(|asked| (asked.first, asked.last))
    }

    #[test]
    fn all_of_it_is_asked_for_at_once_and_less_where_that_is_refused() {
        let refused = || ReadProblem::Refused("too many blocks".into());
        let mut log = Log::new(events(), 101, 80_100);
        assert_eq!(asked(&log), Some((101, 80_100)));
        log.failed(refused());
        assert_eq!(asked(&log), Some((70_101, 80_100)));
        log.answered();
        assert_eq!(asked(&log), Some((60_101, 70_100)));
        log.failed(refused());
        assert_eq!(asked(&log), Some((68_851, 70_100)));
        log.failed(refused());
        assert_eq!(asked(&log), Some((69_101, 70_100)));
        // It refuses whatever is asked.
        log.failed(refused());
        assert_eq!(asked(&log), None);
        assert_eq!(log.came(), Came::Back(70_101, Some(&refused())));
    }

    #[test]
    fn it_ends_where_the_factory_was_made_or_a_person_has_waited_long_enough() {
        let mut log = Log::new(events(), 5, 12);
        log.answered();
        assert_eq!((asked(&log), log.came()), (None, Came::Whole));
        assert_eq!(Log::new(events(), 5, 4).came(), Came::Whole);
        let mut log = Log::new(events(), 0, 1_000_000);
        log.failed(ReadProblem::TimedOut);
        log.failed(ReadProblem::TimedOut);
        let mut questions = 2;
        while asked(&log).is_some() {
            log.answered();
            questions += 1;
        }
        assert_eq!(questions, MOST_QUESTIONS);
        assert!(matches!(log.came(), Came::Back(..)));
    }

    #[test]
    fn whoever_is_not_there_is_not_asked_for_less() {
        let mut log = Log::new(events(), 0, 1_000_000);
        log.failed(ReadProblem::Unreachable);
        assert_eq!(asked(&log), None);
        assert_eq!(log.came(), Came::Nowhere(&ReadProblem::Unreachable));
    }
}
