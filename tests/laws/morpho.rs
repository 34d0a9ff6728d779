//! Positions in Morpho Blue, and what only its numbers can show.

use alloy::primitives::{Address, U256};
use margin_call::math::{Timestamp, Wad};
use margin_call::protocols::morpho_blue::{
    Account, Irm, MarketParams, MarketState, MorphoPosition, PreLiquidation, PreLiquidationParams,
    Token, Tokens,
};
use margin_call::risk::{AssetId, Health, LiquidationPrice, Position, Side};
use proptest::prelude::*;

use super::morpho_model::{self as model, int};
use super::{NOW, magnitude, share};

const COLLATERAL: AssetId = AssetId(0);
const LOAN: AssetId = AssetId(1);

fn an_irm() -> impl Strategy<Value = Irm> {
    prop_oneof![
        8 => (prop_oneof![Just(0_u64), 31_709_791..=63_419_583_967_u64])
            .prop_map(|rate_at_target| Irm::AdaptiveCurve { rate_at_target }),
        1 => Just(Irm::None),
        1 => (0..300_000_000_000_u64).prop_map(|rate| Irm::Other {
            borrow_rate: U256::from(rate)
        }),
    ]
}

/// Seconds, often none.
fn a_time(most: u64) -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 0..most]
}

prop_compose! {
    /// Up to ten years since the last update, at any utilisation, with shares of any price from
    /// a thousand to a share up to some thousand shares to a unit.
    pub fn a_market()(
        supply in magnitude(90), used in 0_u64..=1_000_000, price in -3_i32..=9,
        supply_shares in magnitude(100), age in a_time(315_360_000), fee in 0_u64..=250,
    ) -> MarketState {
        let borrow = supply * U256::from(used) / U256::from(1_000_000);
        let ten = |power: i32| U256::from(10).pow(U256::from(power));
        let shares = match price < 0 {
            true => borrow / ten(-price),
            false => borrow * ten(price),
        };
        MarketState {
            total_supply_assets: supply.to(),
            total_supply_shares: supply_shares.to(),
            total_borrow_assets: borrow.to(),
            total_borrow_shares: shares.to(),
            last_update: Timestamp(NOW.0 - age),
            fee: u128::from(fee) * 1_000_000_000_000_000,
        }
    }
}

/// Prices that the contract can multiply by any collateral here.
fn a_price() -> impl Strategy<Value = U256> {
    (magnitude(120), 0_u32..10).prop_map(|(price, scale)| {
        price * U256::from(10).pow(U256::from(scale)) / U256::from(1_000_000) + U256::ONE
    })
}

prop_compose! {
    /// A position that owes something; half of them near their liquidation.
    pub fn a_position()(
        market in a_market(), irm in an_irm(), lltv in 1_u64..1_000_000,
        part in 0_u64..=1_000_000, collateral in magnitude(100), any_price in a_price(),
        near in prop::option::of(900_000_u64..1_100_000), decimals in (0_u8..20, 0_u8..20),
    ) -> MorphoPosition {
        let shares = U256::from(market.total_borrow_shares);
        let borrow_shares: u128 = (shares * U256::from(part) / U256::from(1_000_000)).to();
        let borrow_shares = borrow_shares.max(1);
        let market = MarketState {
            total_borrow_shares: market.total_borrow_shares.max(borrow_shares),
            ..market
        };
        let token = |decimals| Token { symbol: "TKN".to_owned(), decimals };
        let with = |price| {
            let params = MarketParams {
                loan_token: Address::repeat_byte(1),
                collateral_token: Address::repeat_byte(2),
                oracle: Address::repeat_byte(3),
                irm: Address::repeat_byte(4),
                lltv: share(lltv),
            };
            let account = Account { borrow_shares, collateral: collateral.to() };
            let tokens = Tokens { collateral: token(decimals.0), loan: token(decimals.1) };
            MorphoPosition::new(params, market, irm, account, price, tokens).unwrap()
        };
        let position = with(any_price);
        match (near, position.liquidation_price(COLLATERAL, Side::Collateral, NOW).unwrap()) {
            (Some(near), LiquidationPrice::Below(price)) if price.bit_len() < 140 => {
                with(price * U256::from(near) / U256::from(1_000_000))
            }
            _ => position,
        }
    }
}

/// A contract's parameters, as far as they say from when on it acts.
fn from(pre_lltv: Wad) -> PreLiquidationParams {
    PreLiquidationParams {
        pre_lltv,
        close_factors: [Wad::ONE; 2],
        incentives: [Wad::ONE; 2],
        oracle: Address::ZERO,
    }
}

/// What the market is after a call at a time, by the independent model.
fn model_market(position: &MorphoPosition, at: Timestamp) -> model::Market {
    let market = position.market();
    let rate = match position.irm() {
        Irm::None => None,
        Irm::Other { borrow_rate } => Some(int(borrow_rate)),
        Irm::AdaptiveCurve { rate_at_target } => {
            let seconds = at.0 - market.last_update.0;
            Some(model::curve(model::utilization(market), rate_at_target, seconds).0)
        }
    };
    model::accrued(market, rate, at.0 - market.last_update.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn accrual_is_the_models(position in a_position(), later in 0_u64..100_000_000) {
        let at = Timestamp(NOW.0 + later);
        let ours = position.market().accrued(position.irm(), at).unwrap();
        prop_assert_eq!(ours.last_update, at);
        let theirs = model_market(&position, at);
        prop_assert_eq!(int(ours.total_supply_assets), theirs.supply);
        prop_assert_eq!(int(ours.total_supply_shares), theirs.supply_shares);
        prop_assert_eq!(int(ours.total_borrow_assets), theirs.borrow);
        prop_assert_eq!(int(ours.total_borrow_shares), theirs.borrow_shares);
        let sums = position.sums(at).unwrap();
        let owed = model::owed(&theirs, position.account().borrow_shares);
        prop_assert_eq!(int(sums.borrowed), owed);
    }

    #[test]
    fn the_curve_is_the_models(market in a_market(), rate_at_target: u64, later in a_time(u64::MAX >> 8)) {
        let rate_at_target = rate_at_target % 63_419_583_968;
        let at = Timestamp(NOW.0 + later);
        let seconds = at.0 - market.last_update.0;
        let ours = market.curve_rate(rate_at_target, at).unwrap();
        let utilization = model::utilization(&market);
        let (average, end) = model::curve(utilization, rate_at_target, seconds);
        prop_assert_eq!(int(ours.average), average);
        prop_assert_eq!(int(ours.rate_at_target), end);
    }

    /// Without any rounding the health factor is at least ours, but for one unit of what is owed
    /// and the interest that the contract itself cuts off: here there is none to add.
    #[test]
    fn health_never_overstates(position in a_position()) {
        let at = position.market().last_update;
        if let Health::Ratio(ratio) = position.health(at).unwrap() {
            let (market, account) = (position.market(), position.account());
            let shares = int(market.total_borrow_shares) + int(1_000_000_u64);
            let allowed = int(account.collateral)
                * int(position.price())
                * int(position.params().lltv.raw())
                * shares;
            let owed = int(account.borrow_shares)
                * (int(market.total_borrow_assets) + int(1_u64))
                * model::ten(36);
            prop_assert!(int(ratio.raw()) * owed <= allowed);
        }
    }

    /// Less than all is repaid by assets; closing by as many assets would take too many shares.
    #[test]
    fn a_repayment_never_takes_more_shares_than_there_are(
        position in a_position(), part in 0_u64..=1_000_000, later in 0_u64..10_000_000,
    ) {
        let at = Timestamp(NOW.0 + later);
        let owed = position.borrowed(at).unwrap();
        let amount = (owed * U256::from(part) / U256::from(1_000_000)).max(U256::ONE);
        let left = position.repayment(amount, at).unwrap();
        prop_assert_eq!(left.paid, amount);
        prop_assert_eq!(left.account.borrow_shares == 0, amount == owed);
        let market = model_market(&position, at);
        let all = left.account.borrow_shares == 0;
        let shares = int(position.account().borrow_shares - left.account.borrow_shares);
        if !all {
            let theirs = int(amount) * (market.borrow_shares + int(1_000_000_u64))
                / (market.borrow + int(1_u64));
            prop_assert_eq!(&shares, &theirs);
        }
        let assets = model::floor_at_zero(market.borrow - int(amount));
        prop_assert_eq!(int(left.market.total_borrow_assets), assets);
        prop_assert_eq!(int(left.market.total_borrow_shares), market.borrow_shares - shares);
    }

    /// The liquidation named as the largest can be made, and no larger one can.
    #[test]
    fn the_largest_liquidation_is_possible(position in a_position(), later in 0_u64..10_000_000) {
        let at = Timestamp(NOW.0 + later);
        let price = position.price();
        let taken = position.largest_liquidation(price, at).unwrap();
        let (shares, collateral) = {
            let account = position.account();
            (U256::from(account.borrow_shares), U256::from(account.collateral))
        };
        prop_assert!(taken.shares <= shares && taken.seized <= collateral);
        prop_assert!(taken.shares == shares || taken.seized == collateral);
        let loss = position.liquidation_loss(at).unwrap();
        prop_assert_eq!(loss.is_none(), collateral.is_zero());
        if let Some(loss) = loss
            && position.health(at).unwrap().is_liquidatable()
        {
            prop_assert_eq!(loss.seized.raw, taken.seized);
            prop_assert_eq!(loss.repaid.raw, taken.repaid);
        }
    }

    /// The price that is named still keeps the contract away, and one less does not.
    #[test]
    fn a_pre_liquidation_price_is_the_last_safe_one(
        position in a_position(), pre_lltv in 1_u64..1_000_000, price in a_price(),
    ) {
        let contract = PreLiquidation {
            contract: Address::ZERO,
            params: from(share(pre_lltv)),
            price: Some(price),
        };
        let at = |price| {
            let rule = PreLiquidation { price: Some(price), ..contract }.rule(&position);
            rule.unwrap().health(NOW).map(Health::is_liquidatable)
        };
        match contract.lowest_safe_price(&position, NOW).unwrap() {
            LiquidationPrice::Below(lowest) => {
                prop_assert_eq!(at(lowest), Ok(false));
                prop_assert_eq!(at(lowest - U256::ONE), Ok(true));
            }
            LiquidationPrice::Always => prop_assert!(at(price).unwrap()),
            other => prop_assert!(false, "{:?}", other),
        }
        // With the market's own LLTV and price it acts where the market liquidates.
        let own = PreLiquidation {
            params: from(position.params().lltv),
            price: Some(position.price()),
            ..contract
        };
        prop_assert_eq!(own.rule(&position).unwrap().health(NOW), position.health(NOW));
    }

    /// What a contract may take is what its rounding stands for: each result is the one between the two
    /// that its inequalities name.
    #[test]
    fn what_a_contract_takes_is_the_most_that_its_rule_allows(
        position in a_position(), pre in 1_u64..1_000_000, within in 0_u64..=1_100_000,
        factors in (0_u64..=1_000_000, 0_u64..=2_000_000), more in (0_u64..200_000, 0_u64..200_000),
    ) {
        let lltv = position.params().lltv;
        let pre_lltv = Wad::from_raw(lltv.raw() * U256::from(pre) / U256::from(1_000_000));
        prop_assume!(pre_lltv < lltv && !pre_lltv.raw().is_zero());
        let incentive = |part: u64| Wad::from_raw(Wad::ONE.raw() + share(part).raw());
        let params = PreLiquidationParams {
            close_factors: [share(factors.0), share(factors.0 + factors.1)],
            incentives: [incentive(more.0), incentive(more.0 + more.1)],
            ..from(pre_lltv)
        };
        let contract = PreLiquidation { contract: Address::ZERO, params, price: None };
        let (LiquidationPrice::Below(first), LiquidationPrice::Below(last)) = (
            contract.lowest_safe_price(&position, NOW).unwrap(),
            position.lowest_safe_price(NOW).unwrap(),
        ) else {
            return Ok(());
        };
        // Beyond that the contract could not multiply it by what there is.
        if first.bit_len() >= 140 {
            return Ok(());
        }
        // From below the market's to above its own.
        let price = last + (first - last.min(first)) * U256::from(within) / U256::from(1_000_000);
        let price = price - U256::ONE;
        prop_assume!(!price.is_zero());
        let acts = |price| {
            let rule = PreLiquidation { price: Some(price), ..contract }.rule(&position);
            let markets = position.health_with_prices(NOW, &[price, U256::ONE]).unwrap();
            rule.unwrap().health(NOW).unwrap().is_liquidatable() && !markets.is_liquidatable()
        };
        let found = contract.most(&position, price, NOW).unwrap();
        prop_assert_eq!(found.is_some(), acts(price));
        let Some(found) = found else { return Ok(()) };
        let wad = int(Wad::ONE.raw());
        let one = int(1_u64);
        let scale = model::ten(36);
        let market = model_market(&position, NOW);
        let account = position.account();
        let owed = model::owed(&market, account.borrow_shares);
        let collateral = int(account.collateral);
        let value = model::floor(collateral * int(price), scale);
        let ltv = model::ceil(owed * wad, value);
        let (low, high) = (int(pre_lltv.raw()), int(lltv.raw()));
        let place = model::floor((ltv - low) * wad, high - low);
        for (factor, [start, end]) in [
            (found.close_factor, params.close_factors),
            (found.incentive, params.incentives),
        ] {
            let (factor, start, end) = (int(factor.raw()), int(start.raw()), int(end.raw()));
            let risen = (factor - start) * wad;
            prop_assert!(risen <= place * (end - start) && place * (end - start) < risen + wad);
        }
        let (shares, all) = (int(found.shares), int(account.borrow_shares));
        let factor = int(found.close_factor.raw());
        prop_assert!(shares <= all && shares * wad <= all * factor);
        prop_assert!(shares == all || (shares + one) * wad > all * factor);
        let repaid = int(found.repaid);
        let (assets, virtual_shares) = (market.borrow + one, market.borrow_shares + model::ten(6));
        prop_assert!(repaid * virtual_shares >= shares * assets);
        prop_assert!(shares.is_zero() || (repaid - one) * virtual_shares < shares * assets);
        let paid = model::floor(shares * assets, virtual_shares);
        let taken = model::floor(model::floor(paid * int(found.incentive.raw()), wad) * scale, int(price));
        prop_assert_eq!(int(found.seized), taken.min(collateral));
        let worth = int(found.seized_value);
        prop_assert!(worth * scale >= int(found.seized) * int(price));
        prop_assert!((worth - one) * scale < int(found.seized) * int(price));
    }

    /// A lower price lets it close no less, and take no less for a unit of it, until the market is
    /// first; at the ends of that way are the two that are shown.
    #[test]
    fn a_contract_takes_more_the_further_the_price_falls(
        position in a_position(), pre in 900_000_u64..1_000_000, parts in (0_u64..=1_000_000, 0_u64..=1_000_000),
    ) {
        let lltv = position.params().lltv;
        let pre_lltv = Wad::from_raw(lltv.raw() * U256::from(pre) / U256::from(1_000_000));
        prop_assume!(pre_lltv < lltv && !pre_lltv.raw().is_zero());
        let params = PreLiquidationParams {
            close_factors: [share(10_000), share(600_000)],
            incentives: [Wad::ONE, Wad::from_raw(Wad::ONE.raw() + share(50_000).raw())],
            ..from(pre_lltv)
        };
        let contract = PreLiquidation { contract: Address::ZERO, params, price: None };
        let (LiquidationPrice::Below(first), LiquidationPrice::Below(last)) = (
            contract.lowest_safe_price(&position, NOW).unwrap(),
            position.lowest_safe_price(NOW).unwrap(),
        ) else {
            return Ok(());
        };
        // Beyond that the contract could not multiply it by what there is.
        if first.bit_len() >= 140 || last >= first {
            return Ok(());
        }
        let at = |part: u64| last + (first - last - U256::ONE) * U256::from(part) / U256::from(1_000_000);
        let (low, high) = (at(parts.0.min(parts.1)), at(parts.0.max(parts.1)));
        let most = |price| contract.most(&position, price, NOW).unwrap();
        let (Some(lower), Some(higher)) = (most(low), most(high)) else {
            return Err(TestCaseError::fail("it may act between the two"));
        };
        prop_assert!(lower.close_factor >= higher.close_factor && lower.incentive >= higher.incentive);
        let (start, end) = (
            contract.at_first(&position, NOW).unwrap().unwrap(),
            contract.at_last(&position, NOW).unwrap().unwrap(),
        );
        for between in [lower, higher] {
            prop_assert!(start.shares <= between.shares && between.shares <= end.shares);
        }
        let [first_factor, last_factor] = params.close_factors;
        prop_assert!(first_factor <= start.close_factor && end.close_factor <= last_factor);
    }

    /// What alarms follow is never above the market's own, and below only where a contract comes
    /// first; that is the one with the lowest health of all.
    #[test]
    fn a_contract_comes_first_where_its_health_is_lower(
        position in a_position(),
        contracts in prop::collection::vec((1_u64..1_000_000, prop::option::of(a_price())), 0..4),
    ) {
        let contracts: Vec<_> = contracts.into_iter().map(|(pre_lltv, price)| PreLiquidation {
            contract: Address::ZERO,
            params: from(share(pre_lltv)),
            price,
        }).collect();
        let own = position.health(NOW).unwrap();
        let lowest = contracts.iter().filter_map(|one| one.rule(&position));
        let lowest = lowest.filter_map(|rule| rule.health(NOW).ok()).min();
        let position = position.with_pre_liquidations(contracts);
        match position.earlier(NOW) {
            Some((health, rule)) => {
                prop_assert!(health < own && !own.is_liquidatable());
                prop_assert_eq!(Some(health), lowest);
                prop_assert_eq!(rule.health(NOW), Ok(health));
            }
            None => prop_assert!(own.is_liquidatable() || lowest.is_none_or(|one| one >= own)),
        }
    }
}

#[test]
fn without_debt_neither_oracle_nor_interest_matters() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let position = {
        use proptest::strategy::ValueTree;
        a_position().new_tree(&mut runner).unwrap().current()
    };
    let account = Account {
        borrow_shares: 0,
        ..position.account()
    };
    let Ok(free) = MorphoPosition::new(
        *position.params(),
        *position.market(),
        position.irm(),
        account,
        U256::ZERO,
        Tokens {
            collateral: Token {
                symbol: String::new(),
                decimals: 18,
            },
            loan: Token {
                symbol: String::new(),
                decimals: 6,
            },
        },
    ) else {
        panic!("a position");
    };
    assert_eq!(free.health(NOW), Ok(Health::NoDebt));
    let never = free.liquidation_price(COLLATERAL, Side::Collateral, NOW);
    assert_eq!(never, Ok(LiquidationPrice::Never));
    let unit = free.liquidation_price(LOAN, Side::Debt, NOW);
    assert_eq!(unit, Ok(LiquidationPrice::Unit));
    assert_eq!(free.liquidation_loss(NOW), Ok(None));
    assert_eq!(free.base().decimals, 6);
    let shown = free.legs(NOW).unwrap();
    assert_eq!(shown[0].price.unwrap().decimals, 24);
    assert!(shown[1].debt.is_none());
}

#[test]
fn decimals_that_no_price_can_have_and_more_shares_than_there_are_are_refused() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let position = {
        use proptest::strategy::ValueTree;
        a_position().new_tree(&mut runner).unwrap().current()
    };
    let with = |account, collateral| {
        let token = |decimals| Token {
            symbol: String::new(),
            decimals,
        };
        let tokens = Tokens {
            collateral: token(collateral),
            loan: token(0),
        };
        let (params, market) = (*position.params(), *position.market());
        MorphoPosition::new(params, market, Irm::None, account, U256::ONE, tokens)
    };
    assert!(with(position.account(), 36).is_ok());
    assert!(with(position.account(), 37).is_err());
    let most = position.market().total_borrow_shares;
    let owing = |borrow_shares| Account {
        borrow_shares,
        collateral: 0,
    };
    assert!(with(owing(most), 18).is_ok());
    assert!(with(owing(most + 1), 18).is_err());
    assert_eq!(Wad::ONE.raw(), share(1_000_000).raw());
}
