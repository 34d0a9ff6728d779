//! What was decided to tell is told: after a refusal, a reload, or by another tab.

use margin_call::alert::{Level, Phase};
use margin_call::engine::view::LogKind;
use margin_call::engine::{Event, PermissionState, UserAction};

use super::super::laws::positions;
use super::super::scene::{BORROWER, LOCAL};
use super::super::world::{Screen, Weather, World};
use super::{connect, connected, ether_at, key, local, tabs};

fn titles(world: &World) -> Vec<&str> {
    let all = world.notifications.iter();
    all.map(|one| one.title.as_str()).collect()
}

#[test]
fn a_call_that_the_browser_refuses_is_tried_again_until_it_is_shown_and_not_after() {
    let mut world = connected();
    world.screen = Screen::Refuses;
    ether_at(&mut world, 2_080);
    world.run(120);
    assert!(world.notifications.is_empty());
    assert!(!world.view.alarm.delivery.is_armed());
    world.screen = Screen::Shows;
    world.run(330);
    assert_eq!(titles(&world), ["Margin call: health 1.09"]);
    assert!(world.view.alarm.delivery.is_armed());
    world.run(3_600);
    assert_eq!(world.notifications.len(), 1);
}

#[test]
fn a_call_that_nobody_says_was_shown_is_tried_again() {
    let mut world = connected();
    world.screen = Screen::Swallows;
    ether_at(&mut world, 2_080);
    world.run(30);
    world.screen = Screen::Shows;
    world.run(120);
    assert_eq!(world.notifications.len(), 1);
}

#[test]
fn a_page_that_is_killed_before_the_call_is_shown_shows_it_when_it_is_opened_again() {
    let mut world = connected();
    world.screen = Screen::Swallows;
    ether_at(&mut world, 2_080);
    world.until("a call", |view| {
        let called = |kind: &LogKind| matches!(kind, LogKind::Called { .. });
        view.log.first().is_some_and(|entry| called(&entry.what))
    });
    world.screen = Screen::Shows;
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.run(40);
    assert_eq!(titles(&world), ["Margin call: health 1.09"]);
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.run(600);
    assert_eq!(world.notifications.len(), 1);
}

#[test]
fn what_recovered_before_it_could_be_shown_is_not_shown() {
    let mut world = connected();
    world.screen = Screen::Refuses;
    ether_at(&mut world, 2_080);
    world.run(15);
    world.permission = PermissionState::Denied;
    world.feed(Event::PermissionRead(PermissionState::Denied));
    ether_at(&mut world, 3_000);
    world.run(600);
    world.screen = Screen::Shows;
    world.permission = PermissionState::Granted;
    world.feed(Event::PermissionRead(PermissionState::Granted));
    world.run(1_200);
    assert_eq!(world.notifications, []);
}

#[test]
fn what_was_seen_on_the_page_is_not_shown_any_more() {
    let mut world = connected();
    world.screen = Screen::Refuses;
    ether_at(&mut world, 2_080);
    world.run(30);
    let key = key(&world);
    world.click(UserAction::Acknowledge(key));
    world.screen = Screen::Shows;
    world.run(1_200);
    assert_eq!(world.notifications, []);
}

#[test]
fn what_was_put_off_is_quiet_until_then_on_every_way_and_then_told_again() {
    let mut world = connected();
    ether_at(&mut world, 2_080);
    world.run(30);
    assert_eq!(world.notifications.len(), 1);
    let key = key(&world);
    world.click(UserAction::Snooze(key, 3_600));
    let phase = |world: &World| positions(&world.view)[0].alarm.phase;
    assert!(matches!(phase(&world), Phase::Snoozed { .. }));
    assert!(matches!(world.view.log[0].what, LogKind::Snoozed { .. }));
    // Also where the page is loaded again meanwhile.
    world.run(1_800);
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.run(1_700);
    assert_eq!(world.notifications.len(), 1, "{:?}", titles(&world));
    world.run(120);
    assert_eq!(phase(&world), Phase::Firing(Level::Call));
    assert_eq!(world.notifications.len(), 2);
    // What gets worse is told at once.
    let key = positions(&world.view)[0].key.clone();
    world.click(UserAction::Snooze(key, 24 * 3_600));
    ether_at(&mut world, 1_960);
    world.run(30);
    assert_eq!(phase(&world), Phase::Firing(Level::Urgent));
}

#[test]
fn an_answer_that_runs_out_is_shown_as_that() {
    let mut world = connected();
    ether_at(&mut world, 2_250);
    world.until("a call", |view| {
        positions(view)[0].alarm.phase == Phase::Firing(Level::Watch)
    });
    let key = key(&world);
    world.click(UserAction::Acknowledge(key));
    world.sleep(12 * 3_600 - 60);
    let phase = |world: &World| positions(&world.view)[0].alarm.phase;
    world.run(30);
    assert!(matches!(phase(&world), Phase::Acknowledged { .. }));
    world.run(60);
    assert_eq!(phase(&world), Phase::Firing(Level::Watch));
}

#[test]
fn what_was_called_leaves_the_screen_with_its_account() {
    let mut world = connected();
    ether_at(&mut world, 2_080);
    world.run(30);
    assert_eq!(titles(&world), ["Margin call: health 1.09"]);
    let called = world.notifications[0].tag.clone();
    world.click(UserAction::Disconnect);
    assert!(world.closed.contains(&called));
    // Nothing of it comes back with the account.
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    world.run(300);
    assert_eq!(world.notifications.len(), 1);
}

#[test]
fn a_silence_and_a_liquidation_are_shown_too_when_that_is_allowed_later() {
    let unasked = || {
        let mut world = World::new(7, &[LOCAL], local());
        world.load();
        world.run(1);
        connect(&mut world);
        world.until("a position", |view| !positions(view).is_empty());
        world
    };
    let mut world = unasked();
    world.weather = Weather::Down;
    world.run(300);
    world.click(UserAction::EnableNotifications);
    world.run(2);
    assert_eq!(titles(&world), ["Not watching: health unknown"]);

    let mut world = unasked();
    world.chains[0].set(|markets| markets[0].liquidate(BORROWER, 1_000));
    world.run(60);
    assert!(world.view.log[0].what.is_seizure());
    // Also in a page that is opened later.
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.click(UserAction::EnableNotifications);
    world.run(2);
    let told = titles(&world);
    assert!(
        told.len() == 1 && told[0].starts_with("Liquidated: "),
        "{told:?}"
    );
}

#[test]
fn what_the_leader_decided_and_did_not_show_is_shown_by_the_next() {
    let mut tabs = tabs::connected(2);
    tabs[0].screen = Screen::Swallows;
    tabs.ether_at(2_080);
    // It tries again itself, and the other leaves that to it.
    tabs.run(60);
    let levels: Vec<Level> = positions(&tabs[0].view)
        .iter()
        .filter_map(|one| one.alarm.level)
        .collect();
    assert_eq!(
        (levels.as_slice(), tabs.notified()),
        (&[Level::Call][..], 0)
    );
    tabs.close(0);
    tabs.run(60);
    assert_eq!(tabs.notified(), 1);
    assert_eq!(titles(&tabs[1]), ["Margin call: health 1.09"]);
}

#[test]
fn what_the_leader_tells_is_in_the_log_of_the_others() {
    let mut tabs = tabs::connected(2);
    tabs.run(30);
    tabs.ether_at(2_080);
    tabs.run(30);
    for world in tabs.iter() {
        assert!(matches!(
            world.view.log[0].what,
            LogKind::Called {
                level: Level::Call,
                ..
            }
        ));
        assert_eq!(world.view.log.len(), 1);
    }
}

#[test]
fn what_happened_is_kept_with_how_it_arrived() {
    let mut world = connected();
    ether_at(&mut world, 2_080);
    world.run(60);
    let key = key(&world);
    world.click(UserAction::Acknowledge(key));
    let before = world.view.log.clone();
    assert!(matches!(before[0].what, LogKind::Acknowledged));
    assert!(matches!(
        before[1].what,
        LogKind::Called {
            level: Level::Call,
            ..
        }
    ));
    assert!(before[1].shown_at.is_some());
    assert_eq!(before[1].pushed_at, None);
    world.run(5);
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    assert_eq!(world.view.log, before);
}

#[test]
fn what_one_tab_tells_is_in_the_log_of_each_and_once() {
    let mut tabs = tabs::connected(2);
    tabs.ether_at(2_080);
    tabs.run(120);
    let log = |place: usize| tabs[place].view.log.clone();
    let calls = |place: usize| {
        let log = log(place);
        let calls = log.iter();
        calls
            .filter(|line| matches!(line.what, LogKind::Called { .. }))
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(calls(0).len(), 1);
    assert!(calls(0)[0].shown_at.is_some());
    assert_eq!(calls(0), calls(1));
}

/// A time of day so many minutes from now, as it is typed.
pub fn in_minutes(world: &World, minutes: u64) -> String {
    let minute = (world.now / 60_000 + minutes) % 1_440;
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[test]
fn in_quiet_hours_a_call_waits_for_their_end_also_over_a_reload() {
    let mut world = connected();
    let hours = (in_minutes(&world, 0), in_minutes(&world, 60));
    world.click(UserAction::SetQuietHours(hours.0, hours.1));
    ether_at(&mut world, 2_080);
    world.run(1_200);
    assert_eq!(titles(&world), [""; 0]);
    assert!(world.view.alarm.is_held_back);
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.run(1_200);
    assert_eq!(titles(&world), [""; 0]);
    world.run(1_300);
    assert_eq!(titles(&world), ["Margin call: health 1.09"]);
    assert!(!world.view.alarm.is_held_back);
}

#[test]
fn in_quiet_hours_nothing_urgent_waits_and_what_is_over_before_their_end_is_not_told() {
    let mut world = connected();
    let hours = (in_minutes(&world, 0), in_minutes(&world, 60));
    world.click(UserAction::SetQuietHours(hours.0, hours.1));
    ether_at(&mut world, 2_080);
    world.run(60);
    ether_at(&mut world, 1_960);
    world.run(30);
    assert_eq!(titles(&world).len(), 1);
    assert!(
        titles(&world)[0].starts_with("Urgent"),
        "{:?}",
        titles(&world)
    );
    let mut world = connected();
    let hours = (in_minutes(&world, 0), in_minutes(&world, 60));
    world.click(UserAction::SetQuietHours(hours.0, hours.1));
    ether_at(&mut world, 2_080);
    world.run(60);
    ether_at(&mut world, 3_000);
    world.run(4_000);
    assert_eq!(titles(&world), [""; 0]);
}

/// What was told before they began ends on the screen as ever; and a silence is told.
#[test]
fn quiet_hours_keep_back_no_end_and_no_silence() {
    let mut world = connected();
    ether_at(&mut world, 2_080);
    world.run(60);
    assert_eq!(titles(&world), ["Margin call: health 1.09"]);
    let hours = (in_minutes(&world, 0), in_minutes(&world, 240));
    world.click(UserAction::SetQuietHours(hours.0, hours.1));
    ether_at(&mut world, 3_000);
    world.run(300);
    assert_eq!(titles(&world).len(), 2, "{:?}", titles(&world));
    world.weather = Weather::Down;
    world.run(300);
    assert_eq!(titles(&world)[2], "Not watching: health unknown");
    world.weather = Weather::Fair;
    world.run(300);
    assert_eq!(titles(&world).len(), 4, "{:?}", titles(&world));
}

#[test]
fn nothing_is_said_to_wait_that_would_not_be_told() {
    let mut world = connected();
    world.permission = PermissionState::Denied;
    world.feed(Event::PermissionRead(PermissionState::Denied));
    let hours = (in_minutes(&world, 0), in_minutes(&world, 240));
    world.click(UserAction::SetQuietHours(hours.0, hours.1));
    ether_at(&mut world, 2_080);
    world.run(60);
    assert!(!world.view.alarm.is_held_back);
}
