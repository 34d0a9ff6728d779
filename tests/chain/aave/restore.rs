//! Every amount that we offer, run on the chain: it restores, and one unit less does not.

use std::ops::Range;

use alloy::primitives::{Address, U256};
use margin_call::chain::Call;
use margin_call::math::{RAY, Timestamp, Wad, mul_div_ceil};
use margin_call::protocols::Repayment;
use margin_call::protocols::aave_v3::{AavePosition, act};
use margin_call::risk::{AssetId, Health, Inverse, Obstacle, Position, RiskError};
use margin_call::top_up::Means;

use super::super::covers;
use super::super::node::Outcome;
use super::super::random::Random;
use super::super::{mixes, wad_from_thousandths, ways};
use super::world::World;
use super::{Case, Release, each_opened, each_position};

#[derive(Default)]
struct Tally {
    positions: u64,
    supplies: u64,
    repayments: u64,
    closed: u64,
    obstacles: u64,
    caps: u64,
}

/// One position and the question asked about it.
struct Ask<'a> {
    world: &'a World,
    name: String,
    account: Address,
    position: &'a AavePosition,
    target: Wad,
    at: Timestamp,
}

#[test]
fn every_offered_amount_restores_and_one_unit_less_does_not_on_v3_0() {
    every_offered_amount_restores_and_one_unit_less_does_not(Release::V3_0);
}

#[test]
fn every_offered_amount_restores_and_one_unit_less_does_not_on_v3_6() {
    every_offered_amount_restores_and_one_unit_less_does_not(Release::V3_6);
}

fn every_offered_amount_restores_and_one_unit_less_does_not(release: Release) {
    let world = World::start(release);
    let mut tally = Tally::default();
    each_position(&world, |mut case| {
        case.cap_some_supply();
        let at = case.later(7 * 86_400);
        let target = wad_from_thousandths(case.random.between(1_000, 2_500));
        // Far above what is left of any debt: only closing it gets there.
        let far = wad_from_thousandths(10_u64.pow(15));
        let ask = |target| Ask {
            world: &world,
            name: case.name.clone(),
            account: case.account,
            position: &case.position,
            target,
            at,
        };
        tally.positions += 1;
        for place in 0..case.position.reserves().len() {
            ask(target).cap(AssetId(place), &mut tally);
            ask(target).supply(AssetId(place), &mut tally);
            ask(target).repay(AssetId(place), &mut tally);
            ask(far).repay(AssetId(place), &mut tally);
        }
    });
    let Tally {
        positions,
        supplies,
        repayments,
        closed,
        obstacles,
        caps,
    } = tally;
    println!(
        "{release:?}: {positions} positions: {supplies} supplies and {repayments} repayments ({closed} in full) \
         restored, one unit less never did; {obstacles} obstacles were the chain's too, {caps} \
         supply caps were exact to the unit"
    );
    covers(supplies > 0 && repayments > closed && closed > 0 && obstacles > 0 && caps > 0);
}

#[test]
fn every_way_does_what_it_says_on_v3_0() {
    every_way_does_what_it_says(Release::V3_0);
}

#[test]
fn every_way_does_what_it_says_on_v3_6() {
    every_way_does_what_it_says(Release::V3_6);
}

fn every_way_does_what_it_says(release: Release) {
    let all = super::super::streams();
    let tally = every_way_of(release, all, World::open, &|_| true, &|case| {
        case.random.between(1_000, 2_500)
    });
    covers(tally.told(&format!("{release:?}")));
    // Categories with prices of their own are not entered from here.
    covers((tally.entered > 0) == (release == Release::V3_6));
    // Nothing takes coin for the market of 3.0: its gateway is not of the package.
    let takes_coin = release == Release::V3_6;
    covers((tally.in_coin > tally.closed_in_coin && tally.closed_in_coin > 0) == takes_coin);
}

/// Of accounts that supply some of all that they owe.
#[test]
fn every_repayment_out_of_the_supply_does_what_it_says_on_v3_0() {
    every_repayment_out_of_the_supply_does_what_it_says(Release::V3_0);
}

#[test]
fn every_repayment_out_of_the_supply_does_what_it_says_on_v3_6() {
    every_repayment_out_of_the_supply_does_what_it_says(Release::V3_6);
}

fn every_repayment_out_of_the_supply_does_what_it_says(release: Release) {
    let own = |means| means == Means::RepaySupplied;
    let (some, open) = (super::super::fewer_streams(), World::open_on_both_sides);
    let tally = every_way_of(release, some, open, &own, &|case| {
        case.a_little_more_health()
    });
    tally.told(&format!("{release:?}, of what is owed and supplied"));
    let out = &tally.out_of_supply;
    covers(out.ways > out.closed && out.closed > 0 && out.idle > 0);
}

#[test]
fn every_mix_does_what_it_says_on_v3_0() {
    every_mix_does_what_it_says(Release::V3_0);
}

#[test]
fn every_mix_does_what_it_says_on_v3_6() {
    every_mix_does_what_it_says(Release::V3_6);
}

fn every_mix_does_what_it_says(release: Release) {
    let world = World::start(release);
    let mut tally = mixes::Tally::default();
    let opened = |world: &World, random: &mut Random| match random.one_in(3) {
        true => world.open_on_both_sides(random),
        false => world.open(random),
    };
    each_opened(&world, super::super::streams(), opened, |mut case| {
        let latest = case.later(86_400);
        let near = match case.random.one_in(2) {
            true => case.a_little_more_health(),
            false => case.random.between(1_000, 4_000),
        };
        let target = wad_from_thousandths(near);
        let (node, random) = (&world.node, &mut case.random);
        mixes::leave_little(node, random, &case.snapshot, target, latest);
        case.read_again();
        let latest = case.later(86_400);
        let place = ways::Place {
            node: &world.node,
            name: &case.name,
            snapshot: &case.snapshot,
            settle: None,
            average: &|| match release {
                Release::V3_0 => world.account_data(case.account).liquidation_threshold_bps,
                Release::V3_6 => U256::ZERO,
            },
            health: &|| world.account_data(case.account).health(),
            balance: &|token| world.balance(token, case.account),
            in_coin: true,
            wanted: &|_| true,
        };
        mixes::run_one(&place, None, target, latest, &mut tally);
        let mut random = Random::new(super::super::seed(), case.account.0[0].into());
        let purse = mixes::a_little_coin(&mut random, &place, target, latest);
        if purse.is_some() {
            mixes::run_one(&place, purse.as_ref(), target, latest, &mut tally);
        }
        // The highest that can be asked for: there is not enough, or all is repaid.
        let far = wad_from_thousandths(100_000);
        mixes::run_one(&place, None, far, latest, &mut tally);
    });
    tally.told(&format!("{release:?}"));
    let [two, three, ..] = tally.of;
    covers(two > 0 && three > 0 && tally.alone > 0 && tally.short > 0);
    covers(tally.out_of_supply > 0 && tally.closing > 0 && tally.switching > 0);
    covers((tally.in_coin > 0) == (release == Release::V3_6));
}

fn every_way_of(
    release: Release,
    streams: Range<u64>,
    open: impl Fn(&World, &mut Random) -> Address,
    wanted: &dyn Fn(Means) -> bool,
    near: &dyn Fn(&mut Case<'_>) -> u64,
) -> ways::Tally {
    let world = World::start(release);
    let mut tally = ways::Tally::default();
    each_opened(&world, streams, open, |mut case| {
        ways::take_permissions(&world.node, &mut case.random, &case.snapshot);
        case.read_again();
        let latest = case.later(86_400);
        let near = near(&mut case);
        let place = ways::Place {
            node: &world.node,
            name: &case.name,
            snapshot: &case.snapshot,
            settle: None,
            average: &|| match release {
                Release::V3_0 => world.account_data(case.account).liquidation_threshold_bps,
                Release::V3_6 => U256::ZERO,
            },
            health: &|| world.account_data(case.account).health(),
            balance: &|token| world.balance(token, case.account),
            in_coin: true,
            wanted,
        };
        // What only closing reaches, too.
        for thousandths in [near, 10_u64.pow(15)] {
            let target = wad_from_thousandths(thousandths);
            ways::run_each(&place, target, latest, &mut tally);
        }
    });
    tally
}

impl Case<'_> {
    /// A health factor up to a half above the account's, in thousandths, above 1.
    fn a_little_more_health(&mut self) -> u64 {
        let more = self.random.magnitude(500);
        let now = match self.snapshot.health {
            Health::Ratio(ratio) => ratio.raw() / U256::from(10).pow(U256::from(15)),
            Health::NoDebt => U256::ZERO,
        };
        now.saturating_to::<u64>().clamp(1_000, 10_u64.pow(12)) + more
    }

    /// Leaves room for a few tokens more of one asset, and reads the position again.
    fn cap_some_supply(&mut self) {
        let reserves = self.position.reserves();
        let place = self.random.between(0, reserves.len() as u64 - 1) as usize;
        let reserve = &reserves[place];
        let index = reserve
            .liquidity_index_at(self.snapshot.block.timestamp)
            .expect("an index");
        let supplied = mul_div_ceil(reserve.total_supply_scaled, index.raw(), RAY);
        let unit = U256::from(10).pow(U256::from(reserve.config.decimals()));
        let room = U256::from(self.random.between(1, 30));
        let cap = supplied.expect("a supply") / unit + room;
        self.world.set_supply_cap(reserve.asset, cap);
        self.read_again();
    }
}

impl Ask<'_> {
    /// The pool takes what we say it has room for, and not one unit more.
    fn cap(&self, asset: AssetId, tally: &mut Tally) {
        let far_too_much = U256::from(u128::MAX);
        let refused = self
            .position
            .health_after_supply(asset, far_too_much, self.at);
        let Err(RiskError::Refused(Obstacle::SupplyCap { headroom })) = refused else {
            return;
        };
        let token = self.position.reserves()[asset.0].asset;
        let supply = |amount| self.run(&act::supply(self.world.pool, token, amount, self.account));
        let name = format!("{}, cap of leg {}", self.name, asset.0);
        assert_eq!(supply(headroom.raw + U256::ONE), None, "{name}");
        assert!(
            headroom.raw.is_zero() || supply(headroom.raw).is_some(),
            "{name}"
        );
        tally.caps += u64::from(!headroom.raw.is_zero());
    }

    fn supply(&self, asset: AssetId, tally: &mut Tally) {
        let token = self.position.reserves()[asset.0].asset;
        let supply = |amount| act::supply(self.world.pool, token, amount, self.account);
        let name = format!("{}, supply of leg {}", self.name, asset.0);
        match self
            .position
            .minimal_supply(asset, self.target, self.at)
            .expect(&name)
        {
            Inverse::Already => self.is_there(&name),
            Inverse::Amount {
                amount,
                health_after,
                full,
            } => {
                assert!(!full, "{name}");
                assert!(health_after.reaches(self.target), "{name}");
                assert_eq!(self.run(&supply(amount.raw)), Some(health_after), "{name}");
                let less = amount.raw - U256::ONE;
                let chain = self.run(&supply(less));
                assert!(
                    !chain.is_some_and(|health| health.reaches(self.target)),
                    "{name}, less"
                );
                let ours = self.position.health_after_supply(asset, less, self.at).ok();
                assert_eq!(chain, ours, "{name}, one unit less");
                tally.supplies += 1;
            }
            Inverse::Unreachable(Obstacle::SupplyCap { .. }) => self.cap(asset, tally),
            Inverse::Unreachable(Obstacle::Frozen) => {
                assert_eq!(
                    self.run(&supply(U256::from(1_000_000))),
                    None,
                    "{name}, frozen"
                );
                tally.obstacles += 1;
            }
            Inverse::Unreachable(obstacle) => {
                // Refused by the pool for its cap, or accepted and worth nothing in health.
                let amount = U256::from(1_000_000);
                let ours = self
                    .position
                    .health_after_supply(asset, amount, self.at)
                    .ok();
                assert!(
                    !ours.is_some_and(|health| health.reaches(self.target)),
                    "{name}"
                );
                assert_eq!(self.run(&supply(amount)), ours, "{name}, {obstacle:?}");
                tally.obstacles += 1;
            }
        }
    }

    fn repay(&self, asset: AssetId, tally: &mut Tally) {
        let token = self.position.reserves()[asset.0].asset;
        let repay = |amount| act::repay(self.world.pool, token, amount, self.account);
        let exactly = |amount| repay(Repayment::Exact(amount));
        let name = format!("{}, repayment of leg {}", self.name, asset.0);
        match self
            .position
            .minimal_repay(asset, self.target, self.at)
            .expect(&name)
        {
            Inverse::Already => self.is_there(&name),
            Inverse::Amount {
                amount,
                health_after,
                full,
            } => {
                assert!(health_after.reaches(self.target), "{name}");
                if full {
                    assert_eq!(
                        self.run(&repay(Repayment::All)),
                        Some(health_after),
                        "{name}"
                    );
                    tally.closed += 1;
                }
                assert_eq!(self.run(&exactly(amount.raw)), Some(health_after), "{name}");
                let less = amount.raw - U256::ONE;
                let chain = self.run(&exactly(less));
                // Rounded to the nearest unit, all but one unit can close a debt too.
                let may_close = full && self.world.release == Release::V3_0;
                let reaches = chain.is_some_and(|health| health.reaches(self.target));
                assert!(!reaches || may_close, "{name}, less");
                let ours = self.position.health_after_repay(asset, less, self.at).ok();
                assert_eq!(chain, ours, "{name}, one unit less");
                tally.repayments += 1;
            }
            Inverse::Unreachable(Obstacle::NothingOwed) => {
                assert_eq!(self.run(&exactly(U256::ONE)), None, "{name}, nothing owed");
            }
            Inverse::Unreachable(Obstacle::OtherDebt { best }) => {
                assert!(!best.reaches(self.target), "{name}");
                assert_eq!(
                    self.run(&repay(Repayment::All)),
                    Some(best),
                    "{name}, other debt"
                );
                tally.obstacles += 1;
            }
            Inverse::Unreachable(other) => panic!("{name}: {other:?} on this market"),
        }
    }

    fn is_there(&self, name: &str) {
        let node = &self.world.node;
        let health = node.undone(|| {
            node.mine_at(self.at);
            self.world.account_data(self.account).health()
        });
        assert!(health.reaches(self.target), "{name}: already there");
    }

    /// Runs a transaction of the account at the time asked about: the chain's health afterwards,
    /// or nothing when it reverts.
    fn run(&self, call: &Call) -> Option<Health> {
        let node = &self.world.node;
        node.undone(
            || match node.run(&[(self.account, call.clone())], self.at)[..] {
                [Outcome::Done] => Some(self.world.account_data(self.account).health()),
                _ => None,
            },
        )
    }
}
