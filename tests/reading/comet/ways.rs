//! The ways to restore an account, as the bytes that are signed: what a market that took them would
//! say of the account afterwards is what was foretold, and of one unit less it is not enough.

use alloy::primitives::{Address, U256};
use margin_call::math::{Timestamp, Wad};
use margin_call::protocols::Snapshot;
use margin_call::risk::Health;
use margin_call::top_up::{Decoded, Goal, Means, Plan, RepayAmount, StrategyId, Unavailable, plan};

use super::read_script;
use super::script::{BASE, COMET, ETHER, Script, TIME, asset, script};

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
