//! What a factor of zero means, by the release.

use alloy::primitives::{Address, U256};
use margin_call::math::{Timestamp, WAD, Wad};
use margin_call::protocols::Difference;
use margin_call::protocols::compound_v3::{BaseToken, CometAsset, CometPosition, Curve, Release};
use margin_call::risk::{
    AssetId, Inverse, LiquidationPrice, Loss, Obstacle, Position, RiskError, Side,
};

use super::super::NOW;
use super::plain::{DOLLAR, asset, base, position};

/// 1 WETH at 1,000 dollars and 1 rswETH at 3,310 that counts for nothing; 1,000 USDC owed.
fn let_go(release: Release, rsw_eth: CometAsset, weth_cents: u64) -> CometPosition {
    let weth = CometAsset {
        liquidation_factor: WAD * U256::from(8_696) / U256::from(10_000),
        ..asset(0, 80)
    };
    let base = BaseToken {
        release,
        ..base("USDC", 6)
    };
    let prices = [weth_cents, 331_000, 100].map(|n| U256::from(n * DOLLAR / 100));
    CometPosition::new(base, -1_000_000_000, vec![weth, rsw_eth], prices.to_vec()).unwrap()
}

fn rsw_eth(ten_thousandths: u64) -> CometAsset {
    CometAsset {
        borrow_factor: U256::ZERO,
        liquidation_factor: WAD * U256::from(ten_thousandths) / U256::from(10_000),
        ..asset(1, 0)
    }
}

#[test]
fn what_counts_for_nothing_is_credited_nothing_where_the_release_lets_go_of_it() {
    let absorbed = |release| {
        let_go(release, rsw_eth(8_830), 100_000)
            .absorb(NOW)
            .unwrap()
    };
    let later = absorbed(Release::ExtendedPauses);
    assert_eq!(later.new_balance, U256::ZERO);
    assert_eq!(later.base_paid_out, U256::from(1_000_000_000));
    // It is taken all the same.
    assert_eq!(later.collateral_value, U256::from(4_310 * DOLLAR));
    let earlier = absorbed(Release::Plain);
    assert_eq!(earlier.new_balance, U256::from(2_792_330_000_u64));
    let loss = let_go(Release::ExtendedPauses, rsw_eth(8_830), 100_000).liquidation_loss(NOW);
    assert_eq!(loss.unwrap().unwrap().cost(), U256::from(3_310 * DOLLAR));
}

#[test]
fn what_is_not_seized_is_not_lost() {
    let position = |release| let_go(release, rsw_eth(0), 100_000);
    let later = position(Release::ExtendedPauses);
    assert_eq!(
        later.absorb(NOW).unwrap().collateral_value,
        U256::from(1_000 * DOLLAR)
    );
    let loss = later.liquidation_loss(NOW).unwrap().unwrap();
    assert_eq!((loss.collateral, loss.cost()), (AssetId(0), U256::ZERO));
    assert!(loss.spares_some);
    let earlier = position(Release::Plain)
        .liquidation_loss(NOW)
        .unwrap()
        .unwrap();
    assert_eq!(
        (earlier.collateral, earlier.cost()),
        (AssetId(1), U256::from(3_310 * DOLLAR))
    );
}

#[test]
fn an_index_of_nothing_stands_still_where_the_release_says_so() {
    let grown = |release, lent: u64, owed: u64| {
        let base = BaseToken {
            release,
            total_supply: U256::from(lent),
            total_borrow: U256::from(owed),
            supply_curve: Curve {
                base: U256::from(1_000_000_000),
                ..Curve::default()
            },
            borrow_curve: Curve {
                base: U256::from(2_000_000_000),
                ..Curve::default()
            },
            ..base("USDC", 6)
        };
        let at = Timestamp(NOW.0 + 1_000_000);
        let one = U256::from(10).pow(U256::from(15));
        [
            base.supply_index_at(at).unwrap() > one,
            base.borrow_index_at(at).unwrap() > one,
        ]
    };
    assert_eq!(grown(Release::Plain, 0, 0), [true, true]);
    let later = Release::ExtendedPauses;
    assert_eq!(grown(later, 0, 0), [false, false]);
    assert_eq!(grown(later, 9, 0), [true, false]);
    assert_eq!(grown(later, 0, 9), [false, true]);
    assert_eq!(grown(later, 9, 9), [true, true]);
}

#[test]
fn collateral_without_a_price_is_there_and_counts_for_nothing() {
    let priced = position(1_000, vec![asset(0, 80)], &[2_000]);
    let both = priced.clone().with_unpriced(vec![asset(1, 0)]);
    assert_eq!(both.health(NOW), priced.health(NOW));
    assert_eq!(both.prices(), priced.prices());
    let unpriced = AssetId(2);
    assert_eq!(both.find(Address::with_last_byte(1)), Some(unpriced));
    let boundary = |owed: &CometPosition| owed.liquidation_price(unpriced, Side::Collateral, NOW);
    assert_eq!(boundary(&both), Ok(LiquidationPrice::Never));
    assert_eq!(boundary(&priced), Err(RiskError::UnknownAsset(unpriced)));
    let more = both.minimal_supply(unpriced, Wad::from_raw(WAD * U256::from(9)), NOW);
    assert_eq!(more, Ok(Inverse::Unreachable(Obstacle::NotCollateral)));
    assert_eq!(
        both.health_after_supply(unpriced, WAD, NOW),
        both.health(NOW)
    );
    // It is taken too, and nobody can say what it was worth.
    let loss = |position: &CometPosition| position.liquidation_loss(NOW).unwrap().unwrap();
    let beyond = Loss {
        beyond_value: true,
        ..loss(&priced)
    };
    assert_eq!(loss(&both), beyond);
    assert!(
        !position(100, vec![asset(0, 95)], &[100])
            .with_unpriced(vec![asset(1, 0)])
            .is_correlated()
    );
    // A seizure is seen even where the price went with it.
    let gone = position(900, vec![asset(0, 80)], &[2_000]);
    assert_eq!(gone.held().since(&both.held()), Some(Difference::Both));
}
