//! What a liquidator pays and takes, of every pair that can be exchanged.

use alloy::primitives::U256;
use margin_call::math::{RAY, Timestamp};
use margin_call::protocols::aave_v3::{AavePosition, Liquidation};
use margin_call::risk::{AssetId, LiquidationPrice, Position, Side};

use super::super::covers;
use super::super::node::Outcome;
use super::world::World;
use super::{Case, Release, each_position};

#[derive(Default)]
struct Tally {
    liquidations: u64,
    parts: u64,
    whole_collateral: u64,
    refused: u64,
    worst: u64,
}

/// What a liquidation moved.
#[derive(Debug, PartialEq, Eq)]
struct Moved {
    repaid: U256,
    to_liquidator: U256,
}

#[test]
fn a_liquidation_moves_what_we_say_on_v3_0() {
    a_liquidation_moves_what_we_say(Release::V3_0);
}

#[test]
fn a_liquidation_moves_what_we_say_on_v3_6() {
    a_liquidation_moves_what_we_say(Release::V3_6);
}

fn a_liquidation_moves_what_we_say(release: Release) {
    let world = World::start(release);
    let mut tally = Tally::default();
    each_position(&world, |mut case| {
        let at = case.later(86_400);
        let Some(position) = case.broken(at) else {
            return;
        };
        for (collateral, debt) in case.exchangeable() {
            case.liquidate(&position, collateral, debt, at, &mut tally);
        }
        case.worst(&position, at, &mut tally);
    });
    let Tally {
        liquidations,
        parts,
        whole_collateral,
        refused,
        worst,
    } = tally;
    println!(
        "{release:?}: {liquidations} liquidations moved what we said, {parts} of a part, \
         {whole_collateral} of all of a collateral, {worst} the worst; {refused} were refused, as \
         we said"
    );
    covers(parts > 0 && whole_collateral > 0 && worst > 0);
}

impl Case<'_> {
    /// Every collateral and debt that a liquidator may exchange, were the account liquidatable.
    pub(super) fn exchangeable(&self) -> Vec<(AssetId, AssetId)> {
        let legs = self
            .position
            .legs(self.snapshot.block.timestamp)
            .expect(&self.name);
        let mut pairs = Vec::new();
        for (place, leg) in legs.iter().enumerate() {
            if leg
                .collateral
                .as_ref()
                .is_none_or(|collateral| collateral.not_counted.is_some())
            {
                continue;
            }
            for (other, leg) in legs.iter().enumerate() {
                if leg.debt.is_some() {
                    pairs.push((AssetId(place), AssetId(other)));
                }
            }
        }
        pairs
    }

    /// The position after the price of one asset fell, or rose, to where it is liquidatable: just
    /// there, or far beyond. The price stays changed. Nothing where none does.
    fn broken(&mut self, at: Timestamp) -> Option<AavePosition> {
        let sides = [Side::Collateral, Side::Debt];
        let mut found = Vec::new();
        for (place, reserve) in self.position.reserves().iter().enumerate() {
            let Some(feed) = self.feed_of(reserve) else {
                continue;
            };
            for side in sides {
                let price = self.position.liquidation_price(AssetId(place), side, at);
                match price.expect(&self.name) {
                    LiquidationPrice::Below(price) if price > U256::ONE => {
                        found.push((feed, price, true))
                    }
                    // Up to 100,000 for a whole one: beyond, a unit can be worth more than a collateral.
                    LiquidationPrice::Above(price)
                        if price < U256::from(10).pow(U256::from(13)) =>
                    {
                        found.push((feed, price, false));
                    }
                    _ => {}
                }
            }
        }
        if found.is_empty() {
            return None;
        }
        let (feed, price, falls) = self.random.pick(&found);
        // Thousandths beyond: mostly few, so that every close factor is met.
        let beyond = U256::from(self.random.magnitude(900));
        let thousand = U256::from(1_000);
        let price = match falls {
            true => (price * (thousand - beyond) / thousand).clamp(U256::ONE, price - U256::ONE),
            false => price * (thousand + beyond) / thousand + U256::ONE,
        };
        let position = self.reread(feed, price);
        self.world.set_price(feed, price);
        Some(position)
    }

    fn liquidate(
        &mut self,
        position: &AavePosition,
        collateral: AssetId,
        debt: AssetId,
        at: Timestamp,
        tally: &mut Tally,
    ) {
        let name = self.name.clone();
        let all = position
            .liquidation(collateral, debt, U256::MAX, at)
            .expect(&name);
        let part = all.most * U256::from(self.random.between(1, 999)) / U256::from(1_000);
        for cover in [U256::MAX, all.most, part.max(U256::ONE)] {
            let ours = position
                .liquidation(collateral, debt, cover, at)
                .expect(&name);
            let is_possible = position.is_liquidatable(collateral, debt, at).expect(&name)
                && !ours.leaves_dust
                && self.records(position, collateral, debt, &ours, at);
            let moved = self.run(position, collateral, debt, cover, at, ours.protocol_fee);
            let expected = is_possible.then_some(Moved {
                repaid: ours.repaid,
                to_liquidator: ours.to_liquidator,
            });
            assert_eq!(
                moved, expected,
                "{name}: {collateral:?} for {cover} of {debt:?}: {ours:?}"
            );
            let Liquidation {
                to_liquidator,
                protocol_fee,
                ..
            } = ours;
            let legs = position.legs(at).expect(&name);
            let had = legs[collateral.0]
                .collateral
                .as_ref()
                .expect("a collateral")
                .balance
                .raw;
            tally.liquidations += u64::from(is_possible);
            tally.parts += u64::from(is_possible && ours.repaid < all.repaid);
            tally.whole_collateral += u64::from(is_possible && to_liquidator + protocol_fee == had);
            tally.refused += u64::from(!is_possible);
        }
    }

    /// Whether both tokens have something to burn: scaled amounts of zero revert.
    fn records(
        &self,
        position: &AavePosition,
        collateral: AssetId,
        debt: AssetId,
        ours: &Liquidation,
        at: Timestamp,
    ) -> bool {
        let [seized, repaid] = [collateral, debt].map(|leg| &position.reserves()[leg.0]);
        let supply_index = seized.liquidity_index_at(at).expect(&self.name).raw();
        let debt_index = repaid
            .borrow_index_at(at, position.profile())
            .expect(&self.name)
            .raw();
        let half = |index: U256| index / U256::from(2);
        let (taken, paid) = match self.world.release {
            Release::V3_0 => (
                (ours.to_liquidator * RAY + half(supply_index)) / supply_index,
                (ours.repaid * RAY + half(debt_index)) / debt_index,
            ),
            Release::V3_6 => (ours.to_liquidator, ours.repaid * RAY / debt_index),
        };
        !taken.is_zero() && !paid.is_zero()
    }

    /// The call that we call the worst takes what we say. Where the average threshold is cut off
    /// a price beyond the boundary may be safe again; of a healthy account it cannot be tried.
    fn worst(&self, position: &AavePosition, at: Timestamp, tally: &mut Tally) {
        if !position.health(at).expect(&self.name).is_liquidatable() {
            return;
        }
        let Some(loss) = position.liquidation_loss(at).expect(&self.name) else {
            return;
        };
        let call = position
            .liquidation(loss.collateral, loss.debt, loss.repaid.raw, at)
            .expect(&self.name);
        if !self.records(position, loss.collateral, loss.debt, &call, at) {
            return;
        }
        let (cover, fee) = (loss.repaid.raw, loss.protocol_fee.raw);
        let expected = Moved {
            repaid: cover,
            to_liquidator: loss.seized.raw - fee,
        };
        let moved = match self.run(position, loss.collateral, loss.debt, U256::MAX, at, fee) {
            // Of more than this the pool says that it would leave dust.
            None => self.run(position, loss.collateral, loss.debt, cover, at, fee),
            moved => moved,
        };
        assert_eq!(moved, Some(expected), "{}: {loss:?}", self.name);
        tally.worst += 1;
    }

    /// Runs a liquidator's call: what moved; nothing when it reverts.
    fn run(
        &self,
        position: &AavePosition,
        collateral: AssetId,
        debt: AssetId,
        cover: U256,
        at: Timestamp,
        fee: U256,
    ) -> Option<Moved> {
        let Self {
            world,
            account,
            name,
            ..
        } = self;
        let [taken, paid] = [collateral, debt].map(|leg| &position.reserves()[leg.0]);
        world.node.undone(|| {
            let liquidator = world.liquidator;
            let before = [paid.asset, taken.asset].map(|token| world.balance(token, liquidator));
            let treasury = world.treasury_scaled(taken.asset);
            let call = world.liquidation(*account, taken.asset, paid.asset, cover);
            if world.node.run(&[(liquidator, call)], at) != [Outcome::Done] {
                return None;
            }
            let minted = world.treasury_scaled(taken.asset) - treasury;
            let index = taken.liquidity_index_at(at).expect(name).raw();
            // The protocol's part arrives in scaled units, so it is known to one of these.
            let (arrived, said) = (minted * index, fee * RAY);
            assert!(
                arrived.abs_diff(said) <= index,
                "{name}: fee {fee}, {minted} scaled"
            );
            let after = [paid.asset, taken.asset].map(|token| world.balance(token, liquidator));
            let moved = match paid.asset == taken.asset {
                // Paid and taken in one token: only what is left of both is seen.
                true => self.moved_in_one(before[0], after[0], position, collateral, cover, at),
                false => Moved {
                    repaid: before[0] - after[0],
                    to_liquidator: after[1] - before[1],
                },
            };
            let log = world
                .node
                .logged(self.snapshot.market.seizures(*account, &[]));
            let takings = self.snapshot.takings(&log, &[]).expect(name);
            let [told] = takings.as_slice() else {
                panic!("{name}: {takings:?}");
            };
            let told = Moved {
                repaid: told.paid.amount.raw,
                to_liquidator: told.taken[0].amount.raw,
            };
            assert_eq!(told, moved, "{name}: what the pool logs");
            Some(moved)
        })
    }

    fn moved_in_one(
        &self,
        before: U256,
        after: U256,
        position: &AavePosition,
        leg: AssetId,
        cover: U256,
        at: Timestamp,
    ) -> Moved {
        let ours = position.liquidation(leg, leg, cover, at).expect(&self.name);
        let Liquidation {
            repaid,
            to_liquidator,
            ..
        } = ours;
        assert_eq!(
            after + repaid,
            before + to_liquidator,
            "{}: in one token",
            self.name
        );
        Moved {
            repaid,
            to_liquidator,
        }
    }
}
