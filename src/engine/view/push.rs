//! How calls reach the person when the page is gone.

use serde::{Deserialize, Serialize};

use super::endpoints::{EndpointProblem, ReadProblem};
use crate::math::Timestamp;

/// The channel outside of the browser.
#[derive(Clone, Debug, PartialEq)]
pub struct PushView {
    /// The topic of the person's own; none: it is off.
    pub topic: Option<TopicView>,
    /// Why the last request to its server came to nothing.
    pub problem: Option<ReadProblem>,
    /// Why a server that was typed is not taken.
    pub typed: Option<EndpointProblem>,
}

/// A topic on a push server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicView {
    /// Where to subscribe. A secret.
    pub address: String,
    /// The server, as a person names it.
    pub server: String,
    /// What messages say.
    pub says: PushSays,
    /// How long after the last sign of the page the message comes, seconds.
    pub ahead_s: u64,
    /// Whether the server does what that needs, and messages arrive.
    pub proof: PushProof,
    /// That is being found out.
    pub is_proving: bool,
    /// It is turned off, and a message that waits is being taken back.
    pub is_ending: bool,
    /// When the message that waits is sent, unless another takes its place; none: none waits.
    pub fires_at: Option<Timestamp>,
    /// That time is past.
    pub has_fired: bool,
}

impl TopicView {
    /// Whether the interface may say that the person is called when the page is gone.
    #[must_use]
    pub fn is_armed(&self) -> bool {
        let waits = self.fires_at.is_some() && !self.has_fired;
        self.proof == PushProof::Seen && waits && !self.is_ending
    }
}

/// What messages say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PushSays {
    /// That the page is to be opened.
    Nothing,
    /// What a notification says: the market, and its health.
    Health,
}

/// How far it is proven that a topic serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PushProof {
    /// Not yet.
    Untested,
    /// The server does not put one message that waits in the place of another: each would be sent.
    Refuted,
    /// It does; nobody has said that a message arrived.
    Replaces,
    /// It does, and the person saw the test.
    Seen,
    /// It does, and the person did not see the test.
    NotSeen,
}

impl PushProof {
    /// Whether a message may wait there.
    #[must_use]
    pub const fn may_beat(self) -> bool {
        matches!(self, Self::Replaces | Self::Seen | Self::NotSeen)
    }
}
