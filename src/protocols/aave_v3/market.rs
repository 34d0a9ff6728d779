use alloy::primitives::{Address, B256};
use alloy::sol_types::SolEvent;

use super::abi::LiquidationCall;
use crate::chain::logs::Events;

/// The contracts of an Aave v3 market that everything else is found from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Addresses {
    /// `Pool`: supplies, debts, and the account's own view of its health.
    pub pool: Address,
    /// `PoolAddressesProvider`: names the oracle in force.
    pub addresses_provider: Address,
    /// `WrappedTokenGatewayV3`: takes the chain's coin, makes it into its token, and supplies or repays that
    /// for whom it is told. None where the address book names none.
    pub gateway: Option<Address>,
    /// `PayloadsController`: carries out what governance has queued for the market. None where none is known.
    pub controller: Option<Address>,
    /// Whose market it is.
    pub line: Line,
}

/// Whose market: the code and its rules are of one family, the name and the releases are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    /// Aave's own.
    Aave,
    /// SparkLend, forked from Aave 3.0.
    Spark,
}

impl Addresses {
    /// What the pool logs of a liquidation of this account.
    pub(in super::super) fn seizures(&self, whose: B256) -> Events {
        let call = vec![LiquidationCall::SIGNATURE_HASH];
        Events {
            contracts: vec![self.pool],
            topics: vec![call, vec![], vec![], vec![whose]],
        }
    }
}
