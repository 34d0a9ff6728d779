//! The liquidation price, and what a liquidator pays and takes.

use alloy::primitives::U256;
use margin_call::math::Timestamp;
use margin_call::protocols::morpho_blue::{Liquidation, MorphoPosition};
use margin_call::risk::{AssetId, LiquidationPrice, Position, Side};

use super::super::covers;
use super::super::node::Outcome;
use super::calls::says_healthy;
use super::world::World;
use super::{Case, each_position};

const COLLATERAL: AssetId = AssetId(0);

#[test]
fn a_liquidator_succeeds_one_unit_beyond_the_liquidation_price_and_not_at_it() {
    let world = World::start();
    let mut boundaries = 0;
    each_position(&world, |mut case| {
        let at = Timestamp(case.now.0 + case.random.magnitude(86_400));
        let found = case
            .position
            .liquidation_price(COLLATERAL, Side::Collateral, at);
        let safe = match found.expect(&case.name) {
            LiquidationPrice::Below(safe) => safe,
            LiquidationPrice::Never => return assert_eq!(case.position.account().borrow_shares, 0),
            other => panic!("{}: {other:?}", case.name),
        };
        assert!(
            !case.is_liquidatable(safe, at),
            "{}: safe at {safe}",
            case.name
        );
        assert!(
            case.is_liquidatable(safe - U256::ONE, at),
            "{}: beyond {safe}",
            case.name
        );
        boundaries += 1;
    });
    println!("Morpho: {boundaries} liquidation prices are exact to the unit");
    covers(boundaries > 0);
}

#[test]
fn a_liquidation_moves_what_we_say() {
    let world = World::start();
    let (mut liquidations, mut whole, mut refused) = (0, 0, 0);
    each_position(&world, |mut case| {
        let at = Timestamp(case.now.0 + case.random.magnitude(86_400));
        let found = case.position.lowest_safe_price(at).expect(&case.name);
        let LiquidationPrice::Below(safe) = found else {
            return;
        };
        // From just liquidatable to worth nearly nothing.
        let price = safe * U256::from(case.random.between(1, 1_000)) / U256::from(1_000);
        let price = price.min(safe - U256::ONE);
        if price.is_zero() {
            return;
        }
        let position = case.position_at(price);
        let account = position.account();
        let largest = position.largest_liquidation(price, at).expect(&case.name);
        // By its shares the whole debt may come to more collateral than there is.
        let all = position.liquidate_shares(U256::from(account.borrow_shares), at);
        let by_seized = all != Ok(largest);
        case.liquidates(price, at, largest, by_seized);
        whole += 1;

        let part = U256::from(case.random.between(1, 1_000_000));
        let of = |all: u128| (U256::from(all) * part / U256::from(1_000_000)).max(U256::ONE);
        let by_shares = position
            .liquidate_shares(of(account.borrow_shares), at)
            .expect(&case.name);
        let by_seized = position
            .liquidate_collateral(of(account.collateral), at)
            .expect(&case.name);
        for (liquidation, by_seized) in [(by_shares, false), (by_seized, true)] {
            let is_possible = liquidation.seized <= U256::from(account.collateral)
                && liquidation.shares <= U256::from(account.borrow_shares);
            match is_possible {
                true => case.liquidates(price, at, liquidation, by_seized),
                false => {
                    case.is_refused(price, at, liquidation, by_seized);
                    refused += 1;
                }
            }
            liquidations += 1;
        }
    });
    println!(
        "Morpho: {whole} largest liquidations and {liquidations} of a part moved what we said \
         ({refused} were refused, as we said)"
    );
    covers(whole > 0 && liquidations > refused && refused > 0);
}

impl Case<'_> {
    /// Whether a liquidator may act at a price, by the contract's own word.
    fn is_liquidatable(&self, price: U256, at: Timestamp) -> bool {
        let Self {
            world,
            opened,
            name,
            ..
        } = self;
        world.node.undone(|| {
            world.set_price(price);
            world.node.mine_at(at);
            // By one share; where a price of zero would divide, by one unit.
            let (seized, shares) = match price.is_zero() {
                true => (U256::ONE, U256::ZERO),
                false => (U256::ZERO, U256::ONE),
            };
            match world.try_liquidation(opened, seized, shares) {
                Ok(()) => true,
                Err(reverted) if says_healthy(&reverted) => false,
                Err(reverted) => panic!("{name}: {reverted:?}"),
            }
        })
    }

    /// The same integers at another price.
    fn position_at(&self, price: U256) -> MorphoPosition {
        let Self { world, opened, .. } = self;
        world.node.undone(|| {
            world.set_price(price);
            world.node.mine_at(Timestamp(self.now.0 + 1));
            world.read(opened)
        })
    }

    fn liquidates(&self, price: U256, at: Timestamp, expected: Liquidation, by_seized: bool) {
        let Self {
            world,
            opened,
            name,
            ..
        } = self;
        let moved = world.node.undone(|| {
            let held = || {
                let [loan, collateral] = [opened.params.loan_token, opened.params.collateral_token]
                    .map(|token| world.balance(token, world.liquidator));
                (
                    loan,
                    collateral,
                    U256::from(world.account(&opened.params, opened.account).borrow_shares),
                )
            };
            let before = held();
            assert_eq!(
                self.run(price, at, expected, by_seized),
                Outcome::Done,
                "{name}: {expected:?}"
            );
            let after = held();
            let left = world.account(&opened.params, opened.account);
            // What is owed with nothing left is written off, so the shares say nothing then.
            let shares = match left.collateral {
                0 => expected.shares,
                _ => before.2 - after.2,
            };
            Liquidation {
                shares,
                repaid: before.0 - after.0,
                seized: after.1 - before.1,
            }
        });
        assert_eq!(moved, expected, "{name}, at price {price}");
    }

    fn is_refused(&self, price: U256, at: Timestamp, asked: Liquidation, by_seized: bool) {
        let outcome = self
            .world
            .node
            .undone(|| self.run(price, at, asked, by_seized));
        assert_eq!(outcome, Outcome::Reverted, "{}: {asked:?}", self.name);
    }

    fn run(&self, price: U256, at: Timestamp, asked: Liquidation, by_seized: bool) -> Outcome {
        let Self { world, opened, .. } = self;
        world.set_price(price);
        let call = match by_seized {
            true => world.liquidation(opened, asked.seized, U256::ZERO),
            false => world.liquidation(opened, U256::ZERO, asked.shares),
        };
        world.node.run(&[(world.liquidator, call)], at)[0]
    }
}
