//! Laws that every position obeys, whatever its numbers.

use alloy::primitives::{Address, U256, U512};
use margin_call::math::{BasisPoints, RAY, Ray, Timestamp, TokenAmount, WAD, Wad};
use margin_call::protocols::aave_v3::{
    AavePosition, EMode, Profile, Reserve, ReserveConfig, UserConfig,
};
use margin_call::risk::drawdown::{self, Drawdown};
use margin_call::risk::time::{self, TimeToLiquidation};
use margin_call::risk::{
    AssetId, Collateral, Health, Inverse, LiquidationPrice, Position, RiskError, Side,
};
use proptest::prelude::*;

/// When the positions are looked at.
const NOW: Timestamp = Timestamp(1_800_000_000);

fn magnitude(bits: u32) -> impl Strategy<Value = U256> {
    (any::<u128>(), 0..bits).prop_map(|(number, shift)| U256::from(number >> (127 - shift)))
}

prop_compose! {
    fn a_reserve()(
        decimals in prop::sample::select(vec![6_u8, 8, 18]),
        ltv in 0_u16..=9_500, above in 0_u16..=500, has_threshold in prop::bool::weighted(0.85),
        liquidity_index in 0_u64..2_000_000_000, borrow_index in 0_u64..2_000_000_000,
        liquidity_rate in 0_u64..1_000_000_000, borrow_rate in 0_u64..2_000_000_000,
        age in 0_u64..31_536_000,
        supply in magnitude(90), debt in magnitude(85),
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
                    | U256::from(decimals) << 48
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
        }
    }
}

prop_compose! {
    /// A position that owes something, with prices from a hundred-millionth to a million dollars.
    fn a_position()(
        profile in prop::sample::select(vec![Profile::V3_5, Profile::V3_6, Profile::V3_7]),
        rows in prop::collection::vec(
            (a_reserve(), magnitude(47), any::<(bool, bool)>()), 1..5),
        in_e_mode in any::<bool>(), category in any::<(u8, u8)>(),
    ) -> AavePosition {
        let (mut reserves, mut prices, mut user) = (Vec::new(), Vec::new(), U256::ZERO);
        for (id, (reserve, price, (used, owed))) in rows.into_iter().enumerate() {
            let used = used && !reserve.supply_scaled.is_zero();
            let owed = owed && !reserve.debt_scaled.is_zero();
            user |= U256::from(u8::from(owed) | u8::from(used) << 1) << (2 * id);
            let debt_scaled = if owed { reserve.debt_scaled } else { U256::ZERO };
            reserves.push(Reserve { id: id as u16, debt_scaled, ..reserve });
            prices.push(price + U256::ONE);
        }
        let e_mode = in_e_mode.then(|| EMode {
            id: 1,
            ltv: BasisPoints::from_raw(9_300),
            liquidation_threshold: BasisPoints::from_raw(9_500),
            liquidation_bonus: BasisPoints::from_raw(10_100),
            collateral: U256::from(category.0),
            borrowable: U256::MAX,
            ltv_zero: U256::from(category.1),
            isolated: category.1 & 1 == 1,
        });
        AavePosition::new(profile, UserConfig(user), e_mode, reserves, prices).unwrap()
    }
}

/// A target from just above 1 to 10.
fn a_target() -> impl Strategy<Value = Wad> {
    (1_000_001_u64..10_000_000).prop_map(|millionths| {
        Wad::from_raw(U256::from(millionths) * (WAD / U256::from(1_000_000)))
    })
}

fn legs(position: &AavePosition) -> impl Iterator<Item = AssetId> + use<> {
    (0..position.reserves().len()).map(AssetId)
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
        debt += value(reserve.debt_scaled, reserve.borrow_index_at(NOW).unwrap());
    }
    (weighted, debt)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn health_never_rises_when_a_collateral_price_falls(
        position in a_position(), place: prop::sample::Index, n in 0_u64..1_000_000,
    ) {
        let asset = place.index(position.reserves().len());
        prop_assume!(position.reserves()[asset].debt_scaled.is_zero());
        let mut prices = position.prices().to_vec();
        prices[asset] = prices[asset] * U256::from(n) / U256::from(1_000_000);
        let fallen = position.health_with_prices(NOW, &prices).unwrap();
        prop_assert!(fallen <= position.health(NOW).unwrap());
    }

    #[test]
    fn health_never_rises_when_a_debt_price_rises(
        position in a_position(), n in 1_000_000_u64..9_000_000,
    ) {
        for (asset, leg) in position.legs(NOW).unwrap().iter().enumerate() {
            let counts = |side: &Collateral| side.not_counted.is_none();
            if leg.debt.is_some() && !leg.collateral.as_ref().is_some_and(counts) {
                let mut prices = position.prices().to_vec();
                prices[asset] = prices[asset] * U256::from(n) / U256::from(1_000_000);
                let risen = position.health_with_prices(NOW, &prices).unwrap();
                prop_assert!(risen <= position.health(NOW).unwrap());
            }
        }
    }

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
                let index = reserve.borrow_index_at(NOW).unwrap();
                prop_assert!(shown(side.balance) >= exact(reserve.debt_scaled, index));
            }
        }
    }

    #[test]
    fn a_supply_restores_and_one_unit_less_does_not(
        position in a_position(), target in a_target(), later in 0_u64..10_000_000,
    ) {
        let at = Timestamp(NOW.0 + later);
        for asset in legs(&position) {
            let Inverse::Amount { amount, health_after, full } =
                position.minimal_supply(asset, target, at).unwrap() else { continue };
            prop_assert!(!full && health_after.reaches(target));
            prop_assert_eq!(position.health_after_supply(asset, amount.raw, at), Ok(health_after));
            let less = position.health_after_supply(asset, amount.raw - U256::ONE, at);
            prop_assert!(!less.is_ok_and(|health| health.reaches(target)));
            let more = position.health_after_supply(asset, amount.raw + U256::ONE, at).unwrap();
            prop_assert!(more >= health_after);
        }
    }

    #[test]
    fn a_repayment_restores_and_one_unit_less_does_not(
        position in a_position(), target in a_target(), later in 0_u64..10_000_000,
    ) {
        let at = Timestamp(NOW.0 + later);
        for asset in legs(&position) {
            let Inverse::Amount { amount, health_after, full } =
                position.minimal_repay(asset, target, at).unwrap() else { continue };
            prop_assert!(health_after.reaches(target));
            prop_assert_eq!(position.health_after_repay(asset, amount.raw, at), Ok(health_after));
            let debt = position.legs(at).unwrap()[asset.0].debt.as_ref().unwrap().balance;
            prop_assert!(amount.raw <= debt.raw);
            prop_assert_eq!(full, amount == debt);
            let less = position.health_after_repay(asset, amount.raw - U256::ONE, at);
            prop_assert!(!less.is_ok_and(|health| health.reaches(target)));
        }
    }

    #[test]
    fn a_liquidation_price_is_the_last_safe_one(position in a_position()) {
        for asset in legs(&position) {
            for side in [Side::Collateral, Side::Debt] {
                let (safe, beyond) = match position.liquidation_price(asset, side, NOW).unwrap() {
                    LiquidationPrice::Below(price) => (price, price - U256::ONE),
                    LiquidationPrice::Above(price) => (price, price + U256::ONE),
                    LiquidationPrice::Never | LiquidationPrice::Always | LiquidationPrice::Unit => continue,
                };
                let is_liquidatable = |price| {
                    let mut prices = position.prices().to_vec();
                    prices[asset.0] = price;
                    position.health_with_prices(NOW, &prices).map(Health::is_liquidatable)
                };
                // Prices so high that the contract's products overflow have no answer there.
                if let (Ok(at), Ok(past)) = (is_liquidatable(safe), is_liquidatable(beyond)) {
                    prop_assert!(!at && past);
                }
            }
        }
    }

    #[test]
    fn a_drawdown_is_the_first_fall_that_liquidates(position in a_position()) {
        let falling: Vec<AssetId> = legs(&position).collect();
        let collateral: Vec<AssetId> = falling.iter().copied()
            .filter(|asset| position.reserves()[asset.0].debt_scaled.is_zero()).collect();
        let scaled = |n: U256| {
            let mut prices = position.prices().to_vec();
            for asset in &collateral {
                prices[asset.0] = prices[asset.0] * n / WAD;
            }
            position.health_with_prices(NOW, &prices).unwrap().is_liquidatable()
        };
        match drawdown::to_liquidation(&position, &collateral, NOW).unwrap() {
            Drawdown::Already => prop_assert!(scaled(WAD)),
            Drawdown::Never => prop_assert!(!scaled(U256::ZERO)),
            Drawdown::FallTo(share) => {
                prop_assert!(scaled(share.raw()) && !scaled(share.raw() + U256::ONE));
            }
        }
    }

    #[test]
    fn interest_alone_liquidates_at_the_second_that_is_named(
        position in a_position(), horizon in 1_u64..500_000_000,
    ) {
        let horizon = Timestamp(NOW.0 + horizon);
        let is_liquidatable = |at| position.health(at).unwrap().is_liquidatable();
        match time::to_liquidation(&position, NOW, horizon).unwrap() {
            TimeToLiquidation::NoDebt => {
                prop_assert_eq!(position.health(NOW), Ok(Health::NoDebt));
            }
            TimeToLiquidation::Beyond(until) => {
                prop_assert!(until == horizon && !is_liquidatable(horizon));
            }
            TimeToLiquidation::At(at) => {
                prop_assert!(is_liquidatable(at));
                prop_assert!(at == NOW || !is_liquidatable(Timestamp(at.0 - 1)));
            }
        }
    }
}

#[test]
fn questions_about_legs_that_are_not_there_are_errors() {
    let position =
        AavePosition::new(Profile::V3_6, UserConfig(U256::ZERO), None, vec![], vec![]).unwrap();
    let none = AssetId(0);
    let unknown = RiskError::UnknownAsset(none);
    assert_eq!(position.minimal_supply(none, Wad::ONE, NOW), Err(unknown));
    assert_eq!(position.minimal_repay(none, Wad::ONE, NOW), Err(unknown));
    assert_eq!(
        position.health_after_supply(none, U256::ONE, NOW),
        Err(unknown)
    );
    assert_eq!(
        position.health_after_repay(none, U256::ONE, NOW),
        Err(unknown)
    );
    assert_eq!(
        position.liquidation_price(none, Side::Debt, NOW),
        Err(unknown)
    );
    assert_eq!(
        drawdown::to_liquidation(&position, &[none], NOW),
        Err(unknown)
    );
    assert_eq!(position.health(NOW), Ok(Health::NoDebt));
    let one_price = [U256::ONE];
    assert_eq!(
        position.health_with_prices(NOW, &one_price),
        Err(RiskError::WrongPriceCount)
    );
}
