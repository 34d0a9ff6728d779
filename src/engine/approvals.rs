//! Permissions that were given from here, and what is left of them: where a top-up ended and its market may still
//! take a token, that is said once, and stays until it is taken back or used.

use alloy::primitives::{Address, U256};
use serde::{Deserialize, Serialize};

use super::view::{ApprovalLeft, LogKind, PositionKey};
use super::{Engine, Millis, key_of};
use crate::chain::ChainId;
use crate::math::Timestamp;
use crate::protocols::{Snapshot, spender_allowed};
use crate::risk::AssetId;
use crate::top_up;

/// The step that a permission is for follows it within this time; another tab may be making it.
const FOLLOWS_WITHIN_S: u64 = 600;

/// A permission of which nothing was seen for so long was never mined, or was used at once.
const SEEN_WITHIN_S: u64 = 86_400;

/// So many are kept: the oldest is forgotten where there are more.
const MOST: usize = 64;

/// Who may take what of whom, as was signed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Given {
    chain: ChainId,
    account: Address,
    token: Address,
    spender: Address,
    /// When it was sent last.
    at: Timestamp,
    /// What is left of it was told.
    is_told: bool,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Approvals(Vec<Given>);

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Which {
    chain: ChainId,
    account: Address,
    token: Address,
    spender: Address,
}

impl Given {
    const fn which(&self) -> Which {
        Which {
            chain: self.chain,
            account: self.account,
            token: self.token,
            spender: self.spender,
        }
    }
}

impl Approvals {
    /// One was sent. What is left of an earlier one was told, and goes into it.
    fn send(&mut self, which: Which, at: Timestamp) -> Option<()> {
        if let Some(given) = self.0.iter_mut().find(|one| one.which() == which) {
            given.at = given.at.max(at);
            return Some(());
        }
        if self.0.len() >= MOST {
            self.0.remove(0);
        }
        let Which {
            chain,
            account,
            token,
            spender,
        } = which;
        self.0.push(Given {
            chain,
            account,
            token,
            spender,
            at,
            is_told: false,
        });
        Some(())
    }

    /// So much may be taken now, and nothing is under way: whether that is to be told; none where nothing comes
    /// of it.
    fn see(&mut self, which: Which, allowance: U256, now: Timestamp) -> Option<bool> {
        let place = self.0.iter().position(|one| one.which() == which)?;
        let given = self.0.get_mut(place)?;
        let age_s = now.0.saturating_sub(given.at.0);
        match (allowance.is_zero(), given.is_told) {
            (false, false) if age_s >= FOLLOWS_WITHIN_S => {
                given.is_told = true;
                Some(true)
            }
            (true, is_told) if is_told || age_s >= SEEN_WITHIN_S => {
                self.0.remove(place);
                Some(false)
            }
            _ => None,
        }
    }

    /// The tokens of which something is left, as was told, that a contract may take of an account.
    fn told(
        &self,
        chain: ChainId,
        account: Address,
        spender: Address,
    ) -> impl Iterator<Item = Address> {
        let of = move |one: &&Given| {
            one.is_told && (one.chain, one.account, one.spender) == (chain, account, spender)
        };
        self.0.iter().filter(of).map(|one| one.token)
    }

    /// Forgets what is of other accounts than these.
    pub(super) fn retain(&mut self, is_watched: impl Fn(Address) -> bool) {
        self.0.retain(|one| is_watched(one.account));
    }
}

impl Engine {
    /// Something was sent for a position: what it lets be taken is remembered.
    pub(super) fn remember_approvals(&mut self, now: Millis, key: &PositionKey) {
        let sent = self
            .rescue
            .asked_for(key)
            .iter()
            .filter_map(spender_allowed);
        let sent = sent.map(|(token, spender)| Which {
            chain: key.chain,
            account: key.account,
            token,
            spender,
        });
        for which in sent.collect::<Vec<_>>() {
            let at = now.timestamp();
            let _ = self.stored.approvals.edit(|all| all.send(which, at));
        }
    }

    /// Tells once what a top-up that is over has left of a permission.
    pub(super) fn compare_approvals(&mut self, now: Millis, snapshot: &Snapshot) {
        // What goes on may use it yet.
        if self.stored.approvals.0.is_empty() || self.rescue.is_at_work() {
            return;
        }
        let (chain, account) = (snapshot.market.chain, snapshot.account);
        let spender = snapshot.market.entry();
        let legs = snapshot.position();
        let legs = legs.and_then(|position| position.legs(snapshot.block.timestamp).ok());
        for (place, leg) in legs.unwrap_or_default().into_iter().enumerate() {
            let Some(wallet) = snapshot.wallet(AssetId(place)) else {
                continue;
            };
            let which = Which {
                chain,
                account,
                token: leg.asset,
                spender,
            };
            let (allowance, at) = (wallet.allowance, now.timestamp());
            let came = self
                .stored
                .approvals
                .edit(|all| all.see(which, allowance, at));
            if came == Some(true) {
                let rests = top_up::rests(snapshot);
                let rest = rests.into_iter().find(|one| one.id.asset == leg.asset);
                let what = LogKind::ApprovalLeft {
                    symbol: leg.symbol,
                    amount: rest.and_then(|rest| rest.amount),
                    token: leg.asset,
                    spender,
                };
                self.note(now, Some(key_of(snapshot)), what);
            }
            if came.is_some() {
                self.touch();
            }
        }
    }

    /// What is left, as was told, of what was let be taken from here.
    pub(super) fn approvals_left(&self, snapshot: &Snapshot) -> Vec<ApprovalLeft> {
        let spender = snapshot.market.entry();
        let (chain, account) = (snapshot.market.chain, snapshot.account);
        let told = self.stored.approvals.told(chain, account, spender);
        let told: Vec<Address> = told.collect();
        if told.is_empty() {
            return Vec::new();
        }
        let rests = top_up::rests(snapshot).into_iter();
        let left = rests.filter(|rest| told.contains(&rest.id.asset));
        left.map(|rest| ApprovalLeft { rest, spender }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHICH: Which = Which {
        chain: ChainId(1),
        account: Address::repeat_byte(7),
        token: Address::repeat_byte(1),
        spender: Address::repeat_byte(2),
    };

    fn sees(all: &mut Approvals, allowance: u64, at: u64) -> Option<bool> {
        all.see(WHICH, U256::from(allowance), Timestamp(at))
    }

    #[test]
    fn what_is_left_is_told_once_and_not_before_the_step_that_it_is_for_could_follow() {
        let mut all = Approvals::default();
        // What was not given from here is nobody's news.
        assert_eq!(sees(&mut all, 5, 10_000), None);
        let _ = all.send(WHICH, Timestamp(10_000));
        assert_eq!(sees(&mut all, 0, 10_012), None);
        assert_eq!(sees(&mut all, 5, 10_599), None);
        let left = |all: &Approvals| all.told(WHICH.chain, WHICH.account, WHICH.spender).count();
        assert_eq!(left(&all), 0);
        assert_eq!(sees(&mut all, 5, 10_600), Some(true));
        assert_eq!(left(&all), 1);
        assert_eq!(sees(&mut all, 5, 20_000), None);
        // Another top-up leaves a little more of it.
        let _ = all.send(WHICH, Timestamp(30_000));
        assert_eq!(sees(&mut all, 6, 40_000), None);
        // It is taken back, and given again.
        assert_eq!(sees(&mut all, 0, 50_000), Some(false));
        assert_eq!(left(&all), 0);
        let _ = all.send(WHICH, Timestamp(60_000));
        assert_eq!(sees(&mut all, 6, 70_000), Some(true));
    }

    #[test]
    fn what_was_used_is_forgotten_and_what_is_not_mined_yet_is_not() {
        let mut all = Approvals::default();
        let _ = all.send(WHICH, Timestamp(10_000));
        assert_eq!(sees(&mut all, 0, 10_000 + 86_399), None);
        assert_eq!(sees(&mut all, 0, 10_000 + 86_400), Some(false));
        assert_eq!(all, Approvals::default());
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for_and_none_of_an_account_that_is_not_watched() {
        let mut all = Approvals::default();
        for byte in 0..100 {
            let token = Address::repeat_byte(byte);
            let _ = all.send(Which { token, ..WHICH }, Timestamp(1));
        }
        assert_eq!(all.0.len(), MOST);
        assert_eq!(all.0[0].token, Address::repeat_byte(36));
        all.retain(|account| account != WHICH.account);
        assert_eq!(all, Approvals::default());
    }
}
