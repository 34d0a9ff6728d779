//! How the person is called.

use std::collections::BTreeMap;

use super::heartbeat::HeartbeatView;
use super::push::PushView;
use crate::alert::{
    Ladder, LadderError, Lasts, Level, LimitError, QuietError, QuietHours, RateLimit, TimeLadder,
    UseLimit,
};
use crate::engine::notification::Delivery;
use crate::engine::reminder::ReminderView;
use crate::engine::sound::Hearing;
use crate::protocols::PositionKey;
use crate::risk::Health;

/// Which thresholds a person types.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LadderOf {
    /// Those of every position that has no others.
    Usual,
    /// Those of positions whose collateral and debt move together.
    Correlated,
    /// Those of this position alone.
    Position(PositionKey),
}

/// Whose thresholds are in force for a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of every position that has no others.
    Usual,
    /// Those of positions whose collateral and debt move together.
    Correlated,
    /// Its own.
    Own,
}

/// The thresholds of positions that have none of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindLadders {
    /// Of every position that has no others.
    pub usual: Ladder,
    /// Of those whose collateral and debt move together.
    pub correlated: Ladder,
}

/// Why thresholds that were typed are not in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LadderProblem {
    /// They make no ladder.
    Typed(LadderError),
    /// As many positions as may have thresholds of their own have some.
    TooMany,
}

/// How margin calls reach the person.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmView {
    /// Thresholds in force where a position has none of its own.
    pub ladders: KindLadders,
    /// Those that would be where the person had typed none.
    pub default_ladders: KindLadders,
    /// How long a position lasts on interest alone where each level begins.
    pub times: TimeLadder,
    /// Whether the person typed none of them.
    pub ladder_is_default: bool,
    /// Why the thresholds that were typed last are not in force.
    pub ladder_problems: BTreeMap<LadderOf, LadderProblem>,
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
    pub rate_problem: Option<LimitError>,
    /// From which part on it is told how much of a token is lent out.
    pub use_limit: UseLimit,
    /// Why the part that was typed last is not in force.
    pub use_problem: Option<LimitError>,
    /// The browser's permission and the proof of delivery.
    pub delivery: Delivery,
    /// The browser's words when it refused a notification.
    pub delivery_problem: Option<String>,
    /// Whether they are heard; none where nobody wants that.
    pub sound: Option<Hearing>,
    /// Whether the person is reminded where nobody watches; none where there is nothing to choose.
    pub reminder: Option<ReminderView>,
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
