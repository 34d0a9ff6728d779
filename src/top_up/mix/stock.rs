//! What there is to pay with, and to repay, while parts of a mix use it up.

use alloy::primitives::{Address, U256};

use super::column::Column;
use crate::math::TokenAmount;
use crate::protocols::Snapshot;
use crate::risk::{AssetId, Leg};
use crate::top_up::single::{takes_coin, wrappable};
use crate::top_up::{Means, Purse, Source, StrategyId};

/// What is left of everything.
#[derive(Clone, Debug)]
pub(super) struct Stock {
    tokens: Vec<Token>,
}

#[derive(Clone, Debug)]
struct Token {
    asset: Address,
    decimals: u8,
    /// In the wallet, with what can be made out of coin where the market takes none.
    held: U256,
    /// Coin that the market makes into it.
    coin: U256,
    supplied: U256,
    owed: U256,
    /// What other parts supply of it.
    added: U256,
}

impl Stock {
    /// All that there is, of the legs as they are at the earlier end: what is owed grows.
    pub(super) fn of(snapshot: &Snapshot, purse: Option<&Purse>, legs: &[Leg]) -> Self {
        let token = |(place, leg): (usize, &Leg)| {
            let asset = AssetId(place);
            let wallet = snapshot.wallet(asset);
            let held = wallet.map_or(U256::ZERO, |wallet| wallet.balance.raw);
            let coin = wrappable(snapshot, purse, asset);
            let (held, coin) = match takes_coin(snapshot, asset) {
                true => (held, coin),
                false => (held.saturating_add(coin), U256::ZERO),
            };
            let supplied = leg.collateral.as_ref().map(|supply| supply.balance.raw);
            let owed = leg.debt.as_ref().map(|debt| debt.balance.raw);
            Token {
                asset: leg.asset,
                decimals: leg.decimals,
                held,
                coin,
                supplied: supplied.unwrap_or_default(),
                owed: owed.unwrap_or_default(),
                added: U256::ZERO,
            }
        };
        Self {
            tokens: legs.iter().enumerate().map(token).collect(),
        }
    }

    /// What is left of what pays for a way.
    pub(super) fn left(&self, way: StrategyId) -> U256 {
        let token = self.tokens.iter().find(|token| token.asset == way.asset);
        token.map_or(U256::ZERO, |token| token.source(way.means))
    }

    /// The most that could be supplied of a token.
    pub(super) fn could_add(&self, asset: Address) -> U256 {
        let token = self.tokens.iter().find(|token| token.asset == asset);
        token.map_or(U256::ZERO, |token| token.held.saturating_add(token.coin))
    }

    /// The most that a part can move.
    pub(super) fn room(&self, column: &Column) -> TokenAmount {
        let way = column.way;
        let token = self.tokens.iter().find(|token| token.asset == way.asset);
        let Some(token) = token else {
            return TokenAmount::zero(0);
        };
        let left = token.source(way.means);
        let most = match (way.means, column.headroom) {
            (Means::Repay | Means::RepayCoin | Means::RepaySupplied, _) => left.min(token.owed),
            (_, Some(headroom)) if token.added.is_zero() => left.min(headroom),
            // What was added is rounded by a unit.
            (_, Some(headroom)) => {
                let added = token.added.saturating_add(U256::ONE);
                left.min(headroom.saturating_sub(added))
            }
            (_, None) => left,
        };
        TokenAmount::new(most, token.decimals)
    }

    /// A part moves so much.
    pub(super) fn take(&mut self, way: StrategyId, amount: U256) {
        let token = self
            .tokens
            .iter_mut()
            .find(|token| token.asset == way.asset);
        let Some(token) = token else { return };
        let source = match way.means.source() {
            Some(Source::Token) => &mut token.held,
            Some(Source::Coin) => &mut token.coin,
            Some(Source::Supply) => &mut token.supplied,
            None => return,
        };
        *source = source.saturating_sub(amount);
        match way.means {
            Means::AddCollateral | Means::AddCoin => {
                token.added = token.added.saturating_add(amount);
            }
            _ => token.owed = token.owed.saturating_sub(amount),
        }
    }
}

impl Token {
    fn source(&self, means: Means) -> U256 {
        match means.source() {
            Some(Source::Token) => self.held,
            Some(Source::Coin) => self.coin,
            Some(Source::Supply) => self.supplied,
            None => U256::ZERO,
        }
    }
}
