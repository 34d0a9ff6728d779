//! The call that comes when the page is gone: a topic of the person's own on a push server, without any
//! server of ours.
//!
//! While the page watches, a message that says "the watch has stopped" lies on the topic, scheduled a
//! little ahead; each beat puts another in its place. When the tab, the browser or the computer stop, so
//! do the beats, and the message arrives. Calls go to the same topic.
//!
//! - `topic`: where, and what messages say; what is stored of it
//! - `request`: what the server is asked, and what it answers
//! - `words`: what messages say
//! - `proof`: whether the server does what a beat needs
//!
//! A server that does not put one scheduled message in the place of another would send every one of them:
//! it is found out by reading the topic back, and then there are no beats.

mod proof;
mod request;
#[cfg(test)]
mod tests;
mod topic;
mod words;

use super::Millis;
use super::event::RequestFailure;
use super::view::{EndpointProblem, PushProof, PushSays, PushView, ReadProblem};
use crate::alert::{Level, Notice};
use crate::math::Timestamp;
use crate::risk::Health;
use proof::Proving;
pub use request::PushRequest;
use request::{Urgency, publish, take_back};
use serde_json::Value;
pub(super) use topic::Topic;

/// How often the message is moved on, seconds; and where a call was made, or should be.
const BEAT_EVERY_S: u64 = 600;
const BEAT_EVERY_NEAR_S: u64 = 300;

/// There it is at most so far ahead: two beats may be lost.
const AHEAD_NEAR_S: u64 = 900;

/// A message that is due so soon may be on its way: it is taken back, and another takes its place.
const MAY_BE_SENT_S: u64 = 60;

/// After a failure, milliseconds; twice as long after each further one, up to the longest.
const AGAIN_AFTER_MS: u64 = 15_000;
const AGAIN_AT_MOST_MS: u64 = 300_000;

/// The channel outside of the browser.
#[derive(Debug, Default)]
pub(super) struct Push {
    /// What is asked of the server now, but for calls.
    beat: Flight,
    proving: Option<Proving>,
    /// Why the last request came to nothing.
    problem: Option<ReadProblem>,
    /// Why a server that was typed is not taken.
    typed: Option<EndpointProblem>,
}

/// Beats, and what takes them back: one at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Flight {
    is_out: bool,
    failures: u32,
    /// Not before then.
    again_at: Option<Millis>,
}

impl Flight {
    fn fails(&mut self, now: Millis) {
        let doubled = AGAIN_AFTER_MS.checked_shl(self.failures);
        let after = doubled.unwrap_or(AGAIN_AT_MOST_MS).min(AGAIN_AT_MOST_MS);
        *self = Self {
            is_out: false,
            failures: self.failures.saturating_add(1).min(16),
            again_at: Some(now.plus(after)),
        };
    }
}

/// How the watch stands, as far as a beat goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Watch {
    /// Another tab beats, or it is not known yet who does.
    Elsewhere,
    /// Nobody is watched, by the person's own doing.
    Nobody,
    /// Somebody is, and nothing is known of them now.
    Blind,
    /// Something is known.
    Sees(Option<Worst>),
}

/// The worst of what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Worst {
    pub(super) market: String,
    pub(super) health: Health,
    pub(super) level: Option<Level>,
}

/// What it takes in.
#[derive(Debug)]
pub(super) enum Input<'a> {
    /// The person wants calls to go to a server, and has drawn a secret.
    TurnOn(&'a str, [u8; 16]),
    /// No more.
    TurnOff,
    /// Messages are to say this.
    Says(PushSays),
    /// The message is to be so far ahead, seconds.
    Ahead(u64),
    /// A person wants to see that messages arrive.
    Test,
    /// The test arrived, or did not.
    TestSeen(bool),
    /// A call is to go there; its words outside, where messages may say so much.
    Call(&'a Notice, String, String),
    /// A question was answered.
    Answered(Question, Result<Value, RequestFailure>),
    /// How the watch stands.
    Time(&'a Watch),
}

/// What the server is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// To keep the message with this number, which is put there then and sent then.
    Beat(u32, Timestamp, Timestamp),
    /// To forget the one with this number.
    TakeBack(u32),
    /// The same of one in whose place there is another: whatever comes of it.
    CleanUp(u32),
    /// To say that it is watched again.
    Again,
    /// A part of the proof.
    Proof(proof::Part),
    /// To pass on what has this tag.
    Call(String),
}

/// What comes of it.
#[derive(Debug, PartialEq)]
pub(super) enum Output {
    /// The store is to keep what the topic is now.
    Keep,
    /// Ask the server.
    Ask(Question, PushRequest),
    /// What has this tag was passed on.
    Passed(String),
}

impl Push {
    /// The one way in; `topic` is what is stored, `page` the page's own address.
    pub(super) fn on(
        &mut self,
        now: Millis,
        topic: &mut Option<Topic>,
        page: Option<&str>,
        input: Input<'_>,
    ) -> Vec<Output> {
        match input {
            Input::TurnOn(typed, secret) => self.turn_on(topic, typed, secret),
            Input::TurnOff => self.turn_off(topic),
            Input::Says(says) => change(topic, |one| one.says = says),
            // With the next beat.
            Input::Ahead(seconds) => change(topic, |one| one.keep_ahead(seconds)),
            Input::Test => self.test(topic),
            Input::TestSeen(seen) => change(topic, |one| one.was_seen(seen)),
            Input::Call(notice, title, body) => {
                let Some(topic) = topic else {
                    return Vec::new();
                };
                let message = words::call(topic.says, notice, title, body);
                let request = publish(topic, page, &message, Urgency::of(notice), None);
                vec![Output::Ask(Question::Call(notice.tag.clone()), request)]
            }
            Input::Answered(question, answer) => self.answered(now, topic, question, answer),
            Input::Time(watch) => self.time(now, topic, page, watch),
        }
    }

    /// When [`Input::Time`] will have something to do.
    pub(super) fn due(&self, topic: &Topic, watch: &Watch) -> Option<Millis> {
        if self.beat.is_out {
            return None;
        }
        let wanted = match watch {
            Watch::Elsewhere => return None,
            _ if !may_beat(topic) => topic.waiting().map(|_| Millis(0))?,
            Watch::Nobody => topic.waiting().map(|_| Millis(0))?,
            Watch::Blind => return None,
            Watch::Sees(worst) => beat_at(topic, worst.as_ref()),
        };
        Some(self.beat.again_at.map_or(wanted, |at| at.max(wanted)))
    }

    /// What is shown of it.
    pub(super) fn view(&self, now: Millis, topic: Option<&Topic>) -> PushView {
        PushView {
            topic: topic.map(|topic| topic.view(now, self.proving.is_some())),
            problem: self.problem.clone(),
            typed: self.typed,
        }
    }

    fn turn_on(&mut self, topic: &mut Option<Topic>, typed: &str, secret: [u8; 16]) -> Vec<Output> {
        match Topic::on(typed, secret) {
            Err(problem) => {
                self.typed = Some(problem);
                Vec::new()
            }
            Ok(made) => {
                *self = Self::default();
                *topic = Some(made);
                let mut outputs = vec![Output::Keep];
                outputs.extend(self.test(topic));
                outputs
            }
        }
    }

    /// What lies on the topic is taken back first, so that it tells nobody of an end that was wanted.
    fn turn_off(&mut self, topic: &mut Option<Topic>) -> Vec<Output> {
        (self.problem, self.proving) = (None, None);
        let Some(on) = topic else {
            return Vec::new();
        };
        on.end();
        if on.waiting().is_none() {
            *topic = None;
        }
        self.beat = Flight::default();
        vec![Output::Keep]
    }

    fn test(&mut self, topic: &mut Option<Topic>) -> Vec<Output> {
        let Some(topic) = topic.as_mut().filter(|topic| !topic.is_ending()) else {
            return Vec::new();
        };
        let (proving, request) = Proving::begin(topic);
        self.problem = None;
        let question = Question::Proof(proving.part());
        self.proving = Some(proving);
        vec![Output::Keep, Output::Ask(question, request)]
    }

    fn time(
        &mut self,
        now: Millis,
        topic: &mut Option<Topic>,
        page: Option<&str>,
        watch: &Watch,
    ) -> Vec<Output> {
        let due = topic.as_ref().and_then(|on| self.due(on, watch));
        let Some(on) = topic.as_mut().filter(|_| due.is_some_and(|at| at <= now)) else {
            return Vec::new();
        };
        let worst = match watch {
            Watch::Sees(worst) if may_beat(on) => worst.as_ref(),
            _ => return self.end(now, topic),
        };
        let seconds = now.timestamp();
        let soon = Timestamp(seconds.0.saturating_add(MAY_BE_SENT_S));
        let mut outputs = vec![Output::Keep];
        if let Some(old) = on.waiting().filter(|old| old.fires_at <= soon) {
            outputs.extend(after_it(on, page, old, seconds));
        }
        let ahead_s = match is_near(worst) {
            true => on.ahead_s().min(AHEAD_NEAR_S),
            false => on.ahead_s(),
        };
        let fires_at = Timestamp(seconds.0.saturating_add(ahead_s));
        let number = on.asks_for(fires_at, soon);
        let message = words::stopped(on.says, seconds, worst);
        let request = publish(on, page, &message, Urgency::Call, Some((number, ahead_s)));
        self.beat.is_out = true;
        outputs.push(Output::Ask(
            Question::Beat(number, seconds, fires_at),
            request,
        ));
        outputs
    }

    /// What waits is taken back; what has been sent cannot be.
    fn end(&mut self, now: Millis, topic: &mut Option<Topic>) -> Vec<Output> {
        let Some(on) = topic.as_mut() else {
            return Vec::new();
        };
        let Some(waiting) = on.waiting() else {
            return Vec::new();
        };
        if waiting.fires_at <= now.timestamp() {
            on.is_gone(waiting.number);
            if on.is_ending() {
                *topic = None;
            }
            return vec![Output::Keep];
        }
        self.beat.is_out = true;
        let request = take_back(on, waiting.number);
        vec![Output::Ask(Question::TakeBack(waiting.number), request)]
    }

    fn answered(
        &mut self,
        now: Millis,
        topic: &mut Option<Topic>,
        question: Question,
        answer: Result<Value, RequestFailure>,
    ) -> Vec<Output> {
        let failure = answer.as_ref().err().cloned().map(ReadProblem::from);
        match question {
            Question::Call(tag) => {
                self.problem = failure;
                return match self.problem {
                    None => vec![Output::Passed(tag)],
                    Some(_) => Vec::new(),
                };
            }
            Question::Again | Question::CleanUp(_) => return Vec::new(),
            Question::Proof(part) => return self.proven(topic, part, answer),
            Question::Beat(..) | Question::TakeBack(_) => {}
        }
        if let Some(failure) = failure {
            self.beat.fails(now);
            self.problem = Some(failure);
            return Vec::new();
        }
        self.beat = Flight::default();
        self.problem = None;
        let Some(on) = topic else {
            return Vec::new();
        };
        match question {
            Question::Beat(number, beat_at, fires_at) => on.waits(number, beat_at, fires_at),
            Question::TakeBack(number) => on.is_gone(number),
            _ => {}
        }
        if on.is_ending() && on.waiting().is_none() {
            *topic = None;
        }
        vec![Output::Keep]
    }

    /// A part of the proof was answered.
    fn proven(
        &mut self,
        topic: &mut Option<Topic>,
        part: proof::Part,
        answer: Result<Value, RequestFailure>,
    ) -> Vec<Output> {
        let proving = self.proving.take_if(|one| one.part() == part);
        let (Some(proving), Some(on)) = (proving, topic.as_mut()) else {
            return Vec::new();
        };
        match answer.map(|answer| proving.answered(on, &answer)) {
            // What was proven before stays so.
            Err(failure) => {
                self.problem = Some(failure.into());
                Vec::new()
            }
            Ok(proof::Step::Ask(proving, request)) => {
                let question = Question::Proof(proving.part());
                self.proving = Some(proving);
                vec![Output::Ask(question, request)]
            }
            Ok(proof::Step::Says(replaces)) => {
                let proof = match replaces {
                    true => PushProof::Replaces,
                    false => PushProof::Refuted,
                };
                change(topic, |one| one.proves(proof))
            }
        }
    }
}

fn change(topic: &mut Option<Topic>, change: impl FnOnce(&mut Topic)) -> Vec<Output> {
    match topic {
        None => Vec::new(),
        Some(topic) => {
            change(topic);
            vec![Output::Keep]
        }
    }
}

/// Whether a message may wait there.
fn may_beat(topic: &Topic) -> bool {
    topic.proof().may_beat() && !topic.is_ending()
}

/// When the message is to be moved on.
fn beat_at(topic: &Topic, worst: Option<&Worst>) -> Millis {
    let every = match is_near(worst) {
        true => BEAT_EVERY_NEAR_S,
        false => BEAT_EVERY_S,
    };
    let beat_at = topic.waiting().and_then(|one| one.beat_at);
    Millis::from(Timestamp(
        beat_at.map_or(0, |at| at.0.saturating_add(every)),
    ))
}

/// What is to be done about a message in whose place another comes: one that was sent is answered, one that
/// is about to be is taken back.
fn after_it(
    topic: &Topic,
    page: Option<&str>,
    old: topic::Waiting,
    now: Timestamp,
) -> Option<Output> {
    if old.fires_at > now {
        let request = take_back(topic, old.number);
        return Some(Output::Ask(Question::CleanUp(old.number), request));
    }
    // Of one that the server may not have nothing was heard.
    let message = words::again(old.beat_at?, now);
    let request = publish(topic, page, &message, Urgency::Mild, None);
    Some(Output::Ask(Question::Again, request))
}

fn is_near(worst: Option<&Worst>) -> bool {
    worst.is_some_and(|worst| worst.level >= Some(Level::Call))
}
