//! What there is to pay with, and to repay, while parts of a mix use it up.

use alloy::primitives::{Address, U256};

use super::column::Column;
use crate::math::TokenAmount;
use crate::protocols::Snapshot;
use crate::risk::{AssetId, Leg};
use crate::top_up::single::{takes_coin, wrappable};
use crate::top_up::{Means, Purse, Reserved, Source, StrategyId};

/// What is left of everything.
#[derive(Clone, Debug)]
pub(super) struct Stock {
    tokens: Vec<Token>,
    /// Of the chain's coin, beyond the fees.
    coin: U256,
}

#[derive(Clone, Debug)]
struct Token {
    asset: Address,
    decimals: u8,
    /// In the wallet.
    held: U256,
    coin: Coin,
    supplied: U256,
    owed: U256,
    /// What other parts supply of it.
    added: U256,
}

/// What the chain's coin is to a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coin {
    /// Another.
    Other,
    /// What it is made out of, before the market takes it.
    Made,
    /// What the market takes in its place.
    Taken,
}

impl Stock {
    /// All that there is, of the legs as they are at the earlier end: what is owed grows.
    pub(super) fn of(snapshot: &Snapshot, purse: Option<&Purse>, legs: &[Leg]) -> Self {
        let mut all_coin = U256::ZERO;
        let token = |(place, leg): (usize, &Leg)| {
            let asset = AssetId(place);
            let wallet = snapshot.wallet(asset);
            let coin = wrappable(snapshot, purse, asset);
            let is_made_of_it = !coin.is_zero();
            all_coin = all_coin.max(coin);
            let supplied = leg.collateral.as_ref().map(|supply| supply.balance.raw);
            let owed = leg.debt.as_ref().map(|debt| debt.balance.raw);
            Token {
                asset: leg.asset,
                decimals: leg.decimals,
                held: wallet.map_or(U256::ZERO, |wallet| wallet.balance.raw),
                coin: match is_made_of_it {
                    false => Coin::Other,
                    true if takes_coin(snapshot, asset) => Coin::Taken,
                    true => Coin::Made,
                },
                supplied: supplied.unwrap_or_default(),
                owed: owed.unwrap_or_default(),
                added: U256::ZERO,
            }
        };
        let tokens = legs.iter().enumerate().map(token).collect();
        Self {
            tokens,
            coin: all_coin,
        }
    }

    /// The same of these tokens alone.
    pub(super) fn only(mut self, columns: &[Column]) -> Self {
        let is_paid = |token: &Token| columns.iter().any(|one| one.way.asset == token.asset);
        self.tokens.retain(is_paid);
        self
    }

    /// The same without what is spoken for.
    pub(super) fn without(&self, reserved: &Reserved) -> Self {
        let mut rest = self.clone();
        for token in &mut rest.tokens {
            token.held = token.held.saturating_sub(reserved.of(token.asset));
        }
        rest.coin = rest.coin.saturating_sub(reserved.coin());
        rest
    }

    /// What was taken out of the wallet since, beside what is spoken for already.
    pub(super) fn taken_since(&self, before: &Self, reserved: &Reserved) -> Reserved {
        let mut all = reserved.clone();
        for (token, was) in self.tokens.iter().zip(&before.tokens) {
            all.add(token.asset, was.held.saturating_sub(token.held));
        }
        all.add_coin(before.coin.saturating_sub(self.coin));
        all
    }

    fn token(&self, asset: Address) -> Option<&Token> {
        self.tokens.iter().find(|token| token.asset == asset)
    }

    /// What is left of what pays for a way.
    pub(super) fn left(&self, way: StrategyId) -> U256 {
        let token = self.token(way.asset);
        token.map_or(U256::ZERO, |token| self.source(token, way.means))
    }

    /// The most that could be supplied of a token.
    pub(super) fn could_add(&self, asset: Address) -> U256 {
        let token = self.token(asset);
        token.map_or(U256::ZERO, |token| match token.coin {
            Coin::Other => token.held,
            Coin::Made | Coin::Taken => token.held.saturating_add(self.coin),
        })
    }

    /// The most that a part can move.
    pub(super) fn room(&self, column: &Column) -> TokenAmount {
        let way = column.way;
        let Some(token) = self.token(way.asset) else {
            return TokenAmount::zero(0);
        };
        let left = self.source(token, way.means);
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
        let Self { tokens, coin } = self;
        let Some(token) = tokens.iter_mut().find(|token| token.asset == way.asset) else {
            return;
        };
        match way.means.source() {
            Some(Source::Token) => {
                let short = amount.saturating_sub(token.held);
                token.held = token.held.saturating_sub(amount);
                if token.coin == Coin::Made {
                    *coin = coin.saturating_sub(short);
                }
            }
            Some(Source::Coin) => *coin = coin.saturating_sub(amount),
            Some(Source::Supply) => token.supplied = token.supplied.saturating_sub(amount),
            None => return,
        }
        match way.means {
            Means::AddCollateral | Means::AddCoin => {
                token.added = token.added.saturating_add(amount);
            }
            _ => token.owed = token.owed.saturating_sub(amount),
        }
    }

    fn source(&self, token: &Token, means: Means) -> U256 {
        match (means.source(), token.coin) {
            (Some(Source::Token), Coin::Made) => token.held.saturating_add(self.coin),
            (Some(Source::Token), _) => token.held,
            (Some(Source::Coin), Coin::Taken) => self.coin,
            (Some(Source::Supply), _) => token.supplied,
            (Some(Source::Coin), _) | (None, _) => U256::ZERO,
        }
    }

    /// Whether two ways, of positions that have a wallet in common, are paid for by the same.
    pub(super) fn share_a_source(&self, way: StrategyId, other: &Self, others: StrategyId) -> bool {
        let (Some(own), Some(its)) = (self.token(way.asset), other.token(others.asset)) else {
            return false;
        };
        let draws = |token: &Token, means: Means| match (means.source(), token.coin) {
            (Some(Source::Token), Coin::Made) => (true, true),
            (Some(Source::Token), _) => (true, false),
            (Some(Source::Coin), _) => (false, true),
            (Some(Source::Supply) | None, _) => (false, false),
        };
        let (token, coin) = draws(own, way.means);
        let (its_token, its_coin) = draws(its, others.means);
        (token && its_token && own.asset == its.asset) || (coin && its_coin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use crate::math::Wad;
    use crate::protocols::{Market, a_snapshot, a_snapshot_in, registry};
    use alloy::primitives::address;

    const WETH: Address = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
    const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");

    fn way(means: Means, asset: Address) -> StrategyId {
        StrategyId { means, asset }
    }

    /// Five of WETH, seven of DAI, and nine of the coin.
    fn stock(market: Market) -> Stock {
        let wallets = [5, 7].map(|held| (U256::from(held), U256::ZERO));
        let snapshot = a_snapshot_in(market, 100, [WETH, DAI], wallets);
        let purse = Purse::new(U256::from(9), U256::ZERO);
        let position = snapshot.position().expect("a position");
        let legs = position.legs(snapshot.block.timestamp).expect("legs");
        Stock::of(&snapshot, Some(&purse), &legs)
    }

    /// In one of them the token is made out of the coin, the other takes coin itself.
    fn both() -> [Stock; 2] {
        let takes = registry::on_chain(ChainId(1)).remove(0);
        [a_snapshot(100, U256::ZERO).market, takes].map(stock)
    }

    #[test]
    fn two_ways_draw_on_the_same_where_that_is_one_token_or_the_coin() {
        let [made, taken] = both();
        let weth = way(Means::AddCollateral, WETH);
        let coin = way(Means::AddCoin, WETH);
        let dai = way(Means::Repay, DAI);
        let supplied = way(Means::RepaySupplied, DAI);
        assert!(made.share_a_source(weth, &taken, weth));
        assert!(!made.share_a_source(weth, &taken, dai));
        assert!(
            made.share_a_source(weth, &taken, coin),
            "it is made out of it"
        );
        assert!(!taken.share_a_source(weth, &taken, coin));
        assert!(taken.share_a_source(coin, &taken, coin));
        assert!(!taken.share_a_source(dai, &taken, coin));
        assert!(
            !taken.share_a_source(supplied, &taken, dai),
            "out of the position"
        );
        assert!(!taken.share_a_source(supplied, &taken, supplied));
    }

    #[test]
    fn what_the_market_takes_no_more_of_bounds_what_is_added_and_not_what_is_repaid() {
        let [mut made, _] = both();
        let room = |stock: &Stock, means, asset| {
            let column = Column {
                way: way(means, asset),
                price: TokenAmount::new(U256::ONE, 0),
                rate: (U256::ONE, U256::ONE),
                weight: Wad::ONE,
                headroom: Some(U256::from(6)),
            };
            stock.room(&column).raw
        };
        assert_eq!(room(&made, Means::AddCollateral, WETH), U256::from(6));
        assert_eq!(room(&made, Means::Repay, DAI), U256::from(7));
        made.take(way(Means::AddCollateral, WETH), U256::from(2));
        // A unit of it may be lost by rounding.
        assert_eq!(room(&made, Means::AddCollateral, WETH), U256::from(3));
        made.take(way(Means::AddCollateral, WETH), U256::from(5));
        assert_eq!(made.left(way(Means::AddCollateral, WETH)), U256::from(7));
    }
}
