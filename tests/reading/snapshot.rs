//! What a snapshot says of an account, whatever the protocol.

use alloy::primitives::U256;
use margin_call::math::{Timestamp, Wad};
use margin_call::protocols::{
    Agreement, Difference, Holding, Layout, Market, Reading, Snapshot, Step,
};
use margin_call::risk::{AssetId, Health, RiskError};

use super::comet::script as comet;
use super::morpho::chain;
use super::script::{Script, TIME, script};
use super::{morpho, read_script, wad};

fn of_aave(script: &Script) -> Snapshot {
    read_script(script, None).0.into()
}

fn of_comet(script: &comet::Script) -> Snapshot {
    super::comet::read_script(script, None).0
}

fn of_morpho(chain: &chain::Chain) -> Snapshot {
    morpho::read(chain, None).0
}

/// One of each protocol, with a debt.
fn each() -> [Snapshot; 3] {
    [
        of_aave(&script()),
        of_comet(&comet::script()),
        of_morpho(&chain::Chain::new()),
    ]
}

#[test]
fn a_confirmed_position_is_the_one_that_was_read() {
    for snapshot in each() {
        assert!(snapshot.owes());
        let position = snapshot.position().expect("confirmed");
        let at = snapshot.block.timestamp;
        assert_eq!(position.health(at), Ok(snapshot.health));
        let legs = snapshot.position_unverified().legs(at).unwrap();
        assert_eq!(position.legs(at), Ok(legs.clone()));
        assert!(!legs.is_empty());
        assert_eq!(
            snapshot.accrued().unwrap().health(position.prices()),
            Ok(snapshot.health)
        );
        assert!(snapshot.wallet(AssetId(0)).is_some());
        assert!(snapshot.wallet(AssetId(legs.len())).is_none());
    }
}

#[test]
fn the_rules_that_match_have_a_name() {
    let rules = each().map(|snapshot| snapshot.agreement);
    let names = ["Aave v3.6", "Compound III", "Morpho Blue"];
    assert_eq!(rules, names.map(|rules| Agreement::Matches { rules }));
}

#[test]
fn where_our_arithmetic_differs_nothing_exact_is_said() {
    let differs = of_aave(&Script {
        health_wad: wad(1_600_001),
        ..script()
    });
    assert!(matches!(differs.agreement, Agreement::Differs { .. }));
    assert!(differs.position().is_none());
    let shown = differs.position_unverified().legs(Timestamp(TIME));
    assert_eq!(shown.map(|legs| legs.len()), Ok(2));
    assert!(!differs.is_correlated());
}

#[test]
fn without_a_debt_nothing_is_owed() {
    let free = of_comet(&comet::Script {
        principal: 0,
        borrow_balance: 0,
        ..comet::script()
    });
    assert_eq!((free.health, free.owes()), (Health::NoDebt, false));
}

/// In an e-mode whose category has a price of its own.
fn categorised() -> Script {
    Script {
        revision: 4,
        e_mode: 1,
        category: 1,
        bitmaps: false,
        sums: [2_000, 1_000, 860, 9_500, 9_300],
        health_wad: wad(1_900_000),
        ..script()
    }
}

#[test]
fn a_position_at_other_prices_is_the_same_but_for_what_they_decide() {
    let half = Wad::from_raw(wad(500_000));
    for snapshot in each().into_iter().chain([of_aave(&categorised())]) {
        let position = snapshot.position().expect("confirmed");
        let prices = position.prices();
        let same = vec![Wad::ONE; prices.len()];
        assert_eq!(snapshot.moved(&same).as_ref(), Ok(&snapshot));
        for place in 0..prices.len() {
            let mut shares = same.clone();
            shares[place] = half;
            let mut halved = prices.to_vec();
            halved[place] /= U256::from(2);
            let moved = snapshot.moved(&shares).unwrap();
            assert_eq!(moved.position_unverified().prices(), halved);
            let at = snapshot.block.timestamp;
            assert_eq!(
                position.health_with_prices(at, &halved),
                Ok(moved.health),
                "{place}"
            );
        }
        let short = &same[1..];
        assert_eq!(snapshot.moved(short), Err(RiskError::WrongPriceCount));
    }
}

#[test]
fn the_price_of_a_category_moves_with_the_first_of_its_reserves() {
    let price = |snapshot: &Snapshot| {
        let Holding::AaveV3(position) = snapshot.holding() else {
            panic!("not in Aave");
        };
        position.e_mode().and_then(|category| category.price)
    };
    let category = of_aave(&categorised());
    let count = category.position_unverified().prices().len();
    let today = price(&category).expect("a price of its own");
    for place in 0..count {
        let mut shares = vec![Wad::ONE; count];
        shares[place] = Wad::from_raw(wad(500_000));
        let moved = category.moved(&shares).unwrap();
        let part = if place == 0 { 2 } else { 1 };
        assert_eq!(price(&moved), Some(today / U256::from(part)));
    }
}

#[test]
fn what_moves_together_is_said_by_the_protocols_own_thresholds() {
    assert!(each().iter().all(|snapshot| !snapshot.is_correlated()));
    let mut narrow = chain::Chain::new();
    narrow.params.lltv = Wad::from_raw(wad(945_000));
    assert!(of_morpho(&narrow).is_correlated());
    let category = categorised();
    assert!(of_aave(&category).is_correlated());
    // A category that our arithmetic does not confirm says nothing.
    let unconfirmed = Script {
        health_wad: wad(1),
        ..category
    };
    assert!(!of_aave(&unconfirmed).is_correlated());
}

#[test]
fn only_aave_has_e_modes() {
    let [aave, comet, morpho] = each();
    assert_eq!([&aave, &comet, &morpho].map(Snapshot::e_mode), [None; 3]);
    let member = of_aave(&Script {
        e_mode: 7,
        ..script()
    });
    assert_eq!(member.e_mode(), Some(7));
}

#[test]
fn what_a_seizure_takes_is_missed_on_both_sides() {
    let mut chain = chain::Chain::new();
    chain.account.borrow_shares /= 2;
    let repaid = of_morpho(&chain);
    chain.account.collateral -= 1;
    let [comet, other] = [(1, 900_000_000), (0, 900_000_000)].map(|(assets_in, owed)| {
        of_comet(&comet::Script {
            assets_in,
            principal: -owed,
            borrow_balance: owed.unsigned_abs(),
            collateralized: Some(assets_in == 1),
            liquidatable: assets_in == 0,
            ..comet::script()
        })
    });
    // A little more supplied and owed, in a profile that counts a unit of debt for a whole one.
    let [more, supplied, owed] = [(1, 1), (1, 0), (0, 1)].map(|(supplied, dust)| {
        of_aave(&Script {
            third_supplied: supplied,
            dust: (dust, dust),
            ..script()
        })
    });
    let less = of_aave(&script());
    let [_, comet_then, morpho_then] = each();
    let seized = [
        (&less, &more),
        (&other, &comet_then),
        (&of_morpho(&chain), &morpho_then),
    ];
    for (now, then) in seized {
        let both = Some(Difference::Both);
        assert_eq!(now.held().since(&then.held()), both, "{:?}", now.market);
        assert_eq!(then.held().since(&now.held()), Some(Difference::Other));
        assert_eq!(then.held().since(&then.held()), None);
    }
    // A debt that was repaid, and collateral that was taken out.
    let moved = [
        (&less, &owed),
        (&less, &supplied),
        (&comet, &comet_then),
        (&repaid, &morpho_then),
    ];
    for (now, then) in moved {
        let both = Some(Difference::Both);
        assert_ne!(now.held().since(&then.held()), both, "{:?}", now.market);
    }
}

/// The answers of a market, whatever it is asked.
type Answer = Box<dyn Fn(&margin_call::chain::Call) -> margin_call::chain::CallAnswer>;

#[test]
fn a_layout_makes_the_next_reading_one_round_in_every_protocol() {
    let scripts: [Answer; 3] = [
        Box::new(|call| script().answer(call)),
        Box::new(|call| comet::script().answer(call)),
        Box::new(|call| chain::Chain::new().answer(call)),
    ];
    for (snapshot, answer) in each().into_iter().zip(scripts) {
        let (cold, layout, rounds) = read_any(&snapshot.market, &snapshot, None, &answer);
        assert_eq!((&cold, rounds), (&snapshot, 3));
        let (warm, learned, rounds) = read_any(&snapshot.market, &snapshot, Some(layout), &answer);
        assert_eq!((&warm, rounds), (&snapshot, 1));
        let known = Some(learned.clone());
        let (warm, again, rounds) = read_any(&snapshot.market, &snapshot, known, &answer);
        assert_eq!((warm, again, rounds), (snapshot, learned, 1));
    }
}

fn read_any(
    market: &Market,
    like: &Snapshot,
    known: Option<Layout>,
    answer: &Answer,
) -> (Snapshot, Layout, usize) {
    let (mut reading, mut calls) = Reading::start(market, like.account, &[], known);
    for round in 1.. {
        let answers: Vec<_> = calls.iter().map(answer).collect();
        match reading.feed(like.block, &answers).expect("sound answers") {
            Step::Need(next, more) => (reading, calls) = (next, more),
            Step::Done(snapshot, layout) => return (*snapshot, layout, round),
        }
    }
    unreachable!("a reading ends")
}
