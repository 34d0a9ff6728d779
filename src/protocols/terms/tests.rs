use alloy::primitives::Address;

use super::gauge::PERCENT;
use super::{Limits, Term, TermChange, Terms};
use crate::protocols::term_value::TermValue;

const ETHER: Address = Address::repeat_byte(1);
const DOLLARS: Address = Address::repeat_byte(2);

const QUARTER: Limits = Limits {
    rate: 25 * PERCENT,
    used: 95 * PERCENT,
};

fn changes(now: &Terms, before: &Terms) -> Vec<TermChange> {
    now.clone().since(before, QUARTER).1
}

fn threshold(share: u64) -> (Term, u64) {
    (Term::LiquidationThreshold(ETHER), share)
}

#[test]
fn what_moved_is_named_with_before_and_after() {
    let before = Terms::new([threshold(80), (Term::Frozen(ETHER), 0), (Term::EMode, 1)]);
    let after = Terms::new([threshold(78), (Term::Frozen(ETHER), 0), (Term::EMode, 1)]);
    let lowered = TermChange {
        term: Term::LiquidationThreshold(ETHER),
        before: 80.into(),
        after: 78.into(),
    };
    assert_eq!(changes(&after, &before), [lowered]);
    assert!(lowered.is_worse());
    let [raised] = changes(&before, &after)[..] else {
        panic!("one change")
    };
    assert!(!raised.is_worse());
    assert!(changes(&before, &before).is_empty());
}

#[test]
fn what_comes_and_goes_with_a_token_is_no_change() {
    let before = Terms::new([threshold(80)]);
    let dollars = Term::LiquidationThreshold(DOLLARS);
    let after = Terms::new([threshold(80), (dollars, 90)]);
    for (one, other) in [(&before, &after), (&after, &before)] {
        assert!(changes(one, other).is_empty());
    }
    assert!(changes(&after, &Terms::default()).is_empty());
    assert!(changes(&Terms::default(), &after).is_empty());
}

/// What is told of a rate as it goes, in percent.
fn told(rates: &[u64]) -> Vec<(u64, u64)> {
    let term = Term::BorrowRate(DOLLARS);
    let mut known = Terms::default();
    let mut told = Vec::new();
    for rate in rates {
        let (kept, changes) = Terms::new([(term, rate * PERCENT)]).since(&known, QUARTER);
        known = kept;
        let percent = |value: TermValue| value.number().expect("a number") / PERCENT;
        let rates = changes.iter();
        told.extend(rates.map(|one| (percent(one.before), percent(one.after))));
    }
    told
}

#[test]
fn a_rate_is_told_once_as_it_jumps_and_again_only_after_it_was_well_below() {
    assert_eq!(told(&[4, 5, 6, 24]), []);
    assert_eq!(told(&[5, 40, 24, 40, 60]), [(5, 40)]);
    assert_eq!(told(&[5, 40, 19, 25]), [(5, 40), (19, 25)]);
    // It was there already when it was seen first.
    assert_eq!(told(&[40, 50]), []);
}

#[test]
fn a_jump_is_over_when_the_rate_is_well_below_and_a_rule_that_moved_has() {
    let term = Term::BorrowRate(DOLLARS);
    let rate = |percent| Terms::new([(term, percent * PERCENT)]);
    let (mut kept, jumps) = rate(40).since(&rate(5), QUARTER);
    for (percent, is_so) in [(30, true), (20, true), (19, false)] {
        kept = rate(percent).since(&kept, QUARTER).0;
        assert_eq!(kept.still_has(&jumps[0], QUARTER), is_so, "{percent}%");
    }
    let now = rate(30).newer(jumps[0]);
    let expected = [5 * PERCENT, 30 * PERCENT].map(TermValue::from);
    assert_eq!([now.before, now.after], expected);
    // Exactly at the limit it is there.
    let (kept, jumps) = rate(25).since(&rate(5), QUARTER);
    assert!(kept.still_has(&jumps[0], QUARTER));
    // It is not owed any more.
    assert!(!Terms::default().still_has(&jumps[0], QUARTER));
    let (kept, lowered) =
        Terms::new([threshold(78)]).since(&Terms::new([threshold(80)]), Limits::NONE);
    assert!(kept.still_has(&lowered[0], Limits::NONE));
    assert!(Terms::default().still_has(&lowered[0], Limits::NONE));
    assert_eq!(Terms::new([threshold(79)]).newer(lowered[0]), lowered[0]);
}

/// Nothing is written down at every block.
#[test]
fn what_moves_a_little_is_held_as_it_was() {
    let of = |rate| Terms::new([(Term::BorrowRate(DOLLARS), rate)]);
    assert_eq!(
        of(5 * PERCENT).since(&of(4 * PERCENT), QUARTER).0,
        of(4 * PERCENT)
    );
    assert_eq!(
        of(6 * PERCENT).since(&of(4 * PERCENT), QUARTER).0,
        of(6 * PERCENT)
    );
}

/// Where its price comes from is asked seldom, and is held meanwhile; of what is held no more nothing is.
#[test]
fn what_was_not_asked_is_as_it_was() {
    let source = |byte: u8| (Term::PriceSource(ETHER), Address::repeat_byte(byte).into());
    let said = Terms::new([threshold(80)]).and([source(7)]);
    let (kept, changes) = Terms::new([threshold(80)]).since(&said, Limits::NONE);
    assert_eq!((&kept, changes), (&said, vec![]));
    let (kept, changes) = Terms::new([threshold(80)])
        .and([source(8)])
        .since(&kept, Limits::NONE);
    assert_eq!(changes.len(), 1);
    let dollars = Terms::new([(Term::LiquidationThreshold(DOLLARS), 90)]);
    assert_eq!(
        dollars.clone().since(&kept, Limits::NONE),
        (dollars, vec![])
    );
}

/// Where nobody had asked where prices come from, as before this program did, that is no news.
#[test]
fn what_was_stored_when_there_were_numbers_alone_is_read_and_nothing_of_it_is_news() {
    let text = format!(r#"[[{{"liquidation-threshold":"{ETHER:#x}"}},80],["e-mode",0]]"#);
    let stored: Terms = serde_json::from_str(&text).expect("as it was stored");
    assert_eq!(stored, Terms::new([threshold(80), (Term::EMode, 0)]));
    let source = (Term::PriceSource(ETHER), Address::repeat_byte(7).into());
    let oracle = (Term::PriceOracle, Address::repeat_byte(8).into());
    let now = stored.clone().and([source, oracle]);
    assert_eq!(changes(&now, &stored), []);
    let text = serde_json::to_string(&now).expect("text");
    assert_eq!(serde_json::from_str::<Terms>(&text).expect("again"), now);
}

#[test]
fn a_cap_is_news_where_nothing_fits_any_more() {
    let of = |share| Terms::new([(Term::SupplyCap(ETHER), share)]);
    let (full, changes) = of(100 * PERCENT).since(&of(90 * PERCENT), Limits::NONE);
    assert_eq!(changes.len(), 1);
    assert!(changes[0].is_worse() && !changes[0].term.is_rule());
    let (still, changes) = of(99 * PERCENT).since(&full, Limits::NONE);
    assert_eq!((still, changes), (full, vec![]));
}

#[test]
fn a_cap_that_is_lowered_is_told_and_calls_for_nothing_and_one_that_is_raised_is_not() {
    let of = |tokens: u64| Terms::new([(Term::SupplyLimit(ETHER), tokens)]);
    assert_eq!(changes(&of(200), &of(100)), []);
    let [lowered] = changes(&of(100), &of(200))[..] else {
        panic!("one change")
    };
    assert!(lowered.is_worse() && lowered.term.is_rule() && !lowered.calls_for_an_answer());
    // One that there was none of, too.
    assert_eq!(changes(&of(100), &of(u64::MAX)).len(), 1);
}

#[test]
fn money_that_is_lent_out_is_told_from_a_limit_on_until_it_was_a_twentieth_below() {
    let of = |percent: u64| Terms::new([(Term::Used(DOLLARS), percent * PERCENT)]);
    let told = |parts: &[u64]| {
        let (mut known, mut told) = (Terms::default(), 0);
        for &percent in parts {
            let (kept, changes) = of(percent).since(&known, QUARTER);
            (known, told) = (kept, told + changes.len());
        }
        told
    };
    assert_eq!(told(&[80, 94, 93]), 0);
    assert_eq!(told(&[80, 95, 91, 96]), 1);
    assert_eq!(told(&[80, 95, 90, 96]), 2);
    assert_eq!(told(&[96, 97]), 0);
    let (_, changes) = of(96).since(&of(80), QUARTER);
    assert!(changes[0].is_worse() && !changes[0].calls_for_an_answer());
}
