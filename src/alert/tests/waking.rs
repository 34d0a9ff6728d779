//! A page that slept, was held up, or whose clock was set.

use super::world::{ETHEREUM, LOCAL, World};
use crate::alert::Level::Call;
use crate::alert::NoticeKind::{Unwatched, WatchingAgain};
use crate::alert::{Cadence, DataState};
use crate::math::Timestamp;

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

#[test]
fn a_tick_that_is_held_up_by_more_than_fifteen_seconds_reads_first() {
    for (held_up, reads_first) in [(27, false), (28, true)] {
        let mut world = World::watched(ETHEREUM);
        assert_eq!(world.awake(61 - held_up, None), None);
        world.now += held_up;
        assert_eq!(world.tick(None).is_none(), reads_first, "{held_up} s");
    }
}

/// Blocks come all the while, each as late as that.
fn reads_for(world: &mut World, seconds: u64, late: u64) -> Vec<crate::alert::NoticeKind> {
    let mut told = Vec::new();
    for _ in 0..seconds / 12 {
        world.now += 12;
        told.extend(world.tick(None).map(|(kind, _)| kind));
        told.extend(world.read(late));
    }
    told
}

#[test]
fn a_clock_that_is_minutes_wrong_is_no_silence_and_is_named() {
    let mut world = World::new(ETHEREUM);
    assert_eq!(reads_for(&mut world, 120, 540), []);
    assert_eq!(world.state(), DataState::Fresh);
    assert_eq!(world.watch.clock_differs_s(ETHEREUM), Some(540));
    // The blocks of a local chain are as old as they are.
    assert_eq!(world.watch.clock_differs_s(LOCAL), None);
}

/// Three minutes without a tick are a sleep, after which the clock may be another.
#[test]
fn after_a_sleep_blocks_that_stay_late_are_believed_in_the_end_and_without_one_never() {
    for (passed, is_sleep) in [(180, false), (181, true)] {
        let mut world = World::watched(ETHEREUM);
        world.now += passed;
        assert_eq!(world.tick(None), None);
        let told = reads_for(&mut world, 588, 3_602);
        // Until then that is a silence like any other.
        assert!(matches!(told[..], [Unwatched { .. }]), "{told:?}");
        let told = reads_for(&mut world, 120, 3_602);
        let is_again = matches!(told[..], [WatchingAgain { .. }]);
        assert_eq!(is_again, is_sleep, "{passed} s: {told:?}");
        let differs = is_sleep.then_some(3_602);
        assert_eq!(world.watch.clock_differs_s(ETHEREUM), differs);
    }
}

#[test]
fn the_time_that_is_named_is_not_now_and_no_block_of_a_local_chain_is_too_late() {
    let mut world = World::watched(ETHEREUM);
    world.now += 12;
    world.read(299);
    let due = world.watch.next_due(ETHEREUM).unwrap();
    assert_eq!(due, Timestamp(world.now + 2));
    assert_eq!(world.awake(2, None), None);
    assert!(!world.is_known());
    let due = world.watch.next_due(ETHEREUM).unwrap();
    assert_eq!(due, Timestamp(world.now - 2 + 61));
    let mut world = World::watched(LOCAL);
    world.now += 12;
    world.read(290);
    let due = world.watch.next_due(LOCAL);
    assert_eq!(due, Some(Timestamp(world.now + 61)));
}
