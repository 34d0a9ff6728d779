//! Contracts that an account may let act for it before the market does: who vouches for one, and which of
//! them an account has authorised.

use alloy::primitives::Address;

use super::morpho_blue::{Authorization, PreLiquidationParams, Vetting};
use super::{Addresses, Holding, Market, Snapshot};
use crate::chain::Call;
use crate::chain::logs::{Entry, Events};

impl Market {
    /// Whether anybody vouches for contracts that an account could authorise.
    #[must_use]
    pub fn vouches(&self) -> bool {
        self.made().is_some()
    }

    /// The events that tell of such contracts, and the block in which the first can be.
    #[must_use]
    pub fn made(&self) -> Option<(Events, u64)> {
        match &self.addresses {
            Addresses::MorphoBlue(addresses) => Some((addresses.made()?, addresses.factory?.since)),
            Addresses::AaveV3(_) | Addresses::CompoundV3(_) => None,
        }
    }

    /// Those for this market among what was logged, the newest first, and no more than so many.
    #[must_use]
    pub fn made_for_it(&self, log: &[Entry], most: usize) -> Vec<Address> {
        match &self.addresses {
            Addresses::MorphoBlue(addresses) => addresses.made_for_it(log, most),
            Addresses::AaveV3(_) | Addresses::CompoundV3(_) => Vec::new(),
        }
    }
}

impl Snapshot {
    /// Begins to ask whether contracts are what they are taken for, and whether the account has authorised them;
    /// none where none can be.
    #[must_use]
    pub fn vetting(&self, contracts: Vec<Address>) -> Option<(Vetting, Vec<Call>)> {
        let (Addresses::MorphoBlue(market), Holding::MorphoBlue(position)) =
            (&self.market.addresses, &self.holding)
        else {
            return None;
        };
        let params = *position.params();
        Some(Vetting::start(*market, self.account, params, contracts))
    }

    /// Begins to ask whether the account has authorised a contract, whatever that is; none where none can be.
    #[must_use]
    pub fn authorization(&self, contract: Address) -> Option<(Authorization, Vec<Call>)> {
        let Addresses::MorphoBlue(market) = &self.market.addresses else {
            return None;
        };
        Some(Authorization::start(market, self.account, contract))
    }

    /// The contracts that the account has let act for it, as far as they were asked about.
    #[must_use]
    pub fn authorized(&self) -> Vec<Address> {
        match &self.holding {
            Holding::MorphoBlue(position) => {
                let contracts = position.pre_liquidations().iter();
                contracts.map(|one| one.contract).collect()
            }
            Holding::AaveV3(_) | Holding::CompoundV3(_) => Vec::new(),
        }
    }

    /// The oracle that one of those goes by, where that is not the market's own.
    #[must_use]
    pub fn other_oracle_of(&self, contract: Address) -> Option<Address> {
        let Holding::MorphoBlue(position) = &self.holding else {
            return None;
        };
        let oracle = self.authorized_goes_by(contract)?.oracle;
        (oracle != position.params().oracle).then_some(oracle)
    }

    /// What one of those goes by.
    #[must_use]
    pub fn authorized_goes_by(&self, contract: Address) -> Option<PreLiquidationParams> {
        match &self.holding {
            Holding::MorphoBlue(position) => {
                let mut contracts = position.pre_liquidations().iter();
                let own = contracts.find(|one| one.contract == contract);
                own.map(|one| one.params)
            }
            Holding::AaveV3(_) | Holding::CompoundV3(_) => None,
        }
    }
}
