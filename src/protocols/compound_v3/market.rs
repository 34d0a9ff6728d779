use alloy::primitives::{Address, B256};
use alloy::sol_types::SolEvent;

use super::abi::{AbsorbCollateral, AbsorbDebt};
use crate::chain::logs::Events;

/// The contract of a Compound III market that everything else is found from, and what cannot be
/// asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Addresses {
    /// `Comet`: holds collateral and debt, and answers for both.
    pub comet: Address,
    /// `Bulker`: takes the chain's coin, makes it into its token, and supplies that. One serves all markets
    /// of a chain; none where there is none.
    pub bulker: Option<Address>,
    /// What its price feeds count in.
    pub unit: Unit,
}

/// What the price feeds of a market count in. No contract says it, and neither does the base token:
/// bitcoin is lent in a market that counts in bitcoin, dollars and RON in markets that count in
/// dollars. So it comes from the published configuration, as the address does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Unit {
    /// In this currency or coin; the base token has a price in it.
    In(&'static str),
    /// In the base token itself, by this name: its feed is a constant one.
    Base(&'static str),
    /// Nobody has said.
    #[default]
    Unknown,
}

impl Addresses {
    /// What the market logs of an absorption of this account.
    pub(in super::super) fn seizures(&self, whose: B256) -> Events {
        let any = vec![AbsorbDebt::SIGNATURE_HASH, AbsorbCollateral::SIGNATURE_HASH];
        Events {
            contracts: vec![self.comet],
            topics: vec![any, vec![], vec![whose]],
        }
    }
}
