//! What a market does to an account: dead feeds, pauses, absorption.

use alloy::primitives::U256;
use margin_call::math::Timestamp;
use margin_call::protocols::compound_v3::Release;
use margin_call::protocols::{Difference, ReadError};
use margin_call::risk::{AssetId, Halted, Health, Obstacle, Position};

use super::script::{ETHER, Script, TIME, asset, script};
use super::{comet, read, read_script, symbols};

/// Five of an asset at 1,500 dollars and two of one that counts for nothing, whose feed is dead;
/// 8,000 dollars owed.
fn let_go() -> Script {
    Script {
        principal: -8_000_000_000,
        borrow_balance: 8_000_000_000,
        dollars: 1_500,
        amounts: [5, 2, 1],
        assets_in: 0b11,
        worthless: Some(1),
        priceless: Some(1),
        liquidatable: true,
        collateralized: Some(false),
        finer: Some([0, 0]),
        ..script()
    }
}

#[test]
fn a_dead_feed_of_what_counts_for_nothing_hides_no_liquidation() {
    let (snapshot, layout, _) = read_script(&let_go(), None);
    // 7,500 dollars by 85% against 8,000.
    let Health::Ratio(ratio) = snapshot.health else {
        panic!("debt")
    };
    assert_eq!(ratio.raw(), U256::from(796_875_000_000_000_000_u64));
    assert!(snapshot.health.is_liquidatable());
    assert_eq!(
        comet(&snapshot).base_token().release,
        Release::ExtendedPauses
    );
    // Its own leg is there, without a price, and in its place in the wallet.
    assert_eq!(symbols(&snapshot), ["T0", "USDC", "T1"]);
    let legs = comet(&snapshot).legs(Timestamp(TIME)).unwrap();
    let held = legs[2].collateral.as_ref().unwrap();
    assert_eq!((legs[2].price, held.value), (None, None));
    assert_eq!(held.balance.raw, U256::from(2 * ETHER));
    assert_eq!(held.not_counted, Some(Obstacle::NotCollateral));
    let place = comet(&snapshot).find(asset(1)).unwrap();
    assert_eq!(place, AssetId(2));
    assert_eq!(snapshot.wallet(place).unwrap().balance.decimals, 18);
    let (warm, _, rounds) = read_script(&let_go(), Some(layout));
    assert_eq!((warm, rounds.len()), (snapshot, 1));
}

#[test]
fn a_price_is_done_without_only_where_the_market_does() {
    let fails = |change: fn(&mut Script)| {
        let mut changed = let_go();
        change(&mut changed);
        read(None, |_, call| changed.answer(call)).err()
    };
    let failed = Some(ReadError::Failed("getPrice(address)"));
    // The earlier release prices everything that it holds, or does not answer.
    assert_eq!(fails(|script| script.finer = None), failed);
    // So does this one what counts.
    assert_eq!(fails(|script| script.worthless = None), failed);
    assert_eq!(fails(|script| script.priceless = Some(0)), failed);
}

#[test]
fn what_the_market_has_stopped_is_told() {
    let halted = |flags, finer| {
        let stopped = Script {
            flags,
            finer,
            ..script()
        };
        let Halted {
            liquidation,
            supply,
            repayment,
        } = read_script(&stopped, None).0.halted();
        [liquidation, supply, repayment]
    };
    assert_eq!(halted(0, None), [false, false, false]);
    assert_eq!(halted(0b1000, None), [true, false, false]);
    // A repayment is a supply of the base token.
    assert_eq!(halted(0b1, None), [false, true, true]);
    assert_eq!(halted(0b1_0110, None), [false, false, false]);
    // Of the finer pauses none stops a liquidation.
    assert_eq!(halted(0, Some([0xff, 0])), [false, true, true]);
    assert_eq!(halted(0, Some([0b100, 0])), [false, true, false]);
    assert_eq!(halted(0, Some([0b1000, 0])), [false, false, true]);
    assert_eq!(halted(0, Some([0, 1])), [false, true, false]);
    assert_eq!(halted(0, Some([0, 0b10])), [false, false, false]);
    // Nobody can be liquidated, but the health is what it is.
    let low = Script {
        dollars: 1_000,
        liquidatable: true,
        collateralized: Some(false),
        flags: 0b1000,
        ..script()
    };
    let (snapshot, ..) = read_script(&low, None);
    assert!(snapshot.health.is_liquidatable() && snapshot.halted().liquidation);
}

#[test]
fn what_an_absorption_leaves_is_a_position_without_debt() {
    let (before, layout, _) = read_script(&script(), None);
    // The collateral was taken, the debt closed, and the rest of the credit is lent.
    let after = Script {
        principal: 5_640_470_000,
        assets_in: 0,
        borrow_balance: 0,
        ..script()
    };
    for known in [None, Some(layout)] {
        let (snapshot, ..) = read_script(&after, known);
        assert_eq!(
            snapshot.held().since(&before.held()),
            Some(Difference::Both)
        );
        assert_eq!(snapshot.health, Health::NoDebt);
        // It is no collateral, so none of it counts.
        assert_eq!(snapshot.collateral, U256::ZERO);
        let legs = comet(&snapshot).legs(Timestamp(TIME)).unwrap();
        let left = legs.iter().find(|leg| leg.symbol == "USDC").unwrap();
        let left = left.collateral.as_ref().unwrap();
        assert_eq!(left.balance.format_floor(6), "5640.47");
        assert_eq!(left.value, Some(U256::from(564_047_000_000_u64)));
        assert_eq!(left.not_counted, Some(Obstacle::Lent));
    }
    // What can lose nothing at any price is not unreadable without one.
    let silent = Script {
        base_price: None,
        ..after
    };
    let (snapshot, ..) = read_script(&silent, None);
    assert_eq!(symbols(&snapshot), [""; 0]);
    let owing = Script {
        base_price: None,
        ..script()
    };
    let failed = read(None, |_, call| owing.answer(call)).err();
    assert_eq!(failed, Some(ReadError::Failed("getPrice(address)")));
}
