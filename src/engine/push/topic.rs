//! A topic of the person's own, and what is stored of it.

use alloy::primitives::hex;
use serde::{Deserialize, Serialize};

use super::super::Millis;
use super::super::reach;
use super::super::view::{EndpointProblem, PushProof, PushSays, TopicView};
use crate::math::Timestamp;

/// How far ahead the message is where nobody chose, and can be, seconds: a beat may be lost, and a server
/// keeps none for longer than three days.
const AHEAD_S: u64 = 1_500;
const AHEAD_AT_LEAST_S: u64 = 1_500;
const AHEAD_AT_MOST_S: u64 = 86_400;

/// A message that waits on the topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Waiting {
    /// Which one. One that was sent is never replaced: telephones would change it without a sound.
    pub(super) number: u32,
    /// When it was put there, as the server says; none: it may be there.
    pub(super) beat_at: Option<Timestamp>,
    /// The earliest that it may be sent, unless another takes its place.
    pub(super) fires_at: Timestamp,
}

/// A topic on a server that speaks the protocol of ntfy. Its name is the secret: whoever knows it reads
/// along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Topic {
    server: String,
    name: String,
    pub(super) says: PushSays,
    ahead_s: u64,
    proof: PushProof,
    waiting: Option<Waiting>,
    /// Others that may wait there, and are to be taken back.
    #[serde(default)]
    left: Vec<u32>,
    /// One was sent that says that there is no sign of the page since then: whoever read it is to hear that it is
    /// watched again, and not before another waits.
    #[serde(default)]
    silent_since: Option<Timestamp>,
    /// How many messages waited there, or were tests.
    numbers: u32,
    is_ending: bool,
}

impl Topic {
    /// A new one: on a server as it was typed, under a name that nobody can guess.
    pub(super) fn on(typed: &str, secret: [u8; 16]) -> Result<Self, EndpointProblem> {
        let server = reach::parse(typed)?.trim_end_matches('/').to_owned();
        // What stands behind it would become a part of the path.
        if server.contains(['?', '#']) {
            return Err(EndpointProblem::NotAUrl);
        }
        Ok(Self {
            server,
            name: format!("mc-{}", hex::encode(secret)),
            says: PushSays::Nothing,
            ahead_s: AHEAD_S,
            proof: PushProof::Untested,
            waiting: None,
            left: Vec::new(),
            silent_since: None,
            numbers: 0,
            is_ending: false,
        })
    }

    /// Where messages go, and whoever subscribes gets them.
    pub(super) fn address(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }

    /// Its own name: no other topic has it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What the server knows a message by.
    pub(super) fn sequence(number: u32) -> String {
        format!("margin-call-{number}")
    }

    pub(super) const fn proof(&self) -> PushProof {
        self.proof
    }

    pub(super) const fn waiting(&self) -> Option<Waiting> {
        self.waiting
    }

    pub(in super::super) const fn is_ending(&self) -> bool {
        self.is_ending
    }

    pub(super) const fn ahead_s(&self) -> u64 {
        self.ahead_s
    }

    /// When the message was put off last; none where that is to be done now. A clock that was set back since
    /// says nothing of how long ago that was.
    pub(super) fn beat_at(&self, now: Timestamp) -> Option<Timestamp> {
        let at = self.waiting?.beat_at?;
        (at <= now).then_some(at)
    }

    /// The server is to be asked for a message that is sent then. Its number is that of the one that waits; where
    /// that one may be sent by now, or soon, or nobody knows when, it is a new one, which from now on may be there.
    pub(super) fn asks_for(
        &mut self,
        now: Timestamp,
        fires_at: Timestamp,
        may_be_sent_s: u64,
    ) -> u32 {
        let soon = Timestamp(now.0.saturating_add(may_be_sent_s));
        let is_kept = |one: &Waiting| {
            let is_of_this_clock = one.beat_at.is_none_or(|at| at <= now);
            one.fires_at > soon && is_of_this_clock
        };
        if let Some(waiting) = self.waiting.filter(is_kept) {
            return waiting.number;
        }
        // Of one that the server may not have nothing was heard.
        let sent = self.waiting.filter(|one| one.fires_at <= now);
        let sent = sent.and_then(|one| one.beat_at);
        sent.into_iter().for_each(|since| self.is_silent(since));
        self.leave();
        let number = self.draw();
        self.waiting = Some(Waiting {
            number,
            beat_at: None,
            fires_at,
        });
        number
    }

    /// What waits is to be taken back. That a clock says it was sent is no proof that it was.
    pub(super) fn leave(&mut self) {
        let old = self.waiting.take().map(|one| one.number);
        self.left.extend(old);
    }

    /// One that is to be taken back.
    pub(super) fn left(&self) -> Option<u32> {
        self.left.first().copied()
    }

    /// Whether nothing is there that this page put there.
    pub(super) const fn is_clean(&self) -> bool {
        self.waiting.is_none() && self.left.is_empty()
    }

    /// A number that was never given.
    pub(super) fn draw(&mut self) -> u32 {
        self.numbers = self.numbers.wrapping_add(1);
        self.numbers
    }

    pub(super) fn keep_ahead(&mut self, seconds: u64) {
        self.ahead_s = seconds.clamp(AHEAD_AT_LEAST_S, AHEAD_AT_MOST_S);
    }

    /// The server has it, in place of the one that waited under that number.
    pub(super) fn waits(&mut self, number: u32, beat_at: Timestamp, fires_at: Timestamp) {
        if let Some(waiting) = self.waiting.as_mut().filter(|one| one.number == number) {
            (waiting.beat_at, waiting.fires_at) = (Some(beat_at), fires_at);
        }
    }

    /// It was sent that there is no sign of the page since then.
    pub(super) fn is_silent(&mut self, since: Timestamp) {
        self.silent_since.get_or_insert(since);
    }

    /// Since when there was no sign of the page, where that was sent and nobody has heard that it is watched again.
    pub(super) fn take_silence(&mut self) -> Option<Timestamp> {
        self.silent_since.take()
    }

    /// This one waits no more.
    pub(super) fn is_gone(&mut self, number: u32) {
        self.left.retain(|one| *one != number);
    }

    pub(super) fn end(&mut self) {
        self.is_ending = true;
    }

    pub(super) fn proves(&mut self, proof: PushProof) {
        self.proof = proof;
    }

    /// The person says whether the test arrived.
    pub(super) fn was_seen(&mut self, seen: bool) {
        if self.proof.may_beat() {
            self.proof = match seen {
                true => PushProof::Seen,
                false => PushProof::NotSeen,
            };
        }
    }

    /// When the message that waits is sent, unless another takes its place; none: none is known to wait.
    pub(in super::super) fn fires_at(&self) -> Option<Timestamp> {
        let waiting = self.waiting.filter(|one| one.beat_at.is_some())?;
        Some(waiting.fires_at)
    }

    /// Whether that time is past.
    pub(in super::super) fn has_fired(&self, now: Timestamp) -> bool {
        self.fires_at().is_some_and(|at| at <= now)
    }

    pub(super) fn view(&self, now: Millis, is_proving: bool) -> TopicView {
        TopicView {
            address: self.address(),
            server: reach::host(&self.server).to_owned(),
            says: self.says,
            ahead_s: self.ahead_s,
            proof: self.proof,
            is_proving,
            is_ending: self.is_ending,
            fires_at: self.fires_at(),
            has_fired: self.has_fired(now.timestamp()),
        }
    }
}
