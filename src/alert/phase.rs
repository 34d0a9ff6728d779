use super::Level;
use crate::math::Timestamp;

/// How an episode stands, for showing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was read yet.
    Unknown,
    /// No level.
    Ok,
    /// One reading at this level; a second block is awaited.
    Pending(Level),
    /// Told and unanswered.
    Firing(Level),
    /// Told, and seen by the borrower.
    Acknowledged {
        /// The level that was told.
        level: Level,
        /// When the acknowledgement runs out.
        until: Timestamp,
    },
    /// Told, and put off by the borrower.
    Snoozed {
        /// The level that was told.
        level: Level,
        /// When it is told again.
        until: Timestamp,
    },
    /// Past the deadband of this level; not yet for long enough.
    Clearing(Level),
    /// Collateral was seized, and the borrower has not yet seen that.
    Liquidated,
}

impl Phase {
    /// For how long it can be put off, in seconds; none where there is nothing to put off.
    #[must_use]
    pub const fn snoozes_s(self) -> Option<[u64; 3]> {
        match self {
            Self::Firing(level) => Some(level.snoozes_s()),
            _ => None,
        }
    }
}
