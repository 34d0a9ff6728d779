//! A plain heartbeat, for people who have a monitor already: an address of their own that is asked while
//! the page watches. When it is asked no more, whoever runs it says so.
//!
//! What it answers is not read, and a page is not let read it: that it was asked is all that is known.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::Millis;
use super::event::RequestFailure;
use super::reach;
use super::view::{BeatView, EndpointProblem, HeartbeatView, ReadProblem};
use crate::math::Timestamp;

/// It is asked at most so often, seconds.
const BEAT_EVERY_S: u64 = 600;

/// The address, and what is stored of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Heartbeat {
    url: String,
    /// When it was asked last.
    asked_at: Option<Timestamp>,
}

impl Heartbeat {
    /// When it is to be asked. A clock that was set back since says nothing of how long ago that was.
    fn due(&self, now: Timestamp) -> Timestamp {
        let asked_at = self.asked_at.filter(|at| *at <= now);
        asked_at.map_or(now, |at| Timestamp(at.0.saturating_add(BEAT_EVERY_S)))
    }
}

/// What beats.
#[derive(Debug, Default)]
pub(super) struct Heart {
    /// Which address is being asked: another tab may change it meanwhile.
    out: Option<String>,
    /// Which was not reached, and why.
    problem: Option<(String, ReadProblem)>,
    /// Why an address that was typed is not taken.
    typed: Option<EndpointProblem>,
}

/// What it takes in.
#[derive(Debug)]
pub(super) enum Input<'a> {
    /// This address is to be asked, as typed.
    TurnOn(&'a str),
    /// None is.
    TurnOff,
    /// It is to be asked now.
    Test,
    /// This one was asked, as far as a page can see.
    Answered(&'a str, Result<(), RequestFailure>),
    /// Whether the page watches now, and sees what it watches.
    Time {
        /// It does, and no other tab does it in its place.
        is_watching: bool,
    },
}

/// What comes of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Output {
    /// The store is to keep what there is now.
    Keep,
    /// Ask this address.
    Ask(String),
}

impl Heart {
    /// The one way in; `kept` is what is stored.
    pub(super) fn on(
        &mut self,
        now: Millis,
        kept: &mut Option<Heartbeat>,
        input: Input<'_>,
    ) -> Vec<Output> {
        match input {
            Input::TurnOn(typed) => match reach::parse(typed) {
                Err(problem) => {
                    self.typed = Some(problem);
                    Vec::new()
                }
                Ok(url) => {
                    *self = Self::default();
                    let asked_at = None;
                    self.ask(now, kept.insert(Heartbeat { url, asked_at }))
                }
            },
            Input::TurnOff => {
                *self = Self::default();
                *kept = None;
                vec![Output::Keep]
            }
            Input::Test => match kept {
                Some(one) if !self.is_out(one) => self.ask(now, one),
                _ => Vec::new(),
            },
            Input::Answered(url, answer) => {
                if self.out.as_deref() == Some(url) {
                    self.out = None;
                    let problem = answer.err().map(ReadProblem::from);
                    self.problem = problem.map(|problem| (url.to_owned(), problem));
                }
                Vec::new()
            }
            Input::Time { is_watching } => {
                let due = self.due(now, kept.as_ref(), is_watching);
                match kept {
                    Some(one) if due.is_some_and(|at| at <= now) => self.ask(now, one),
                    _ => Vec::new(),
                }
            }
        }
    }

    /// When [`Input::Time`] will have something to do.
    pub(super) fn due(
        &self,
        now: Millis,
        kept: Option<&Heartbeat>,
        is_watching: bool,
    ) -> Option<Millis> {
        let kept = kept.filter(|one| is_watching && !self.is_out(one))?;
        Some(Millis::from(kept.due(now.timestamp())))
    }

    /// What is shown of it.
    pub(super) fn view(&self, kept: Option<&Heartbeat>) -> HeartbeatView {
        HeartbeatView {
            on: kept.map(|one| BeatView {
                host: reach::host(&one.url).to_owned(),
                asked_at: one.asked_at,
                is_out: self.is_out(one),
                problem: self.problem_of(one),
            }),
            typed: self.typed,
        }
    }

    /// Whether this very address is being asked.
    fn is_out(&self, one: &Heartbeat) -> bool {
        self.out.as_ref() == Some(&one.url)
    }

    fn problem_of(&self, one: &Heartbeat) -> Option<ReadProblem> {
        let (url, problem) = self.problem.as_ref()?;
        (*url == one.url).then(|| problem.clone())
    }

    fn ask(&mut self, now: Millis, one: &mut Heartbeat) -> Vec<Output> {
        one.asked_at = Some(now.timestamp());
        self.out = Some(one.url.clone());
        vec![Output::Keep, Output::Ask(one.url.clone())]
    }
}
