//! What is known of each position: the one place that says whether what was read last still
//! describes it. Screen, title, repeats, top-up and episodes ask here.
//!
//! A position that could not be read while others of its chain could has a watch on its own
//! watching, so that one market which fails is one market.

use super::view::PositionKey;
use super::{Engine, Millis};
use crate::alert::{Cadence, DataWatch, Level, Notice, Observation, Rule, RuleKey};
use crate::math::Timestamp;
use crate::protocols::Snapshot;
use crate::risk::Health;

/// The positions that are not seen, though their chain is.
#[derive(Debug, Default)]
pub(super) struct Blind(Vec<(PositionKey, DataWatch)>);

impl Blind {
    /// A position could not be read; it was last known at `last`.
    fn lost(&mut self, key: PositionKey, last: Timestamp, now: Timestamp) {
        let known = self.0.iter().position(|(one, _)| *one == key);
        let place = known.unwrap_or_else(|| {
            let watch = DataWatch::new(RuleKey::of(&key, Rule::Watching), last);
            self.0.push((key, watch));
            self.0.len().saturating_sub(1)
        });
        if let Some((_, watch)) = self.0.get_mut(place) {
            watch.read_failed(now);
        }
    }

    /// A position was read again: what is to be told, if its silence was.
    fn found(
        &mut self,
        key: &PositionKey,
        now: Timestamp,
        cadence: Cadence,
        block: (u64, Timestamp),
    ) -> Option<Notice> {
        let place = self.0.iter().position(|(one, _)| one == key)?;
        let (_, watch) = self.0.get_mut(place)?;
        let notice = watch.read_succeeded(now, cadence, block, true);
        // An old block finds nothing again.
        if watch.is_known(now, cadence) {
            self.0.swap_remove(place);
        }
        notice
    }

    /// Whether nothing was learnt of a position for so long that it is not known any more.
    fn is_silent(&self, key: &PositionKey, now: Timestamp, cadence: Cadence) -> bool {
        let mut all = self.0.iter();
        all.any(|(one, watch)| one == key && watch.is_silent(now, cadence))
    }

    /// Whether that is so of any.
    fn any_is_silent(&self, now: Timestamp, cadence: Cadence) -> bool {
        let mut all = self.0.iter();
        all.any(|(_, watch)| watch.is_silent(now, cadence))
    }

    /// Sees the time, as [`DataWatch::see`].
    pub(super) fn see(&mut self, now: Timestamp, cadence: Cadence) {
        for (_, watch) in &mut self.0 {
            watch.see(now, cadence);
        }
    }

    /// As [`DataWatch::reads_first`].
    pub(super) fn reads_first(&mut self, now: Timestamp) {
        for (_, watch) in &mut self.0 {
            watch.reads_first(now);
        }
    }

    /// When the next alarm is due.
    pub(super) fn next_due(&self, cadence: Cadence) -> Option<Timestamp> {
        let due = self
            .0
            .iter()
            .filter_map(|(_, watch)| watch.next_due(cadence));
        due.min()
    }
}

/// A reading that describes its position now. Made here alone, so that an episode cannot be fed
/// with anything else: what is old neither calls nor clears.
#[derive(Clone, Copy)]
pub(super) struct Current<'a>(&'a Snapshot);

impl Current<'_> {
    /// What it says to an episode.
    pub(super) fn observation(&self) -> Observation {
        Observation {
            block_number: self.0.block.number,
            health: self.0.first_health(),
            partial: self.0.earlier().is_some(),
            liquidated: false,
        }
    }
}

impl Engine {
    /// What was just read, if it describes its position now: an endpoint that is late reads well,
    /// and old.
    pub(super) fn current<'a>(&self, now: Millis, read: &'a Snapshot) -> Option<Current<'a>> {
        let watch = self.watch.as_ref()?;
        let time = read.block.timestamp;
        let is_newest = self.reader.block == Some(read.block);
        let too_late = watch
            .data
            .is_too_late(now.timestamp(), self.cadence(), time);
        (is_newest && !too_late).then_some(Current(read))
    }

    /// Markets were read, and some of them could not be.
    pub(super) fn tell_blind(&mut self, now: Millis, block: (u64, Timestamp)) {
        let seconds = now.timestamp();
        let last = self.reader.last_success.unwrap_or(seconds);
        let cadence = self.cadence();
        let account = self.session.open().map(|open| open.account);
        let Some(account) = account else { return };
        let markets = self.reader.markets.iter();
        let read = markets.map(|watched| {
            let key = PositionKey {
                chain: watched.market.chain,
                market: watched.market.entry(),
                id: watched.market.id(),
                account,
            };
            (key, watched.problem.is_none())
        });
        for (key, is_read) in read.collect::<Vec<_>>() {
            if !is_read {
                if self.is_at_stake(&key) {
                    self.watched_blind(|blind| blind.lost(key, last, seconds));
                }
                continue;
            }
            let found = self.watched_blind(|blind| blind.found(&key, seconds, cadence, block));
            if let Some(notice) = found.flatten() {
                let snapshot = self.reader.snapshot(&key).cloned();
                self.tell(now, &notice, snapshot.as_ref());
            }
        }
    }

    fn watched_blind<T>(&mut self, with: impl FnOnce(&mut Blind) -> T) -> Option<T> {
        self.watch.as_mut().map(|watch| with(&mut watch.blind))
    }

    /// Whether something was owed there when it was last read, in this load of the page or before.
    fn is_at_stake(&self, key: &PositionKey) -> bool {
        self.last_health(key)
            .is_some_and(|health| health != Health::NoDebt)
    }

    /// The health that a position had when it was last read; none where it never was.
    fn last_health(&self, key: &PositionKey) -> Option<Health> {
        let read = self.reader.snapshot(key).map(Snapshot::first_health);
        let before = || Some(self.known_episode(key)?.latest()?.health);
        read.or_else(before)
    }

    /// Lets the alarms about blind positions see the time.
    pub(super) fn tick_blind(&mut self, now: Millis) {
        let seconds = now.timestamp();
        let cadence = self.cadence();
        let Some(watch) = &self.watch else { return };
        let keys: Vec<PositionKey> = watch.blind.0.iter().map(|(key, _)| key.clone()).collect();
        for key in keys {
            let level = self.last_level(&key);
            let due = self.watched_blind(|blind| {
                let mut all = blind.0.iter_mut();
                let (_, watch) = all.find(|(one, _)| *one == key)?;
                watch.tick(seconds, cadence, level)
            });
            if let Some(notice) = due.flatten() {
                let snapshot = self.reader.snapshot(&key).cloned();
                self.tell(now, &notice, snapshot.as_ref());
            }
        }
    }

    /// The level at which a position was last known to be.
    fn last_level(&self, key: &PositionKey) -> Option<Level> {
        let ladder = self.rules_for(self.reader.snapshot(key)).ladder;
        ladder.level_of(self.last_health(key)?)
    }

    /// Whether what was read last of a position still describes it.
    pub(super) fn position_is_known(&self, now: Millis, key: &PositionKey) -> bool {
        let cadence = self.cadence();
        let is_silent = |blind: &Blind| blind.is_silent(key, now.timestamp(), cadence);
        self.data_is_known(now)
            && self
                .watch
                .as_ref()
                .is_some_and(|watch| !is_silent(&watch.blind))
    }

    /// Whether some position that owes something is not known, while its chain is.
    pub(super) fn is_partly_blind(&self, now: Millis) -> bool {
        let cadence = self.cadence();
        self.watch
            .as_ref()
            .is_some_and(|watch| watch.blind.any_is_silent(now.timestamp(), cadence))
    }

    /// Whether the last attempt to read a position failed.
    pub(super) fn could_not_read(&self, key: &PositionKey) -> bool {
        let mut markets = self.reader.markets.iter();
        markets.any(|watched| {
            let market = &watched.market;
            watched.problem.is_some()
                && (market.chain, market.entry(), market.id()) == (key.chain, key.market, key.id)
        })
    }
}
