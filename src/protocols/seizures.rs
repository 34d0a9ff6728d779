use alloy::primitives::Address;

use super::taking::{self, Taking, TokenName};
use super::{Addresses, Holding, Market, Snapshot, aave_v3, compound_v3, morpho_blue};
use crate::chain::logs::{Entry, Events};

impl Market {
    /// The events that say that collateral of an account was seized: the protocol's own, and that
    /// of contracts which may liquidate a part before it does.
    #[must_use]
    pub fn seizures(&self, account: Address, pre_liquidators: &[Address]) -> Events {
        let whose = account.into_word();
        match &self.addresses {
            Addresses::AaveV3(addresses) => addresses.seizures(whose),
            Addresses::CompoundV3(addresses) => addresses.seizures(whose),
            Addresses::MorphoBlue(addresses) => addresses.seizures(whose, pre_liquidators),
        }
    }
}

impl Snapshot {
    /// What of its tokens can be named: those of its legs.
    #[must_use]
    pub fn token_names(&self) -> Vec<TokenName> {
        let legs = self.position_unverified().legs(self.block.timestamp);
        let legs = legs.unwrap_or_default().into_iter();
        let names = legs.map(|leg| TokenName::new(leg.asset, leg.symbol, leg.decimals));
        names.collect()
    }

    /// What these events of a seizure say was taken, and for what; none where they make no sense, or are
    /// about a token that has no name: strangers wrote them.
    #[must_use]
    pub fn takings(&self, log: &[Entry], names: &[TokenName]) -> Option<Vec<Taking>> {
        let names = [&self.token_names(), names].concat();
        taking::takings(log, &names, |entry| match &self.holding {
            Holding::AaveV3(_) => aave_v3::told(entry),
            Holding::CompoundV3(position) => compound_v3::told(entry, position.base_token().asset),
            Holding::MorphoBlue(position) => morpho_blue::told(entry, position.params()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use alloy::primitives::{B256, b256};

    const ENTRY: Address = Address::repeat_byte(1);
    const WHOSE: Address = Address::repeat_byte(2);
    const EARLIER: Address = Address::repeat_byte(3);
    const ID: B256 = B256::repeat_byte(4);

    fn asked(addresses: Addresses) -> Events {
        let market = Market {
            chain: ChainId(1),
            name: "a market".into(),
            addresses,
        };
        market.seizures(WHOSE, &[EARLIER])
    }

    /// By the first topics that explorers show.
    #[test]
    fn each_protocol_logs_a_seizure_in_its_own_words() {
        let whose = vec![WHOSE.into_word()];
        let aave = asked(Addresses::AaveV3(aave_v3::Addresses {
            pool: ENTRY,
            addresses_provider: Address::ZERO,
            gateway: None,
            controller: None,
            line: aave_v3::Line::Aave,
        }));
        let call = b256!("e413a321e8681d831f4dbccbca790d2952b56f977908e45be37335533e005286");
        assert_eq!(aave.contracts, [ENTRY]);
        assert_eq!(aave.topics, [vec![call], vec![], vec![], whose.clone()]);
        let comet = asked(Addresses::CompoundV3(compound_v3::Addresses {
            comet: ENTRY,
            bulker: None,
            unit: compound_v3::Unit::Unknown,
        }));
        assert_eq!(comet.contracts, [ENTRY]);
        let debt = b256!("1547a878dc89ad3c367b6338b4be6a65a5dd74fb77ae044da1e8747ef1f4f62f");
        let taken = b256!("9850ab1af75177e4a9201c65a2cf7976d5d28e40ef63494b44366f86b2f9412e");
        assert_eq!(comet.topics[0], [debt, taken]);
        assert_eq!(comet.topics[1..], [vec![], whose.clone()]);
        let morpho = asked(Addresses::MorphoBlue(morpho_blue::Addresses {
            morpho: ENTRY,
            id: ID,
            factory: None,
        }));
        assert_eq!(morpho.contracts, [ENTRY, EARLIER]);
        assert_eq!(morpho.topics[1..], [vec![ID], vec![], whose]);
        let whole = b256!("a4946ede45d0c6f06a0f5ce92c9ad3b4751452d2fe0e25010783bcab57a67e41");
        assert_eq!(morpho.topics[0].first(), Some(&whole));
        assert_eq!(morpho.topics[0].len(), 2);
    }
}
