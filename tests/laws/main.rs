//! Laws that every position obeys, whatever its protocol and its numbers.

mod aave;
mod aave_average;
mod aave_liquidation;
mod amounts;
mod comet;
mod many;
mod morpho;
mod morpho_model;
mod prices;
mod rates;
mod times;

use alloy::primitives::U256;
use margin_call::math::{Timestamp, WAD, Wad};
use margin_call::risk::drawdown::{self};
use margin_call::risk::{AssetId, Health, Leg, Position, RiskError, Side};
use proptest::prelude::*;

/// When the positions are looked at.
const NOW: Timestamp = Timestamp(1_800_000_000);

type Holds = Result<(), TestCaseError>;

fn magnitude(bits: u32) -> impl Strategy<Value = U256> {
    (any::<u128>(), 0..bits).prop_map(|(number, shift)| U256::from(number >> (127 - shift)))
}

/// A target from just above 1 to 10.
fn a_target() -> impl Strategy<Value = Wad> {
    (1_000_001_u64..10_000_000).prop_map(share)
}

/// So many millionths.
fn share(millionths: u64) -> Wad {
    Wad::from_raw(U256::from(millionths) * (WAD / U256::from(1_000_000)))
}

fn legs(position: &dyn Position) -> impl Iterator<Item = AssetId> + use<> {
    (0..position.prices().len()).map(AssetId)
}

fn counts(leg: &Leg) -> bool {
    let collateral = leg.collateral.as_ref();
    collateral.is_some_and(|collateral| collateral.not_counted.is_none())
}

macro_rules! every_law {
    ($protocol:ident) => {
        mod $protocol {
            use super::*;

            proptest! {
                #![proptest_config(ProptestConfig::with_cases(1_000))]

                #[test]
                fn health_never_rises_when_a_collateral_price_falls(
                    position in crate::$protocol::a_position(), n in 0_u64..1_000_000,
                ) {
                    prices::a_collateral_that_falls(&position, share(n))?;
                }

                #[test]
                fn health_never_rises_when_a_debt_price_rises(
                    position in crate::$protocol::a_position(), n in 1_000_000_u64..9_000_000,
                ) {
                    prices::a_debt_that_rises(&position, share(n))?;
                }

                #[test]
                fn a_liquidation_price_is_the_last_safe_one(
                    position in crate::$protocol::a_position(),
                ) {
                    prices::a_liquidation_price(&position)?;
                }

                #[test]
                fn a_drawdown_is_the_first_fall_that_liquidates(
                    position in crate::$protocol::a_position(),
                ) {
                    prices::a_drawdown(&position)?;
                }

                #[test]
                fn a_group_falls_as_its_assets_do(position in crate::$protocol::a_position()) {
                    prices::a_group(&position)?;
                }

                #[test]
                fn no_price_hurts_more_than_the_most_sensitive(
                    position in crate::$protocol::a_position(),
                ) {
                    prices::a_sensitivity(&position)?;
                }

                #[test]
                fn accrued_is_the_same_position(
                    position in crate::$protocol::a_position(),
                    moves in prop::collection::vec(0_u64..3_000_000, 8),
                    later in 0_u64..100_000_000,
                ) {
                    many::accrued(&position, &moves, Timestamp(NOW.0 + later))?;
                }

                #[test]
                fn a_grid_is_every_cell_alone(
                    position in crate::$protocol::a_position(),
                    x in prop::collection::vec(0_u64..2_000_000, 0..5),
                    y in prop::collection::vec(0_u64..2_000_000, 0..5),
                    axes in any::<[Option<bool>; 8]>(),
                ) {
                    many::a_grid(&position, &x, &y, axes)?;
                }

                #[test]
                fn a_supply_restores_and_one_unit_less_does_not(
                    position in crate::$protocol::a_position(), target in a_target(),
                    later in 0_u64..10_000_000,
                ) {
                    amounts::a_supply(&position, target, Timestamp(NOW.0 + later))?;
                }

                #[test]
                fn a_repayment_restores_and_one_unit_less_does_not(
                    position in crate::$protocol::a_position(), target in a_target(),
                    later in 0_u64..10_000_000,
                ) {
                    amounts::a_repayment(&position, target, Timestamp(NOW.0 + later))?;
                }

                #[test]
                fn a_position_after_a_change_is_as_healthy_as_was_said(
                    position in crate::$protocol::a_position(), target in a_target(),
                    later in 0_u64..10_000_000, share in 1_u64..1_000_000,
                ) {
                    amounts::a_change(&position, target, Timestamp(NOW.0 + later), share)?;
                }

                #[test]
                fn a_sale_restores_and_is_no_more_than_there_is(
                    position in crate::$protocol::a_position(), target in a_target(),
                    later in 0_u64..10_000_000,
                ) {
                    amounts::a_sale(&position, target, Timestamp(NOW.0 + later))?;
                }

                #[test]
                fn interest_alone_liquidates_at_the_second_that_is_named(
                    position in crate::$protocol::a_position(), horizon in 1_u64..500_000_000,
                ) {
                    times::interest_alone(&position, Timestamp(NOW.0 + horizon))?;
                }
            }

            #[test]
            fn a_leg_that_is_not_there_is_an_error() {
                let mut runner = proptest::test_runner::TestRunner::deterministic();
                let position = crate::$protocol::a_position().new_tree(&mut runner);
                unknown(&position.unwrap().current());
            }
        }
    };
}

mod laws {
    use super::*;
    use proptest::strategy::ValueTree;

    every_law!(aave);
    every_law!(comet);
    every_law!(morpho);
}

fn unknown(position: &dyn Position) {
    let none = AssetId(position.prices().len());
    let unknown = RiskError::UnknownAsset(none);
    assert_eq!(position.minimal_supply(none, Wad::ONE, NOW), Err(unknown));
    assert_eq!(position.minimal_repay(none, Wad::ONE, NOW), Err(unknown));
    for side in [Side::Collateral, Side::Debt] {
        let price = position.liquidation_price(none, side, NOW);
        assert_eq!(price, Err(unknown));
    }
    let one = U256::ONE;
    let after: [Result<Health, RiskError>; 2] = [
        position.health_after_supply(none, one, NOW),
        position.health_after_repay(none, one, NOW),
    ];
    assert_eq!(after, [Err(unknown); 2]);
    let fall = drawdown::to_liquidation(position, &[none], NOW);
    assert_eq!(fall, Err(unknown));
    let mut prices = position.prices().to_vec();
    prices.push(one);
    let health = position.health_with_prices(NOW, &prices);
    assert_eq!(health, Err(RiskError::WrongPriceCount));
}
