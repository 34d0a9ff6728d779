//! The markets of an account, read call by call.

use alloy::primitives::{Address, B256, Bytes, U256, address, keccak256};

use super::super::role::Relayed;
use super::held::tests::held;
use super::*;
use crate::alert::NoticeKind;
use crate::chain::logs::{Entry, Events};
use crate::chain::{BlockPace, ChainId};
use crate::protocols::{ReadError, a_loan, a_loan_says, a_snapshot_in};
use crate::risk::{AssetId, Health};

const START: u64 = 1_800_000_000;

const ETHEREUM: Cadence = Cadence {
    blocks: BlockPace::Every { ms: 12_000 },
    read_every_s: 12,
};

fn at(seconds: u64) -> Timestamp {
    Timestamp(START + seconds)
}

fn block(number: u64) -> BlockRef {
    BlockRef {
        number,
        parent_hash: B256::ZERO,
        timestamp: Timestamp(START),
    }
}

/// The market of the loan, and another one of the same protocol.
fn markets() -> [Market; 2] {
    let market = a_loan(400, None).market;
    let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
    let usds = address!("dC035D45d973E3EC169d2276DDab16f1e407384F");
    let wallets = [Default::default(); 2];
    let other = a_snapshot_in(market.clone(), 100, [weth, usds], wallets);
    [market, other.market]
}

fn key(market: &Market) -> PositionKey {
    market.position_of(a_loan(400, None).account)
}

fn watch(markets: &[Market]) -> Watch {
    let account = a_loan(400, None).account;
    Watch::new(account, markets.to_vec(), |_| None)
}

/// What is said of this loan; of the other market nothing, and of none all that is asked is zero.
fn says(loan: Option<&Snapshot>, call: &Call) -> CallAnswer {
    let [_, other] = markets();
    let id = key(&other).id.expect("an id");
    let is_position = call
        .data
        .starts_with(&keccak256("position(bytes32,address)")[..4]);
    match loan {
        _ if call.data.windows(32).any(|word| word == id.as_slice()) => CallAnswer {
            success: false,
            data: Bytes::new(),
        },
        None if is_position => CallAnswer {
            success: true,
            data: vec![0; 96].into(),
        },
        loan => a_loan_says(loan.unwrap_or(&a_loan(400, None)), call),
    }
}

/// Reads to the end, and how many rounds that took. It is not taken yet.
fn asks(watch: &mut Watch, loan: Option<&Snapshot>, at: BlockRef, sweep: bool) -> usize {
    let mut calls = watch.begin(&[], sweep);
    let mut rounds = 0;
    while !calls.is_empty() {
        assert!(!watch.is_held_back(), "it is asked yet");
        let said: Vec<CallAnswer> = calls.iter().map(|call| says(loan, call)).collect();
        calls = watch.feed(at, &said);
        rounds += 1;
    }
    rounds
}

/// A loan of so many hundredths is read, and taken.
fn reads(watch: &mut Watch, owed: u64, number: u64) -> (usize, usize) {
    let loan = a_loan(owed, None);
    let _ = asks(watch, Some(&loan), block(number), false);
    watch.finish(at(0))
}

fn health(watch: &Watch) -> Option<Health> {
    let own = watch.market(&key(&markets()[0]))?;
    own.snapshot().map(Snapshot::first_health)
}

fn of(owed: u64) -> Option<Health> {
    Some(a_loan(owed, None).first_health())
}

#[test]
fn a_market_is_read_round_by_round_and_at_once_where_it_is_known() {
    let [market, _] = markets();
    let mut watch = watch(std::slice::from_ref(&market));
    assert!(!watch.holds() && !watch.is_empty() && watch.is_unsettled());
    assert!(watch.is_due(at(0)) && !watch.reads_any() && !watch.is_held_back());
    let loan = a_loan(400, None);
    let first = asks(&mut watch, Some(&loan), block(100), false);
    assert!(first > 1 && watch.is_held_back() && watch.reads_any());
    assert_eq!(health(&watch), None, "it is not taken yet");
    assert_eq!(watch.finish(at(0)), (1, 1));
    assert!(!watch.is_held_back() && !watch.reads_any());
    assert_eq!(health(&watch), of(400));
    assert!(watch.holds() && !watch.is_empty() && !watch.is_unsettled());
    assert!(
        watch.is_read() && watch.is_due(at(0)),
        "what holds something is always read"
    );
    assert!(watch.told_at(block(100)).count() > 4);
    let learnt: Vec<PositionKey> = watch.learnt().map(|(key, _)| key).collect();
    assert_eq!(learnt, [key(&market)]);
    assert_eq!(asks(&mut watch, Some(&loan), block(101), false), 1);
    assert_eq!(watch.finish(at(12)), (1, 1));
    assert_eq!(watch.learnt().count(), 0, "it was foreseen");
    assert_eq!(
        asks(&mut watch, Some(&loan), block(102), true),
        first,
        "found anew"
    );
}

#[test]
fn a_position_is_found_by_its_whole_name() {
    let [market, other] = markets();
    let mut watch = watch(&[market.clone(), other.clone()]);
    let stranger = PositionKey {
        account: Address::repeat_byte(9),
        ..key(&market)
    };
    for (key, expected) in [
        (key(&market), Some(&market)),
        (key(&other), Some(&other)),
        (stranger, None),
    ] {
        assert_eq!(watch.market(&key).map(|one| &one.market), expected);
        let own = watch.market_mut(&key);
        assert_eq!(own.map(|one| one.market.clone()), expected.cloned());
    }
}

/// Where nothing is, is looked now and then.
#[test]
fn a_market_in_which_nothing_is_is_read_and_empty() {
    let [market, _] = markets();
    let mut watch = watch(&[market]);
    let _ = asks(&mut watch, None, block(100), false);
    assert_eq!(watch.finish(at(0)), (1, 1));
    assert!(watch.is_empty() && !watch.holds() && !watch.is_unsettled());
    assert!(!watch.is_due(at(299)) && watch.is_due(at(300)));
    // Collateral alone is something.
    let _ = reads(&mut watch, 0, 101);
    assert!(watch.holds() && !watch.is_empty());
}

/// What was known of it ages by itself.
#[test]
fn a_market_that_cannot_be_read_is_told_of_alone_and_told_of_again_once_it_can() {
    let all = markets();
    let mut watch = watch(&all);
    assert_eq!(reads(&mut watch, 400, 100), (1, 2));
    assert!(watch.is_unsettled() && watch.holds() && !watch.is_empty());
    assert_eq!(health(&watch), of(400));
    let settle = |watch: &mut Watch, seconds, is_at_stake| {
        let block = BlockRef {
            timestamp: at(seconds),
            ..block(100)
        };
        watch.settle(at(seconds), at(0), ETHEREUM, block, |_| is_at_stake)
    };
    assert_eq!(settle(&mut watch, 0, false), []);
    assert!(watch.blind().is_empty(), "nothing is owed there");
    assert_eq!(settle(&mut watch, 0, true), []);
    assert!(!watch.blind().is_empty());
    watch.see(at(59), 12);
    let ticks = |watch: &mut Watch, seconds| {
        let told = watch.tick(at(seconds), ETHEREUM, |_| Some(Level::Call));
        told.into_iter()
            .map(|(key, notice)| (key, notice.level))
            .collect::<Vec<_>>()
    };
    assert_eq!(ticks(&mut watch, 60), []);
    // What is asked first is waited for.
    watch.reads_first(at(61));
    assert_eq!(ticks(&mut watch, 61), []);
    assert_eq!(ticks(&mut watch, 122), [(key(&all[1]), Level::Urgent)]);
    for one in &mut watch.markets {
        one.problem = None;
    }
    let told = settle(&mut watch, 130, true);
    let [(found, notice)] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(*found, key(&all[1]));
    assert!(matches!(notice.kind, NoticeKind::WatchingAgain { .. }));
    assert!(watch.blind().is_empty());
}

#[test]
fn after_a_sleep_a_market_that_is_not_seen_is_read_first() {
    let all = markets();
    let mut watch = watch(&all);
    let _ = reads(&mut watch, 400, 100);
    let _ = watch.settle(at(0), at(0), ETHEREUM, block(100), |_| true);
    watch.see(at(3_600), 12);
    assert_eq!(watch.tick(at(3_600), ETHEREUM, |_| None), []);
    assert_eq!(watch.tick(at(3_661), ETHEREUM, |_| None).len(), 1);
}

#[test]
fn what_is_left_or_broken_off_changes_nothing() {
    let [market, _] = markets();
    let mut watch = watch(&[market]);
    let _ = reads(&mut watch, 400, 100);
    let worse = a_loan(450, None);
    // Left before anything was answered.
    let calls = watch.begin(&[], false);
    watch.leave_begun();
    let said: Vec<CallAnswer> = calls.iter().map(|call| says(Some(&worse), call)).collect();
    assert_eq!(watch.feed(block(101), &said), []);
    assert_eq!(watch.finish(at(12)), (0, 0));
    // Broken off at its end.
    let _ = asks(&mut watch, Some(&worse), block(101), false);
    watch.abort();
    assert!(!watch.is_held_back());
    assert_eq!(watch.finish(at(12)), (0, 0));
    assert_eq!(health(&watch), of(400));
}

/// Until it is read.
#[test]
fn a_market_that_says_no_health_itself_gives_no_glimpse() {
    let [market, _] = markets();
    let mut watch = watch(&[market]);
    let calls = watch.begin(&[], false);
    let loan = a_loan(400, None);
    let said: Vec<CallAnswer> = calls.iter().map(|call| says(Some(&loan), call)).collect();
    watch.glimpse(&said);
    assert_eq!(watch.markets()[0].told, None);
}

/// What another source says of the loan at the same block, call by call.
fn theirs(watch: &Watch, loan: &Snapshot, at: BlockRef) -> Vec<CallAnswer> {
    watch
        .told_at(at)
        .map(|call| says(Some(loan), call))
        .collect()
}

/// Whether it was taken already, or is held back until the other is heard.
#[test]
fn of_two_sources_that_differ_the_worse_is_what_is_known() {
    let [market, _] = markets();
    let held = |is_taken: bool, theirs_is: &Snapshot, number| {
        let mut watch = watch(std::slice::from_ref(&market));
        let _ = asks(&mut watch, Some(&a_loan(400, None)), block(100), false);
        if is_taken {
            let _ = watch.finish(at(0));
        }
        let theirs = theirs(&watch, theirs_is, block(100));
        let differ = watch.take_worse(block(number), &theirs, &[]);
        if !is_taken {
            let _ = watch.finish(at(0));
        }
        let own = watch.markets()[0].snapshot().expect("a position");
        let balance = own.wallet(AssetId(0)).expect("a wallet").balance.raw;
        (differ.len(), Some(own.first_health()), balance)
    };
    let zero = U256::ZERO;
    let tokens = [
        address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2"),
        address!("6B175474E89094C44Da98b954EedeAC495271d0F"),
    ];
    let wallets = [(U256::ONE, zero), (zero, zero)];
    let richer = a_snapshot_in(market.clone(), 100, tokens, wallets);
    for is_taken in [true, false] {
        let held = |theirs: &Snapshot, number| held(is_taken, theirs, number);
        assert_eq!(held(&a_loan(400, None), 100), (0, of(400), zero));
        assert_eq!(held(&a_loan(450, None), 100), (1, of(450), zero));
        assert_eq!(held(&a_loan(350, None), 100), (1, of(400), zero));
        assert_eq!(
            held(&richer, 100),
            (1, of(400), zero),
            "no better, and no worse"
        );
        assert_eq!(
            held(&a_loan(450, None), 99),
            (0, of(400), zero),
            "of another block"
        );
    }
}

#[test]
fn of_what_is_in_doubt_only_what_is_no_better_is_taken() {
    let [market, _] = markets();
    for (owed, expected) in [(350, (0, 400)), (400, (1, 400)), (450, (1, 450))] {
        let mut watch = watch(std::slice::from_ref(&market));
        let _ = reads(&mut watch, 400, 100);
        let _ = asks(&mut watch, Some(&a_loan(owed, None)), block(101), false);
        watch.leave_better();
        let (read, _) = watch.finish(at(12));
        assert_eq!(
            (read, health(&watch)),
            (expected.0, of(expected.1)),
            "{owed}"
        );
    }
}

/// What another tab was answered is enough, or nothing has happened.
#[test]
fn a_tab_reads_out_of_what_another_was_answered() {
    let [market, _] = markets();
    let mut leads = watch(std::slice::from_ref(&market));
    let _ = asks(&mut leads, Some(&a_loan(400, None)), block(100), false);
    let answers = leads.answers_at(block(100));
    let mut all: Relayed = answers
        .map(|(call, answer)| ((call.to, call.data.clone()), answer.clone()))
        .collect();
    let mut follows = watch(&[market]);
    assert!(follows.read_relayed(block(100), &[], &all));
    assert!(follows.is_held_back());
    assert_eq!(follows.finish(at(0)), (1, 1));
    assert_eq!(health(&follows), of(400));
    all.clear();
    assert!(!follows.read_relayed(block(101), &[], &all));
    assert!(!follows.is_held_back());
    assert_eq!(health(&follows), of(400));
}

#[test]
fn a_market_that_the_chain_does_not_have_is_none_that_could_not_be_read() {
    let [market, _] = markets();
    let mut one = WatchedMarket::new(market, None);
    assert!(!one.is_absent());
    one.failed(ReadError::Differs);
    assert!(!one.is_absent() && one.problem.is_some());
    one.failed(ReadError::Absent);
    assert!(one.is_absent());
}

/// The log says what became of what is missed.
#[test]
fn what_is_missed_is_suspected_until_the_log_tells_and_then_what_is_held_is_kept() {
    let [market, _] = markets();
    let mut watch = watch(&[market]);
    let before = held(10, 190, false, [1_000, 1_000]);
    let now = held(12, 200, false, [900, 900]);
    let one = &mut watch.markets[0];
    assert_eq!(
        one.weigh(before.clone(), Some(&before)),
        (None, Some(before.clone()))
    );
    assert!(!one.is_suspected() && !one.is_missed());
    assert_eq!(one.weigh(now.clone(), Some(&before)), (None, None));
    assert!(one.is_suspected() && one.is_missed());
    let events = Events {
        contracts: vec![],
        topics: vec![],
    };
    let suspicion = one.suspicion.as_mut().expect("a suspicion");
    let question = suspicion
        .ask(at(0), events, now.clone())
        .expect("a question");
    let seized = Entry {
        contract: Address::ZERO,
        block: 11,
        transaction: B256::ZERO,
        index: None,
        topics: vec![],
        data: Bytes::new(),
    };
    let other = LogsQuestion {
        first: 1,
        ..question.clone()
    };
    assert!(
        !one.logged(at(1), &other, Ok(vec![seized.clone()])),
        "nobody asked that"
    );
    assert!(one.logged(at(1), &question, Ok(vec![seized.clone()])));
    assert!(watch.holds(), "it is missed yet");
    let one = &mut watch.markets[0];
    let (verdict, kept) = one.weigh(now.clone(), Some(&before));
    assert!(matches!(verdict, Some(Verdict::Seized(evidence)) if evidence.log == [seized]));
    assert_eq!(kept, Some(now.clone()));
    assert!(!one.is_suspected());
    // Another tab finds out.
    let _ = one.weigh(now, Some(&before));
    assert!(watch.markets()[0].is_suspected() && watch.is_unsettled());
    watch.leave_suspicions();
    assert!(!watch.markets()[0].is_suspected() && !watch.holds());
}

#[test]
fn the_log_is_asked_of_what_is_missed_and_of_nothing_else() {
    let [market, _] = markets();
    let mut watch = watch(std::slice::from_ref(&market));
    let _ = reads(&mut watch, 400, 100);
    assert_eq!(watch.ask_log(at(0), &[]), []);
    let before = held(10, 190, false, [1_000, 1_000]);
    let now = held(100, 200, false, [900, 900]);
    let _ = watch.markets[0].weigh(now, Some(&before));
    let asked = watch.ask_log(at(0), &[]);
    let [(false, (of, question))] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    assert_eq!(
        (of, question.first, question.last),
        (&key(&market), 10, 100)
    );
    assert_eq!(of.chain, ChainId(1));
    assert_eq!(watch.ask_log(at(1), &[]), [], "an answer is awaited");
}
