//! Whether a server does what a beat needs: of two messages under one number only the later is sent.
//!
//! Servers of before that was invented take both, and say the same. So two tests are put there, and the
//! topic is read back: exactly the second may lie there. It is sent a little later, and the person says
//! whether it arrived.

use serde_json::Value;

use super::request::{PushRequest, Urgency, id_of, ids_in, list, publish};
use super::topic::Topic;
use super::words;

/// When the tests are due, seconds: servers take none that is due in less than ten, and the first is not to
/// be sent before the second is there.
const FIRST_IN_S: u64 = 90;
const SECOND_IN_S: u64 = 20;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Part {
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
}

/// What comes next.
pub(super) enum Step {
    Ask(Proving, PushRequest),
    /// Whether it replaces.
    Says(bool),
}

impl Proving {
    pub(super) fn begin(topic: &mut Topic) -> (Self, PushRequest) {
        let number = topic.draw();
        let ids = Vec::new();
        let part = Part::First(number);
        let request = publish(
            topic,
            None,
            &words::first_test(),
            Urgency::Usual,
            Some((number, FIRST_IN_S)),
        );
        (Self { part, ids }, request)
    }

    pub(super) const fn part(&self) -> Part {
        self.part
    }

    /// The server answered. What it does not name it cannot be held to: that is no proof.
    pub(super) fn answered(mut self, topic: &Topic, answer: &Value) -> Step {
        let (next, request) = match self.part {
            Part::First(number) => {
                let test = words::second_test();
                let schedule = Some((number, SECOND_IN_S));
                let request = publish(topic, None, &test, Urgency::Usual, schedule);
                (Part::Second(number), request)
            }
            Part::Second(number) => (Part::ReadBack(number), list(topic)),
            Part::ReadBack(_) => {
                let [first, second] = &self.ids[..] else {
                    return Step::Says(false);
                };
                let lie = ids_in(answer, &self.ids);
                return Step::Says(first != second && lie == [second.as_str()]);
            }
        };
        self.ids.extend(id_of(answer).map(str::to_owned));
        self.part = next;
        Step::Ask(self, request)
    }
}
