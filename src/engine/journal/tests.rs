use alloy::primitives::{Address, B256, U256};

use super::*;
use crate::alert::Level;
use crate::chain::ChainId;
use crate::math::{TokenAmount, Wad};
use crate::protocols::{Part, PositionKey, Taking, Term, TermChange};
use crate::risk::Health;

const NOON: u64 = 1_800_000_000;

fn key() -> PositionKey {
    PositionKey {
        chain: ChainId(1),
        market: Address::repeat_byte(0xaa),
        id: None,
        account: Address::repeat_byte(7),
    }
}

fn call(at: u64, tag: &str) -> LogEntry {
    let what = LogKind::Called {
        level: Level::Call,
        health: Health::Ratio(Wad::ONE),
        block_number: 7,
        threshold: Wad::ONE,
        by_time: None,
        repeated: false,
        pre_liquidation: false,
    };
    LogEntry {
        tag: Some(tag.to_owned()),
        market: Some("Aave v3 Core".to_owned()),
        ..LogEntry::new(Timestamp(at), Some(key()), what)
    }
}

fn times(journal: &Journal) -> Vec<u64> {
    journal.lines().iter().map(|one| one.at.0 - NOON).collect()
}

#[test]
fn the_newest_comes_first_and_the_same_once() {
    let mut journal = Journal::default();
    for at in [10, 30, 20, 30] {
        journal.note(call(NOON + at, "a"));
    }
    assert_eq!(times(&journal), [30, 20, 10]);
    // Two transactions of one second are two.
    for byte in [1, 2, 2] {
        let hash = B256::repeat_byte(byte);
        let sent = LogKind::Sent { hash };
        journal.note(LogEntry::new(Timestamp(NOON + 40), Some(key()), sent));
    }
    assert_eq!(times(&journal), [40, 40, 30, 20, 10]);
    for at in 100..500 {
        journal.note(call(NOON + at, "a"));
    }
    assert_eq!(journal.lines().len(), LINES);
    assert_eq!(times(&journal)[0], 499);
}

#[test]
fn how_a_notice_arrived_is_noted_once_and_of_none_but_itself() {
    let mut journal = Journal::default();
    journal.note(call(NOON, "a"));
    journal.note(call(NOON + 600, "a"));
    let (first, second) = (("a", Timestamp(NOON)), ("a", Timestamp(NOON + 600)));
    assert!(journal.arrived(Timestamp(NOON + 601), second, Way::Browser));
    assert!(!journal.arrived(Timestamp(NOON + 700), second, Way::Browser));
    assert!(!journal.arrived(Timestamp(NOON + 700), ("b", first.1), Way::Push));
    // The answer about the first comes after the second was told.
    assert!(journal.arrived(Timestamp(NOON + 602), first, Way::Push));
    let lines = journal.lines();
    let took = |place: usize| (lines[place].shown_at, lines[place].pushed_at);
    assert_eq!(took(0), (Some(Timestamp(NOON + 601)), None));
    assert_eq!(took(1), (None, Some(Timestamp(NOON + 602))));
}

#[test]
fn what_gets_worse_in_the_same_second_is_a_line_of_its_own() {
    let mut journal = Journal::default();
    journal.note(call(NOON, "a"));
    let mut worse = call(NOON, "a");
    if let LogKind::Called { level, .. } = &mut worse.what {
        *level = Level::Urgent;
    }
    journal.note(worse.clone());
    assert_eq!(journal.lines()[0], worse);
    assert_eq!(journal.lines().len(), 2);
}

#[test]
fn of_two_tabs_no_line_is_lost_and_each_ends_with_the_same() {
    let (mut one, mut other) = (Journal::default(), Journal::default());
    one.note(call(NOON, "a"));
    one.note(call(NOON + 600, "a"));
    other.note(call(NOON + 600, "a"));
    other.note(call(NOON + 300, "b"));
    let _ = one.arrived(
        Timestamp(NOON + 601),
        ("a", Timestamp(NOON + 600)),
        Way::Browser,
    );
    assert!(
        other.learn(&one),
        "the other has a line that the one has not"
    );
    assert!(!one.learn(&other));
    assert_eq!(one, other);
    assert_eq!(times(&one), [600, 300, 0]);
    assert_eq!(one.lines()[0].shown_at, Some(Timestamp(NOON + 601)));
    assert!(!other.learn(&one));
}

#[test]
fn it_is_the_same_after_a_reload() {
    let mut journal = Journal::default();
    journal.note(call(NOON, "a"));
    let text = serde_json::to_string(&journal).unwrap();
    assert_eq!(serde_json::from_str::<Journal>(&text).unwrap(), journal);
}

#[test]
fn other_programs_get_every_field_and_no_formula() {
    let mut line = call(NOON, "a");
    line.shown_at = Some(Timestamp(NOON + 1));
    let words = |_: &LogKind| "=1+1, \"said\"".to_owned();
    let iso = |at: Timestamp| format!("T{}", at.0);
    let csv = journal_csv(core::slice::from_ref(&line), &words, &iso);
    let mut rows = csv.lines();
    let names: Vec<&str> = rows.next().unwrap().split(',').collect();
    let row = rows.next().unwrap();
    assert!(
        row.starts_with("\"T1800000000\",\"1\",\"Aave v3 Core\","),
        "{row}"
    );
    assert!(row.ends_with("\"'=1+1, \"\"said\"\"\""), "{row}");
    let json: serde_json::Value =
        serde_json::from_str(&journal_json(&[line], &words, &iso)).unwrap();
    assert_eq!(json[0]["health_factor"], "1");
    assert_eq!(json[0]["shown_at"], "T1800000001");
    assert_eq!(json[0].get("pushed_at"), None);
    let fields = json[0].as_object().unwrap();
    assert!(fields.keys().all(|name| names.contains(&name.as_str())));
}

#[test]
fn a_seizure_is_exported_with_every_digit_and_an_older_line_is_read() {
    let part = |symbol: &str, raw: u64, decimals| Part {
        symbol: symbol.to_owned(),
        amount: TokenAmount::new(U256::from(raw), decimals),
    };
    let taking = Taking {
        taken: vec![part("WETH", 1_200_000_000_000_000_001, 18)],
        paid: part("USDC", 2_310_000_009, 6),
        leaves_out_fee: true,
        times: 1,
        block: 123,
        transaction: B256::repeat_byte(0xab),
    };
    let takings = vec![taking];
    let line = LogEntry::new(Timestamp(NOON), Some(key()), LogKind::Seized { takings });
    let mut journal = Journal::default();
    journal.note(line.clone());
    let text = serde_json::to_string(&journal).unwrap();
    assert_eq!(serde_json::from_str::<Journal>(&text).unwrap(), journal);
    let json = journal_json(&[line], &|_| String::new(), &|at| at.0.to_string());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    for (name, value) in [
        ("event", "liquidated"),
        ("block", "123"),
        ("taken", "1.200000000000000001 WETH"),
        ("paid", "2310.000009 USDC"),
    ] {
        assert_eq!(json[0][name], value);
    }
    assert_eq!(json[0]["transaction"], B256::repeat_byte(0xab).to_string());
    let older: LogKind = serde_json::from_str(r#""liquidated""#).unwrap();
    assert!(older.is_seizure());
}

#[test]
fn the_contracts_that_a_price_came_and_comes_from_are_exported_in_full() {
    let [old, new] = [3, 4].map(Address::repeat_byte);
    let replaced = TermChange {
        term: Term::PriceSource(Address::ZERO),
        before: old.into(),
        after: new.into(),
    };
    let lowered = TermChange {
        term: Term::EMode,
        before: 1.into(),
        after: 2.into(),
    };
    let line = |change| {
        let changes = vec![("WETH".to_owned(), change)];
        let what = LogKind::RulesChanged {
            changes,
            without: None,
            health: None,
            block_number: None,
        };
        LogEntry::new(Timestamp(NOON), None, what)
    };
    let lines = [line(replaced), line(lowered)];
    let text = journal_json(&lines, &|_| String::new(), &|at| at.0.to_string());
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json[0]["source_before"], old.to_string());
    assert_eq!(json[0]["source_after"], new.to_string());
    assert_eq!(json[1].get("source_after"), None);
}

#[test]
fn what_is_forgotten_of_one_account_is_all_of_it_and_nothing_else() {
    let mut journal = Journal::default();
    journal.note(call(NOON, "a"));
    let mut other = call(NOON + 1, "b");
    other.position = None;
    journal.note(other);
    let is_own = |line: &LogEntry| line.position == Some(key());
    assert!(journal.forget(is_own));
    assert_eq!(times(&journal), [1]);
    assert!(!journal.forget(is_own));
}
