//! The person with their wallet.

use margin_call::engine::{Event, RequestId};
use serde_json::Value;

use super::World;
use crate::scene::{BORROWER, SAVER};
use crate::wallet::{Manners, Wallet};

impl World {
    pub(super) fn decided(
        &mut self,
        load: u64,
        id: RequestId,
        method: &'static str,
        params: &Value,
    ) {
        let Some(mut wallet) = self.wallet.take() else {
            return;
        };
        let before = wallet.chain;
        let decided = wallet.decide(&mut self.chains, method, params);
        self.note(format!(
            "    the wallet ({:?}) answers {method}",
            wallet.manners
        ));
        let chain = wallet.chain;
        self.wallet = Some(wallet);
        if chain != before {
            self.chain_changed();
        }
        if let Some(answer) = decided {
            self.reply(load, id, 2, answer);
        }
    }

    pub(super) fn chain_changed(&mut self) {
        if self.wallet_in_use {
            let delay = self.random.within(0, 400);
            self.later(delay, Event::WalletHinted);
        }
    }

    /// The person goes to another chain in the wallet.
    pub fn go_to_chain(&mut self, place: usize) {
        self.note(format!("the wallet goes to chain {place}"));
        if let Some(wallet) = &mut self.wallet {
            wallet.chain = place;
        }
        self.chain_changed();
    }

    /// The person changes what the wallet shares.
    pub fn share(&mut self, change: impl FnOnce(&mut Wallet)) {
        if let Some(wallet) = &mut self.wallet {
            change(wallet);
            let shared = wallet.shared();
            self.note(format!("the wallet shares {shared}"));
            if self.wallet_in_use {
                let delay = self.random.within(0, 400);
                self.later(delay, Event::AccountsChanged(shared));
            }
        }
    }

    /// The person takes back, in the wallet, all that waits and all that it asks.
    pub fn cancel_in_wallet(&mut self, replaces: bool) {
        self.note("the person cancels in the wallet".into());
        if let Some(wallet) = &mut self.wallet {
            wallet.open.clear();
            for taken in wallet.taken.values_mut() {
                taken.is_dropped = true;
            }
        }
        // What is on its way to the wallet is never agreed to.
        self.queue.retain(|_, item| item.sent().is_none());
        for chain in &mut self.chains {
            for account in [BORROWER, SAVER] {
                chain.cancel(account, replaces);
            }
        }
    }

    /// The person agrees, late, to what the wallet still asks.
    pub fn agree_late(&mut self) {
        if let Some(wallet) = &mut self.wallet {
            wallet.agree_late(&mut self.chains);
        }
    }

    pub fn manners(&mut self, manners: Manners) {
        if let Some(wallet) = &mut self.wallet {
            wallet.manners = manners;
        }
    }
}
