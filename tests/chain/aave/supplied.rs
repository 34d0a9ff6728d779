//! Repaying out of the supply, as the pool runs it: the health afterwards, or that it refuses.

use alloy::primitives::{Address, U256};
use margin_call::math::Timestamp;
use margin_call::protocols::Repayment;
use margin_call::protocols::aave_v3::act;
use margin_call::risk::{AssetId, Health, Obstacle, Position, RiskError};

use super::super::covers;
use super::super::node::Outcome;
use super::world::World;
use super::{Case, Release, each_opened};

#[derive(Default)]
struct Tally {
    legs: u64,
    repaid: u64,
    short: u64,
    unhealthy: u64,
    too_small: u64,
}

#[test]
fn repaying_out_of_the_supply_does_what_we_say_on_v3_0() {
    repaying_out_of_the_supply_does_what_we_say(Release::V3_0);
}

#[test]
fn repaying_out_of_the_supply_does_what_we_say_on_v3_6() {
    repaying_out_of_the_supply_does_what_we_say(Release::V3_6);
}

fn repaying_out_of_the_supply_does_what_we_say(release: Release) {
    let world = World::start(release);
    let mut tally = Tally::default();
    let some = super::super::fewer_streams();
    each_opened(&world, some, World::open_on_both_sides, |mut case| {
        for place in 0..case.position.reserves().len() {
            case.repay_out_of_supply(AssetId(place), &mut tally);
        }
        // The same under water, where everything that is no debt fell by two thirds.
        case.fall();
        for place in 0..case.position.reserves().len() {
            case.repay_out_of_supply(AssetId(place), &mut tally);
        }
    });
    let Tally {
        legs,
        repaid,
        short,
        unhealthy,
        too_small,
    } = tally;
    println!(
        "{release:?}: {legs} debts in a token that is supplied, too: {repaid} repayments out of the supply \
         left the health that we say; what the chain refused we refuse, {short} for more than is \
         supplied, {unhealthy} for a position that would be liquidatable still, {too_small} as too small"
    );
    // Rounded to the nearest, a unit is recorded as long as no index has grown twofold.
    let is_newer = release == Release::V3_6;
    let refuses = (unhealthy > 0, too_small > 0);
    covers(repaid > 0 && short > 0 && refuses == (is_newer, is_newer));
}

impl Case<'_> {
    fn repay_out_of_supply(&mut self, asset: AssetId, tally: &mut Tally) {
        let at = self.later(30 * 86_400);
        let legs = self.position.legs(at).expect("legs");
        let leg = &legs[asset.0];
        let (Some(debt), Some(supply)) = (&leg.debt, &leg.collateral) else {
            return;
        };
        tally.legs += 1;
        let (owed, supplied) = (debt.balance.raw, supply.balance.raw);
        let both = owed.min(supplied);
        let part = U256::from(self.random.between(1, 999));
        let exact = [
            U256::ONE,
            U256::from(self.random.magnitude(1_000_000)),
            both * part / U256::from(1_000),
            both.saturating_sub(U256::ONE),
            both,
            both + U256::ONE,
            owed,
            supplied + U256::ONE,
        ];
        let exact = exact.into_iter().filter(|amount| !amount.is_zero());
        let exact = exact.map(|amount| (amount, Repayment::Exact(amount)));
        for (amount, repayment) in exact.chain([(both, Repayment::All)]) {
            let ours = self.position.health_after_repay_supplied(asset, amount, at);
            let name = format!(
                "{}, {repayment:?} of leg {} at {at:?}: {owed} owed, {supplied} supplied, {ours:?}",
                self.name, asset.0
            );
            assert_eq!(
                self.run_repayment(leg.asset, repayment, at),
                ours.ok(),
                "{name}"
            );
            match ours {
                Ok(_) => tally.repaid += 1,
                Err(RiskError::Refused(Obstacle::SupplyShort { .. })) => tally.short += 1,
                Err(RiskError::Refused(Obstacle::StillLiquidatable)) => tally.unhealthy += 1,
                Err(RiskError::Refused(Obstacle::TooSmall)) => tally.too_small += 1,
                Err(other) => panic!("{name}: {other:?}"),
            }
        }
    }

    /// The chain's health after it; none where it reverts.
    fn run_repayment(&self, token: Address, amount: Repayment, at: Timestamp) -> Option<Health> {
        let world = self.world;
        let call = act::repay_supplied(world.pool, token, amount);
        world
            .node
            .undone(|| match world.node.run(&[(self.account, call)], at)[..] {
                [Outcome::Done] => Some(world.account_data(self.account).health()),
                _ => None,
            })
    }

    /// Lets the price of everything that is not owed fall by two thirds.
    pub(super) fn fall(&mut self) {
        let reserves = self.position.reserves().iter();
        let prices = reserves.zip(self.position.prices());
        let fallen: Vec<_> = prices
            .filter(|(reserve, _)| reserve.debt_scaled.is_zero())
            .map(|(reserve, price)| (reserve.asset, price / U256::from(3)))
            .collect();
        for (token, price) in fallen {
            self.world.set_price(self.world.by_address(token), price);
        }
        self.world.pass(12);
        self.read_again();
    }
}
