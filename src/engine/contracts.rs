//! Contracts that a person has let act for an account from here, or found to be let: no chain lists them,
//! so they are kept.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::chains::Watched;
use super::{Engine, Millis};
use crate::chain::ChainId;
use crate::protocols::Snapshot;

/// So many on a chain are kept. Each costs two calls with every look.
const MOST: usize = 64;

/// So many of those may be ones that an endpoint tells of: it can make up as many as it likes, and they must not
/// take the place of one that a person has let act from here.
const MOST_FOUND: usize = 32;

/// Contracts, by chain, in the order in which they came to be known. None that a person let act from here is
/// forgotten but the oldest where there are too many: that one was taken back may still be undone by a
/// reorganisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Contracts(Vec<Known>);

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    chain: ChainId,
    contract: Address,
    /// An endpoint told of it, and no person let it act from here.
    #[serde(default)]
    is_found: bool,
}

impl Contracts {
    /// Those on a chain.
    pub(super) fn on(&self, chain: ChainId) -> impl Iterator<Item = Address> {
        let all = self.0.iter().filter(move |one| one.chain == chain);
        all.map(|one| one.contract)
    }

    /// One more that a person lets act from here; nothing comes of one that is known as that.
    fn add(&mut self, chain: ChainId, contract: Address) -> Option<()> {
        let own = Known {
            chain,
            contract,
            is_found: false,
        };
        match self.place(chain, contract) {
            Some(place) => {
                let known = self.0.get_mut(place).filter(|one| one.is_found)?;
                *known = own;
            }
            None => self.put(own),
        }
        Some(())
    }

    /// One more that was found. Where there is no room it takes the place of the oldest that was found and of which
    /// `acts` does not say that it may act: an endpoint could fill all of it with what it made up.
    fn find(
        &mut self,
        chain: ChainId,
        contract: Address,
        acts: impl Fn(Address) -> bool,
    ) -> Option<()> {
        if self.place(chain, contract).is_some() {
            return None;
        }
        if self.on(chain).count() >= MOST_FOUND {
            let mut all = self.0.iter();
            let idle =
                all.position(|one| one.chain == chain && one.is_found && !acts(one.contract));
            self.0.remove(idle?);
        }
        self.put(Known {
            chain,
            contract,
            is_found: true,
        });
        Some(())
    }

    fn place(&self, chain: ChainId, contract: Address) -> Option<usize> {
        let mut all = self.0.iter();
        all.position(|one| (one.chain, one.contract) == (chain, contract))
    }

    fn put(&mut self, one: Known) {
        let is_full = self.on(one.chain).count() >= MOST;
        let oldest = self.0.iter().position(|other| other.chain == one.chain);
        if let Some(oldest) = oldest.filter(|_| is_full) {
            self.0.remove(oldest);
        }
        self.0.push(one);
    }

    /// Takes in what another tab knows. Whether more is known here than there.
    pub(super) fn learn(&mut self, other: &Self) -> bool {
        for &one in &other.0 {
            if !one.is_found && self.place(one.chain, one.contract).is_some() {
                let _ = self.add(one.chain, one.contract);
            } else if self.place(one.chain, one.contract).is_none()
                && self.on(one.chain).count() < MOST
            {
                self.put(one);
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
        let snapshots = self.chains.get(chain).into_iter();
        let acting = snapshots.flat_map(Watched::snapshots);
        let acting: Vec<Address> = acting.flat_map(Snapshot::authorized).collect();
        let acts = |contract| acting.contains(&contract);
        self.contracts_on(now, chain, |known| known.find(chain, contract, acts));
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
            let is_kept = known.find(chain, contract(at), |_| true).is_some();
            assert_eq!(is_kept, at + 1 < MOST_FOUND, "{at}");
        }
        assert!(known.on(chain).any(|one| one == own));
        // On another chain there is room, and a person goes on.
        assert_eq!(known.find(ChainId(10), own, |_| true), Some(()));
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
    /// What it made up acts for nobody once another endpoint reads.
    #[test]
    fn what_an_endpoint_made_up_shuts_out_none_that_acts() {
        let contract = |at: usize| Address::with_last_byte(u8::try_from(at).expect("a byte"));
        let (chain, own, real) = (ChainId(1), Address::repeat_byte(1), Address::repeat_byte(2));
        let mut known = Contracts::default();
        assert_eq!(known.add(chain, own), Some(()));
        for at in 1..MOST_FOUND {
            assert_eq!(known.find(chain, contract(at), |_| true), Some(()));
        }
        // The oldest acts, and one that a person let act after it was found is found no more.
        assert_eq!(known.add(chain, contract(2)), Some(()));
        assert_eq!(known.add(chain, contract(2)), None);
        let acts = |one| one == contract(1);
        assert_eq!(known.find(chain, real, acts), Some(()));
        assert_eq!(known.find(chain, real, acts), None);
        assert_eq!(known.on(chain).count(), MOST_FOUND);
        for kept in [own, contract(1), contract(2), contract(4), real] {
            assert!(known.on(chain).any(|one| one == kept), "{kept}");
        }
        assert!(!known.on(chain).any(|one| one == contract(3)));
    }

    #[test]
    fn what_was_kept_before_it_was_known_who_told_of_it_is_read() {
        let own = Address::repeat_byte(1);
        let mut known = Contracts::default();
        assert_eq!(known.add(ChainId(1), own), Some(()));
        let old = serde_json::json!([[1, own.to_string()]]);
        let read: Contracts = serde_json::from_value(old).expect("contracts");
        assert_eq!(read, known);
        let text = serde_json::to_string(&known).expect("text");
        assert_eq!(
            serde_json::from_str::<Contracts>(&text).expect("them"),
            known
        );
    }
}
