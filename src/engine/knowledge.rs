//! What is known of each position: the one place that says whether what was read last still
//! describes it. Screen, title, repeats, top-up and episodes ask here.

use super::analysis;
use super::chains::Watched;
use super::view::PositionKey;
use super::watch::WatchedMarket;
use super::{Engine, Millis, key_of};
use crate::alert::{Footing, Level, Observation, Outlasts, Rules, Seizure};
use crate::chain::ChainId;
use crate::protocols::Snapshot;
use crate::risk::Health;

/// A reading that describes its position now. Made here alone, so that an episode cannot be fed
/// with anything else: what is old neither calls nor clears.
#[derive(Clone, Copy)]
pub(super) struct Current<'a>(&'a Snapshot);

impl Engine {
    /// What was just read, if it describes its position now: an endpoint that is late reads well,
    /// and old.
    pub(super) fn current<'a>(&self, now: Millis, read: &'a Snapshot) -> Option<Current<'a>> {
        let watched = self.chains.get(read.market.chain)?;
        let cadence = watched.cadence(self.visible);
        let time = read.block.timestamp;
        let is_newest = watched.feed.block() == Some(read.block);
        let too_late = watched.data.is_too_late(now.timestamp(), cadence, time);
        (is_newest && !too_late).then_some(Current(read))
    }

    /// What such a reading says to an episode.
    pub(super) fn observation(&self, Current(read): &Current<'_>) -> Observation {
        let market = self.chains.market(&key_of(read));
        let is_missed = market.is_some_and(WatchedMarket::is_missed);
        let footing = self.footing(read, &self.rules_for(Some(read)));
        Observation {
            block_number: read.block.number,
            health: footing.health,
            lasts: match footing.lasts {
                Some(lasts) => Outlasts::Only(lasts),
                None if analysis::knows_how_long(read) => Outlasts::Levels,
                None => Outlasts::Unknown,
            },
            partial: read.earlier().is_some(),
            seizure: match is_missed {
                true => Seizure::Suspected,
                false => Seizure::None,
            },
        }
    }

    /// Markets of a chain were read, and some of them could not be.
    pub(super) fn tell_blind(&mut self, now: Millis, chain: ChainId) {
        let seconds = now.timestamp();
        let visible = self.visible;
        let Some(watched) = self.chains.get(chain) else {
            return;
        };
        let markets = watched.markets().filter(|one| one.problem.is_some());
        let accounts = watched.watches.iter().map(super::watch::Watch::account);
        let unread =
            markets.flat_map(|one| accounts.clone().map(|who| one.market.position_of(who)));
        // What was owed when it was last read, in this load of the page or before.
        let owes = |key: &PositionKey| {
            let rules = self.rules_for(self.chains.snapshot(key));
            let last = self.last_footing(key, &rules);
            last.is_some_and(|last| last.health != Health::NoDebt)
        };
        let at_stake: Vec<PositionKey> = unread.filter(owes).collect();
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        let Some(block) = watched.feed.block() else {
            return;
        };
        let cadence = watched.cadence(visible);
        let last = watched.feed.last_success().unwrap_or(seconds);
        let mut notices = Vec::new();
        for watch in &mut watched.watches {
            let is_at_stake = |key: &PositionKey| at_stake.contains(key);
            notices.extend(watch.settle(seconds, last, cadence, block, is_at_stake));
        }
        self.tell_all(now, notices);
    }

    /// What a position was judged by when it was last read; none where it never was.
    fn last_footing(&self, key: &PositionKey, rules: &Rules) -> Option<Footing> {
        let read = self.chains.known(key).map(|known| known.footing(rules));
        let before = || Some(self.known_episode(key)?.latest()?.footing());
        read.or_else(before)
    }

    /// Lets the alarms about blind positions of a chain see the time.
    pub(super) fn tick_blind(&mut self, now: Millis, chain: ChainId) {
        let visible = self.visible;
        let Some(watched) = self.chains.get(chain) else {
            return;
        };
        let level = |key: &PositionKey| self.last_level(key);
        // Nearly always nobody is blind anywhere.
        let blind = watched.watches.iter();
        let blind = blind.filter(|watch| !watch.blind().is_empty());
        let markets = blind.flat_map(|watch| {
            let all = watch.markets().iter();
            all.map(|one| one.market.position_of(watch.account()))
        });
        let known: Vec<_> = markets.map(|key| (level(&key), key)).collect();
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        let cadence = watched.cadence(visible);
        let mut notices = Vec::new();
        for watch in &mut watched.watches {
            notices.extend(watch.tick(now.timestamp(), cadence, |key| {
                let of = known.iter().find(|(_, one)| one == key);
                of.and_then(|(level, _)| *level)
            }));
        }
        self.tell_all(now, notices);
    }

    fn tell_all(&mut self, now: Millis, notices: Vec<(PositionKey, crate::alert::Notice)>) {
        for (key, notice) in notices {
            let snapshot = self.chains.snapshot(&key).cloned();
            let about = super::telling::About::of(snapshot.as_ref(), key.chain);
            self.tell(now, &notice, about);
        }
    }

    /// The level at which a position was last known to be.
    fn last_level(&self, key: &PositionKey) -> Option<Level> {
        let rules = self.rules_for(self.chains.snapshot(key));
        rules.level_of(self.last_footing(key, &rules)?)
    }

    /// Whether what was read last of a position still describes it.
    pub(super) fn position_is_known(&self, now: Millis, key: &PositionKey) -> bool {
        let Some(watched) = self.chains.get(key.chain) else {
            return false;
        };
        let cadence = watched.cadence(self.visible);
        let mut own = watched.watches.iter();
        let own = own.find(|watch| watch.account() == key.account);
        let read_at = self.chains.snapshot(key).map(|snapshot| snapshot.block);
        self.data_is_known(now, watched)
            && !watched.is_one_sided(read_at)
            && own.is_some_and(|watch| !watch.blind().is_silent(key, now.timestamp(), cadence))
    }

    /// Whether what was read last of a chain still describes its positions.
    pub(super) fn data_is_known(&self, now: Millis, watched: &Watched) -> bool {
        let cadence = watched.cadence(self.visible);
        watched.data.is_known(now.timestamp(), cadence)
    }

    /// Whether some position of a chain that owes something is not known, while the chain is.
    pub(super) fn is_partly_blind(&self, now: Millis, watched: &Watched) -> bool {
        let cadence = watched.cadence(self.visible);
        let mut all = watched.watches.iter();
        all.any(|watch| watch.blind().any_is_silent(now.timestamp(), cadence))
    }
}
