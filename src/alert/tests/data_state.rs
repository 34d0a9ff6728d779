use super::desk::key;
use super::world::{ETHEREUM, LOCAL, START, World};
use crate::alert::Level::{Call, Liquidatable, Urgent, Watch};
use crate::alert::NoticeKind::{Unwatched, WatchingAgain};
use crate::alert::{Cadence, DataState, DataWatch, Rule, RuleKey};
use crate::chain::{BlockPace, ChainId};
use crate::math::Timestamp;

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

#[test]
fn it_is_said_since_when_nothing_is_known() {
    let world = World::new(ETHEREUM);
    assert_eq!(world.state().unknown_since(), None, "before the first read");
    let mut world = World::watched(ETHEREUM);
    assert_eq!(world.state().unknown_since(), None);
    let read_at = Timestamp(world.now);
    world.now += 61;
    assert_eq!(world.state().unknown_since(), Some(read_at));
    world.fail();
    assert_eq!(world.state().unknown_since(), Some(Timestamp(world.now)));
}

/// A silence that was told before it was known of which chain.
#[test]
fn a_silence_goes_on_under_the_name_of_its_chain_and_what_told_it_is_taken_back() {
    let of_chain = |chain| RuleKey {
        chain: ChainId(chain),
        ..key(Rule::Watching)
    };
    let mut world = World::watched(ETHEREUM);
    assert_eq!(world.watch.standing_tag(), None);
    assert_eq!(world.watch.rename(of_chain(2)), None, "nothing was told");
    assert!(world.awake(61, None).is_some());
    let told = world.watch.standing_tag();
    assert!(told.is_some());
    assert_eq!(world.watch.rename(of_chain(2)), None, "its name already");
    assert_eq!(world.watch.rename(of_chain(3)), told);
    let stands = world.watch.standing_tag();
    assert!(stands.is_some() && stands != told);
    world.read(0);
    assert_eq!(world.watch.standing_tag(), None);
}
