use super::*;
use crate::alert::Level;
use crate::engine::view::MarkKind;
use crate::math::{Timestamp, WAD, Wad};
use alloy::primitives::{B256, U256};

const BEGIN: u64 = 1_800_000_000;
const ETHER: Address = Address::repeat_byte(0xe);

impl Past {
    /// What is kept of all lines, by the names of the items.
    fn items(&self) -> impl Iterator<Item = (String, String)> {
        let healths = self.healths.iter().map(|one| health_name(one.key()));
        let prices = self.prices.iter().map(|one| price_name(one.key()));
        let names = healths.chain(prices).collect::<Vec<_>>().into_iter();
        names.filter_map(|name| Some((name.clone(), self.item(&name)?)))
    }
}

fn key(account: u8) -> PositionKey {
    PositionKey {
        chain: ChainId(1),
        market: Address::repeat_byte(1),
        id: None,
        account: Address::repeat_byte(account),
    }
}

fn block(n: u64) -> BlockRef {
    BlockRef {
        number: n,
        parent_hash: B256::ZERO,
        timestamp: Timestamp(BEGIN + n * 12),
    }
}

fn percent(percent: u64) -> Health {
    Health::Ratio(Wad::from_raw(WAD * U256::from(percent) / U256::from(100)))
}

fn dollars(dollars: u64) -> TokenAmount {
    TokenAmount::new(U256::from(dollars * 100_000_000), 8)
}

fn read(past: &mut Past, account: u8, n: u64, health: u64, price: u64) {
    let prices = [(ETHER, dollars(price))].into_iter();
    past.read(&key(account), block(n), percent(health), prices);
}

fn healths(past: &Past, account: u8) -> Vec<(u64, Health)> {
    let points = past.health(&key(account));
    let points = points
        .iter()
        .map(|one| ((one.at.0 - BEGIN) / 12, one.health));
    points.collect()
}

fn prices(past: &Past) -> Vec<TokenAmount> {
    let points = past.price(&PriceKey::of(&key(1), ETHER));
    points.iter().map(|one| one.price).collect()
}

/// What lies in the store, taken in by a tab that is just opened.
fn reopened(past: &Past) -> Past {
    let mut again = Past::default();
    for (name, value) in past.items() {
        assert_eq!(again.take(&name, &value, true), Some(false), "{name}");
    }
    again
}

#[test]
fn what_is_kept_comes_back_under_its_name_alone() {
    let mut past = Past::default();
    for (n, health) in (0..).zip([150, 140, 145]) {
        read(&mut past, 1, n * 10, health, 3_000 - n);
    }
    past.read(&key(2), block(20), Health::NoDebt, [].into_iter());
    let kind = MarkKind::Called(Level::Call);
    past.mark(
        &key(1),
        Some(HistoryMark {
            at: Timestamp(BEGIN),
            kind,
        }),
    );
    assert_eq!(past.items().count(), 0);
    past.save(ChainId(2), true);
    assert_eq!(past.items().count(), 0);
    past.save(ChainId(1), false);
    assert_eq!(past.items().count(), 3);
    let again = reopened(&past);
    assert_eq!(
        healths(&again, 1),
        [(0, percent(150)), (10, percent(140)), (20, percent(145))]
    );
    assert_eq!(healths(&again, 2), [(20, Health::NoDebt)]);
    assert_eq!(prices(&again), [3_000, 2_999, 2_998].map(dollars));
    assert_eq!(again.marks(&key(1)), past.marks(&key(1)));
    let names: Vec<String> = past.items().map(|(name, _)| name).collect();
    for (name, value) in past.items() {
        for other in names.iter().filter(|other| **other != name) {
            assert_eq!(Past::default().take(other, &value, true), None);
        }
        assert_eq!(
            Past::default().take(&name, &value[..value.len() - 1], true),
            None
        );
    }
}

#[test]
fn a_line_that_goes_on_is_written_now_and_then_and_what_happens_at_once() {
    let mut past = Past::default();
    let mut written = Vec::new();
    let mut last = Vec::new();
    for n in 0..=60 {
        read(&mut past, 1, n, 150, 3_000);
        if n == 40 {
            past.mark(&key(1), None);
        }
        past.save(ChainId(1), n == 43);
        let items: Vec<_> = past
            .items()
            .filter(|(name, _)| name.starts_with(HEALTH))
            .collect();
        if items != last {
            written.push(n);
            last = items;
        }
    }
    assert_eq!(written, [0, 25, 40, 43]);
}

#[test]
fn a_price_that_stays_is_not_noted_again_for_a_while() {
    let mut past = Past::default();
    for n in 0..60 {
        let price = if n < 30 { 3_000 } else { 2_900 };
        // Two accounts in one market share its prices.
        read(&mut past, 1, n, 150, price);
        read(&mut past, 2, n, 130, price);
    }
    assert_eq!(prices(&past), [3_000, 2_900].map(dollars));
    read(&mut past, 2, 80, 130, 2_900);
    assert_eq!(prices(&past), [3_000, 2_900, 2_900].map(dollars));
}

#[test]
fn a_price_keeps_the_decimals_of_the_newest_and_never_more_than_it_was() {
    let mut past = Past::default();
    let long = |raw: u128| TokenAmount::new(U256::from(raw), 24);
    let mut put = |n, price| {
        past.read(
            &key(1),
            block(n),
            percent(150),
            [(ETHER, price)].into_iter(),
        );
        prices(&past)
    };
    let first = long(1_222_204_865_441_300_833_777_111);
    let kept = long(1_222_204_865_000_000_000_000_000);
    assert_eq!(put(0, first), [kept]);
    assert_eq!(put(30, TokenAmount::new(U256::ONE, 0)).len(), 2);
    // What does not fit is left out.
    assert_eq!(put(60, TokenAmount::new(U256::MAX, 0)).len(), 2);
}

#[test]
fn what_two_tabs_have_read_is_one_line() {
    let (mut one, mut two) = (Past::default(), Past::default());
    for n in 0..100 {
        read(&mut one, 1, n, 200 - n, 3_000 - n);
        if n % 3 == 0 {
            read(&mut two, 1, n, 200 - n, 3_000 - n);
        }
    }
    read(&mut two, 1, 100, 90, 2_000);
    let kind = MarkKind::ToppedUp;
    let marked = |past: &mut Past, after: u64| {
        let at = Timestamp(BEGIN + after);
        past.mark(&key(1), Some(HistoryMark { at, kind }));
    };
    marked(&mut one, 100);
    // The other tells of the same.
    marked(&mut two, 112);
    marked(&mut two, 500);
    two.save(ChainId(1), true);
    one.save(ChainId(1), true);
    for (name, value) in two.items() {
        assert_eq!(one.take(&name, &value, true), Some(false));
        // It lies there now, and is not written over.
        assert!(
            one.items()
                .any(|item| item == (name.clone(), value.clone()))
        );
    }
    let all = healths(&one, 1);
    assert!(all.windows(2).all(|two| two[0].0 < two[1].0));
    assert_eq!(all.last(), Some(&(100, percent(90))));
    assert_eq!(one.marks(&key(1)).len(), 2);
    assert_eq!(prices(&one).last(), Some(&dollars(2_000)));
    // What was written before ours is written over by ours, and not lost here.
    let (name, value) = two.items().next().unwrap();
    one.mark(&key(1), None);
    one.save(ChainId(1), false);
    assert_eq!(one.take(&name, &value, false), Some(true));
}

#[test]
fn what_happened_here_is_written_also_where_another_tab_writes_first() {
    let (mut one, mut two) = (Past::default(), Past::default());
    read(&mut one, 1, 0, 150, 3_000);
    read(&mut two, 1, 1, 150, 3_000);
    two.save(ChainId(1), true);
    let seized = HistoryMark {
        at: Timestamp(BEGIN),
        kind: MarkKind::Liquidated,
    };
    one.mark(&key(1), Some(seized));
    for (name, value) in two.items() {
        one.take(&name, &value, true);
    }
    one.save(ChainId(1), false);
    assert_eq!(*reopened(&one).marks(&key(1)), [seized]);
}

#[test]
fn what_is_in_doubt_is_taken_back_and_written_without_it() {
    let mut past = Past::default();
    read(&mut past, 1, 0, 150, 3_000);
    read(&mut past, 1, 30, 180, 3_500);
    past.save(ChainId(1), true);
    past.take_back(ChainId(2), 30);
    assert_eq!(healths(&past, 1).len(), 2);
    past.take_back(ChainId(1), 30);
    past.save(ChainId(1), false);
    for past in [&past, &reopened(&past)] {
        assert_eq!(healths(past, 1), [(0, percent(150))]);
        assert_eq!(prices(past), [dollars(3_000)]);
    }
}

#[test]
fn who_is_not_watched_any_more_is_forgotten_with_the_prices_that_nobody_needs() {
    let mut past = Past::default();
    read(&mut past, 1, 0, 150, 3_000);
    read(&mut past, 2, 0, 150, 3_000);
    let [one, two] = [key(1), key(2)].map(|key| health_name(&key));
    assert_eq!(past.retain(|account| account == key(1).account), [two]);
    assert_eq!(prices(&past).len(), 1);
    let price = price_name(&PriceKey::of(&key(1), ETHER));
    assert_eq!(past.retain(|_| false), [one, price]);
    assert_eq!(past, Past::default());
}

#[test]
fn a_month_of_readings_is_a_few_kilobytes() {
    let mut past = Past::default();
    let month = 30 * 7_200;
    // Block by block at the end only: the rest is thinned to less than that anyway.
    for n in (0..month).filter(|n| n % 25 == 0 || n + 600 > month) {
        // A walk that goes up and down by the hour and by the minute.
        let health = 1_500_000 + (n * 7_919 % 10_007) * 13 + (n / 300 * 104_729 % 200_003);
        let health = Health::Ratio(Wad::from_raw(
            U256::from(health) * U256::from(10_u64.pow(12)),
        ));
        let price = TokenAmount::new(U256::from(300_000_000_000 + n * 999_983 % 9_999_991), 8);
        past.read(&key(1), block(n), health, [(ETHER, price)].into_iter());
    }
    past.save(ChainId(1), true);
    let sizes: Vec<usize> = past.items().map(|(_, value)| value.len()).collect();
    println!(
        "bytes after 30 days: {sizes:?}, points: {}, {}",
        healths(&past, 1).len(),
        prices(&past).len()
    );
    assert!(sizes.iter().all(|size| *size < 8_000), "{sizes:?}");
}
