//! Reading a Compound III market.

mod script;

use alloy::primitives::{B256, U256};
use alloy::sol_types::{SolCall, SolValue};
use margin_call::chain::{BlockRef, Call, CallAnswer, ChainId};
use margin_call::math::Timestamp;
use margin_call::protocols::compound_v3::{self, CometPosition};
use margin_call::protocols::{
    Addresses, Holding, Layout, Market, ReadError, Reading, Snapshot, Step,
};
use margin_call::risk::{Health, Position};
use proptest::prelude::*;

use script::{
    ACCOUNT, BASE, COMET, ETHER, Script, TIME, asset, collateralsSupplyPauseFlagsCall,
    extendedPauseFlagsCall, feed, script, symbolCall,
};

fn start(known: Option<Layout>) -> (Reading, Vec<Call>) {
    let market = Market {
        chain: ChainId(1),
        name: "Scripted".into(),
        addresses: Addresses::CompoundV3(compound_v3::Addresses { comet: COMET }),
    };
    let block = BlockRef {
        number: 9,
        hash: B256::repeat_byte(9),
        parent_hash: B256::repeat_byte(8),
        timestamp: Timestamp(TIME),
    };
    Reading::start(&market, ACCOUNT, block, known)
}

/// Reads to the end: what was found, and the number of calls of each round.
fn read(
    known: Option<Layout>,
    mut answer: impl FnMut(usize, &Call) -> CallAnswer,
) -> Result<(Snapshot, Layout, Vec<usize>), ReadError> {
    let (mut reading, mut calls) = start(known);
    let mut rounds = Vec::new();
    loop {
        for (place, call) in calls.iter().enumerate() {
            assert!(!calls[..place].contains(call), "nothing is asked twice");
        }
        let answers: Vec<_> = calls
            .iter()
            .map(|call| answer(rounds.len(), call))
            .collect();
        rounds.push(calls.len());
        match reading.feed(&answers)? {
            Step::Need(next, more) => (reading, calls) = (next, more),
            Step::Done(snapshot, layout) => return Ok((*snapshot, layout, rounds)),
        }
    }
}

fn read_script(script: &Script, known: Option<Layout>) -> (Snapshot, Layout, Vec<usize>) {
    read(known, |_, call| script.answer(call)).expect("a reading")
}

fn comet(snapshot: &Snapshot) -> &CometPosition {
    match snapshot.holding() {
        Holding::CompoundV3(position) => position,
        _ => panic!("of another protocol"),
    }
}

fn symbols(snapshot: &Snapshot) -> Vec<String> {
    let legs = comet(snapshot).legs(Timestamp(TIME)).unwrap();
    legs.into_iter().map(|leg| leg.symbol).collect()
}

#[test]
fn cold_takes_three_rounds_and_warm_one() {
    let (cold, layout, rounds) = read_script(&script(), None);
    assert_eq!(rounds[..2], [2, 17 + 18]);
    assert_eq!(rounds.len(), 3);
    assert_eq!(symbols(&cold), ["T0", "USDC"]);
    let position = comet(&cold);
    assert_eq!(position.principal(), -1_000_000_000);
    // 3,000 dollars by 85% against 1,000.
    let Health::Ratio(ratio) = cold.health else {
        panic!("debt")
    };
    assert_eq!(ratio.raw(), U256::from(ETHER / 100 * 255));
    assert_eq!(cold.collateral, U256::from(300_000_000_000_u64));
    assert_eq!(cold.debt, U256::from(100_000_000_000_u64));
    let base = position.find(BASE).expect("a leg");
    let wallet = cold.wallet(base).expect("a wallet");
    assert_eq!(
        (wallet.balance.raw, wallet.balance.decimals),
        (U256::from(5), 6)
    );
    assert_eq!(wallet.allowance, U256::from(7));

    let (warm, again, rounds) = read_script(&script(), Some(layout.clone()));
    assert_eq!((warm, again), (cold, layout));
    // The market's 17 and the account's 2, three of the base token and six of the collateral.
    assert_eq!(rounds, [17 + 2 + 3 + 6]);
}

#[test]
fn an_account_with_nothing_at_risk_costs_two_calls() {
    let (_, layout, _) = read_script(&script(), None);
    for principal in [0, 5_000_000_000] {
        let idle = Script {
            principal,
            assets_in: 0,
            ..script()
        };
        let (snapshot, empty, rounds) = read_script(&idle, None);
        assert_eq!(rounds, [2]);
        assert_eq!(symbols(&snapshot), [""; 0]);
        assert_eq!(
            (snapshot.health, snapshot.debt),
            (Health::NoDebt, U256::ZERO)
        );
        let (_, _, rounds) = read_script(&idle, Some(empty.clone()));
        assert_eq!(rounds, [2]);
        let (same, forgotten, _) = read_script(&idle, Some(layout.clone()));
        assert_eq!((same, forgotten), (snapshot, empty.clone()));
        let (opened, ..) = read_script(&script(), Some(empty));
        assert_eq!(opened, read_script(&script(), None).0);
    }
}

#[test]
fn what_a_layout_could_not_foresee_is_asked_again() {
    let (_, layout, _) = read_script(&script(), None);
    let replies = |change: fn(&mut Script)| {
        let mut changed = script();
        change(&mut changed);
        let (snapshot, _, rounds) = read_script(&changed, Some(layout.clone()));
        let (fresh, ..) = read_script(&changed, None);
        assert_eq!(snapshot, fresh, "as if nothing had been known");
        rounds.len()
    };
    // Another collateral of those that are known: its round more.
    assert_eq!(replies(|script| script.assets_in = 0b101), 2);
    // Collateral beyond the sixteenth has its bits elsewhere.
    assert_eq!(replies(|script| script.reserved = 0b10), 2);
    // Other feeds, more or fewer assets: nothing that was known holds.
    assert_eq!(replies(|script| script.generation = 3), 3);
    assert_eq!(replies(|script| script.count = 19), 3);
    assert_eq!(replies(|script| script.count = 17), 3);
}

#[test]
fn more_than_sixteen_assets_are_told_apart() {
    let many = Script {
        assets_in: 0b1000_0000_0000_0000,
        reserved: 0b10,
        ..script()
    };
    let (snapshot, ..) = read_script(&many, None);
    assert_eq!(symbols(&snapshot), ["T15", "T17", "USDC"]);
    let ids: Vec<_> = comet(&snapshot).assets().iter().map(|one| one.id).collect();
    assert_eq!(ids, [15, 17]);
}

#[test]
fn what_the_wallet_could_supply_belongs_to_the_position() {
    let holder = Script {
        held: Some(3),
        ..script()
    };
    let (snapshot, layout, _) = read_script(&holder, None);
    assert_eq!(symbols(&snapshot), ["T0", "T3", "USDC"]);
    let (warm, _, rounds) = read_script(&holder, Some(layout.clone()));
    assert_eq!((warm, rounds.len()), (snapshot, 1));
    // Without a price it cannot be counted with, and the rest can.
    let priceless = Script {
        priceless: Some(3),
        ..holder
    };
    for known in [None, Some(layout)] {
        assert_eq!(symbols(&read_script(&priceless, known).0), ["T0", "USDC"]);
    }
}

#[test]
fn a_view_that_differs_is_no_position() {
    let fails = |change: fn(&mut Script)| {
        let mut changed = script();
        change(&mut changed);
        read(None, |_, call| changed.answer(call)).err()
    };
    let differs = Some(ReadError::Differs);
    assert_eq!(fails(|script| script.borrow_balance += 1), differs);
    assert_eq!(fails(|script| script.liquidatable = true), differs);
    assert_eq!(fails(|script| script.collateralized = Some(false)), differs);
    // Interest that the market does not know of.
    assert_eq!(fails(|script| script.age = 100), differs);
    assert_eq!(
        fails(|script| (script.age, script.borrow_balance) = (100, 1_000_000_010)),
        None
    );
    // A market that does not answer is not one that agrees, unless it says why.
    assert_eq!(fails(|script| script.collateralized = None), None);
    let price = Some(ReadError::Failed("getPrice(address)"));
    assert_eq!(fails(|script| script.priceless = Some(0)), price);
}

#[test]
fn finer_pauses_are_those_of_their_bits() {
    let pauses = |finer| {
        let (snapshot, ..) = read_script(&Script { finer, ..script() }, None);
        let position = comet(&snapshot);
        (
            position.base_token().supply_paused,
            position.assets()[0].supply_paused,
        )
    };
    assert_eq!(pauses(None), (false, false));
    assert_eq!(pauses(Some([0b1111_0011, 0b10])), (false, false));
    assert_eq!(pauses(Some([0b1000, 0])), (true, false));
    assert_eq!(pauses(Some([0b100, 0])), (false, true));
    assert_eq!(pauses(Some([0, 1])), (false, true));
}

proptest! {
    /// One answer that fails or is cut short ends the reading, whichever it is: only what is
    /// decoration, or concerns what the account has nothing of, may be missing.
    #[test]
    fn one_bad_answer_is_an_error(
        is_warm: bool, round in 0_usize..3, place: prop::sample::Index,
        fails: bool, cut: prop::sample::Index,
    ) {
        let script = Script { finer: Some([0, 0]), ..script() };
        let (_, layout, _) = read_script(&script, None);
        let known = is_warm.then_some(layout);
        let (sound, _, rounds) = read(known.clone(), |_, call| script.answer(call)).unwrap();
        let round = round % rounds.len();
        let (place, mut asked, mut bad) = (place.index(rounds[round]), 0, None);
        let result = read(known, |now, call| {
            let answer = script.answer(call);
            asked += usize::from(now == round);
            if now != round || asked != place + 1 || bad.is_some() {
                return answer;
            }
            bad = Some(call.clone());
            let data = answer.data.slice(..cut.index(answer.data.len()));
            CallAnswer { success: !fails, data }
        });
        let bad = bad.expect("one is damaged");
        let is = |selector: [u8; 4]| bad.data.starts_with(&selector);
        if let Ok((snapshot, ..)) = result
            && !is(symbolCall::SELECTOR)
        {
            prop_assert_eq!(snapshot, sound);
            let idle = (1..18).any(|n| {
                bad.to == asset(n)
                    || [asset(n), feed(0, n)].iter().any(|one| bad.data.ends_with(&one[..]))
            });
            let finer = [
                extendedPauseFlagsCall::SELECTOR, collateralsSupplyPauseFlagsCall::SELECTOR,
            ];
            prop_assert!(idle || (fails && finer.into_iter().any(is)), "{}", bad.data);
        }
    }

    /// No bytes make it panic, whatever they are answers to.
    #[test]
    fn any_bytes_are_taken(bytes: Vec<u8>, words: [u64; 8], warm: bool, place: prop::sample::Index) {
        let known = warm.then(|| read_script(&script(), None).1);
        let (_, _, rounds) = read_script(&script(), known.clone());
        for bytes in [bytes, words.map(U256::from).abi_encode()] {
            let mut asked = 0;
            let target = place.index(rounds.iter().sum());
            let _ = read(known.clone(), |_, call| {
                asked += 1;
                match asked == target {
                    true => CallAnswer { success: true, data: bytes.clone().into() },
                    false => script().answer(call),
                }
            });
        }
    }
}
