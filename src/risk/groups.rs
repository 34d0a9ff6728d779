//! Assets that move together, and how far each such group may fall.
//!
//! Which assets move together is no fact of a protocol: an e-mode says it no longer (since Aave 3.2
//! some pair an asset with stablecoins), and a feed does not name what it follows. The rule here is
//! the plainest that can be stated: the name. A token that has the name of an underlying in its own
//! (WETH, wstETH, PT-weETH…) follows that underlying. It decides one shown number and nothing else,
//! never a health factor; who lists a token under a false name misleads about that number alone.

use super::drawdown::{self, Drawdown};
pub use super::names::named;
use super::{AssetId, Leg, LiquidationPrice, Position, RiskError, Side};
use crate::math::Timestamp;

/// What a group of assets follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Underlying {
    /// What is known by this name, such as "ETH" or "USD".
    Named(&'static str),
    /// Nothing but itself.
    Itself(AssetId),
}

/// Assets that move together, collateral and debt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they follow.
    pub underlying: Underlying,
    /// The legs.
    pub assets: Vec<AssetId>,
}

/// The groups in which a position has collateral that counts, in the order of its legs.
#[must_use]
pub fn of(legs: &[Leg]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (place, leg) in legs.iter().enumerate() {
        let of_leg = underlying(AssetId(place), leg);
        if leg.counts_as_collateral() && !groups.iter().any(|group| group.underlying == of_leg) {
            groups.push(Group {
                underlying: of_leg,
                assets: Vec::new(),
            });
        }
    }
    for (place, leg) in legs.iter().enumerate() {
        let of_leg = underlying(AssetId(place), leg);
        let mut group = groups.iter_mut().filter(|group| group.underlying == of_leg);
        // What has no price has none to fall.
        if let Some(group) = group.next().filter(|_| leg.price.is_some()) {
            group.assets.push(AssetId(place));
        }
    }
    groups
}

/// The groups of all whose price may move, with the currency that the position is counted in left
/// where it is: the collateral of [`drawdown::volatile_collateral`] and every debt that is not bound
/// to the currency, each without the asset that the others are priced in.
///
/// # Errors
/// [`RiskError::Math`].
pub fn movable(
    position: &dyn Position,
    legs: &[Leg],
    at: Timestamp,
) -> Result<Vec<Group>, RiskError> {
    let currency = position.base().currency;
    let falling = drawdown::volatile_collateral(legs, &currency).falling;
    let mut groups: Vec<Group> = Vec::new();
    for (place, leg) in legs.iter().enumerate() {
        let asset = AssetId(place);
        let is_owed = leg.debt.is_some() && !drawdown::is_steady(leg, &currency);
        let moves = leg.price.is_some() && (is_owed || falling.contains(&asset));
        if !moves || is_unit(position, asset, at)? {
            continue;
        }
        let of_leg = underlying(asset, leg);
        match groups.iter_mut().find(|group| group.underlying == of_leg) {
            Some(group) => group.assets.push(asset),
            None => groups.push(Group {
                underlying: of_leg,
                assets: vec![asset],
            }),
        }
    }
    Ok(groups)
}

fn underlying(asset: AssetId, leg: &Leg) -> Underlying {
    match named(&leg.symbol) {
        Some(name) => Underlying::Named(name),
        None => Underlying::Itself(asset),
    }
}

/// Whether the others are priced in an asset.
fn is_unit(position: &dyn Position, asset: AssetId, at: Timestamp) -> Result<bool, RiskError> {
    Ok(position.liquidation_price(asset, Side::Debt, at)? == LiquidationPrice::Unit)
}

/// The smallest common fall of a group's prices that liquidates the position, all else unchanged.
///
/// Where the group has the asset that the others are priced in, a common fall changes no price.
///
/// # Errors
/// [`RiskError::UnknownAsset`]; [`RiskError::Math`].
pub fn to_liquidation(
    position: &dyn Position,
    group: &Group,
    at: Timestamp,
) -> Result<Drawdown, RiskError> {
    for &asset in &group.assets {
        if is_unit(position, asset, at)? {
            return drawdown::to_liquidation(position, &[], at);
        }
    }
    drawdown::to_liquidation(position, &group.assets, at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{TokenAmount, Wad};
    use crate::risk::{Collateral, Debt, Obstacle};
    use alloy::primitives::{Address, U256};

    fn leg(symbol: &str, collateral: Option<Option<Obstacle>>, owes: bool) -> Leg {
        let balance = TokenAmount::zero(18);
        Leg {
            asset: Address::ZERO,
            symbol: symbol.to_owned(),
            decimals: 18,
            price: Some(balance),
            collateral: collateral.map(|not_counted| Collateral {
                balance,
                value: Some(U256::ZERO),
                yearly_rate: Wad::ZERO,
                liquidation_threshold: Wad::ZERO,
                not_counted,
            }),
            debt: owes.then_some(Debt {
                balance,
                value: U256::ZERO,
                yearly_rate: Wad::ZERO,
            }),
        }
    }

    #[test]
    fn a_group_has_collateral_that_counts_and_the_debts_that_move_with_it() {
        let legs = [
            leg("wstETH", Some(None), false),
            leg("USDC", None, true),
            leg("WBTC", Some(Some(Obstacle::ZeroLtv)), false),
            leg("WETH", None, true),
            leg("weETH", Some(None), false),
            leg("LINK", Some(None), false),
        ];
        let group = |underlying, assets: &[usize]| Group {
            underlying,
            assets: assets.iter().copied().map(AssetId).collect(),
        };
        let expected = [
            group(Underlying::Named("ETH"), &[0, 3, 4]),
            group(Underlying::Itself(AssetId(5)), &[5]),
        ];
        assert_eq!(of(&legs), expected);
    }

    #[test]
    fn a_token_follows_what_its_name_carries() {
        for (underlying, symbols) in [
            ("ETH", "ETH WETH wstETH PT-weETH-25DEC2025 WETH.e ETHx"),
            ("BTC", "WBTC cbBTC tBTC BTC.b"),
            ("USD", "USDC sUSDe crvUSD USD₮0 DAI sDAI xDAI GHO frax"),
            ("EUR", "EURC EURe"),
            ("AVAX", "sAVAX"),
            ("BNB", "WBNB"),
            ("MATIC", "MaticX WPOL"),
        ] {
            for symbol in symbols.split(' ') {
                assert_eq!(named(symbol), Some(underlying), "{symbol}");
            }
        }
        for symbol in ["ETHFI", "LINK", "POLS", "AAVE", ""] {
            assert_eq!(named(symbol), None, "{symbol}");
        }
    }
}
