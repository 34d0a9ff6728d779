//! What is said of each reserve, and of all of them together.

use alloy::primitives::U256;
use margin_call::math::{BasisPoints, Ray};
use margin_call::protocols::aave_v3::{EMode, Profile, Reserve};
use margin_call::risk::{Obstacle, Position};

use super::PROFILES;
use super::case::{Case, Change, NOW, case, units};

const THRESHOLD: u32 = 16;
const CATEGORY: u32 = 168;

#[test]
fn what_is_supplied_and_does_not_count_says_why() {
    for profile in PROFILES {
        let reason = |user_bits, change: &dyn Fn(Reserve) -> Reserve| {
            let mut shown = case(profile).change(2, change);
            shown.reserves[2].supply_scaled = units(1);
            shown.user_bits |= user_bits;
            let legs = shown.position().legs(NOW).unwrap();
            let supplied = legs[2].collateral.clone().expect("it is supplied");
            supplied.not_counted
        };
        let bare = |reserve: Reserve| reserve.without(THRESHOLD, 16);
        let used = 0b10_00_00;
        assert_eq!(reason(used, &|reserve| reserve), None);
        assert_eq!(
            reason(0, &|reserve| reserve),
            Some(Obstacle::CollateralDisabled)
        );
        assert_eq!(reason(used, &bare), Some(Obstacle::NotCollateral));
        assert_eq!(reason(0, &bare), Some(Obstacle::NotCollateral));
    }
}

#[test]
fn only_what_is_supplied_or_owed_is_shown() {
    for profile in PROFILES {
        let legs = case(profile).position().legs(NOW).unwrap();
        let sides = legs
            .iter()
            .map(|leg| (leg.collateral.is_some(), leg.debt.is_some()));
        assert_eq!(
            sides.collect::<Vec<_>>(),
            [(true, false), (false, true), (false, false)],
            "{profile:?}"
        );
    }
}

/// The pool does not ask for an index that it does not need, however far that has run away.
#[test]
fn a_reserve_that_is_not_owed_has_no_say() {
    for profile in PROFILES {
        let runaway = case(profile).change(0, |mut reserve| {
            reserve.borrow_rate = Ray::from_raw(U256::MAX);
            reserve.last_update.0 -= 1;
            reserve
        });
        let position = runaway.position();
        assert_eq!(
            position.health(NOW),
            case(profile).position().health(NOW),
            "{profile:?}"
        );
        assert!(position.legs(NOW).is_ok());
    }
}

/// The case in an e-mode of this threshold, which holds the reserves with these numbers.
fn in_category(profile: Profile, threshold: u64, members: &[usize]) -> Case {
    let mut inside = case(profile);
    inside.reserves[2].supply_scaled = units(1);
    let mut bits = U256::ZERO;
    for &member in members {
        inside = inside.change(member, |reserve| reserve.with(1, CATEGORY));
        bits |= U256::ONE << member;
    }
    inside.e_mode = Some(EMode {
        id: 1,
        ltv: BasisPoints::from_raw(8_800),
        liquidation_threshold: BasisPoints::from_raw(u16::try_from(threshold).unwrap()),
        collateral: bits,
        ..EMode::default()
    });
    inside
}

#[test]
fn a_high_category_that_holds_all_that_counts_moves_together() {
    for profile in PROFILES {
        let moves = |threshold, members: &[usize], user_bits| {
            let mut inside = in_category(profile, threshold, members);
            inside.user_bits |= user_bits;
            inside.position().is_correlated()
        };
        assert!(moves(9_000, &[0], 0), "{profile:?}");
        assert!(!moves(8_999, &[0], 0));
        // The third reserve is supplied; it matters as soon as it is used.
        assert!(!moves(9_000, &[0], 0b10_00_00));
        assert!(moves(9_000, &[0, 2], 0b10_00_00));
        // Used, and nothing of it there.
        let mut empty = in_category(profile, 9_000, &[0]);
        empty.reserves[2].supply_scaled = U256::ZERO;
        empty.user_bits |= 0b10_00_00;
        assert!(empty.position().is_correlated());
        assert!(!case(profile).position().is_correlated());
    }
}

#[test]
fn every_profile_has_the_name_of_its_release() {
    let mut names = PROFILES.map(Profile::name);
    names.sort_unstable();
    let releases = ["3.0", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7"];
    for (name, release) in names.iter().zip(releases) {
        assert!(name.contains(release), "{name}");
    }
    assert!(names[8..].iter().all(|name| name.contains("Spark")));
    assert_ne!(names[8], names[9]);
}
