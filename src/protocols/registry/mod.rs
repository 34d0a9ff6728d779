//! The markets that are compiled in: no other is read or paid on a public chain.
//!
//! Every byte here is shipped, so the table is as dense as it can be read: what is not needed to
//! start a reading is left out, and the markets are made from it when they are asked for.
//!
//! Morpho Blue's markets cannot be listed on chain: of the thousands that anyone has made, the
//! largest are here, and [`morpho_on`] is where others are named by their ids.

#[cfg(test)]
pub(in crate::protocols) mod clear_signing;
mod table;
mod tokens;

use std::borrow::Cow;

use alloy::primitives::{Address, B256, Keccak256};

use super::compound_v3::Unit;
use super::{Addresses, Market, Protocol, aave_v3, compound_v3, morpho_blue};
use crate::chain::ChainId;
use table::{
    BULKERS, CONTRACTS, CONTROLLERS, FACTORIES, GATEWAYS, IDS, MORPHO, NAMES, RUNS, UNITS,
};
use tokens::{BYTES, PERMITS, TOKENS, WRAPPED};

/// The markets on one chain, the main one first.
#[must_use]
pub fn on_chain(chain: ChainId) -> Vec<Market> {
    let mut markets = Vec::new();
    let mut names = NAMES.lines();
    // The tests take the table apart to its last address: none is ever missing.
    let mut contracts = CONTRACTS.iter().copied();
    let mut next = || contracts.next().unwrap_or_default();
    let mut gateways = GATEWAYS.iter().copied();
    let mut ids = IDS.iter().copied();
    let mut units = UNITS.iter().copied();
    for (id, protocol, count) in RUNS {
        for _ in 0..count {
            let addresses = match protocol {
                Protocol::AaveV3 | Protocol::Spark => Addresses::AaveV3(aave_v3::Addresses {
                    pool: next(),
                    addresses_provider: next(),
                    gateway: gateways.next().flatten(),
                    // Spark has a governance of its own.
                    controller: match protocol {
                        Protocol::AaveV3 => listed_on(chain, &CONTROLLERS),
                        _ => None,
                    },
                    line: if protocol == Protocol::Spark {
                        aave_v3::Line::Spark
                    } else {
                        aave_v3::Line::Aave
                    },
                }),
                Protocol::CompoundV3 => Addresses::CompoundV3(compound_v3::Addresses {
                    comet: next(),
                    bulker: listed_on(chain, &BULKERS),
                    unit: units.next().unwrap_or_default(),
                }),
                Protocol::MorphoBlue => {
                    let id = ids.next().unwrap_or_default();
                    let of_zero = morpho_blue::Addresses {
                        morpho: Address::ZERO,
                        id,
                        factory: None,
                    };
                    Addresses::MorphoBlue(morpho_market(chain, id).unwrap_or(of_zero))
                }
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

/// Whether any market on a chain is compiled in.
#[must_use]
pub fn is_on(chain: ChainId) -> bool {
    let mut runs = RUNS.iter();
    runs.any(|(id, _, _)| chain == ChainId((*id).into()))
}

/// Where Morpho Blue is on a chain; `None` where it is not, or the chain is not listed.
#[must_use]
pub fn morpho_on(chain: ChainId) -> Option<Address> {
    listed_on(chain, &MORPHO)
}

/// The market of Morpho Blue that has this id, if it has one; `None` where Morpho is not on a chain.
#[must_use]
pub fn morpho_market(chain: ChainId, id: B256) -> Option<morpho_blue::Addresses> {
    let on = |one: &&(u32, Address, u64)| chain == ChainId(one.0.into());
    let factory = FACTORIES.iter().find(on);
    Some(morpho_blue::Addresses {
        morpho: morpho_on(chain)?,
        id,
        factory: factory.map(|&(_, contract, since)| morpho_blue::Factory { contract, since }),
    })
}

/// What a list by chains has for one.
fn listed_on(chain: ChainId, list: &[(u32, Address)]) -> Option<Address> {
    let on = |one: &&(u32, Address)| chain == ChainId(one.0.into());
    list.iter().find(on).map(|one| one.1)
}

/// Whether a token of so many decimals is one that the protocols' address books list on a chain: only
/// such a token is ever paid. On a local chain, whose markets come from the host page, all are.
#[must_use]
pub fn lists(chain: ChainId, token: Address, decimals: u8) -> bool {
    let is_listed = || listed(chain, token).is_some_and(|(known, _)| known == decimals);
    chain.is_local() || is_listed()
}

/// What a token that the address books list is called there: no endpoint gives it another name.
#[must_use]
pub fn symbol(chain: ChainId, token: Address) -> Option<&'static str> {
    listed(chain, token).map(|(_, symbol)| symbol)
}

/// Whether a token is known to take a signature in place of an approval (EIP-2612), as long as the token says
/// so itself, too. Of a local chain's tokens any may, but never one that wraps the coin: WETH9 takes every call
/// that it does not know, and does nothing.
#[must_use]
pub fn may_take_permits(chain: ChainId, token: Address, symbol: &str) -> bool {
    let is_listed = || {
        let print = print(chain, token);
        print.is_some_and(|print| PERMITS.binary_search(&print).is_ok())
    };
    !wraps_coin(chain, token, symbol) && (chain.is_local() || is_listed())
}

/// What tells a token.
fn print(chain: ChainId, token: Address) -> Option<[u8; BYTES]> {
    let mut hasher = Keccak256::new();
    hasher.update(chain.0.to_be_bytes());
    hasher.update(token);
    hasher.finalize().first_chunk::<BYTES>().copied()
}

/// The decimals and the symbol of a listed token.
fn listed(chain: ChainId, token: Address) -> Option<(u8, &'static str)> {
    let print = print(chain, token)?;
    let place = TOKENS
        .binary_search_by_key(&print, |(print, ..)| *print)
        .ok()?;
    TOKENS
        .get(place)
        .map(|(_, decimals, symbol)| (*decimals, *symbol))
}

/// Whether a token wraps the coin of its chain, and can be made out of it. Of a local chain's tokens it is
/// the one of the name for it.
#[must_use]
pub fn wraps_coin(chain: ChainId, token: Address, symbol: &str) -> bool {
    listed_on(chain, &WRAPPED) == Some(token) || (chain.is_local() && symbol == "WETH")
}

/// The token that wraps the coin of a chain.
#[cfg(test)]
pub(crate) fn wrapped_coin(chain: ChainId) -> Option<Address> {
    listed_on(chain, &WRAPPED)
}

/// A unit by which some Compound III market of the table counts, as it is written in a deployment
/// file: by its name, with `=` before it where the base token is the unit itself.
#[must_use]
pub fn unit(text: &str) -> Option<Unit> {
    let is = |unit: &&Unit| match (unit, text.strip_prefix('=')) {
        (Unit::Base(name), Some(text)) => *name == text,
        (Unit::In(name), None) => *name == text,
        _ => false,
    };
    UNITS.iter().find(is).copied()
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

    use super::*;
    use crate::chain::CHAINS;
    use alloy::primitives::address;

    fn all() -> Vec<Market> {
        chains().into_iter().flat_map(on_chain).collect()
    }

    #[test]
    fn a_token_is_listed_on_its_chain_with_its_decimals() {
        let usdc = address!("A0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");
        assert!(lists(ChainId(1), usdc, 6));
        assert!(!lists(ChainId(1), usdc, 18));
        assert!(!lists(ChainId(10), usdc, 6));
        assert_eq!(symbol(ChainId(1), usdc), Some("USDC"));
        assert_eq!(symbol(ChainId(10), usdc), None);
        let tether = address!("Fd086bC7CD5C481DCC9C85ebE478A1C0b69FCbb9");
        assert_eq!(symbol(ChainId(42161), tether), Some("USD₮0"));
        // Collateral of a Comet alone.
        let comp = address!("c00e94Cb662C3520282E6f5717214004A7f26888");
        assert!(lists(ChainId(1), comp, 18));
        assert!(!lists(ChainId(1), Address::repeat_byte(0xa0), 18));
        let local = CHAINS.iter().find(|chain| chain.id.is_local());
        assert!(lists(local.expect("one").id, Address::ZERO, 18));
        assert!(TOKENS.is_sorted());
    }

    #[test]
    fn the_token_that_wraps_a_coin_is_that_of_its_chain() {
        let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        assert!(wraps_coin(ChainId(1), weth, "WETH"));
        // Ether on Polygon is a token of a bridge, whatever it calls itself.
        let bridged = address!("7ceB23fD6bC0adD59E62ac25578270cFf1b9f619");
        assert!(!wraps_coin(ChainId(137), bridged, "WETH"));
        assert!(!wraps_coin(ChainId(10), weth, "WETH"));
        for (chain, token) in WRAPPED {
            let listed = lists(ChainId(chain.into()), token, 18);
            assert!(listed, "{token} on {chain}");
        }
        let local = CHAINS.iter().find(|chain| chain.id.is_local());
        let local = local.expect("one").id;
        assert!(wraps_coin(local, weth, "WETH") && !wraps_coin(local, weth, "USDC"));
    }

    #[test]
    fn a_signature_is_offered_to_tokens_that_are_known_to_take_one_and_never_to_a_wrapped_coin() {
        let takes = |chain, token| may_take_permits(ChainId(chain), token, "T");
        let usdc = address!("A0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");
        assert!(takes(1, usdc) && !takes(10, usdc));
        let dai = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
        let tether = address!("dAC17F958D2ee523a2206206994597C13D831ec7");
        assert!(!takes(1, dai) && !takes(1, tether));
        for (chain, token) in WRAPPED {
            assert!(!takes(chain.into(), token), "{token} on {chain}");
        }
        let local = CHAINS.iter().find(|chain| chain.id.is_local());
        let local = local.expect("one").id;
        assert!(may_take_permits(local, usdc, "USDC"));
        assert!(!may_take_permits(local, usdc, "WETH"));
        assert!(PERMITS.is_sorted());
    }

    #[test]
    fn the_known_public_chains_are_those_that_have_markets() {
        let known = CHAINS.iter().map(|chain| chain.id);
        let (local, public): (Vec<_>, Vec<_>) = known.partition(|chain| chain.is_local());
        assert_eq!(public, chains());
        assert!(
            chains()
                .into_iter()
                .all(|chain| !on_chain(chain).is_empty())
        );
        assert!(!local.is_empty());
        for chain in local {
            assert!(on_chain(chain).is_empty());
            assert!(morpho_on(chain).is_none());
        }
    }

    #[test]
    fn the_whole_table_is_used_and_nothing_beyond_it() {
        let (mut names, mut contracts, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        let mut units = Vec::new();
        for market in all() {
            names.push(market.name.clone());
            match market.addresses {
                Addresses::AaveV3(aave) => contracts.extend([aave.pool, aave.addresses_provider]),
                Addresses::CompoundV3(compound) => {
                    contracts.push(compound.comet);
                    units.push(compound.unit);
                }
                Addresses::MorphoBlue(morpho) => {
                    assert_eq!(Some(morpho.morpho), morpho_on(market.chain));
                    // Wherever Morpho is, its authors have put the factory, too.
                    assert!(morpho.factory.is_some_and(|factory| factory.since > 0));
                    ids.push(morpho.id);
                }
            }
        }
        assert_eq!(names, NAMES.lines().collect::<Vec<_>>());
        assert_eq!(contracts, CONTRACTS);
        assert_eq!(ids, IDS);
        assert_eq!(units, UNITS);
        assert!(names.iter().all(|name| !name.is_empty()));
    }

    #[test]
    fn each_comet_counts_in_the_unit_of_its_published_feeds() {
        let unit = |chain, name: &str| {
            let mut markets = on_chain(ChainId(chain)).into_iter();
            let market =
                markets.find(|one| one.protocol() == Protocol::CompoundV3 && one.name == name);
            match market.map(|one| one.addresses) {
                Some(Addresses::CompoundV3(compound)) => compound.unit,
                other => panic!("{name}: {other:?}"),
            }
        };
        for (chain, name, expected) in [
            (1, "USDC", Unit::In("USD")),
            (1, "WBTC", Unit::In("BTC")),
            (1, "WETH", Unit::Base("ETH")),
            (1, "wstETH", Unit::Base("wstETH")),
            (8453, "AERO", Unit::In("USD")),
            (5000, "USDe", Unit::In("USD")),
            (2020, "WETH", Unit::Base("ETH")),
            // Lent in RON, counted in dollars.
            (2020, "WRON", Unit::In("USD")),
        ] {
            assert_eq!(unit(chain, name), expected, "{name}");
        }
        assert!(!UNITS.contains(&Unit::Unknown));
        assert_eq!(super::unit("=wstETH"), Some(Unit::Base("wstETH")));
        assert_eq!(super::unit("BTC"), Some(Unit::In("BTC")));
        for none in ["wstETH", "=BTC", "", "=", "usd"] {
            assert_eq!(super::unit(none), None, "{none}");
        }
    }

    #[test]
    fn no_market_is_listed_twice_on_a_chain() {
        let mut entries = HashSet::new();
        let mut names = HashSet::new();
        for market in all() {
            let entry = (market.chain, market.entry(), market.id());
            assert!(entries.insert(entry), "{entry:?} twice");
            let name = (market.chain, market.protocol(), market.name.clone());
            assert!(names.insert(name), "two are called {}", market.name);
        }
    }

    #[test]
    fn every_market_of_aave_has_who_changes_it_and_no_other_has() {
        for market in all() {
            let is_aaves = market.protocol() == Protocol::AaveV3;
            assert_eq!(market.controller().is_some(), is_aaves, "{}", market.name);
        }
        let ethereum = address!("dAbad81aF85554E9ae636395611C58F7eC1aAEc5");
        assert_eq!(on_chain(ChainId(1))[0].controller(), Some(ethereum));
        let mut chains: Vec<u32> = CONTROLLERS.iter().map(|(chain, _)| *chain).collect();
        chains.dedup();
        assert_eq!(chains.len(), CONTROLLERS.len());
    }

    /// A mixed-case address carries a checksum (EIP-55), so a slip of a digit cannot pass.
    #[test]
    fn every_address_is_written_with_its_checksum() {
        let literals: Vec<&str> = include_str!("table.rs")
            .split("address!(\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let gateways = GATEWAYS.iter().flatten().count();
        let by_chain = MORPHO.len() + BULKERS.len() + FACTORIES.len() + CONTROLLERS.len();
        assert_eq!(literals.len(), CONTRACTS.len() + by_chain + gateways);
        for literal in literals {
            let parsed = Address::parse_checksummed(literal, None);
            assert!(parsed.is_ok(), "{literal}: {parsed:?}");
        }
    }

    #[test]
    fn a_chain_has_its_main_market_first_and_each_protocol_under_its_own_name() {
        let called: Vec<_> = on_chain(ChainId(1)).iter().map(Market::title).collect();
        assert_eq!(called[0], "Aave v3 Ethereum Core");
        for name in [
            "Spark Ethereum",
            "Compound III USDC",
            "Morpho Blue WBTC/USDC 86%",
        ] {
            assert!(called.iter().any(|one| one == name), "{name}");
        }
    }
}
