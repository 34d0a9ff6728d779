//! Every way that is offered, as the transactions that would be signed: run on the chain, they reach
//! the target, take what was said, and one unit less does not reach it.

use alloy::primitives::{Address, U256};
use margin_call::chain::Call;
use margin_call::math::{Timestamp, Wad};
use margin_call::protocols::{Action, Repayment, Snapshot, approve};
use margin_call::risk::{AssetId, Health, Position};
use margin_call::top_up::{Decoded, Means, OptionView, Plan, RepayAmount, options, plan};

use super::node::{Node, Outcome};
use super::random::Random;

/// What was met.
#[derive(Default)]
pub struct Tally {
    pub positions: u64,
    pub supplies: u64,
    pub repayments: u64,
    pub closed: u64,
    pub with_permission: u64,
}

impl Tally {
    /// Says it, and whether every kind of way was met.
    pub fn told(&self, what: &str) -> bool {
        let Self {
            positions,
            supplies,
            repayments,
            closed,
            with_permission,
        } = self;
        println!(
            "{what}: {positions} positions: {supplies} supplies and {repayments} repayments \
             ({closed} in full), {with_permission} with a permission before them, did what was said"
        );
        *supplies > 0 && repayments > closed && *closed > 0 && *with_permission > 0
    }
}

/// A chain with a position, and how to see what became of it.
pub struct Place<'a> {
    pub node: &'a Node,
    pub name: &'a str,
    pub snapshot: &'a Snapshot,
    /// What is called after the steps, so that the chain's words are of their block.
    pub settle: Option<Call>,
    /// The health factor by the chain's words.
    pub health: &'a dyn Fn() -> Health,
    /// What the account holds of a token.
    pub balance: &'a dyn Fn(Address) -> U256,
}

/// Takes away some of the permissions that the account has given, leaves a rest of others.
pub fn take_permissions(node: &Node, random: &mut Random, snapshot: &Snapshot) {
    let position: &dyn Position = snapshot.position().expect("confirmed");
    let legs = position.legs(snapshot.block.timestamp).expect("legs");
    for leg in legs {
        let left = match random.between(0, 2) {
            0 => continue,
            1 => U256::ZERO,
            _ => U256::ONE,
        };
        let call = approve(leg.asset, snapshot.market.entry(), left);
        node.act(snapshot.account, call, "a permission");
    }
}

/// Runs every way to a target, for an inclusion up to `latest`.
pub fn run_each(place: &Place<'_>, target: Wad, latest: Timestamp, tally: &mut Tally) {
    tally.positions += 1;
    for OptionView { id, offer, .. } in options(place.snapshot, target, latest) {
        let Ok(offer) = offer else {
            continue;
        };
        let name = format!("{}, {id:?} to {target:?}", place.name);
        let plan = plan(place.snapshot, id, target, latest).expect(&name);
        assert_eq!(
            (offer.amount, offer.health_after, offer.signatures),
            (plan.amount, plan.health_after, plan.steps.len()),
            "{name}"
        );
        reads_as_said(&plan, place.snapshot.market.entry(), &name);
        let now = place.snapshot.block.timestamp;
        // No block is mined at the time of the last.
        let soonest = Timestamp(now.0 + 1);
        let (at_latest, spent) = place.run(&plan.steps_of(), &plan, latest);
        assert_eq!(at_latest, plan.health_after, "{name}");
        assert_eq!(spent, plan.amount.raw, "{name}, spent");
        let (at_soonest, spent) = place.run(&plan.steps_of(), &plan, soonest);
        assert!(at_soonest.reaches(target), "{name}, mined at once");
        assert!(spent <= plan.amount.raw, "{name}, spent at once");
        if !plan.closes_debt && plan.amount.raw > U256::ONE {
            let less = one_less(place.snapshot, &plan);
            let reaches = |at| place.run(&less, &plan, at).0.reaches(target);
            // The amount is what the worst of the times takes; at that of the snapshot no block is
            // mined any more, so there our arithmetic is asked, which other tests hold to the chain.
            let enough = reaches(latest) && reaches(soonest) && reaches_now(place.snapshot, &plan);
            assert!(!enough, "{name}, one unit less");
        }
        match id.means {
            Means::AddCollateral => tally.supplies += 1,
            Means::Repay => tally.repayments += 1,
        }
        tally.closed += u64::from(plan.closes_debt);
        tally.with_permission += u64::from(plan.steps.len() > 1);
    }
}

/// The bytes say the token, the amount and the account that were meant; and no permission is for more.
fn reads_as_said(plan: &Plan, entry: Address, name: &str) {
    for step in &plan.steps {
        match &step.decoded {
            Decoded::Approve {
                token,
                amount,
                spender,
            } => {
                assert_eq!(*spender, entry, "{name}");
                assert_eq!(
                    (token.address, *amount),
                    (plan.strategy.asset, plan.amount),
                    "{name}"
                );
            }
            Decoded::Supply { token, amount, .. } => {
                assert_eq!(
                    (token.address, *amount),
                    (plan.strategy.asset, plan.amount),
                    "{name}"
                );
            }
            Decoded::Repay { token, amount, .. } => {
                let all = match plan.closes_debt {
                    true => RepayAmount::All,
                    false => RepayAmount::Exact(plan.amount),
                };
                assert_eq!(
                    (token.address, *amount),
                    (plan.strategy.asset, all),
                    "{name}"
                );
            }
            Decoded::EnableCollateral { .. } => panic!("{name}: not asked for"),
        }
    }
}

/// The same with one unit less.
fn one_less(snapshot: &Snapshot, plan: &Plan) -> Vec<Call> {
    let asset = plan.strategy.asset;
    let amount = plan.amount.raw - U256::ONE;
    let action = match plan.strategy.means {
        Means::AddCollateral => Action::Supply { asset, amount },
        Means::Repay => Action::Repay {
            asset,
            amount: Repayment::Exact(amount),
        },
    };
    let mut calls = plan.steps_of();
    calls.pop();
    calls.push(snapshot.call(action).expect("an action"));
    calls
}

/// Whether one unit less would have reached the target at the time of the snapshot.
fn reaches_now(snapshot: &Snapshot, plan: &Plan) -> bool {
    let position = snapshot.position().expect("confirmed");
    let now = snapshot.block.timestamp;
    let legs = position.legs(now).expect("legs");
    let place = legs.iter().position(|leg| leg.asset == plan.strategy.asset);
    let (asset, less) = (AssetId(place.expect("a leg")), plan.amount.raw - U256::ONE);
    let after = match plan.strategy.means {
        Means::AddCollateral => position.health_after_supply(asset, less, now),
        Means::Repay => position.health_after_repay(asset, less, now),
    };
    after.is_ok_and(|health| health.reaches(plan.target))
}

trait Steps {
    fn steps_of(&self) -> Vec<Call>;
}

impl Steps for Plan {
    fn steps_of(&self) -> Vec<Call> {
        self.steps.iter().map(|step| step.call.clone()).collect()
    }
}

impl Place<'_> {
    /// Runs transactions of the account in a block of this time: the health after them, and how much
    /// of the plan's token they took.
    fn run(&self, calls: &[Call], plan: &Plan, at: Timestamp) -> (Health, U256) {
        let account = self.snapshot.account;
        let balance = || (self.balance)(plan.strategy.asset);
        self.node.undone(|| {
            let before = balance();
            let settle = self.settle.iter().cloned();
            let all = calls.iter().cloned().chain(settle);
            let transactions: Vec<_> = all.map(|call| (account, call)).collect();
            let outcomes = self.node.run(&transactions, at);
            let is_done = outcomes.iter().all(|outcome| *outcome == Outcome::Done);
            assert!(is_done, "{}: {plan:?} at {at:?}: {outcomes:?}", self.name);
            ((self.health)(), before - balance())
        })
    }
}
