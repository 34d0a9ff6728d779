//! What happened.

use alloy::primitives::{Address, B256};
use serde::{Deserialize, Serialize};

use super::session::Gap;
use crate::alert::{Lasts, Level};
use crate::chain::ChainId;
use crate::math::{Timestamp, TokenAmount, Wad};
use crate::protocols::{PositionKey, Taking, TermChange};
use crate::risk::Health;

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// Which position, if one.
    pub position: Option<PositionKey>,
    /// That position's market, by name.
    #[serde(default)]
    pub market: Option<String>,
    /// What.
    pub what: LogKind,
    /// The tag of the notice, where it was one.
    #[serde(default)]
    pub tag: Option<String>,
    /// When the browser showed that first.
    #[serde(default)]
    pub shown_at: Option<Timestamp>,
    /// When the push server took it.
    #[serde(default)]
    pub pushed_at: Option<Timestamp>,
}

impl LogEntry {
    /// A line of what was no notice.
    #[must_use]
    pub const fn new(at: Timestamp, position: Option<PositionKey>, what: LogKind) -> Self {
        Self {
            at,
            position,
            market: None,
            what,
            tag: None,
            shown_at: None,
            pushed_at: None,
        }
    }
}

/// How long a position was to last on interest alone when it was called for that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByTime {
    /// So long.
    pub lasts: Lasts,
    /// Up to so long it is called.
    pub threshold: Lasts,
}

/// What can be in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogKind {
    /// A margin call was made.
    Called {
        /// At this level.
        level: Level,
        /// At this health.
        health: Health,
        /// Which was read of this block.
        block_number: u64,
        /// Up to this health factor it is called.
        threshold: Wad,
        /// Why, where that is not the health.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by_time: Option<ByTime>,
        /// It was told before, and nobody has answered or the answer ran out. The health may be a little
        /// above the threshold since.
        #[serde(default)]
        repeated: bool,
        /// Which is that to the pre-liquidation of a part.
        pre_liquidation: bool,
    },
    /// The person acknowledged.
    Acknowledged,
    /// The person wants to be called again.
    Snoozed {
        /// Then.
        until: Timestamp,
    },
    /// The position recovered.
    Cleared {
        /// To this health.
        health: Health,
    },
    /// The position is called no longer, by other thresholds.
    Relaxed {
        /// At this health.
        health: Health,
    },
    /// Collateral was seized; what its log says cannot be read.
    Liquidated,
    /// Collateral was seized, and this is what was taken.
    Seized {
        /// What was taken, and for what.
        takings: Vec<Taking>,
    },
    /// The rules of the market are others than before.
    RulesChanged {
        /// Which, each with the symbol of the token that it is about.
        changes: Vec<(String, TermChange)>,
        /// The health had they not, in the same block and at its prices; none where that is not known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        without: Option<Health>,
        /// The health as it was read. Earlier versions kept none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        health: Option<Health>,
        /// In this block.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        block_number: Option<u64>,
    },
    /// Governance has queued a change that makes it worse.
    ChangeQueued {
        /// When it can be carried out at the earliest.
        earliest: Timestamp,
        /// The rules that would be others, each with the symbol of the token that it is about.
        changes: Vec<(String, TermChange)>,
        /// The health then without it.
        before: Health,
        /// The health then with it.
        after: Health,
        /// All of that as one endpoint simulates it on top of this block.
        block_number: u64,
    },
    /// The same, and what it does could not be read.
    QueuedUnread {
        /// On this chain.
        chain: ChainId,
        /// When it can be carried out at the earliest.
        earliest: Timestamp,
    },
    /// What was queued is called off, or was not carried out in time.
    QueueDropped {
        /// When it could have been carried out.
        earliest: Timestamp,
    },
    /// Two endpoints said different things of it.
    Disputed,
    /// Collateral fell; whether it was seized is not known.
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
    /// A top-up is over, and what it let be taken is left in part.
    ApprovalLeft {
        /// Symbol of the token.
        symbol: String,
        /// How much may be taken; none: whatever there is.
        amount: Option<TokenAmount>,
        /// The token.
        token: Address,
        /// Who may take it.
        spender: Address,
    },
    /// A top-up was confirmed and the position re-read.
    ToppedUp {
        /// Health after.
        health: Health,
    },
}

impl LogKind {
    /// Its name in what is exported; never changes.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Called { .. } => "called",
            Self::Acknowledged => "acknowledged",
            Self::Snoozed { .. } => "snoozed",
            Self::Cleared { .. } => "recovered",
            Self::Relaxed { .. } => "relaxed",
            Self::Liquidated | Self::Seized { .. } => "liquidated",
            Self::RulesChanged { .. } => "rules-changed",
            Self::ChangeQueued { .. } => "change-queued",
            Self::QueuedUnread { .. } => "queued-change-unread",
            Self::QueueDropped { .. } => "queued-change-dropped",
            Self::Disputed => "disputed",
            Self::MaybeLiquidated => "maybe-liquidated",
            Self::LostSight => "not-watching",
            Self::WatchingAgain { .. } => "watching-again",
            Self::Sent { .. } => "sent",
            Self::ApprovalLeft { .. } => "approval-left",
            Self::ToppedUp { .. } => "topped-up",
        }
    }

    /// Whether it says that collateral was seized.
    #[must_use]
    pub const fn is_seizure(&self) -> bool {
        matches!(self, Self::Liquidated | Self::Seized { .. })
    }

    /// What it is about.
    #[must_use]
    pub const fn topic(&self) -> LogTopic {
        match self {
            Self::Called { .. }
            | Self::Acknowledged
            | Self::Snoozed { .. }
            | Self::Cleared { .. }
            | Self::Relaxed { .. }
            | Self::Liquidated
            | Self::Seized { .. }
            | Self::MaybeLiquidated => LogTopic::Calls,
            Self::RulesChanged { .. }
            | Self::ChangeQueued { .. }
            | Self::QueuedUnread { .. }
            | Self::QueueDropped { .. } => LogTopic::Rules,
            Self::Disputed | Self::LostSight | Self::WatchingAgain { .. } => LogTopic::Watch,
            Self::Sent { .. } | Self::ApprovalLeft { .. } | Self::ToppedUp { .. } => {
                LogTopic::TopUps
            }
        }
    }
}

/// What lines of the log are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogTopic {
    /// Calls, and what was answered.
    Calls,
    /// Rules of the markets.
    Rules,
    /// Whether anybody watched.
    Watch,
    /// Top-ups.
    TopUps,
}

impl LogTopic {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Calls, Self::Rules, Self::Watch, Self::TopUps];
}
