//! What Morpho Blue allows and refuses, rule by rule.

use alloy::primitives::{Address, U256};
use margin_call::math::{Timestamp, TokenAmount, Wad};
use margin_call::protocols::Difference;
use margin_call::protocols::morpho_blue::{
    Account, Irm, MarketParams, MarketState, MorphoPosition, Token, Tokens,
};
use margin_call::risk::{
    AssetId, Health, Inverse, LiquidationPrice, Obstacle, Position, RiskError, Side,
};

const NOW: Timestamp = Timestamp(1_764_000_000);
const COLLATERAL: AssetId = AssetId(0);
const LOAN: AssetId = AssetId(1);
/// A price of one: a unit of the loan token for a unit of collateral.
const ONE: u128 = 1_000_000_000_000_000_000_000_000_000_000_000_000;

/// 1,000 units of debt in a market where a unit is a million shares, against 2,000 of collateral
/// at a price of one and an LLTV of 80%.
#[derive(Clone, Copy)]
struct Case {
    account: Account,
    price: u128,
    lltv_percent: u64,
}

const CASE: Case = Case {
    account: Account {
        borrow_shares: 1_000_000_000,
        collateral: 2_000,
    },
    price: ONE,
    lltv_percent: 80,
};

impl Case {
    fn position(self) -> MorphoPosition {
        let token = |decimals| Token {
            symbol: "TKN".to_owned(),
            decimals,
        };
        MorphoPosition::new(
            MarketParams {
                loan_token: Address::repeat_byte(1),
                collateral_token: Address::repeat_byte(2),
                oracle: Address::repeat_byte(3),
                irm: Address::ZERO,
                lltv: percent(self.lltv_percent),
            },
            MarketState {
                total_supply_assets: 1_999_999,
                total_supply_shares: 1_999_999_000_000,
                total_borrow_assets: 999_999,
                total_borrow_shares: 999_999_000_000,
                last_update: NOW,
                fee: 0,
            },
            Irm::None,
            self.account,
            U256::from(self.price),
            Tokens {
                collateral: token(8),
                loan: token(6),
            },
        )
        .expect("a position")
    }
}

fn percent(percent: u64) -> Wad {
    Wad::from_raw(U256::from(percent) * U256::from(10_000_000_000_000_000_u64))
}

fn ratio(hundredths: u64) -> Result<Health, RiskError> {
    Ok(Health::Ratio(percent(hundredths)))
}

fn refused(obstacle: Obstacle) -> Result<Health, RiskError> {
    Err(RiskError::Refused(obstacle))
}

#[test]
fn at_exactly_one_the_position_is_healthy() {
    let position = |collateral| {
        let account = Account {
            collateral,
            ..CASE.account
        };
        Case { account, ..CASE }.position()
    };
    assert_eq!(position(2_000).health(NOW), ratio(160));
    assert_eq!(position(1_250).health(NOW), ratio(100));
    assert!(!position(1_250).health(NOW).unwrap().is_liquidatable());
    assert!(position(1_249).health(NOW).unwrap().is_liquidatable());
}

#[test]
fn collateral_that_counts_for_nothing_restores_nothing() {
    let nothing = Ok(Inverse::Unreachable(Obstacle::NotCollateral));
    for case in [
        Case { price: 0, ..CASE },
        Case {
            lltv_percent: 0,
            ..CASE
        },
    ] {
        let position = case.position();
        assert_eq!(position.minimal_supply(COLLATERAL, Wad::ONE, NOW), nothing);
        let price = position.liquidation_price(COLLATERAL, Side::Collateral, NOW);
        let always = case.lltv_percent == 0;
        assert_eq!(price == Ok(LiquidationPrice::Always), always);
    }
    let position = CASE.position();
    assert_eq!(position.minimal_supply(LOAN, percent(200), NOW), nothing);
    let supplied = position.health_after_supply(LOAN, U256::ONE, NOW);
    assert_eq!(supplied, refused(Obstacle::NotCollateral));
}

#[test]
fn collateral_is_stored_in_128_bits() {
    let account = Account {
        collateral: u128::MAX - 5,
        ..CASE.account
    };
    // A price so small that all of it is worth 1,020 units.
    let case = Case {
        account,
        price: 3,
        ..CASE
    };
    let position = case.position();
    let cap = Obstacle::SupplyCap {
        headroom: TokenAmount::new(U256::from(5), 8),
    };
    let after = |amount: u64| position.health_after_supply(COLLATERAL, U256::from(amount), NOW);
    assert!(after(5).is_ok());
    assert_eq!(after(6), refused(cap));
    assert_eq!(after(0), refused(Obstacle::TooSmall));
    let supply = position.minimal_supply(COLLATERAL, Wad::ONE, NOW);
    assert_eq!(supply, Ok(Inverse::Unreachable(cap)));
}

#[test]
fn only_what_is_owed_is_repaid() {
    let account = Account {
        borrow_shares: 0,
        ..CASE.account
    };
    let free = Case { account, ..CASE }.position();
    let repaid = free.health_after_repay(LOAN, U256::ONE, NOW);
    assert_eq!(repaid, refused(Obstacle::NothingOwed));
    assert_eq!(
        free.minimal_repay(LOAN, percent(200), NOW),
        Ok(Inverse::Already)
    );
    assert_eq!(
        free.health_after_supply(COLLATERAL, U256::ONE, NOW),
        Ok(Health::NoDebt)
    );

    let owing = CASE.position();
    let after = |amount: u64| owing.health_after_repay(LOAN, U256::from(amount), NOW);
    assert_eq!(after(0), refused(Obstacle::TooSmall));
    assert_eq!(after(200), ratio(200));
    assert_eq!(after(1_000), Ok(Health::NoDebt));
    assert_eq!(after(2_000), Ok(Health::NoDebt));
    let nothing = Ok(Inverse::Unreachable(Obstacle::NothingOwed));
    assert_eq!(owing.minimal_repay(COLLATERAL, percent(200), NOW), nothing);
    let repaid = owing.health_after_repay(COLLATERAL, U256::ONE, NOW);
    assert_eq!(repaid, refused(Obstacle::NothingOwed));
}

#[test]
fn a_debt_is_closed_where_nothing_less_restores() {
    let case = Case { price: 0, ..CASE };
    let Inverse::Amount {
        amount,
        health_after,
        full,
    } = case.position().minimal_repay(LOAN, Wad::ONE, NOW).unwrap()
    else {
        panic!("always reachable");
    };
    assert!(full);
    assert_eq!(amount, TokenAmount::new(U256::from(1_000), 6));
    assert_eq!(health_after, Health::NoDebt);
}

/// The last borrower's debt rounds up to more than the market says is borrowed.
#[test]
fn the_last_unit_of_a_market_can_be_paid_twice() {
    let market = MarketState {
        total_borrow_assets: 0,
        total_borrow_shares: 5,
        ..*CASE.position().market()
    };
    let account = Account {
        borrow_shares: 5,
        collateral: 0,
    };
    let position = CASE.position();
    let tokens = Tokens {
        collateral: Token {
            symbol: String::new(),
            decimals: 0,
        },
        loan: Token {
            symbol: String::new(),
            decimals: 0,
        },
    };
    let params = *position.params();
    let last = MorphoPosition::new(params, market, Irm::None, account, U256::ONE, tokens).unwrap();
    let left = last.repayment(U256::ONE, NOW).unwrap();
    assert_eq!(left.paid, U256::ONE);
    assert_eq!(left.market.total_borrow_assets, 0);
    assert_eq!(left.market.total_borrow_shares, 0);
}

#[test]
fn the_incentive_ends_at_fifteen_percent() {
    let factor = |lltv_percent| {
        let position = Case {
            lltv_percent,
            ..CASE
        }
        .position();
        position.params().liquidation_incentive_factor().unwrap()
    };
    // 1 / (1 - 0.3 * 0.2).
    assert_eq!(factor(80).raw(), U256::from(1_063_829_787_234_042_553_u64));
    assert_eq!(factor(50), percent(115));
    assert_eq!(factor(0), percent(115));
}

#[test]
fn a_liquidation_takes_what_the_incentive_says() {
    let loss = |price| {
        let position = Case { price, ..CASE }.position();
        position.liquidation_loss(NOW).unwrap().expect("a loss")
    };
    // Healthy: at the highest price that liquidates, just below 0.625.
    let healthy = loss(ONE);
    assert_eq!(healthy.repaid, TokenAmount::new(U256::from(1_000), 6));
    assert_eq!(healthy.seized, TokenAmount::new(U256::from(1_700), 8));
    assert_eq!(healthy.seized_value, U256::from(1_063));
    assert_eq!(healthy.protocol_fee, TokenAmount::zero(8));
    assert_eq!(healthy.cost(), U256::from(63));
    // Liquidatable: at the price as it is, where 1,063 are worth 2,126.
    let under = loss(ONE / 2);
    assert_eq!(under.seized.raw, U256::from(2_000));
    assert_eq!(under.seized_value, U256::from(1_000));
    // All that there is: 1,000 by the incentive, which is rounded down, are a little above 940.
    assert_eq!(under.repaid.raw, U256::from(941));
    assert_eq!(loss(0).repaid.raw, U256::ZERO);
    let account = Account {
        collateral: 0,
        ..CASE.account
    };
    let bare = Case { account, ..CASE }.position();
    assert_eq!(bare.liquidation_loss(NOW), Ok(None));
}

/// Three units of collateral at 303.5 are worth 911, rounded up, and 857 by the incentive: cheaper
/// than the whole debt of 1,000, for which a liquidator would get three units as well.
#[test]
fn a_liquidator_takes_the_last_unit_the_cheaper_way() {
    let account = Account {
        collateral: 3,
        ..CASE.account
    };
    let price = ONE / 2 * 607;
    let position = Case {
        account,
        price,
        ..CASE
    };
    let loss = position.position().liquidation_loss(NOW).unwrap();
    let loss = loss.expect("a loss");
    assert_eq!(loss.seized.raw, U256::from(3));
    assert_eq!(loss.seized_value, U256::from(911));
    assert_eq!(loss.repaid.raw, U256::from(857));
}

#[test]
fn a_high_lltv_says_that_the_pair_moves_together() {
    let correlated = |lltv_percent| {
        Case {
            lltv_percent,
            ..CASE
        }
        .position()
        .is_correlated()
    };
    assert!(correlated(90) && correlated(96));
    assert!(!correlated(89) && !correlated(77));
}

#[test]
fn what_a_seizure_takes_is_missed_on_both_sides() {
    let with = |borrow_shares, collateral| {
        let account = Account {
            borrow_shares,
            collateral,
        };
        Case { account, ..CASE }.position()
    };
    let before = with(1_000, 1_000);
    assert_eq!(
        with(999, 999).held().since(&before.held()),
        Some(Difference::Both)
    );
    for not_seized in [
        with(1_000, 999),
        with(999, 1_000),
        with(1_000, 1_000),
        with(999, 1_001),
    ] {
        assert_ne!(
            not_seized.held().since(&before.held()),
            Some(Difference::Both)
        );
    }
}
