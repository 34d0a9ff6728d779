//! What a person watches: accounts, and the chains on which each is known to hold something.
//!
//! It outlives wallets: one that locks itself, or goes to another account or chain, changes what can
//! be signed, not what is watched. Every account is looked at wherever it can be; where it holds
//! something it stays on the list until that is gone, or a person ends it.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::session::lasting_name;
use super::view::{Origin, WalletInfo};
use crate::chain::ChainId;

/// What a person watches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct List {
    /// Named by the host page.
    #[serde(skip)]
    host: Vec<Address>,
    /// Typed by the person.
    typed: Vec<[u8; 20]>,
    /// The account of a wallet to come back to: another one of it takes a click.
    remembered: Option<Remembered>,
    /// Where something is known to be held.
    held: Vec<Held>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Remembered {
    /// The wallet, by the name that it is found again by.
    wallet: String,
    account: [u8; 20],
}

/// An account that holds something on a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    account: [u8; 20],
    chain: ChainId,
}

impl List {
    /// The host page names these accounts.
    pub(super) fn name(&mut self, host: &[Address]) {
        self.host = host.to_vec();
    }

    /// Whether the host page names any.
    pub(super) fn is_named(&self) -> bool {
        !self.host.is_empty()
    }

    /// The person types one.
    pub(super) fn type_in(&mut self, account: Address) {
        if !self.typed.contains(&account.0.0) {
            self.typed.push(account.into());
        }
    }

    /// The person ends the watch of one.
    pub(super) fn end(&mut self, account: Address) {
        self.host.retain(|one| *one != account);
        self.typed.retain(|one| *one != account.0.0);
        self.held.retain(|held| held.account != account.0.0);
    }

    /// The person ends all that are not a wallet's.
    pub(super) fn end_unsigned(&mut self) {
        self.host.clear();
        self.typed.clear();
        self.end_others();
    }

    /// The person ends what a wallet brought.
    pub(super) fn end_wallet(&mut self) {
        self.remembered = None;
        self.end_others();
    }

    /// What nobody names any more.
    fn end_others(&mut self) {
        let (host, typed) = (&self.host, &self.typed);
        let is_named =
            |account: [u8; 20]| typed.contains(&account) || host.contains(&Address::from(account));
        self.held.retain(|held| is_named(held.account));
    }

    /// The account of a wallet to come back to.
    pub(super) fn choose(&mut self, wallet: &WalletInfo, account: Address) {
        self.remembered = Some(Remembered {
            wallet: lasting_name(wallet).to_owned(),
            account: account.into(),
        });
    }

    /// The account of this wallet that was watched last, if one was.
    pub(super) fn account_of(&self, wallet: &WalletInfo) -> Option<Address> {
        let known = self.remembered.as_ref();
        let known = known.filter(|known| known.wallet == lasting_name(wallet))?;
        Some(Address::from(known.account))
    }

    /// Something was found, or nothing is there any more. Whether that is news.
    pub(super) fn found(&mut self, account: Address, chain: ChainId, holds: bool) -> bool {
        let held = Held {
            account: account.into(),
            chain,
        };
        let known = self.held.iter().position(|one| *one == held);
        match (known, holds) {
            (None, true) => self.held.push(held),
            (Some(place), false) => drop(self.held.remove(place)),
            _ => return false,
        }
        true
    }

    /// Whether anything is known to be held on a chain.
    pub(super) fn holds_on(&self, chain: ChainId) -> bool {
        self.held.iter().any(|held| held.chain == chain)
    }

    /// Every account, each once: the wallet's, the host's, the typed, and those of before that hold
    /// something.
    pub(super) fn accounts(&self, wallet: &[Address]) -> Vec<(Address, Origin)> {
        let wallet = wallet.iter().map(|one| (*one, Origin::Wallet));
        let host = self.host.iter().map(|one| (*one, Origin::Host));
        let typed = self.typed.iter().map(|one| ((*one).into(), Origin::Typed));
        let held = self
            .held
            .iter()
            .map(|one| (one.account.into(), Origin::Kept));
        let mut all: Vec<(Address, Origin)> = Vec::new();
        for one in wallet.chain(host).chain(typed).chain(held) {
            if all.iter().all(|(account, _)| *account != one.0) {
                all.push(one);
            }
        }
        all
    }

    /// What is to be watched, chain by chain, while these `accounts` can be read on these chains:
    /// every account on each of them, and where it holds something.
    pub(super) fn wanted(
        &self,
        accounts: &[(Address, Origin)],
        readable: &[ChainId],
    ) -> Vec<(ChainId, Vec<Address>)> {
        let mut chains = readable.to_vec();
        for held in &self.held {
            if !chains.contains(&held.chain) {
                chains.push(held.chain);
            }
        }
        let on = |chain: ChainId| {
            let is_readable = readable.contains(&chain);
            let is_on = |account: Address| {
                self.held.contains(&Held {
                    account: account.into(),
                    chain,
                })
            };
            let all = accounts.iter();
            let all = all.filter(|(account, origin)| {
                (is_readable && *origin != Origin::Kept) || is_on(*account)
            });
            (chain, all.map(|(account, _)| *account).collect())
        };
        let wanted = chains.into_iter().map(on);
        wanted
            .filter(|(_, all): &(_, Vec<_>)| !all.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::view::WalletId;

    const ONE: Address = Address::repeat_byte(1);
    const TWO: Address = Address::repeat_byte(2);
    const HERE: ChainId = ChainId(1);
    const THERE: ChainId = ChainId(10);

    fn wanted(
        list: &List,
        wallet: &[Address],
        readable: &[ChainId],
    ) -> Vec<(ChainId, Vec<Address>)> {
        list.wanted(&list.accounts(wallet), readable)
    }

    #[test]
    fn what_holds_something_is_watched_on_when_the_wallet_goes_elsewhere() {
        let mut list = List::default();
        assert_eq!(wanted(&list, &[ONE], &[HERE]), [(HERE, vec![ONE])]);
        assert!(list.found(ONE, HERE, true));
        assert!(!list.found(ONE, HERE, true));
        assert_eq!(
            wanted(&list, &[TWO], &[THERE]),
            [(THERE, vec![TWO]), (HERE, vec![ONE])]
        );
        assert_eq!(wanted(&list, &[], &[]), [(HERE, vec![ONE])]);
        assert!(list.found(ONE, HERE, false));
        assert_eq!(wanted(&list, &[TWO], &[THERE]), [(THERE, vec![TWO])]);
    }

    #[test]
    fn an_account_is_listed_once_under_its_first_origin() {
        let mut list = List::default();
        list.name(&[TWO]);
        list.type_in(ONE);
        list.type_in(ONE);
        let _ = list.found(ONE, HERE, true);
        assert_eq!(
            list.accounts(&[TWO]),
            [(TWO, Origin::Wallet), (ONE, Origin::Typed)]
        );
    }

    #[test]
    fn a_person_ends_what_a_wallet_brought_or_one_account() {
        let mut list = List::default();
        list.type_in(TWO);
        for account in [ONE, TWO] {
            let _ = list.found(account, HERE, true);
        }
        list.end_wallet();
        assert_eq!(wanted(&list, &[], &[]), [(HERE, vec![TWO])]);
        list.end(TWO);
        assert_eq!(wanted(&list, &[], &[HERE]), []);
    }

    #[test]
    fn the_account_of_a_wallet_is_found_again_by_its_lasting_name() {
        let wallet = |name: &str| WalletInfo {
            id: WalletId::Announced("once".into()),
            name: "A wallet".into(),
            icon: None,
            rdns: Some(name.into()),
        };
        let mut list = List::default();
        list.choose(&wallet("a"), ONE);
        assert_eq!(list.account_of(&wallet("a")), Some(ONE));
        assert_eq!(list.account_of(&wallet("b")), None);
    }
}
