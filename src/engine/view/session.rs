//! The account and chain that are watched, and how far what is known of them can be trusted.

use alloy::primitives::Address;

use super::position::PositionView;
use super::wallet::{SwitchProblem, WalletInfo};
use crate::alert::DataState;
use crate::chain::{BlockRef, ChainId};
use crate::math::{Timestamp, TokenAmount};
use crate::risk::Currency;

/// An account on a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionView {
    /// Whose positions are watched.
    pub account: Address,
    /// Whether and through which wallet top-ups can be signed.
    pub wallet: Option<WalletInfo>,
    /// The wallet shares no account now: it is locked, or was told not to. The watch goes on.
    pub locked: bool,
    /// The chain; none until it answered.
    pub chain: Option<ChainView>,
    /// How far the data can be trusted.
    pub data: DataView,
    /// What is on the chain.
    pub body: Body,
    /// Markets that could not be read, while others could: what the account has there is not
    /// known.
    pub unread: Vec<String>,
    /// Markets that the host named and that are not on this chain.
    pub absent: Vec<String>,
    /// Some of the markets looked at are Morpho's, of which no chain lists those that an account is
    /// in: there may be more.
    pub morpho_is_partial: bool,
    /// What all positions come to, by currency; empty where one position says it all.
    pub totals: Vec<TotalView>,
}

/// What all positions in one currency come to. Health factors do not add up, so there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotalView {
    /// What it is counted in.
    pub currency: Currency,
    /// Collateral that counts, rounded down.
    pub collateral: TokenAmount,
    /// Debt, rounded up.
    pub debt: TokenAmount,
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
    /// Seconds by which the computer's clock is ahead of the chain's, or behind where negative, if
    /// that is worth naming.
    pub clock_differs_s: Option<i64>,
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
