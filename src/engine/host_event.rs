//! What the host page is told. The names and types that its developer sees stand in
//! `src/embed/margin-call.d.ts`.

use alloy::primitives::{Address, U256};
use serde::{Serialize, Serializer};

use crate::alert::{Level, NoticeKind};
use crate::chain::{ChainId, address_text};

/// What the host page is told: each is a DOM event, and serializes to its detail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum HostEvent {
    /// The element runs.
    Ready(ReadyDetail),
    /// A position was read.
    Position(PositionDetail),
    /// The person is called, or a call has ended.
    Level(LevelDetail),
    /// A top-up has come to another stage.
    TopUp(TopUpDetail),
    /// Something keeps the element from watching.
    Error(ErrorDetail),
}

impl HostEvent {
    /// The name of the DOM event.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ready(_) => "margin-call-ready",
            Self::Position(_) => "margin-call-position",
            Self::Level(_) => "margin-call-level",
            Self::TopUp(_) => "margin-call-top-up",
            Self::Error(_) => "margin-call-error",
        }
    }
}

/// There is nothing to say of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadyDetail {}

/// A position as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PositionDetail {
    /// The chain.
    pub chain: ChainId,
    /// The market's name.
    pub market: String,
    /// Whose it is.
    #[serde(serialize_with = "address_text::serialize")]
    pub account: Address,
    /// The height of the block that it is of.
    pub block: u64,
    /// With all its digits; none without debt.
    pub health_factor: Option<String>,
    /// That of the contract that may liquidate a part before; none without one, or without debt.
    pub pre_liquidation_health_factor: Option<String>,
    /// Whether the chain's own figure is the same.
    pub matches_chain: bool,
    /// What the values count in, where it has a name.
    pub currency: Option<String>,
    /// The collateral that counts.
    pub collateral: ValueDetail,
    /// What is owed.
    pub debt: ValueDetail,
}

/// A value in the currency of its position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueDetail {
    /// In units of `10^-decimals`: digits, as no number of scripts is that exact.
    #[serde(serialize_with = "digits")]
    pub raw: U256,
    /// See [`raw`](Self::raw).
    pub decimals: u8,
}

/// A call, or its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LevelDetail {
    /// What happened.
    pub kind: LevelKind,
    /// Where the position is, or was.
    pub level: Level,
    /// Whether a contract may liquidate a part before.
    pub pre_liquidation: bool,
    /// The market's name; none for what is about all of a chain.
    pub market: Option<String>,
    /// The same for all that is about the same, as in notifications.
    pub tag: String,
}

/// What happened, of [`NoticeKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "see the notices of the same names")]
pub enum LevelKind {
    Entered,
    Escalated,
    Repeated,
    Cleared,
    Liquidated,
    MaybeLiquidated,
    Unwatched,
    Disputed,
    RulesChanged,
    ChangeQueued,
    WatchingAgain,
}

impl From<NoticeKind> for LevelKind {
    fn from(kind: NoticeKind) -> Self {
        match kind {
            NoticeKind::Entered => Self::Entered,
            NoticeKind::Escalated => Self::Escalated,
            NoticeKind::Repeated => Self::Repeated,
            // For the host page the call is over.
            NoticeKind::Cleared | NoticeKind::Relaxed => Self::Cleared,
            NoticeKind::Liquidated => Self::Liquidated,
            NoticeKind::MaybeLiquidated => Self::MaybeLiquidated,
            NoticeKind::Unwatched { .. } => Self::Unwatched,
            NoticeKind::Disputed => Self::Disputed,
            NoticeKind::RulesChanged => Self::RulesChanged,
            NoticeKind::ChangeQueued { .. } => Self::ChangeQueued,
            NoticeKind::WatchingAgain { .. } => Self::WatchingAgain,
        }
    }
}

/// How far a top-up is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopUpDetail {
    /// The stage that it has come to.
    pub stage: TopUpStage,
    /// The name of the market; none when the position is not read any more.
    pub market: Option<String>,
}

/// The stages of a top-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TopUpStage {
    /// What would be signed is shown.
    Review,
    /// The wallet has sent a transaction.
    Sent,
    /// It did what it was to do; more are to follow.
    Confirmed,
    /// The position was read after the last one.
    Done,
    /// It goes no further.
    Failed,
    /// Nobody knows what became of it.
    Unknown,
}

/// What keeps the element from watching.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorDetail {
    /// Of which kind it is.
    pub kind: ErrorKind,
}

/// The kinds of errors. A page hears of one more, `stopped`: the element's script tells it, where
/// this code does not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// Nothing could be read.
    Read,
    /// The host page must correct its set-up.
    Configuration,
}

fn digits<S: Serializer>(value: &U256, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}
