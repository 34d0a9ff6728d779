//! A reading out of what another tab was answered, and what of one's own is handed to the others.

use alloy::hex;
use alloy::primitives::{Address, keccak256};

use super::super::role::{Relayed, Scope};
use super::{EMPTY_EVERY_S, Watch};
use crate::chain::{BlockRef, Call, CallAnswer};
use crate::math::Timestamp;
use crate::protocols::Layout;

/// A reading can ask no more often than this.
const ROUNDS: usize = 8;

impl Watch {
    /// Reads at a block out of what another tab was answered there. Whether all that is asked was
    /// asked there too; where it was not, nothing has happened.
    pub(in super::super) fn read_relayed(
        &mut self,
        block: BlockRef,
        pre_liquidators: &[Address],
        relayed: &Relayed,
    ) -> bool {
        for market in &mut self.markets {
            market.layout = market.layout.take().map(Layout::for_following);
        }
        let mut calls = self.begin(pre_liquidators, false);
        for _ in 0..ROUNDS {
            if calls.is_empty() {
                return true;
            }
            let asked = calls
                .iter()
                .map(|call| relayed.get(&(call.to, call.data.clone())).cloned());
            let Some(answers) = asked.collect::<Option<Vec<CallAnswer>>>() else {
                break;
            };
            calls = self.feed(block, &answers);
        }
        self.abort();
        false
    }

    /// Another tab finds out what became of what is missed.
    pub(in super::super) fn leave_suspicions(&mut self) {
        let markets = self.markets.iter_mut();
        markets.for_each(|one| one.suspicion = None);
    }

    /// What was asked at a block, and answered.
    pub(in super::super) fn answers_at(
        &self,
        block: BlockRef,
    ) -> impl Iterator<Item = &(Call, CallAnswer)> {
        self.told.all(block)
    }

    /// Whether what is read of it can wait: nothing was found, and not long ago. Tabs do not look at
    /// such an account at the same time.
    pub(in super::super) fn can_wait(&self, now: Timestamp) -> bool {
        let long = EMPTY_EVERY_S.saturating_mul(2);
        let is_recent = |at: Timestamp| now.0.saturating_sub(at.0) < long;
        self.is_empty() && self.read_at.is_some_and(is_recent)
    }

    /// Whether it was ever read.
    pub(in super::super) fn is_read(&self) -> bool {
        self.read_at.is_some()
    }

    /// Whose positions these are, and in which markets.
    pub(in super::super) fn scope(&self, pre_liquidators: &[Address]) -> Scope {
        let markets = self.markets.iter();
        let names = markets.map(|one| one.market.position_of(self.account).market_text());
        let contracts = pre_liquidators.iter().map(Address::to_string);
        let all: Vec<String> = names.chain(contracts).collect();
        let [a, b, c, d, e, f, g, h, ..] = keccak256(all.join(" ")).0;
        let digest = hex::encode([a, b, c, d, e, f, g, h]);
        Scope(self.account, digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing is looked at in it, so nothing is found there.
    #[test]
    fn where_nothing_was_found_is_looked_now_and_then_and_is_waited_for_no_longer() {
        let mut watch = Watch::new(Address::ZERO, Vec::new(), |_| None);
        let at = |seconds: u64| Timestamp(1_800_000_000 + seconds);
        assert!(watch.is_due(at(0)) && !watch.can_wait(at(0)));
        assert!(!watch.is_read() && !watch.is_empty());
        watch.read_at = Some(at(0));
        assert!(watch.is_read() && watch.is_empty() && !watch.holds());
        assert!(!watch.is_due(at(299)) && watch.is_due(at(300)));
        assert!(watch.can_wait(at(599)) && !watch.can_wait(at(600)));
    }
}
