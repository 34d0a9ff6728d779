//! What is heard.

use margin_call::engine::{Event, Hearing, PermissionState, Tone, UserAction};

use super::super::laws::positions;
use super::super::scene::BORROWER;
use super::super::world::World;
use super::{connected, ether_at};

/// A person who wants to hear calls, and has heard the first tone.
fn listening() -> World {
    let mut world = connected();
    world.click(UserAction::SetSound(true));
    assert_eq!(world.heard, [Tone::Call], "in the click itself");
    world.heard.clear();
    world
}

#[test]
fn a_call_is_heard_once_what_is_urgent_otherwise_and_nothing_that_was_not_turned_on() {
    let mut world = connected();
    ether_at(&mut world, 2_080);
    world.run(60);
    assert_eq!(world.heard, []);
    let mut world = listening();
    ether_at(&mut world, 2_080);
    world.run(600);
    assert_eq!(world.heard, [Tone::Call]);
    ether_at(&mut world, 1_960);
    world.run(60);
    assert_eq!(world.heard, [Tone::Call, Tone::Urgent]);
    world.click(UserAction::SetSound(false));
    ether_at(&mut world, 1_850);
    world.run(60);
    assert_eq!(world.heard.len(), 2);
}

#[test]
fn who_is_muted_and_what_waits_for_the_end_of_quiet_hours_is_not_heard() {
    let mut world = listening();
    world.click(UserAction::Mute(BORROWER, true));
    ether_at(&mut world, 2_080);
    world.run(60);
    assert_eq!(world.heard, []);
    let mut world = listening();
    let hours = |minutes: u64| {
        let minute = (world.now / 60_000 + minutes) % 1_440;
        format!("{:02}:{:02}", minute / 60, minute % 60)
    };
    let (from, to) = (hours(0), hours(60));
    world.click(UserAction::SetQuietHours(from, to));
    ether_at(&mut world, 2_080);
    world.run(60);
    assert_eq!(world.heard, []);
    ether_at(&mut world, 1_960);
    world.run(60);
    assert_eq!(world.heard, [Tone::Urgent]);
}

#[test]
fn it_is_still_on_after_a_reload_and_a_page_that_the_browser_keeps_silent_says_so() {
    let mut world = listening();
    world.hearing = Hearing::Closed;
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.run(5);
    assert_eq!(world.view.alarm.sound, Some(Hearing::Closed));
    ether_at(&mut world, 2_080);
    world.run(60);
    assert_eq!(
        world.heard,
        [],
        "it would be heard hours later, with all others"
    );
    world.hearing = Hearing::Open;
    world.feed(Event::HearingIs(Hearing::Open));
    ether_at(&mut world, 1_960);
    world.run(60);
    assert_eq!(world.heard, [Tone::Urgent]);
}

#[test]
fn what_was_called_in_quiet_hours_is_heard_when_they_end_if_it_still_is_also_without_notifications()
{
    for permission in [PermissionState::Granted, PermissionState::Denied] {
        for (ether, heard) in [(2_080, vec![Tone::Call]), (3_000, vec![])] {
            let mut world = listening();
            world.permission = permission;
            world.feed(Event::PermissionRead(permission));
            let time = |minutes: u64| {
                let minute = (world.now / 60_000 + minutes) % 1_440;
                format!("{:02}:{:02}", minute / 60, minute % 60)
            };
            let (from, to) = (time(0), time(60));
            world.click(UserAction::SetQuietHours(from, to));
            ether_at(&mut world, 2_080);
            world.run(600);
            ether_at(&mut world, ether);
            world.run(600);
            assert_eq!(world.heard, []);
            world.run(3_000);
            assert_eq!(world.heard, heard, "{permission:?}, {ether}");
        }
    }
}
