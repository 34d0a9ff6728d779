//! Whether a server does what a beat needs: of two messages under one number only the later is sent.
//!
//! Servers of before that was invented take both, and say the same. So two tests are put there, and the
//! topic is read back: exactly the second may lie there. It is sent a little later, and the person says
//! whether it arrived. A server may take a moment until it lists what it took.

use serde_json::Value;

use super::super::Millis;
use super::super::effect::PushRequest;
use super::super::view::{PushProof, ReadProblem};
use super::request::{Urgency, id_of, ids_in, list, publish};
use super::topic::Topic;
use super::words;

/// When the tests are due, seconds: servers take none that is due in less than ten, and the first is not to
/// be sent before the second is there.
const FIRST_IN_S: u64 = 90;
const SECOND_IN_S: u64 = 20;

/// Between two questions, milliseconds.
const PAUSE_MS: u64 = 3_000;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    First(u32),
    Second(u32),
    ReadBack(u32),
}

/// A proof under way.
#[derive(Debug)]
pub(super) struct Proving {
    part: Part,
    /// What the server named the tests.
    ids: Vec<String>,
    /// When the next part is to be asked for; none while it is.
    next_at: Option<Millis>,
}

/// What comes of an answer.
pub(super) enum Step {
    GoesOn(Proving),
    Says(PushProof),
    /// Nothing was found out.
    Fails(ReadProblem),
}

impl Proving {
    pub(super) fn begin(topic: &mut Topic) -> (Self, PushRequest) {
        let proving = Self {
            part: Part::First(topic.draw()),
            ids: Vec::new(),
            next_at: None,
        };
        let request = proving.request(topic);
        (proving, request)
    }

    pub(super) const fn part(&self) -> Part {
        self.part
    }

    pub(super) const fn next_at(&self) -> Option<Millis> {
        self.next_at
    }

    /// The next part is asked for.
    pub(super) fn go_on(&mut self, topic: &Topic) -> PushRequest {
        self.next_at = None;
        self.request(topic)
    }

    fn request(&self, topic: &Topic) -> PushRequest {
        let test = |message, number, seconds| {
            publish(
                topic,
                None,
                &message,
                Urgency::Usual,
                Some((number, seconds)),
            )
        };
        match self.part {
            Part::First(number) => test(words::first_test(), number, FIRST_IN_S),
            Part::Second(number) => test(words::second_test(), number, SECOND_IN_S),
            Part::ReadBack(_) => list(topic),
        }
    }

    /// The server answered. What it does not name it cannot be held to.
    pub(super) fn answered(mut self, now: Millis, answer: &Value) -> Step {
        self.part = match self.part {
            Part::First(number) => Part::Second(number),
            Part::Second(number) => Part::ReadBack(number),
            Part::ReadBack(_) => return self.read_back(answer),
        };
        let Some(id) = id_of(answer) else {
            return Step::Fails(ReadProblem::Garbled);
        };
        self.ids.push(id.to_owned());
        self.next_at = Some(now.plus(PAUSE_MS));
        Step::GoesOn(self)
    }

    fn read_back(&self, answer: &Value) -> Step {
        let lie = ids_in(answer, &self.ids);
        match &self.ids[..] {
            [first, second] if first != second && lie == [second.as_str()] => {
                Step::Says(PushProof::Replaces)
            }
            [first, second] if first != second && lie.len() >= 2 => Step::Says(PushProof::Refuted),
            _ => Step::Fails(ReadProblem::Garbled),
        }
    }
}
