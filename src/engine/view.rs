//! What is shown: the engine's state in the terms of a person, without a rule left to decide.
//!
//! Numbers stay exact integers with their decimals; rounding against the flattering side happens
//! where they are turned into text ([`crate::math::decimal`]).

use std::sync::Arc;

use alloy::primitives::{Address, B256};

use super::notification::Delivery;
use crate::alert::{DataState, Ladder, LadderError, Level, Phase};
use crate::chain::{BlockRef, ChainId};
use crate::math::{BasisPoints, Timestamp, TokenAmount, Wad};
use crate::risk::drawdown::Drawdown;
use crate::risk::time::TimeToLiquidation;
use crate::risk::{Health, Obstacle, Side};
use crate::top_up::{TargetProblem, TopUpView};

/// Everything that is on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The engine's clock when this was made, seconds.
    pub now: Timestamp,
    /// Where the connection stands.
    pub connection: ConnectionView,
    /// How margin calls reach the person, and at which thresholds.
    pub alarm: AlarmView,
    /// The top-up panel, when it is open.
    pub top_up: Option<TopUpView>,
    /// What happened, newest first.
    pub log: Vec<LogEntry>,
    /// The worst of what is known, for the document's title and the icon's badge.
    pub attention: Attention,
    /// What the host page configured wrongly, in words for its developer.
    pub configuration_problem: Option<ConfigProblem>,
    /// Whether settings and history outlive the page.
    pub storage_works: bool,
    /// A development chain with unlisted contracts is in use: said visibly.
    pub local_deployment: bool,
}

/// Where the connection stands.
#[derive(Clone, Debug, PartialEq)]
pub enum ConnectionView {
    /// Looking for wallets.
    Starting,
    /// No wallet answered.
    NoWallet {
        /// Why an address typed to be watched was not accepted.
        watch_problem: Option<WatchProblem>,
        /// Whether an address can be watched without a wallet here.
        can_watch: bool,
    },
    /// Waiting for a choice.
    Choose {
        /// The wallets that announced themselves, in their order.
        wallets: Vec<WalletInfo>,
        /// Why the last attempt to connect did not succeed.
        failed: Option<ConnectProblem>,
        /// Why an address typed to be watched was not accepted.
        watch_problem: Option<WatchProblem>,
        /// Whether an address can be watched without a wallet here.
        can_watch: bool,
    },
    /// The wallet was asked.
    Connecting {
        /// Which.
        wallet: WalletInfo,
    },
    /// The endpoint of the host page is asked for its chain.
    Reaching,
    /// An account on a chain is being watched.
    Connected(Box<SessionView>),
}

/// A wallet that announced itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalletInfo {
    /// Its announcement.
    pub id: WalletId,
    /// What it calls itself.
    pub name: String,
    /// A `data:` image of its own; never another address.
    pub icon: Option<String>,
    /// Stable name of the wallet's maker in reverse domain order, to find it again after reload.
    pub rdns: Option<String>,
}

/// Names one announced wallet of this page load (EIP-6963 `uuid`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WalletId(pub String);

/// Why connecting a wallet did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectProblem {
    /// The person said no in the wallet (4001).
    Rejected,
    /// The wallet still shows an earlier question (-32002).
    AlreadyAsking,
    /// The wallet gave no account.
    NoAccount,
    /// The wallet disconnected.
    Disconnected,
    /// The wallet's answer cannot be read, or there was none.
    NoAnswer,
    /// Anything else, in the wallet's words.
    Other(String),
}

/// Why the wallet did not switch its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SwitchProblem {
    /// The person said no in the wallet (4001).
    Rejected,
    /// The wallet does not know the chain (4902).
    UnknownChain,
    /// The wallet did not answer.
    NoAnswer,
    /// Anything else, in the wallet's words.
    Other(String),
}

/// What the host page configured wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigProblem {
    /// `account` is given but nothing to read through: it needs `rpc-url`.
    NoEndpoint,
    /// `thresholds` make no ladder; the defaults are in force.
    Ladder(LadderError),
    /// `restore-to` is no target; the default is in force.
    RestoreTo(TargetProblem),
    /// The deployment file could not be fetched.
    DeploymentUnreachable(String),
    /// The deployment file is not of the documented form.
    DeploymentGarbled,
    /// The deployment file is for a chain that is not a local one.
    DeploymentNotLocal,
}

/// Why an address cannot be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchProblem {
    /// It is not 20 bytes of hexadecimal.
    NotAnAddress,
    /// Its capital letters do not fit (EIP-55): a letter was mistyped.
    Checksum,
}

/// An account on a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionView {
    /// Whose positions are watched.
    pub account: Address,
    /// Whether and through which wallet top-ups can be signed.
    pub wallet: Option<WalletInfo>,
    /// The chain; none until it answered.
    pub chain: Option<ChainView>,
    /// How far the data can be trusted.
    pub data: DataView,
    /// What is on the chain.
    pub body: Body,
}

/// A chain, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainView {
    /// Its number.
    pub id: ChainId,
    /// Its name; its number when it is not known to us.
    pub name: String,
}

/// What is on the chain for the account.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// The first read is under way.
    Loading,
    /// Nothing could be read yet; [`SessionView::data`] says why.
    Unreadable,
    /// We know no market on this chain.
    WrongChain {
        /// Chains with markets, to switch to.
        offered: Vec<ChainView>,
        /// The wallet is being asked to switch.
        switching: bool,
        /// Why the wallet did not switch.
        problem: Option<SwitchProblem>,
    },
    /// What was read, worst first; empty: no position in any market of this chain.
    Positions(Vec<PositionView>),
}

/// How far what is shown can be trusted, and why not further.
#[derive(Clone, Debug, PartialEq)]
pub struct DataView {
    /// Fresh, stale, divergent or failing.
    pub state: DataState,
    /// The newest block that was read.
    pub block: Option<BlockRef>,
    /// When an endpoint last gave an answer that was believed.
    pub last_success: Option<Timestamp>,
    /// Why the last read failed.
    pub problem: Option<ReadProblem>,
    /// When the next attempt is made, if the last one failed.
    pub next_attempt: Option<Timestamp>,
    /// A read is under way now.
    pub reading: bool,
    /// After sleep, freeze or loss: the time that was not watched, until it is dismissed.
    pub gap: Option<Gap>,
}

/// A time in which nobody watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Last moment that was watched before.
    pub from: Timestamp,
    /// First moment that was watched after.
    pub to: Timestamp,
}

/// Why a read failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadProblem {
    /// The endpoint could not be reached.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// The endpoint asks us to slow down.
    RateLimited {
        /// The endpoint's own wish, seconds, if it named one.
        retry_after_s: Option<u64>,
    },
    /// The answer makes no sense, or is of another block than asked.
    Garbled,
    /// The endpoint refused, in its words.
    Refused(String),
    /// The endpoint serves another chain than the wallet is on.
    OtherChain,
}

/// Names a position: what an alert, a click or a top-up is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PositionKey {
    /// The chain.
    pub chain: ChainId,
    /// The market's entry contract.
    pub market: Address,
    /// Whose.
    pub account: Address,
}

/// One position.
#[derive(Clone, Debug, PartialEq)]
pub struct PositionView {
    /// Its name.
    pub key: PositionKey,
    /// Protocol, as in "Aave v3".
    pub protocol: &'static str,
    /// Market, as in "Ethereum Core".
    pub market: String,
    /// The block that all of this was read at.
    pub block: BlockRef,
    /// Health as the chain has it.
    pub health: Health,
    /// `1 - 1/HF` rounded down; none without debt or when already liquidatable.
    pub distance_wad: Option<Wad>,
    /// How the margin call stands.
    pub alarm: PositionAlarm,
    /// Whether our arithmetic and the chain's agree.
    pub agreement: AgreementView,
    /// Sum of counted collateral in the market's base currency, rounded down.
    pub collateral_value: TokenAmount,
    /// Sum of debt in the market's base currency, rounded up.
    pub debt_value: TokenAmount,
    /// Each collateral and debt.
    pub legs: Vec<LegView>,
    /// Name or number of the account's e-mode.
    pub emode: Option<String>,
    /// How far all volatile collateral together may fall; none when our math is not confirmed.
    pub drawdown: Option<Drawdown>,
    /// How long until interest alone liquidates; none when our math is not confirmed.
    pub time_to_liquidation: Option<TimeToLiquidation>,
    /// Health after a fall of all volatile collateral, in rising order of the fall; empty when our
    /// math is not confirmed.
    pub stress: Arc<[StressPoint]>,
    /// Earlier readings, oldest first.
    pub history: Arc<[HistoryPoint]>,
    /// Whether a top-up can be opened, and why not.
    pub can_top_up: Result<(), NoTopUp>,
}

/// Why no top-up is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTopUp {
    /// There is no debt to secure.
    NoDebt,
    /// Watched without a wallet.
    WatchOnly,
    /// Exact amounts are withheld: our arithmetic and the chain's differ.
    NotConfirmed,
    /// The data is stale.
    Stale,
}

/// How the margin call of a position stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PositionAlarm {
    /// The level that the health is at now; none above all levels.
    pub level: Option<Level>,
    /// How the episode stands: pending, firing, acknowledged, liquidated and so on.
    pub phase: Phase,
    /// The thresholds in force for this position: tighter for one that is correlated.
    pub ladder: Ladder,
}

/// Whether our arithmetic and the chain's agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgreementView {
    /// Every word equals the chain's, by the rules of this version.
    Matches {
        /// Version of the rules, as in "Aave v3.6".
        rules: &'static str,
    },
    /// They differ: the chain's number is shown, exact amounts are withheld.
    Differs {
        /// What our arithmetic gave, if it gave anything.
        ours: Option<Health>,
    },
}

/// One collateral or debt.
#[derive(Clone, Debug, PartialEq)]
pub struct LegView {
    /// Token contract.
    pub asset: Address,
    /// Token symbol as the contract says.
    pub symbol: String,
    /// Collateral or debt.
    pub side: Side,
    /// Amount with interest; collateral rounded down, debt up.
    pub amount: TokenAmount,
    /// Value in the market's base currency; collateral rounded down, debt up.
    pub value: TokenAmount,
    /// Oracle price in the market's base currency.
    pub price: TokenAmount,
    /// Liquidation threshold in effect, for collateral.
    pub liquidation_threshold: Option<Wad>,
    /// Price at which the position becomes liquidatable, others fixed.
    pub liquidation_price: LiquidationPriceView,
    /// For collateral: why it does not count in the health factor; none: it counts.
    pub not_counted: Option<Obstacle>,
}

/// A liquidation price, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiquidationPriceView {
    /// The nearest price at which the position is liquidatable, and the move to get there.
    At {
        /// In the market's base currency.
        price: TokenAmount,
        /// Size of the move from today's price, 1e18 = 100%, rounded down.
        move_wad: Wad,
    },
    /// It is liquidatable at today's price.
    Passed,
    /// No price of this asset alone liquidates.
    Never,
    /// Not offered: our math is not confirmed, or the asset does not count.
    Unknown,
}

/// Health after a fall of prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StressPoint {
    /// The fall of all volatile collateral.
    pub fall_bps: BasisPoints,
    /// Health then.
    pub health: Health,
    /// Level then.
    pub level: Option<Level>,
}

/// One earlier reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryPoint {
    /// Block time.
    pub at: Timestamp,
    /// Health then.
    pub health: Health,
}

/// How margin calls reach the person.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmView {
    /// Thresholds in force.
    pub ladder: Ladder,
    /// Whether they are the defaults.
    pub ladder_is_default: bool,
    /// Why the thresholds that were typed last are not in force.
    pub ladder_problem: Option<LadderError>,
    /// The browser's permission and the proof of delivery.
    pub delivery: Delivery,
    /// The browser's words when it refused a notification.
    pub delivery_problem: Option<String>,
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
    },
    /// Nobody is watching: data is stale, or an endpoint fails.
    NotWatching,
}

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
