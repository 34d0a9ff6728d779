//! How the person is called.

use super::heartbeat::HeartbeatView;
use super::push::PushView;
use crate::alert::{
    Ladder, LadderError, Lasts, Level, QuietError, QuietHours, RateError, RateLimit, TimeLadder,
};
use crate::engine::notification::Delivery;
use crate::engine::sound::Hearing;
use crate::risk::Health;

/// How margin calls reach the person.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmView {
    /// Thresholds in force.
    pub ladder: Ladder,
    /// How long a position lasts on interest alone where each level begins.
    pub times: TimeLadder,
    /// Whether all of them are the defaults.
    pub ladder_is_default: bool,
    /// Other thresholds, in force for a position whose collateral and debt move together.
    pub tighter_ladder: Option<Ladder>,
    /// Why the thresholds that were typed last are not in force.
    pub ladder_problem: Option<LadderError>,
    /// Why the times that were typed last are not in force.
    pub times_problem: Option<LadderError>,
    /// When what is not urgent waits.
    pub quiet: Option<QuietHours>,
    /// Whether something waits for their end now.
    pub is_held_back: bool,
    /// Why the hours that were typed last are not in force.
    pub quiet_problem: Option<QuietError>,
    /// From which borrow rate on it is told.
    pub rate_limit: RateLimit,
    /// Why the rate that was typed last is not in force.
    pub rate_problem: Option<RateError>,
    /// The browser's permission and the proof of delivery.
    pub delivery: Delivery,
    /// The browser's words when it refused a notification.
    pub delivery_problem: Option<String>,
    /// Whether they are heard; none where nobody wants that.
    pub sound: Option<Hearing>,
    /// How they do when the page is gone.
    pub push: PushView,
    /// Who says that the page is gone, beside.
    pub heartbeat: HeartbeatView,
}

/// The worst of what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attention {
    /// Nothing to say.
    None,
    /// A position is at this level.
    Level {
        /// The worst level.
        level: Level,
        /// The worst health.
        health: Health,
        /// How long it lasts on interest alone, where that and not its health is why.
        by_time: Option<Lasts>,
    },
    /// Nobody is watching: data is stale, or an endpoint fails.
    NotWatching,
}
