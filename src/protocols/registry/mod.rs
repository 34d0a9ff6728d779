//! The markets that are compiled in: no other is read or paid on a public chain.
//!
//! Every byte here is shipped, so the table is as dense as it can be read: what is not needed to
//! start a reading is left out, and the markets are made from it when they are asked for.

mod table;

use std::borrow::Cow;

use super::{Addresses, Market, Protocol, aave_v3, compound_v3};
use crate::chain::ChainId;
use table::{CONTRACTS, NAMES, RUNS};

/// The markets on one chain, the main one first.
#[must_use]
pub fn on_chain(chain: ChainId) -> Vec<Market> {
    let mut markets = Vec::new();
    let mut names = NAMES.lines();
    // The tests take the table apart to its last address: none is ever missing.
    let mut contracts = CONTRACTS.iter().copied();
    let mut next = || contracts.next().unwrap_or_default();
    for (id, protocol, count) in RUNS {
        for _ in 0..count {
            let addresses = match protocol {
                Protocol::AaveV3 | Protocol::Spark => Addresses::AaveV3(aave_v3::Addresses {
                    pool: next(),
                    addresses_provider: next(),
                    line: if protocol == Protocol::Spark {
                        aave_v3::Line::Spark
                    } else {
                        aave_v3::Line::Aave
                    },
                }),
                Protocol::CompoundV3 => {
                    Addresses::CompoundV3(compound_v3::Addresses { comet: next() })
                }
                // Its markets are numbers in one contract, not contracts: none is listed here.
                Protocol::MorphoBlue => continue,
            };
            let name = names.next().unwrap_or_default();
            if chain == ChainId(id.into()) {
                markets.push(Market {
                    chain,
                    name: Cow::Borrowed(name),
                    addresses,
                });
            }
        }
    }
    markets
}

/// The chains that have markets, the largest first.
#[must_use]
pub fn chains() -> Vec<ChainId> {
    let mut chains: Vec<ChainId> = RUNS.iter().map(|run| ChainId(run.0.into())).collect();
    chains.dedup();
    chains
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use alloy::primitives::Address;

    use super::*;
    use crate::chain::{CHAINS, ChainFacts, LOCAL};

    fn all() -> Vec<Market> {
        chains().into_iter().flat_map(on_chain).collect()
    }

    fn contracts(market: &Market) -> Vec<Address> {
        match market.addresses {
            Addresses::AaveV3(market) => vec![market.pool, market.addresses_provider],
            Addresses::CompoundV3(market) => vec![market.comet],
            Addresses::MorphoBlue(market) => vec![market.morpho],
        }
    }

    #[test]
    fn the_known_public_chains_are_those_that_have_markets() {
        let known: Vec<_> = CHAINS.iter().map(|chain| chain.id).collect();
        assert_eq!(known.split_last(), Some((&LOCAL, chains().as_slice())));
        assert!(on_chain(LOCAL).is_empty());
        for chain in chains() {
            assert!(ChainFacts::of(chain).is_some(), "{chain:?}");
        }
    }

    #[test]
    fn the_whole_table_is_used_and_nothing_beyond_it() {
        let markets = all();
        let listed: Vec<_> = markets.iter().flat_map(contracts).collect();
        assert_eq!(listed, CONTRACTS);
        let names: Vec<_> = markets.iter().map(|market| market.name.as_ref()).collect();
        assert_eq!(names, NAMES.lines().collect::<Vec<_>>());
        assert!(names.iter().all(|name| !name.is_empty()));
    }

    #[test]
    fn no_contract_is_listed_twice_on_a_chain() {
        let mut seen = HashSet::new();
        for market in all() {
            for contract in contracts(&market) {
                let first = seen.insert((market.chain, contract));
                assert!(first, "{contract} is listed twice");
            }
        }
    }

    #[test]
    fn no_two_markets_of_a_chain_are_called_the_same() {
        let mut seen = HashSet::new();
        for market in all() {
            let called = (market.chain, market.protocol(), market.name.clone());
            assert!(seen.insert(called), "{} twice", market.name);
        }
    }

    /// A mixed-case address carries a checksum (EIP-55), so a slip of a digit cannot pass.
    #[test]
    fn every_address_is_written_with_its_checksum() {
        let literals: Vec<&str> = include_str!("table.rs")
            .split("address!(\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(literals.len(), CONTRACTS.len());
        for literal in literals {
            let parsed = Address::parse_checksummed(literal, None);
            assert!(parsed.is_ok(), "{literal}: {parsed:?}");
        }
    }

    #[test]
    fn ethereum_has_its_main_market_first_and_spark_under_its_own_name() {
        let called: Vec<_> = on_chain(ChainId(1))
            .iter()
            .map(|market| format!("{} {}", market.protocol().name(), market.name))
            .collect();
        assert_eq!(called[0], "Aave v3 Ethereum Core");
        assert!(called.contains(&"Spark Ethereum".to_owned()));
    }
}
