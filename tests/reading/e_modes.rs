//! The e-modes that an account could be in instead: looked for beside the readings that people wait for.

use std::cell::RefCell;

use alloy::primitives::U256;
use alloy::sol_types::SolCall;
use margin_call::chain::CallAnswer;
use margin_call::math::{Timestamp, Wad};
use margin_call::protocols::aave_v3::{Layout, Snapshot};
use margin_call::protocols::{self, Holding};
use margin_call::risk::{Health, Obstacle, RiskError};

use super::script::{
    Category, Script, TIME, getEModeCategoryBorrowableBitmapCall as Borrowable,
    getEModeCategoryCollateralConfigCall as Config, script, token, wad,
};
use super::{read_on, read_script, start_in};

const NOW: Timestamp = Timestamp(TIME);

/// The account's collateral counts for so much in it, and what it owes may be borrowed.
fn good(id: u8, threshold: u64) -> Category {
    Category {
        id,
        threshold,
        collateral: 0b001,
        borrowable: 0b010,
    }
}

fn with(others: Vec<Category>) -> Script {
    Script { others, ..script() }
}

/// What was found, and which categories were asked about: whether something may be borrowed, and all.
struct Read {
    snapshot: protocols::Snapshot,
    layout: Layout,
    rounds: usize,
    borrowable: Vec<u8>,
    whole: Vec<u8>,
}

fn read(script: &Script, known: Layout) -> Read {
    let asked = RefCell::new((Vec::new(), Vec::new()));
    let read = read_on(start_in(script.line, Some(known)), |_, call| {
        let mut asked = asked.borrow_mut();
        match call.data.first_chunk() {
            Some(&Borrowable::SELECTOR) => asked.0.push(call.data[35]),
            Some(&Config::SELECTOR) => asked.1.push(call.data[35]),
            _ => {}
        }
        script.answer(call)
    });
    let (snapshot, layout, rounds): (Snapshot, _, Vec<usize>) = read.expect("a reading");
    let (borrowable, whole) = asked.into_inner();
    Read {
        snapshot: snapshot.into(),
        layout,
        rounds: rounds.len(),
        borrowable,
        whole,
    }
}

/// What the first reading leaves.
fn cold(script: &Script) -> Layout {
    let (snapshot, layout, rounds) = read_script(script, None);
    let snapshot = protocols::Snapshot::from(snapshot);
    assert_eq!((rounds, snapshot.better_e_modes()), (3, Vec::new()));
    layout
}

fn health(snapshot: &protocols::Snapshot, id: u8) -> Result<Health, RiskError> {
    snapshot
        .position()
        .expect("confirmed")
        .health_in_e_mode(id, NOW)
}

fn ratio(thousandths: u64) -> Result<Health, RiskError> {
    Ok(Health::Ratio(Wad::from_raw(wad(thousandths * 1_000))))
}

#[test]
fn those_that_help_are_looked_for_after_the_first_reading_and_then_read_with_every_one() {
    let script = with(vec![
        good(1, 9_000),
        // Not for what is owed; less than now; better still.
        Category {
            borrowable: 0b100,
            ..good(2, 9_800)
        },
        good(3, 7_000),
        good(5, 9_500),
    ]);
    let looked = read(&script, cold(&script));
    // In the round of the reading as far as it could be foreseen, and one for those that may help.
    assert_eq!((looked.rounds, &looked.whole), (2, &vec![1, 3, 5]));
    assert_eq!(looked.borrowable, (1..=32).collect::<Vec<u8>>());
    let asset = token(0x10, 0);
    assert_eq!(looked.snapshot.better_e_modes(), [(5, asset), (1, asset)]);
    // 1,000 dollars at 95% against 500.
    assert_eq!(health(&looked.snapshot, 5), ratio(1_900));
    assert_eq!(health(&looked.snapshot, 1), ratio(1_800));
    assert_eq!(health(&looked.snapshot, 3), ratio(1_400));
    let refused = Err(RiskError::Refused(Obstacle::NotInEMode));
    assert_eq!([2, 4].map(|id| health(&looked.snapshot, id)), [refused; 2]);
    // From there on one round, and only what helps.
    let next = read(&script, looked.layout.clone());
    assert_eq!((next.rounds, next.layout), (1, looked.layout));
    assert_eq!((next.borrowable, next.whole), (vec![5, 1], vec![5, 1]));
    assert_eq!(next.snapshot.better_e_modes(), [(5, asset), (1, asset)]);
    // What has become of it is seen at once.
    let worse = with(vec![good(1, 9_000), good(5, 7_900)]);
    let next = read(&worse, next_of(&script));
    assert_eq!(next.snapshot.better_e_modes(), [(1, asset)]);
    assert_eq!(health(&next.snapshot, 5), ratio(1_580));
}

/// What a second reading leaves.
fn next_of(script: &Script) -> Layout {
    read(script, cold(script)).layout
}

#[test]
fn they_are_looked_for_again_where_the_account_moved_and_where_everything_is_found_anew() {
    let before = next_of(&with(Vec::new()));
    let new = with(vec![good(1, 9_000)]);
    let found = |read: Read| read.snapshot.better_e_modes().len();
    assert_eq!(found(read(&new, before.clone())), 0);
    let moved = Script {
        user_bits: 0b11_10,
        ..new.clone()
    };
    assert_eq!(found(read(&moved, before.clone())), 1);
    let protocols::Layout::AaveV3(old) = protocols::Layout::AaveV3(before).old().expect("Aave's")
    else {
        panic!("not Aave's");
    };
    let anew = read(&new, old);
    // As many rounds as without a layout.
    assert_eq!((anew.rounds, found(anew)), (3, 1));
}

#[test]
fn a_window_of_numbers_that_ends_in_use_is_followed_by_another() {
    let many = |last: u8| {
        let unusable = |id| Category {
            borrowable: 0b100,
            ..good(id, 9_000)
        };
        let mut all: Vec<Category> = (1..=last).map(unusable).collect();
        all.push(good(40, 9_000));
        with(all)
    };
    let ids = |last| {
        let script = many(last);
        let read = read(&script, cold(&script));
        (read.rounds, read.snapshot.better_e_modes().len())
    };
    assert_eq!(ids(25), (3, 1));
    assert_eq!(ids(24), (1, 0));
    // But not without end.
    let mut all = many(255);
    all.others.last_mut().expect("one").id = 0;
    let read = read(&all, cold(&all));
    assert_eq!((read.rounds, read.borrowable.len()), (4, 128));
}

#[test]
fn nobody_is_looked_for_them_who_owes_nothing_or_whose_categories_have_prices_of_their_own() {
    let free = Script {
        user_bits: 0b00_10,
        sums: [1_000, 0, 750, 8_000, 7_500],
        health_wad: U256::MAX,
        others: vec![good(1, 9_000)],
        ..script()
    };
    let by_number = Script {
        revision: 4,
        bitmaps: false,
        ..with(vec![good(1, 9_000)])
    };
    for script in [free, by_number] {
        let read = read(&script, cold(&script));
        assert_eq!(
            (read.rounds, read.borrowable, read.whole),
            (1, Vec::new(), Vec::new())
        );
        assert_eq!(read.snapshot.better_e_modes(), []);
    }
}

/// What is gone is not what an endpoint makes of it.
#[test]
fn a_category_that_does_not_answer_is_none() {
    let script = with(vec![good(1, 9_000)]);
    let known = next_of(&script);
    let silent = read(
        &Script {
            bitmaps: false,
            ..script
        },
        known,
    );
    assert_eq!(silent.snapshot.better_e_modes(), []);
    assert!(
        matches!(silent.snapshot.holding(), Holding::AaveV3(position) if position.e_mode().is_none())
    );
}

#[test]
fn where_nothing_is_answered_they_are_looked_for_again() {
    let script = with(vec![good(1, 9_000)]);
    for garbled in [false, true] {
        let known = cold(&script);
        let read_on = read_on(start_in(script.line, Some(known)), |_, call| {
            let sound = script.answer(call);
            match call.data.first_chunk() {
                Some(&Borrowable::SELECTOR) if garbled => CallAnswer {
                    data: sound.data.slice(..7),
                    ..sound
                },
                Some(&Borrowable::SELECTOR) => CallAnswer {
                    success: false,
                    ..sound
                },
                _ => sound,
            }
        });
        let (snapshot, layout, _) = read_on.expect("nothing that is shown rests on it");
        assert!(snapshot.position().is_some());
        assert_eq!(read(&script, layout).snapshot.better_e_modes().len(), 1);
    }
}

/// What simulated steps leave is read, and nothing beside.
#[test]
fn after_steps_that_are_simulated_none_are_looked_for() {
    let script = with(vec![good(1, 9_000)]);
    let known = protocols::Layout::AaveV3(next_of(&script)).for_trial();
    let protocols::Layout::AaveV3(known) = known else {
        panic!("not Aave's");
    };
    let moved = Script {
        user_bits: 0b11_10,
        ..script
    };
    let tried = read(&moved, known);
    assert_eq!((tried.borrowable, tried.whole), (Vec::new(), Vec::new()));
}
