//! Contracts that a person has let act for an account from here, or found to be let: no chain lists them,
//! so they are kept.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::{Engine, Millis};
use crate::chain::ChainId;

/// Contracts, by chain, in the order in which they came to be known. None is ever forgotten: that one
/// was taken back may still be undone by a reorganisation, and to ask about one more costs two calls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Contracts(Vec<(ChainId, Address)>);

impl Contracts {
    /// Those on a chain.
    pub(super) fn on(&self, chain: ChainId) -> impl Iterator<Item = Address> {
        let all = self.0.iter().filter(move |(on, _)| *on == chain);
        all.map(|(_, contract)| *contract)
    }

    /// One more; nothing comes of one that is known.
    fn add(&mut self, chain: ChainId, contract: Address) -> Option<()> {
        let is_new = !self.0.contains(&(chain, contract));
        is_new.then(|| self.0.push((chain, contract)))
    }

    /// Takes in what another tab knows. Whether more is known here than there.
    pub(super) fn learn(&mut self, other: &Self) -> bool {
        for &(chain, contract) in &other.0 {
            let _ = self.add(chain, contract);
        }
        self.0.len() > other.0.len()
    }
}

impl Engine {
    /// The pre-liquidation contracts on a chain that accounts may have authorised: those that the host
    /// named, and those that are known from here.
    pub(super) fn pre_liquidators(&self, chain: ChainId) -> Vec<Address> {
        let mut all = self.named_contracts();
        for contract in self.stored.contracts.on(chain) {
            if !all.contains(&contract) {
                all.push(contract);
            }
        }
        all
    }

    /// A contract is, or is about to be, let act for an account: it is asked about from the next look on.
    pub(super) fn know_contract(&mut self, now: Millis, chain: ChainId, contract: Address) {
        let add = |known: &mut Contracts| known.add(chain, contract);
        if self.stored.contracts.edit(add).is_some() {
            self.store();
            self.look(now, chain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_either_tab_knows_both_know_and_each_chain_has_its_own() {
        let (one, two) = (Address::repeat_byte(1), Address::repeat_byte(2));
        let mut own = Contracts::default();
        assert_eq!(own.add(ChainId(1), one), Some(()));
        assert_eq!(own.add(ChainId(1), one), None);
        let mut other = own.clone();
        assert_eq!(other.add(ChainId(10), two), Some(()));
        assert!(!own.learn(&other));
        assert!(own == other && !own.learn(&other));
        assert_eq!(own.add(ChainId(1), two), Some(()));
        assert!(own.learn(&other));
        assert_eq!(own.on(ChainId(1)).collect::<Vec<_>>(), [one, two]);
        assert_eq!(own.on(ChainId(10)).collect::<Vec<_>>(), [two]);
    }
}
