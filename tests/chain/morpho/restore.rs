//! Every amount that we offer, run on the chain: it restores, and one unit less does not.

use alloy::primitives::U256;
use margin_call::chain::Call;
use margin_call::math::{Timestamp, Wad};
use margin_call::risk::{AssetId, Health, Inverse, Obstacle, Position};

use super::super::covers;
use super::super::node::Outcome;
use super::super::reader::read;
use super::super::{mixes, wad_from_thousandths, ways};
use super::calls::says_healthy;
use super::world::{Opened, World, scale};
use super::{Case, each_position};

const COLLATERAL: AssetId = AssetId(0);
const LOAN: AssetId = AssetId(1);
const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

#[derive(Default)]
struct Tally {
    supplies: u64,
    repayments: u64,
    closed: u64,
    by_liquidator: u64,
}

#[test]
fn every_offered_amount_restores_and_one_unit_less_does_not() {
    let world = World::start();
    let mut tally = Tally::default();
    each_position(&world, |mut case| {
        let at = Timestamp(case.now.0 + case.random.magnitude(7 * 86_400));
        let target = wad_from_thousandths(case.random.between(1_000, 2_500));
        // One, which the contract itself decides; any other; and what only closing reaches.
        for target in [Wad::ONE, target, wad_from_thousandths(10_u64.pow(15))] {
            case.supply(target, at, &mut tally);
            case.repay(target, at, &mut tally);
        }
    });
    let Tally {
        supplies,
        repayments,
        closed,
        by_liquidator,
    } = tally;
    println!(
        "Morpho: {supplies} supplies and {repayments} repayments ({closed} in full) restored, one \
         unit less never did; {by_liquidator} times a liquidator said so"
    );
    covers(supplies > 0 && repayments > closed && closed > 0 && by_liquidator > 0);
}

#[test]
fn every_way_does_what_it_says() {
    let world = World::start();
    let mut tally = ways::Tally::default();
    each_position(&world, |mut case| {
        let market = world.as_market(&case.opened);
        let account = case.opened.account;
        let snapshot = || read(&world.node, &market, account, None).snapshot;
        ways::take_permissions(&world.node, &mut case.random, &snapshot());
        let snapshot = snapshot();
        let latest = Timestamp(snapshot.block.timestamp.0 + case.random.magnitude(86_400));
        let place = ways::Place {
            node: &world.node,
            name: &case.name,
            snapshot: &snapshot,
            // Collateral is taken without it.
            settle: Some(world.accrual(&case.opened)),
            average: &|| U256::ZERO,
            health: &|| health(&world, &case.opened),
            balance: &|token| world.balance(token, account),
            in_coin: false,
            wanted: &|_| true,
        };
        for thousandths in [case.random.between(1_000, 2_500), 10_u64.pow(15)] {
            let target = wad_from_thousandths(thousandths);
            ways::run_each(&place, target, latest, &mut tally);
        }
    });
    covers(tally.told("Morpho"));
}

#[test]
fn every_mix_does_what_it_says() {
    let world = World::start();
    let mut tally = mixes::Tally::default();
    each_position(&world, |mut case| {
        let market = world.as_market(&case.opened);
        let account = case.opened.account;
        let snapshot = || read(&world.node, &market, account, None).snapshot;
        let target = wad_from_thousandths(case.random.between(1_000, 2_500));
        let latest = Timestamp(snapshot().block.timestamp.0 + 86_400);
        mixes::leave_little(&world.node, &mut case.random, &snapshot(), target, latest);
        let snapshot = snapshot();
        let latest = Timestamp(snapshot.block.timestamp.0 + case.random.magnitude(86_400));
        let place = ways::Place {
            node: &world.node,
            name: &case.name,
            snapshot: &snapshot,
            // Collateral is taken without it.
            settle: Some(world.accrual(&case.opened)),
            average: &|| U256::ZERO,
            health: &|| health(&world, &case.opened),
            balance: &|token| world.balance(token, account),
            in_coin: false,
            wanted: &|_| true,
        };
        mixes::run_one(&place, None, target, latest, &mut tally);
    });
    tally.told("Morpho");
    covers(tally.of[0] > 0 && tally.short > 0);
}

/// The account's health by the chain's words at the head, where the market was accrued in its block:
/// written out once more, to depend on nothing that is tested.
fn health(world: &World, opened: &Opened) -> Health {
    let (market, account) = (
        world.market(&opened.params),
        world.account(&opened.params, opened.account),
    );
    if account.borrow_shares == 0 {
        return Health::NoDebt;
    }
    let assets = U256::from(market.total_borrow_assets) + U256::ONE;
    let shares = U256::from(market.total_borrow_shares) + U256::from(1_000_000);
    let owed = (U256::from(account.borrow_shares) * assets).div_ceil(shares);
    let worth = U256::from(account.collateral) * world.price() / scale();
    let allowed = worth * opened.params.lltv.raw() / WAD;
    Health::Ratio(Wad::from_raw(allowed * WAD / owed))
}

impl Case<'_> {
    fn supply(&self, target: Wad, at: Timestamp, tally: &mut Tally) {
        let name = format!("{}, supply to {target:?}", self.name);
        let supply = |amount| self.world.collateral(&self.opened, amount);
        match self
            .position
            .minimal_supply(COLLATERAL, target, at)
            .expect(&name)
        {
            Inverse::Already => assert!(self.after(None, at, tally).expect(&name).reaches(target)),
            Inverse::Amount {
                amount,
                health_after,
                full,
            } => {
                assert!(!full && health_after.reaches(target), "{name}");
                assert_eq!(
                    self.after(Some(supply(amount.raw)), at, tally),
                    Some(health_after),
                    "{name}"
                );
                let less = amount.raw - U256::ONE;
                if !less.is_zero() {
                    let chain = self.after(Some(supply(less)), at, tally).expect(&name);
                    assert!(!chain.reaches(target), "{name}, less");
                    let ours = self.position.health_after_supply(COLLATERAL, less, at);
                    assert_eq!(ours, Ok(chain), "{name}, less");
                }
                tally.supplies += 1;
            }
            // More than the contract can hold.
            Inverse::Unreachable(Obstacle::SupplyCap { headroom }) => {
                let more = headroom.raw + U256::ONE;
                assert_eq!(self.after(Some(supply(more)), at, tally), None, "{name}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }

    fn repay(&self, target: Wad, at: Timestamp, tally: &mut Tally) {
        let name = format!("{}, repayment to {target:?}", self.name);
        let repay = |amount| self.world.repayment(&self.opened, amount, U256::ZERO);
        match self.position.minimal_repay(LOAN, target, at).expect(&name) {
            Inverse::Already => assert!(self.after(None, at, tally).expect(&name).reaches(target)),
            Inverse::Amount {
                amount,
                health_after,
                full,
            } => {
                assert!(health_after.reaches(target), "{name}");
                let shares = U256::from(self.position.account().borrow_shares);
                let call = match full {
                    true => self.world.repayment(&self.opened, U256::ZERO, shares),
                    false => repay(amount.raw),
                };
                assert_eq!(
                    self.after(Some(call), at, tally),
                    Some(health_after),
                    "{name}"
                );
                let less = amount.raw - U256::ONE;
                if !less.is_zero() {
                    let chain = self.after(Some(repay(less)), at, tally).expect(&name);
                    assert!(!chain.reaches(target), "{name}, less");
                    let ours = self.position.health_after_repay(LOAN, less, at);
                    assert_eq!(ours, Ok(chain), "{name}, less");
                }
                tally.repayments += 1;
                tally.closed += u64::from(full);
            }
            other => panic!("{name}: {other:?}"),
        }
    }

    /// Runs a transaction of the account at a time: the health that the chain's words then make,
    /// which a liquidator confirms; nothing when it reverts.
    fn after(&self, call: Option<Call>, at: Timestamp, tally: &mut Tally) -> Option<Health> {
        let Self {
            world,
            opened,
            name,
            ..
        } = self;
        world.node.undone(|| {
            let accrue = (opened.account, world.accrual(opened));
            let mut transactions = vec![accrue];
            transactions.extend(call.map(|call| (opened.account, call)));
            let outcomes = world.node.run(&transactions, at);
            if outcomes.contains(&Outcome::Reverted) {
                return None;
            }
            let health = health(world, opened);
            if health == Health::NoDebt {
                return Some(health);
            }
            let refused = world.try_liquidation(opened, U256::ZERO, U256::ONE);
            match refused {
                Ok(()) => assert!(health.is_liquidatable(), "{name}: liquidated"),
                Err(reverted) => {
                    assert!(
                        says_healthy(&reverted) && !health.is_liquidatable(),
                        "{name}: {reverted:?}"
                    );
                }
            }
            tally.by_liquidator += 1;
            Some(health)
        })
    }
}
