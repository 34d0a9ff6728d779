//! Levels by how long a position lasts on interest alone.

use super::desk::{Desk, ratio};
use crate::alert::Level::{Call, Liquidatable, Urgent, Watch};
use crate::alert::NoticeKind::{Cleared, Entered, Escalated, Repeated};
use crate::alert::{Lasts, Outlasts, Phase, Seizure};
use crate::risk::Health;

/// A desk at which so many hours were read in two blocks of a health that is healthy.
fn lasting(hours: u64) -> Desk {
    let mut desk = Desk::at("1.3");
    desk.read_lasting("1.3", hours);
    desk.read("1.3");
    desk
}

#[test]
fn a_rate_that_jumps_calls_though_the_health_is_as_it_was() {
    let mut desk = Desk::at("1.3");
    assert_eq!(desk.read_lasting("1.3", 33), None);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Pending(Call));
    assert_eq!(desk.read("1.3"), Some((Entered, Call)));
    assert_eq!(
        desk.episode.latest().unwrap().lasts,
        Some(Lasts::new(33 * 3_600))
    );
    assert_eq!(desk.read("1.3"), None);
}

/// Where hours are left a block costs nothing, and the rates of one are often gone with the next.
#[test]
fn by_time_urgent_waits_for_a_second_block_too() {
    let mut desk = Desk::at("1.3");
    assert_eq!(desk.read_lasting("1.3", 11), None);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Pending(Urgent));
    assert_eq!(desk.reread("1.3"), None, "the same block again");
    assert_eq!(desk.read("1.3"), Some((Entered, Urgent)));
    // One odd block is not told.
    let mut desk = Desk::at("1.3");
    desk.read_lasting("1.3", 1);
    desk.lasts = Outlasts::Levels;
    assert_eq!(desk.read("1.3"), None);
    // By the health it is told at once, whatever the time says.
    let mut desk = Desk::at("1.3");
    assert_eq!(desk.read_lasting("1.04", 300), Some((Entered, Urgent)));
    let mut desk = Desk::at("1.3");
    assert_eq!(desk.read_lasting("0.99", 1), Some((Entered, Liquidatable)));
}

#[test]
fn two_blocks_at_a_level_prove_it_whatever_brought_each_there() {
    let mut desk = Desk::at("1.3");
    desk.read_lasting("1.3", 40);
    desk.lasts = Outlasts::Levels;
    assert_eq!(desk.read("1.1"), Some((Entered, Call)));
}

#[test]
fn the_worse_of_both_escalates_and_the_milder_is_no_news() {
    let mut desk = Desk::at("1.2");
    assert_eq!(desk.episode.level(), Some(Watch));
    desk.read_lasting("1.2", 100);
    assert_eq!(desk.read("1.2"), None, "watch by time is what was told");
    desk.acknowledge();
    desk.read_lasting("1.2", 40);
    assert_eq!(desk.read("1.2"), Some((Escalated, Call)));
    assert_eq!(desk.read("1.1"), None, "now by its health too");
}

/// Our arithmetic is not confirmed any more: that says nothing of how long it lasts.
#[test]
fn what_is_not_known_neither_calls_nor_clears() {
    let mut desk = lasting(40);
    desk.lasts = Outlasts::Unknown;
    assert_eq!(desk.read_for(3_600, "1.3"), []);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Firing(Call));
    assert_eq!(
        desk.read("1.04"),
        Some((Escalated, Urgent)),
        "by its health"
    );
    desk.lasts = Outlasts::Levels;
    assert_eq!(desk.read_for(72, "1.3"), [(Cleared, Urgent)]);
    // Nor does it prove what one block has shown.
    let mut desk = Desk::at("1.3");
    desk.read_lasting("1.3", 1);
    desk.lasts = Outlasts::Unknown;
    assert_eq!(desk.read("1.3"), None);
    // What was called by its health alone is over by that.
    let mut desk = Desk::at("1.1");
    desk.lasts = Outlasts::Unknown;
    assert_eq!(desk.read_for(72, "1.3"), [(Cleared, Call)]);
}

#[test]
fn it_is_over_when_both_are_past_their_deadbands_for_the_off_delay() {
    let mut desk = lasting(40);
    // Past the threshold, within a quarter more.
    desk.lasts = Outlasts::Only(Lasts::new(60 * 3_600));
    assert_eq!(desk.read_for(600, "1.3"), []);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Firing(Call));
    // The time is past, the health is not.
    desk.lasts = Outlasts::Levels;
    assert_eq!(desk.read_for(600, "1.1"), []);
    assert_eq!(desk.episode.level(), Some(Call));
    // The health is past, the time is not.
    desk.lasts = Outlasts::Only(Lasts::new(48 * 3_600));
    assert_eq!(desk.read_for(600, "1.3"), []);
    assert_eq!(desk.episode.level(), Some(Call));
    desk.lasts = Outlasts::Only(Lasts::new(210 * 3_600 + 1));
    assert_eq!(desk.read("1.3"), None);
    assert_eq!(desk.episode.phase(&desk.rules), Phase::Clearing(Call));
    assert_eq!(desk.read_for(60, "1.3"), [(Cleared, Call)]);
}

#[test]
fn a_time_that_trembles_at_its_threshold_calls_once() {
    let mut desk = lasting(47);
    for hours in [49, 47, 59, 40, 60, 48].into_iter().cycle().take(600) {
        assert_eq!(desk.read_lasting("1.3", hours), None);
    }
    assert_eq!(desk.episode.level(), Some(Call));
}

#[test]
fn it_is_repeated_answered_and_put_off_as_any_other() {
    let mut desk = lasting(10);
    desk.wait(600);
    assert_eq!(desk.tick(), Some((Repeated, Urgent)));
    desk.acknowledge();
    desk.wait(3_599);
    assert_eq!(desk.tick(), None);
    desk.wait(1);
    assert_eq!(desk.tick(), Some((Repeated, Urgent)));
    desk.snooze(900);
    desk.wait(899);
    assert_eq!(desk.tick(), None);
    assert_eq!(
        desk.read_lasting("0.99", 1),
        Some((Escalated, Liquidatable))
    );
}

#[test]
fn a_confirmed_top_up_counts_by_both() {
    let mut desk = lasting(10);
    desk.lasts = Outlasts::Only(Lasts::new(30 * 3_600));
    assert_eq!(desk.top_up("1.5"), None);
    assert_eq!(desk.episode.level(), Some(Call), "it lasts no two days");
    desk.lasts = Outlasts::Levels;
    assert_eq!(desk.top_up("1.5"), Some((Cleared, Call)));
    let mut desk = lasting(10);
    desk.lasts = Outlasts::Levels;
    assert_eq!(desk.top_up("1.08"), None);
    assert_eq!(desk.episode.level(), Some(Call), "its health is low");
}

#[test]
fn a_repaid_debt_lasts() {
    let mut desk = lasting(10);
    desk.lasts = Outlasts::Levels;
    desk.observe(Health::NoDebt, Seizure::None);
    desk.block += 1;
    desk.wait(60);
    assert_eq!(
        desk.observe(Health::NoDebt, Seizure::None),
        Some((Cleared, Urgent))
    );
}

#[test]
fn what_an_earlier_version_kept_goes_on() {
    let desk = Desk::at("1.08");
    let kept = serde_json::to_value(&desk.episode).unwrap();
    assert_eq!(kept["latest"]["health"], "1.08");
    assert!(kept["latest"].get("lasts").is_none(), "{kept}");
    let mut again = Desk {
        episode: serde_json::from_value(kept).unwrap(),
        ..desk
    };
    assert_eq!(again.episode.latest().unwrap().health, ratio("1.08"));
    assert_eq!(again.read("1.08"), None, "told already");
    assert_eq!(again.read_lasting("1.08", 1), None);
    assert_eq!(again.read("1.08"), Some((Escalated, Urgent)));
}
