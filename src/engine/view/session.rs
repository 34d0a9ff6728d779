//! The accounts and chains that are watched, and how far what is known of them can be trusted.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::account::{AccountView, WatchProblem};
use super::chain::ChainView;
use super::endpoints::{Found, ReadProblem};
use super::position::{AgreementView, NoTopUp, PositionView};
use super::wallet::{ConnectProblem, SwitchProblem, WalletInfo};
use crate::alert::DataState;
use crate::chain::{BlockRef, ChainId};
use crate::math::{Timestamp, TokenAmount};
use crate::protocols::{PositionKey, Protocol};
use crate::risk::{Currency, Health};

/// What is watched.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionView {
    /// Whose positions are watched, the account in use first; never empty.
    pub accounts: Vec<AccountView>,
    /// Through which wallet top-ups can be signed, if through any.
    pub wallet: Option<WalletInfo>,
    /// The wallets that can be connected, while none is.
    pub wallets: Vec<WalletInfo>,
    /// The wallet that asks the person now.
    pub connecting: Option<WalletInfo>,
    /// Why the last attempt to connect did not succeed.
    pub failed: Option<ConnectProblem>,
    /// The wallet shares no account now: it is locked, or was told not to. The watch goes on.
    pub locked: bool,
    /// The chain that the wallet is on; none until it answered, or without one.
    pub wallet_chain: Option<ChainView>,
    /// The wallet is being asked to switch.
    pub switching: bool,
    /// Why the wallet did not switch.
    pub switch_problem: Option<SwitchProblem>,
    /// The chains that are watched; empty where none is known that could be.
    pub chains: Vec<WatchedView>,
    /// What there is on them.
    pub body: Body,
    /// The accounts of which several positions on a chain want a top-up.
    pub together: Vec<TogetherView>,
    /// What all positions come to, by currency; empty where one position says it all.
    pub totals: Vec<TotalView>,
    /// After sleep, freeze or loss: the time that was not watched, until it is dismissed.
    pub gap: Option<Gap>,
    /// Why an address typed to be watched was not accepted.
    pub watch_problem: Option<WatchProblem>,
    /// What the last search over the chains came to, chain by chain; empty where none was made.
    pub found: Vec<(ChainView, Found)>,
    /// Seconds by which the computer's clock is ahead of the chains', or behind where negative, if
    /// that is worth naming.
    pub clock_differs_s: Option<i64>,
}

impl SessionView {
    /// The chain of which least is known.
    #[must_use]
    pub fn worst(&self) -> Option<&WatchedView> {
        self.chains.iter().max_by_key(|one| match one.data.state {
            DataState::Fresh => 0,
            DataState::Divergent => 1,
            DataState::Unread => 2,
            DataState::Stale { .. } => 3,
            DataState::Failing { .. } => 4,
        })
    }

    /// A chain that is watched.
    #[must_use]
    pub fn chain(&self, chain: ChainId) -> Option<&WatchedView> {
        self.chains.iter().find(|one| one.chain.id == chain)
    }

    /// How far what is known of a chain can be trusted.
    #[must_use]
    pub fn data(&self, chain: ChainId) -> Option<&DataView> {
        Some(&self.chain(chain)?.data)
    }

    /// Whether nobody contradicts what is shown of a position: our arithmetic gave the same, and no
    /// two endpoints disagree about its chain.
    #[must_use]
    pub fn is_confirmed(&self, position: &PositionView) -> bool {
        let watched = self.chain(position.key.chain);
        let matches = matches!(position.agreement, AgreementView::Matches { .. });
        matches && !watched.is_some_and(WatchedView::is_disputed)
    }

    /// All positions, the worst first; none where nothing was read.
    #[must_use]
    pub fn positions(&self) -> &[PositionView] {
        match &self.body {
            Body::Positions(positions) => positions,
            _ => &[],
        }
    }

    /// A position.
    #[must_use]
    pub fn position(&self, key: &PositionKey) -> Option<&PositionView> {
        self.positions().iter().find(|one| one.key == *key)
    }

    /// The positions in the order in which they are shown: the worst first, then those of one account
    /// on one chain together, the worst of each group first.
    #[must_use]
    pub fn arranged(&self) -> Vec<&PositionView> {
        let group = |one: &PositionView| (one.key.account, one.key.chain);
        let Some((worst, others)) = self.positions().split_first() else {
            return Vec::new();
        };
        let mut others: Vec<&PositionView> = others.iter().collect();
        let order: Vec<_> = others.iter().map(|one| group(one)).collect();
        // Stable: within a group, and among groups, the worst stays first.
        others.sort_by_key(|one| order.iter().position(|known| *known == group(one)));
        core::iter::once(worst).chain(others).collect()
    }

    /// The worst position that can be topped up now.
    #[must_use]
    pub fn worst_with_top_up(&self) -> Option<&PositionView> {
        self.positions().iter().find(|one| one.can_top_up.is_ok())
    }

    /// The account in use, or the first of those that are watched.
    #[must_use]
    pub fn account(&self) -> Option<Address> {
        self.accounts.first().map(|one| one.account)
    }
}

/// A chain that is watched.
#[derive(Clone, Debug, PartialEq)]
pub struct WatchedView {
    /// Which.
    pub chain: ChainView,
    /// How far what is known of it can be trusted.
    pub data: DataView,
    /// What it is read through, the preferred first: the wallet, or hosts by name.
    pub sources: Vec<SourceView>,
    /// Who was asked whether it says the same, and whether it does; none where nobody could.
    pub witness: Option<WitnessView>,
    /// Markets that could not be read, while others could: what is there is not known.
    pub unread: Vec<String>,
    /// Markets that the host named and that are not on this chain.
    pub absent: Vec<String>,
    /// Some of the markets looked at are Morpho's, of which no chain lists those that an account is
    /// in: there may be more.
    pub morpho_is_partial: bool,
}

impl WatchedView {
    /// Whether two sources contradict each other about it.
    #[must_use]
    pub const fn is_disputed(&self) -> bool {
        matches!(self.witness, Some(WitnessView::Differs(..)))
    }
}

/// A second source, asked for what the first one answered at the same block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WitnessView {
    /// This one says the same, word for word: the host of the endpoint; none for the wallet.
    Agrees(Option<String>),
    /// These two contradict each other.
    Differs(Option<String>, Option<String>),
}

/// What a chain is read through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceView {
    /// The host of the endpoint; none for the wallet.
    pub host: Option<String>,
    /// Why it failed last, if it did.
    pub problem: Option<ReadProblem>,
    /// How much of it is used; none: that is its owner's affair.
    pub budget: Option<Budget>,
}

/// How much an endpoint is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// In the hour at hand, so far.
    pub spent: u32,
    /// In an hour, at most.
    pub most: u32,
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

/// Several positions of an account on a chain that one wallet restores, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TogetherView {
    /// Whose.
    pub account: Address,
    /// Where.
    pub chain: ChainId,
    /// Which, the worst first.
    pub positions: Vec<PositionKey>,
    /// The markets of those that want one, too, and cannot have it now: why.
    pub left_out: Vec<(String, NoTopUp)>,
}

/// What there is.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// The first read is under way.
    Loading {
        /// What the contracts say of themselves already, worst first.
        told: Vec<ToldView>,
    },
    /// Nothing could be read yet.
    Unreadable {
        /// Why.
        problem: Option<ReadProblem>,
    },
    /// We know no market on the chain that the wallet is on, and no other can be read.
    WrongChain {
        /// Chains with markets, to switch to.
        offered: Vec<ChainView>,
    },
    /// What was read, worst first; empty: no position in any market of these chains.
    Positions(Vec<PositionView>),
}

/// A health factor as a market's own contract says it. Nothing is confirmed, and nothing else is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldView {
    /// Whose, where.
    pub key: PositionKey,
    /// The market's protocol.
    pub protocol: Protocol,
    /// Its name.
    pub market: String,
    /// What the contract says.
    pub health: Health,
}

/// How far what is shown can be trusted, and why not further.
#[derive(Clone, Debug, PartialEq)]
pub struct DataView {
    /// Fresh, stale, divergent or failing.
    pub state: DataState,
    /// The newest block that was read.
    pub block: Option<BlockRef>,
    /// Why the last read failed.
    pub problem: Option<ReadProblem>,
    /// When the next attempt is made, if the last one failed.
    pub next_attempt: Option<Timestamp>,
    /// Nothing is known now, and a read is under way.
    pub retrying: bool,
}

/// A time in which nobody watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Last moment that was watched before.
    pub from: Timestamp,
    /// First moment that was watched after.
    pub to: Timestamp,
}
