//! Reading a Compound III market.

mod damaged;
mod market;
pub mod script;
mod ways;

use alloy::primitives::{B256, U256};
use margin_call::chain::{BlockRef, Call, CallAnswer, ChainId};
use margin_call::math::Timestamp;
use margin_call::protocols::compound_v3::{self, CometPosition, Unit};
use margin_call::protocols::{
    Addresses, Holding, Layout, Market, ReadError, Reading, Snapshot, Step,
};
use margin_call::risk::{Health, Position};

use script::{ACCOUNT, BASE, BULKER, COMET, ETHER, Script, TIME, script};

fn start(known: Option<Layout>) -> (Reading, Vec<Call>) {
    let market = Market {
        // A local one, on which all tokens are taken for what they say.
        chain: ChainId(31_337),
        name: "Scripted".into(),
        addresses: Addresses::CompoundV3(compound_v3::Addresses {
            comet: COMET,
            bulker: Some(BULKER),
            unit: Unit::In("USD"),
        }),
    };
    Reading::start(&market, ACCOUNT, &[], known)
}

pub fn block() -> BlockRef {
    BlockRef {
        number: 9,
        parent_hash: B256::repeat_byte(8),
        timestamp: Timestamp(TIME),
    }
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
        match reading.feed(block(), &answers)? {
            Step::Need(next, more) => (reading, calls) = (next, more),
            Step::Done(snapshot, layout) => return Ok((*snapshot, layout, rounds)),
        }
    }
}

pub fn read_script(script: &Script, known: Option<Layout>) -> (Snapshot, Layout, Vec<usize>) {
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
    let asset = &position.assets()[0];
    let factors = [
        asset.borrow_factor,
        asset.liquidate_factor,
        asset.liquidation_factor,
    ];
    assert_eq!(factors, [80, 85, 95].map(|n| U256::from(ETHER / 100 * n)));
    assert_eq!(asset.supply_cap, U256::from(ETHER) * U256::from(100));
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
    assert_eq!((warm, again.essence()), (cold.clone(), layout.essence()));
    // Now and then, as at first, two of each feed.
    assert_eq!(rounds, [17 + 2 + 3 + 6 + 4]);
    let (warm, same, rounds) = read_script(&script(), Some(again.clone()));
    assert_eq!((warm, same), (cold, again));
    // The market's 17 and the account's 2, three of the base token and six of the collateral.
    assert_eq!(rounds, [17 + 2 + 3 + 6]);
}

#[test]
fn an_account_with_nothing_costs_two_calls() {
    let (_, layout, _) = read_script(&script(), None);
    let idle = Script {
        principal: 0,
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
    assert_eq!(replies(|script| script.moved = 20), 3);
    assert_eq!(replies(|script| script.base_feed = 98), 3);
    // Assets may share a feed; that another one has moved is seen only when it is asked for.
    assert_eq!(replies(|script| script.one_feed = true), 1);
    assert_eq!(
        replies(|script| (script.one_feed, script.assets_in) = (true, 0b11)),
        4
    );
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

/// This belongs to the position beside its own, and a reading that knows it takes one round.
#[track_caller]
fn belongs_and_is_watched(market: &Script, symbol: &str) -> Layout {
    let (snapshot, layout, _) = read_script(market, None);
    assert_eq!(symbols(&snapshot), ["T0", symbol, "USDC"]);
    let (warm, _, rounds) = read_script(market, Some(layout.clone()));
    assert_eq!((warm, rounds.len()), (snapshot, 1));
    layout
}

#[test]
fn what_could_be_made_out_of_the_chain_s_coin_belongs_to_the_position_of_who_owes() {
    let market = Script {
        wraps_coin: Some(5),
        ..script()
    };
    belongs_and_is_watched(&market, "WETH");
    let lent = Script {
        principal: 1_000_000_000,
        borrow_balance: 0,
        ..market
    };
    assert_eq!(symbols(&read_script(&lent, None).0), ["T0", "USDC"]);
}

#[test]
fn what_the_wallet_could_supply_belongs_to_the_position() {
    let holder = Script {
        held: Some(3),
        ..script()
    };
    let layout = belongs_and_is_watched(&holder, "T3");
    // What was there once is watched, also when it is gone.
    let (gone, ..) = read_script(&script(), Some(layout.clone()));
    assert_eq!(symbols(&gone), ["T0", "T3", "USDC"]);
    // A token that does not answer is not there.
    let mute = Script {
        mute: Some(3),
        ..holder.clone()
    };
    assert_eq!(symbols(&read_script(&mute, None).0), ["T0", "USDC"]);
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
fn collateral_alone_and_debt_alone_are_positions() {
    let collateral = Script {
        principal: 0,
        borrow_balance: 0,
        ..script()
    };
    assert_eq!(symbols(&read_script(&collateral, None).0), ["T0", "USDC"]);
    let debt = Script {
        assets_in: 0,
        liquidatable: true,
        collateralized: Some(false),
        ..script()
    };
    let (snapshot, ..) = read_script(&debt, None);
    assert_eq!(symbols(&snapshot), ["USDC"]);
    assert!(snapshot.health.is_liquidatable());
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
