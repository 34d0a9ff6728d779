//! What happened.

use alloy::primitives::B256;

use super::session::Gap;
use crate::alert::Level;
use crate::math::Timestamp;
use crate::protocols::{PositionKey, TermChange};
use crate::risk::Health;

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// Which position, if one.
    pub position: Option<PositionKey>,
    /// What.
    pub what: LogKind,
}

/// What can be in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogKind {
    /// A margin call was made.
    Called {
        /// At this level.
        level: Level,
        /// At this health.
        health: Health,
        /// Which is that to the pre-liquidation of a part.
        pre_liquidation: bool,
    },
    /// The person acknowledged.
    Acknowledged,
    /// The position recovered.
    Cleared {
        /// To this health.
        health: Health,
    },
    /// Collateral was seized.
    Liquidated,
    /// The rules of the market are others than before.
    RulesChanged {
        /// Which, each with the symbol of the token that it is about.
        changes: Vec<(String, TermChange)>,
    },
    /// Two endpoints said different things of it.
    Disputed,
    /// Collateral and debt both fell; whether collateral was seized is not known.
    MaybeLiquidated,
    /// Watching stopped.
    LostSight,
    /// Watching resumed.
    WatchingAgain {
        /// After this gap.
        gap: Gap,
    },
    /// A transaction was sent.
    Sent {
        /// Its hash.
        hash: B256,
    },
    /// A top-up was confirmed and the position re-read.
    ToppedUp {
        /// Health after.
        health: Health,
    },
}
