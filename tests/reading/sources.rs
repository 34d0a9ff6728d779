//! Where the prices of a position come from: asked now and then beside a reading, and believed for nothing
//! else.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;
use margin_call::chain::{Call, CallAnswer};
use margin_call::math::Timestamp;
use margin_call::protocols::aave_v3::{Layout, Snapshot};
use margin_call::protocols::{self, PriceSource, RateCurve, RateSource};

use super::script::{ORACLE, STRATEGY, Script, TIME, script, token, wad};
use super::{
    comet, getInterestRateDataBpsCall, getSourceOfAssetCall, isCappedCall, latestRoundDataCall,
    read, read_on, read_script, start_in,
};

const FEED: Address = Address::repeat_byte(0xfe);

fn said() -> Script {
    Script {
        feed: Some(FEED),
        feed_says: (Some(1), Some(TIME - 7)),
        curve: Some([9_200, 0, 550, 3_500]),
        ..script()
    }
}

/// Reads so many times, each with what the one before learnt: what was found, round by round.
fn readings(script: &Script, count: usize) -> Vec<(Snapshot, Layout, usize)> {
    let mut found: Vec<(Snapshot, Layout, usize)> = Vec::new();
    for _ in 0..count {
        let known = found.last().map(|(_, layout, _)| layout.clone());
        found.push(read_script(script, known));
    }
    found
}

fn is_about_sources(call: &Call) -> bool {
    let selectors = [
        getSourceOfAssetCall::SELECTOR,
        isCappedCall::SELECTOR,
        latestRoundDataCall::SELECTOR,
        getInterestRateDataBpsCall::SELECTOR,
    ];
    selectors.iter().any(|one| call.data.starts_with(one))
}

#[test]
fn the_source_is_asked_beside_a_later_reading_and_what_it_says_after_that() {
    let readings = readings(&said(), 4);
    let each = |place: usize| &readings[place].0.sources.each;
    assert!(each(0).is_empty());
    assert_eq!(readings[0].0.sources.oracle, Some(ORACLE));
    let of = |n, is_capped, moved_at: Option<u64>| PriceSource {
        token: token(0x10, n),
        source: FEED,
        is_capped,
        moved_at: moved_at.map(Timestamp),
    };
    assert_eq!(*each(1), [of(0, None, None), of(1, None, None)]);
    let all = [0, 1].map(|n| of(n, Some(true), Some(TIME - 7)));
    assert_eq!(*each(2), all);
    assert!(each(3).is_empty(), "for a while nothing is asked");
    let rounds: Vec<_> = readings.iter().map(|(_, _, rounds)| *rounds).collect();
    assert_eq!(rounds, [3, 1, 1, 1]);
}

#[test]
fn how_rates_follow_from_use_is_asked_of_what_is_owed_beside_where_prices_come_from() {
    let readings = readings(&said(), 4);
    let owed = |curve| {
        vec![RateSource {
            token: token(0x10, 1),
            strategy: STRATEGY,
            curve,
        }]
    };
    let share = |bps: u64| bps * 100_000_000_000_000;
    let curve = RateCurve {
        kink: share(9_200),
        at_kink: share(550),
        at_most: share(4_050),
    };
    let all = [None, Some(curve), Some(curve), None].map(owed);
    let rates: Vec<_> = readings
        .iter()
        .map(|one| one.0.sources.rates.clone())
        .collect();
    assert_eq!(rates, all);
}

/// Before 3.1 another curve was another contract.
#[test]
fn a_strategy_that_says_no_curve_is_known_by_its_address() {
    let script = Script {
        curve: None,
        ..said()
    };
    let rates = &readings(&script, 2)[1].0.sources.rates;
    assert_eq!((rates[0].strategy, rates[0].curve), (STRATEGY, None));
}

#[test]
fn the_first_reading_asks_nothing_of_it_nor_does_one_of_who_owes_nothing() {
    let free = Script {
        user_bits: 0b00_10,
        sums: [1_000, 0, 750, 8_000, 7_500],
        health_wad: U256::MAX,
        ..said()
    };
    let mut known = None;
    for place in 0..3 {
        let asks = |script: &Script, known: Option<Layout>| {
            let mut asked = 0;
            let (_, layout, _) = read(known, |_, call| {
                asked += usize::from(is_about_sources(call));
                script.answer(call)
            })
            .expect("a reading");
            (asked, layout)
        };
        if place == 0 {
            assert_eq!(asks(&said(), None).0, 0);
        }
        let (asked, layout) = asks(&free, known);
        assert_eq!(asked, 0);
        known = Some(layout);
    }
}

/// What another tab was not asked is not looked for in what it was answered, nor what steps do in what they do
/// not move.
#[test]
fn a_reading_for_another_purpose_does_not_ask() {
    let (_, layout, _) = read_script(&said(), None);
    let learnt = protocols::Layout::AaveV3(layout);
    for quiet in [learnt.clone().for_trial(), learnt.clone().for_following()] {
        let protocols::Layout::AaveV3(quiet) = quiet else {
            panic!("Aave's")
        };
        let (_, again, _) = read(Some(quiet), |_, call| {
            assert!(!is_about_sources(call));
            said().answer(call)
        })
        .expect("a reading");
        // The next of its own does.
        assert_eq!(readings_from(again)[0].0.sources.each.len(), 2);
    }
}

fn readings_from(known: Layout) -> [(Snapshot, Layout, usize); 1] {
    [read_script(&said(), Some(known))]
}

#[test]
fn whatever_a_source_answers_changes_nothing_else_and_is_believed_only_where_it_is_sound() {
    let warm = readings(&said(), 3).pop().expect("the third").0;
    let (_, layout, _) = readings(&said(), 2).pop().expect("the second");
    let answers: [(bool, Vec<u8>); 6] = [
        (false, vec![]),
        (true, vec![]),
        (true, vec![1; 31]),
        (true, vec![0xff; 32]),
        (true, vec![0xff; 160]),
        (true, vec![0; 32 * 40]),
    ];
    for (success, data) in answers {
        let start = start_in(said().line, Some(layout.clone()));
        let answer = |_, call: &Call| match is_about_sources(call) {
            true => CallAnswer {
                success,
                data: data.clone().into(),
            },
            false => said().answer(call),
        };
        let (mut found, _, rounds) = read_on(start, answer).expect("a reading");
        assert_eq!(rounds.len(), 1);
        assert!(found.sources.each.is_empty());
        found.sources = warm.sources.clone();
        assert_eq!(found, warm);
    }
}

/// A category's own source stands for it, up to 3.1: that of the token says nothing then.
#[test]
fn what_is_priced_by_its_category_is_not_said_to_be_priced_by_its_own_source() {
    let categorised = Script {
        revision: 4,
        e_mode: 1,
        category: 1,
        bitmaps: false,
        sums: [2_000, 1_000, 860, 9_500, 9_300],
        health_wad: wad(1_900_000),
        ..said()
    };
    let found = readings(&categorised, 4);
    assert!(found.iter().all(|one| one.0.sources.each.is_empty()));
}

#[test]
fn the_feeds_of_a_comet_are_known_and_asked_about_themselves_now_and_then() {
    let mut found = Vec::new();
    let mut known = None;
    for _ in 0..3 {
        let (snapshot, layout, rounds) = comet::read_script(&comet::script::script(), known);
        known = Some(layout);
        found.push((snapshot, rounds));
    }
    let sources = |place: usize| &found[place].0.sources.each;
    let feeds = [comet::script::BASE, comet::script::asset(0)];
    let tokens: Vec<_> = sources(0).iter().map(|one| one.token).collect();
    assert_eq!(tokens, feeds);
    assert_eq!((sources(0), sources(1)), (sources(2), sources(2)));
    // Two feeds, of two questions each, once in a while.
    let calls = |place: usize| found[place].1[0];
    assert_eq!((found[1].1.len(), calls(1)), (1, calls(2) + 4));
}
