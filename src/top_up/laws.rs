//! Whatever a position, a wallet and a person look like: what is signed goes to contracts that are
//! compiled in, and lets nobody take more than is needed.

mod out_of_supply;

use alloy::primitives::{Address, U256, address};
use proptest::prelude::*;
use proptest::sample::Index;

use super::{
    Chosen, Decoded, Goal, Means, Part, Plan, Purse, Source, Step, StrategyId, plan, read_step,
};
use crate::chain::ChainId;
use crate::math::{Timestamp, WAD, Wad};
use crate::protocols::{Market, Protocol, Snapshot, a_snapshot_in, registry};

const PROTOCOLS: [Protocol; 4] = [
    Protocol::AaveV3,
    Protocol::Spark,
    Protocol::CompoundV3,
    Protocol::MorphoBlue,
];

/// A token that only Ethereum's books list.
const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");

/// Every market that is compiled in, with the token that wraps its chain's coin.
fn markets() -> Vec<(Market, Address)> {
    let chains = registry::chains().into_iter();
    let all = chains.flat_map(|chain| {
        let markets = registry::on_chain(chain).into_iter();
        markets.filter_map(move |market| Some((market, registry::wrapped_coin(chain)?)))
    });
    all.collect()
}

prop_compose! {
    fn an_amount()(bits in 0_u32..100, low in any::<u128>()) -> U256 {
        U256::from(low) >> (128 - bits)
    }
}

prop_compose! {
    /// The example's position in any market, the coin's token on either side, with any wallet.
    fn a_position()(
        protocol in 0..PROTOCOLS.len(),
        market in any::<Index>(),
        owes_coin in any::<bool>(),
        wallets in prop::array::uniform2((an_amount(), an_amount())),
        account in any::<[u8; 20]>(),
    ) -> Snapshot {
        let mut markets = markets();
        // As often of each protocol.
        markets.retain(|(market, _)| market.protocol() == PROTOCOLS[protocol]);
        let (market, coin) = market.get(&markets);
        let tokens = if owes_coin { [DAI, *coin] } else { [*coin, DAI] };
        let mut snapshot = a_snapshot_in(market.clone(), 100, tokens, wallets);
        snapshot.account = account.into();
        snapshot
    }
}

fn a_goal() -> impl Strategy<Value = Goal> {
    let target = (1_000_u64..3_000).prop_map(|thousandths| {
        Goal::Restore(Wad::from_raw(
            WAD / U256::from(1_000) * U256::from(thousandths),
        ))
    });
    prop_oneof![target, an_amount().prop_map(Goal::Exactly)]
}

prop_compose! {
    fn a_purse()(coin in an_amount(), gas_price in 0_u64..1_000_000_000_000) -> Purse {
        Purse::new(coin, U256::from(gas_price))
    }
}

/// What a plan may not do, whoever asked for it, in any market.
fn holds(snapshot: &Snapshot, plan: &Plan) -> Result<(), TestCaseError> {
    let Market { chain, .. } = snapshot.market;
    let entry = snapshot.market.entry();
    let gateway = snapshot.market.gateway();
    let is_compiled = registry::on_chain(chain)
        .iter()
        .any(|one| one.entry() == entry && one.gateway() == gateway);
    prop_assert!(is_compiled);
    let of = |token: Address| {
        plan.parts
            .iter()
            .filter(move |part| part.way.asset == token)
    };
    let lists = |token| registry::lists(chain, token, 18);
    for step in &plan.steps {
        let (to, value) = (step.payment.call.to, step.payment.value);
        let is_gateway = gateway == Some(to);
        prop_assert!(
            to == entry || (of(to).next().is_some() && lists(to)) || is_gateway,
            "{step:?}"
        );
        let wraps = matches!(step.decoded, Decoded::Wrap { .. });
        let is_coin = registry::wrapped_coin(chain) == Some(to);
        prop_assert!(value.is_zero() || (wraps && is_coin) || is_gateway);
        prop_assert!(!wraps || value <= plan.takes(to));
        // Coin goes through the gateway for a part that is paid in it, and for nothing else.
        let is_paid_so = |part: &Part| {
            let in_coin = part.way.means.source() == Some(Source::Coin);
            in_coin && value == part.amount.raw && token_of(step) == Some(part.way.asset)
        };
        prop_assert_eq!(is_gateway, plan.parts.iter().any(is_paid_so), "{:?}", step);
        if let Decoded::Approve {
            token,
            spender,
            amount,
        } = &step.decoded
        {
            prop_assert_eq!(*spender, entry);
            prop_assert!(amount.raw <= plan.takes(token.address), "{:?}", plan);
        }
        // The same bytes, anywhere else, are nothing that is signed.
        let mut elsewhere = step.payment.clone();
        elsewhere.call.to = Address::repeat_byte(0x66);
        prop_assert!(read_step(snapshot, elsewhere).is_err());
    }
    // Each part is done by one step, and each step serves a part.
    let acts = plan.steps.iter().filter(|step| !step.prepares()).count();
    let takes_back = plan.chosen.means() == Some(Means::TakeBack);
    prop_assert_eq!(acts + usize::from(takes_back), plan.parts.len());
    Ok(())
}

/// What is supplied or repaid by a step.
fn token_of(step: &Step) -> Option<Address> {
    match &step.decoded {
        Decoded::Supply { token, .. } | Decoded::Repay { token, .. } => Some(token.address),
        _ => None,
    }
}

proptest! {
    #[test]
    fn nothing_is_signed_for_contracts_that_are_not_compiled_in_nor_for_more_than_is_needed(
        snapshot in a_position(),
        purse in prop::option::of(a_purse()),
        goal in a_goal(),
        later in 0_u64..100_000,
    ) {
        let latest = Timestamp(snapshot.block.timestamp.0 + later);
        let coin = registry::wrapped_coin(snapshot.market.chain).expect("a token");
        for asset in [coin, DAI, snapshot.market.entry(), Address::repeat_byte(0x66)] {
            for means in [
                Means::AddCollateral, Means::AddCoin, Means::Repay, Means::RepayCoin, Means::RepaySupplied,
                Means::Enable, Means::EnterEMode(1), Means::TakeBack,
                Means::Authorize { contract: asset, may: true }, Means::Authorize { contract: asset, may: false },
            ] {
                let strategy = StrategyId { means, asset };
                if let Ok(plan) = plan(&snapshot, purse.as_ref(), strategy, goal, latest) {
                    holds(&snapshot, &plan)?;
                }
            }
        }
        if let Ok(plan) = plan(&snapshot, purse.as_ref(), Chosen::Mix, goal, latest) {
            holds(&snapshot, &plan)?;
        }
    }

    /// Of a market that is not compiled in nothing is ever read back.
    #[test]
    fn a_chain_whose_books_do_not_list_a_token_gets_no_plan_with_it(snapshot in a_position(), goal in a_goal()) {
        let mut elsewhere = snapshot;
        elsewhere.market.chain = ChainId(999_999);
        for means in [Means::AddCollateral, Means::Repay, Means::RepaySupplied] {
            let asset = elsewhere.position().and_then(|one| {
                one.legs(elsewhere.block.timestamp).ok().map(|legs| legs[0].asset)
            });
            let strategy = StrategyId { means, asset: asset.expect("a leg") };
            prop_assert!(plan(&elsewhere, None, strategy, goal, elsewhere.block.timestamp).is_err());
        }
    }
}

/// Whether the market takes the coin itself, in one transaction, which is looked at.
fn is_taken_in_coin(snapshot: &Snapshot, coin: Address) -> bool {
    let strategy = StrategyId {
        means: Means::AddCoin,
        asset: coin,
    };
    let goal = Goal::Restore(Wad::from_raw(WAD * U256::from(2)));
    let purse = Purse::new(U256::from(100) * WAD, U256::ONE);
    let now = snapshot.block.timestamp;
    let Ok(plan) = plan(snapshot, Some(&purse), strategy, goal, now) else {
        assert_eq!(snapshot.market.gateway(), None);
        return false;
    };
    assert_eq!(plan.steps.len(), 1);
    holds(snapshot, &plan).expect(&snapshot.market.name);
    true
}

#[test]
fn every_market_that_is_compiled_in_can_be_topped_up_with_its_chains_coin() {
    let markets = markets();
    let plenty = (U256::from(100) * WAD, U256::ZERO);
    let mut in_coin = 0;
    for (market, coin) in &markets {
        let snapshot = a_snapshot_in(market.clone(), 100, [*coin, DAI], [plenty, plenty]);
        let strategy = StrategyId {
            means: Means::AddCollateral,
            asset: *coin,
        };
        let goal = Goal::Restore(Wad::from_raw(WAD * U256::from(2)));
        let plan = plan(&snapshot, None, strategy, goal, snapshot.block.timestamp);
        let plan = plan.expect(&market.name);
        assert_eq!(plan.steps.len(), 2);
        holds(&snapshot, &plan).expect(&market.name);
        in_coin += usize::from(is_taken_in_coin(&snapshot, *coin));
    }
    assert!(in_coin >= 20);
    for protocol in PROTOCOLS {
        assert!(
            markets
                .iter()
                .any(|(market, _)| market.protocol() == protocol)
        );
    }
    assert!(markets.len() >= 20);
}
