use super::desk::{Desk, ratio};
use crate::alert::Level::{Call, Liquidatable, Urgent, Watch};
use crate::alert::NoticeKind::{Cleared, Entered, Escalated, Relaxed, Repeated};
use crate::alert::{Ladder, Observation, Outlasts, Phase, Rules, Seizure};
use crate::math::Timestamp;
use crate::risk::Health;

#[test]
fn a_mild_level_waits_for_a_second_block() {
    let mut desk = Desk::new();
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Unknown);
    assert_eq!(desk.read("2"), None);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Ok);
    assert_eq!(desk.read("1.08"), None);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Pending(Call));
    assert_eq!(
        desk.reread("1.08"),
        None,
        "the same block again proves nothing"
    );
    assert_eq!(desk.read("1.08"), Some((Entered, Call)));
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Firing(Call));
    assert_eq!(desk.read("1.08"), None);
}

#[test]
fn what_other_thresholds_end_is_no_recovery() {
    let mut desk = Desk::at("1.03");
    assert_eq!(desk.episode.level(), Some(Urgent));
    desk.rules = Rules::CORRELATED;
    // It is at watch by them: of that nothing is told.
    assert_eq!(desk.read_for(120, "1.03"), []);
    assert_eq!(desk.episode.level(), Some(Watch));
    let mine = Ladder::parse("2.5%", "2%", "1%").unwrap();
    desk.rules = Rules::CORRELATED.with_ladder(mine);
    assert_eq!(desk.read_for(120, "1.03"), [(Relaxed, Watch)]);
    // What they would have called as well has recovered.
    let mut desk = Desk::at("1.03");
    desk.rules = Rules::CORRELATED;
    assert_eq!(desk.read_for(120, "1.06"), [(Cleared, Urgent)]);
}

#[test]
fn other_thresholds_call_at_once_what_two_blocks_have_proven() {
    let mut desk = Desk::at("1.5");
    let mine = Ladder::parse("1.6", "1.2", "1.1").unwrap();
    desk.rules = desk.rules.with_ladder(mine);
    assert_eq!(desk.reread("1.5"), Some((Entered, Watch)));
}

#[test]
fn what_was_told_and_not_answered_can_be_put_off() {
    let mut desk = Desk::at("1.5");
    assert_eq!(desk.episode.phase(&desk.rules).snoozes_s(), None);
    desk.read_for(24, "1.08");
    let offered = desk.episode.phase(&desk.rules).snoozes_s();
    assert_eq!(offered, Some(Call.snoozes_s()));
    desk.snooze(3_600);
    assert_eq!(desk.episode.phase(&desk.rules).snoozes_s(), None);
}

#[test]
fn one_odd_block_is_not_told() {
    let mut desk = Desk::at("1.5");
    assert_eq!(desk.read("1.08"), None);
    assert_eq!(desk.read("1.5"), None);
    assert_eq!(desk.read("1.08"), None);
    assert_eq!(desk.read("1.5"), None);
}

#[test]
fn urgent_and_liquidatable_are_told_at_once() {
    assert_eq!(Desk::at("1.5").read("1.04"), Some((Entered, Urgent)));
    assert_eq!(Desk::at("1.5").read("0.99"), Some((Entered, Liquidatable)));
    assert_eq!(
        Desk::new().read("0.99"),
        Some((Entered, Liquidatable)),
        "at the first reading"
    );
}

#[test]
fn a_fall_past_several_levels_tells_the_worst_once() {
    let mut desk = Desk::at("1.5");
    assert_eq!(desk.read("1.08"), None);
    assert_eq!(desk.read("1.08"), Some((Entered, Call)));
    let mut desk = Desk::at("1.24");
    assert_eq!(desk.read("0.97"), Some((Escalated, Liquidatable)));
    assert_eq!(desk.read("0.97"), None);
}

#[test]
fn of_two_different_levels_the_milder_is_proven() {
    let mut desk = Desk::at("1.5");
    assert_eq!(desk.read("1.2"), None);
    assert_eq!(desk.read("1.08"), Some((Entered, Watch)));
    assert_eq!(desk.read("1.08"), Some((Escalated, Call)));
}

#[test]
fn all_notices_of_an_episode_have_one_tag_and_the_next_episode_another() {
    let mut desk = Desk::at("1.2");
    let first = desk.episode.tag();
    desk.read("1.04");
    assert_eq!(desk.episode.tag(), first);
    assert_eq!(desk.read_for(120, "2"), [(Cleared, Urgent)]);
    assert_eq!(desk.episode.tag(), first, "the end replaces the alarm");
    desk.read("1.04");
    assert_ne!(desk.episode.tag(), first);
}

#[test]
fn a_level_is_left_past_the_deadband_for_the_off_delay() {
    let mut desk = Desk::at("1.2");
    assert_eq!(
        desk.read_for(600, "1.262"),
        [],
        "past the threshold, in the deadband"
    );
    assert_eq!(desk.read("1.263"), None);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Clearing(Watch));
    assert_eq!(desk.read_for(48, "1.263"), [], "48 seconds");
    assert_eq!(desk.read("1.263"), Some((Cleared, Watch)));
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Ok);
    assert_eq!(desk.read_for(600, "1.263"), []);
}

#[test]
fn falling_back_while_clearing_starts_the_delay_again_and_tells_nothing() {
    let mut desk = Desk::at("1.2");
    for _ in 0..20 {
        assert_eq!(desk.read_for(48, "1.3"), []);
        assert_eq!(desk.read("1.2"), None);
        assert_eq!(desk.episode.phase(&desk.rules), Phase::Firing(Watch));
    }
}

#[test]
fn time_without_a_second_block_clears_nothing() {
    let mut desk = Desk::at("1.2");
    desk.read("2");
    desk.wait(3_600);
    assert_eq!(desk.reread("2"), None);
    assert_eq!(desk.tick(), None);
    assert_eq!(desk.episode.level(), Some(Watch));
    assert_eq!(desk.read("2"), Some((Cleared, Watch)));
}

#[test]
fn no_debt_clears_like_any_health() {
    let mut desk = Desk::at("1.04");
    desk.observe(Health::NoDebt, Seizure::None);
    desk.block += 1;
    desk.wait(60);
    assert_eq!(
        desk.observe(Health::NoDebt, Seizure::None),
        Some((Cleared, Urgent))
    );
}

#[test]
fn improvement_is_silent_and_arms_the_worse_level_again() {
    let mut desk = Desk::at("1.04");
    assert_eq!(desk.read_for(120, "1.09"), []);
    assert_eq!(desk.episode.level(), Some(Call));
    assert_eq!(desk.read("1.04"), Some((Escalated, Urgent)));
}

#[test]
fn leaving_stops_at_the_worst_level_met_on_the_way() {
    let mut desk = Desk::at("1.04");
    desk.read("1.5");
    desk.read("1.09");
    assert_eq!(desk.read_for(60, "1.5"), []);
    assert_eq!(desk.episode.level(), Some(Call));
    assert_eq!(desk.read_for(120, "1.5"), [(Cleared, Call)]);
}

/// Also where blocks come faster than seconds.
#[test]
fn the_worst_level_of_one_second_is_the_one_at_which_leaving_stops() {
    let mut desk = Desk::at("1.04");
    desk.read("1.09");
    desk.block += 1;
    assert_eq!(desk.reread("1.5"), None);
    assert_eq!(desk.read_for(60, "1.5"), []);
    assert_eq!(desk.episode.level(), Some(Call));
}

/// It waits for time to pass only where somebody is called.
#[test]
fn a_level_that_was_reached_by_leaving_a_worse_one_is_called_and_is_not_being_left() {
    let mut desk = Desk::new();
    assert!(!desk.episode.waits());
    for _ in 0..2 {
        desk.read("1.04");
    }
    assert!(desk.episode.waits());
    desk.read("1.09");
    assert!(!desk.episode.waits(), "it may be over");
    while desk.episode.level() == Some(Urgent) {
        assert_eq!(desk.read("1.09"), None);
    }
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Firing(Call));
    assert!(desk.episode.waits());
    desk.liquidate("1.5");
    assert!(!desk.episode.waits());
}

#[test]
fn recovery_arms_every_level_again() {
    let mut desk = Desk::at("1.08");
    assert_eq!(desk.read_for(120, "1.5"), [(Cleared, Call)]);
    assert_eq!(desk.read_for(24, "1.08"), [(Entered, Call)]);
}

#[test]
fn repeats_follow_the_level() {
    let mut desk = Desk::at("1.2");
    assert_eq!(
        desk.episode.next_due(&desk.rules),
        None,
        "watch is told once"
    );
    desk.read_for(24, "1.08");
    let due = desk.episode.next_due(&desk.rules);
    assert_eq!(due, Some(Timestamp(desk.now.0 + 4 * 3_600)));
    desk.wait(4 * 3_600 - 1);
    assert_eq!(desk.tick(), None);
    desk.wait(1);
    assert_eq!(desk.tick(), Some((Repeated, Call)));
    assert_eq!(desk.tick(), None);
    desk.read("1.04");
    desk.wait(599);
    assert_eq!(desk.tick(), None);
    desk.wait(1);
    assert_eq!(desk.tick(), Some((Repeated, Urgent)));
}

#[test]
fn nothing_is_repeated_while_the_health_is_past_the_deadband() {
    let mut desk = Desk::at("1.04");
    desk.wait(590);
    desk.read("1.2");
    assert_eq!(desk.episode.next_due(&desk.rules), None);
    assert_eq!(desk.tick(), None);
    desk.read("1.04");
    assert_eq!(desk.tick(), Some((Repeated, Urgent)));
}

#[test]
fn a_repeat_says_whether_its_health_is_current() {
    let mut desk = Desk::at("1.04");
    desk.wait(600);
    let notice = desk.episode.tick(&desk.rules, desk.now, false).unwrap();
    assert!(!notice.current);
    assert_eq!(notice.reading.unwrap().health, ratio("1.04"));
}

#[test]
fn an_acknowledgement_is_quiet_until_it_runs_out() {
    let mut desk = Desk::at("1.08");
    desk.acknowledge();
    desk.wait(12 * 3_600 - 1);
    assert_eq!(desk.tick(), None);
    desk.wait(1);
    assert_eq!(desk.tick(), Some((Repeated, Call)));
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Firing(Call));

    let mut desk = Desk::at("1.04");
    desk.acknowledge();
    desk.wait(3_600);
    assert_eq!(
        desk.tick(),
        Some((Repeated, Urgent)),
        "an urgent one runs out sooner"
    );
}

#[test]
fn an_acknowledged_watch_runs_out_in_silence() {
    let mut desk = Desk::at("1.2");
    desk.acknowledge();
    desk.wait(12 * 3_600);
    assert_eq!(desk.tick(), None);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Firing(Watch));
}

#[test]
fn a_worse_level_breaks_acknowledgement_and_snooze() {
    let mut desk = Desk::at("1.08");
    desk.acknowledge();
    assert_eq!(desk.read("1.04"), Some((Escalated, Urgent)));
    desk.snooze(3_600);
    assert_eq!(desk.read("0.99"), Some((Escalated, Liquidatable)));
}

#[test]
fn all_that_turns_liquidatable_after_a_part_is_told_once_whatever_was_said() {
    let mut desk = Desk::at("1.5");
    let mut read = |health, partial| {
        desk.block += 1;
        desk.wait(12);
        let observation = Observation {
            block_number: desk.block,
            health: ratio(health),
            lasts: Outlasts::Levels,
            partial,
            seizure: Seizure::None,
        };
        let notice = desk.episode.observe(&desk.rules, desk.now, observation);
        desk.acknowledge();
        notice.map(|notice| (notice.kind, notice.level))
    };
    assert_eq!(read("0.99", true), Some((Entered, Liquidatable)));
    assert_eq!(read("0.93", true), None);
    assert_eq!(read("0.99", false), Some((Escalated, Liquidatable)));
    // It trembles there.
    for partial in [true, false, true, false] {
        assert_eq!(read("0.99", partial), None);
    }
}

#[test]
fn a_snooze_ends_with_a_reminder_at_every_level() {
    for health in ["1.2", "1.08", "1.04", "0.99"] {
        let mut desk = Desk::at(health);
        let level = desk.episode.level().unwrap();
        let [_, _, longest] = level.snoozes_s();
        desk.snooze(u64::MAX);
        desk.wait(longest - 1);
        assert_eq!(desk.tick(), None);
        desk.wait(1);
        assert_eq!(desk.tick(), Some((Repeated, level)));
    }
}

#[test]
fn a_snooze_has_a_longest_time() {
    let mut desk = Desk::at("1.08");
    desk.snooze(u64::MAX - desk.now.0);
    desk.wait(24 * 3_600 - 1);
    assert_eq!(desk.tick(), None);
    desk.wait(1);
    assert_eq!(desk.tick(), Some((Repeated, Call)));
}

#[test]
fn a_clock_set_back_does_not_lengthen_a_silence() {
    let mut desk = Desk::at("1.08");
    desk.acknowledge();
    desk.now = Timestamp(desk.now.0 - 5);
    assert_eq!(desk.tick(), None, "a correction by seconds is nothing");
    // Nor is one by as long as an answer holds.
    desk.now = Timestamp(desk.now.0 + 5 - 12 * 3_600);
    assert_eq!(desk.tick(), None);
    desk.now = Timestamp(desk.now.0 - 1);
    assert_eq!(desk.tick(), Some((Repeated, Call)));
    let mut desk = Desk::at("1.08");
    desk.acknowledge();
    desk.now = Timestamp(desk.now.0 - 365 * 24 * 3_600);
    assert_eq!(desk.tick(), Some((Repeated, Call)));
    assert_eq!(desk.tick(), None);
}

#[test]
fn a_clock_set_back_does_not_keep_a_recovered_position_from_clearing() {
    let mut desk = Desk::at("1.08");
    desk.read("1.5");
    desk.now = Timestamp(desk.now.0 - 365 * 24 * 3_600);
    assert_eq!(desk.read("1.5"), None, "the delay starts again");
    assert_eq!(desk.read_for(60, "1.5"), [(Cleared, Call)]);
}

#[test]
fn a_lower_block_number_is_another_block() {
    let mut desk = Desk::at("1.5");
    let mut read = |block_number| {
        let observation = Observation {
            block_number,
            health: ratio("1.08"),
            lasts: Outlasts::Levels,
            partial: false,
            seizure: Seizure::None,
        };
        desk.episode.observe(&desk.rules, desk.now, observation)
    };
    assert!(read(90).is_none());
    assert!(read(89).is_some());
}

#[test]
fn a_ladder_that_was_raised_finds_the_position_at_a_level() {
    let mut desk = Desk::at("1.3");
    desk.rules = desk.rules.with_ladder("1.5, 1.4, 1.2".parse().unwrap());
    assert_eq!(desk.read("1.3"), Some((Entered, Call)));
}
