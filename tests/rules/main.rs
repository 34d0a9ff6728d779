//! When an action can run, and when it counts: the pool's rules, one by one, by release.

mod case;
mod e_mode;
mod liquidation;
mod morpho;
mod shown;
mod supplied;

use alloy::primitives::U256;
use margin_call::math::{MathError, RAY, Ray, Timestamp, TokenAmount, WAD};
use margin_call::protocols::aave_v3::{Profile, Reserve};
use margin_call::risk::time::{self, TimeToLiquidation};
use margin_call::risk::{
    AssetId, Halted, Health, Inverse, LiquidationPrice, Obstacle, Position, RiskError, Side,
};

use case::{Case, Change, NOW, case, ratio, target, units};

/// The reserve that a rule is about.
const SUBJECT: AssetId = AssetId(2);
const DEBT: AssetId = AssetId(1);

const PROFILES: [Profile; 10] = Profile::ALL;

/// Up to 3.4 amounts round to the nearest unit, and the value of a debt is cut off.
fn rounds_to_nearest(profile: Profile) -> bool {
    use Profile::{Spark, V3_0, V3_1, V3_2, V3_3, V3_4};
    matches!(profile, V3_0 | V3_1 | V3_2 | V3_3 | V3_4 | Spark)
}

// Bits and fields of a reserve's configuration word.
const ACTIVE: u32 = 56;
const FROZEN: u32 = 57;
const PAUSED: u32 = 60;
const SUPPLY_CAP: u32 = 116;
const DEBT_CEILING: u32 = 212;

impl Case {
    fn supply(self) -> Inverse {
        self.position()
            .minimal_supply(SUBJECT, target(1_200), NOW)
            .unwrap()
    }

    fn repay(self) -> Inverse {
        self.position()
            .minimal_repay(DEBT, target(1_200), NOW)
            .unwrap()
    }
}

fn amount(whole: u64, thousandths: u64) -> Inverse {
    let amount = TokenAmount::new(units(whole), 18);
    Inverse::Amount {
        amount,
        health_after: ratio(thousandths),
        full: false,
    }
}

#[test]
fn a_sound_reserve_takes_supplies_and_repayments() {
    for profile in PROFILES {
        // 840 / 700 = 1.2, for 50 dollars more at 80%.
        assert_eq!(case(profile).supply(), amount(50, 1_200));
        let Inverse::Amount {
            amount,
            health_after,
            full,
        } = case(profile).repay()
        else {
            panic!("a repayment")
        };
        // 800 / 1.2 = 666.67, rounded up to the value's last unit of 10^-8 dollars; where a debt's
        // value is cut off, one unit of the token above the last.
        let last = if rounds_to_nearest(profile) { 3 } else { 4 };
        assert_eq!(
            amount.raw / U256::from(10_000_000_000_u64),
            U256::from(3_333_333_330_u64 + last)
        );
        assert!(health_after.reaches(target(1_200)) && !full);
    }
}

#[test]
fn a_reserve_that_does_not_run_takes_nothing_and_a_frozen_one_only_repayments() {
    type Change = fn(Reserve) -> Reserve;
    let off: [(Change, Obstacle); 2] = [
        (|reserve| reserve.without(ACTIVE, 1), Obstacle::Inactive),
        (|reserve| reserve.with_bit(PAUSED), Obstacle::Paused),
    ];
    for profile in PROFILES {
        for (change, obstacle) in off {
            let refused = Inverse::Unreachable(obstacle);
            assert_eq!(case(profile).change(2, change).supply(), refused);
            assert_eq!(case(profile).change(1, change).repay(), refused);
            let position = case(profile).change(2, change).position();
            let after = position.health_after_supply(SUBJECT, WAD, NOW);
            assert_eq!(after, Err(RiskError::Refused(obstacle)));
        }
        let frozen = |reserve: Reserve| reserve.with_bit(FROZEN);
        let refused = Inverse::Unreachable(Obstacle::Frozen);
        assert_eq!(case(profile).change(2, frozen).supply(), refused);
        assert_eq!(
            case(profile).change(1, frozen).repay(),
            case(profile).repay()
        );
    }
}

#[test]
fn a_supply_cap_leaves_what_it_leaves() {
    // 10,000 are supplied; 49 more fit, 50 are needed.
    let capped = |cap| case(Profile::V3_6).change(2, |reserve| reserve.with(cap, SUPPLY_CAP));
    let headroom = TokenAmount::new(units(49), 18);
    let obstacle = Obstacle::SupplyCap { headroom };
    assert_eq!(capped(10_049).supply(), Inverse::Unreachable(obstacle));
    assert_eq!(capped(10_050).supply(), amount(50, 1_200));
    let none = Obstacle::SupplyCap {
        headroom: TokenAmount::zero(18),
    };
    assert_eq!(capped(9_000).supply(), Inverse::Unreachable(none));
    let position = capped(10_049).position();
    assert!(
        position
            .health_after_supply(SUBJECT, units(49), NOW)
            .is_ok()
    );
    let over = position.health_after_supply(SUBJECT, units(49) + U256::ONE, NOW);
    assert_eq!(over, Err(RiskError::Refused(obstacle)));
    // The treasury's claim counts too.
    let claimed = capped(10_050).change(2, |mut reserve| {
        reserve.treasury_scaled = units(1);
        reserve
    });
    assert_eq!(claimed.supply(), Inverse::Unreachable(obstacle));
}

#[test]
fn a_supply_that_would_not_be_enabled_adds_nothing() {
    let idle = |mut reserve: Reserve| {
        reserve.supply_scaled = WAD;
        reserve
    };
    for profile in PROFILES {
        for (case, obstacle) in [
            (
                case(profile).change(2, |reserve| reserve.without(0, 16)),
                Obstacle::ZeroLtv,
            ),
            (
                case(profile).change(2, |reserve| reserve.without(0, 32)),
                Obstacle::NotCollateral,
            ),
            (case(profile).change(2, idle), Obstacle::CollateralDisabled),
        ] {
            let position = case.position();
            let refused = Ok(Inverse::Unreachable(obstacle));
            assert_eq!(
                position.minimal_supply(SUBJECT, target(1_200), NOW),
                refused
            );
            let after = position.health_after_supply(SUBJECT, units(500), NOW);
            assert_eq!(after, position.health(NOW), "{obstacle:?}");
        }
        // One that is enabled already keeps its threshold without an LTV.
        let mut enabled = case(profile).change(2, |reserve| idle(reserve.without(0, 16)));
        enabled.user_bits |= 0b10_00_00;
        assert!(matches!(enabled.supply(), Inverse::Amount { .. }));
    }
}

#[test]
fn a_debt_ceiling_isolates_until_3_7() {
    let ceiling = |reserve: Reserve| reserve.with(1_000_000, DEBT_CEILING);
    for profile in PROFILES {
        let expected = match profile {
            Profile::V3_7 => amount(50, 1_200),
            _ => Inverse::Unreachable(Obstacle::Isolation),
        };
        assert_eq!(
            case(profile).change(2, ceiling).supply(),
            expected,
            "an isolated asset"
        );
        assert_eq!(
            case(profile).change(0, ceiling).supply(),
            expected,
            "an isolated account"
        );
        // With a second collateral the account is not isolated.
        let mut two = case(profile).change(0, ceiling);
        two.user_bits |= 0b10_00_00_00;
        assert_eq!(two.supply(), amount(50, 1_200));
    }
}

#[test]
fn what_is_too_small_to_record_is_refused() {
    let grown = |mut reserve: Reserve| {
        reserve.liquidity_index = Ray::from_raw(RAY * U256::from(2));
        reserve.borrow_index = Ray::from_raw(RAY * U256::from(2));
        reserve
    };
    let position = case(Profile::V3_6)
        .change(1, grown)
        .change(2, grown)
        .position();
    let refused = Err(RiskError::Refused(Obstacle::TooSmall));
    assert_eq!(
        position.health_after_supply(SUBJECT, U256::ONE, NOW),
        refused
    );
    assert_eq!(position.health_after_repay(DEBT, U256::ONE, NOW), refused);
    assert!(
        position
            .health_after_supply(SUBJECT, U256::from(2), NOW)
            .is_ok()
    );
    assert!(
        position
            .health_after_repay(DEBT, U256::from(2), NOW)
            .is_ok()
    );
}

#[test]
fn repaying_closes_what_must_be_closed_and_names_what_is_not_enough() {
    let far = target(1_000_000_000_000_000);
    let position = case(Profile::V3_6).position();
    let debt = TokenAmount::new(units(700), 18);
    let closed = Inverse::Amount {
        amount: debt,
        health_after: Health::NoDebt,
        full: true,
    };
    assert_eq!(position.minimal_repay(DEBT, far, NOW), Ok(closed));
    let nothing = Inverse::Unreachable(Obstacle::NothingOwed);
    assert_eq!(position.minimal_repay(AssetId(0), far, NOW), Ok(nothing));
    let low = position.minimal_repay(DEBT, target(1_100), NOW);
    assert_eq!(low, Ok(Inverse::Already));
    // A second debt of 100: closing the first leaves 800 / 100.
    let mut two = case(Profile::V3_6);
    two.user_bits |= 0b01_00_00;
    two.reserves[2].debt_scaled = units(100);
    let enough = Inverse::Unreachable(Obstacle::OtherDebt { best: ratio(8_000) });
    assert_eq!(
        two.position().minimal_repay(DEBT, target(9_000), NOW),
        Ok(enough)
    );
}

#[test]
fn prices_of_zero_and_prices_that_never_or_always_matter() {
    let worthless = Case {
        prices: [100_000_000, 100_000_000, 0],
        ..case(Profile::V3_6)
    };
    let none = Inverse::Unreachable(Obstacle::NotCollateral);
    assert_eq!(worthless.supply(), none);
    let position = case(Profile::V3_6).position();
    let at = |asset, side| position.liquidation_price(AssetId(asset), side, NOW);
    assert_eq!(
        at(0, Side::Collateral),
        Ok(LiquidationPrice::Below(U256::from(87_500_000)))
    );
    // 800 / 700 = 1.142857...: a debt's price may rise that far.
    assert_eq!(
        at(1, Side::Debt),
        Ok(LiquidationPrice::Above(U256::from(114_285_714)))
    );
    assert_eq!(at(0, Side::Debt), Ok(LiquidationPrice::Never));
    assert_eq!(at(2, Side::Collateral), Ok(LiquidationPrice::Never));
    // Supplied without use: no price of it matters, not even where the account is liquidatable.
    for owed in [700, 900] {
        let mut beside = case(Profile::V3_6);
        beside.reserves[1].debt_scaled = units(owed);
        beside.reserves[2].supply_scaled = units(1_000);
        let price = beside
            .position()
            .liquidation_price(SUBJECT, Side::Collateral, NOW);
        assert_eq!(price, Ok(LiquidationPrice::Never));
    }
    // A debt of 900 beside the first: no price of the first helps.
    let mut drowned = case(Profile::V3_6);
    drowned.user_bits |= 0b01_00_00;
    drowned.reserves[2].debt_scaled = units(900);
    let position = drowned.position();
    let price = position.liquidation_price(DEBT, Side::Debt, NOW);
    assert_eq!(price, Ok(LiquidationPrice::Always));
}

#[test]
fn what_is_paused_halts_what_needs_it() {
    for profile in PROFILES {
        let halted = |places: &[usize]| {
            let mut paused = case(profile);
            // A second collateral.
            paused.user_bits |= 0b10_00_00;
            paused.reserves[2].supply_scaled = units(1);
            for &place in places {
                paused = paused.change(place, |reserve| reserve.with_bit(PAUSED));
            }
            let Halted {
                liquidation,
                supply,
                repayment,
            } = paused.position().halted();
            [liquidation, supply, repayment]
        };
        assert_eq!(halted(&[]), [false, false, false]);
        assert_eq!(halted(&[0]), [false, false, false]);
        assert_eq!(halted(&[0, 2]), [true, true, false]);
        assert_eq!(halted(&[1]), [true, false, true]);
    }
}

#[test]
fn time_runs_forwards_only() {
    let position = case(Profile::V3_6).position();
    let before = Timestamp(NOW.0 - 1);
    assert_eq!(
        position.health(before),
        Err(RiskError::Math(MathError::Overflow))
    );
    let past = time::to_liquidation(&position, NOW, before);
    assert_eq!(past, Ok(TimeToLiquidation::Beyond(before)));
}
