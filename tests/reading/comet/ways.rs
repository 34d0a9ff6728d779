//! The ways to restore an account, as the bytes that are signed: what a market that took them would
//! say of the account afterwards is what was foretold, and of one unit less it is not enough.

use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::sol_types::SolValue;
use margin_call::math::{Timestamp, Wad};
use margin_call::protocols::Snapshot;
use margin_call::risk::Health;
use margin_call::top_up::{
    Decoded, Goal, Means, Plan, Purse, RepayAmount, StrategyId, Unavailable, plan,
};

use super::read_script;
use super::script::{ACCOUNT, BASE, BULKER, COMET, ETHER, Script, TIME, asset, script};

/// One ether at 3,000 dollars, 85% of which count, against 2,000: a health of 1.275. The wallet holds
/// two more, and 5,000 dollars.
fn called() -> Script {
    Script {
        principal: -2_000_000_000,
        borrow_balance: 2_000_000_000,
        held: Some(0),
        purse: [2 * ETHER, 5_000_000_000],
        ..script()
    }
}

fn planned(snapshot: &Snapshot, means: Means, token: Address, thousandths: u64) -> Plan {
    plan_of(snapshot, means, token, thousandths).expect("a plan")
}

fn plan_of(
    snapshot: &Snapshot,
    means: Means,
    token: Address,
    thousandths: u64,
) -> Result<Plan, Unavailable> {
    let target = Wad::from_raw(U256::from(thousandths) * U256::from(10_u64.pow(15)));
    let strategy = StrategyId {
        means,
        asset: token,
    };
    plan(
        snapshot,
        None,
        strategy,
        Goal::Restore(target),
        Timestamp(TIME),
    )
}

/// The arguments of a call, its selector and its contract.
fn taken_apart(plan: &Plan, step: usize) -> (Address, [u8; 4], [U256; 2]) {
    let call = &plan.steps[step].payment.call;
    assert_eq!(call.data.len(), 68);
    let word = |at: usize| U256::from_be_slice(&call.data[at..at + 32]);
    let selector = call.data[..4].try_into().unwrap();
    (call.to, selector, [word(4), word(36)])
}

fn word(address: Address) -> U256 {
    U256::from_be_slice(address.into_word().as_slice())
}

const APPROVE: [u8; 4] = [0x09, 0x5e, 0xa7, 0xb3];
const SUPPLY: [u8; 4] = [0xf2, 0xb9, 0xfd, 0xb8];

#[test]
fn collateral_is_supplied_as_foretold() {
    let (snapshot, ..) = read_script(&called(), None);
    let plan = planned(&snapshot, Means::AddCollateral, asset(0), 1_500);
    let amount = plan.parts[0].amount.raw;
    assert_eq!(
        taken_apart(&plan, 0),
        (asset(0), APPROVE, [word(COMET), amount])
    );
    assert_eq!(
        taken_apart(&plan, 1),
        (COMET, SUPPLY, [word(asset(0)), amount])
    );
    let after = |amount: U256| {
        let more = amount.try_into().expect("little");
        read_script(&Script { more, ..called() }, None).0.health
    };
    assert_eq!(after(amount), plan.health_after);
    assert!(plan.health_after.reaches(plan.target));
    assert!(!after(amount - U256::ONE).reaches(plan.target));
}

#[test]
fn debt_is_repaid_as_foretold_and_all_of_it_by_the_word_for_all() {
    let (snapshot, ..) = read_script(&called(), None);
    let plan = planned(&snapshot, Means::Repay, BASE, 1_500);
    let amount = plan.parts[0].amount.raw;
    assert_eq!(taken_apart(&plan, 1), (COMET, SUPPLY, [word(BASE), amount]));
    let after = |amount: U256| {
        let amount: i64 = amount.try_into().expect("little");
        let owed = 2_000_000_000 - amount;
        let repaid = Script {
            principal: -owed,
            borrow_balance: owed.try_into().expect("owed"),
            ..called()
        };
        read_script(&repaid, None).0.health
    };
    assert_eq!(after(amount), plan.health_after);
    assert!(!after(amount - U256::ONE).reaches(plan.target));

    let all = planned(&snapshot, Means::Repay, BASE, 10_u64.pow(15));
    assert!(all.parts[0].closes_debt && all.health_after == Health::NoDebt);
    // No more may be taken than is owed at the latest likely inclusion.
    let owed = U256::from(2_000_000_000_u64);
    assert_eq!(taken_apart(&all, 0).2, [word(COMET), owed]);
    assert_eq!(taken_apart(&all, 1).2, [word(BASE), U256::MAX]);
    let last = &all.steps[1].decoded;
    assert!(matches!(
        last,
        Decoded::Repay {
            amount: RepayAmount::All,
            ..
        }
    ));
}

/// With the fees of a top-up, and this much more.
fn coin(spendable: u64) -> Purse {
    Purse::new(U256::from(1_500_000 + spendable), U256::ONE)
}

/// What a Bulker is told in one transaction: its one action, and the three words of it.
fn told_the_bulker(plan: &Plan) -> (U256, [U256; 3]) {
    let [only] = &plan.steps[..] else {
        panic!("more than one step: {plan:?}");
    };
    let call = &only.payment.call;
    assert_eq!((call.to, &call.data[..4]), (BULKER, &INVOKE[..]));
    let invoked = <(Vec<B256>, Vec<Bytes>)>::abi_decode_params(&call.data[4..]).expect("two lists");
    let [data] = &invoked.1[..] else {
        panic!("not one action");
    };
    assert_eq!(invoked.0[0][..26], *b"ACTION_SUPPLY_NATIVE_TOKEN");
    let (market, whose, amount) =
        <(Address, Address, U256)>::abi_decode_params(data).expect("three words");
    (only.payment.value, [word(market), word(whose), amount])
}

const INVOKE: [u8; 4] = [0x55, 0x50, 0x29, 0xa6];

fn in_coin(snapshot: &Snapshot, purse: &Purse, means: Means, token: Address, goal: Goal) -> Plan {
    let way = StrategyId {
        means,
        asset: token,
    };
    plan(snapshot, Some(purse), way, goal, Timestamp(TIME)).expect("a plan")
}

#[test]
fn collateral_is_supplied_in_coin_by_one_transaction_as_foretold() {
    let market = Script {
        wraps_coin: Some(0),
        held: None,
        ..called()
    };
    let (snapshot, ..) = read_script(&market, None);
    let goal = Goal::Restore(Wad::from_raw(U256::from(15 * 10_u64.pow(17))));
    let plan = in_coin(&snapshot, &coin(2 * ETHER), Means::AddCoin, asset(0), goal);
    let amount = plan.parts[0].amount.raw;
    let (sent, told) = told_the_bulker(&plan);
    assert_eq!((sent, told), (amount, [word(COMET), word(ACCOUNT), amount]));
    let after = |amount: U256| {
        let more = amount.try_into().expect("little");
        read_script(
            &Script {
                more,
                ..market.clone()
            },
            None,
        )
        .0
        .health
    };
    assert_eq!(after(amount), plan.health_after);
    assert!(!after(amount - U256::ONE).reaches(plan.target));
}

/// The base token is the coin in its wrapped form: what is owed of it is repaid.
#[test]
fn debt_is_repaid_in_coin_and_all_of_it_by_the_word_for_all() {
    let market = Script {
        base_name: "WETH",
        ..called()
    };
    let (snapshot, ..) = read_script(&market, None);
    let purse = coin(5_000_000_000);
    let part = Goal::Exactly(U256::from(1_000_000_000));
    let plan = in_coin(&snapshot, &purse, Means::RepayCoin, BASE, part);
    let amount = U256::from(1_000_000_000);
    let told = [word(COMET), word(ACCOUNT), amount];
    assert_eq!(told_the_bulker(&plan), (amount, told));
    let all = Goal::Exactly(U256::from(3_000_000_000_u64));
    let plan = in_coin(&snapshot, &purse, Means::RepayCoin, BASE, all);
    let (sent, told) = told_the_bulker(&plan);
    assert_eq!(told, [word(COMET), word(ACCOUNT), U256::MAX]);
    // What is owed at the latest likely inclusion; the rest comes back.
    assert_eq!(sent, U256::from(2_000_000_000_u64));
    assert!(plan.parts[0].closes_debt && plan.health_after == Health::NoDebt);
}

#[test]
fn what_the_market_has_paused_is_not_offered() {
    let paused = Script {
        flags: 1,
        ..called()
    };
    let (snapshot, ..) = read_script(&paused, None);
    for (means, token) in [(Means::Repay, BASE), (Means::AddCollateral, asset(0))] {
        let refused = plan_of(&snapshot, means, token, 1_500);
        assert!(
            matches!(refused, Err(Unavailable::Obstacle(_))),
            "{refused:?}"
        );
    }
}
