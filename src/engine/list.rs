//! What a person watches: accounts, and the chains on which each is known to hold something.
//!
//! It outlives wallets: one that locks itself, or goes to another account or chain, changes what can
//! be signed, not what is watched. Every account is looked at wherever it can be; where it holds
//! something it stays on the list until that is gone, or a person ends it.
//!
//! Tabs share it: what one adds is added in all, and what one takes off is taken off unless another
//! has added it after that.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::Millis;
use super::marks::Marks;
use super::names::Names;
use super::session::{lasting_name, likeness};
use super::view::{Origin, WalletInfo};
use crate::chain::{ChainId, address_text};
use crate::math::Timestamp;

/// How long it is remembered that something was taken off, milliseconds: for tabs that were asleep
/// meanwhile. Then no trace of it is left.
const GONE_FOR_MS: u64 = 7 * 86_400_000;

/// What a person watches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct List {
    /// Named by the host page.
    #[serde(skip)]
    host: Vec<Address>,
    /// Typed by the person.
    typed: Marks<Account>,
    /// The account of a wallet to come back to: another one of it takes a click.
    remembered: Option<Remembered>,
    /// When that was chosen or ended, milliseconds since 1970.
    remembered_at: u64,
    /// Where something is known to be held.
    held: Marks<Held>,
    /// Whose calls are shown on the page alone.
    muted: Marks<Account>,
    /// What the person calls them.
    names: Names,
    /// Who was taken off, and when last: what happened to them before that is nobody's business any more.
    left: Vec<Left>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Left {
    #[serde(with = "address_text")]
    account: Address,
    /// Milliseconds since 1970.
    at: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Remembered {
    /// The wallet, by the name that it is found again by.
    wallet: String,
    /// What it looked like. None is known of releases before that kept it: then it takes a click.
    #[serde(default)]
    likeness: String,
    #[serde(with = "address_text")]
    account: Address,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Account(#[serde(with = "address_text")] Address);

/// An account that holds something on a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Held {
    #[serde(with = "address_text")]
    account: Address,
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
    pub(super) fn type_in(&mut self, now: Millis, account: Address) {
        self.typed.put(now, Account(account));
    }

    /// The person ends the watch of one.
    pub(super) fn end(&mut self, now: Millis, account: Address) {
        self.host.retain(|one| *one != account);
        self.typed.take(now, &Account(account));
        self.held.take_where(now, |held| held.account == account);
        self.muted.take(now, &Account(account));
        self.has_gone(Left { account, at: now.0 });
    }

    fn has_gone(&mut self, left: Left) {
        let mut own = self.left.iter_mut();
        match own.find(|one| one.account == left.account) {
            Some(own) => own.at = own.at.max(left.at),
            None => self.left.push(left),
        }
        // One order for all tabs.
        self.left.sort();
    }

    /// Whether an account was taken off at this moment or later.
    pub(super) fn left_since(&self, account: Address, at: Timestamp) -> bool {
        let mut own = self.left.iter().filter(|one| one.account == account);
        own.any(|one| Millis(one.at).timestamp() >= at)
    }

    /// The calls of an account are to be shown on the page alone, or not any more.
    pub(super) fn mute(&mut self, now: Millis, account: Address, muted: bool) {
        match muted {
            true => self.muted.put(now, Account(account)),
            false => self.muted.take(now, &Account(account)),
        };
    }

    /// Whether the calls of an account are shown on the page alone.
    pub(super) fn is_muted(&self, account: Address) -> bool {
        self.muted.has(&Account(account))
    }

    /// The person calls an account this, as typed.
    pub(super) fn call(&mut self, now: Millis, account: Address, typed: &str) {
        self.names.give(now, account, typed);
    }

    /// What the person calls an account.
    pub(super) fn name_of(&self, account: Address) -> Option<&str> {
        self.names.of(account)
    }

    /// The person ends all that are not a wallet's.
    pub(super) fn end_unsigned(&mut self, now: Millis) {
        self.host.clear();
        self.typed.take_where(now, |_| true);
        self.end_others(now);
    }

    /// The person ends what a wallet brought.
    pub(super) fn end_wallet(&mut self, now: Millis) {
        self.remember(now, None);
        self.end_others(now);
    }

    /// What nobody names any more.
    fn end_others(&mut self, now: Millis) {
        let (host, typed) = (&self.host, &self.typed);
        let is_named = |account| typed.has(&Account(account)) || host.contains(&account);
        self.held.take_where(now, |held| !is_named(held.account));
    }

    /// The account of a wallet to come back to.
    pub(super) fn choose(&mut self, now: Millis, wallet: &WalletInfo, account: Address) {
        let remembered = Remembered {
            wallet: lasting_name(wallet).to_owned(),
            likeness: likeness(wallet),
            account,
        };
        self.remember(now, Some(remembered));
    }

    fn remember(&mut self, now: Millis, remembered: Option<Remembered>) {
        if self.remembered != remembered {
            self.remembered = remembered;
            self.remembered_at = now.0.max(self.remembered_at.saturating_add(1));
        }
    }

    /// The account of this wallet that was watched last, if one was.
    pub(super) fn account_of(&self, wallet: &WalletInfo) -> Option<Address> {
        let known = self.remembered.as_ref();
        let known = known.filter(|known| known.wallet == lasting_name(wallet))?;
        (known.likeness == likeness(wallet)).then_some(known.account)
    }

    /// Something was found, or nothing is there any more. Whether that is news.
    pub(super) fn found(
        &mut self,
        now: Millis,
        account: Address,
        chain: ChainId,
        holds: bool,
    ) -> bool {
        let held = Held { account, chain };
        match holds {
            true => self.held.put(now, held),
            false => self.held.take(now, &held),
        }
    }

    /// Whether anything is known to be held on a chain.
    pub(super) fn holds_on(&self, chain: ChainId) -> bool {
        self.held.iter().any(|held| held.chain == chain)
    }

    /// Takes in what another tab has stored. Whether there is more to be stored than that.
    pub(super) fn learn(&mut self, other: &Self) -> bool {
        self.typed.learn(&other.typed);
        self.held.learn(&other.held);
        self.muted.learn(&other.muted);
        self.names.learn(&other.names);
        other.left.iter().for_each(|one| self.has_gone(*one));
        let chosen = |list: &Self| (list.remembered_at, list.remembered.clone());
        (self.remembered_at, self.remembered) = chosen(self).max(chosen(other));
        let sets = |list: &Self| {
            let (typed, held) = (list.typed.clone(), list.held.clone());
            (typed, held, list.muted.clone(), list.names.clone())
        };
        let is_more = sets(self) != sets(other) || chosen(self) != chosen(other);
        is_more || self.left != other.left
    }

    /// Forgets what was taken off long ago.
    pub(super) fn forget_gone(&mut self, now: Millis) {
        let before = Millis(now.0.saturating_sub(GONE_FOR_MS));
        self.typed.forget(before);
        self.held.forget(before);
        self.muted.forget(before);
        self.names.forget(before);
        self.left.retain(|one| one.at >= before.0);
    }

    /// Every account, each once: the wallet's, the host's, the typed, and those of before that hold
    /// something.
    pub(super) fn accounts(&self, wallet: &[Address]) -> Vec<(Address, Origin)> {
        let wallet = wallet.iter().map(|one| (*one, Origin::Wallet));
        let host = self.host.iter().map(|one| (*one, Origin::Host));
        let typed = self.typed.iter().map(|Account(one)| (one, Origin::Typed));
        let held = self.held.iter().map(|one| (one.account, Origin::Kept));
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
        for held in self.held.iter() {
            if !chains.contains(&held.chain) {
                chains.push(held.chain);
            }
        }
        let on = |chain: ChainId| {
            let is_readable = readable.contains(&chain);
            let is_on = |account| self.held.has(&Held { account, chain });
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
mod tests;
