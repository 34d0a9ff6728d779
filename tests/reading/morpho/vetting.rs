//! Whether a contract is what it is taken for, from scripted answers.

use std::borrow::Cow;

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use margin_call::chain::logs::Entry;
use margin_call::chain::{BlockRef, CallAnswer, LOCAL};
use margin_call::protocols::morpho_blue::{Addresses as Morpho, market_id};
use margin_call::protocols::{Addresses, Market, Unfit, Vetted, Vetting};

use super::block;
use super::chain::{ACCOUNT, Chain, FACTORY, MORPHO, ORACLE, PRE, PRE_ORACLE, at};

/// What is found of a contract, its answers passed through `damage`, and what may be authorised.
fn vetted_with(chain: &Chain, damage: impl Fn(usize, CallAnswer) -> CallAnswer) -> (Vetted, bool) {
    let addresses = chain.addresses();
    let (mut vetting, mut calls) = Vetting::start(addresses, ACCOUNT, chain.params, vec![PRE]);
    let mut rounds = 0;
    while !calls.is_empty() {
        rounds += 1;
        assert!(rounds <= 2, "it does not end");
        let answers = calls.iter().map(|call| chain.answer(call)).enumerate();
        let answers: Vec<_> = answers
            .map(|(place, answer)| damage(place, answer))
            .collect();
        calls = vetting.feed(block(), &answers).expect("answers");
    }
    let [found] = vetting.found()[..] else {
        panic!("one contract");
    };
    assert_eq!(found.fit.is_ok(), vetting.vouched(PRE).is_ok());
    (found, vetting.vouched(PRE).is_ok())
}

fn vetted(chain: &Chain) -> (Vetted, bool) {
    vetted_with(chain, |_, answer| answer)
}

fn of_this_market() -> Chain {
    let mut chain = Chain::new();
    chain.pre_market = Some(market_id(&chain.params));
    chain.pre_oracle = ORACLE;
    chain
}

#[test]
fn what_the_factory_has_made_for_this_market_is_vouched_for() {
    let mut chain = of_this_market();
    let (found, is_vouched) = vetted(&chain);
    assert!(is_vouched && !found.is_authorized);
    let contract = found.contract.expect("a contract");
    assert_eq!(contract.contract, PRE);
    assert!(contract.price.is_some());
    chain.authorized = true;
    assert!(vetted(&chain).0.is_authorized);
    // Without a price it is what it is all the same.
    chain.oracle_fails = true;
    let (found, is_vouched) = vetted(&chain);
    assert!(is_vouched && found.contract.is_some_and(|it| it.price.is_none()));
}

#[test]
fn whatever_says_no_or_nothing_is_vouched_for_by_nobody() {
    let mut unmade = of_this_market();
    unmade.made = false;
    let (found, is_vouched) = vetted(&unmade);
    assert!(found.contract.is_some() && !is_vouched);
    assert_eq!(found.fit, Err(Unfit::NotMade));
    // Of another market, of another Morpho, or nothing of the kind.
    let mut others = [of_this_market(), of_this_market(), of_this_market()];
    others[0].pre_market = Some(B256::ZERO);
    others[1].pre_morpho = at(0xa9);
    others[2].pre_market = None;
    for chain in &mut others {
        chain.authorized = true;
        let (found, is_vouched) = vetted(chain);
        assert!(found.contract.is_none() && !is_vouched);
        assert_eq!(found.fit, Err(Unfit::NotMade));
        // Which can be taken back.
        assert!(found.is_authorized);
    }
}

/// The factory makes it with whatever oracle it is asked to: that may be one which names any price.
#[test]
fn what_goes_by_another_oracle_than_the_market_is_vouched_for_by_nobody() {
    let mut chain = of_this_market();
    chain.pre_oracle = PRE_ORACLE;
    let (found, is_vouched) = vetted(&chain);
    assert!(!is_vouched && found.contract.is_some());
    assert_eq!(found.fit, Err(Unfit::OtherOracle(PRE_ORACLE)));
    // What the factory has not made is worse.
    chain.made = false;
    assert_eq!(vetted(&chain).0.fit, Err(Unfit::NotMade));
}

#[test]
fn an_answer_that_is_missing_or_no_yes_vouches_for_nothing() {
    let chain = of_this_market();
    // Authorised, its parameters, its Morpho, its market, and whether it was made.
    for place in 1..5 {
        let failed = |at: usize, answer: CallAnswer| match at == place {
            true => CallAnswer {
                success: false,
                ..answer
            },
            false => answer,
        };
        assert!(!vetted_with(&chain, failed).1, "{place}");
    }
    for word in [U256::ZERO, U256::from(2), U256::MAX] {
        let said = |at: usize, answer: CallAnswer| match at == 4 {
            true => CallAnswer {
                data: Bytes::from(word.to_be_bytes::<32>()),
                ..answer
            },
            false => answer,
        };
        assert!(!vetted_with(&chain, said).1, "{word}");
    }
    // What no constructor of the factory takes.
    let word = |at: usize| {
        vetted_with(&chain, move |place, answer| {
            let mut data = answer.data.to_vec();
            if place == 1 {
                data[at * 32..(at + 1) * 32].copy_from_slice(&U256::MAX.to_be_bytes::<32>());
            }
            CallAnswer {
                data: data.into(),
                ..answer
            }
        })
    };
    for place in [0, 1, 3, 4] {
        assert!(!word(place).1, "{place}");
    }
    // How much it closes at the market's LLTV has no bound there.
    assert!(word(2).1);
}

#[test]
fn where_no_factory_is_pinned_nothing_is_asked_and_nothing_made() {
    let chain = of_this_market();
    let market = |factory| Market {
        chain: LOCAL,
        name: Cow::Borrowed("Local"),
        addresses: Addresses::MorphoBlue(Morpho {
            factory,
            ..chain.addresses()
        }),
    };
    assert!(market(Some(FACTORY)).vouches());
    assert!(!market(None).vouches());
    let (events, since) = market(Some(FACTORY)).made().expect("events");
    assert_eq!((events.contracts, since), (vec![FACTORY.contract], 5));
}

#[test]
fn the_log_names_those_of_this_market_the_newest_first_and_each_once() {
    let chain = of_this_market();
    let market = Market {
        chain: LOCAL,
        name: Cow::Borrowed("Local"),
        addresses: Addresses::MorphoBlue(chain.addresses()),
    };
    let event = keccak256(
        "CreatePreLiquidation(address,bytes32,(uint256,uint256,uint256,uint256,uint256,address))",
    );
    let (events, _) = market.made().expect("events");
    assert_eq!(events.topics[0], [event]);
    let entry = |contract: Address, id: B256, words: usize| Entry {
        contract: FACTORY.contract,
        block: 9,
        transaction: B256::ZERO,
        index: None,
        topics: vec![event, contract.into_word()],
        data: [&id.0[..], &vec![1; words * 32]].concat().into(),
    };
    let own = market_id(&chain.params);
    let (one, two) = (at(1), at(2));
    let log = [
        entry(one, own, 6),
        entry(MORPHO, B256::ZERO, 6),
        entry(two, own, 6),
        entry(one, own, 6),
    ];
    assert_eq!(market.made_for_it(&log, 9), [one, two]);
    assert_eq!(market.made_for_it(&log, 1), [one]);
    let cut = Entry {
        data: Bytes::from(vec![0; 31]),
        ..entry(one, own, 0)
    };
    assert_eq!(market.made_for_it(&[cut], 9), Vec::<Address>::new());
}

/// Answers of another block than the first are none.
#[test]
fn all_of_it_is_asked_at_one_block() {
    let chain = of_this_market();
    let (mut vetting, calls) = Vetting::start(chain.addresses(), ACCOUNT, chain.params, vec![PRE]);
    let answers: Vec<_> = calls.iter().map(|call| chain.answer(call)).collect();
    let more = vetting.feed(block(), &answers).expect("answers");
    let later = BlockRef {
        number: 2,
        ..block()
    };
    let prices: Vec<_> = more.iter().map(|call| chain.answer(call)).collect();
    assert!(vetting.feed(later, &prices).is_err());
}
