//! Which prices can liquidate a position, the nearest first, and how they went.

use core::cmp::Ordering;

use alloy::primitives::U256;

use super::past::{Past, PriceKey};
use super::view::{LegView, LiquidationPriceView, PositionKey, PricePathView};
use crate::math::Wad;
use crate::risk::Currency;
use crate::risk::drawdown::is_stable;

/// The places of the legs whose price, alone, can liquidate the position: without those that are
/// stable against the currency, unless there are no others.
pub(super) fn choose(legs: &[LegView], currency: &Currency) -> Vec<usize> {
    let near = |place: &usize| legs.get(*place).and_then(nearness);
    let mut places: Vec<usize> = (0..legs.len()).collect();
    places.retain(|place| near(place).is_some());
    let is_volatile = |place: &usize| {
        let leg = legs.get(*place);
        leg.is_some_and(|leg| !is_stable(&leg.symbol, leg.price, currency))
    };
    if places.iter().any(is_volatile) {
        places.retain(is_volatile);
    }
    places.sort_by(|one, two| near(one).partial_cmp(&near(two)).unwrap_or(Ordering::Equal));
    places
}

/// How near the price of a leg is to where it liquidates; none where it never does.
fn nearness(leg: &LegView) -> Option<(Way, Wad)> {
    leg.price?;
    reach(first(leg))
}

/// Where the first liquidates: the market, or a contract that may act before it.
fn first(leg: &LegView) -> LiquidationPriceView {
    let (market, before) = (leg.liquidation_price, leg.pre_liquidation_price);
    let nearer = before.filter(|before| match (reach(*before), reach(market)) {
        // It is free of both where it is free of the farther one.
        (Some((Way::Back, one)), Some((Way::Back, other))) => one > other,
        (Some(before), Some(market)) => before < market,
        (before, _) => before.is_some(),
    });
    nearer.unwrap_or(market)
}

/// Which way a liquidation price lies: what was passed comes before what was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Back,
    Ahead,
}

/// Which way it lies, and how far.
fn reach(price: LiquidationPriceView) -> Option<(Way, Wad)> {
    match price {
        LiquidationPriceView::At { move_wad, .. } => Some((Way::Ahead, move_wad)),
        LiquidationPriceView::Passed { back_wad, .. } => Some((Way::Back, back_wad)),
        LiquidationPriceView::Always => Some((Way::Back, Wad::from_raw(U256::MAX))),
        LiquidationPriceView::Never
        | LiquidationPriceView::Unit
        | LiquidationPriceView::Unknown => None,
    }
}

/// How those prices went.
pub(super) fn paths(
    past: &Past,
    key: &PositionKey,
    legs: &[LegView],
    chosen: &[usize],
) -> Vec<PricePathView> {
    let legs = chosen.iter().filter_map(|place| legs.get(*place));
    let paths = legs.filter_map(|leg| {
        Some(PricePathView {
            asset: leg.asset,
            symbol: leg.symbol.clone(),
            side: leg.side,
            currency: leg.currency.clone(),
            readings: past.price(&PriceKey::of(key, leg.asset)),
            now: leg.price?,
            liquidation: first(leg),
        })
    });
    paths.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::TokenAmount;
    use crate::protocols::Protocol;
    use crate::risk::Side;
    use alloy::primitives::Address;

    fn leg(
        symbol: &str,
        price: u64,
        side: Side,
        liquidation_price: LiquidationPriceView,
    ) -> LegView {
        LegView {
            asset: Address::ZERO,
            symbol: symbol.to_owned(),
            protocol: Protocol::AaveV3,
            side,
            amount: TokenAmount::zero(18),
            value: None,
            yearly_rate: Wad::ZERO,
            currency: Currency::USD,
            price: Some(TokenAmount::new(U256::from(price), 2)),
            liquidation_threshold: None,
            liquidation_price,
            pre_liquidation_price: None,
            not_counted: None,
        }
    }

    fn at(percent: u64) -> LiquidationPriceView {
        LiquidationPriceView::At {
            price: TokenAmount::zero(2),
            move_wad: Wad::from_raw(U256::from(percent * 10_u64.pow(16))),
        }
    }

    fn passed(percent: u64) -> LiquidationPriceView {
        LiquidationPriceView::Passed {
            price: TokenAmount::zero(2),
            back_wad: Wad::from_raw(U256::from(percent * 10_u64.pow(16))),
        }
    }

    #[test]
    fn the_nearest_is_first_and_what_cannot_liquidate_is_left_out() {
        let mut legs = vec![
            leg("WETH", 300_000, Side::Collateral, at(30)),
            leg("WBTC", 900_000, Side::Collateral, at(12)),
            leg("LINK", 1_500, Side::Collateral, LiquidationPriceView::Never),
            leg("GOV", 200, Side::Collateral, LiquidationPriceView::Unknown),
            leg("USDC", 100, Side::Debt, at(5)),
            leg("WETH", 300_000, Side::Debt, at(20)),
        ];
        assert_eq!(choose(&legs, &Currency::USD), [1, 5, 0]);
        legs[0].liquidation_price = passed(40);
        assert_eq!(choose(&legs, &Currency::USD), [0, 1, 5]);
        // Against a coin nothing is stable.
        let ether = Currency::Named("ETH".into());
        assert_eq!(choose(&legs, &ether), [0, 4, 1, 5]);
    }

    #[test]
    fn a_contract_that_may_act_before_the_market_counts_as_the_first() {
        let before = |before, market| LegView {
            pre_liquidation_price: Some(before),
            ..leg("WETH", 300_000, Side::Collateral, market)
        };
        let legs = [
            before(at(9), at(12)),
            before(at(12), at(8)),
            before(passed(3), at(30)),
            before(LiquidationPriceView::Unknown, at(7)),
            before(at(40), LiquidationPriceView::Unknown),
            before(passed(5), passed(2)),
            before(passed(2), LiquidationPriceView::Always),
        ];
        assert_eq!(choose(&legs, &Currency::USD), [2, 5, 6, 3, 1, 0, 4]);
        let firsts = legs.iter().map(first).collect::<Vec<_>>();
        let [ahead, always] = [at(40), LiquidationPriceView::Always];
        let expected = [at(9), at(8), passed(3), at(7), ahead, passed(5), always];
        assert_eq!(firsts, expected);
    }

    #[test]
    fn where_there_is_nothing_else_the_stable_ones_matter() {
        let legs = [
            leg("DAI", 100, Side::Collateral, at(9)),
            leg("USDC", 100, Side::Debt, at(8)),
            leg(
                "WETH",
                300_000,
                Side::Collateral,
                LiquidationPriceView::Never,
            ),
        ];
        assert_eq!(choose(&legs, &Currency::USD), [1, 0]);
    }
}
