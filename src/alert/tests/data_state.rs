use super::desk::key;
use crate::alert::Level::{Call, Liquidatable, Urgent, Watch};
use crate::alert::NoticeKind::{Unwatched, WatchingAgain};
use crate::alert::{Cadence, DataState, DataWatch, Level, NoticeKind, Rule};
use crate::chain::BlockPace;
use crate::math::Timestamp;

const ETHEREUM: Cadence = Cadence {
    blocks: BlockPace::Every { ms: 12_000 },
    read_every_s: 12,
};
const LOCAL: Cadence = Cadence {
    blocks: BlockPace::OnDemand,
    read_every_s: 4,
};
const START: u64 = 1_800_000_000;

/// A watch and the time around it; blocks come every 12 seconds of that time.
struct World {
    watch: DataWatch,
    cadence: Cadence,
    now: u64,
}

impl World {
    fn new(cadence: Cadence) -> Self {
        Self {
            watch: DataWatch::new(key(Rule::Watching), Timestamp(START)),
            cadence,
            now: START,
        }
    }

    /// Watching for a while, each block read when it comes.
    fn watched(cadence: Cadence) -> Self {
        let mut world = Self::new(cadence);
        for _ in 0..10 {
            world.now += 12;
            assert_eq!(world.tick(None), None);
            assert_eq!(world.read(0), None);
        }
        world
    }

    /// A read of the block that was new so many seconds ago.
    fn read(&mut self, age_s: u64) -> Option<NoticeKind> {
        self.read_with(age_s, true)
    }

    fn read_with(&mut self, age_s: u64, agrees: bool) -> Option<NoticeKind> {
        let time = self.now - age_s;
        let block = (time / 12, Timestamp(time));
        let now = Timestamp(self.now);
        let notice = self.watch.read_succeeded(now, self.cadence, block, agrees);
        notice.map(|notice| notice.kind)
    }

    fn fail(&mut self) {
        self.watch.read_failed(Timestamp(self.now));
    }

    fn tick(&mut self, last_level: Option<Level>) -> Option<(NoticeKind, Level)> {
        let notice = self
            .watch
            .tick(Timestamp(self.now), self.cadence, last_level);
        notice.map(|notice| (notice.kind, notice.level))
    }

    /// So many seconds of a page that is awake; what it told in them.
    fn awake(&mut self, seconds: u64, last_level: Option<Level>) -> Option<(NoticeKind, Level)> {
        let told = (0..seconds).filter_map(|_| {
            self.now += 1;
            self.tick(last_level)
        });
        let told: Vec<_> = told.collect();
        assert!(told.len() < 2, "{told:?}");
        told.first().copied()
    }

    fn state(&self) -> DataState {
        self.watch.state(Timestamp(self.now), self.cadence)
    }

    fn is_known(&self) -> bool {
        self.watch.is_known(Timestamp(self.now), self.cadence)
    }
}

#[test]
fn silence_is_five_blocks_two_reads_or_a_minute() {
    let silence = |ms, read_every_s| {
        let blocks = BlockPace::Every { ms };
        Cadence {
            blocks,
            read_every_s,
        }
        .silence_s()
    };
    assert_eq!(silence(250, 1), 60);
    assert_eq!(silence(12_000, 12), 60);
    assert_eq!(silence(30_001, 12), 151);
    assert_eq!(silence(2_000, 61), 122);
    assert_eq!(LOCAL.silence_s(), 60);
}

#[test]
fn nothing_is_known_before_the_first_read() {
    let mut world = World::new(ETHEREUM);
    assert_eq!(world.state(), DataState::Unread);
    assert!(!world.is_known());
    world.read(3);
    assert_eq!(world.state(), DataState::Fresh);
    assert!(world.is_known());
}

#[test]
fn no_new_block_is_stale_even_if_reads_succeed() {
    let mut world = World::watched(ETHEREUM);
    let since = Timestamp(world.now);
    for age in [20, 40, 60] {
        world.now = since.0 + age;
        assert_eq!((world.read(age), world.tick(None)), (None, None));
        assert_eq!(world.state(), DataState::Fresh);
    }
    world.now += 1;
    world.read(61);
    assert_eq!(world.state(), DataState::Stale { since });
    assert_eq!(world.tick(None), Some((Unwatched { since }, Watch)));
    world.now += 3_600;
    world.read(3_661);
    assert_eq!(world.tick(None), None, "told once");
    assert_eq!(world.state(), DataState::Stale { since });
}

#[test]
fn silence_at_a_margin_call_is_urgent() {
    for (last, expected) in [
        (None, Watch),
        (Some(Watch), Watch),
        (Some(Call), Urgent),
        (Some(Liquidatable), Urgent),
    ] {
        let mut world = World::watched(ETHEREUM);
        let (_, level) = world.awake(61, last).unwrap();
        assert_eq!(level, expected, "{last:?}");
    }
}

#[test]
fn recovery_is_told_once_with_the_gap() {
    let mut world = World::watched(ETHEREUM);
    let from = Timestamp(world.now);
    assert!(world.awake(61, None).is_some());
    world.now += 100;
    assert_eq!(world.tick(None), None, "told once");
    let to = Timestamp(world.now);
    assert_eq!(world.read(2), Some(WatchingAgain { from, to }));
    assert_eq!(world.state(), DataState::Fresh);
    world.now += 12;
    assert_eq!(world.read(0), None);
    let again = world.awake(61, None);
    assert!(again.is_some(), "the next silence is told again");
}

#[test]
fn an_old_block_does_not_end_the_alarm() {
    let mut world = World::watched(ETHEREUM);
    assert!(world.awake(61, None).is_some());
    world.now += 1_000;
    assert_eq!(world.read(400), None, "a new block, but minutes old");
    assert!(!world.is_known());
    world.now += 12;
    assert!(world.read(0).is_some());
}

#[test]
fn an_endpoint_that_lags_far_behind_is_stale_however_fast_its_blocks_come() {
    let mut world = World::watched(ETHEREUM);
    for lag in (12..=300).step_by(12) {
        world.now += 24;
        assert_eq!((world.read(lag), world.tick(None)), (None, None));
        assert!(world.is_known());
    }
    assert_eq!(
        world.watch.next_due(ETHEREUM),
        Some(Timestamp(world.now + 1))
    );
    // A block that old is no news.
    let since = Timestamp(world.now);
    world.now += 12;
    world.read(301);
    assert_eq!(world.state(), DataState::Stale { since });
    assert_eq!(world.tick(None), Some((Unwatched { since }, Watch)));
}

/// Between two reads a block becomes too late: the next one is not.
#[test]
fn one_that_always_lags_nearly_too_far_is_told_of_once_at_most() {
    for (read_every_s, lag, told) in [(60, 293, 0), (12, 293, 0), (12, 299, 1), (60, 302, 1)] {
        let cadence = Cadence {
            read_every_s,
            ..ETHEREUM
        };
        let mut world = World::watched(cadence);
        let reads = (0..60).map(|round| {
            let lost = world.awake(read_every_s, None).is_some();
            // By parts of a block sooner or later.
            lost || world.read(lag + round % 4).is_some()
        });
        let times = reads.filter(|told| *told).count();
        assert_eq!(times, told, "{lag} s, read every {read_every_s} s");
    }
}

/// The end of an alarm replaces it; the next one stands for itself.
#[test]
fn each_silence_has_its_own_tag() {
    let mut world = World::watched(ETHEREUM);
    let mut tags = Vec::new();
    for (awake, asleep) in [(61, 0), (0, 8 * 3_600), (61, 0)] {
        let tick = |world: &mut World, seconds| {
            world.now += seconds;
            let now = Timestamp(world.now);
            world.watch.tick(now, ETHEREUM, None)
        };
        let alarm = (0..awake).find_map(|_| tick(&mut world, 1));
        let alarm = alarm.or_else(|| tick(&mut world, asleep));
        let now = Timestamp(world.now);
        let block = (world.now, now);
        let end = world.watch.read_succeeded(now, ETHEREUM, block, true);
        let end = end.unwrap().tag;
        assert!(alarm.is_none_or(|alarm| alarm.tag == end));
        tags.push(end);
    }
    assert!(tags.is_sorted_by(|one, two| one < two), "{tags:?}");
}

#[test]
fn a_failed_read_shows_at_once_and_alarms_after_the_silence() {
    let mut world = World::watched(ETHEREUM);
    world.now += 12;
    let since = Timestamp(world.now);
    world.fail();
    assert_eq!(world.state(), DataState::Failing { since });
    assert!(world.is_known(), "what was read a block ago still holds");
    assert_eq!(world.tick(None), None);
    assert_eq!(world.awake(30, None), None);
    world.fail();
    assert_eq!(world.state(), DataState::Failing { since });
    assert!(world.awake(30, None).is_some());
    assert!(!world.is_known());
    world.read(1);
    assert_eq!(world.state(), DataState::Fresh);
}

#[test]
fn a_page_that_never_reads_anything_says_so() {
    let mut world = World::new(ETHEREUM);
    world.now += 10;
    world.fail();
    let since = Timestamp(START);
    let told = Some((Unwatched { since }, Watch));
    assert_eq!(world.awake(51, None), told);
}

#[test]
fn a_difference_of_arithmetic_shows_until_it_is_gone() {
    let mut world = World::watched(ETHEREUM);
    world.now += 12;
    world.read_with(0, false);
    assert_eq!(world.state(), DataState::Divergent);
    world.now += 12;
    world.read(0);
    assert_eq!(world.state(), DataState::Fresh);
}

#[test]
fn after_sleep_the_read_comes_first_and_one_summary_follows() {
    let mut world = World::watched(ETHEREUM);
    let from = Timestamp(world.now);
    world.now += 8 * 3_600;
    assert!(!world.is_known());
    assert_eq!(world.tick(Some(Call)), None, "no alarm before the read");
    world.now += 2;
    let to = Timestamp(world.now);
    assert_eq!(world.read(1), Some(WatchingAgain { from, to }));
    assert_eq!(world.tick(Some(Call)), None);
}

#[test]
fn after_sleep_a_failed_or_missing_read_is_an_alarm() {
    let mut world = World::watched(ETHEREUM);
    world.now += 8 * 3_600;
    assert_eq!(world.tick(None), None);
    world.fail();
    assert_eq!(world.tick(None), None, "that was asked before the sleep");
    world.now += 2;
    world.fail();
    assert!(world.tick(None).is_some());

    let mut world = World::watched(ETHEREUM);
    world.now += 8 * 3_600;
    assert_eq!(world.tick(None), None);
    world.now += 61;
    assert!(world.tick(None).is_some());
}

#[test]
fn rare_ticks_of_a_sleepy_page_do_not_put_the_alarm_off_for_ever() {
    for every in [61, 181, 600] {
        let mut world = World::watched(ETHEREUM);
        let told = (0..3).filter_map(|_| {
            world.now += every;
            world.tick(None)
        });
        assert_eq!(told.count(), 1, "every {every} s");
    }
}

#[test]
fn a_local_chain_without_blocks_is_fresh_while_it_answers() {
    let mut world = World::watched(LOCAL);
    let block_time = world.now;
    for _ in 0..100 {
        world.now += 60;
        assert_eq!(world.tick(None), None);
        let age = world.now - block_time;
        assert_eq!(world.read(age), None);
        assert_eq!(world.state(), DataState::Fresh);
    }
    assert!(world.awake(61, None).is_some());
}

#[test]
fn after_a_nap_or_out_of_sight_the_read_comes_first() {
    // Neither a read that ends in time nor the nap itself is worth a word.
    // More than three minutes are told in a summary.
    for nap in 30..=178 {
        let mut world = World::watched(ETHEREUM);
        world.now += nap;
        assert_eq!(world.tick(Some(Call)), None, "{nap} s");
        world.now += 2;
        assert_eq!(world.read(1), None, "{nap} s");
        assert_eq!(world.awake(12, Some(Call)), None, "{nap} s");
    }
    // One that fails is, at once.
    let mut world = World::watched(ETHEREUM);
    world.now += 100;
    assert_eq!(world.tick(None), None);
    world.now += 2;
    world.fail();
    assert!(world.tick(None).is_some());
    // Hidden, a read failed; then the page comes to the front, where less silence is allowed.
    let hidden = Cadence {
        read_every_s: 60,
        ..ETHEREUM
    };
    for answers in [true, false] {
        let mut world = World::watched(hidden);
        world.now += 60;
        assert_eq!(world.tick(None), None);
        world.fail();
        world.now += 30;
        world.cadence = ETHEREUM;
        world.watch.reads_first(Timestamp(world.now));
        assert_eq!(world.tick(None), None);
        world.now += 2;
        if answers {
            assert_eq!(world.read(1), None);
        } else {
            world.fail();
        }
        assert_eq!(world.tick(None).is_none(), answers);
    }
}

/// Waking at the time that was named is never in vain, and never too late.
#[test]
fn the_alarm_comes_exactly_when_it_is_due() {
    for cadence in [ETHEREUM, LOCAL] {
        for sleep in [0, 8 * 3_600] {
            let mut world = World::watched(cadence);
            world.now += sleep;
            assert_eq!(world.tick(None), None);
            let due = world.watch.next_due(cadence).unwrap();
            assert!(due.0 > world.now);
            assert_eq!(world.awake(due.0 - 1 - world.now, None), None);
            assert!(world.awake(1, None).is_some());
            assert_eq!(world.watch.next_due(cadence), None);
        }
    }
}

#[test]
fn a_reload_changes_nothing() {
    let mut world = World::watched(ETHEREUM);
    world.now += 61;
    world.tick(None);
    world.fail();
    let stored = serde_json::to_string(&world.watch).unwrap();
    let restored: DataWatch = serde_json::from_str(&stored).unwrap();
    assert_eq!(restored, world.watch);
}
