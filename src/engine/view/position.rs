//! One position.

use core::cmp::Reverse;
use std::sync::Arc;

use alloy::primitives::Address;

use super::alarm::Whose;
use super::analysis::AnalysisView;
use super::history::{HistoryMark, HistoryPoint, PricePathView};
use super::leg::LegView;
use crate::alert::{Ladder, Lasts, Level, Phase};
use crate::chain::{BlockRef, DatedBy};
use crate::engine::what_if::WhatIf;
use crate::math::{Timestamp, TokenAmount, Wad};
use crate::protocols::{PositionKey, Protocol, Taking, TermChange};
use crate::risk::{Currency, Halted, Health};
use crate::top_up::{Rest, StrategyId};

/// One position.
#[derive(Clone, Debug, PartialEq)]
pub struct PositionView {
    /// Its name.
    pub key: PositionKey,
    /// Protocol.
    pub protocol: Protocol,
    /// Market, as in "Ethereum Core".
    pub market: String,
    /// The block that all of this was read at.
    pub block: BlockRef,
    /// What of that block the chain's contracts themselves confirm; none where nothing was said yet.
    pub dated_by: Option<DatedBy>,
    /// Whether a second source says the same at that block; none where none was asked about it, or
    /// could say.
    pub witnessed: Option<bool>,
    /// Whether that still describes the position: its chain is read, and so is its market.
    pub is_known: bool,
    /// Health as the chain has it.
    pub health: Health,
    /// Health by which the first liquidator acts, and by which levels go: lower than that of
    /// the chain where a pre-liquidation contract comes before the market.
    pub first_health: Health,
    /// `1 - 1/HF` rounded down; none without debt or when already liquidatable.
    pub distance_wad: Option<Wad>,
    /// How the margin call stands.
    pub alarm: PositionAlarm,
    /// What was taken of it by the liquidation that the person is told of; none where there is none, or its
    /// log cannot be read.
    pub takings: Vec<Taking>,
    /// Whether our arithmetic and the chain's agree.
    pub agreement: AgreementView,
    /// What prices and values are counted in.
    pub currency: Currency,
    /// Sum of counted collateral in the market's base currency, rounded down.
    pub collateral_value: TokenAmount,
    /// Sum of debt in the market's base currency, rounded up.
    pub debt_value: TokenAmount,
    /// Each collateral and debt.
    pub legs: Vec<LegView>,
    /// Contracts that the account has let liquidate a part of it early.
    pub pre_liquidations: Vec<PreLiquidationView>,
    /// What is left of what was let be taken from here, each to be taken back.
    pub approvals_left: Vec<ApprovalLeft>,
    /// Whether there may be others that it could authorise: then they can be looked for.
    pub can_be_protected: bool,
    /// What governance has queued that would make it worse, or of which nobody could say what it does.
    pub queued: Vec<QueuedView>,
    /// Name or number of the account's e-mode.
    pub emode: Option<String>,
    /// What the market has stopped.
    pub halted: Halted,
    /// What can be said beyond the health.
    pub analysis: AnalysisView,
    /// What would be if prices moved, to be asked.
    pub what_if: WhatIf,
    /// Earlier readings since this widget first saw it, oldest first: of those that are old only some,
    /// and the lowest among them.
    pub history: Arc<[HistoryPoint]>,
    /// What happened meanwhile, oldest first.
    pub marks: Arc<[HistoryMark]>,
    /// The prices that can liquidate it, the nearest first; none where our math is not confirmed.
    pub prices: Vec<PricePathView>,
    /// Whether a top-up can be opened, and why not.
    pub can_top_up: Result<(), NoTopUp>,
    /// Whether a contract can be authorised, or that taken back, and why not.
    pub can_authorize: Result<(), NoTopUp>,
}

impl PositionView {
    /// Its place among others, the worst first: by its level, which each has by thresholds of its
    /// own, and then by its health.
    #[must_use]
    pub fn rank(&self) -> (Reverse<Option<Level>>, Health) {
        (Reverse(self.alarm.level), self.first_health)
    }

    /// What its market is called in full, as in "Aave v3 Ethereum Core".
    #[must_use]
    pub fn title(&self) -> String {
        self.protocol.market(&self.market)
    }

    /// Whether a person has to look: it is below a threshold, or nothing is known of it now.
    #[must_use]
    pub fn wants_attention(&self) -> bool {
        self.alarm.level.is_some() || !self.is_known
    }

    /// Whether a pre-liquidation contract comes before the market itself.
    #[must_use]
    pub fn pre_liquidates_first(&self) -> bool {
        self.first_health < self.health
    }
}

/// Why no top-up is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTopUp {
    /// There is no debt to secure.
    NoDebt,
    /// Watched without a wallet.
    WatchOnly,
    /// The wallet is locked.
    Locked,
    /// The wallet's account in use is another.
    OtherAccount,
    /// The wallet is on another chain.
    OtherChain,
    /// Exact amounts are withheld: our arithmetic and the chain's differ.
    NotConfirmed,
    /// Two endpoints disagree.
    Disputed,
    /// The data is stale.
    Stale,
}

/// How the margin call of a position stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PositionAlarm {
    /// The level of now, by the health and by interest; none above all levels.
    pub level: Option<Level>,
    /// How long it lasts on interest alone, where that and not the health is why.
    pub by_time: Option<Lasts>,
    /// How the episode stands: pending, firing, acknowledged, liquidated and so on.
    pub phase: Phase,
    /// The thresholds in force for this position.
    pub ladder: Ladder,
    /// Whose they are.
    pub whose: Whose,
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

/// A change that governance has queued, and what it would do to a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedView {
    /// Its number at the market's controller.
    pub payload: u64,
    /// When it can be carried out at the earliest.
    pub earliest: Timestamp,
    /// The rules that would be others, each with the symbol of the token that it is about.
    pub changes: Vec<(String, TermChange)>,
    /// The health then without it, and with it; none where nobody could say what it does.
    pub health: Option<(Health, Health)>,
    /// On top of which block that was simulated.
    pub block: Option<u64>,
}

/// A contract that the account has let liquidate a part of it before the market does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreLiquidationView {
    /// The contract.
    pub contract: Address,
    /// The loan-to-value above which it may act.
    pub lltv: Wad,
    /// The market's own.
    pub market_lltv: Wad,
    /// Symbol of the collateral.
    pub collateral: String,
    /// Whether the oracle that it goes by is the market's: any other may name any price.
    pub goes_by_market: bool,
    /// What that oracle says now; none where it gives no price.
    pub price: Option<TokenAmount>,
    /// The lowest price of that oracle at which the contract may not act; none where it may at any.
    pub last_safe: Option<TokenAmount>,
    /// Whether anything is owed that it could close.
    pub owes: bool,
    /// To take the authorisation back.
    pub take_back: StrategyId,
}

/// What is left of a permission that was given from here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ApprovalLeft {
    /// Of which token, how much, and the way to take it back.
    pub rest: Rest,
    /// Who may take it.
    pub spender: Address,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::example;
    use crate::math::{WAD, Wad};
    use alloy::primitives::U256;

    fn at(hundredths: u64, level: Option<Level>) -> PositionView {
        let mut one = example(Timestamp(1_800_000_000)).expect("an example");
        let health = U256::from(hundredths) * WAD / U256::from(100);
        one.first_health = Health::Ratio(Wad::from_raw(health));
        one.alarm.level = level;
        one
    }

    #[test]
    fn what_is_called_stands_before_what_is_healthy_by_tighter_thresholds() {
        let correlated = at(106, None);
        let called = at(108, Some(Level::Call));
        assert!(called.rank() < correlated.rank());
        assert!(at(107, Some(Level::Call)).rank() < called.rank());
        assert!(at(120, Some(Level::Liquidatable)).rank() < called.rank());
        assert!(at(110, None).rank() > correlated.rank());
    }
}
