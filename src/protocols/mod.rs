//! The lending protocols that we can read, one room each, all of one shape.
//!
//! A room never does I/O: reading asks for calls and is fed their answers; acting returns bytes to
//! sign. In between stands a position that keeps the protocol's own integers and implements
//! [`Position`](crate::risk::Position). [`Reading`] and [`Snapshot`] are the same for all of them.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

pub mod aave_v3;
mod acting;
mod action;
mod calldata;
pub mod compound_v3;
pub mod deployment;
#[cfg(test)]
mod example;
mod held;
pub mod morpho_blue;
pub mod permit;
mod position_key;
mod price_source;
mod questions;
pub mod queued;
mod rate_source;
mod read_error;
mod reading;
pub mod registry;
pub mod revert;
mod seizures;
mod snapshot;
mod source_turn;
mod supposed;
mod symbol;
mod taking;
mod term_value;
mod terms;
mod vouching;
mod without;

use std::borrow::Cow;

use alloy::primitives::{Address, B256};

use crate::chain::ChainId;

pub use acting::{authorized, entered_e_mode, spends_nothing};
pub use action::{Action, Repayment, approve, wrap};
pub use calldata::{DecodeError, only_prepares, spender_allowed};
#[cfg(test)]
pub(crate) use example::{
    a_loan, a_loan_of, a_loan_says, a_loan_with, a_snapshot, a_snapshot_at, a_snapshot_in,
    a_snapshot_of, a_snapshot_with,
};
pub use held::{Difference, Held};
pub use morpho_blue::{Authorization, Unfit, Vetted, Vetting};
pub use position_key::PositionKey;
pub(crate) use position_key::market_text;
pub use price_source::{PriceSource, PriceSources};
pub use rate_source::{RateCurve, RateSource};
pub use read_error::ReadError;
pub use reading::{Layout, Reading, Step};
pub use snapshot::{Agreement, Holding, Snapshot, Wallet};
pub use taking::{Part, Taking, TokenName};
pub use term_value::TermValue;
pub use terms::{Limits, Term, TermChange, Terms};

/// One deployment of a lending protocol: the addresses that everything else is read from.
///
/// Only markets that are compiled in, or come from a local chain's deployment file, are ever
/// constructed; an address never comes from a page or a URL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Market {
    /// The chain it is on.
    pub chain: ChainId,
    /// What people call it among the deployments of its protocol, such as "Ethereum Core".
    pub name: Cow<'static, str>,
    /// Its contracts.
    pub addresses: Addresses,
}

impl Market {
    /// What it is called in full, as in "Aave v3 Ethereum Core".
    #[must_use]
    pub fn title(&self) -> String {
        self.protocol().market(&self.name)
    }

    /// The protocol that the market is a deployment of.
    #[must_use]
    pub const fn protocol(&self) -> Protocol {
        match self.addresses {
            Addresses::AaveV3(addresses) => match addresses.line {
                aave_v3::Line::Aave => Protocol::AaveV3,
                aave_v3::Line::Spark => Protocol::Spark,
            },
            Addresses::CompoundV3(_) => Protocol::CompoundV3,
            Addresses::MorphoBlue(_) => Protocol::MorphoBlue,
        }
    }

    /// The contract that names the market: the one that is called.
    #[must_use]
    pub const fn entry(&self) -> Address {
        match self.addresses {
            Addresses::AaveV3(addresses) => addresses.pool,
            Addresses::CompoundV3(addresses) => addresses.comet,
            Addresses::MorphoBlue(addresses) => addresses.morpho,
        }
    }

    /// The contract that takes the chain's coin for it, makes it into its token, and supplies or repays
    /// that; none where there is none.
    #[must_use]
    pub const fn gateway(&self) -> Option<Address> {
        match self.addresses {
            Addresses::AaveV3(addresses) => addresses.gateway,
            Addresses::CompoundV3(addresses) => addresses.bulker,
            Addresses::MorphoBlue(_) => None,
        }
    }

    /// Gas of one supply, repayment, or other change of a position in it, rounded up: what is said of a fee
    /// before a node has run the steps. Not that of a chain below it, which its node adds to the price.
    #[must_use]
    pub const fn acting_gas(&self) -> u64 {
        match self.addresses {
            Addresses::AaveV3(_) => aave_v3::act::ACTING_GAS,
            Addresses::CompoundV3(_) => compound_v3::act::ACTING_GAS,
            Addresses::MorphoBlue(_) => morpho_blue::act::ACTING_GAS,
        }
    }

    /// The contract that carries out what governance has queued for it; none where there is none.
    #[must_use]
    pub const fn controller(&self) -> Option<Address> {
        match self.addresses {
            Addresses::AaveV3(addresses) => addresses.controller,
            Addresses::CompoundV3(_) | Addresses::MorphoBlue(_) => None,
        }
    }

    /// The name of the position that an account has in it.
    #[must_use]
    pub const fn position_of(&self, account: Address) -> PositionKey {
        PositionKey {
            chain: self.chain,
            market: self.entry(),
            id: self.id(),
            account,
        }
    }

    /// Whether a position, whosever, is in it.
    #[must_use]
    pub fn is_of(&self, position: &PositionKey) -> bool {
        self.chain == position.chain && self.entry() == position.market && self.id() == position.id
    }

    /// The number under which its entry contract keeps the market, where one contract keeps many.
    #[must_use]
    pub const fn id(&self) -> Option<B256> {
        match self.addresses {
            Addresses::AaveV3(_) | Addresses::CompoundV3(_) => None,
            Addresses::MorphoBlue(addresses) => Some(addresses.id),
        }
    }
}

/// The lending protocols of this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Aave v3, every release whose arithmetic has a [`Profile`](aave_v3::Profile).
    AaveV3,
    /// SparkLend, a fork of Aave v3: the same room, with profiles of its own.
    Spark,
    /// Compound III, whose markets are called Comets.
    CompoundV3,
    /// Morpho Blue, whose markets are isolated: one collateral, one loan token.
    MorphoBlue,
}

impl Protocol {
    /// What a market of it is called in full, as in "Aave v3 Ethereum Core".
    #[must_use]
    pub fn market(self, name: &str) -> String {
        format!("{} {name}", self.name())
    }

    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AaveV3 => "Aave v3",
            Self::Spark => "Spark",
            Self::CompoundV3 => "Compound III",
            Self::MorphoBlue => "Morpho Blue",
        }
    }
}

/// The contracts of a market, by protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Addresses {
    /// Those of an Aave v3 market, or of a fork's.
    AaveV3(aave_v3::Addresses),
    /// That of a Compound III market.
    CompoundV3(compound_v3::Addresses),
    /// The one contract of Morpho Blue, and a market's id in it.
    MorphoBlue(morpho_blue::Addresses),
}
