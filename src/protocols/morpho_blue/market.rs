use alloy::primitives::{Address, B256, keccak256};
use alloy::sol_types::SolEvent;
use serde::{Deserialize, Serialize};

use super::abi::{Liquidate, PreLiquidate};
use crate::chain::logs::Events;
use crate::math::Wad;

/// A market of ours: Morpho Blue holds all of its markets in one contract, so it takes both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Addresses {
    /// `Morpho`: every market, every position.
    pub morpho: Address,
    /// The market's id: the hash of its [`MarketParams`]. Ids cannot be listed on chain.
    pub id: B256,
    /// What makes pre-liquidation contracts; none where none is known: then none is ever authorised.
    pub factory: Option<Factory>,
}

/// `PreLiquidationFactory`: who asks it knows whether a contract was made by it, and so does what its
/// source says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Factory {
    /// Where it is.
    pub contract: Address,
    /// In no block before this one has it made anything.
    pub since: u64,
}

/// What a market is, for ever: its id is the hash of these five words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MarketParams {
    /// The token that is borrowed, and the unit that collateral is priced in.
    pub loan_token: Address,
    /// The token that secures it.
    pub collateral_token: Address,
    /// Prices one unit of collateral in units of the loan token, times 10^36.
    pub oracle: Address,
    /// Interest rate model; zero: no interest.
    pub irm: Address,
    /// Liquidation loan-to-value, below 1.
    pub lltv: Wad,
}

/// A market's id: `keccak256(abi.encode(params))`. Mirrors `MarketParamsLib.id`.
#[must_use]
pub fn market_id(params: &MarketParams) -> B256 {
    keccak256(params.words().concat())
}

impl MarketParams {
    /// As the contract's struct of this name is encoded.
    pub(super) fn words(&self) -> [B256; 5] {
        let token = self.loan_token.into_word();
        let collateral = self.collateral_token.into_word();
        let (oracle, irm) = (self.oracle.into_word(), self.irm.into_word());
        [token, collateral, oracle, irm, self.lltv.raw().into()]
    }
}

impl Addresses {
    /// What is logged of a liquidation of this account in this market, by the market or by a
    /// contract that may act before it.
    pub(in super::super) fn seizures(&self, whose: B256, earlier: &[Address]) -> Events {
        let any = vec![Liquidate::SIGNATURE_HASH, PreLiquidate::SIGNATURE_HASH];
        Events {
            contracts: [&[self.morpho], earlier].concat(),
            topics: vec![any, vec![self.id], vec![], vec![whose]],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::{U256, address, b256};

    /// The largest market of all, wstETH/WETH at 94.5%, under its published id.
    #[test]
    fn the_id_is_the_hash_of_the_parameters() {
        let params = MarketParams {
            loan_token: address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2"),
            collateral_token: address!("7f39C581F595B53c5cb19bD0b3f8dA6c935E2Ca0"),
            oracle: address!("2a01EB9496094dA03c4E364Def50f5aD1280AD72"),
            irm: address!("870aC11D48B15DB9a138Cf899d20F13F79Ba00BC"),
            lltv: Wad::from_raw(U256::from(945_000_000_000_000_000_u64)),
        };
        let id = b256!("c54d7acf14de29e0e5527cabd7a576506870346a78a11a6762e2cca66322ec41");
        assert_eq!(market_id(&params), id);
    }
}
