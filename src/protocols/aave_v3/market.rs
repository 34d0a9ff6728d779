use alloy::primitives::Address;

/// The contracts of an Aave v3 market that everything else is found from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Addresses {
    /// `Pool`: supplies, debts, and the account's own view of its health.
    pub pool: Address,
    /// `PoolAddressesProvider`: names the oracle in force.
    pub addresses_provider: Address,
    /// `AaveOracle`, as published. Reading uses the one that the provider names.
    pub oracle: Address,
}
