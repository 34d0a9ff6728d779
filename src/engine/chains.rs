//! The chains that are watched: what serves each, whether anything is learnt of it, and the
//! accounts on it.

use std::sync::Arc;

use alloy::primitives::Address;

use super::feed::Feed;
use super::queue::Queue;
use super::view::PositionKey;
use super::watch::{Known, Watch, WatchedMarket};
use super::witness::Witness;
use crate::alert::{Cadence, DataWatch};
use crate::chain::{BlockPace, BlockRef, Call, ChainId};
use crate::math::Timestamp;
use crate::protocols::{Agreement, Snapshot};
use crate::risk::drawdown::Drawdown;

/// A hidden page's timers run once a minute.
const HIDDEN_EVERY_S: u64 = 60;

/// One chain.
#[derive(Debug)]
pub(super) struct Watched {
    pub(super) chain: ChainId,
    /// It is only looked at to see whether something is held there.
    pub(super) is_searched: bool,
    /// Another tab reads it, and tells the person.
    pub(super) is_led: bool,
    pub(super) feed: Feed,
    pub(super) witness: Witness,
    /// What governance has queued for its markets.
    pub(super) queue: Queue,
    /// Whether anything is learnt at all.
    pub(super) data: DataWatch,
    /// Its accounts, in the order in which they are shown.
    pub(super) watches: Vec<Watch>,
    /// Who waits for how many of the answers that are under way, in their order: accounts may come,
    /// go and change places meanwhile.
    pub(super) asked: Vec<(Address, usize)>,
    /// What a second source is asked, for whom.
    pub(super) compared: Vec<(Address, Vec<Call>)>,
}

/// All chains that are watched.
#[derive(Debug, Default)]
pub(super) struct Chains(Vec<Watched>);

impl Watched {
    /// How often news can be expected.
    pub(super) fn cadence(&self, visible: bool) -> Cadence {
        Cadence {
            blocks: self.feed.facts().blocks,
            read_every_s: match visible {
                true => self.feed.look_every_ms().div_ceil(1_000),
                false => HIDDEN_EVERY_S,
            },
        }
    }

    /// Whether something may be at stake on it: an account holds something there, or it is not
    /// known yet that none does.
    pub(super) fn matters(&self) -> bool {
        !self.is_searched && !self.watches.iter().all(Watch::is_empty)
    }

    /// Whether a reading has ended and is not taken yet.
    pub(super) fn is_held_back(&self) -> bool {
        self.watches.iter().any(Watch::is_held_back)
    }

    /// Whether the next look waits until a second source was heard.
    pub(super) fn waits_for_witness(&self) -> bool {
        self.witness.is_disputed() && self.witness.is_busy()
    }

    /// Whether two sources disagree, and only one of them was heard about this block.
    pub(super) fn is_one_sided(&self, read_at: Option<BlockRef>) -> bool {
        let has_heard_both = read_at.is_some_and(|block| self.witness.has_heard_both(block));
        self.witness.is_disputed() && !has_heard_both
    }

    /// Every market of every account.
    pub(super) fn markets(&self) -> impl Iterator<Item = &WatchedMarket> {
        self.watches.iter().flat_map(Watch::markets)
    }

    /// All that was read last, market by market.
    pub(super) fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        self.markets().filter_map(WatchedMarket::snapshot)
    }

    /// The same, with what follows from it.
    pub(super) fn known(&self) -> impl Iterator<Item = &Known> {
        self.markets().filter_map(|one| one.known.as_ref())
    }

    /// The same, to be held on to.
    pub(super) fn read(&self) -> impl Iterator<Item = &Arc<Snapshot>> {
        self.known().map(Known::snapshot)
    }

    /// What was read last of all where something is supplied or owed.
    pub(super) fn positions(&self) -> impl Iterator<Item = &Snapshot> {
        let held = self.known().filter(|known| known.is_position());
        held.map(|known| &**known.snapshot())
    }

    /// Whether our arithmetic gave what the chain says, wherever something was read.
    pub(super) fn agrees(&self) -> bool {
        let mut snapshots = self.snapshots();
        snapshots.all(|one| matches!(one.agreement, Agreement::Matches { .. }))
    }

    /// Sees the time before anything else is taken in; for so long nothing was to be done.
    pub(super) fn see(&mut self, now: Timestamp, planned_s: u64, visible: bool) {
        let planned_s = planned_s.max(self.cadence(visible).read_every_s);
        self.data.see(now, planned_s);
        for watch in &mut self.watches {
            watch.see(now, planned_s);
        }
    }

    /// A read is made at once: its answer is worth more than an alarm.
    pub(super) fn reads_first(&mut self, now: Timestamp) {
        self.data.reads_first(now);
        for watch in &mut self.watches {
            watch.reads_first(now);
        }
    }
}

impl Chains {
    pub(super) fn iter(&self) -> core::slice::Iter<'_, Watched> {
        self.0.iter()
    }

    pub(super) fn iter_mut(&mut self) -> core::slice::IterMut<'_, Watched> {
        self.0.iter_mut()
    }

    /// One chain, if it is watched.
    pub(super) fn get(&self, chain: ChainId) -> Option<&Watched> {
        self.0.iter().find(|one| one.chain == chain)
    }

    /// The same, to be changed.
    pub(super) fn get_mut(&mut self, chain: ChainId) -> Option<&mut Watched> {
        self.0.iter_mut().find(|one| one.chain == chain)
    }

    /// Watches one more.
    pub(super) fn push(&mut self, watched: Watched) {
        self.0.push(watched);
    }

    /// Watches only these on; what is watched no more.
    pub(super) fn retain(&mut self, keep: impl Fn(ChainId) -> bool) -> Vec<Watched> {
        self.0.extract_if(.., |one| !keep(one.chain)).collect()
    }

    /// All that was read last.
    pub(super) fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        self.0.iter().flat_map(Watched::snapshots)
    }

    /// The same, with what follows from it, of all that owes something.
    pub(super) fn owing(&self) -> impl Iterator<Item = &Known> {
        let all = self.0.iter().flat_map(Watched::known);
        all.filter(|known| known.snapshot().owes())
    }

    /// The market of a position.
    pub(super) fn market(&self, key: &PositionKey) -> Option<&WatchedMarket> {
        let watched = self.get(key.chain)?;
        watched.watches.iter().find_map(|watch| watch.market(key))
    }

    /// The same, to be changed.
    pub(super) fn market_mut(&mut self, key: &PositionKey) -> Option<&mut WatchedMarket> {
        let watched = self.get_mut(key.chain)?;
        let mut all = watched.watches.iter_mut();
        all.find_map(|watch| watch.market_mut(key))
    }

    /// What was read last of a position.
    pub(super) fn snapshot(&self, key: &PositionKey) -> Option<&Snapshot> {
        self.market(key)?.snapshot()
    }

    /// The same, with what follows from it.
    pub(super) fn known(&self, key: &PositionKey) -> Option<&Known> {
        self.market(key)?.known.as_ref()
    }

    /// How far all volatile collateral of a position may fall together, as far as that is known.
    pub(super) fn drawdown(&self, key: &PositionKey) -> Option<Drawdown> {
        self.known(key)?.analysis().drawdown
    }
}

/// For how long a page that is to be woken after `ms` has nothing to do.
pub(super) fn planned_s(ms: u64, visible: bool) -> u64 {
    let late_s = if visible { 0 } else { HIDDEN_EVERY_S };
    ms.div_ceil(1_000).saturating_add(late_s)
}

/// How often news can be expected while no chain is known.
pub(super) fn unknown_cadence(visible: bool) -> Cadence {
    Cadence {
        blocks: BlockPace::OnDemand,
        read_every_s: match visible {
            true => 1,
            false => HIDDEN_EVERY_S,
        },
    }
}
