//! Contracts that could act for a position before its market does.

use alloy::primitives::Address;

use super::analysis::LossView;
use super::endpoints::ReadProblem;
use super::{PositionKey, WatchProblem};
use crate::math::{TokenAmount, Wad};
use crate::protocols::Unfit;
use crate::risk::{Currency, Health};
use crate::top_up::StrategyId;

/// What there is for one position, as far as it was looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct ProtectionView {
    /// The position.
    pub position: PositionKey,
    /// How far the factory's log was looked through.
    pub search: SearchView,
    /// Contracts are being asked what they are.
    pub is_asking: bool,
    /// Some could not be asked.
    pub has_failed: bool,
    /// Nothing can be authorised: only the wallet's node could be asked about a contract.
    pub has_one_voice: bool,
    /// What is wrong with the address that was typed last.
    pub typed: Option<TypedProblem>,
    /// The contracts, those that act first before others.
    pub contracts: Vec<ProtectorView>,
    /// There are more than those: the newest are shown.
    pub has_more: bool,
    /// Addresses that the account has authorised, and that are no such contracts: they can be taken back.
    pub strange: Vec<StrangeView>,
    /// What a liquidation by the market itself would take.
    pub market: Option<LossView>,
    /// What values are counted in.
    pub currency: Currency,
}

/// How far a log was looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchView {
    /// It goes on.
    Looking,
    /// All of it.
    Whole,
    /// So many of the last blocks.
    Last(u64),
    /// The endpoint does not show it.
    Nothing(ReadProblem),
}

/// An address that the account has authorised, and that is no contract of this market.
#[derive(Clone, Debug, PartialEq)]
pub struct StrangeView {
    /// The address.
    pub address: Address,
    /// To take that back.
    pub take_back: StrategyId,
    /// Another market of the account of which it is one, where whoever vouches for such contracts has made it.
    pub of_market: Option<OtherMarket>,
}

/// Another market of the account, of which an authorised contract is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherMarket {
    /// Its name.
    pub name: String,
    /// The contract goes by this oracle, which is not that market's own.
    pub other_oracle: Option<Address>,
}

/// What is wrong with an address that was typed for a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedProblem {
    /// It is no address.
    Text(WatchProblem),
    /// It is no such contract, or one of another market.
    NotOne,
}

/// A contract that could act for a position before its market does.
#[derive(Clone, Debug, PartialEq)]
pub struct ProtectorView {
    /// The contract.
    pub contract: Address,
    /// Whether it may be authorised: whoever vouches for such contracts has made it, and it goes by the market's
    /// own oracle; why not.
    pub fit: Result<(), Unfit>,
    /// Whether the account has authorised it.
    pub is_authorized: bool,
    /// To authorise it, or to take that back.
    pub way: StrategyId,
    /// From which price on it may act, and what it does.
    pub rule: RuleView,
}

/// What such a contract does, and from when on.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleView {
    /// The loan-to-value above which it may act.
    pub lltv: Wad,
    /// The market's own.
    pub market_lltv: Wad,
    /// Symbol of the collateral.
    pub collateral: String,
    /// Symbol of the debt.
    pub debt: String,
    /// What its oracle says now; none where it gives no price.
    pub price: Option<TokenAmount>,
    /// That oracle, where it is not the market's own: then what is taken is the most that it can bring about, by
    /// the price that it names, and what that costs is by the market's.
    pub other_oracle: Option<Address>,
    /// The lowest price at which it may not act; none where it may at any, or where nothing is owed.
    pub last_safe: Option<TokenAmount>,
    /// How far that price falls until then, rounded down; none where it may act already, or nobody knows.
    pub fall: Option<Wad>,
    /// Health by its rule, which the level would follow; none where it gives no price.
    pub health: Option<Health>,
    /// It could act in the next block.
    pub acts_now: bool,
    /// What it does at most where it may act first.
    pub at_first: Option<TakenView>,
    /// What it does at most just before the market liquidates.
    pub at_last: Option<TakenView>,
}

/// What is taken at most, at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenView {
    /// How much of the debt is closed, at most.
    pub close_factor: Wad,
    /// How much debt that pays.
    pub repaid: TokenAmount,
    /// How much collateral is taken for it.
    pub seized: TokenAmount,
    /// What the borrower is poorer by.
    pub cost: TokenAmount,
}
