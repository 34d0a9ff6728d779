//! Every way that is offered, as the transactions that would be signed: run on the chain, they reach
//! the target, take what was said, and one unit less does not reach it.

use alloy::primitives::{Address, U256};
use margin_call::chain::{Call, Payment};
use margin_call::math::{Timestamp, Wad};
use margin_call::protocols::{Action, Repayment, Snapshot, approve};
use margin_call::risk::{AssetId, Change, Health, Position};
use margin_call::top_up::{
    Decoded, Goal, Means, OptionView, Part, Plan, Purse, RepayAmount, Source, StrategyId, fee_of,
    options, plan,
};

use super::node::{GAS_PRICE, Node, Outcome};
use super::random::Random;

/// What was met.
#[derive(Default)]
pub struct Tally {
    pub positions: u64,
    pub supplies: u64,
    pub repayments: u64,
    pub closed: u64,
    /// Of both, what was paid in coin.
    pub in_coin: u64,
    /// And of that, debts in full.
    pub closed_in_coin: u64,
    pub with_permission: u64,
    pub enabled: u64,
    /// E-modes.
    pub entered: u64,
    pub out_of_supply: OutOfSupply,
    /// In how many the average threshold steps down meanwhile, or something is rounded to less, so that an
    /// amount is for that.
    pub steps: u64,
    /// Amounts that were typed, and such as cannot be had.
    pub typed: u64,
    pub refused: u64,
}

/// Debts that were repaid out of the supply of the same token.
#[derive(Default)]
pub struct OutOfSupply {
    pub ways: u64,
    /// Of those, in full.
    pub closed: u64,
    /// And out of a supply that does not count.
    pub idle: u64,
    /// How often one was run as a transaction.
    pub transactions: u64,
}

impl Tally {
    /// Says it, and whether every kind of way was met.
    pub fn told(&self, what: &str) -> bool {
        let Self {
            positions,
            supplies,
            repayments,
            closed,
            in_coin,
            closed_in_coin,
            with_permission,
            enabled,
            entered,
            out_of_supply,
            steps,
            typed,
            refused,
        } = self;
        let OutOfSupply {
            ways,
            closed: closed_out,
            idle,
            transactions,
        } = out_of_supply;
        println!(
            "{what}: {positions} positions: {supplies} supplies and {repayments} repayments \
             ({closed} in full; {in_coin} of both in coin, {closed_in_coin} of them in full), {with_permission} with a permission before them, {ways} repayments out \
             of the supply ({closed_out} in full, {idle} out of one that does not count; {transactions} \
             transactions) , {enabled} supplies let count and {entered} e-modes entered, did what was said; {steps} were for what is less in between; {typed} \
             typed amounts ({refused} not to be had)"
        );
        *supplies > 0 && *typed > 0 && repayments > closed && *closed > 0 && *with_permission > 0
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
    /// The average liquidation threshold that the chain says, where health is made of one.
    pub average: &'a dyn Fn() -> U256,
    /// Whether the ways in coin are run, too.
    pub in_coin: bool,
    /// What the account holds of a token.
    pub balance: &'a dyn Fn(Address) -> U256,
    /// Which of the ways are run.
    pub wanted: &'a dyn Fn(Means) -> bool,
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
    let purse = place.purse();
    let in_coin = |way: &OptionView| way.id.means.source() == Some(Source::Coin);
    let mut ways = options(place.snapshot, None, target, None, latest);
    let with_coin = options(place.snapshot, purse.as_ref(), target, None, latest);
    ways.extend(with_coin.into_iter().filter(in_coin));
    for OptionView { id, offer, .. } in ways {
        let Some(offer) = offer.ok().filter(|_| (place.wanted)(id.means)) else {
            continue;
        };
        let name = format!("{}, {id:?} to {target:?}", place.name);
        let goal = Goal::Restore(target);
        let plan = plan(
            place.snapshot,
            place.purse_for(id.means).as_ref(),
            id,
            goal,
            latest,
        );
        let plan = plan.expect(&name);
        assert_eq!(
            (offer.amount, offer.health_after, offer.signatures),
            (plan.only().amount, plan.health_after, plan.steps.len()),
            "{name}"
        );
        reads_as_said(&plan, place.snapshot.market.entry(), &name);
        let now = place.snapshot.block.timestamp;
        // No block is mined at the time of the last.
        let soonest = Timestamp(now.0 + 1);
        let at_latest = place.run(&plan.steps_of(), &plan, latest);
        assert_eq!(at_latest.health, plan.health_after, "{name}");
        assert_eq!(at_latest.spent, plan.only().amount.raw, "{name}, spent");
        // At once, at the latest, and whenever it is mined in between.
        let quarter = (latest.0 - now.0) / 4;
        let between = (1..4).map(|quarters| Timestamp(now.0 + quarters * quarter));
        let times = between.filter(|at| *at > soonest).chain([soonest]);
        let mut ran = vec![at_latest];
        for at in times {
            let one = place.run(&plan.steps_of(), &plan, at);
            let (health, spent) = (one.health, one.spent);
            assert!(
                health.reaches(target),
                "{name}, mined at {at:?}: {health:?}"
            );
            assert!(spent <= plan.only().amount.raw, "{name}, spent at {at:?}");
            ran.push(one);
        }
        if !plan.only().closes_debt && plan.only().amount.raw > U256::ONE {
            let less = one_less(place.snapshot, &plan);
            // Out of the supply less may be refused: for what is left would be liquidatable.
            let may_revert = id.means == Means::RepaySupplied;
            let reaches = |at| match place.try_run(&less, &plan, at) {
                Ok(ran) => ran.health.reaches(target),
                Err(outcomes) => {
                    assert!(may_revert, "{name}, one unit less: {outcomes:?}");
                    false
                }
            };
            // The amount is what the worst of the times takes; at that of the snapshot no block is
            // mined any more, so there our arithmetic is asked, which other tests hold to the chain.
            let enough = reaches(latest) && reaches(soonest) && reaches_now(place.snapshot, &plan);
            // An average that is cut off may step down right after the snapshot, where no test mines
            // a block: then, and by no more than that, the health is above the target everywhere.
            // And out of a supply, where both sides are rounded, it may be less between than at the ends.
            let is_for_between =
                is_a_step_above(&ran, target) || is_for_rounding(place.snapshot, &plan, latest);
            assert!(!enough || is_for_between, "{name}, one unit less");
            if may_revert && enough {
                let less = worth_less(place.snapshot, &plan);
                let reaches = |at| {
                    let ran = place.try_run(&less, &plan, at);
                    ran.is_ok_and(|ran| ran.health.reaches(target))
                };
                assert!(
                    less.is_empty() || !(reaches(latest) && reaches(soonest)),
                    "{name}, ten cents less"
                );
            }
            tally.steps += u64::from(enough);
        }
        let typed = place.run_typed(&plan, latest, tally);
        match id.means {
            Means::AddCollateral | Means::AddCoin => tally.supplies += 1,
            Means::Repay | Means::RepayCoin => tally.repayments += 1,
            Means::RepaySupplied => {
                let out = &mut tally.out_of_supply;
                out.ways += 1;
                out.closed += u64::from(plan.only().closes_debt);
                out.idle += u64::from(place.is_idle(id.asset));
                // As planned, one unit less at either end, and as typed.
                let less = if plan.only().closes_debt { 0 } else { 2 };
                out.transactions += ran.len() as u64 + less + typed;
            }
            Means::Enable => tally.enabled += 1,
            Means::EnterEMode(_) => tally.entered += 1,
            Means::TakeBack | Means::Authorize { .. } => panic!("{name}: no way to a target"),
        }
        tally.closed += u64::from(plan.only().closes_debt && id.means == Means::Repay);
        let is_coin = id.means.source() == Some(Source::Coin);
        tally.in_coin += u64::from(is_coin);
        tally.closed_in_coin += u64::from(is_coin && plan.only().closes_debt);
        tally.with_permission += u64::from(plan.steps.len() > 1);
    }
}

/// The bytes say the token, the amount and the account that were meant; and no permission is for more.
fn reads_as_said(plan: &Plan, entry: Address, name: &str) {
    let is_coin = plan.only().way.means.source() == Some(Source::Coin);
    let in_coin = is_coin.then_some(plan.only().amount);
    assert!(!is_coin || plan.steps.len() == 1, "{name}");
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
                    (plan.only().way.asset, plan.only().amount),
                    "{name}"
                );
            }
            Decoded::Supply {
                token,
                amount,
                coin,
                ..
            } => {
                assert_eq!(
                    (token.address, *amount),
                    (plan.only().way.asset, plan.only().amount),
                    "{name}"
                );
                assert_eq!(coin.map(|coin| coin.sent), in_coin, "{name}");
            }
            Decoded::Repay {
                token,
                amount,
                coin,
                ..
            } => {
                assert_eq!(coin.map(|coin| coin.sent), in_coin, "{name}");
                let all = match plan.only().closes_debt {
                    true => RepayAmount::All,
                    false => RepayAmount::Exact(plan.only().amount),
                };
                assert_eq!(
                    (token.address, *amount),
                    (plan.only().way.asset, all),
                    "{name}"
                );
            }
            Decoded::RepaySupplied { token, amount } => {
                let all = match plan.only().closes_debt {
                    true => RepayAmount::All,
                    false => RepayAmount::Exact(plan.only().amount),
                };
                assert_eq!(
                    (token.address, *amount, plan.steps.len()),
                    (plan.only().way.asset, all, 1),
                    "{name}"
                );
            }
            Decoded::EnableCollateral { token } => assert_eq!(
                (token.address, plan.steps.len()),
                (plan.only().way.asset, 1),
                "{name}"
            ),
            Decoded::Authorize { .. } => panic!("{name}: no way to a target"),
            Decoded::EnterEMode { e_mode } => assert_eq!(
                (Means::EnterEMode(*e_mode), plan.steps.len()),
                (plan.only().way.means, 1),
                "{name}"
            ),
            Decoded::Wrap { .. } | Decoded::Permit { .. } => panic!("{name}: not asked for"),
        }
    }
}

/// The same with ten cents and a hundred units less: more than the last units of any side come to. Nothing
/// where it is no more than that.
fn worth_less(snapshot: &Snapshot, plan: &Plan) -> Vec<Payment> {
    let position = snapshot.position().expect("confirmed");
    let legs = position.legs(snapshot.block.timestamp).expect("legs");
    let leg = legs.iter().find(|leg| leg.asset == plan.only().way.asset);
    let leg = leg.expect("a leg");
    let unit = U256::from(10).pow(U256::from(leg.decimals));
    let price = leg.price.expect("a price").raw;
    let dime = U256::from(10_000_000) * unit / price + U256::from(100);
    match plan.only().amount.raw > dime {
        true => with_less(snapshot, plan, dime),
        false => Vec::new(),
    }
}

/// The same with one unit less.
fn one_less(snapshot: &Snapshot, plan: &Plan) -> Vec<Payment> {
    with_less(snapshot, plan, U256::ONE)
}

/// What a way that moves an amount does with this one.
pub fn action_of(way: StrategyId, amount: U256) -> Action {
    let asset = way.asset;
    match way.means {
        Means::Repay => Action::Repay {
            asset,
            amount: Repayment::Exact(amount),
        },
        Means::RepaySupplied => Action::RepaySupplied {
            asset,
            amount: Repayment::Exact(amount),
        },
        Means::RepayCoin => Action::RepayCoin {
            amount: Repayment::Exact(amount),
            sent: amount,
        },
        Means::AddCoin => Action::SupplyCoin { amount },
        _ => Action::Supply { asset, amount },
    }
}

fn with_less(snapshot: &Snapshot, plan: &Plan, less: U256) -> Vec<Payment> {
    let action = action_of(plan.only().way, plan.only().amount.raw - less);
    let mut calls = plan.steps_of();
    calls.pop();
    calls.push(snapshot.payment(action).expect("an action"));
    calls
}

/// Whether one unit less would have reached the target at the time of the snapshot.
fn reaches_now(snapshot: &Snapshot, plan: &Plan) -> bool {
    let position = snapshot.position().expect("confirmed");
    let now = snapshot.block.timestamp;
    let legs = position.legs(now).expect("legs");
    let place = legs
        .iter()
        .position(|leg| leg.asset == plan.only().way.asset);
    let (asset, less) = (
        AssetId(place.expect("a leg")),
        plan.only().amount.raw - U256::ONE,
    );
    let after = match plan.only().way.means {
        Means::Repay | Means::RepayCoin => position.health_after_repay(asset, less, now),
        Means::RepaySupplied => position.health_after_repay_supplied(asset, less, now),
        _ => position.health_after_supply(asset, less, now),
    };
    after.is_ok_and(|health| health.reaches(plan.target))
}

/// Whether health is made of an average that is cut off to a basis point, and the lowest is not above the
/// target by more than one step of it, and what a unit changes.
fn is_a_step_above(ran: &[Ran], target: Wad) -> bool {
    let lowest = ran.iter().map(|one| one.health).min();
    let average = ran.iter().map(|one| one.average).min().unwrap_or_default();
    let (Some(Health::Ratio(lowest)), false) = (lowest, average.is_zero()) else {
        return false;
    };
    lowest.raw() * average <= target.raw() * (average + U256::from(2))
}

/// Whether one unit less out of the supply is, at an end, below what must be there so that the target is
/// at every second between.
fn is_for_rounding(snapshot: &Snapshot, plan: &Plan, latest: Timestamp) -> bool {
    if plan.only().way.means != Means::RepaySupplied {
        return false;
    }
    let position = snapshot.position().expect("confirmed");
    let within = [snapshot.block.timestamp, latest];
    let legs = position.legs(latest).expect("legs");
    let place = legs
        .iter()
        .position(|leg| leg.asset == plan.only().way.asset);
    let (asset, less) = (
        AssetId(place.expect("a leg")),
        plan.only().amount.raw - U256::ONE,
    );
    let change = Change::RepaySupplied(asset, less);
    within.into_iter().any(|at| {
        let needed = position.target_within(&[change], plan.target, at, within);
        let after = position.health_after_repay_supplied(asset, less, at);
        match (needed, after) {
            (Ok(needed), Ok(health)) => !health.reaches(needed),
            _ => true,
        }
    })
}

/// What came of transactions.
struct Ran {
    health: Health,
    average: U256,
    /// How much of the plan's token they took.
    spent: U256,
}

impl Place<'_> {
    /// Half of what a way takes and half more, as a person would type it: what is promised of it is there
    /// whenever it is mined, to the digits that are shown, and it takes what was typed and no more than is owed.
    /// How many transactions those were.
    fn run_typed(&self, exact: &Plan, latest: Timestamp, tally: &mut Tally) -> u64 {
        if !exact.only().way.means.moves() {
            return 0;
        }
        let mut transactions = 0;
        let half = exact.only().amount.raw / U256::from(2);
        for raw in [half, exact.only().amount.raw + half] {
            let goal = Goal::Exactly(raw);
            let name = format!("{}, {:?} with {raw}", self.name, exact.only().way);
            let purse = self.purse_for(exact.only().way.means);
            let typed = plan(
                self.snapshot,
                purse.as_ref(),
                exact.only().way,
                goal,
                latest,
            );
            let Ok(typed) = typed else {
                // More than the wallet has, or than the market takes.
                tally.refused += 1;
                continue;
            };
            let now = self.snapshot.block.timestamp;
            let ran =
                [Timestamp(now.0 + 1), latest].map(|at| self.run(&typed.steps_of(), &typed, at));
            let cent = U256::from(10).pow(U256::from(16));
            for one in &ran {
                assert!(one.health.reaches(typed.target), "{name}: {:?}", one.health);
                assert!(
                    one.spent == raw || typed.only().closes_debt,
                    "{name}: {}",
                    one.spent
                );
                assert!(
                    one.spent <= raw.max(typed.only().amount.raw),
                    "{name}: {}",
                    one.spent
                );
            }
            // Nor is less promised than is shown, up to a hundred.
            let lowest = ran.iter().map(|one| one.health).min();
            let more = Wad::from_raw(typed.target.raw() + U256::from(2) * cent);
            let is_low = lowest.is_some_and(|lowest| lowest.reaches(more));
            let is_most = typed.target.raw() == U256::from(10_000) * cent;
            assert!(
                !is_low || is_most || typed.only().closes_debt,
                "{name}: {lowest:?} for {:?}",
                typed.target
            );
            tally.typed += 1;
            transactions += ran.len() as u64;
        }
        transactions
    }
}

trait Steps {
    fn steps_of(&self) -> Vec<Payment>;

    /// Its one part.
    fn only(&self) -> Part;
}

impl Steps for Plan {
    fn only(&self) -> Part {
        assert_eq!(self.parts.len(), 1);
        self.parts[0]
    }

    fn steps_of(&self) -> Vec<Payment> {
        self.steps.iter().map(|step| step.payment.clone()).collect()
    }
}

impl Place<'_> {
    /// Runs transactions of the account in a block of this time: what came of it.
    fn run(&self, calls: &[Payment], plan: &Plan, at: Timestamp) -> Ran {
        let ran = self.try_run(calls, plan, at);
        ran.unwrap_or_else(|outcomes| {
            panic!("{}: {plan:?} at {at:?}: {outcomes:?}", self.name);
        })
    }

    /// The same, where they may be refused.
    fn try_run(&self, calls: &[Payment], plan: &Plan, at: Timestamp) -> Result<Ran, Vec<Outcome>> {
        let account = self.snapshot.account;
        let is_coin = plan.only().way.means.source() == Some(Source::Coin);
        let balance = || match is_coin {
            true => self.node.coin(account),
            false => (self.balance)(plan.only().way.asset),
        };
        self.node.undone(|| {
            let before = balance();
            let settle = self.settle.iter().cloned().map(Payment::from);
            let all = calls.iter().cloned().chain(settle);
            let transactions: Vec<_> = all.map(|call| (account, call)).collect();
            let paid = self.paid_out_of_supply(calls, plan, at);
            let outcomes = self.node.run(&transactions, at);
            if outcomes.iter().any(|outcome| *outcome != Outcome::Done) {
                return Err(outcomes);
            }
            let fees = if is_coin {
                self.node.fees()
            } else {
                U256::ZERO
            };
            let out_of_wallet = before - balance() - fees;
            self.take_no_more_gas_than_is_said(calls, plan);
            assert!(
                paid.is_none() || out_of_wallet.is_zero(),
                "{}: {plan:?} at {at:?} takes from the wallet",
                self.name
            );
            Ok(Ran {
                health: (self.health)(),
                average: (self.average)(),
                spent: paid.unwrap_or(out_of_wallet),
            })
        })
    }

    /// In the last block, which holds these and nothing before them.
    fn take_no_more_gas_than_is_said(&self, calls: &[Payment], plan: &Plan) {
        let used = self.node.gas_used();
        let used = used.iter().take(calls.len());
        let used = used.fold(U256::ZERO, |all, one| all + one);
        // At four a unit, as a quarter more is said.
        let purse = Purse::new(U256::MAX, U256::from(4));
        let said = fee_of(&plan.steps, &self.snapshot.market, Some(&purse));
        let said = said.expect("a fee").amount.raw / U256::from(5);
        assert!(used <= said, "{}: {used} of {said}, {plan:?}", self.name);
    }

    /// What the pool says that it repays out of the supply, in a block of this time.
    fn paid_out_of_supply(&self, calls: &[Payment], plan: &Plan, at: Timestamp) -> Option<U256> {
        let own = plan.only().way.means == Means::RepaySupplied;
        let call = calls.first().filter(|_| own)?;
        self.node.undone(|| {
            self.node.mine_at(at);
            let head = self.node.head().number;
            let said = self.node.call(&call.call, self.snapshot.account, head);
            said.ok().map(|words| U256::from_be_slice(&words))
        })
    }

    /// What the account has of the chain's coin, where it may be paid with.
    fn purse(&self) -> Option<Purse> {
        self.in_coin
            .then(|| Purse::new(self.node.coin(self.snapshot.account), U256::from(GAS_PRICE)))
    }

    fn purse_for(&self, means: Means) -> Option<Purse> {
        self.purse()
            .filter(|_| means.source() == Some(Source::Coin))
    }

    /// Whether what is supplied of a token does not count.
    fn is_idle(&self, asset: Address) -> bool {
        let position = self.snapshot.position().expect("confirmed");
        let legs = position.legs(self.snapshot.block.timestamp).expect("legs");
        let leg = legs.iter().find(|leg| leg.asset == asset).expect("a leg");
        leg.counted().is_none()
    }
}
