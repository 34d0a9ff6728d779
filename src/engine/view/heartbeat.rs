//! A monitor of the person's own that is asked while the page watches.

use super::endpoints::{EndpointProblem, ReadProblem};
use crate::math::Timestamp;

/// The heartbeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeartbeatView {
    /// Who is asked; none: nobody.
    pub on: Option<BeatView>,
    /// Why an address that was typed is not taken.
    pub typed: Option<EndpointProblem>,
}

/// An address that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeatView {
    /// Whose it is, as a person names it. The rest may be a key.
    pub host: String,
    /// When it was asked last.
    pub asked_at: Option<Timestamp>,
    /// It is being asked.
    pub is_out: bool,
    /// Why it was not reached then. Whether one that was reached took it is not known.
    pub problem: Option<ReadProblem>,
}
