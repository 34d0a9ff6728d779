//! Two weak positions of an account, and what is left of the coin for the one that is not open.

use std::borrow::Cow;

use alloy::primitives::{B256, U256, address};
use serde_json::json;

use super::super::Input;
use super::desk::Desk;
use crate::alert::Level;
use crate::chain::ChainId;
use crate::engine::view::Ranked;
use crate::math::{WAD, Wad};
use crate::protocols::{a_snapshot_in, registry};
use crate::risk::Health;
use crate::top_up::{End, Means, MemberState, NextView, Record, StageView, StrategyId, TopUpView};

const HASH: B256 = B256::repeat_byte(9);

/// Half an ether restores each; 3,000,000 gas is kept for one of them, 4,500,000 for both.
fn coin(hundredths: u64) -> U256 {
    WAD / U256::from(100) * U256::from(hundredths) + U256::from(4_500_010)
}

fn view(desk: &Desk) -> TopUpView {
    desk.rescue.view(desk.now, &desk.page).expect("a top-up")
}

/// What becomes of the other one.
fn other(desk: &Desk) -> MemberState {
    let other = desk.page.other.as_ref().expect("another");
    let members = view(desk).members.into_iter();
    let mut own = members.filter(|one| other.market.is_of(&one.position));
    own.next().expect("a member").state
}

fn is_restored(desk: &Desk) -> bool {
    matches!(other(desk), MemberState::ToDo(Some(_)))
}

/// The first was reviewed, with coin, and the wallet was asked for it.
fn asked(coin: U256, dollars: U256) -> (Desk, Record) {
    let mut desk = Desk::of_two(coin, dollars);
    let asset = registry::wrapped_coin(ChainId(1)).expect("a token");
    let means = Means::AddCoin;
    let _ = desk.on(Input::Choose(StrategyId { means, asset }.into()));
    let questions = desk.on(Input::Review);
    let _ = desk.answer_all(questions);
    assert!(matches!(desk.stage(), Some(StageView::Review(_))));
    let record = desk.claim();
    let _ = desk.ask_wallet(&record);
    let _ = desk.wallet_says(&record, Ok(json!(HASH)));
    (desk, record)
}

/// The next block, in which it was paid: the coin is less.
fn pays(desk: &mut Desk, record: &Record) {
    let coin = desk.coin.as_mut().expect("coin");
    *coin -= record.asked.coin();
    let snapshot = &mut desk.page.snapshot;
    snapshot.block.number = 101;
    snapshot.health = Health::Ratio(Wad::from_raw(WAD * U256::from(16) / U256::from(10)));
}

/// A node has its receipt.
fn found(desk: &mut Desk, record: &Record) {
    let receipt = json!({ "status": "0x1", "transactionHash": HASH, "blockNumber": "0x65" });
    let _ = desk.look_at(record, receipt);
}

fn reads(desk: &mut Desk) {
    for input in [Input::Read(ChainId(1)), Input::ReadOut(ChainId(1))] {
        let questions = desk.on(input);
        let _ = desk.answer_all(questions);
    }
}

#[test]
fn coin_that_is_paid_is_there_for_nobody_else() {
    // Enough for one of them, and some of what the other needs.
    let (mut desk, record) = asked(coin(80), U256::ZERO);
    assert!(!record.asked.coin().is_zero());
    assert!(!is_restored(&desk), "{:?}", other(&desk));
    found(&mut desk, &record);
    assert!(!is_restored(&desk), "before it is read: {:?}", other(&desk));
    pays(&mut desk, &record);
    reads(&mut desk);
    assert!(matches!(desk.stage(), Some(StageView::Done { .. })));
    assert!(!is_restored(&desk), "once it is done: {:?}", other(&desk));
    assert_eq!(view(&desk).next, None);
}

#[test]
fn coin_that_is_paid_is_taken_off_once() {
    let (mut desk, record) = asked(coin(100), U256::ZERO);
    assert!(is_restored(&desk), "{:?}", other(&desk));
    // The position may be read before the receipt comes.
    pays(&mut desk, &record);
    reads(&mut desk);
    assert!(is_restored(&desk), "{:?}", other(&desk));
    found(&mut desk, &record);
    reads(&mut desk);
    assert!(matches!(desk.stage(), Some(StageView::Done { .. })));
    assert!(is_restored(&desk), "once it is done: {:?}", other(&desk));
    let next: Option<NextView> = view(&desk).next;
    assert!(next.is_some());
}

#[test]
fn what_was_found_on_its_way_after_a_reload_leaves_the_rest_to_the_other() {
    // Where there are dollars they would do it for less: it is on its way with coin all the same.
    let cases = [
        (coin(100), U256::ZERO, true),
        (coin(80), U256::ZERO, false),
        (coin(80), WAD, true),
    ];
    for (coin, dollars, is_enough) in cases {
        let (mut desk, mut record) = asked(coin, dollars);
        record.hashes.push(HASH);
        desk.rescue = Default::default();
        let _ = desk.on(Input::Time);
        let _ = desk.store_says(Some(&record));
        reads(&mut desk);
        let open = view(&desk).members.into_iter().find(|one| one.is_open);
        let open = open.expect("the one that is open");
        assert_eq!(open.state, MemberState::UnderWay);
        let taken: Vec<_> = open
            .takes
            .iter()
            .map(|part| (part.way.means, part.amount.raw))
            .collect();
        assert_eq!(taken, [(Means::AddCoin, record.asked.coin())]);
        assert_eq!(
            is_restored(&desk),
            is_enough,
            "{coin}, {dollars}: {:?}",
            other(&desk)
        );
    }
}

#[test]
fn what_was_mined_before_a_reload_takes_nothing_more() {
    let (mut desk, mut record) = asked(coin(100), U256::ZERO);
    record.hashes.push(HASH);
    pays(&mut desk, &record);
    desk.rescue = Default::default();
    let _ = desk.on(Input::Time);
    let _ = desk.store_says(Some(&record));
    reads(&mut desk);
    assert!(is_restored(&desk), "{:?}", other(&desk));
}

/// Each event is followed by a look at the whole, and a block brings several.
#[test]
fn what_others_take_is_worked_out_once_for_what_is_known() {
    let mut desk = Desk::of_two(coin(100), U256::ZERO);
    let is_kept = |desk: &Desk| {
        let flow = desk.rescue.flow.as_ref().expect("a top-up");
        let purse = flow.coin.purse();
        let several = &desk.rescue.several;
        let beside = several.beside_now(&desk.page, &flow.aim, purse.as_ref());
        matches!(beside, Cow::Borrowed(_))
    };
    assert!(is_kept(&desk));
    // What is read anew is worked out anew, before anybody looks.
    desk.page.snapshot.block.number = 101;
    assert!(!is_kept(&desk));
    reads(&mut desk);
    assert!(is_kept(&desk));
    let _ = desk.on(Input::SetTarget("1.4".to_owned()));
    assert!(is_kept(&desk));
}

#[test]
fn under_way_is_what_is_claimed() {
    let mut desk = Desk::of_two(coin(100), U256::ZERO);
    let open = |desk: &Desk| {
        let members = view(desk).members.into_iter();
        let mut open = members.filter(|one| one.is_open);
        open.next().expect("the one that is open").state
    };
    assert_eq!(open(&desk), MemberState::ToDo(None));
    let questions = desk.on(Input::Review);
    assert_eq!(desk.stage(), Some(StageView::Checking));
    assert_eq!(open(&desk), MemberState::ToDo(None));
    let _ = desk.answer_all(questions);
    assert_eq!(open(&desk), MemberState::ToDo(None));
    let _ = desk.claim();
    assert_eq!(open(&desk), MemberState::UnderWay);
}

/// What was sent has ended, before a reload: it may have reverted, or something else took its number.
#[test]
fn what_ended_and_restored_nothing_secures_nothing() {
    for (is_restored, first) in [(true, 16), (false, 11)] {
        let (mut desk, mut record) = asked(coin(100), U256::ZERO);
        record.hashes.push(HASH);
        record.end = Some(End {
            block: 101,
            at_ms: desk.now.0,
            settles: false,
        });
        desk.rescue = Default::default();
        let health =
            |tenths: u64| Health::Ratio(Wad::from_raw(WAD / U256::from(10) * U256::from(tenths)));
        let stands = |desk: &mut Desk, block, tenths| {
            let snapshot = &mut desk.page.snapshot;
            (snapshot.block.number, snapshot.health) = (block, health(tenths));
            let _ = desk.on(Input::Read(ChainId(1)));
            desk.rescue.is_secured(&Ranked {
                key: record.position.clone(),
                level: Some(Level::Watch),
                health: health(tenths),
            })
        };
        let _ = desk.on(Input::Time);
        let _ = desk.store_says(Some(&record));
        // Of before it ended.
        assert!(!stands(&mut desk, 100, 16));
        assert_eq!(stands(&mut desk, 101, first), is_restored);
        // A price that goes up later restores nothing either, however often the record is read.
        desk.page.snapshot.health = health(15);
        let _ = desk.store_says(Some(&record));
        assert_eq!(stands(&mut desk, 102, 15), is_restored);
    }
}

/// The first takes 0.8 of the dollars, the other needs as much.
#[test]
fn what_left_the_wallet_before_its_receipt_came_is_taken_off_once() {
    let tenths = |number: u64| WAD / U256::from(10) * U256::from(number);
    let dai = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
    let weth = registry::wrapped_coin(ChainId(1)).expect("a token");
    let mut desk = Desk::of_two(U256::ZERO, tenths(17));
    let holds = |desk: &mut Desk, number, held| {
        let wallets = [Default::default(), (tenths(held), U256::MAX)];
        let holding = |market| a_snapshot_in(market, number, [weth, dai], wallets);
        desk.page.snapshot = holding(desk.page.snapshot.market.clone());
        let other = desk.page.other.as_mut().expect("another");
        *other = holding(other.market.clone());
        reads(desk);
    };
    holds(&mut desk, 101, 17);
    let questions = desk.on(Input::Review);
    let _ = desk.answer_all(questions);
    let record = desk.claim();
    let _ = desk.ask_wallet(&record);
    let _ = desk.wallet_says(&record, Ok(json!(HASH)));
    assert!(record.acts() && is_restored(&desk), "{:?}", other(&desk));
    // The wallet is read with what is left; no node has the receipt yet.
    holds(&mut desk, 102, 9);
    assert!(is_restored(&desk), "{:?}", other(&desk));
}

/// Its coin is known as it was before: not all of it is there any more.
#[test]
fn coin_that_was_paid_is_gone_also_where_the_position_is_read_before_the_receipt() {
    let (mut desk, record) = asked(coin(80), U256::ZERO);
    pays(&mut desk, &record);
    reads(&mut desk);
    assert!(!is_restored(&desk), "{:?}", other(&desk));
}

/// Since the first of them was opened.
#[test]
fn one_that_is_done_is_told_of_beside_the_next_until_all_is_closed() {
    let states = |desk: &Desk| -> Vec<(bool, bool)> {
        let members = view(desk).members.into_iter();
        let states = members.map(|one| (one.is_open, one.state == MemberState::Done));
        states.collect()
    };
    let (mut desk, record) = asked(coin(100), U256::ZERO);
    assert_eq!(view(&desk).next, None, "it is not done yet");
    found(&mut desk, &record);
    pays(&mut desk, &record);
    reads(&mut desk);
    assert_eq!(states(&desk), [(true, true), (false, false)]);
    let next = view(&desk).next.expect("the next").position;
    let first = record.position.clone();
    let questions = desk.on(Input::Open(next.clone()));
    let _ = desk.answer_all(questions);
    assert_eq!(desk.rescue.key(), Some(&next));
    assert_eq!(states(&desk), [(false, true)], "the open one is the last");
    // Whoever closes it begins anew.
    let _ = desk.on(Input::Close);
    let questions = desk.on(Input::Open(next));
    let _ = desk.answer_all(questions);
    assert_eq!(states(&desk), []);
    let _ = desk.on(Input::Open(first));
    assert_eq!(states(&desk), [(false, false), (true, false)]);
}

/// What is above every target wants nothing.
#[test]
fn a_position_that_is_where_it_is_to_be_is_none_beside_the_open_one() {
    let mut desk = Desk::of_two(coin(100), U256::ZERO);
    assert_eq!(view(&desk).members.len(), 2);
    let other = desk.page.other.as_mut().expect("another");
    other.health = Health::Ratio(Wad::from_raw(WAD * U256::from(3) / U256::from(2)));
    reads(&mut desk);
    assert_eq!(view(&desk).members, []);
}

/// Nothing can be chosen: it is said what it takes.
#[test]
fn of_the_open_one_it_is_said_what_is_lacking_while_nothing_leads_there() {
    let desk = Desk::of_two(U256::ZERO, U256::ZERO);
    let short = |one: &MemberState| matches!(one, MemberState::Short(Some(_)));
    let members = view(&desk).members;
    assert!(members.iter().all(|one| short(&one.state)), "{members:?}");
}

/// It is told of once, as one that is to be done.
#[test]
fn one_that_has_fallen_again_since_it_was_done_is_to_be_done_again() {
    let (mut desk, record) = asked(coin(100), U256::ZERO);
    found(&mut desk, &record);
    pays(&mut desk, &record);
    reads(&mut desk);
    let next = view(&desk).next.expect("the next").position;
    let questions = desk.on(Input::Open(next));
    let _ = desk.answer_all(questions);
    let fallen = WAD * U256::from(11) / U256::from(10);
    desk.page.snapshot.health = Health::Ratio(Wad::from_raw(fallen));
    reads(&mut desk);
    let questions = desk.on(Input::Open(record.position.clone()));
    let _ = desk.answer_all(questions);
    assert_eq!(desk.rescue.key(), Some(&record.position));
    let members = view(&desk).members.into_iter();
    let own = members.filter(|one| one.position == record.position);
    let own: Vec<_> = own.map(|one| (one.is_open, one.state)).collect();
    assert_eq!(own.len(), 1, "{own:?}");
    assert!(own[0].0 && own[0].1 != MemberState::Done, "{own:?}");
}
