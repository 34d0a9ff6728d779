//! Single positions in Compound III.

use alloy::primitives::{Address, U256};
use margin_call::math::{MathError, Timestamp, WAD, Wad};
use margin_call::protocols::Difference;
use margin_call::protocols::compound_v3::{
    BaseToken, CometAsset, CometPosition, Curve, PauseFlags, Unit,
};
use margin_call::risk::{
    AssetId, Health, Inverse, LiquidationPrice, Obstacle, Position, RiskError, Side,
};

use super::super::NOW;

pub const DOLLAR: u64 = 100_000_000;

/// The base token of a market that was touched just now, with an index of one.
pub fn base(symbol: &str, decimals: u8) -> BaseToken {
    let one = U256::from(10).pow(U256::from(15));
    BaseToken {
        asset: Address::repeat_byte(0xba),
        symbol: symbol.into(),
        decimals,
        supply_index: one,
        borrow_index: one,
        last_accrual: NOW,
        ..BaseToken::default()
    }
}

/// A whole token of asset `id` that counts for so many hundredths.
pub fn asset(id: u8, liquidate_hundredths: u64) -> CometAsset {
    let hundredths = |n: u64| WAD / U256::from(100) * U256::from(n);
    CometAsset {
        id,
        asset: Address::with_last_byte(id),
        symbol: "TKN".into(),
        decimals: 18,
        borrow_factor: hundredths(50),
        liquidate_factor: hundredths(liquidate_hundredths),
        liquidation_factor: hundredths(95),
        supply_cap: U256::from(u128::MAX),
        total_supply: WAD,
        balance: WAD,
        supply_paused: false,
    }
}

/// Owes so many dollars, or with a sign lends them, with these assets and prices in cents.
pub fn position(cents_owed: i128, assets: Vec<CometAsset>, cents: &[u64]) -> CometPosition {
    let prices = cents.iter().map(|&n| U256::from(n * DOLLAR / 100));
    let prices = prices.chain([U256::from(DOLLAR)]).collect();
    CometPosition::new(base("USDC", 6), -cents_owed * 10_000, assets, prices).unwrap()
}

#[test]
fn the_base_token_is_no_collateral() {
    let leg = AssetId(0);
    let target = Wad::ONE;

    let owes = position(500, vec![], &[]);
    assert_eq!(owes.health(NOW), Ok(Health::Ratio(Wad::ZERO)));
    let supply = owes.minimal_supply(leg, target, NOW).unwrap();
    assert_eq!(supply, Inverse::Unreachable(Obstacle::NotCollateral));
    // A supply of it is a repayment.
    let all = U256::from(5_000_000);
    assert_eq!(owes.health_after_supply(leg, all, NOW), Ok(Health::NoDebt));

    let all_of_it = owes.health_after_repay(leg, U256::MAX, NOW);
    assert_eq!(all_of_it, Ok(Health::NoDebt));
    assert!(owes.legs(NOW).unwrap()[0].collateral.is_none());

    let lends = position(-500, vec![], &[]);
    assert_eq!(lends.principal_after(all, NOW), Ok(10_000_000));
    let legs = lends.legs(NOW).unwrap();
    let lent = legs[0].collateral.as_ref().unwrap();
    assert_eq!(
        (lent.balance.raw, lent.value),
        (all, Some(U256::from(500_000_000)))
    );
    assert_eq!(lent.not_counted, Some(Obstacle::Lent));
    assert_eq!(lends.health(NOW), Ok(Health::NoDebt));
    assert!(legs[0].debt.is_none());
    let idle = CometAsset {
        balance: U256::ZERO,
        ..asset(0, 80)
    };
    let idle = position(0, vec![idle], &[100]);
    assert!(idle.legs(NOW).unwrap()[0].collateral.is_none());
    assert_eq!(idle.liquidation_loss(NOW), Ok(None));
    let nothing = RiskError::Refused(Obstacle::NothingOwed);
    let neither = position(0, vec![], &[]);
    for creditor in [&lends, &neither] {
        assert_eq!(creditor.health_after_repay(leg, all, NOW), Err(nothing));
    }
}

#[test]
fn a_market_counts_in_its_unit_as_far_as_its_base_price_bears_it_out() {
    let in_unit = |unit, price: u64| {
        let base = BaseToken {
            unit,
            ..base("wstETH", 18)
        };
        CometPosition::new(base, -100, vec![], vec![U256::from(price)]).unwrap()
    };
    let [one, other] = [100_000_000, 123_456_789];
    for (unit, price, name) in [
        (Unit::In("USD"), one, Some("USD")),
        (Unit::In("BTC"), other, Some("BTC")),
        (Unit::Base("wstETH"), one, Some("wstETH")),
        // What is the unit costs one: this feed is of something else.
        (Unit::Base("wstETH"), other, None),
        (Unit::Base("wstETH"), one + 1, None),
        (Unit::Unknown, one, None),
    ] {
        let position = in_unit(unit, price);
        let base = position.base();
        assert_eq!((base.currency.name(), base.decimals), (name, 8), "{unit:?}");
        // The unit has no price of its own, so none that could liquidate.
        let boundary = position.liquidation_price(AssetId(0), Side::Debt, NOW);
        let is_unit = boundary == Ok(LiquidationPrice::Unit);
        assert_eq!(is_unit, unit == Unit::Base("wstETH") && price == one);
    }
}

#[test]
fn a_position_is_made_of_one_price_per_leg_and_decimals_that_exist() {
    let new = |decimals, asset_decimals, prices| {
        let asset = CometAsset {
            decimals: asset_decimals,
            ..asset(0, 80)
        };
        CometPosition::new(base("USDC", decimals), 0, vec![asset], vec![WAD; prices])
    };
    let position = new(6, 18, 2).unwrap();
    assert_eq!(position.find(Address::with_last_byte(0)), Some(AssetId(0)));
    assert_eq!(position.find(Address::repeat_byte(0xba)), Some(AssetId(1)));
    assert_eq!(position.find(Address::with_last_byte(9)), None);
    for prices in [1, 3] {
        assert_eq!(new(6, 18, prices), Err(RiskError::WrongPriceCount));
    }
    let overflow = RiskError::Math(MathError::Overflow);
    assert_eq!(new(78, 18, 2), Err(overflow));
    assert_eq!(new(6, 78, 2), Err(overflow));
}

#[test]
fn each_pause_has_its_bit() {
    let pauses = [0, 1, 1 << 3, 0b1_0110, 0xff].map(PauseFlags);
    assert_eq!(
        pauses.map(PauseFlags::supply),
        [false, true, false, false, true]
    );
    assert_eq!(
        pauses.map(PauseFlags::absorb),
        [false, false, true, false, true]
    );
}

#[test]
fn rates_and_indices_that_64_bits_do_not_hold_are_errors() {
    let most = U256::from(u64::MAX);
    let curve = |base| Curve {
        base,
        ..Curve::default()
    };
    assert_eq!(curve(most).rate(WAD), Ok(most));
    let beyond = curve(most + U256::ONE).rate(WAD);
    assert_eq!(beyond, Err(MathError::Overflow));
    // Doubles every second.
    let base = BaseToken {
        borrow_index: most >> 1,
        borrow_curve: curve(WAD),
        ..base("USDC", 6)
    };
    let at = |seconds| base.borrow_index_at(Timestamp(NOW.0 + seconds));
    assert_eq!(at(1), Ok(most - U256::ONE));
    assert_eq!(at(2), Err(MathError::Overflow));
    let before = base.borrow_index_at(Timestamp(NOW.0 - 1));
    assert_eq!(before, Err(MathError::Overflow));
}

#[test]
fn prices_that_no_feed_can_give_are_never_or_always() {
    let price = |owed, balance: U256, leg, side| {
        let asset = CometAsset {
            balance,
            ..asset(0, 80)
        };
        let position = position(owed, vec![asset], &[100]);
        position.liquidation_price(AssetId(leg), side, NOW).unwrap()
    };
    let owed = 1_000;
    assert_eq!(
        price(owed, WAD, 0, Side::Collateral),
        LiquidationPrice::Below(U256::from(1_250_000_000))
    );
    assert_eq!(price(0, WAD, 0, Side::Collateral), LiquidationPrice::Never);
    assert_eq!(
        price(owed, U256::ZERO, 0, Side::Collateral),
        LiquidationPrice::Never
    );
    assert_eq!(price(owed, WAD, 0, Side::Debt), LiquidationPrice::Never);
    assert_eq!(
        price(owed, WAD, 1, Side::Collateral),
        LiquidationPrice::Never
    );
    assert_eq!(price(0, WAD, 1, Side::Debt), LiquidationPrice::Never);
    // Collateral that counts for nothing does not save anyone at any price.
    let worthless = position(owed, vec![asset(0, 0)], &[100]);
    let always = worthless.liquidation_price(AssetId(0), Side::Collateral, NOW);
    assert_eq!(always, Ok(LiquidationPrice::Always));
    let supply = worthless.minimal_supply(AssetId(0), Wad::ONE, NOW);
    let not = Obstacle::NotCollateral;
    assert_eq!(supply, Ok(Inverse::Unreachable(not)));
    let legs = worthless.legs(NOW).unwrap();
    let shown = legs[0].collateral.as_ref().unwrap();
    assert_eq!(shown.not_counted, Some(not));
    let priceless = position(owed, vec![asset(0, 80)], &[0]);
    let supply = priceless.minimal_supply(AssetId(0), Wad::ONE, NOW);
    assert_eq!(supply, Ok(Inverse::Unreachable(not)));
    // The last safe price of a unit is beyond what 255 bits hold; of a unit owed, too.
    let huge = |raw: U256| {
        let one = CometAsset {
            balance: U256::ONE,
            decimals: 60,
            ..asset(0, 80)
        };
        let prices = vec![U256::ONE, raw];
        CometPosition::new(base("USDC", 0), -1, vec![one], prices).unwrap()
    };
    let at_18 = huge(WAD).liquidation_price(AssetId(0), Side::Collateral, NOW);
    assert_eq!(at_18, Ok(LiquidationPrice::Always));
    let at_one = huge(U256::ONE).liquidation_price(AssetId(0), Side::Collateral, NOW);
    assert!(matches!(at_one, Ok(LiquidationPrice::Below(_))));
    let beyond = huge(U256::from(60_000_000_000_000_000_u64));
    let price = beyond.liquidation_price(AssetId(0), Side::Collateral, NOW);
    assert_eq!(price, Ok(LiquidationPrice::Always));
    let rich = CometAsset {
        balance: U256::ONE << 100,
        decimals: 0,
        ..asset(0, 80)
    };
    let prices = vec![U256::ONE << 96, U256::ONE];
    let never = CometPosition::new(base("USDC", 18), -1, vec![rich], prices).unwrap();
    let price = never.liquidation_price(AssetId(1), Side::Debt, NOW);
    assert_eq!(price, Ok(LiquidationPrice::Never));
}

#[test]
fn correlated_is_a_high_factor_and_a_near_price() {
    let is = |rows: &[(u64, u64)]| {
        let ids = (0..).zip(rows);
        let assets = ids.map(|(id, &(factor, _))| asset(id, factor)).collect();
        let prices: Vec<_> = rows.iter().map(|&(_, cents)| cents).collect();
        position(100, assets, &prices).is_correlated()
    };
    assert!(is(&[(90, 100)]) && is(&[(95, 200)]) && is(&[(95, 50)]));
    assert!(!is(&[(89, 100)]) && !is(&[(95, 201)]) && !is(&[(95, 49)]));
    assert!(is(&[(95, 100), (95, 110)]));
    assert!(!is(&[(95, 100), (95, 300_000)]));
    // What is only in the wallet does not matter.
    let idle = CometAsset {
        balance: U256::ZERO,
        ..asset(1, 50)
    };
    assert!(position(100, vec![asset(0, 95), idle], &[100, 7]).is_correlated());
}

#[test]
fn a_seizure_takes_collateral_and_debt() {
    let of = |owed, balance: U256| {
        let one = CometAsset {
            balance,
            ..asset(0, 80)
        };
        position(owed, vec![one, asset(1, 80)], &[100, 100])
    };
    let (before, less) = (of(100, WAD), WAD - U256::ONE);
    assert_eq!(
        of(99, less).held().since(&before.held()),
        Some(Difference::Both)
    );
    assert_eq!(
        of(-1, U256::ZERO).held().since(&before.held()),
        Some(Difference::Both)
    );
    assert_eq!(
        position(0, vec![], &[]).held().since(&before.held()),
        Some(Difference::Both)
    );
    assert_ne!(
        of(100, less).held().since(&before.held()),
        Some(Difference::Both)
    );
    assert_ne!(
        of(99, WAD).held().since(&before.held()),
        Some(Difference::Both)
    );
    assert_ne!(
        before.held().since(&of(99, less).held()),
        Some(Difference::Both)
    );
}

#[test]
fn a_principal_that_104_bits_do_not_hold_is_an_error() {
    let lends = position(0, vec![], &[]);
    let most = (U256::ONE << 103) - U256::ONE;
    assert_eq!(lends.principal_after(most, NOW), Ok((1 << 103) - 1));
    let beyond = lends.principal_after(most + U256::ONE, NOW);
    assert_eq!(beyond, Err(MathError::Overflow));
}
