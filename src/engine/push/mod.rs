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
use super::effect::PushRequest;
use super::event::RequestFailure;
use super::view::{EndpointProblem, PushSays, PushView, ReadProblem};
use crate::alert::{Level, Notice};
use crate::math::Timestamp;
use crate::risk::Health;
use proof::{Proving, Step};
use request::{Urgency, id_of, publish, take_back};
use serde_json::Value;
pub(super) use topic::Topic;

/// How often the message is moved on, seconds: a public server takes 250 messages a day, calls among them.
const BEAT_EVERY_S: u64 = 600;

/// Where a call was made, or should be, it is at most so far ahead: a beat that fails is tried again within that.
const AHEAD_NEAR_S: u64 = 900;

/// A message that is due so soon may be on its way: another takes its place, and it is taken back.
const MAY_BE_SENT_S: u64 = 60;

/// After a failure, milliseconds; twice as long after each further one, up to the longest.
const AGAIN_AFTER_MS: u64 = 15_000;
const AGAIN_AT_MOST_MS: u64 = 300_000;

/// The channel outside of the browser.
#[derive(Debug, Default)]
pub(super) struct Push {
    beat: Flight,
    /// What is taken back: never while a beat is out, which could come after it.
    clean: Flight,
    proving: Option<Proving>,
    /// Why the last request came to nothing.
    problem: Option<ReadProblem>,
    /// Why a server that was typed is not taken.
    typed: Option<EndpointProblem>,
}

/// What messages say of the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page<'a> {
    /// Its own address, as far as others may know it.
    address: Option<&'a str>,
    /// By how many minutes its clock is ahead of Greenwich.
    ahead_of_utc_min: i32,
}

impl<'a> Page<'a> {
    /// Of a page at this address. What stands behind its `?` and `#`, and a path that is not ours, may name whom it
    /// is about: others are not told of them.
    pub(super) fn of(address: Option<&'a str>, is_ours: bool, ahead_of_utc_min: i32) -> Self {
        let known = address.and_then(|address| {
            let page = address.split(['?', '#']).next()?;
            let path = page.match_indices('/').nth(2).map(|(place, _)| place);
            match (is_ours, path) {
                (false, Some(path)) => page.get(..path),
                _ => Some(page),
            }
        });
        Self {
            address: known,
            ahead_of_utc_min,
        }
    }

    /// A time by its clock. A phone may be elsewhere: it is said by which.
    fn clock(self, at: Timestamp) -> String {
        words::clock(at, self.ahead_of_utc_min)
    }
}

/// Questions of one kind: one at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Flight {
    is_out: bool,
    failures: u32,
    /// Not before then.
    again_at: Option<Millis>,
}

impl Flight {
    /// That moment, or when it may be tried again.
    fn not_before(self, at: Millis) -> Millis {
        self.again_at.map_or(at, |again| again.max(at))
    }

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
    /// A call is to go there, as bad as this: what it tells, each by its tag and which one of that, and the
    /// words, where messages may say so much.
    Call(&'a Notice, Vec<(String, u64)>, String, String),
    /// A question was answered.
    Answered(Question, Result<Value, RequestFailure>),
    /// How the watch stands.
    Time(&'a Watch),
}

/// What the server of a topic is asked. Of another topic the answer says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    topic: String,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// To keep the message with this number, which is put there then and sent then.
    Beat(u32, Timestamp, Timestamp),
    /// To forget the one with this number.
    TakeBack(u32),
    /// To say that it is watched again, of which there was no sign since then.
    Again(Timestamp),
    /// A part of the proof.
    Proof(proof::Part),
    /// To pass on the calls with these tags, of each the one of this order.
    Call(Vec<(String, u64)>),
}

/// What comes of it.
#[derive(Debug, PartialEq)]
pub(super) enum Output {
    /// The store is to keep what the topic is now.
    Keep,
    /// Nothing is waited for any more.
    Forget,
    /// Ask the server.
    Ask(Question, PushRequest),
    /// The call with this tag and of this order was passed on.
    Passed(String, u64),
}

impl Push {
    /// The one way in; `topic` is what is stored.
    pub(super) fn on(
        &mut self,
        now: Millis,
        topic: &mut Option<Topic>,
        page: Page<'_>,
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
            Input::Call(notice, told, title, body) => {
                let Some(topic) = topic else {
                    return Vec::new();
                };
                let message = words::call(topic.says, title, body);
                let request = publish(topic, page.address, &message, Urgency::of(notice), None);
                vec![ask(topic, What::Call(told), request)]
            }
            Input::Answered(question, answer) => self.answered(now, topic, page, question, answer),
            Input::Time(watch) => self.time(now, topic, page, watch),
        }
    }

    /// When [`Input::Time`] will have something to do.
    pub(super) fn due(&self, now: Millis, topic: &Topic, watch: &Watch) -> Option<Millis> {
        let proof = self.proving.as_ref().and_then(Proving::next_at);
        let all = [
            proof,
            self.beats_at(now, topic, watch),
            self.cleans_at(topic, watch),
        ];
        all.into_iter().flatten().min()
    }

    /// When the message is to be moved on.
    fn beats_at(&self, now: Millis, topic: &Topic, watch: &Watch) -> Option<Millis> {
        let Watch::Sees(_) = watch else {
            return None;
        };
        if self.beat.is_out || !may_beat(topic) {
            return None;
        }
        let at = topic.beat_at(now.timestamp());
        let due = at.map_or(0, |at| at.0.saturating_add(BEAT_EVERY_S));
        Some(self.beat.not_before(Millis::from(Timestamp(due))))
    }

    /// When a message is to be taken back.
    fn cleans_at(&self, topic: &Topic, watch: &Watch) -> Option<Millis> {
        let is_out = self.beat.is_out || self.clean.is_out;
        if is_out || *watch == Watch::Elsewhere {
            return None;
        }
        let is_due = topic.left().is_some() || (is_over(topic, watch) && topic.waiting().is_some());
        is_due.then(|| self.clean.not_before(Millis(0)))
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
                let mut outputs = vec![Output::Forget, Output::Keep];
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
        if on.is_clean() {
            *topic = None;
        }
        // A beat that is out is waited for: what takes it back must come after it.
        self.clean = Flight::default();
        vec![Output::Keep]
    }

    fn test(&mut self, topic: &mut Option<Topic>) -> Vec<Output> {
        let Some(topic) = topic.as_mut().filter(|topic| !topic.is_ending()) else {
            return Vec::new();
        };
        let (proving, request) = Proving::begin(topic);
        self.problem = None;
        let asked = ask(topic, What::Proof(proving.part()), request);
        self.proving = Some(proving);
        vec![Output::Keep, asked]
    }

    fn time(
        &mut self,
        now: Millis,
        topic: &mut Option<Topic>,
        page: Page<'_>,
        watch: &Watch,
    ) -> Vec<Output> {
        let Some(on) = topic else {
            return Vec::new();
        };
        let mut outputs = Vec::new();
        if let Some(proving) = &mut self.proving
            && proving.next_at().is_some_and(|at| at <= now)
        {
            let request = proving.go_on(on);
            outputs.push(ask(on, What::Proof(proving.part()), request));
        }
        if self.beats_at(now, on, watch).is_some_and(|at| at <= now)
            && let Watch::Sees(worst) = watch
        {
            outputs.extend(self.beat(now.timestamp(), on, page, worst.as_ref()));
        }
        if self.cleans_at(on, watch).is_some_and(|at| at <= now) {
            outputs.extend(self.clean(topic, watch));
        }
        outputs
    }

    /// Puts the message off.
    fn beat(
        &mut self,
        now: Timestamp,
        topic: &mut Topic,
        page: Page<'_>,
        worst: Option<&Worst>,
    ) -> Vec<Output> {
        let ahead_s = match worst.is_some_and(|worst| worst.level >= Some(Level::Call)) {
            true => topic.ahead_s().min(AHEAD_NEAR_S),
            false => topic.ahead_s(),
        };
        let fires_at = Timestamp(now.0.saturating_add(ahead_s));
        let number = topic.asks_for(now, fires_at, MAY_BE_SENT_S);
        let message = words::stopped(topic.says, page.clock(now), worst);
        let schedule = Some((number, ahead_s));
        let request = publish(topic, page.address, &message, Urgency::Call, schedule);
        self.beat.is_out = true;
        let beat = ask(topic, What::Beat(number, now, fires_at), request);
        vec![Output::Keep, beat]
    }

    /// Takes back what waits and is not to be sent.
    fn clean(&mut self, topic: &mut Option<Topic>, watch: &Watch) -> Vec<Output> {
        let Some(on) = topic else {
            return Vec::new();
        };
        if is_over(on, watch) {
            on.leave();
        }
        let Some(number) = on.left() else {
            return Vec::new();
        };
        self.clean.is_out = true;
        let request = take_back(on, number);
        vec![Output::Keep, ask(on, What::TakeBack(number), request)]
    }

    fn answered(
        &mut self,
        now: Millis,
        topic: &mut Option<Topic>,
        page: Page<'_>,
        question: Question,
        answer: Result<Value, RequestFailure>,
    ) -> Vec<Output> {
        let flight = match question.what {
            What::Beat(..) => Some(&mut self.beat),
            What::TakeBack(_) => Some(&mut self.clean),
            _ => None,
        };
        let is_of_it = |on: &&mut Topic| *on.name() == question.topic;
        let Some(on) = topic.as_mut().filter(is_of_it) else {
            flight.into_iter().for_each(|one| *one = Flight::default());
            return Vec::new();
        };
        // Whoever takes a message names it: what names none is no such server, whatever it says.
        let answer = answer.and_then(|answer| match (&question.what, id_of(&answer)) {
            (What::Beat(..) | What::Call(_), None) => Err(RequestFailure::Garbled),
            _ => Ok(answer),
        });
        if let What::Proof(part) = question.what {
            return self.proven(now, on, part, answer);
        }
        let problem = answer.err().map(ReadProblem::from);
        match (&question.what, &problem) {
            (What::Again(since), problem) => {
                // It goes with the next beat.
                if problem.is_some() {
                    on.is_silent(*since);
                }
                return vec![Output::Keep];
            }
            // A server that takes none back has it no more, or sends it.
            (What::TakeBack(_), Some(ReadProblem::Refused(_))) | (_, None) => {}
            _ => {
                flight.into_iter().for_each(|one| one.fails(now));
                self.problem = problem;
                return Vec::new();
            }
        }
        flight.into_iter().for_each(|one| *one = Flight::default());
        self.problem = None;
        match question.what {
            What::Beat(number, beat_at, fires_at) => {
                on.waits(number, beat_at, fires_at);
                if let Some(since) = on.take_silence() {
                    let message = words::again(page.clock(since), page.clock(beat_at));
                    let request = publish(on, page.address, &message, Urgency::Mild, None);
                    return vec![Output::Keep, ask(on, What::Again(since), request)];
                }
            }
            What::TakeBack(number) => on.is_gone(number),
            What::Call(told) => {
                let passed = told.into_iter();
                return passed
                    .map(|(tag, order)| Output::Passed(tag, order))
                    .collect();
            }
            What::Again(_) | What::Proof(_) => {}
        }
        if on.is_ending() && on.is_clean() {
            *topic = None;
        }
        vec![Output::Keep]
    }

    /// A part of the proof was answered.
    fn proven(
        &mut self,
        now: Millis,
        topic: &mut Topic,
        part: proof::Part,
        answer: Result<Value, RequestFailure>,
    ) -> Vec<Output> {
        let proving = self.proving.take_if(|one| one.part() == part);
        let Some(proving) = proving else {
            return Vec::new();
        };
        let step = match answer {
            Ok(answer) => proving.answered(now, &answer),
            Err(failure) => Step::Fails(failure.into()),
        };
        match step {
            Step::GoesOn(proving) => {
                self.proving = Some(proving);
                Vec::new()
            }
            // What was proven before stays so.
            Step::Fails(problem) => {
                self.problem = Some(problem);
                Vec::new()
            }
            Step::Says(proof) => {
                topic.proves(proof);
                vec![Output::Keep]
            }
        }
    }
}

fn ask(topic: &Topic, what: What, request: PushRequest) -> Output {
    let topic = topic.name().to_owned();
    Output::Ask(Question { topic, what }, request)
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

/// Whether what waits there is to be taken back.
fn is_over(topic: &Topic, watch: &Watch) -> bool {
    !may_beat(topic) || *watch == Watch::Nobody
}
