//! Whatever is supplied and owed of a token, and however either grows: what is repaid out of the supply
//! restores what was said, with as little as that takes.

use alloy::primitives::{U256, address};
use proptest::prelude::*;

use crate::math::{RAY, Ray, Timestamp, WAD, Wad};
use crate::protocols::aave_v3::{AavePosition, Profile, Reserve, ReserveConfig, UserConfig};
use crate::protocols::{Snapshot, a_snapshot_of};
use crate::risk::{AssetId, Change, Health, Position, RiskError};
use crate::top_up::{
    Decoded, Goal, Means, Plan, RepayAmount, StrategyId, Unavailable, options, plan,
};

const NOW: Timestamp = Timestamp(1_800_000_000);
const BOTH: AssetId = AssetId(1);

/// What of a reserve is drawn: the threshold in basis points, indices above one and yearly rates in
/// billionths, scaled amounts.
#[derive(Clone, Debug)]
struct Drawn {
    threshold: u64,
    growth: [u64; 2],
    rates: [u64; 2],
    amounts: [U256; 2],
}

fn magnitude() -> impl Strategy<Value = U256> {
    (any::<u128>(), 0_u32..84).prop_map(|(number, shift)| U256::from(number >> (127 - shift)))
}

prop_compose! {
    fn a_reserve()(
        threshold in prop_oneof![Just(0), 1_u64..=9_700],
        growth in prop::array::uniform2(0_u64..1_500_000_000),
        rates in prop::array::uniform2(0_u64..900_000_000),
        amounts in prop::array::uniform2(magnitude()),
    ) -> Drawn {
        Drawn { threshold, growth, rates, amounts }
    }
}

fn reserve(id: u16, drawn: Drawn) -> Reserve {
    let ray = |billionths: u64| U256::from(billionths) * (RAY / U256::from(1_000_000_000));
    let [supply_scaled, debt_scaled] = drawn.amounts;
    let token = match id {
        0 => address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2"),
        _ => address!("6B175474E89094C44Da98b954EedeAC495271d0F"),
    };
    Reserve {
        id,
        asset: token,
        symbol: format!("T{id}"),
        config: ReserveConfig(
            U256::from(drawn.threshold) << 16 | U256::from(18) << 48 | U256::ONE << 56,
        ),
        liquidity_index: Ray::from_raw(RAY + ray(drawn.growth[0])),
        liquidity_rate: Ray::from_raw(ray(drawn.rates[0])),
        borrow_index: Ray::from_raw(RAY + ray(drawn.growth[1])),
        borrow_rate: Ray::from_raw(ray(drawn.rates[1])),
        last_update: Timestamp(NOW.0 - 86_400),
        treasury_scaled: U256::ZERO,
        total_supply_scaled: supply_scaled,
        total_debt_scaled: debt_scaled,
        supply_scaled,
        debt_scaled,
        told_debt: None,
        grace_until: Timestamp(0),
    }
}

prop_compose! {
    /// Collateral in one token, and another that is owed and supplied, by whatever release.
    fn a_position()(
        profile in prop::sample::select(Profile::ALL.to_vec()),
        first in a_reserve(), second in a_reserve(), counts in any::<bool>(),
        prices in prop::array::uniform2(1_u64..10_000_000_000_000),
    ) -> AavePosition {
        let mut first = reserve(0, first);
        first.debt_scaled = U256::ZERO;
        let second = reserve(1, second);
        let bit = |set: bool, place: usize| U256::from(u8::from(set)) << place;
        let user = bit(!first.supply_scaled.is_zero(), 1)
            | bit(!second.debt_scaled.is_zero(), 2)
            | bit(counts && !second.supply_scaled.is_zero(), 3);
        let prices = prices.map(U256::from).to_vec();
        AavePosition::new(profile, UserConfig(user), None, vec![first, second], prices).unwrap()
    }
}

fn thousandths(number: u64) -> Wad {
    Wad::from_raw(WAD / U256::from(1_000) * U256::from(number))
}

/// What a position is asked.
struct Asked<'a> {
    position: &'a AavePosition,
    snapshot: Snapshot,
    latest: Timestamp,
}

impl<'a> Asked<'a> {
    fn of(position: &'a AavePosition, later: u64) -> Self {
        Self {
            position,
            snapshot: a_snapshot_of(position.clone(), NOW),
            latest: Timestamp(NOW.0 + later),
        }
    }

    fn plan(&self, goal: Goal) -> Result<Plan, Unavailable> {
        let strategy = StrategyId {
            means: Means::RepaySupplied,
            asset: self.position.reserves()[BOTH.0].asset,
        };
        plan(&self.snapshot, None, strategy, goal, self.latest)
    }

    /// The health after an amount, at either end.
    fn after(&self, amount: U256) -> [Result<Health, RiskError>; 2] {
        let after = |at| self.position.health_after_repay_supplied(BOTH, amount, at);
        [NOW, self.latest].map(after)
    }

    fn reaches(&self, amount: U256, target: Wad) -> bool {
        let mut ends = self.after(amount).into_iter();
        ends.all(|after| after.is_ok_and(|health| health.reaches(target)))
    }

    /// Whether so much reaches at either end what must be there for every second between.
    fn is_enough(&self, amount: U256, target: Wad) -> bool {
        let within = [NOW, self.latest];
        let change = Change::RepaySupplied(BOTH, amount);
        let mut ends = within.into_iter().zip(self.after(amount));
        ends.all(|(at, after)| {
            let needed = self.position.target_within(&[change], target, at, within);
            after.is_ok_and(|health| needed.is_ok_and(|needed| health.reaches(needed)))
        })
    }

    /// Whether health is made of an average that is cut off, which may step down between.
    fn is_average(&self) -> bool {
        use Profile::{Spark, V3_0, V3_1, V3_2, V3_3, V3_4};
        let profile = self.position.profile();
        matches!(profile, V3_0 | V3_1 | V3_2 | V3_3 | V3_4 | Spark)
    }

    /// What is owed and what is supplied, at either end.
    fn sides(&self) -> [[U256; 2]; 2] {
        [NOW, self.latest].map(|at| {
            let leg = self.position.legs(at).unwrap().swap_remove(BOTH.0);
            let owed = leg.debt.map(|debt| debt.balance.raw);
            let supplied = leg.collateral.map(|side| side.balance.raw);
            [owed, supplied].map(Option::unwrap_or_default)
        })
    }
}

fn restores(asked: &Asked<'_>, target: Wad) -> Result<(), TestCaseError> {
    let is_there = |at| asked.position.health(at).unwrap().reaches(target);
    let sides = asked.sides();
    let plan = match asked.plan(Goal::Restore(target)) {
        Ok(plan) => plan,
        Err(Unavailable::AlreadyThere) => {
            prop_assert!(is_there(NOW) && is_there(asked.latest));
            return Ok(());
        }
        Err(Unavailable::Short { best }) => {
            let most = sides.map(|[owed, supplied]| owed.min(supplied));
            // Short of it, or of what rounding may take between.
            prop_assert!(!asked.is_enough(most[0], target));
            prop_assert!(!best.reaches(target) || asked.latest != NOW);
            return Ok(());
        }
        Err(refused) => {
            prop_assert!(matches!(refused, Unavailable::Obstacle(_)), "{:?}", refused);
            return Ok(());
        }
    };
    let amount = plan.parts[0].amount.raw;
    prop_assert!(asked.reaches(amount, target), "{:?}", asked.after(amount));
    prop_assert_eq!(Ok(plan.health_after), asked.after(amount)[1]);
    // One signature, for the pool, of nothing that the wallet has.
    let [step] = &plan.steps[..] else {
        return Err(TestCaseError::fail("one step"));
    };
    let said = match plan.parts[0].closes_debt {
        true => RepayAmount::All,
        false => RepayAmount::Exact(plan.parts[0].amount),
    };
    let decoded = matches!(step.decoded, Decoded::RepaySupplied { amount, .. } if amount == said);
    prop_assert!(decoded && step.payment.value.is_zero());
    prop_assert_eq!(step.payment.call.to, asked.snapshot.market.entry());
    if plan.parts[0].closes_debt {
        // "All" is all that is owed, whenever it is mined.
        prop_assert!(sides.iter().all(|[owed, supplied]| supplied >= owed));
        prop_assert_eq!(amount, sides[1][0]);
        return Ok(());
    }
    prop_assert!(sides.iter().all(|[_, supplied]| amount <= *supplied));
    prop_assert!(amount <= sides[0][0]);
    prop_assert!(!asked.is_enough(amount - U256::ONE, target));
    if asked.latest == NOW {
        prop_assert!(!asked.reaches(amount - U256::ONE, target));
    }
    // Nor is it there at the ends alone.
    for part in 1..8 {
        let at = Timestamp(NOW.0 + (asked.latest.0 - NOW.0) * part / 8);
        let after = asked.position.health_after_repay_supplied(BOTH, amount, at);
        prop_assert!(
            asked.is_average() || after.unwrap().reaches(target),
            "{after:?}"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn it_restores_at_either_end_and_one_unit_less_does_not(
        position in a_position(), target in 1_001_u64..4_000,
        later in prop_oneof![Just(0), 0_u64..100_000],
    ) {
        restores(&Asked::of(&position, later), thousandths(target))?;
    }

    /// Targets a little above the health factor, where every rounding shows.
    #[test]
    fn a_little_more_is_restored_too(
        position in a_position(), above in 0_u64..1_000_000,
        later in prop_oneof![Just(0), 0_u64..100_000],
    ) {
        if let Health::Ratio(ratio) = position.health(NOW).unwrap() {
            let more = ratio.raw() / U256::from(1_000_000_000) * U256::from(above);
            let target = Wad::from_raw(ratio.raw() + more + U256::ONE);
            if target > Wad::ONE {
                restores(&Asked::of(&position, later), target)?;
            }
        }
    }

    /// It is listed where there are both sides, with what is supplied to take it from.
    #[test]
    fn it_is_listed_with_what_is_supplied(position in a_position(), target in 1_001_u64..4_000) {
        let asked = Asked::of(&position, 0);
        let [[owed, supplied], _] = asked.sides();
        let ways = options(&asked.snapshot, None, thousandths(target), None, NOW);
        let mut own = ways.iter().filter(|way| way.id.means == Means::RepaySupplied);
        let listed = own.next();
        prop_assert!(own.next().is_none());
        prop_assert_eq!(listed.is_some(), !owed.is_zero() && !supplied.is_zero());
        if let Some(way) = listed {
            prop_assert_eq!(way.balance.raw, supplied);
            let plan = asked.plan(Goal::Restore(thousandths(target)));
            let offered = way.offer.as_ref().map(|offer| offer.amount);
            prop_assert_eq!(offered, plan.as_ref().map(|plan| plan.parts[0].amount));
        }
    }

    #[test]
    fn what_is_promised_of_a_typed_amount_is_there_at_either_end(
        position in a_position(), amount in magnitude(), later in 0_u64..100_000,
    ) {
        let asked = Asked::of(&position, later);
        let covers = asked.sides().iter().all(|[owed, supplied]| supplied >= owed);
        if let Ok(plan) = asked.plan(Goal::Exactly(amount)) {
            prop_assert!(asked.reaches(plan.parts[0].amount.raw, plan.target));
            prop_assert!(plan.parts[0].closes_debt || plan.parts[0].amount.raw == amount);
            prop_assert_eq!(plan.parts[0].closes_debt, covers && amount >= asked.sides()[0][0]);
        }
    }
}

/// In units so large that each shows: a hundred of collateral, and of the other token so many owed and supplied.
fn in_units(owed: u64, supplied: u64) -> AavePosition {
    let drawn = |threshold, supplied: u64, owed: u64| Drawn {
        threshold,
        growth: [0; 2],
        rates: [0; 2],
        amounts: [supplied, owed].map(U256::from),
    };
    let mut first = reserve(0, drawn(8_000, 100, 0));
    let mut second = reserve(1, drawn(8_000, supplied, owed));
    for one in [&mut first, &mut second] {
        one.last_update = NOW;
    }
    let user = UserConfig(U256::from(0b01_10));
    let prices = vec![WAD, WAD * U256::from(5)];
    AavePosition::new(Profile::V3_6, user, None, vec![first, second], prices).expect("a position")
}

/// What the whole supply repays is all that is owed only where that is as much.
#[test]
fn all_is_said_of_what_is_owed_alone_and_of_no_less() {
    for (owed, supplied, needed, closes_debt) in [
        (10, 9, 9, false),
        (10, 10, 10, true),
        (10, 11, 10, true),
        (10, 10, 8, false),
    ] {
        let position = in_units(owed, supplied);
        let asked = Asked::of(&position, 0);
        // One unit less does not reach it; where nine do, the last one goes with them.
        let reached = needed.min(9);
        let target = match asked.after(U256::from(reached)) {
            [Ok(Health::Ratio(target)), _] => target,
            other => panic!("{other:?}"),
        };
        let plan = asked.plan(Goal::Restore(target)).expect("a plan");
        let part = plan.parts[0];
        let expected = (U256::from(needed), closes_debt);
        assert_eq!(
            (part.amount.raw, part.closes_debt),
            expected,
            "{owed}, {supplied}"
        );
    }
}
