//! The positions that could not be read while others of their chain could: each has a watch on its
//! own watching, so that one market which fails is one market.

use super::super::view::PositionKey;
use crate::alert::{Cadence, DataWatch, Level, Notice, Rule, RuleKey};
use crate::math::Timestamp;

/// The positions that are not seen, though their chain is.
#[derive(Debug, Default)]
pub(in super::super) struct Blind(Vec<(PositionKey, DataWatch)>);

impl Blind {
    /// A position could not be read; it was last known at `last`.
    pub(super) fn lost(&mut self, key: PositionKey, last: Timestamp, now: Timestamp) {
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
    pub(super) fn found(
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
    pub(in super::super) fn is_silent(
        &self,
        key: &PositionKey,
        now: Timestamp,
        cadence: Cadence,
    ) -> bool {
        let mut all = self.0.iter();
        all.any(|(one, watch)| one == key && watch.is_silent(now, cadence))
    }

    /// Whether that is so of any.
    pub(in super::super) fn any_is_silent(&self, now: Timestamp, cadence: Cadence) -> bool {
        let mut all = self.0.iter();
        all.any(|(_, watch)| watch.is_silent(now, cadence))
    }

    /// The tags of the silences that were told and go on.
    pub(in super::super) fn standing_tags(&self) -> impl Iterator<Item = String> {
        self.0.iter().filter_map(|(_, watch)| watch.standing_tag())
    }

    /// Whether every position is seen.
    pub(in super::super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Lets the alarms see the time.
    pub(super) fn tick(
        &mut self,
        now: Timestamp,
        cadence: Cadence,
        level: impl Fn(&PositionKey) -> Option<Level>,
    ) -> Vec<(PositionKey, Notice)> {
        let all = self.0.iter_mut();
        let due = all.filter_map(|(key, watch)| {
            let notice = watch.tick(now, cadence, level(key))?;
            Some((key.clone(), notice))
        });
        due.collect()
    }

    /// Sees the time, as [`DataWatch::see`].
    pub(super) fn see(&mut self, now: Timestamp, planned_s: u64) {
        for (_, watch) in &mut self.0 {
            watch.see(now, planned_s);
        }
    }

    /// As [`DataWatch::reads_first`].
    pub(super) fn reads_first(&mut self, now: Timestamp) {
        for (_, watch) in &mut self.0 {
            watch.reads_first(now);
        }
    }

    /// When the next alarm is due.
    pub(in super::super) fn next_due(&self, cadence: Cadence) -> Option<Timestamp> {
        let all = self.0.iter();
        all.filter_map(|(_, watch)| watch.next_due(cadence)).min()
    }
}
