//! Positions in Compound III, and what only its numbers can show.

mod model;
mod plain;
mod release;

use alloy::primitives::{Address, U256};
use margin_call::math::{Timestamp, WAD};
use margin_call::protocols::compound_v3::{
    BaseToken, CometAsset, CometPosition, Curve, PauseFlags, Release, Unit,
};
use margin_call::risk::drawdown::{self, Drawdown};
use margin_call::risk::{AssetId, Health, Inverse, Obstacle, Position, RiskError};
use proptest::prelude::*;

use super::{NOW, a_target, magnitude};
use model::{I512, Model, int};

prop_compose! {
    fn an_asset()(
        decimals in prop::sample::select(vec![6_u8, 8, 18]),
        symbol in prop::sample::select(vec!["WETH", "wstETH", "WBTC", "COMP", "sUSDe"]),
        liquidate in 0_u64..=980, below in 0_u64..=50, above in 0_u64..=150,
        has_factor in prop::bool::weighted(0.9), is_seized in prop::bool::weighted(0.9),
        balance in magnitude(90),
    ) -> CometAsset {
        let thousandths = |n: u64| U256::from(n) * WAD / U256::from(1_000);
        let liquidate = if has_factor { liquidate } else { 0 };
        // From units of 18 decimals to those of this token.
        let balance = balance / U256::from(10).pow(U256::from(18 - decimals));
        CometAsset {
            id: 0,
            asset: Address::ZERO,
            symbol: symbol.into(),
            decimals,
            borrow_factor: thousandths(liquidate.saturating_sub(below)),
            liquidate_factor: thousandths(liquidate),
            liquidation_factor: thousandths(if is_seized { (liquidate + above).min(1_000) } else { 0 }),
            supply_cap: U256::from(u128::MAX),
            total_supply: balance,
            balance,
            supply_paused: false,
        }
    }
}

fn a_release() -> impl Strategy<Value = Release> {
    prop::sample::select(vec![Release::Plain, Release::ExtendedPauses])
}

prop_compose! {
    fn a_base()(
        decimals in prop::sample::select(vec![6_u8, 8, 18]),
        indices in any::<[u16; 2]>(), used in prop_oneof![1 => Just(0_u64), 9 => 0_u64..=1_000], lent in magnitude(95),
        kinks in prop::array::uniform2(0_u64..=1_000),
        rates in prop::array::uniform6(0_u64..2_000_000_000),
        age in prop_oneof![Just(0_u64), 0_u64..31_536_000], release in a_release(),
        idle in prop::bool::weighted(0.1),
    ) -> BaseToken {
        let thousandths = |n: u64| U256::from(n) * WAD / U256::from(1_000);
        let index = |n: u16| U256::from(1_000_000_000_000_000 + u64::from(n) * 45_777_777_777);
        let curve = |kink, [low, high, base]: [u64; 3]| Curve {
            kink: thousandths(kink),
            slope_low: U256::from(low),
            slope_high: U256::from(high) * U256::from(20),
            base: U256::from(base),
        };
        let [low, high, base, borrow_low, borrow_high, borrow_base] = rates;
        BaseToken {
            asset: Address::repeat_byte(0xba),
            symbol: "USDC".into(),
            decimals,
            unit: Unit::Unknown,
            release,
            supply_index: index(indices[0]),
            borrow_index: index(indices[1]),
            total_supply: if idle { U256::ZERO } else { lent },
            total_borrow: lent * U256::from(used) / U256::from(1_000),
            last_accrual: Timestamp(NOW.0 - age),
            supply_curve: curve(kinks[0], [low, high, base]),
            borrow_curve: curve(kinks[1], [borrow_low, borrow_high, borrow_base]),
            pauses: PauseFlags(0),
            supply_paused: false,
        }
    }
}

prop_compose! {
    /// A position that mostly owes something, prices from a hundred-millionth to a million dollars.
    pub fn a_position()(
        base in a_base(), rows in prop::collection::vec((an_asset(), magnitude(47)), 0..5),
        owed in magnitude(88), owes in prop::bool::weighted(0.9), base_price in magnitude(40),
        unit in prop::sample::select(vec![Unit::Unknown, Unit::In("USD"), Unit::Base("ETH")]),
    ) -> CometPosition {
        let (mut assets, mut prices) = (Vec::new(), Vec::new());
        for (id, (asset, price)) in (0..).zip(rows) {
            assets.push(CometAsset { id, asset: Address::with_last_byte(id), ..asset });
            prices.push(price + U256::ONE);
        }
        // What is the unit costs one.
        let one = U256::from(100_000_000);
        let is_unit = matches!(unit, Unit::Base(_));
        prices.push(if is_unit { one } else { base_price + U256::ONE });
        let base = BaseToken { unit, ..base };
        let scale = U256::from(10).pow(U256::from(18 - base.decimals));
        let principal = i128::try_from(owed / scale).unwrap();
        let principal = if owes { -principal } else { principal };
        CometPosition::new(base, principal, assets, prices).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn the_contract_decides_the_same(position in a_position(), later in 0_u64..10_000_000) {
        let at = Timestamp(NOW.0 + later);
        let base = position.base_token();
        let model = Model(&position);
        let stored = model.balance(int(base.supply_index), int(base.borrow_index));
        let supply_index =
            model.index(base.supply_index, base.total_supply, &base.supply_curve, at);
        let borrow_index =
            model.index(base.borrow_index, base.total_borrow, &base.borrow_curve, at);
        prop_assert_eq!(int(base.supply_index_at(at).unwrap()), supply_index);
        prop_assert_eq!(int(base.borrow_index_at(at).unwrap()), borrow_index);
        let balance = model.balance(supply_index, borrow_index);

        let views = position.views(at).unwrap();
        prop_assert_eq!(int(views.borrow_balance), (-balance).max(I512::ZERO));
        prop_assert_eq!(views.liquidatable, !model.covers(stored, |one| one.liquidate_factor));
        let borrows = model.covers(stored, |one| one.borrow_factor);
        prop_assert_eq!(views.borrow_collateralized, borrows);
        let absorbs = !model.covers(balance, |one| one.liquidate_factor);
        prop_assert_eq!(position.health(at).unwrap().is_liquidatable(), absorbs);

        if position.principal() < 0 {
            let ours = position.absorb(at).unwrap();
            let ours = [
                ours.new_balance, ours.new_principal, ours.base_paid_out, ours.collateral_value,
            ];
            prop_assert_eq!(ours.map(int), model.absorbed(supply_index, balance));
        }
    }

    /// The ratio is never above what the collateral allows by the debt as the contract counts it.
    #[test]
    fn health_never_overstates(position in a_position()) {
        if let Health::Ratio(ratio) = position.health(NOW).unwrap() {
            let legs = position.legs(NOW).unwrap();
            let (base, collateral) = legs.split_last().unwrap();
            let mut allowed = I512::ZERO;
            for (leg, price) in collateral.iter().zip(position.prices()) {
                if let Some(side) = &leg.collateral {
                    // All over the common denominator of a wad and of 18 decimals.
                    let scale = Model::scale(18 - leg.decimals);
                    let exact = int(side.balance.raw) * int(*price) * scale;
                    prop_assert!(int(side.value.unwrap()) * Model::scale(18) <= exact);
                    allowed += exact * int(side.liquidation_threshold.raw());
                }
            }
            let debt = int(base.debt.as_ref().unwrap().value);
            prop_assert!(int(ratio.raw()) * debt * Model::scale(18) <= allowed);
        }
    }

    #[test]
    fn more_than_the_debt_becomes_a_loan(
        position in a_position(), later in 0_u64..10_000_000, more in magnitude(80),
    ) {
        let at = Timestamp(NOW.0 + later);
        let owed = position.borrow_balance(at).unwrap();
        if owed.is_zero() {
            return Ok(());
        }
        prop_assert_eq!(position.principal_after(owed, at), Ok(0));
        prop_assert!(position.principal_after(owed - U256::ONE, at).unwrap() < 0);
        let lent = position.principal_after(owed + more, at).unwrap();
        let index = position.base_token().supply_index_at(at).unwrap();
        let exact = more * U256::from(10).pow(U256::from(15)) / index;
        prop_assert_eq!(lent.to_string(), exact.to_string());
        let base = AssetId(position.assets().len());
        let after = position.health_after_repay(base, owed + more, at);
        prop_assert_eq!(after, Ok(Health::NoDebt));
    }

    #[test]
    fn what_is_paused_or_full_is_refused(
        base in a_base(), asset in an_asset(), price in magnitude(40), target in a_target(),
        bits in 0_u8..32, base_paused: bool, asset_paused: bool, room in magnitude(80),
    ) {
        let base = BaseToken {
            decimals: 18,
            pauses: PauseFlags(bits),
            supply_paused: base_paused,
            ..base
        };
        let asset = CometAsset {
            liquidate_factor: WAD / U256::from(2),
            supply_cap: asset.total_supply + room,
            supply_paused: asset_paused,
            ..asset
        };
        let prices = vec![price + U256::ONE, U256::from(100_000_000)];
        let owed = 1 << 96;
        let decimals = asset.decimals;
        let position = CometPosition::new(base, -owed, vec![asset], prices).unwrap();
        prop_assume!(!position.health(NOW).unwrap().reaches(target));
        let (collateral, base) = (AssetId(0), AssetId(1));
        let paused = RiskError::Refused(Obstacle::Paused);
        let one = U256::ONE;

        let repay = position.minimal_repay(base, target, NOW).unwrap();
        let stopped = bits & 1 == 1 || base_paused;
        prop_assert_eq!(repay == Inverse::Unreachable(Obstacle::Paused), stopped);
        prop_assert_eq!(position.health_after_repay(base, one, NOW) == Err(paused), stopped);

        let supply = position.minimal_supply(collateral, target, NOW).unwrap();
        let stopped = bits & 1 == 1 || asset_paused;
        prop_assert_eq!(supply == Inverse::Unreachable(Obstacle::Paused), stopped);
        let after = |amount| position.health_after_supply(collateral, amount, NOW);
        prop_assert_eq!(after(room) == Err(paused), stopped);
        if !stopped {
            prop_assert!(after(room).is_ok());
            let headroom = margin_call::math::TokenAmount::new(room, decimals);
            let full = Obstacle::SupplyCap { headroom };
            prop_assert_eq!(after(room + one), Err(RiskError::Refused(full)));
            match supply {
                Inverse::Amount { amount, .. } => prop_assert!(amount.raw <= room),
                other => prop_assert_eq!(other, Inverse::Unreachable(full)),
            }
        }
    }

    #[test]
    fn an_absorption_takes_all(position in a_position()) {
        let loss = position.liquidation_loss(NOW).unwrap();
        if position.principal() >= 0 {
            prop_assert_eq!(loss, None);
            return Ok(());
        }
        let all: Vec<_> = (0..position.assets().len()).map(AssetId).collect();
        let mut prices = position.prices().to_vec();
        if let Drawdown::FallTo(share) = drawdown::to_liquidation(&position, &all, NOW).unwrap() {
            all.iter().for_each(|asset| prices[asset.0] = prices[asset.0] * share.raw() / WAD);
        }
        let (base, assets) = (position.base_token().clone(), position.assets().to_vec());
        let fallen = CometPosition::new(base, position.principal(), assets, prices).unwrap();
        let outcome = fallen.absorb(NOW).unwrap();
        let worthless = outcome.collateral_value.is_zero();
        let owes = position.health(NOW) != Ok(Health::NoDebt);
        prop_assert_eq!(loss.is_some(), owes && !worthless);
        if let Some(loss) = loss {
            prop_assert!(fallen.health(NOW).unwrap().is_liquidatable());
            prop_assert_eq!(loss.seized_value, outcome.collateral_value);
            prop_assert_eq!(loss.repaid.raw, outcome.base_paid_out);
            let scale = U256::from(10).pow(U256::from(loss.repaid.decimals));
            let base_price = *fallen.prices().last().unwrap();
            prop_assert_eq!(loss.repaid_value, outcome.base_paid_out * base_price / scale);
            prop_assert!(loss.protocol_fee.raw.is_zero());
            prop_assert_eq!(loss.debt, AssetId(position.assets().len()));
            let legs = fallen.legs(NOW).unwrap();
            let plain = position.base_token().release == Release::Plain;
            let taken = |leg: usize| plain || !position.assets()[leg].liquidation_factor.is_zero();
            let value = |leg: usize| legs[leg].collateral.as_ref().map(|side| side.value.unwrap());
            let most = (0..position.assets().len()).filter(|&leg| taken(leg)).filter_map(value);
            let most = most.max();
            prop_assert_eq!(value(loss.collateral.0), most);
            prop_assert_eq!(loss.seized, legs[loss.collateral.0].collateral.as_ref().unwrap().balance);
        }
    }
}
