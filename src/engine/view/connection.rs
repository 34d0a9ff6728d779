//! From no wallet to a connected one, and what the host page set up wrongly.

use alloy::primitives::Address;

use super::account::WatchProblem;
use super::session::SessionView;
use super::wallet::{ConnectProblem, WalletInfo};
use crate::alert::LadderError;
use crate::top_up::TargetProblem;

/// Where the connection stands.
#[derive(Clone, Debug, PartialEq)]
pub enum ConnectionView {
    /// Looking for wallets.
    Starting,
    /// No wallet answered.
    NoWallet {
        /// Why an address typed to be watched was not accepted.
        watch_problem: Option<WatchProblem>,
        /// An address that was typed, and waits: nothing may be asked about it yet.
        waits: Option<Address>,
    },
    /// Waiting for a choice.
    Choose {
        /// The wallets that announced themselves, in their order.
        wallets: Vec<WalletInfo>,
        /// Why the last attempt to connect did not succeed.
        failed: Option<ConnectProblem>,
        /// Why an address typed to be watched was not accepted.
        watch_problem: Option<WatchProblem>,
        /// An address that was typed, and waits: nothing may be asked about it yet.
        waits: Option<Address>,
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

/// What the host page configured wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigProblem {
    /// `account` is given but nothing to read through: it needs `rpc-url`.
    NoEndpoint,
    /// `thresholds` make no ladder; the defaults are in force.
    Ladder(LadderError),
    /// `thresholds-correlated` make none.
    CorrelatedLadder(LadderError),
    /// `restore-to` is no target; the default is in force.
    RestoreTo(TargetProblem),
    /// `morpho-markets` has what is no market id: none of them is watched.
    MorphoMarkets,
    /// `morpho-pre-liquidations` has what is no address: none of them is looked at.
    MorphoPreLiquidations(WatchProblem),
    /// The deployment file could not be fetched.
    DeploymentUnreachable(String),
    /// The deployment file is not of the documented form.
    DeploymentGarbled,
    /// The deployment file is for a chain that is not a local one.
    DeploymentNotLocal,
}
