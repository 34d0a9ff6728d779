//! The liquidation price of every leg: safe at it, liquidatable one unit beyond, for a liquidator.

use alloy::primitives::{Address, U256, keccak256};
use margin_call::math::Timestamp;
use margin_call::protocols::aave_v3::AavePosition;
use margin_call::risk::{AssetId, LiquidationPrice, Position, Side};

use super::super::random::Random;
use super::reader::read;
use super::world::World;

#[test]
fn a_liquidator_succeeds_one_unit_beyond_the_liquidation_price_and_not_at_it() {
    let world = World::start();
    let liquidator = Address::repeat_byte(0x77);
    world.fund(liquidator, 1_000_000_000_000);
    let mut boundaries = 0;
    for stream in 0..super::super::how_many() {
        let name = format!("seed {} position {stream}", super::super::seed());
        world.node.undone(|| {
            let mut random = Random::new(super::super::seed(), stream);
            let account = world.open(&mut random);
            let snapshot = read(&world.node, &world.market, account, None).snapshot;
            let position = snapshot.position().expect("our arithmetic matches");
            let at = Timestamp(snapshot.block.timestamp.0 + random.magnitude(86_400));
            let pair = worst_pair(position, at);
            for (place, reserve) in position.reserves().iter().enumerate() {
                for side in [Side::Collateral, Side::Debt] {
                    let found = position
                        .liquidation_price(AssetId(place), side, at)
                        .expect(&name);
                    let (safe, beyond) = match found {
                        LiquidationPrice::Below(price) => (price, price - U256::ONE),
                        LiquidationPrice::Above(price) => (price, price + U256::ONE),
                        LiquidationPrice::Never
                        | LiquidationPrice::Always
                        | LiquidationPrice::Unit => continue,
                    };
                    let (collateral, debt) = pair.expect("both sides");
                    let is_refused = |price| {
                        world.node.undone(|| {
                            world.set_price(world.by_address(reserve.asset), price);
                            world.node.mine_at(at);
                            let tried =
                                world.try_liquidation(liquidator, account, collateral, debt);
                            let healthy = keccak256("HealthFactorNotBelowThreshold()");
                            let refused = tried.is_err_and(|why| why.0.starts_with(&healthy[..4]));
                            let safe = !world.account_data(account).health().is_liquidatable();
                            assert_eq!(refused, safe, "{name}: refused because healthy");
                            refused
                        })
                    };
                    assert!(is_refused(safe), "{name}: safe at {found:?} of leg {place}");
                    assert!(
                        !is_refused(beyond),
                        "{name}: liquidatable beyond {found:?} of {place}"
                    );
                    boundaries += 1;
                }
            }
        });
    }
    println!("{boundaries} liquidation prices are exact to the unit");
    assert!(boundaries > 0);
}

/// A collateral and a debt that a liquidator can take.
fn worst_pair(position: &AavePosition, at: Timestamp) -> Option<(Address, Address)> {
    let legs = position.legs(at).expect("legs");
    let collateral = legs.iter().find(|leg| {
        leg.collateral
            .as_ref()
            .is_some_and(|collateral| collateral.not_counted.is_none())
    });
    let debt = legs.iter().find(|leg| leg.debt.is_some());
    collateral
        .zip(debt)
        .map(|(collateral, debt)| (collateral.asset, debt.asset))
}
