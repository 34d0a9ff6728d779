//! The Aave v3 markets that are compiled in: no other is read or paid on a public chain.

mod markets;

use alloy::primitives::Address;

use crate::chain::ChainId;
use crate::protocols::Market;

pub use markets::MARKETS;

/// A market from the published address book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedMarket {
    /// Its chain, name and contracts.
    pub market: Market,
    /// How to use the chain's own coin; `None` where its wrapped token is not a reserve.
    pub native: Option<NativeCoin>,
}

/// How a market takes the chain's own coin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NativeCoin {
    /// `WrappedTokenGatewayV3`: wraps and supplies, or wraps and repays, in one transaction.
    pub gateway: Address,
    /// The token that wraps the coin, itself a reserve of the market.
    pub wrapped: Address,
}

/// The markets on one chain, the main one first.
pub fn on_chain(chain: ChainId) -> impl Iterator<Item = &'static ListedMarket> {
    MARKETS
        .iter()
        .filter(move |listed| listed.market.chain == chain)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::chain::{ChainFacts, LOCAL};
    use crate::protocols::Addresses;

    fn contracts(listed: &ListedMarket) -> Vec<Address> {
        let Addresses::AaveV3(market) = listed.market.addresses else {
            panic!("{} is of another protocol", listed.market.name);
        };
        [market.pool, market.addresses_provider, market.oracle]
            .into_iter()
            .chain(listed.native.map(|native| native.gateway))
            .collect()
    }

    #[test]
    fn every_market_is_on_a_known_public_chain() {
        for ListedMarket { market, .. } in &MARKETS {
            assert!(ChainFacts::of(market.chain).is_some(), "{}", market.name);
            assert_ne!(market.chain, LOCAL);
        }
    }

    #[test]
    fn every_known_public_chain_has_a_market() {
        for chain in crate::chain::CHAINS
            .iter()
            .filter(|chain| chain.id != LOCAL)
        {
            assert!(on_chain(chain.id).count() > 0, "{}", chain.name);
        }
        assert_eq!(on_chain(LOCAL).count(), 0);
    }

    #[test]
    fn no_contract_is_listed_twice_on_a_chain() {
        let mut seen = HashSet::new();
        for listed in &MARKETS {
            for contract in contracts(listed) {
                let first = seen.insert((listed.market.chain, contract));
                assert!(first, "{contract} is listed twice");
            }
        }
    }

    /// A mixed-case address carries a checksum (EIP-55), so a slip of a digit cannot pass.
    #[test]
    fn every_address_is_written_with_its_checksum() {
        let literals: Vec<&str> = include_str!("markets.rs")
            .split("address!(\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let listed: usize = MARKETS
            .iter()
            .map(|listed| contracts(listed).len() + usize::from(listed.native.is_some()))
            .sum();
        assert_eq!(literals.len(), listed);
        for literal in literals {
            let parsed = Address::parse_checksummed(literal, None);
            assert!(parsed.is_ok(), "{literal}: {parsed:?}");
        }
    }

    #[test]
    fn the_wrapped_coin_is_the_same_in_all_markets_of_a_chain() {
        for ListedMarket { market, .. } in &MARKETS {
            let tokens: HashSet<_> = on_chain(market.chain)
                .filter_map(|other| other.native.map(|native| native.wrapped))
                .collect();
            assert_eq!(tokens.len(), 1, "{}", market.name);
        }
    }

    #[test]
    fn ethereum_has_its_main_market_first() {
        let names: Vec<_> = on_chain(ChainId(1))
            .map(|listed| listed.market.name.as_ref())
            .collect();
        assert_eq!(
            names,
            ["Ethereum Core", "Ethereum Prime", "Ethereum EtherFi"]
        );
    }
}
