//! Contracts that a person has let act for an account from here, or found to be let: no chain lists them,
//! so they are kept.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::{Engine, Millis};
use crate::chain::ChainId;

/// So many on a chain are kept. Each costs two calls with every look.
const MOST: usize = 64;

/// So many of those may be ones that an endpoint tells of: it can make up as many as it likes, and they must not
/// take the place of one that a person has let act from here.
const MOST_FOUND: usize = 32;

/// Contracts, by chain, in the order in which they came to be known. None is forgotten but the oldest where there
/// are too many: that one was taken back may still be undone by a reorganisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Contracts(Vec<(ChainId, Address)>);

impl Contracts {
    /// Those on a chain.
    pub(super) fn on(&self, chain: ChainId) -> impl Iterator<Item = Address> {
        let all = self.0.iter().filter(move |(on, _)| *on == chain);
        all.map(|(_, contract)| *contract)
    }

    /// One more that a person lets act from here; nothing comes of one that is known.
    fn add(&mut self, chain: ChainId, contract: Address) -> Option<()> {
        if self.0.contains(&(chain, contract)) {
            return None;
        }
        let is_full = self.on(chain).count() >= MOST;
        let oldest = self.0.iter().position(|(on, _)| *on == chain);
        if let Some(oldest) = oldest.filter(|_| is_full) {
            self.0.remove(oldest);
        }
        self.0.push((chain, contract));
        Some(())
    }

    /// One more that was found.
    fn find(&mut self, chain: ChainId, contract: Address) -> Option<()> {
        let has_room = self.on(chain).count() < MOST_FOUND;
        has_room.then(|| self.add(chain, contract)).flatten()
    }

    /// Takes in what another tab knows. Whether more is known here than there.
    pub(super) fn learn(&mut self, other: &Self) -> bool {
        for &(chain, contract) in &other.0 {
            if self.on(chain).count() < MOST {
                let _ = self.add(chain, contract);
            }
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
        self.contracts_on(now, chain, |known| known.add(chain, contract));
    }

    /// One was found to be let act for an account.
    pub(super) fn know_found(&mut self, now: Millis, chain: ChainId, contract: Address) {
        self.contracts_on(now, chain, |known| known.find(chain, contract));
    }

    fn contracts_on(
        &mut self,
        now: Millis,
        chain: ChainId,
        add: impl FnOnce(&mut Contracts) -> Option<()>,
    ) {
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

    #[test]
    fn what_an_endpoint_tells_of_takes_no_place_of_what_a_person_lets_act() {
        let contract = |at: usize| Address::with_last_byte(u8::try_from(at).expect("a byte"));
        let (chain, own) = (ChainId(1), Address::repeat_byte(1));
        let mut known = Contracts::default();
        assert_eq!(known.add(chain, own), Some(()));
        for at in 0..200 {
            let is_kept = known.find(chain, contract(at)).is_some();
            assert_eq!(is_kept, at + 1 < MOST_FOUND, "{at}");
        }
        assert!(known.on(chain).any(|one| one == own));
        // On another chain there is room, and a person goes on.
        assert_eq!(known.find(ChainId(10), own), Some(()));
        for at in 100..200 {
            assert_eq!(known.add(chain, contract(at)), Some(()));
        }
        assert_eq!(known.on(chain).count(), MOST);
        assert_eq!(known.on(chain).last(), Some(contract(199)));
        // Another tab that knows others makes it no longer.
        let mut other = Contracts::default();
        for at in 0..MOST {
            assert_eq!(other.add(chain, contract(at)), Some(()));
        }
        let before = known.clone();
        let _ = known.learn(&other);
        assert_eq!(known, before);
    }
}
