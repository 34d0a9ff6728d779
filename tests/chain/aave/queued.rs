//! What is foretold of a change that governance has queued, and what the chain does.
//!
//! The pool, its configurator and its access control are the real ones. The controller is a stand-in with the
//! interface of the real one: that is in no npm package.

use alloy::primitives::Address;
use margin_call::chain::{Call, CallAnswer, multicall};
use margin_call::protocols::aave_v3::Reserve;
use margin_call::protocols::queued::{
    Ended, Foretold, LookStep, QueueLook, Queued, Trial, TrialStep, Unread,
};
use margin_call::protocols::{Limits, Term};

use super::super::node::Outcome;
use super::super::reader::read;
use super::world::World;
use super::{Case, Release, each_opened};

const DAY_S: u64 = 86_400;

/// What waits, and what became of what waited.
fn look(world: &World, known: &[u64]) -> (Vec<Queued>, Vec<(u64, Ended)>) {
    let controller = world.market.controller().expect("a controller");
    let answers = |calls: &[Call]| -> Vec<CallAnswer> {
        let chain = world.market.chain;
        let batch = multicall::encode_latest(calls, chain, None);
        let head = world.node.head().number;
        let bytes = world.node.call(&batch, Address::ZERO, head);
        let bytes = bytes.expect("a batch never reverts");
        let read = multicall::decode_latest(&bytes, calls.len(), chain, None);
        read.expect("the head").1
    };
    let (mut look, mut calls) = QueueLook::start(controller, None, known.to_vec());
    loop {
        match look.feed(&answers(&calls)).expect("a look") {
            LookStep::Need(next, more) => (look, calls) = (next, more),
            LookStep::Done { queued, ended, .. } => return (queued, ended),
        }
    }
}

/// What a change does to an account, as the node simulates it.
fn foretell(case: &Case<'_>, queued: Queued, cold: bool) -> Result<Foretold, Unread> {
    let world = case.world;
    let layout = read(&world.node, &world.market, case.account, None).layout;
    let layout = Some(layout).filter(|_| !cold);
    let head = world.node.head();
    let trial = Trial::begin(&world.market, case.account, layout, queued, head);
    let mut trial = trial.expect("it can be carried out");
    loop {
        let request = trial.request();
        let answer = world.node.rpc(request.method, request.params);
        match trial.answered(&answer, Limits::NONE)? {
            TrialStep::Need(next) => trial = *next,
            TrialStep::Done(foretold) => return Ok(foretold),
        }
    }
}

/// A collateral that counts, and what it is to become: its threshold lower by a twentieth.
fn lowered(case: &Case<'_>) -> Option<(Reserve, [u16; 3])> {
    let mut all = case.position.reserves().iter();
    let used = |one: &&Reserve| {
        let config = one.config;
        !one.supply_scaled.is_zero() && config.liquidation_threshold().raw() > 1_000
    };
    let reserve = all.find(used)?.clone();
    let threshold = reserve.config.liquidation_threshold().raw();
    let lower = threshold - threshold / 20;
    let ltv = reserve.config.ltv().raw().min(lower);
    let bonus = reserve.config.liquidation_bonus().raw();
    Some((reserve, [ltv, lower, bonus]))
}

#[test]
fn what_is_foretold_of_a_queued_threshold_is_what_the_chain_does() {
    let world = World::start(Release::V3_6);
    assert_eq!(look(&world, &[]), (vec![], vec![]));
    let (mut moved, mut counted, mut delay) = (0, 0, DAY_S);
    each_opened(&world, super::super::fewer_streams(), World::open, |case| {
        let Some((reserve, change)) = lowered(&case) else {
            return;
        };
        delay += 3_600;
        world.queue(reserve.asset, change, delay);
        let queued_at = world.node.head().timestamp;
        let (waits, _) = look(&world, &[]);
        let [queued] = waits[..] else {
            panic!("{}: one waits", case.name)
        };
        assert_eq!(queued.earliest.0, queued_at.0 + delay + 1, "{}", case.name);
        let foretold = foretell(&case, queued, false).expect("it is foretold");
        assert_eq!(foretell(&case, queued, true), Ok(foretold.clone()));
        // At the same moment without it.
        world.node.undone(|| {
            world.node.mine_at(queued.earliest);
            let without = read(&world.node, &world.market, case.account, None).snapshot;
            assert_eq!(without.health, foretold.before, "{}", case.name);
        });
        // A second earlier it is refused.
        world.node.undone(|| {
            let early = margin_call::math::Timestamp(queued.earliest.0 - 1);
            let refused = world.execute(queued.payload, early);
            assert_eq!(refused, Outcome::Reverted, "{}", case.name);
        });
        let before = read(&world.node, &world.market, case.account, None).snapshot;
        let done = world.execute(queued.payload, queued.earliest);
        assert_eq!(done, Outcome::Done, "{}", case.name);
        let after = read(&world.node, &world.market, case.account, None).snapshot;
        assert_eq!(after.block.timestamp, queued.earliest);
        assert_eq!(after.health, foretold.after, "{}", case.name);
        // Told after it was carried out: the health without it is the pool's own at that moment.
        let moved_by = after.terms().since(&before.terms(), Limits::NONE).1;
        assert_eq!(
            after.health_without(&moved_by),
            Some(foretold.before),
            "{}",
            case.name
        );
        let changes = moved_by;
        assert_eq!(changes, foretold.changes, "{}", case.name);
        let term = Term::LiquidationThreshold(reserve.asset);
        moved += u64::from(changes.iter().any(|one| one.term == term));
        counted += u64::from(foretold.lowers_health());
        let ended = look(&world, &[queued.payload]);
        assert_eq!(ended, (vec![], vec![(queued.payload, Ended::Executed)]));
    });
    eprintln!("{moved} thresholds moved, {counted} times the health with them");
    super::super::covers(moved > 0 && counted > 0);
}

#[test]
fn what_is_called_off_waits_no_more_and_what_does_not_go_through_is_not_foretold() {
    let world = World::start(Release::V3_6);
    let first = super::super::streams().start;
    each_opened(&world, first..first + 1, World::open, |case| {
        let Some((reserve, [_, threshold, bonus])) = lowered(&case) else {
            return;
        };
        // The configurator refuses an LTV beyond the threshold.
        world.queue(reserve.asset, [threshold + 1, threshold, bonus], DAY_S);
        let (waits, _) = look(&world, &[]);
        assert_eq!(foretell(&case, waits[0], false), Err(Unread));
        world.cancel(waits[0].payload);
        let ended = look(&world, &[waits[0].payload]);
        assert_eq!(ended, (vec![], vec![(waits[0].payload, Ended::Dropped)]));
    });
}
