use super::desk::{Desk, ratio};
use crate::alert::Level::{Call, Liquidatable, Urgent, Watch};
use crate::alert::NoticeKind::{Cleared, Entered, Escalated, Liquidated, MaybeLiquidated};
use crate::alert::{Observation, Outlasts, Phase, Seizure};
use crate::math::Timestamp;

#[test]
fn a_liquidation_is_told_once_and_ends_the_episode() {
    let mut desk = Desk::at("0.99");
    let tags = (desk.episode.tag(), desk.episode.seizure_tag());
    assert_ne!(tags.0, tags.1);
    assert_eq!(desk.liquidate("1.3"), Some((Liquidated, Liquidatable)));
    assert_eq!((desk.episode.tag(), desk.episode.seizure_tag()), tags);
    // Both are of this episode, and of no other one.
    assert!(desk.episode.tells(&tags.0) && desk.episode.tells(&tags.1));
    assert!(!Desk::at("1.5").episode.tells(&tags.0));
    assert_eq!(
        desk.observe(ratio("1.3"), Seizure::Found),
        None,
        "the same block again"
    );
    assert_eq!(desk.read("1.3"), None);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Liquidated);
    desk.acknowledge();
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Ok);
}

#[test]
fn what_a_liquidation_left_is_watched_on() {
    let mut desk = Desk::at("1.5");
    assert_eq!(desk.liquidate("0.98"), Some((Liquidated, Liquidatable)));
    assert_eq!(desk.read("0.98"), Some((Entered, Liquidatable)));
    assert_eq!(desk.liquidate("1.08"), Some((Liquidated, Liquidatable)));
    assert_eq!(desk.read("1.08"), Some((Entered, Call)));
}

#[test]
fn while_a_seizure_is_suspected_nothing_recovers_and_what_gets_worse_is_told() {
    let mut desk = Desk::at("1.04");
    let mut suspect = |health| {
        desk.block += 1;
        desk.wait(120);
        desk.observe(ratio(health), Seizure::Suspected)
    };
    assert_eq!(
        (suspect("1.5"), suspect("1.5"), suspect("1.5")),
        (None, None, None)
    );
    assert_eq!(suspect("0.99"), Some((Escalated, Liquidatable)));
    assert_eq!((suspect("1.5"), suspect("1.5")), (None, None));
    // It was none: what is better now is a recovery.
    assert_eq!(desk.read_for(120, "1.5"), [(Cleared, Liquidatable)]);
}

#[test]
fn a_top_up_while_a_seizure_is_suspected_is_no_recovery_yet() {
    let mut desk = Desk::at("1.04");
    let observation = Observation {
        block_number: desk.block + 1,
        health: ratio("1.5"),
        lasts: Outlasts::Levels,
        partial: false,
        seizure: Seizure::Suspected,
    };
    let rules = desk.rules;
    let told = desk.episode.confirmed_top_up(&rules, desk.now, observation);
    assert_eq!(told, None);
    assert_eq!(desk.liquidate("1.5"), Some((Liquidated, Liquidatable)));
}

#[test]
fn what_may_have_been_a_liquidation_is_told_mildly_and_answers_no_call() {
    let mut desk = Desk::at("1.5");
    let tag = desk.episode.seizure_tag();
    let told = desk.episode.may_be_liquidated(desk.now);
    assert_eq!((told.kind, told.level), (MaybeLiquidated, Watch));
    assert_ne!(told.tag, tag);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Ok);
    let mut desk = Desk::at("1.04");
    let told = desk.episode.may_be_liquidated(desk.now);
    assert_eq!(told.tag, desk.episode.seizure_tag());
    assert_eq!(desk.episode.level(), Some(Urgent));
    // One answer is enough for both.
    desk.liquidate("1.5");
    let told = desk.episode.may_be_liquidated(desk.now);
    assert_eq!(told.tag, desk.episode.seizure_tag());
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Liquidated);
}

#[test]
fn a_confirmed_top_up_counts_at_once() {
    let mut desk = Desk::at("1.04");
    assert_eq!(desk.top_up("1.5"), Some((Cleared, Urgent)));
    assert_eq!(desk.read("1.04"), Some((Entered, Urgent)));
}

#[test]
fn a_top_up_that_reaches_a_milder_level_is_silent_and_arms_the_worse() {
    let mut desk = Desk::at("1.04");
    desk.wait(3 * 3_600);
    assert_eq!(desk.top_up("1.09"), None);
    assert_eq!(desk.episode.level(), Some(Call));
    let due = desk.episode.next_due(&desk.rules);
    assert_eq!(due, Some(Timestamp(desk.now.0 + 4 * 3_600)));
    assert_eq!(desk.read("1.04"), Some((Escalated, Urgent)));
}

/// It is not there yet: what was called goes on as if nothing had been paid.
#[test]
fn a_top_up_that_leaves_the_level_as_it_is_puts_nothing_off() {
    let mut desk = Desk::at("1.04");
    let due = desk.episode.next_due(&desk.rules);
    desk.wait(300);
    assert_eq!(desk.top_up("1.045"), None);
    assert_eq!(desk.episode.next_due(&desk.rules), due);
}

#[test]
fn a_top_up_outrun_by_the_price_is_a_fall_like_any_other() {
    let mut desk = Desk::at("1.04");
    assert_eq!(desk.top_up("0.99"), Some((Escalated, Liquidatable)));
}

#[test]
fn a_liquidation_that_came_before_the_top_up_is_told() {
    let mut desk = Desk::at("0.99");
    let observation = Observation {
        block_number: desk.block + 1,
        health: ratio("1.5"),
        lasts: Outlasts::Levels,
        partial: false,
        seizure: Seizure::Found,
    };
    let told = desk
        .episode
        .confirmed_top_up(&desk.rules, desk.now, observation);
    assert_eq!(told.unwrap().kind, Liquidated);
}

/// The episode as another tab kept it, in which the borrower answered.
fn answered(desk: &Desk) -> crate::alert::Episode {
    let mut other = desk.episode.clone();
    other.acknowledge(&desk.rules, desk.now);
    other
}

#[test]
fn an_answer_counts_wherever_it_was_given_until_it_runs_out() {
    let mut desk = Desk::at("1.2");
    let other = answered(&desk);
    let Phase::Acknowledged { until, .. } = other.phase(&desk.rules) else {
        panic!("not acknowledged");
    };
    desk.read("1.2");
    desk.episode.heed(&other, until);
    assert!(matches!(desk.episode.phase(&desk.rules), Phase::Firing(_)));
    desk.episode.heed(&other, desk.now);
    assert_eq!(desk.episode.phase(&desk.rules), other.phase(&desk.rules));
}

#[test]
fn an_answer_does_not_count_for_what_was_told_after_it() {
    let mut desk = Desk::at("1.08");
    let other = answered(&desk);
    assert_eq!(desk.read("1.04"), Some((Escalated, Urgent)));
    desk.episode.heed(&other, desk.now);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Firing(Urgent));
    assert_eq!(desk.liquidate("1.5"), Some((Liquidated, Liquidatable)));
    let other = answered(&desk);
    assert_eq!(desk.liquidate("1.5"), Some((Liquidated, Liquidatable)));
    desk.episode.heed(&other, desk.now);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Liquidated);
    let other = answered(&desk);
    desk.episode.heed(&other, desk.now);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Ok);
}

#[test]
fn an_answer_to_a_milder_level_does_not_count_for_a_worse_one() {
    let mut desk = Desk::at("1.04");
    let worse = desk.episode.clone();
    assert_eq!(desk.read_for(120, "1.08"), []);
    let other = answered(&desk);
    assert_eq!(other.level(), Some(Call));
    desk.episode = worse;
    desk.episode.heed(&other, desk.now);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Firing(Urgent));
}

/// Another tab has not seen the seizure: that it is well is no answer to that.
#[test]
fn that_a_position_was_well_before_it_was_seized_is_no_answer() {
    let mut desk = Desk::at("1.04");
    let mut other = Desk::at("1.04");
    assert_eq!(other.read_for(120, "2"), [(Cleared, Urgent)]);
    assert_eq!(other.episode.tag(), desk.episode.tag());
    assert_eq!(desk.liquidate("1.3"), Some((Liquidated, Liquidatable)));
    desk.episode.heed(&other.episode, desk.now);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Liquidated);
    assert!(desk.episode.is_liquidated() && !other.episode.is_liquidated());
}
