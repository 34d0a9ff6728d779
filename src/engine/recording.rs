//! The wires of the past: which readings are kept of it, and when they are written.

use alloy::primitives::Address;

use super::view::{HistoryMark, MarkKind, Origin, PositionKey};
use super::{Engine, key_of};
use crate::alert::{Notice, NoticeKind};
use crate::chain::ChainId;
use crate::protocols::Snapshot;

impl Engine {
    /// A reading that describes its position now is kept, where our arithmetic confirms it and no two
    /// sources disagree.
    pub(super) fn record(&mut self, snapshot: &Snapshot) {
        let key = key_of(snapshot);
        let watched = self.chains.get(key.chain);
        let is_doubtful = watched.is_some_and(|one| one.witness.is_doubtful());
        let is_sure = snapshot.position().is_some() && !is_doubtful;
        let market = self.chains.market(&key);
        let known = market.and_then(|market| market.known.as_ref());
        let Some(known) = known.filter(|known| is_sure && known.is_position()) else {
            return;
        };
        let legs = known.price_paths().iter();
        let legs = legs.filter_map(|place| known.legs().get(*place));
        let prices = legs.filter_map(|leg| Some((leg.asset, leg.price?)));
        let health = snapshot.first_health();
        self.stored.past.read(&key, snapshot.block, health, prices);
        if let Some(watched) = self.chains.get_mut(key.chain) {
            watched.witness.noted(snapshot.block.number);
        }
    }

    /// The person is told of a position: what is worth a mark is marked, and none of it waits to be
    /// written.
    pub(super) fn mark_told(&mut self, notice: &Notice, snapshot: &Snapshot) {
        let kind = match notice.kind {
            NoticeKind::Entered | NoticeKind::Escalated => Some(MarkKind::Called(notice.level)),
            NoticeKind::Liquidated => Some(MarkKind::Liquidated),
            NoticeKind::RulesChanged => Some(MarkKind::RulesChanged),
            NoticeKind::Cleared | NoticeKind::Relaxed => None,
            _ => return,
        };
        let at = snapshot.block.timestamp;
        let mark = kind.map(|kind| HistoryMark { at, kind });
        let key = key_of(snapshot);
        self.stored.past.mark(&key, mark);
        self.save_past(key.chain, false);
    }

    /// A position was topped up.
    pub(super) fn mark_top_up(&mut self, key: &PositionKey) {
        let now = self.clock.now().timestamp();
        let at = self.chains.snapshot(key).map(|one| one.block.timestamp);
        let mark = HistoryMark {
            at: at.unwrap_or(now),
            kind: MarkKind::ToppedUp,
        };
        self.stored.past.mark(key, Some(mark));
        self.save_past(key.chain, false);
    }

    /// What was read of a chain is written, where it is time; `all`: whatever is not yet. Another tab
    /// that reads it writes it too.
    pub(super) fn save_past(&mut self, chain: ChainId, all: bool) {
        if !self.is_led(chain) {
            self.stored.past.save(chain, all);
        }
    }

    /// The page goes to the back, and may not come again.
    pub(super) fn save_all_past(&mut self) {
        let chains: Vec<ChainId> = self.chains.iter().map(|one| one.chain).collect();
        for chain in chains {
            self.save_past(chain, true);
        }
        self.store();
    }

    /// Two sources disagree about a chain: what was read since they last agreed is in doubt. That is
    /// from this height on, or from where it is here. Nothing more is noted before two agree.
    pub(super) fn take_back(&mut self, chain: ChainId, height: Option<u64>) {
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        watched.witness.doubt(height);
        self.leave_doubtful();
    }

    /// What is in doubt here is not taken from another tab either.
    pub(super) fn leave_doubtful(&mut self) {
        let chains = self.chains.iter();
        let doubtful = chains.filter(|one| one.witness.is_doubtful());
        for watched in doubtful {
            if let Some(height) = watched.witness.unsure_from() {
                self.stored.past.take_back(watched.chain, height);
            }
        }
    }

    /// Forgets what was read of accounts that are watched no more.
    pub(super) fn forget_past(&mut self) {
        let accounts = self.accounts();
        self.retain_past(|account| accounts.iter().any(|(one, _)| *one == account));
    }

    /// Forgets what was read of accounts that have gone from these since. Of others it is not known
    /// that nobody watches them: a wallet may not have said yet whose it is.
    pub(super) fn forget_gone(&mut self, before: &[(Address, Origin)]) {
        let accounts = self.accounts();
        let is_in = |all: &[(Address, Origin)], account| all.iter().any(|(one, _)| *one == account);
        self.retain_past(|account| is_in(&accounts, account) || !is_in(before, account));
    }

    fn retain_past(&mut self, stays: impl Fn(Address) -> bool) {
        for name in self.stored.past.retain(stays) {
            self.memory.forget(&name);
        }
    }
}
