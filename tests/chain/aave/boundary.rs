//! The liquidation price of every leg: safe at it, liquidatable one unit beyond, for a liquidator.

use alloy::primitives::U256;
use margin_call::risk::{AssetId, LiquidationPrice, Position, Side};

use super::super::covers;
use super::world::World;
use super::{Release, each_position};

#[test]
fn a_liquidator_succeeds_one_unit_beyond_the_liquidation_price_and_not_at_it_on_v3_0() {
    a_liquidator_succeeds_one_unit_beyond_the_liquidation_price_and_not_at_it(Release::V3_0);
}

#[test]
fn a_liquidator_succeeds_one_unit_beyond_the_liquidation_price_and_not_at_it_on_v3_6() {
    a_liquidator_succeeds_one_unit_beyond_the_liquidation_price_and_not_at_it(Release::V3_6);
}

fn a_liquidator_succeeds_one_unit_beyond_the_liquidation_price_and_not_at_it(release: Release) {
    let world = World::start(release);
    let mut boundaries = 0;
    each_position(&world, |mut case| {
        let at = case.later(86_400);
        let (position, name) = (&case.position, &case.name);
        let pairs = case.exchangeable();
        for (place, reserve) in position.reserves().iter().enumerate() {
            let Some(feed) = case.feed_of(reserve) else {
                continue;
            };
            for side in [Side::Collateral, Side::Debt] {
                let found = position
                    .liquidation_price(AssetId(place), side, at)
                    .expect(name);
                let (safe, beyond) = match found {
                    LiquidationPrice::Below(price) => (price, price - U256::ONE),
                    LiquidationPrice::Above(price) => (price, price + U256::ONE),
                    LiquidationPrice::Never | LiquidationPrice::Always => continue,
                    LiquidationPrice::Unit => panic!("{name}: every asset has a price"),
                };
                let &(collateral, debt) = pairs.first().expect("both sides");
                let is_refused = |price| {
                    world.node.undone(|| {
                        world.set_price(feed, price);
                        world.node.mine_at(at);
                        let tried = world.try_liquidation(
                            case.account,
                            position.reserves()[collateral.0].asset,
                            position.reserves()[debt.0].asset,
                        );
                        let refused = tried.is_err_and(|why| release.says_healthy(&why));
                        let safe = !world.account_data(case.account).health().is_liquidatable();
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
    println!("{release:?}: {boundaries} liquidation prices are exact to the unit");
    covers(boundaries > 0);
}
