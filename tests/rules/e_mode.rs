//! What an e-mode decides, by release.

use alloy::primitives::U256;
use margin_call::math::{BasisPoints, Wad};
use margin_call::protocols::aave_v3::{EMode, Profile, Reserve};
use margin_call::risk::{Health, Inverse, Obstacle, Position, RiskError};

use super::amount;
use super::case::{Case, Change, NOW, case, ratio};

#[test]
fn the_e_mode_decides_by_release_what_a_first_supply_counts_for() {
    let category = |ltv_zero: u64, isolated: bool| EMode {
        id: 1,
        ltv: BasisPoints::from_raw(9_000),
        liquidation_threshold: BasisPoints::from_raw(8_000),
        liquidation_bonus: BasisPoints::from_raw(10_100),
        price: None,
        collateral: U256::from(0b100),
        borrowable: U256::MAX,
        ltv_zero: U256::from(ltv_zero),
        isolated,
    };
    let supply = |profile, e_mode, change: fn(Reserve) -> Reserve| {
        Case {
            e_mode: Some(e_mode),
            ..case(profile)
        }
        .change(2, change)
        .supply()
    };
    let same: fn(Reserve) -> Reserve = |reserve| reserve;
    let no_ltv: fn(Reserve) -> Reserve = |reserve| reserve.without(0, 16);
    let no_threshold: fn(Reserve) -> Reserve = |reserve| reserve.without(0, 32);
    let zero_ltv = Inverse::Unreachable(Obstacle::ZeroLtv);
    let counts = amount(50, 1_200);
    use Profile::{V3_2, V3_3, V3_4, V3_5, V3_6, V3_7};
    for profile in [V3_2, V3_3, V3_4, V3_5, V3_6, V3_7] {
        let until_3_5 = !matches!(profile, V3_6 | V3_7);
        // The category's LTV stands in for the asset's own, from 3.6 on.
        let expected = if until_3_5 { zero_ltv } else { counts };
        assert_eq!(supply(profile, category(0, false), no_ltv), expected);
        let expected = if until_3_5 {
            Inverse::Unreachable(Obstacle::NotCollateral)
        } else {
            counts
        };
        assert_eq!(supply(profile, category(0, false), no_threshold), expected);
        // The category's bit takes it away, from 3.6 on.
        let expected = if until_3_5 { counts } else { zero_ltv };
        assert_eq!(supply(profile, category(0b100, false), same), expected);
        // An isolated category takes it from everything outside, from 3.7 on.
        let outside = EMode {
            collateral: U256::ZERO,
            ..category(0, true)
        };
        let expected = if profile == Profile::V3_7 {
            zero_ltv
        } else {
            counts
        };
        assert_eq!(supply(profile, outside, same), expected);
    }
}

#[test]
fn a_category_is_entered_by_release_with_what_is_owed_and_what_counts() {
    let category = EMode {
        id: 4,
        ltv: BasisPoints::from_raw(9_000),
        liquidation_threshold: BasisPoints::from_raw(9_100),
        liquidation_bonus: BasisPoints::from_raw(10_100),
        collateral: U256::from(0b001),
        borrowable: U256::from(0b010),
        ..EMode::default()
    };
    let entered = |case: Case, category| {
        let position = case.position().with_other_e_modes(vec![category]);
        position.health_in_e_mode(4, NOW)
    };
    let refused = Err(RiskError::Refused(Obstacle::NotInEMode));
    let better = Ok(ratio(1_300));
    // Also 100 of the third reserve, which is collateral at 80%.
    let two = |profile| {
        let mut case = case(profile);
        case.user_bits = 0b10_01_10;
        case.reserves[2].supply_scaled = super::case::units(100);
        case
    };
    let no_ltv: fn(Reserve) -> Reserve = |reserve| reserve.without(0, 16);
    use Profile::{V3_2, V3_3, V3_4, V3_5, V3_6, V3_7};
    for profile in [V3_2, V3_3, V3_4, V3_5, V3_6, V3_7] {
        let gates = matches!(profile, V3_6 | V3_7);
        // 990 by 700: a sum is cut off where an average is rounded.
        let last = if matches!(profile, V3_2 | V3_3 | V3_4) {
            286
        } else {
            285
        };
        let with_two = Ok(Health::Ratio(Wad::from_raw(U256::from(
            1_414_285_714_285_714_000_u64 + last,
        ))));
        assert_eq!(entered(case(profile), category), better, "{profile:?}");
        let not_of_this = case(profile).position().health_in_e_mode(4, NOW);
        assert_eq!(not_of_this, refused);
        // Something that is owed is not borrowable in it, or the category is not in use.
        let other = EMode {
            borrowable: U256::from(0b101),
            ..category
        };
        assert_eq!(entered(case(profile), other), refused);
        let unused = EMode {
            liquidation_threshold: BasisPoints::ZERO,
            ..category
        };
        assert_eq!(entered(case(profile), unused), refused);
        // What counts must have a loan-to-value in it, from 3.6 on: by the category's bit, by the
        // asset's own where it is outside, and an isolated category gives none to what is outside.
        let keeps_out = EMode {
            ltv_zero: U256::from(0b001),
            ..category
        };
        let expected = if gates { refused } else { better };
        assert_eq!(entered(case(profile), keeps_out), expected);
        assert_eq!(entered(two(profile), category), with_two);
        let expected = if gates { refused } else { with_two };
        assert_eq!(entered(two(profile).change(2, no_ltv), category), expected);
        let isolated = EMode {
            isolated: true,
            ..category
        };
        let expected = if profile == V3_7 { refused } else { with_two };
        assert_eq!(entered(two(profile), isolated), expected);
        // What would be liquidatable in it stays where it is.
        let low = EMode {
            liquidation_threshold: BasisPoints::from_raw(6_999),
            ..category
        };
        let liquidatable = Err(RiskError::Refused(Obstacle::StillLiquidatable));
        assert_eq!(entered(case(profile), low), liquidatable);
    }
}

#[test]
fn a_category_by_number_has_the_reserves_that_carry_it_at_the_price_of_its_source() {
    use Profile::{Spark, SparkDir, V3_0, V3_1, V3_2};
    let in_category = |profile, number: u64| {
        let e_mode = EMode {
            id: 1,
            ltv: BasisPoints::from_raw(8_800),
            liquidation_threshold: BasisPoints::from_raw(9_100),
            price: Some(U256::from(200_000_000)),
            ..EMode::default()
        };
        let numbered = |reserve: Reserve| reserve.with(number, 168);
        let case = Case {
            e_mode: Some(e_mode),
            ..case(profile)
        };
        case.change(0, numbered).position()
    };
    for profile in [V3_0, V3_1, Spark, SparkDir] {
        // 2,000 dollars of collateral at 91%, against 700 outside the category.
        assert_eq!(in_category(profile, 1).health(NOW), Ok(ratio(2_600)));
        assert_eq!(in_category(profile, 2).health(NOW), Ok(plain(profile)));
    }
    // From 3.2 on the number means nothing, and the price neither.
    assert_eq!(in_category(V3_2, 1).health(NOW), Ok(plain(V3_2)));
}

/// Without any e-mode: 800 against 700.
fn plain(profile: Profile) -> Health {
    case(profile).position().health(NOW).unwrap()
}
