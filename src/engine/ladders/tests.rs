use super::own::MOST;
use super::*;
use crate::alert::{Level, ThresholdError};
use crate::chain::ChainId;
use crate::math::decimal::DecimalError;
use alloy::primitives::Address;

fn typed(text: &str) -> LadderInput {
    let mut numbers = text.split(' ').map(str::to_owned);
    let mut next = || numbers.next().unwrap();
    LadderInput {
        watch: next(),
        call: next(),
        urgent: next(),
    }
}

fn ladder(text: &str) -> Ladder {
    parse(&typed(text)).unwrap()
}

fn position(number: u8) -> PositionKey {
    PositionKey {
        chain: ChainId(1),
        market: Address::repeat_byte(9),
        id: None,
        account: Address::repeat_byte(number),
    }
}

const TIGHT: &str = "1.04 1.02 1.01";
const WIDE: &str = "1.5 1.3 1.2";
const OTHER: &str = "1.9 1.7 1.1";

fn of(number: u8) -> LadderOf {
    LadderOf::Position(position(number))
}

fn set(ladders: &mut Ladders, of: LadderOf, text: &str) -> Result<(), LadderProblem> {
    ladders.on(Input::Typed(&of, &typed(text)), |_| true)
}

fn in_force(ladders: &Ladders, number: u8, is_correlated: bool) -> Ladder {
    let host = Host::default();
    ladders.in_force(&host, &position(number), is_correlated).0
}

#[test]
fn what_is_typed_for_one_kind_leaves_the_other_as_it_is() {
    let mut ladders = Ladders::default();
    set(&mut ladders, LadderOf::Usual, OTHER).unwrap();
    assert_eq!(in_force(&ladders, 1, false), ladder(OTHER));
    assert_eq!(in_force(&ladders, 1, true), Ladder::CORRELATED);
    let mut ladders = Ladders::default();
    set(&mut ladders, LadderOf::Correlated, TIGHT).unwrap();
    assert_eq!(in_force(&ladders, 1, false), Ladder::STANDARD);
    assert_eq!(in_force(&ladders, 1, true), ladder(TIGHT));
    assert!(!ladders.are_default());
}

#[test]
fn a_positions_own_come_before_those_of_its_kind_until_it_returns_to_them() {
    let mut ladders = Ladders::default();
    set(&mut ladders, LadderOf::Usual, OTHER).unwrap();
    set(&mut ladders, of(1), WIDE).unwrap();
    for is_correlated in [false, true] {
        let own = ladders.in_force(&Host::default(), &position(1), is_correlated);
        assert_eq!(own, (ladder(WIDE), Whose::Own));
    }
    let of_another = ladders.in_force(&Host::default(), &position(2), false);
    assert_eq!(of_another, (ladder(OTHER), Whose::Usual));
    // The defaults of the kinds are not about it.
    ladders.on(Input::Defaults, |_| true).unwrap();
    assert!(ladders.are_default());
    assert_eq!(in_force(&ladders, 1, false), ladder(WIDE));
    ladders.on(Input::UseUsual(&position(1)), |_| true).unwrap();
    assert_eq!(in_force(&ladders, 1, false), Ladder::STANDARD);
    assert_eq!(ladders, Ladders::default());
}

#[test]
fn the_host_says_of_each_kind_what_the_person_does_not() {
    let config = |ladder: Option<&str>, correlated_ladder: Option<&str>| Config {
        ladder: ladder.map(typed),
        correlated_ladder: correlated_ladder.map(typed),
        ..Config::default()
    };
    let kinds = |usual, correlated| KindLadders { usual, correlated };
    let usual_alone = Host::of(&config(Some(WIDE), None));
    let expected = kinds(ladder(WIDE), Ladder::CORRELATED);
    assert_eq!(usual_alone.by_default(), expected);
    let both = Host::of(&config(Some(WIDE), Some(TIGHT)));
    assert_eq!(both.by_default(), kinds(ladder(WIDE), ladder(TIGHT)));
    let none = Host::of(&config(Some("1.1 1.2 1.3"), Some("1 2 x")));
    let expected = kinds(Ladder::STANDARD, Ladder::CORRELATED);
    assert_eq!(none.by_default(), expected);
    let mut ladders = Ladders::default();
    set(&mut ladders, LadderOf::Usual, OTHER).unwrap();
    let expected = kinds(ladder(OTHER), ladder(TIGHT));
    assert_eq!(ladders.of_kinds(&both), expected);
}

#[test]
fn what_makes_no_ladder_changes_nothing() {
    let mut ladders = Ladders::default();
    set(&mut ladders, of(1), WIDE).unwrap();
    let before = ladders.clone();
    let problem = LadderProblem::Typed(LadderError::Threshold {
        level: Level::Call,
        reason: ThresholdError::Number(DecimalError::NotANumber),
    });
    for of in [LadderOf::Usual, LadderOf::Correlated, of(1), of(2)] {
        assert_eq!(set(&mut ladders, of, "1.3 x 1.1"), Err(problem));
        assert_eq!(ladders, before);
    }
}

#[test]
fn where_there_is_no_room_only_those_of_nobody_make_some() {
    let mut ladders = Ladders::default();
    let count = u8::try_from(MOST).unwrap();
    for number in 0..count {
        set(&mut ladders, of(number), WIDE).unwrap();
    }
    let full = ladders.clone();
    let refused = set(&mut ladders, of(count), OTHER);
    assert_eq!(refused, Err(LadderProblem::TooMany));
    assert_eq!(ladders, full);
    // Its own can still be changed.
    set(&mut ladders, of(3), OTHER).unwrap();
    let is_watched = |key: &PositionKey| *key != position(7);
    let input = (of(count), typed(OTHER));
    let input = Input::Typed(&input.0, &input.1);
    ladders.on(input, is_watched).unwrap();
    assert_eq!(in_force(&ladders, count, false), ladder(OTHER));
    assert_eq!(in_force(&ladders, 7, false), Ladder::STANDARD);
    assert_eq!(in_force(&ladders, 6, false), ladder(WIDE));
}

#[test]
fn each_item_is_read_as_it_was_written() {
    let mut ladders = Ladders::default();
    set(&mut ladders, LadderOf::Usual, OTHER).unwrap();
    set(&mut ladders, LadderOf::Correlated, TIGHT).unwrap();
    set(&mut ladders, of(1), WIDE).unwrap();
    let mut read = Ladders::default();
    for name in ITEMS {
        let value = ladders.item(name).unwrap();
        let mut older = read.clone();
        assert_eq!(older.take(name, &value, false), Some(true));
        assert_eq!(older, read, "what is older changes nothing");
        assert_eq!(read.take(name, &value, true), Some(false));
    }
    assert_eq!(read, ladders);
    assert_eq!(ladders.item("list"), None);
    assert_eq!(read.take(OWN, "{}", true), None);
    assert_eq!(read.take(CORRELATED, r#""1.1, 1.2, 1.3""#, true), None);
    assert_eq!(read, ladders);
}

/// Positions that move together return to their own default: it is the one that is never late for them,
/// and the one that is not urgent for ever.
#[test]
fn what_was_stored_before_there_were_kinds_is_the_usual() {
    let mut ladders = Ladders::default();
    let stored = r#""1.9, 1.7, 1.1""#;
    assert_eq!(ladders.take("ladder", stored, true), Some(false));
    assert_eq!(in_force(&ladders, 1, false), ladder(OTHER));
    assert_eq!(in_force(&ladders, 1, true), Ladder::CORRELATED);
    assert_eq!(ladders.take("ladder", "null", true), Some(false));
    assert_eq!(ladders, Ladders::default());
}

#[test]
fn a_stored_list_that_was_changed_has_each_position_once_and_no_more_than_there_may_be() {
    let own = |number: u8, text: &str| {
        let position = serde_json::to_string(&position(number)).unwrap();
        format!(r#"{{"position":{position},"ladder":"{text}"}}"#)
    };
    let many = (0..=u8::try_from(MOST).unwrap()).map(|number| own(number, "1.5, 1.3, 1.2"));
    let twice = [own(0, "1.5, 1.3, 1.2"), own(0, "1.9, 1.7, 1.1")];
    let all: Vec<String> = twice.into_iter().chain(many).collect();
    let mut ladders = Ladders::default();
    let value = format!("[{}]", all.join(","));
    assert_eq!(ladders.take(OWN, &value, true), Some(false));
    for number in 0..100 {
        assert_eq!(in_force(&ladders, number, true), ladder(WIDE), "{number}");
    }
    assert_eq!(in_force(&ladders, 100, true), Ladder::CORRELATED);
}
