//! What earlier visits learnt of chains and markets, so that the first look of this one is one request.
//!
//! All of it is a prediction: a reading confirms it by what the chain says at the same block, and asks
//! once more where it fails.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::Engine;
use super::chains::Watched;
use super::view::PositionKey;
use crate::chain::{ChainId, Seen};
use crate::protocols::Layout;

/// What is foreseen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Foresight(Vec<OfChain>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct OfChain {
    chain: ChainId,
    /// What its contracts know of their block.
    seen: Seen,
    layouts: Vec<(PositionKey, Layout)>,
}

impl Foresight {
    /// What the contracts of a chain were seen to know of their block.
    pub(super) fn seen(&self, chain: ChainId) -> Seen {
        self.of(chain).map(|one| one.seen).unwrap_or_default()
    }

    /// What a market looked like to an account.
    pub(super) fn layout(&self, key: &PositionKey) -> Option<&Layout> {
        let layouts = &self.of(key.chain)?.layouts;
        let layout = layouts.iter().find(|(one, _)| one == key);
        layout.map(|(_, layout)| layout)
    }

    fn of(&self, chain: ChainId) -> Option<&OfChain> {
        self.0.iter().find(|one| one.chain == chain)
    }

    /// A chain was read: what that took more than one round to learn, or shows of its contracts, is
    /// foreseen from here on; of accounts that are not watched any more nothing is. Whether anything
    /// is new.
    fn learn(&mut self, watched: &Watched, is_watched: impl Fn(Address) -> bool) -> bool {
        let before = self.of(watched.chain).cloned();
        let mut now = before.clone().unwrap_or(OfChain {
            chain: watched.chain,
            seen: Seen::default(),
            layouts: Vec::new(),
        });
        now.seen = watched.feed.seen();
        now.layouts.retain(|(key, _)| is_watched(key.account));
        for (key, layout) in watched.watches.iter().flat_map(|one| one.learnt()) {
            let layout = layout.essence();
            match now.layouts.iter_mut().find(|(one, _)| *one == key) {
                Some((_, known)) => *known = layout,
                None => now.layouts.push((key, layout)),
            }
        }
        let is_news = before.as_ref() != Some(&now);
        if is_news {
            self.0.retain(|one| one.chain != watched.chain);
            self.0.push(now);
        }
        is_news
    }
}

impl Engine {
    /// A chain was read: what was learnt is kept for the next visit.
    pub(super) fn foresee(&mut self, chain: ChainId) {
        let accounts = self.accounts();
        let is_watched = |account| accounts.iter().any(|(one, _)| *one == account);
        let Some(watched) = self.chains.get(chain) else {
            return;
        };
        let foresight = &mut self.stored.foresight;
        let learns = |known: &mut Foresight| known.learn(watched, is_watched).then_some(());
        if foresight.edit(learns).is_some() {
            self.store();
        }
    }
}
