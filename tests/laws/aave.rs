//! Positions in Aave v3, and what only its numbers can show.

use alloy::primitives::{Address, U256, U512};
use margin_call::math::{BasisPoints, RAY, Ray, Timestamp, TokenAmount, WAD};
use margin_call::protocols::aave_v3::{
    AavePosition, EMode, Profile, Reserve, ReserveConfig, UserConfig,
};
use margin_call::risk::{AssetId, Health, Leg, Obstacle, Position, RiskError, counted_value};
use proptest::prelude::*;

use super::{NOW, magnitude};

prop_compose! {
    fn a_reserve()(
        decimals in prop::sample::select(vec![6_u8, 8, 18]),
        ltv in 0_u16..=9_500, above in 0_u16..=500, has_threshold in prop::bool::weighted(0.85),
        liquidity_index in 0_u64..2_000_000_000, borrow_index in 0_u64..2_000_000_000,
        liquidity_rate in 0_u64..1_000_000_000, borrow_rate in 0_u64..2_000_000_000,
        age in 0_u64..31_536_000,
        supply in magnitude(90), debt in magnitude(85),
        bonus in 10_000_u64..12_000, fee in 0_u64..3_000,
    ) -> Reserve {
        let ray = |billionths: u64| U256::from(billionths) * (RAY / U256::from(1_000_000_000));
        let (ltv, threshold) = if has_threshold { (ltv, ltv + above) } else { (0, 0) };
        // From units of 18 decimals to those of this token.
        let scale = U256::from(10).pow(U256::from(18 - decimals));
        Reserve {
            id: 0,
            asset: Address::ZERO,
            symbol: String::new(),
            config: ReserveConfig(
                U256::from(ltv)
                    | U256::from(threshold) << 16
                    | U256::from(bonus) << 32
                    | U256::from(decimals) << 48
                    | U256::from(fee) << 152
                    | U256::ONE << 56,
            ),
            liquidity_index: Ray::from_raw(RAY + ray(liquidity_index)),
            liquidity_rate: Ray::from_raw(ray(liquidity_rate)),
            borrow_index: Ray::from_raw(RAY + ray(borrow_index)),
            borrow_rate: Ray::from_raw(ray(borrow_rate)),
            last_update: Timestamp(NOW.0 - age),
            treasury_scaled: U256::ZERO,
            total_supply_scaled: supply / scale,
            total_debt_scaled: debt / scale,
            supply_scaled: supply / scale,
            debt_scaled: debt / scale,
            told_debt: None,
            grace_until: Timestamp(0),
        }
    }
}

/// A position of a release whose health factor is made of a sum, and so moves one way only.
pub fn a_position() -> impl Strategy<Value = AavePosition> {
    use Profile::{SparkDir, V3_5, V3_6, V3_7};
    a_position_of(vec![V3_5, V3_6, V3_7, SparkDir])
}

prop_compose! {
    /// A position that owes something, with prices from a hundred-millionth to a million dollars.
    pub fn a_position_of(profiles: Vec<Profile>)(
        profile in prop::sample::select(profiles),
        rows in prop::collection::vec(
            (a_reserve(), magnitude(47), any::<(bool, bool, bool)>()), 1..5),
        in_e_mode in any::<bool>(), category in any::<(u8, u8)>(),
        source in prop::option::of(magnitude(47)),
    ) -> AavePosition {
        let (mut reserves, mut prices, mut user) = (Vec::new(), Vec::new(), U256::ZERO);
        for (id, (reserve, price, (used, owed, member))) in rows.into_iter().enumerate() {
            let used = used && !reserve.supply_scaled.is_zero();
            let owed = owed && !reserve.debt_scaled.is_zero();
            user |= U256::from(u8::from(owed) | u8::from(used) << 1) << (2 * id);
            let debt_scaled = if owed { reserve.debt_scaled } else { U256::ZERO };
            let config = ReserveConfig(reserve.config.0 | U256::from(member) << 168);
            reserves.push(Reserve { id: id as u16, debt_scaled, config, ..reserve });
            prices.push(price + U256::ONE);
        }
        let e_mode = in_e_mode.then(|| EMode {
            id: 1,
            ltv: BasisPoints::from_raw(9_300),
            liquidation_threshold: BasisPoints::from_raw(9_500),
            liquidation_bonus: BasisPoints::from_raw(10_100),
            price: source.map(|price| price + U256::ONE),
            collateral: U256::from(category.0),
            borrowable: U256::MAX,
            ltv_zero: U256::from(category.1),
            isolated: category.1 & 1 == 1,
        });
        AavePosition::new(profile, UserConfig(user), e_mode, reserves, prices).unwrap()
    }
}

/// The sums without any rounding of balances or values, over one common denominator.
fn exact_sums(position: &AavePosition) -> (U512, U512) {
    let (mut weighted, mut debt) = (U512::ZERO, U512::ZERO);
    let legs = position.legs(NOW).unwrap();
    for ((reserve, &price), leg) in position.reserves().iter().zip(position.prices()).zip(legs) {
        let scale = U512::from(U256::from(10).pow(U256::from(18 - leg.decimals)));
        let value = |scaled: U256, index: Ray| {
            U512::from(scaled) * U512::from(index.raw()) * U512::from(price) * scale
        };
        if let Some(collateral) = leg.collateral.filter(|side| side.not_counted.is_none()) {
            let threshold =
                collateral.liquidation_threshold.raw() / U256::from(10).pow(U256::from(14));
            let index = reserve.liquidity_index_at(NOW).unwrap();
            weighted += value(reserve.supply_scaled, index) * U512::from(threshold);
        }
        debt += value(
            reserve.debt_scaled,
            reserve.borrow_index_at(NOW, position.profile()).unwrap(),
        );
    }
    (weighted, debt)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// At most half of 1/10,000 of a unit above the exact quotient: the one rounding that goes up,
    /// the contract's own wad division, is cut off by the division that follows it.
    #[test]
    fn health_never_overstates(position in a_position()) {
        if let Health::Ratio(ratio) = position.health(NOW).unwrap() {
            let (weighted, debt) = exact_sums(&position);
            let claimed = U512::from(ratio.raw()) * U512::from(20_000) * debt;
            prop_assert!(claimed <= weighted * U512::from(WAD) * U512::from(2) + debt);
        }
    }

    /// Out of a supply that does not count a repayment does what one from the wallet does; out of one that
    /// counts no more than that.
    #[test]
    fn a_repayment_out_of_the_supply_does_no_more_than_one_from_the_wallet(
        position in a_position(), share in 0_u64..1_500_000,
    ) {
        for (place, leg) in position.legs(NOW).unwrap().into_iter().enumerate() {
            let (Some(debt), Some(supply)) = (leg.debt, leg.collateral) else {
                continue;
            };
            let most = debt.balance.raw.min(supply.balance.raw);
            let amount = most * U256::from(share) / U256::from(1_000_000);
            let asset = AssetId(place);
            let from_wallet = position.health_after_repay(asset, amount, NOW);
            match position.health_after_repay_supplied(asset, amount, NOW) {
                Ok(after) if supply.not_counted.is_some() => {
                    prop_assert_eq!(Ok(after), from_wallet);
                }
                Ok(after) => prop_assert!(after <= from_wallet.unwrap()),
                Err(RiskError::Refused(Obstacle::SupplyShort { supplied })) => {
                    prop_assert!(supplied.raw < amount.min(debt.balance.raw));
                }
                Err(RiskError::Refused(_)) => {}
                Err(other) => prop_assert!(false, "{other:?}"),
            }
        }
    }

    /// What counts is what the contract sums, but for what it sums at a threshold of zero.
    #[test]
    fn collateral_that_counts_is_the_contracts_sum(
        position in a_position_of(Profile::ALL.to_vec()),
    ) {
        let legs = position.legs(NOW).unwrap();
        let ours = counted_value(&legs).unwrap();
        let theirs = position.account_data(NOW).unwrap().total_collateral;
        prop_assert!(ours <= theirs);
        let has_threshold = |leg: &Leg| {
            let supplied = leg.collateral.as_ref();
            supplied.is_none_or(|side| side.not_counted != Some(Obstacle::NotCollateral))
        };
        if legs.iter().all(has_threshold) {
            prop_assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn shown_balances_and_values_are_the_protocols_side(position in a_position()) {
        for (leg, reserve) in position.legs(NOW).unwrap().iter().zip(position.reserves()) {
            let exact = |scaled: U256, index: Ray| U512::from(scaled) * U512::from(index.raw());
            let shown = |amount: TokenAmount| U512::from(amount.raw) * U512::from(RAY);
            if let Some(side) = &leg.collateral {
                let index = reserve.liquidity_index_at(NOW).unwrap();
                prop_assert!(shown(side.balance) <= exact(reserve.supply_scaled, index));
            }
            if let Some(side) = &leg.debt {
                let index = reserve.borrow_index_at(NOW, position.profile()).unwrap();
                prop_assert!(shown(side.balance) >= exact(reserve.debt_scaled, index));
            }
        }
    }
}
