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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::NoticeKind;
    use crate::chain::{BlockPace, ChainId};
    use alloy::primitives::Address;

    const START: u64 = 1_800_000_000;
    const ETHEREUM: Cadence = Cadence {
        blocks: BlockPace::Every { ms: 12_000 },
        read_every_s: 12,
    };

    fn key(market: u8) -> PositionKey {
        PositionKey {
            chain: ChainId(1),
            market: Address::repeat_byte(market),
            id: None,
            account: Address::repeat_byte(7),
        }
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp(START + seconds)
    }

    /// What is told second by second, from one up to and with another.
    fn told(blind: &mut Blind, from: u64, to: u64) -> Vec<(PositionKey, Level)> {
        let ticks = (from..=to).flat_map(|seconds| {
            blind.tick(at(seconds), ETHEREUM, |one| {
                (*one == key(1)).then_some(Level::Call)
            })
        });
        ticks.map(|(key, notice)| (key, notice.level)).collect()
    }

    /// A block that is so many seconds old is read of a position.
    fn found(blind: &mut Blind, seconds: u64, old: u64) -> Option<NoticeKind> {
        let block = (seconds, Timestamp(START + seconds - old));
        let found = blind.found(&key(1), at(seconds), ETHEREUM, block);
        found.map(|notice| notice.kind)
    }

    #[test]
    fn a_position_that_is_not_seen_is_told_once_by_itself_and_again_when_it_is() {
        let mut blind = Blind::default();
        assert!(blind.is_empty());
        assert_eq!(blind.next_due(ETHEREUM), None);
        blind.lost(key(1), at(0), at(12));
        blind.lost(key(2), at(30), at(36));
        assert_eq!(blind.next_due(ETHEREUM), Some(at(61)));
        assert!(!blind.any_is_silent(at(60), ETHEREUM));
        assert!(blind.any_is_silent(at(61), ETHEREUM));
        assert!(blind.is_silent(&key(1), at(61), ETHEREUM));
        for other in [key(2), key(3)] {
            assert!(!blind.is_silent(&other, at(61), ETHEREUM));
        }
        assert_eq!(told(&mut blind, 1, 60), []);
        assert_eq!(blind.standing_tags().count(), 0);
        // A margin call may be going unheard there; here nothing was called.
        assert_eq!(told(&mut blind, 61, 90), [(key(1), Level::Urgent)]);
        assert_eq!(told(&mut blind, 91, 91), [(key(2), Level::Watch)]);
        assert_eq!(blind.standing_tags().count(), 2);
        assert_eq!(blind.next_due(ETHEREUM), None);
        blind.lost(key(1), at(96), at(96));
        assert_eq!(told(&mut blind, 92, 300), [], "each is told");
        let gap = (at(0), at(302));
        let again = NoticeKind::WatchingAgain {
            from: gap.0,
            to: gap.1,
        };
        assert_eq!(found(&mut blind, 302, 2), Some(again));
        assert!(!blind.is_silent(&key(1), at(900), ETHEREUM));
        assert_eq!(found(&mut blind, 314, 2), None);
        assert_eq!(blind.standing_tags().count(), 1, "the other goes on");
        // An old block finds nothing again.
        blind.lost(key(1), at(302), at(314));
        assert_eq!(found(&mut blind, 326, 400), None);
        blind.lost(key(1), at(302), at(338));
        assert_eq!(found(&mut blind, 350, 2), None, "nothing was told");
        assert_eq!(blind.0.len(), 1);
    }

    #[test]
    fn after_a_sleep_it_is_read_first_and_the_gap_is_told() {
        let mut blind = Blind::default();
        blind.lost(key(1), at(0), at(12));
        blind.see(at(3_600), 12);
        assert!(matches!(
            found(&mut blind, 3_602, 2),
            Some(NoticeKind::WatchingAgain { .. })
        ));
        assert!(blind.is_empty());
        // So where the page comes to the front.
        blind.lost(key(1), at(3_602), at(3_614));
        assert_eq!(told(&mut blind, 3_603, 3_662), []);
        blind.reads_first(at(3_663));
        assert_eq!(told(&mut blind, 3_663, 3_663), []);
        let again = told(&mut blind, 3_664, 3_800);
        assert_eq!(again, [(key(1), Level::Urgent)], "not for ever");
    }
}
