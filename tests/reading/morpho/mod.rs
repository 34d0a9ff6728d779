//! Reading a Morpho Blue market from scripted answers, sound and damaged.

pub mod chain;
mod damaged;
mod vetting;

use std::borrow::Cow;

use alloy::primitives::{Address, B256, Bytes, U256};
use margin_call::chain::{BlockRef, CallAnswer, LOCAL};
use margin_call::math::{Timestamp, Wad};
use margin_call::protocols::morpho_blue::{
    Account, Irm, Layout, MarketState, MorphoPosition, Reading, Step, market_id,
};
use margin_call::protocols::{Addresses, Agreement, Holding, Market, ReadError, Snapshot};
use margin_call::risk::{AssetId, Health, Inverse, Position};
use margin_call::top_up::{Goal, Means, StrategyId, Unavailable, plan};

use chain::{ACCOUNT, Chain, MORPHO, NOW, PRE, at, in_scale, word};

fn block() -> BlockRef {
    BlockRef {
        number: 1,
        parent_hash: B256::ZERO,
        timestamp: Timestamp(NOW),
    }
}

/// A reading, its answers passed through `damage`, and how many calls each round had.
fn read_with(
    chain: &Chain,
    contracts: &[Address],
    layout: Option<Layout>,
    mut damage: impl FnMut(CallAnswer) -> CallAnswer,
) -> (Result<(Snapshot, Layout), ReadError>, Vec<usize>) {
    let market = Market {
        chain: LOCAL,
        name: Cow::Borrowed("Local"),
        addresses: Addresses::MorphoBlue(chain.addresses()),
    };
    let (mut reading, mut calls) =
        Reading::start(&market, chain.addresses(), ACCOUNT, contracts, layout);
    let mut rounds = Vec::new();
    loop {
        rounds.push(calls.len());
        assert!(rounds.len() <= 4, "a reading that does not end");
        let answers: Vec<_> = calls
            .iter()
            .map(|call| damage(chain.answer(call)))
            .collect();
        match reading.feed(block(), &answers) {
            Ok(Step::Need(next, more)) => (reading, calls) = (*next, more),
            Ok(Step::Done(snapshot, layout)) => return (Ok((*snapshot, layout)), rounds),
            Err(error) => return (Err(error), rounds),
        }
    }
}

pub fn read(chain: &Chain, layout: Option<Layout>) -> (Snapshot, Layout, Vec<usize>) {
    let (found, rounds) = read_with(chain, &[], layout, |answer| answer);
    let (snapshot, layout) = found.expect("a snapshot");
    (snapshot, layout, rounds)
}

fn position(snapshot: &Snapshot) -> &MorphoPosition {
    match snapshot.holding() {
        Holding::MorphoBlue(position) => position,
        other => panic!("{other:?}"),
    }
}

#[test]
fn three_rounds_cold_and_one_warm_find_the_same() {
    let chain = Chain::new();
    let (cold, layout, rounds) = read(&chain, None);
    assert_eq!(rounds.len(), 3);
    let (warm, again, rounds) = read(&chain, Some(layout.clone()));
    assert_eq!(rounds, [9]);
    assert_eq!((&warm, &again), (&cold, &layout));

    let found = position(&cold);
    assert_eq!(found.params(), &chain.params);
    assert_eq!(found.market(), &chain.market);
    assert_eq!(found.account(), chain.account);
    assert_eq!(
        found.irm(),
        Irm::AdaptiveCurve {
            rate_at_target: 1_268_391_679
        }
    );
    assert_eq!(cold.debt, U256::from(44_796_720_613_u64));
    let health = Wad::from_raw(U256::from(1_369_623_240_014_468_779_u64));
    assert_eq!(cold.health, Health::Ratio(health));
    assert_eq!(
        cold.agreement,
        Agreement::Matches {
            rules: "Morpho Blue"
        }
    );
    let legs = found.legs(Timestamp(NOW)).unwrap();
    assert_eq!(legs[0].decimals, 8);
    assert_eq!(legs[1].symbol, "USDC");
    // A token without a symbol is named by its address.
    assert_eq!(legs[0].symbol, "0xa2A2…a2a2");
    assert_eq!(found.base().currency.name(), Some("USDC"));
    for asset in [AssetId(0), AssetId(1)] {
        let wallet = cold.wallet(asset).unwrap();
        assert_eq!(wallet.balance.raw, U256::from(7));
        assert_eq!(wallet.balance.decimals, legs[asset.0].decimals);
        assert_eq!(wallet.allowance, U256::from(9));
    }
}

#[test]
fn an_account_that_has_nothing_costs_one_call_in_a_market_that_is_known() {
    let chain = Chain {
        account: Account::default(),
        ..Chain::new()
    };
    let (cold, layout, rounds) = read(&chain, None);
    assert_eq!(rounds, [2]);
    let (snapshot, again, rounds) = read(&chain, Some(layout.clone()));
    assert_eq!((rounds, &snapshot, &again), (vec![1], &cold, &layout));
    assert_eq!(snapshot.health, Health::NoDebt);
    assert_eq!(snapshot.debt + snapshot.collateral, U256::ZERO);
    assert_eq!(position(&snapshot).legs(Timestamp(NOW)), Ok(vec![]));
    assert_eq!(
        position(&snapshot).health(Timestamp(NOW)),
        Ok(Health::NoDebt)
    );
    let (_, _, rounds) = read(&Chain::new(), Some(layout));
    assert_eq!(rounds.len(), 3);
}

#[test]
fn a_market_that_nobody_made_is_not_one_where_nothing_is_held() {
    let mut chain = Chain {
        account: Account::default(),
        ..Chain::new()
    };
    chain.market = MarketState {
        total_supply_assets: 0,
        total_supply_shares: 0,
        total_borrow_assets: 0,
        total_borrow_shares: 0,
        last_update: Timestamp(0),
        fee: 0,
    };
    let found = read_with(&chain, &[], None, |answer| answer).0;
    assert_eq!(found.unwrap_err(), ReadError::Absent);
    // Made, and not yet used.
    chain.market.last_update = Timestamp(1);
    let found = read_with(&chain, &[], None, |answer| answer).0;
    assert_eq!(found.unwrap().0.health, Health::NoDebt);
}

#[test]
fn collateral_alone_is_a_position() {
    let mut chain = Chain::new();
    chain.account.borrow_shares = 0;
    let (snapshot, ..) = read(&chain, None);
    assert_eq!(snapshot.health, Health::NoDebt);
    assert!(snapshot.collateral > U256::ZERO);
}

/// The contract asks the oracle for the sake of a debt only.
#[test]
fn an_oracle_that_fails_matters_to_who_owes() {
    let mut chain = Chain::new();
    chain.oracle_fails = true;
    let found = read_with(&chain, &[], None, |answer| answer).0;
    assert_eq!(found.unwrap_err(), ReadError::Failed("price()"));
    chain.account.borrow_shares = 0;
    let (snapshot, ..) = read(&chain, None);
    assert_eq!(snapshot.health, Health::NoDebt);
    assert_eq!(snapshot.collateral, U256::ZERO);
    let collateral = position(&snapshot).account().collateral;
    assert_eq!(collateral, chain.account.collateral);
}

#[test]
fn a_market_that_moved_is_read_in_one_round_all_the_same() {
    let before = Chain::new();
    let (_, layout, _) = read(&before, None);
    let mut chain = before.clone();
    chain.market.total_borrow_assets += 1_000_001;
    chain.market.last_update = Timestamp(NOW - 5);
    chain.rate_at_target = Some(1_300_000_000);
    let (snapshot, layout, rounds) = read(&chain, Some(layout));
    assert_eq!(rounds.len(), 1);
    let found = position(&snapshot);
    assert_eq!(found.market(), &chain.market);
    assert!(matches!(
        found.irm(),
        Irm::AdaptiveCurve {
            rate_at_target: 1_300_000_000
        }
    ));
    // Emptied, it costs one round; the layout of before is of no use any more.
    chain.account = Account::default();
    let (snapshot, _, rounds) = read(&chain, Some(layout));
    assert_eq!(rounds.len(), 1);
    assert_eq!(snapshot.health, Health::NoDebt);
}

/// A view that reverts for totals of before, as after a block was replaced, is asked again.
#[test]
fn totals_that_the_model_refuses_are_asked_about_again() {
    let mut chain = Chain::new();
    let (_, layout, _) = read(&chain, None);
    chain.market.total_borrow_assets += 1;
    let mut first = true;
    let (found, rounds) = read_with(&chain, &[], Some(layout), |answer| {
        let is_rate = answer.data.len() == 32 && answer.data[..24] == [0; 24];
        let rate = chain
            .market
            .curve_rate(1_268_391_679, Timestamp(NOW))
            .unwrap();
        let near = U256::from(rate.average).abs_diff(U256::from_be_slice(
            &answer.data[..32.min(answer.data.len())],
        )) < U256::from(10);
        match is_rate && near && core::mem::take(&mut first) {
            true => CallAnswer {
                success: false,
                data: Bytes::new(),
            },
            false => answer,
        }
    });
    assert_eq!(rounds, [9, 1]);
    let (snapshot, _) = found.unwrap();
    assert!(matches!(
        position(&snapshot).irm(),
        Irm::AdaptiveCurve { .. }
    ));
}

#[test]
fn another_model_is_taken_at_its_word_for_the_totals_of_now() {
    let mut chain = Chain {
        rate_at_target: None,
        rate: 2_000_000_000,
        ..Chain::new()
    };
    let (snapshot, layout, rounds) = read(&chain, None);
    assert_eq!(rounds.len(), 3);
    let borrow_rate = U256::from(2_000_000_000);
    assert_eq!(position(&snapshot).irm(), Irm::Other { borrow_rate });
    let Agreement::Matches { rules } = snapshot.agreement else {
        panic!("its own word");
    };
    assert_ne!(rules, "Morpho Blue");
    let (_, layout, rounds) = read(&chain, Some(layout));
    assert_eq!(rounds.len(), 1);
    // Its totals moved, so the rate for those of before says nothing.
    chain.market.total_borrow_assets += 17;
    let (snapshot, layout, rounds) = read(&chain, Some(layout));
    assert_eq!(rounds, [9, 1]);
    let borrow_rate = U256::from(2_000_000_017);
    assert_eq!(position(&snapshot).irm(), Irm::Other { borrow_rate });
    let (_, _, rounds) = read(&chain, Some(layout));
    assert_eq!(rounds.len(), 1);
}

/// It stores a rate at target, and charges another one than the curve makes of it.
#[test]
fn a_model_that_only_looks_like_the_curve_is_another() {
    let chain = Chain::new();
    let mut rate = U256::ZERO;
    let (found, _) = read_with(&chain, &[], None, |mut answer| {
        let curve = chain
            .market
            .curve_rate(1_268_391_679, Timestamp(NOW))
            .unwrap();
        let stated = word(U256::from(curve.average));
        if answer.data.as_ref() == stated {
            rate = U256::from(curve.average) + U256::ONE;
            answer.data = word(rate).into();
        }
        answer
    });
    let (snapshot, _) = found.unwrap();
    assert_eq!(position(&snapshot).irm(), Irm::Other { borrow_rate: rate });
}

#[test]
fn a_market_without_a_model_does_not_grow() {
    let mut chain = Chain::new();
    chain.params.irm = Address::ZERO;
    let (snapshot, layout, _) = read(&chain, None);
    assert_eq!(position(&snapshot).irm(), Irm::None);
    let (warm, _, rounds) = read(&chain, Some(layout));
    assert_eq!((rounds.as_slice(), &warm), (&[7][..], &snapshot));
}

#[test]
fn parameters_that_the_id_is_not_the_hash_of_are_refused() {
    let chain = Chain::new();
    let lltv = word(chain.params.lltv.raw());
    let (found, _) = read_with(&chain, &[], None, |mut answer| {
        if answer.data.len() == 160 && answer.data[128..] == lltv {
            let mut bytes = answer.data.to_vec();
            bytes[159] ^= 1;
            answer.data = bytes.into();
        }
        answer
    });
    assert_eq!(found.unwrap_err(), ReadError::Inconsistent);
}

#[test]
fn an_authorised_pre_liquidation_contract_is_found() {
    let mut chain = Chain::new();
    chain.pre_market = Some(market_id(&chain.params));
    let watched = |chain: &Chain, layout| {
        let (found, rounds) = read_with(chain, &[PRE], layout, |answer| answer);
        let (snapshot, layout) = found.unwrap();
        (
            position(&snapshot).pre_liquidations().to_vec(),
            layout,
            rounds.len(),
        )
    };
    let (none, layout, rounds) = watched(&chain, None);
    assert_eq!((none.as_slice(), rounds), (&[][..], 3));
    chain.authorized = true;
    let (found, _, rounds) = watched(&chain, Some(layout));
    assert_eq!(rounds, 1);
    let [contract] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(contract.contract, PRE);
    assert_eq!(
        contract.params.pre_lltv.raw(),
        U256::from(800_000_000_000_000_000_u64)
    );
    assert_eq!(watched(&chain, None).0, found);
    // It is revoked, and back to the market's own.
    chain.authorized = false;
    assert_eq!(watched(&chain, None).0, []);
    chain.authorized = true;
    // Of another market, of another Morpho, or no such contract at all.
    chain.pre_morpho = at(0xa9);
    assert_eq!(watched(&chain, None).0, []);
    chain.pre_morpho = MORPHO;
    for other in [Some(B256::ZERO), None] {
        chain.pre_market = other;
        assert_eq!(watched(&chain, None).0, []);
    }
}

/// A contract that comes to be known later is asked about, and what an earlier visit kept, which knew of
/// no such list, is learnt anew.
#[test]
fn a_contract_that_becomes_known_is_asked_about_from_then_on() {
    let mut chain = Chain::new();
    chain.pre_market = Some(market_id(&chain.params));
    chain.authorized = true;
    let (snapshot, layout, _) = read(&chain, None);
    assert_eq!(position(&snapshot).pre_liquidations(), []);
    let (found, rounds) = read_with(&chain, &[PRE], Some(layout), |answer| answer);
    let (snapshot, layout) = found.unwrap();
    assert_eq!(position(&snapshot).pre_liquidations()[0].contract, PRE);
    assert_eq!(rounds.len(), 3);
    let (found, rounds) = read_with(&chain, &[PRE], Some(layout.clone()), |answer| answer);
    let (snapshot, _) = found.unwrap();
    assert_eq!(position(&snapshot).pre_liquidations()[0].contract, PRE);
    assert_eq!(rounds.len(), 1);
    // As it was kept before.
    let kept = serde_json::to_string(&layout).expect("a text");
    let (before, _) = kept.split_once(",\"contracts\":").expect("a field");
    let old = format!("{before},\"pre_liquidators\":[]}}");
    let old: Layout = serde_json::from_str(&old).expect("a layout");
    let (found, _) = read_with(&chain, &[PRE], Some(old), |answer| answer);
    let (snapshot, _) = found.unwrap();
    assert_eq!(position(&snapshot).pre_liquidations()[0].contract, PRE);
}

/// A chain whose account has authorised a contract, and the account there by its own word.
fn authorised(pre_price: Option<Vec<U256>>) -> (Chain, Snapshot) {
    let mut chain = Chain::new();
    chain.pre_market = Some(market_id(&chain.params));
    chain.authorized = true;
    chain.pre_price = pre_price;
    let (found, _) = read_with(&chain, &[PRE], None, |answer| answer);
    let (snapshot, _) = found.unwrap();
    (chain, snapshot)
}

#[test]
fn the_first_health_is_that_of_the_contract_that_comes_first() {
    let (chain, snapshot) = authorised(Chain::new().pre_price);
    let own = Wad::from_raw(U256::from(1_369_623_240_014_468_779_u64));
    assert_eq!(snapshot.health, Health::Ratio(own));
    // 80% in place of 86% at the same price.
    let first = Wad::from_raw(U256::from(1_274_068_130_233_558_085_u64));
    assert_eq!(snapshot.first_health(), Health::Ratio(first));
    let earlier = snapshot.earlier().unwrap();
    assert_eq!(earlier.health, snapshot.first_health());
    assert_eq!(earlier.debt, snapshot.debt);
    assert_eq!(earlier.collateral, snapshot.collateral);
    let health = earlier.position().unwrap().health(Timestamp(NOW));
    assert_eq!(health, Ok(earlier.health));
    assert_eq!(earlier.earlier(), None);
    // Revoked, it is the market's again.
    let revoked = Chain {
        authorized: false,
        ..chain
    };
    let (found, _) = read_with(&revoked, &[PRE], None, |answer| answer);
    let snapshot = found.unwrap().0;
    assert_eq!(snapshot.earlier(), None);
    assert_eq!(snapshot.first_health(), Health::Ratio(own));
}

/// A target that the market's own rule has reached, and the contract's has not.
#[test]
fn a_top_up_restores_by_the_rule_that_comes_first() {
    let target = Wad::from_raw(U256::from(1_300_000_000_000_000_000_u64));
    let (chain, snapshot) = authorised(Chain::new().pre_price);
    let loan = position(&snapshot).params().loan_token;
    let repay = |snapshot: &Snapshot| {
        let strategy = StrategyId {
            means: Means::Repay,
            asset: loan,
        };
        plan(
            snapshot,
            None,
            strategy,
            Goal::Restore(target),
            Timestamp(NOW),
        )
    };
    let earlier = snapshot.earlier().expect("a contract");
    let least = earlier.position().expect("confirmed");
    let least = least.minimal_repay(AssetId(1), target, Timestamp(NOW));
    let Ok(Inverse::Amount { amount, .. }) = least else {
        panic!("{least:?}");
    };
    // The wallet holds seven units.
    let needed = Unavailable::Balance { needed: amount };
    assert_eq!(repay(&snapshot), Err(needed));
    let alone = read(&chain, None).0;
    assert_eq!(repay(&alone), Err(Unavailable::AlreadyThere));
}

#[test]
fn a_contract_goes_by_the_price_of_its_own_oracle() {
    let price = Chain::new().price;
    let at = |price| authorised(Some(vec![in_scale(price)])).1;
    let health = |price| at(price).first_health();
    // One that is a tenth below the market's, and one so high that the market comes first.
    let low = Wad::from_raw(U256::from(1_146_661_317_214_666_889_u64));
    assert_eq!(health(price / 10 * 9), Health::Ratio(low));
    assert_eq!(health(price * 2), read(&Chain::new(), None).0.health);
    assert_eq!(health(0), Health::Ratio(Wad::ZERO));
    // What the collateral comes to is by that price too, cut off.
    let own = at(price);
    let half = at(price / 2).earlier().unwrap().collateral;
    assert_eq!(half, own.collateral / U256::from(2));
}

/// Read as the contract reads it: at least a word, of which the first counts.
#[test]
fn a_contract_without_a_price_cannot_act_and_is_still_named() {
    let price = in_scale(Chain::new().price);
    for (words, expected) in [
        (None, None),
        (Some(vec![]), None),
        (Some(vec![price, U256::MAX]), Some(price)),
        // The contract's own product overflows, so it reverts.
        (Some(vec![U256::MAX]), Some(U256::MAX)),
    ] {
        let (_, snapshot) = authorised(words);
        let [contract] = position(&snapshot).pre_liquidations() else {
            panic!("named all the same");
        };
        assert_eq!((contract.contract, contract.price), (PRE, expected));
        let comes_first = expected == Some(price);
        assert_eq!(snapshot.earlier().is_some(), comes_first);
        assert_eq!(snapshot.first_health() < snapshot.health, comes_first);
    }
}

/// Where the market itself liquidates, a contract leaves the account to it.
#[test]
fn nothing_comes_before_a_market_that_liquidates() {
    let (mut chain, _) = authorised(None);
    chain.price = chain.price / 10 * 7;
    for price in [chain.price, chain.price / 2, chain.price * 2] {
        chain.pre_price = Some(vec![in_scale(price)]);
        let (found, _) = read_with(&chain, &[PRE], None, |answer| answer);
        let (snapshot, _) = found.unwrap();
        assert!(snapshot.health.is_liquidatable());
        assert_eq!(snapshot.earlier(), None);
        assert_eq!(snapshot.first_health(), snapshot.health);
    }
}

#[test]
fn without_debt_no_contract_comes_first() {
    let mut chain = Chain::new();
    chain.pre_market = Some(market_id(&chain.params));
    chain.authorized = true;
    chain.account.borrow_shares = 0;
    let (found, _) = read_with(&chain, &[PRE], None, |answer| answer);
    assert_eq!(found.unwrap().0.first_health(), Health::NoDebt);
}
