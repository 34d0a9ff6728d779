//! The cheapest mix, as the transactions that would be signed: run on the chain, it reaches the target, takes
//! of each token what was said, and one unit less of its last part does not reach it.

use alloy::primitives::{Address, U256};
use margin_call::chain::{Call, Payment};
use margin_call::math::{Timestamp, Wad};
use margin_call::protocols::Snapshot;
use margin_call::risk::{AssetId, Change, Health, Position};
use margin_call::top_up::{
    Chosen, Goal, Means, OptionView, Part, Plan, Purse, Source, Unavailable, options, plan,
};

use super::node::{GAS_PRICE, Node, Outcome};
use super::random::Random;
use super::ways::{Place, action_of};

/// What was met.
#[derive(Default)]
pub struct Tally {
    /// Mixes by how many parts they have, from two on.
    pub of: [u64; 4],
    /// That were a way alone.
    pub alone: u64,
    /// With a part out of the supply, in coin, that closes a debt, that switches.
    pub out_of_supply: u64,
    pub in_coin: u64,
    pub closing: u64,
    pub switching: u64,
    /// For which there is not enough.
    pub short: u64,
    /// In how many one unit less was enough, too, for an average that is cut off or what is rounded.
    pub steps: u64,
}

impl Tally {
    pub fn told(&self, what: &str) {
        let Self {
            of: [two, three, four, more],
            alone,
            out_of_supply,
            in_coin,
            closing,
            switching,
            short,
            steps,
        } = self;
        println!(
            "{what}: mixes of two parts {two}, three {three}, four {four}, more {more} did what was said \
             ({out_of_supply} out of the supply, {in_coin} in coin, {closing} close a debt, {switching} switch); \
             {alone} were one way alone, {short} times there was not enough; {steps} were for what is less in between"
        );
    }
}

/// Leaves the account so little of each token that no way alone is sure to be enough.
pub fn leave_little(
    node: &Node,
    random: &mut Random,
    snapshot: &Snapshot,
    target: Wad,
    latest: Timestamp,
) {
    let position: &dyn Position = snapshot.position().expect("confirmed");
    let legs = position.legs(snapshot.block.timestamp).expect("legs");
    let ways = options(snapshot, None, target, None, latest);
    for (place, leg) in legs.iter().enumerate() {
        let id = AssetId(place);
        let held = snapshot.wallet(id).expect("a wallet").balance.raw;
        let own = ways.iter().filter(|way| {
            way.id.asset == leg.asset && way.id.means.source() == Some(Source::Token)
        });
        let needed = own.filter_map(amount).min().unwrap_or(held);
        let part = needed / U256::from(100) * U256::from(random.between(5, 90));
        // Of some debts all can be repaid.
        let owed = leg.debt.as_ref().map(|debt| debt.balance.raw);
        let owed = owed.filter(|_| random.one_in(3));
        let kept = owed.map_or(part, |owed| owed + owed / U256::from(10));
        let gone = held.saturating_sub(kept);
        if !gone.is_zero() {
            node.act(snapshot.account, transfer(leg.asset, gone), "a transfer");
        }
    }
}

fn amount(way: &OptionView) -> Option<U256> {
    match &way.offer {
        Ok(offer) => Some(offer.amount.raw),
        Err(Unavailable::Balance { needed }) => Some(needed.raw),
        Err(_) => None,
    }
}

/// `transfer(address,uint256)` to nobody in particular.
fn transfer(token: Address, amount: U256) -> Call {
    let mut data = vec![0xa9, 0x05, 0x9c, 0xbb];
    data.extend_from_slice(&[0; 12]);
    data.extend_from_slice(Address::repeat_byte(0x77).as_slice());
    data.extend_from_slice(&amount.to_be_bytes::<32>());
    Call {
        to: token,
        data: data.into(),
    }
}

/// Coin of which a part is enough for a share of what it takes alone.
pub fn a_little_coin(
    random: &mut Random,
    place: &Place<'_>,
    target: Wad,
    latest: Timestamp,
) -> Option<Purse> {
    let plenty = Purse::new(
        place.node.coin(place.snapshot.account),
        U256::from(GAS_PRICE),
    );
    let ways = options(place.snapshot, Some(&plenty), target, None, latest);
    let mut coin = ways
        .iter()
        .filter(|way| way.id.means.source() == Some(Source::Coin));
    let needed = coin.find_map(amount)?;
    let kept = needed / U256::from(100) * U256::from(random.between(5, 90));
    let fees = plenty.coin - plenty.for_several().spendable();
    Some(Purse::new(kept + fees, plenty.gas_price))
}

/// Runs the cheapest mix for a target, for an inclusion up to `latest`.
pub fn run_one(
    place: &Place<'_>,
    purse: Option<&Purse>,
    target: Wad,
    latest: Timestamp,
    tally: &mut Tally,
) {
    let name = format!("{}, a mix to {target:?}", place.name);
    let planned = plan(
        place.snapshot,
        purse,
        Chosen::Mix,
        Goal::Restore(target),
        latest,
    );
    let plan = match planned {
        Ok(plan) => plan,
        Err(Unavailable::Short { best }) => {
            assert!(!best.reaches(target), "{name}: {best:?}");
            tally.short += 1;
            return;
        }
        Err(Unavailable::AlreadyThere) => return,
        Err(why) => panic!("{name}: {why:?}"),
    };
    let snapshot = place.snapshot;
    let now = snapshot.block.timestamp;
    let at_latest = ran(place, &plan, &calls(&plan), latest).expect(&name);
    assert_eq!(at_latest, plan.health_after, "{name}");
    let quarter = (latest.0 - now.0) / 4;
    let times = (0..4).map(|quarters| Timestamp((now.0 + quarters * quarter).max(now.0 + 1)));
    for at in times {
        let health = ran(place, &plan, &calls(&plan), at).expect(&name);
        assert!(
            health.reaches(target),
            "{name}, mined at {at:?}: {health:?}"
        );
    }
    let last = plan.parts.last().expect("a part");
    if last.way.means.moves() && !last.closes_debt && last.amount.raw > U256::ONE {
        let reaches = |less: U256| {
            let (mut lesser, calls) = (plan.clone(), with_less(snapshot, &plan, last, less));
            let lessened = lesser.parts.last_mut().expect("a part");
            lessened.amount.raw -= less;
            let reaches = |at| {
                let health = ran(place, &lesser, &calls, at);
                health.is_ok_and(|health| health.reaches(target))
            };
            // No block is mined at the time of the snapshot any more: there our arithmetic is asked.
            let now_too = || reaches_now(snapshot, &plan.parts, less, target);
            reaches(latest) && reaches(Timestamp(now.0 + 1)) && now_too()
        };
        let enough = reaches(U256::ONE);
        // Where an average is cut off, or several parts are rounded, it is for what is less in between.
        let is_average = !(place.average)().is_zero();
        let takes_supply = last.way.means == Means::RepaySupplied;
        let is_for_between = plan.parts.len() > 1 || takes_supply || is_average;
        assert!(
            !enough || is_for_between,
            "{name}: one unit less of {plan:?}"
        );
        // And that is not much: what a debt is rounded by counts as often as the target says.
        let times = target.raw().div_ceil(Wad::ONE.raw());
        let dime = dime(snapshot, last) * times;
        if enough && !is_average && last.amount.raw > dime {
            assert!(!reaches(dime), "{name}: {dime} less of {plan:?}");
        }
        tally.steps += u64::from(enough);
    }
    let any = |is: &dyn Fn(&Part) -> bool| u64::from(plan.parts.iter().any(is));
    match plan.parts.len() {
        1 => tally.alone += 1,
        parts => tally.of[parts.min(5) - 2] += 1,
    }
    tally.out_of_supply += any(&|part| part.way.means == Means::RepaySupplied);
    tally.in_coin += any(&|part| part.way.means.source() == Some(Source::Coin));
    tally.closing += any(&|part| part.closes_debt);
    tally.switching += any(&|part| !part.way.means.moves());
}

fn calls(plan: &Plan) -> Vec<Payment> {
    plan.steps.iter().map(|step| step.payment.clone()).collect()
}

/// So much of a part's token as is worth a tenth of what prices are in, and a hundred units.
fn dime(snapshot: &Snapshot, part: &Part) -> U256 {
    let position: &dyn Position = snapshot.position().expect("confirmed");
    let legs = position.legs(snapshot.block.timestamp).expect("legs");
    let leg = legs.iter().find(|leg| leg.asset == part.way.asset);
    let price = leg.and_then(|leg| leg.price).expect("a price");
    let digits = part.amount.decimals + price.decimals - 1;
    U256::from(10).pow(U256::from(digits)) / price.raw + U256::from(100)
}

/// The same with so much less in its last part.
fn with_less(snapshot: &Snapshot, plan: &Plan, last: &Part, less: U256) -> Vec<Payment> {
    let action = action_of(last.way, last.amount.raw - less);
    let mut calls = calls(plan);
    calls.pop();
    calls.push(snapshot.payment(action).expect("an action"));
    calls
}

/// Whether parts, with so much less in the last, reach a target at the time of the snapshot.
fn reaches_now(snapshot: &Snapshot, parts: &[Part], less: U256, target: Wad) -> bool {
    let position: &dyn Position = snapshot.position().expect("confirmed");
    let now = snapshot.block.timestamp;
    let legs = position.legs(now).expect("legs");
    let mut after: Option<Box<dyn Position>> = None;
    for (place, part) in parts.iter().enumerate() {
        let asset = legs.iter().position(|leg| leg.asset == part.way.asset);
        let asset = AssetId(asset.expect("a leg"));
        let is_last = place + 1 == parts.len();
        let amount = part.amount.raw - if is_last { less } else { U256::ZERO };
        let change = match part.way.means {
            Means::AddCollateral | Means::AddCoin => Change::Supply(asset, amount),
            Means::Repay | Means::RepayCoin => Change::Repay(asset, amount),
            Means::RepaySupplied => Change::RepaySupplied(asset, amount),
            Means::Enable => Change::Enable(asset),
            Means::EnterEMode(e_mode) => Change::EnterEMode(e_mode),
            Means::TakeBack | Means::Authorize { .. } => panic!("no part of a mix"),
        };
        match after.as_deref().unwrap_or(position).changed(change, now) {
            Ok(changed) => after = Some(changed),
            Err(_) => return false,
        }
    }
    let health = after.as_deref().unwrap_or(position).health(now);
    health.is_ok_and(|health| health.reaches(target))
}

/// The health by the chain's words after transactions in a block of this time, which take no more of any
/// token than was said, and where no debt is closed no less.
fn ran(
    place: &Place<'_>,
    plan: &Plan,
    calls: &[Payment],
    at: Timestamp,
) -> Result<Health, Vec<Outcome>> {
    let account = place.snapshot.account;
    let tokens: Vec<Address> = plan.parts.iter().map(|part| part.way.asset).collect();
    place.node.undone(|| {
        let before: Vec<U256> = tokens.iter().map(|token| (place.balance)(*token)).collect();
        let settle = place.settle.iter().cloned().map(Into::into);
        let all = calls.iter().cloned().chain(settle);
        let transactions: Vec<_> = all.map(|call| (account, call)).collect();
        let outcomes = place.node.run(&transactions, at);
        if outcomes.iter().any(|outcome| *outcome != Outcome::Done) {
            return Err(outcomes);
        }
        for (token, before) in tokens.iter().zip(before) {
            let own = plan.parts.iter().filter(|part| {
                part.way.asset == *token && part.way.means.source() == Some(Source::Token)
            });
            let most: U256 = own.clone().map(|part| part.amount.raw).sum();
            let spent = before - (place.balance)(*token);
            assert!(spent <= most, "{}: {plan:?} takes {spent}", place.name);
            let is_whole = own.clone().all(|part| !part.closes_debt);
            assert!(
                !is_whole || spent + U256::ONE >= most,
                "{}: {plan:?} takes {spent} only",
                place.name
            );
        }
        Ok((place.health)())
    })
}
