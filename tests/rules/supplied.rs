//! What may be repaid out of the supply of the same token, and what that leaves.

use alloy::primitives::U256;
use margin_call::math::{RAY, Ray, TokenAmount, WAD, Wad};
use margin_call::protocols::aave_v3::Profile;
use margin_call::risk::{Health, Obstacle, Position, RiskError};

use super::case::{Case, Change, NOW, case, ratio, units};
use super::{DEBT, PAUSED, PROFILES, rounds_to_nearest};

/// The debt's reserve is collateral of the account, too.
const COUNTS: u64 = 0b10 << 2;

/// 1,000 dollars at 80% against 700 of a token of which so much is supplied.
fn supplied(profile: Profile, whole: u64) -> Case {
    let mut case = case(profile);
    case.user_bits |= COUNTS;
    case.reserves[1].supply_scaled = units(whole);
    case
}

/// The same without counting what is supplied.
fn idle(profile: Profile, whole: u64) -> Case {
    let mut case = supplied(profile, whole);
    case.user_bits &= !COUNTS;
    case
}

/// 600 dollars at 80% against 700: under water.
fn sunk(of: Case) -> Case {
    of.change(0, |mut reserve| {
        reserve.supply_scaled = units(600);
        reserve
    })
}

fn after(case: Case, amount: U256) -> Result<Health, RiskError> {
    case.position()
        .health_after_repay_supplied(DEBT, amount, NOW)
}

fn refused(obstacle: Obstacle) -> Result<Health, RiskError> {
    Err(RiskError::Refused(obstacle))
}

/// From 3.5 on, Aave's own.
fn checks(profile: Profile) -> bool {
    matches!(profile, Profile::V3_5 | Profile::V3_6 | Profile::V3_7)
}

#[test]
fn both_sides_get_less_and_the_debt_alone_where_the_supply_does_not_count() {
    for profile in PROFILES {
        // (800 + 240 - 80) / (700 - 100)
        assert_eq!(after(supplied(profile, 300), units(100)), Ok(ratio(1_600)));
        // 800 / (700 - 200), with the bit not set, or a threshold of zero.
        assert_eq!(after(idle(profile, 300), units(200)), Ok(ratio(1_600)));
        let bare = supplied(profile, 300).change(1, |reserve| reserve.without(0, 32));
        assert_eq!(after(bare, units(200)), Ok(ratio(1_600)));
        // All of it: 800 / 400.
        assert_eq!(after(supplied(profile, 300), units(300)), Ok(ratio(2_000)));
    }
}

#[test]
fn no_more_is_repaid_than_is_owed_nor_than_is_supplied() {
    for profile in PROFILES {
        let closed = after(supplied(profile, 800), units(900));
        assert_eq!(closed, Ok(Health::NoDebt));
        let short = Obstacle::SupplyShort {
            supplied: TokenAmount::new(units(300), 18),
        };
        let more = units(300) + U256::ONE;
        assert_eq!(after(supplied(profile, 300), more), refused(short));
        let nothing = refused(Obstacle::NothingSupplied);
        assert_eq!(after(case(profile), U256::ONE), nothing);
        let none = refused(Obstacle::TooSmall);
        assert_eq!(after(supplied(profile, 300), U256::ZERO), none);
        let paused = supplied(profile, 300).change(1, |reserve| reserve.with_bit(PAUSED));
        assert_eq!(after(paused, units(1)), refused(Obstacle::Paused));
    }
    let position = supplied(Profile::V3_6, 300).position();
    let other = position.health_after_repay_supplied(super::SUBJECT, units(1), NOW);
    assert_eq!(other, refused(Obstacle::NothingOwed));
}

/// `BorrowLogic.executeRepay` from 3.5 on.
#[test]
fn collateral_is_not_used_up_for_a_position_that_stays_liquidatable() {
    for profile in PROFILES {
        // (480 + 80) / 700 = 0.8, and so it stays: (480 + 0) / 600.
        let still = match checks(profile) {
            true => refused(Obstacle::StillLiquidatable),
            false => Ok(ratio(800)),
        };
        assert_eq!(after(sunk(supplied(profile, 100)), units(100)), still);
        // What does not count is used for whatever it does.
        assert_eq!(after(sunk(idle(profile, 100)), units(100)), Ok(ratio(800)));
        // The bit is what is asked, not the threshold.
        let bare = supplied(profile, 100).change(1, |reserve| reserve.without(0, 32));
        assert_eq!(after(sunk(bare), units(100)), still);
        // To 1 and above it rescues: (480 + 200 - 100) / (700 - 125), with 250 supplied.
        let rescued = after(sunk(supplied(profile, 250)), units(125));
        let reached = U256::from(580) * WAD / U256::from(575);
        assert!(matches!(rescued, Ok(Health::Ratio(ratio)) if ratio.raw() - reached <= U256::ONE));
        // Nothing is owed any more: nothing is asked.
        let closed = after(sunk(supplied(profile, 700)), units(700));
        assert_eq!(closed, Ok(Health::NoDebt));
    }
}

/// Ten scaled units on both sides at an index of 1.5, each unit of the token worth ten of the base
/// currency; 800 of it count elsewhere.
fn coarse(profile: Profile) -> Case {
    let grown = Ray::from_raw(RAY + RAY / U256::from(2));
    let mut case = supplied(profile, 0);
    for (scaled, place) in [(1_000, 0), (10, 1)] {
        case.reserves[place].supply_scaled = U256::from(scaled);
    }
    case.reserves[1].debt_scaled = U256::from(10);
    case.reserves[1].liquidity_index = grown;
    case.reserves[1].borrow_index = grown;
    let unit = 10_u64.pow(18);
    case.prices = [unit, 10 * unit, unit];
    case
}

#[test]
fn each_side_is_rounded_as_its_token_burns() {
    let of = |allowed: u64, debt: u64| {
        let [allowed, debt] = [allowed, debt].map(U256::from);
        let half = debt / U256::from(2);
        Ok(Health::Ratio(Wad::from_raw((allowed * WAD + half) / debt)))
    };
    for profile in PROFILES {
        let after = |amount: u64| after(coarse(profile), U256::from(amount));
        if rounds_to_nearest(profile) {
            // 2/3 is one, of both: nine are left, 13.5 that are 14.
            assert_eq!(after(1), of(800 + 112, 140));
            // 4/3 is one.
            assert_eq!(after(2), of(800 + 112, 140));
            // 8/3 is three: seven are left, 10.5 that are 11.
            assert_eq!(after(4), of(800 + 88, 110));
        } else {
            // 2/3 of a debt is none.
            assert_eq!(after(1), refused(Obstacle::TooSmall));
            // 4/3: one of the debt, of which nine are left, 13.5 that are 14; two of the supply.
            // Where a quotient is cut off, this one has no rest.
            assert_eq!(after(2), of(800 + 96, 140));
            // 10/3: three and four. Seven are left, that are 11, and six, that are 9.
            let rounded = of(800 + 72, 110);
            let Ok(Health::Ratio(rounded)) = rounded else {
                panic!("a ratio")
            };
            let Ok(Health::Ratio(left)) = after(5) else {
                panic!("a ratio")
            };
            assert!(rounded.raw() - left.raw() <= U256::ONE);
        }
    }
}

/// 15 are supplied. At the index of 1.5 a sixteenth unit is 10.67 scaled ones.
#[test]
fn a_unit_beyond_the_supply_is_refused_by_what_is_burnt() {
    for profile in PROFILES {
        let mut owes_more = coarse(profile);
        owes_more.reserves[1].debt_scaled = U256::from(40);
        let supplied = TokenAmount::new(U256::from(15), 18);
        let short = refused(Obstacle::SupplyShort { supplied });
        assert!(after(owes_more.clone(), U256::from(15)).is_ok());
        assert_eq!(after(owes_more, U256::from(16)), short);
    }
}
