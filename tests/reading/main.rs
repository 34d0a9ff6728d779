//! Reading a market from answers: how many rounds, what of a layout is believed, and that no
//! failed, cut or garbled answer ever becomes a number.

mod comet;
mod e_modes;
mod morpho;
mod releases;
mod script;
mod snapshot;
mod sources;

use std::collections::BTreeSet;

use alloy::primitives::{Address, B256, U256};
use alloy::sol_types::SolCall;
use margin_call::chain::{BlockRef, Call, CallAnswer, ChainId};
use margin_call::math::Timestamp;
use margin_call::protocols::aave_v3::{
    self, Agreement, Layout, Line, Profile, Reading, Snapshot, Step,
};
use margin_call::protocols::{self, Addresses, Market, ReadError};
use margin_call::risk::{Health, Position};
use proptest::prelude::*;

use script::{
    POOL, POOL_REVISIONCall, PROVIDER, Script, TIME, getAssetPriceCall,
    getEModeCategoryBorrowableBitmapCall, getInterestRateDataBpsCall,
    getLiquidationGracePeriodCall, getPriceOracleSentinelCall, getSourceOfAssetCall, isCappedCall,
    latestRoundDataCall, script, symbolCall, token, wad,
};

const ACCOUNT: Address = Address::repeat_byte(0xac);

fn start(known: Option<Layout>) -> (Reading, Vec<Call>) {
    start_in(Line::Aave, known)
}

fn start_in(line: Line, known: Option<Layout>) -> (Reading, Vec<Call>) {
    start_on(ChainId(1), line, known)
}

fn start_on(chain: ChainId, line: Line, known: Option<Layout>) -> (Reading, Vec<Call>) {
    let addresses = aave_v3::Addresses {
        pool: POOL,
        addresses_provider: PROVIDER,
        gateway: None,
        controller: None,
        line,
    };
    let market = Market {
        chain,
        name: "Scripted".into(),
        addresses: Addresses::AaveV3(addresses),
    };
    Reading::start(&market, addresses, ACCOUNT, known)
}

fn block() -> BlockRef {
    BlockRef {
        number: 9,
        parent_hash: B256::repeat_byte(8),
        timestamp: Timestamp(TIME),
    }
}

/// Reads to the end: what was found, and the calls of each round.
fn read(
    known: Option<Layout>,
    answer: impl FnMut(usize, &Call) -> CallAnswer,
) -> Result<(Snapshot, Layout, Vec<usize>), ReadError> {
    read_on(start(known), answer)
}

fn read_on(
    (mut reading, mut calls): (Reading, Vec<Call>),
    mut answer: impl FnMut(usize, &Call) -> CallAnswer,
) -> Result<(Snapshot, Layout, Vec<usize>), ReadError> {
    let mut rounds = Vec::new();
    loop {
        let distinct: BTreeSet<_> = calls.iter().map(|call| (call.to, &call.data)).collect();
        assert_eq!(distinct.len(), calls.len(), "nothing is asked twice");
        let answers: Vec<_> = calls
            .iter()
            .map(|call| answer(rounds.len(), call))
            .collect();
        rounds.push(calls.len());
        match reading.feed(block(), &answers)? {
            Step::Need(next, more) => (reading, calls) = (*next, more),
            Step::Done(snapshot, layout) => return Ok((*snapshot, layout, rounds)),
        }
    }
}

fn read_script(script: &Script, known: Option<Layout>) -> (Snapshot, Layout, usize) {
    let read = read_on(start_in(script.line, known), |_, call| script.answer(call));
    let (snapshot, layout, rounds) = read.expect("a reading");
    (snapshot, layout, rounds.len())
}

#[test]
fn cold_takes_three_rounds_and_warm_one() {
    let (cold, layout, rounds) = read_script(&script(), None);
    assert_eq!(rounds, 3);
    assert_eq!(cold.agreement, Agreement::Matches(Profile::V3_6));
    let position = cold.position().expect("it matches");
    assert_eq!(position.health(Timestamp(TIME)), Ok(cold.health()));
    // The third reserve concerns nobody; the second is owed, and held in the wallet.
    let symbols: Vec<_> = position
        .reserves()
        .iter()
        .map(|reserve| reserve.symbol.as_str())
        .collect();
    assert_eq!(symbols, ["T0", "T1"]);
    let owed = position.find(token(0x10, 1)).expect("a leg");
    let wallet = cold.wallet(owed).expect("a wallet");
    assert_eq!(
        (wallet.balance.raw, wallet.allowance),
        (wad(50_000_000), U256::from(7))
    );
    let (warm, learned, rounds) = read_script(&script(), Some(layout));
    assert_eq!((rounds, &warm), (1, &cold));
    let (warm, again, rounds) = read_script(&script(), Some(learned.clone()));
    assert_eq!((rounds, warm, again), (1, cold, learned));
}

#[test]
fn what_a_layout_could_not_foresee_is_asked_again() {
    let (_, layout, _) = read_script(&script(), None);
    let replies = |change: fn(&mut Script)| {
        let mut changed = script();
        change(&mut changed);
        let (snapshot, _, rounds) = read_script(&changed, Some(layout.clone()));
        let (fresh, _, _) = read_script(&changed, None);
        assert_eq!(snapshot, fresh, "as if nothing had been known");
        rounds
    };
    // A bit for a reserve that is known but was not watched: its round more.
    assert_eq!(replies(|script| script.user_bits |= 0b10_00_00), 2);
    // Another e-mode: its round more.
    assert_eq!(replies(|script| script.e_mode = 1), 2);
    // Tokens that moved: their round more.
    assert_eq!(replies(|script| script.token_generation = 1), 2);
    // Another oracle, other numbers: nothing that was known holds, and all is asked anew.
    assert_eq!(
        replies(|script| script.oracle = Address::repeat_byte(0xa3)),
        4
    );
    assert_eq!(replies(|script| script.ids = [0, 1, 5]), 1);
    assert_eq!(
        replies(|script| (script.ids, script.user_bits) = ([0, 3, 2], 0b01_00_00_10)),
        4
    );
    // A bit for a number that nobody had.
    assert_eq!(
        replies(|script| (script.ids, script.user_bits) = ([0, 1, 3], 0b10_00_01_10)),
        4
    );
    // Numbers that changed places: the account's bit is another reserve's now.
    assert_eq!(
        replies(|script| (script.ids, script.third_supplied) = ([2, 1, 0], 1_000_000_000)),
        4
    );
    // Tokens that moved, of a reserve that is supplied without use.
    let beside = Script {
        third_supplied: 1,
        ..script()
    };
    let (_, layout, _) = read_script(&beside, None);
    let moved = Script {
        token_generation: 1,
        ..beside
    };
    let (snapshot, _, rounds) = read_script(&moved, Some(layout));
    assert_eq!((&snapshot, rounds), (&read_script(&moved, None).0, 2));
}

#[test]
fn what_is_held_or_supplied_without_use_belongs_to_the_position() {
    let symbols = |script: Script| {
        let (snapshot, layout, _) = read_script(&script, None);
        let (warm, _, rounds) = read_script(&script, Some(layout));
        assert_eq!(
            (rounds, &warm),
            (1, &snapshot),
            "and is watched from then on"
        );
        let reserves = snapshot.position_unverified().reserves();
        reserves
            .iter()
            .map(|reserve| reserve.symbol.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(symbols(script()), ["T0", "T1"]);
    assert_eq!(
        symbols(Script {
            third_held: 1,
            ..script()
        }),
        ["T0", "T1", "T2"]
    );
    assert_eq!(
        symbols(Script {
            third_supplied: 1,
            ..script()
        }),
        ["T0", "T1", "T2"]
    );
}

#[test]
fn what_could_be_made_out_of_the_chain_s_coin_is_found_where_all_is_found_anew() {
    let local = ChainId(31_337);
    let market = Script {
        third_name: "WETH",
        ..script()
    };
    let read = |chain, script: &Script, known| {
        let read = read_on(start_on(chain, Line::Aave, known), |_, call| {
            script.answer(call)
        });
        let (snapshot, layout, rounds) = read.expect("a reading");
        let reserves = snapshot.position_unverified().reserves().iter();
        let symbols: Vec<_> = reserves.map(|one| one.symbol.clone()).collect();
        (symbols, layout, rounds.len())
    };
    let anew = |chain, script: &Script| {
        let (symbols, layout, rounds) = read(chain, script, None);
        assert_eq!(
            (&symbols[..], rounds),
            (&["T0".to_owned(), "T1".to_owned()][..], 3)
        );
        let Some(protocols::Layout::AaveV3(old)) = protocols::Layout::AaveV3(layout).old() else {
            panic!("Aave's")
        };
        read(chain, script, Some(old))
    };
    let (symbols, layout, rounds) = anew(local, &market);
    assert_eq!((&symbols[2..], rounds), (&["WETH".to_owned()][..], 3));
    // And is read with every reading from there on.
    let (symbols, _, rounds) = read(local, &market, Some(layout));
    assert_eq!((symbols.len(), rounds), (3, 1));
    // Without a price it cannot be counted with, and the rest can.
    let priceless = Script {
        third_has_price: false,
        ..market.clone()
    };
    assert_eq!(anew(local, &priceless).0.len(), 2);
    // On a public chain no name is believed.
    assert_eq!(anew(ChainId(1), &market).0.len(), 2);
    assert_eq!(anew(local, &script()).0.len(), 2);
    let free = Script {
        user_bits: 0b00_10,
        sums: [1_000, 0, 750, 8_000, 7_500],
        health_wad: U256::MAX,
        ..market
    };
    // What the wallet holds of the second still is.
    assert_eq!(anew(local, &free).0.len(), 2);
}

#[test]
fn words_that_are_not_ours_and_releases_that_we_do_not_know_are_no_position() {
    let other = Script {
        health_wad: wad(1_600_001),
        ..script()
    };
    let (snapshot, ..) = read_script(&other, None);
    let Agreement::Differs { ours: Some(ours) } = &snapshot.agreement else {
        panic!("a match")
    };
    assert_eq!(ours.health_factor_wad, wad(1_600_000));
    assert!(snapshot.position().is_none());
    let Health::Ratio(ratio) = snapshot.health() else {
        panic!("debt")
    };
    assert_eq!(ratio.raw(), wad(1_600_001), "the chain's own number");
    // A category that answers to nobody's rules leaves nothing to compute.
    let (snapshot, ..) = read_script(
        &Script {
            e_mode: 1,
            bitmaps: false,
            ..script()
        },
        None,
    );
    assert_eq!(snapshot.agreement, Agreement::Differs { ours: None });
    assert!(snapshot.position().is_none());
}

#[test]
fn contradictions_are_errors() {
    let fails = |script: Script| read(None, |_, call| script.answer(call)).err();
    let cents = Script {
        base_unit: 100,
        ..script()
    };
    assert_eq!(fails(cents), Some(ReadError::BaseCurrency));
    let twice = Script {
        ids: [0, 1, 1],
        ..script()
    };
    assert_eq!(fails(twice), Some(ReadError::Inconsistent));
    let (reading, calls) = start(None);
    let short = reading.feed(block(), &[]).err();
    assert_eq!(
        short,
        Some(ReadError::WrongCount {
            asked: calls.len(),
            got: 0
        })
    );
}

#[test]
fn what_a_release_lacks_may_be_refused_with_a_reason_or_met_by_nobody() {
    let (sound, ..) = read_script(&script(), None);
    let grace = getLiquidationGracePeriodCall::SELECTOR;
    for (success, data) in [(false, vec![0x2a; 68]), (false, vec![]), (true, vec![])] {
        let found = read(None, |_, call| match call.data.starts_with(&grace) {
            true => CallAnswer {
                success,
                data: data.clone().into(),
            },
            false => script().answer(call),
        });
        assert_eq!(found.map(|(snapshot, ..)| snapshot), Ok(sound.clone()));
    }
}

#[test]
fn a_garbled_answer_is_told_by_the_name_of_what_was_asked() {
    let price = getAssetPriceCall::SELECTOR;
    let found = read(None, |_, call| match call.data.starts_with(&price) {
        true => CallAnswer {
            success: true,
            data: vec![0; 31].into(),
        },
        false => script().answer(call),
    });
    let garbled = ReadError::Garbled("getAssetPrice(address)");
    assert_eq!(found.err(), Some(garbled));
}

proptest! {
    /// One answer that fails or is cut short ends the reading, whichever it is. Only the symbol,
    /// which is decoration, and what not every release has may be missing, and what concerns a
    /// reserve that nobody has, or an e-mode that the account is not in.
    #[test]
    fn one_bad_answer_is_an_error(
        is_warm: bool, round in 0_usize..3, place: prop::sample::Index,
        fails: bool, cut: prop::sample::Index,
    ) {
        let script = Script {
            feed: Some(Address::repeat_byte(0xfe)),
            curve: Some([9_200, 0, 550, 3_500]),
            ..script()
        };
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
        let asks = |selector: [u8; 4]| bad.data[..4] == selector;
        let optional = [
            symbolCall::SELECTOR,
            getLiquidationGracePeriodCall::SELECTOR,
            getPriceOracleSentinelCall::SELECTOR,
        ];
        // Without its number the pool is still one that the arithmetic of some release reproduces.
        if asks(POOL_REVISIONCall::SELECTOR) {
            let reproduced = |found: &(Snapshot, Layout, Vec<usize>)| found.0.position().is_some();
            prop_assert!(result.as_ref().map_or(true, reproduced));
        } else if asks(getEModeCategoryBorrowableBitmapCall::SELECTOR) {
            // Nothing that is shown rests on it.
            prop_assert_eq!(result.map(|(snapshot, ..)| snapshot), Ok(sound));
        } else if [getSourceOfAssetCall::SELECTOR, getInterestRateDataBpsCall::SELECTOR].into_iter().any(asks) {
            let bare = |mut snapshot: Snapshot| {
                snapshot.sources = Default::default();
                snapshot
            };
            prop_assert_eq!(result.map(|(snapshot, ..)| bare(snapshot)), Ok(bare(sound)));
        } else if let Ok((snapshot, ..)) = result
            && !optional.into_iter().any(asks)
        {
            prop_assert_eq!(snapshot, sound);
            let idle = [token(0x10, 2), token(0x20, 2), token(0x40, 2)];
            let price = getAssetPriceCall { asset: idle[0] }.abi_encode();
            prop_assert!(idle.contains(&bad.to) || bad.data[..] == price[..]);
        }
    }

    /// No bytes make it panic, whatever they are answers to.
    #[test]
    fn any_bytes_are_taken(bytes: Vec<u8>, warm: bool, place: prop::sample::Index) {
        let (_, layout, _) = read_script(&script(), None);
        let mut asked = 0;
        let target = place.index(40);
        let _ = read(warm.then_some(layout), |_, call| {
            asked += 1;
            match asked == target {
                true => CallAnswer { success: true, data: bytes.clone().into() },
                false => script().answer(call),
            }
        });
    }
}
