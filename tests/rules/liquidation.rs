//! Who may be liquidated, how much of it, and what it costs, by release.

use alloy::primitives::U256;
use margin_call::math::{BasisPoints, Timestamp, WAD};
use margin_call::protocols::aave_v3::{AavePosition, EMode, Liquidation, Profile, Reserve};
use margin_call::risk::{AssetId, Loss, Position};

use super::case::{Case, Change, NOW, case, units};
use super::{ACTIVE, DEBT, FROZEN, PAUSED, PROFILES, SUBJECT};

const COLLATERAL: AssetId = AssetId(0);
const BONUS: u32 = 32;
const PROTOCOL_FEE: u32 = 152;
const THRESHOLD: u32 = 16;

/// The case at this price of its collateral, in units of 10^-8 dollars.
fn at_price(case: Case, price: u64) -> AavePosition {
    let [_, two, three] = case.prices;
    let prices = [price, two, three];
    Case { prices, ..case }.position()
}

fn with_bonus(profile: Profile, bonus: u64, fee: u64) -> Case {
    case(profile).change(0, |reserve| {
        reserve.with(bonus, BONUS).with(fee, PROTOCOL_FEE)
    })
}

fn may(position: &AavePosition) -> bool {
    position.is_liquidatable(COLLATERAL, DEBT, NOW).unwrap()
}

fn call(position: &AavePosition, cover: U256) -> Liquidation {
    position.liquidation(COLLATERAL, DEBT, cover, NOW).unwrap()
}

fn halves_one_debt(profile: Profile) -> bool {
    use Profile::{Spark, SparkDir, V3_0, V3_1, V3_2};
    matches!(profile, V3_0 | V3_1 | V3_2 | Spark | SparkDir)
}

#[test]
fn below_one_and_only_there() {
    for profile in PROFILES {
        // 1,000 at 80% against 700: 0.875 dollars are exactly one.
        assert!(!may(&at_price(case(profile), 87_500_000)));
        assert!(may(&at_price(case(profile), 87_499_999)));
        let other = at_price(case(profile), 87_499_999);
        let unused = other.is_liquidatable(SUBJECT, DEBT, NOW);
        assert_eq!(unused, Ok(false), "{profile:?}");
        let not_owed = other.is_liquidatable(COLLATERAL, SUBJECT, NOW);
        assert_eq!(not_owed, Ok(false), "{profile:?}");
    }
}

#[test]
fn a_reserve_that_does_not_run_or_has_grace_is_left_alone() {
    use Profile::{Spark, SparkDir, V3_0};
    for profile in PROFILES {
        let has_grace = !matches!(profile, V3_0 | Spark | SparkDir);
        for place in [0, 1] {
            let changed = |change: &dyn Fn(Reserve) -> Reserve| {
                may(&at_price(case(profile).change(place, change), 80_000_000))
            };
            assert!(!changed(&|reserve| reserve.with_bit(PAUSED)));
            assert!(!changed(&|reserve| reserve.without(ACTIVE, 1)));
            assert!(changed(&|reserve| reserve.with_bit(FROZEN)));
            let until = |time: u64| {
                changed(&|mut reserve| {
                    reserve.grace_until = Timestamp(time);
                    reserve
                })
            };
            assert_eq!(until(NOW.0), !has_grace, "{profile:?}");
            assert!(until(NOW.0 - 1));
        }
    }
}

#[test]
fn a_sentinel_holds_back_what_is_not_below_095() {
    for profile in PROFILES {
        let has_sentinel = profile != Profile::V3_7;
        let held_back = |price| may(&at_price(case(profile), price).held_back());
        // 0.83125 dollars are exactly 0.95.
        assert_eq!(held_back(83_125_000), !has_sentinel, "{profile:?}");
        assert!(held_back(83_124_999));
    }
}

#[test]
fn a_collateral_without_a_threshold_of_its_own_is_seized_from_3_6_on() {
    for profile in PROFILES {
        let e_mode = EMode {
            id: 1,
            liquidation_threshold: BasisPoints::from_raw(8_000),
            liquidation_bonus: BasisPoints::from_raw(10_100),
            collateral: U256::ONE,
            ..EMode::default()
        };
        let bare = |reserve: Reserve| reserve.without(THRESHOLD, 16).with(1, 168);
        let case = Case {
            e_mode: Some(e_mode),
            ..case(profile).change(0, bare)
        };
        let counts = matches!(profile, Profile::V3_6 | Profile::V3_7);
        assert_eq!(may(&at_price(case, 80_000_000)), counts, "{profile:?}");
    }
}

#[test]
fn the_close_factor_is_half_of_one_debt_and_then_of_everything() {
    for profile in PROFILES {
        let halves_one = halves_one_debt(profile);
        let most = |position: &AavePosition| call(position, U256::MAX).most;
        // Less than 2,000 dollars on a side: everything, from 3.3 on.
        let small = at_price(case(profile), 86_000_000);
        assert_eq!(most(&small), units(if halves_one { 350 } else { 700 }));
        // At exactly 0.95: everything.
        assert_eq!(most(&at_price(case(profile), 83_125_000)), units(700));
        let mut large = case(profile);
        large.reserves[0].supply_scaled = units(10_000);
        large.reserves[1].debt_scaled = units(5_000);
        large.reserves[2].debt_scaled = units(2_000);
        large.user_bits |= 0b01_00_00;
        let large = at_price(large, 86_000_000);
        assert_eq!(most(&large), units(if halves_one { 2_500 } else { 3_500 }));
        // A debt of no more than half of everything is repaid whole.
        let smaller = large.liquidation(COLLATERAL, SUBJECT, U256::MAX, NOW);
        let whole = units(if halves_one { 1_000 } else { 2_000 });
        assert_eq!(smaller.map(|call| call.most), Ok(whole), "{profile:?}");
    }
}

#[test]
fn the_close_factor_begins_at_two_thousand_dollars_on_both_sides() {
    for profile in PROFILES {
        if halves_one_debt(profile) {
            continue;
        }
        let most = |position: AavePosition| call(&position, U256::MAX).most;
        // 2,924 dollars allowed against 3,000.
        let owing = |owed: U256| {
            let mut owing = case(profile);
            owing.reserves[0].supply_scaled = units(4_250);
            owing.reserves[1].debt_scaled = owed;
            owing.reserves[2].debt_scaled = units(1_000);
            owing.user_bits |= 0b01_00_00;
            at_price(owing, 86_000_000)
        };
        // A hundred-millionth of a dollar, of one asset and of the other at 80 cents.
        let less = units(2_000) - U256::from(10_000_000_000_u64);
        assert_eq!(most(owing(units(2_000))), units(1_500), "{profile:?}");
        assert_eq!(most(owing(less)), less);
        // 2,960 dollars allowed against 3,000.
        let holding = |held: U256| {
            let mut holding = case(profile);
            holding.reserves[0].supply_scaled = held;
            holding.reserves[1].debt_scaled = units(3_000);
            holding.reserves[2].supply_scaled = units(1_700);
            holding.user_bits |= 0b10_00_00;
            at_price(holding, 80_000_000)
        };
        let less = units(2_500) - U256::from(12_500_000_000_u64);
        assert_eq!(most(holding(units(2_500))), units(1_500));
        assert_eq!(most(holding(less)), units(3_000));
    }
}

/// Numbers from an independent model with the roundings of `_calculateAvailableCollateralToLiquidate`.
#[test]
fn what_is_seized_repaid_and_charged_rounds_as_each_release_does() {
    for profile in PROFILES {
        use Profile::{V3_5, V3_6, V3_7};
        let whole = |text: &str| text.parse::<U256>().unwrap();
        let (seized, fee) = match profile {
            V3_7 => ("427122093023255813971", "2238372093023255815"),
            _ => ("427122093023255813973", "2238372093023255814"),
        };
        let position = at_price(with_bonus(profile, 10_550, 1_000), 86_000_000);
        let made = call(&position, units(350) + U256::from(16));
        // Where half of the debt is the most, that is what is repaid.
        if !halves_one_debt(profile) {
            assert_eq!(made.repaid, units(350) + U256::from(16));
            assert_eq!(
                (made.to_liquidator, made.protocol_fee),
                (whole(seized), whole(fee))
            );
        }
        // More than there is of the collateral: the debt that it is worth.
        let (repaid, seized, fee) = match profile {
            V3_7 => (
                "473350373946795417969",
                "994670074789359083593",
                "5329925210640916407",
            ),
            V3_5 | V3_6 => (
                "473350373946795417969",
                "994670074789359083594",
                "5329925210640916406",
            ),
            _ => (
                "473350373946795417968",
                "994670074789359083594",
                "5329925210640916406",
            ),
        };
        let position = at_price(with_bonus(profile, 10_563, 1_000), 50_000_000);
        let all = Liquidation {
            most: units(700),
            repaid: whole(repaid),
            to_liquidator: whole(seized),
            protocol_fee: whole(fee),
            leaves_dust: false,
        };
        assert_eq!(call(&position, U256::MAX), all, "{profile:?}");
    }
}

/// 2,500 dollars of collateral against 2,100 and 300: half of everything leaves 900 of the first.
fn dusty(profile: Profile) -> AavePosition {
    let mut case = with_bonus(profile, 10_500, 1_000);
    case.reserves[0].supply_scaled = units(2_999);
    case.reserves[1].debt_scaled = units(2_100);
    case.reserves[2].debt_scaled = units(300);
    case.user_bits |= 0b01_00_00;
    case.position()
}

#[test]
fn a_call_may_not_leave_a_little_of_both_sides_from_3_3_on() {
    for profile in PROFILES {
        let position = dusty(profile);
        assert_eq!(
            call(&position, U256::MAX).leaves_dust,
            !halves_one_debt(profile)
        );
        let exact = call(&position, units(1_100));
        assert!(!exact.leaves_dust, "1,000 are left: {profile:?}");
        let more = call(&position, units(1_100) + U256::ONE);
        // A debt of one unit less than 1,000 dollars is worth 1,000 where it is rounded up.
        let cut_off = matches!(profile, Profile::V3_3 | Profile::V3_4);
        assert_eq!(more.leaves_dust, cut_off, "{profile:?}");
    }
}

#[test]
fn the_loss_is_that_of_the_worst_call_that_the_pool_takes() {
    for profile in PROFILES {
        let loss = dusty(profile).liquidation_loss(NOW).unwrap().unwrap();
        let repaid = match profile {
            _ if halves_one_debt(profile) => units(1_050),
            // The last unit whose remainder is still worth 1,000 dollars.
            Profile::V3_3 | Profile::V3_4 => units(1_100),
            _ => units(1_100) + U256::from(9_999_999_999_u64),
        };
        assert_eq!(loss.repaid.raw, repaid, "{profile:?}");
        assert_eq!((loss.collateral, loss.debt), (COLLATERAL, DEBT));
        let Loss {
            seized,
            protocol_fee,
            ..
        } = loss;
        let bonus = seized.raw - repaid;
        assert!(bonus.abs_diff(repaid / U256::from(20)) <= U256::ONE);
        assert!(protocol_fee.raw.abs_diff(bonus / U256::from(10)) <= U256::ONE);
        // Each side rounded so that the loss is not understated.
        let cents = U256::from(10_000_000_000_u64);
        assert_eq!(loss.repaid_value, repaid / cents);
        assert_eq!(loss.seized_value, (seized.raw + cents - U256::ONE) / cents);
    }
}

#[test]
fn the_worst_collateral_is_the_one_with_the_greatest_bonus() {
    for profile in PROFILES {
        let mut both = with_bonus(profile, 10_500, 0);
        both.reserves[2].supply_scaled = units(1_000);
        both.user_bits |= 0b10_00_00;
        // 1,600 allowed against 1,610: just below one.
        both.reserves[1].debt_scaled = units(1_610);
        let both = both.change(2, |reserve| reserve.with(11_000, BONUS));
        let loss = both.position().liquidation_loss(NOW).unwrap().unwrap();
        assert_eq!(loss.collateral, SUBJECT, "{profile:?}");
        // For half of the debt, or for all of a small one as much as there is.
        let tenths = if halves_one_debt(profile) {
            8_855
        } else {
            10_000
        };
        assert_eq!(loss.seized.raw, units(tenths) / U256::from(10));
    }
}

#[test]
fn the_loss_of_a_healthy_account_is_at_the_prices_that_liquidate_it() {
    for profile in PROFILES {
        // 1,500 dollars a unit, of which one unit: 1,200 allowed against 700. At 875 it is one.
        let mut volatile = with_bonus(profile, 10_500, 0);
        volatile.reserves[0].supply_scaled = units(1);
        volatile.prices[0] = 150_000_000_000;
        let position = volatile.clone().position();
        let fallen = position.at_liquidation(NOW).unwrap();
        assert!(!position.health(NOW).unwrap().is_liquidatable());
        assert!(fallen.health(NOW).unwrap().is_liquidatable());
        assert_eq!(fallen.prices()[0], U256::from(87_499_999_999_u64));
        // What is repaid buys more of it there than at today's price.
        let loss = position.liquidation_loss(NOW).unwrap().unwrap();
        let there = call(&fallen, loss.repaid.raw);
        assert_eq!(loss.seized.raw, there.to_liquidator, "{profile:?}");
        assert!(loss.seized.raw > call(&position, loss.repaid.raw).to_liquidator);
        // One that already can be liquidated is as it is.
        volatile.prices[0] = 80_000_000_000;
        let low = volatile.position();
        assert_eq!(low.at_liquidation(NOW), Ok(low));
    }
}

#[test]
fn a_collateral_that_cannot_be_seized_hides_no_loss() {
    for profile in PROFILES {
        let alone = with_bonus(profile, 10_500, 1_000);
        let expected = alone.position().liquidation_loss(NOW);
        assert!(matches!(expected, Ok(Some(_))));
        // One without a price and without a bonus beside it.
        let mut beside = with_bonus(profile, 10_500, 1_000);
        beside.reserves[2].supply_scaled = units(1);
        beside.user_bits |= 0b10_00_00;
        beside.prices[2] = 0;
        assert_eq!(
            beside.clone().position().liquidation_loss(NOW),
            expected,
            "{profile:?}"
        );
        beside.prices[2] = 1;
        assert_eq!(
            beside.clone().position().liquidation_loss(NOW),
            expected,
            "{profile:?}"
        );
    }
}

#[test]
fn nothing_is_lost_where_nothing_can_be_seized() {
    for profile in PROFILES {
        let none = |case: Case| case.position().liquidation_loss(NOW);
        let mut free = case(profile);
        free.user_bits = 0b00_10;
        assert_eq!(none(free), Ok(None));
        let paused = case(profile).change(1, |reserve| reserve.with_bit(PAUSED));
        assert_eq!(none(paused), Ok(None));
        let worthless = Case {
            prices: [0, 100_000_000, 0],
            ..case(profile)
        };
        assert_eq!(none(worthless), Ok(None));
    }
}

#[test]
fn a_category_gives_its_bonus_and_its_source_prices_every_debt() {
    use Profile::{Spark, SparkDir, V3_0, V3_1};
    for profile in PROFILES {
        let e_mode = EMode {
            id: 1,
            ltv: BasisPoints::from_raw(7_500),
            liquidation_threshold: BasisPoints::from_raw(8_000),
            liquidation_bonus: BasisPoints::from_raw(10_100),
            price: Some(U256::from(50_000_000)),
            collateral: U256::ONE,
            borrowable: U256::from(2),
            ..EMode::default()
        };
        let case = Case {
            e_mode: Some(e_mode),
            ..with_bonus(profile, 10_500, 0)
        };
        let position = case.change(0, |reserve| reserve.with(1, 168)).position();
        let made = call(&position, WAD);
        // By number both sides cost half a dollar, although the debt does not carry the number.
        let by_number = matches!(profile, V3_0 | V3_1 | Spark | SparkDir);
        assert_eq!(
            made.to_liquidator,
            WAD / U256::from(100) * U256::from(101),
            "{profile:?}"
        );
        let price = position.prices()[0];
        assert_eq!(
            price,
            U256::from(if by_number { 50_000_000 } else { 100_000_000 })
        );
    }
}
