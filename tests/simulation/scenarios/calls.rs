//! When the person is called, and when not.

use margin_call::alert::{Ladder, Level, Phase};
use margin_call::engine::view::{LadderOf, LogKind, WhyUnarmed};
use margin_call::engine::{
    Event, LadderInput, NotificationAnswer, PermissionState, Proof, UserAction,
};
use margin_call::top_up::StageView;

use super::super::world::World;
use super::{connect, connected, ether_at, key, local, stage};
use crate::laws::{positions, session};
use crate::scene::{BORROWER, LOCAL};

fn levels(world: &World) -> Vec<Level> {
    let all = world.notifications.iter();
    all.filter_map(|one| one.level).collect()
}

#[test]
fn a_crash_through_all_levels_calls_once_with_the_worst() {
    let mut world = connected();
    ether_at(&mut world, 1_800);
    world.run(120);
    assert_eq!(levels(&world), [Level::Liquidatable]);
}

#[test]
fn each_worse_level_calls_again_under_the_same_tag() {
    let mut world = connected();
    for dollars in [2_300, 2_080, 1_960, 1_800] {
        ether_at(&mut world, dollars);
        world.run(30);
    }
    assert_eq!(levels(&world), Level::ALL);
    let stays: Vec<bool> = world.notifications.iter().map(|one| one.stays).collect();
    assert_eq!(stays, [false, true, true, true]);
    let first = &world.notifications[0].tag;
    assert!(world.notifications.iter().all(|one| one.tag == *first));
}

/// In the notification itself: the person stays where they are.
#[test]
fn what_is_answered_in_a_notification_is_answered() {
    for (answer, is_snoozed) in [
        (NotificationAnswer::Seen, false),
        (NotificationAnswer::Snooze, true),
    ] {
        let mut world = connected();
        ether_at(&mut world, 2_080);
        world.run(30);
        let [call] = &world.notifications[..] else {
            panic!("{:?}", world.notifications);
        };
        let offered: Vec<_> = call.answers.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(offered, ["Seen", "Again in 1 h", "Top up"]);
        let tag = call.tag.clone();
        let other = Event::NotificationAnswered {
            tag: format!("{tag}0"),
            answer,
        };
        world.feed(other);
        let phase = |world: &World| positions(&world.view)[0].alarm.phase;
        assert_eq!(phase(&world), Phase::Firing(Level::Call));
        world.feed(Event::NotificationAnswered { tag, answer });
        match phase(&world) {
            Phase::Snoozed { .. } => assert!(is_snoozed),
            Phase::Acknowledged { .. } => assert!(!is_snoozed),
            other => panic!("{other:?}"),
        }
        assert!(stage(&world.view).is_none(), "nothing is opened");
        world.run(1_800);
        assert_eq!(world.notifications.len(), 1);
        // What gets worse breaks it.
        ether_at(&mut world, 1_960);
        world.run(60);
        assert_eq!(levels(&world), [Level::Call, Level::Urgent]);
        let urgent = &world.notifications[1].answers[1];
        assert_eq!(urgent.title, "Again in 15 min");
    }
}

#[test]
fn recovery_is_told_once_and_arms_the_next_call() {
    let mut world = connected();
    ether_at(&mut world, 2_080);
    world.run(30);
    ether_at(&mut world, 3_000);
    world.run(600);
    let titles: Vec<_> = world
        .notifications
        .iter()
        .map(|one| one.title.clone())
        .collect();
    assert_eq!(titles.len(), 2, "{titles:?}");
    assert!(titles[1].starts_with("Recovered"), "{titles:?}");
    ether_at(&mut world, 2_080);
    world.run(30);
    assert_eq!(world.notifications.len(), 3);
    assert_ne!(world.notifications[2].tag, world.notifications[0].tag);
}

#[test]
fn a_price_that_trembles_at_a_threshold_calls_once() {
    let mut world = connected();
    for round in 0..40 {
        ether_at(&mut world, 2_100 + round % 2 * 10);
        world.run(15);
    }
    assert_eq!(levels(&world).len(), 1);
}

#[test]
fn what_was_called_is_not_called_again_after_a_reload() {
    let mut world = connected();
    ether_at(&mut world, 2_080);
    world.run(30);
    world.load();
    world.run(60);
    assert_eq!(levels(&world), [Level::Call]);
    // With the memory lost, it fails towards a duplicate.
    world.storage.clear();
    world.load();
    world.run(1);
    connect(&mut world);
    world.run(60);
    assert_eq!(levels(&world).len(), 2);
}

#[test]
fn an_unanswered_urgent_call_is_repeated_until_it_is_acknowledged() {
    let mut world = connected();
    ether_at(&mut world, 1_960);
    world.run(1_900);
    assert_eq!(levels(&world).len(), 4);
    let key = key(&world);
    world.click(UserAction::Acknowledge(key));
    world.run(1_900);
    assert_eq!(levels(&world).len(), 4);
}

#[test]
fn without_permission_nothing_is_shown_and_with_it_what_fires_is_shown_at_once() {
    let mut world = World::new(7, &[LOCAL], local());
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    ether_at(&mut world, 2_080);
    world.run(60);
    assert!(world.notifications.is_empty());
    assert!(matches!(
        world.view.log[0].what,
        LogKind::Called {
            level: Level::Call,
            ..
        }
    ));
    world.click(UserAction::EnableNotifications);
    world.run(2);
    assert_eq!(levels(&world), [Level::Call]);
}

#[test]
fn after_a_no_the_page_does_not_say_that_it_is_armed() {
    let mut world = World::new(7, &[LOCAL], local());
    world.consents_to_notifications = false;
    world.load();
    world.click(UserAction::EnableNotifications);
    world.run(2);
    let delivery = world.view.alarm.delivery;
    assert_eq!(delivery.permission, PermissionState::Denied);
    assert!(!delivery.is_armed());
}

#[test]
fn a_page_whose_notifications_do_not_arrive_does_not_say_that_it_is_armed() {
    let refused = Event::NotificationFailed {
        tag: "a tag".into(),
        reason: "not allowed".into(),
    };
    for event in [refused, Event::User(UserAction::TestSeen(false))] {
        let mut world = connected();
        assert!(world.view.alarm.delivery.is_armed());
        world.feed(event);
        assert!(!world.view.alarm.delivery.is_armed());
    }
}

/// A page that is loaded anew asks for no test again.
#[test]
fn what_was_seen_to_arrive_is_still_known_after_a_reload() {
    let mut world = connected();
    world.click(UserAction::TestNotification);
    world.run(2);
    world.click(UserAction::TestSeen(true));
    assert_eq!(world.view.unarmed(), None);
    world.load();
    world.run(2);
    assert!(matches!(
        world.view.alarm.delivery.proof,
        Proof::Seen { .. }
    ));
    assert_eq!(world.view.unarmed(), None);
    // The one that was not seen is known after a reload as well: as one that is to be tried.
    world.click(UserAction::TestNotification);
    world.run(2);
    world.click(UserAction::TestSeen(false));
    world.load();
    world.run(2);
    let why = world.view.unarmed().map(|one| one.why);
    assert_eq!(why, Some(WhyUnarmed::Untested));
}

#[test]
fn a_click_on_the_call_opens_the_top_up() {
    let mut world = connected();
    ether_at(&mut world, 2_080);
    world.run(30);
    let tag = world.notifications[0].tag.clone();
    world.feed(Event::NotificationClicked { tag: tag.clone() });
    assert_eq!(stage(&world.view), Some(&StageView::Choosing));
    // The click may be what opens the page.
    world.load();
    world.feed(Event::NotificationClicked { tag });
    world.until("the top-up", |view| {
        view.top_up
            .as_ref()
            .is_some_and(|top_up| top_up.chosen.is_some())
    });
}

#[test]
fn thresholds_that_make_no_ladder_are_refused_and_good_ones_hold_after_a_reload() {
    let typed = |watch: &str, call: &str, urgent: &str| LadderInput {
        watch: watch.into(),
        call: call.into(),
        urgent: urgent.into(),
    };
    let mut world = connected();
    world.click(UserAction::SetLadder(
        LadderOf::Usual,
        typed("1.1", "1.2", "1.05"),
    ));
    assert!(!world.view.alarm.ladder_problems.is_empty());
    assert_eq!(world.view.alarm.ladders.usual, Ladder::STANDARD);
    world.click(UserAction::SetLadder(
        LadderOf::Usual,
        typed("1.9", "1.7", "1.1"),
    ));
    let mine = Ladder::parse("1.9", "1.7", "1.1").expect("a ladder");
    assert_eq!(world.view.alarm.ladders.usual, mine);
    assert!(world.view.alarm.ladder_problems.is_empty());
    world.run(30);
    assert_eq!(levels(&world), [Level::Call]);
    world.load();
    world.run(10);
    assert_eq!(world.view.alarm.ladders.usual, mine);
    world.click(UserAction::ResetLadder);
    assert!(world.view.alarm.ladder_is_default);
}

#[test]
fn who_is_muted_is_called_on_the_page_alone_and_aloud_again_as_soon_as_that_ends() {
    let mut world = connected();
    world.click(UserAction::Mute(BORROWER, true));
    ether_at(&mut world, 2_100);
    world.run(40);
    assert!(positions(&world.view)[0].alarm.level.is_some());
    assert_eq!(world.notifications, []);
    // Also after a reload.
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.run(30);
    assert_eq!(world.notifications, []);
    world.click(UserAction::Mute(BORROWER, false));
    assert_eq!(world.notifications.len(), 1);
}

#[test]
fn an_account_is_called_as_the_person_calls_it_also_after_a_reload() {
    let mut world = connected();
    world.click(UserAction::Name(BORROWER, " the farm ".into()));
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    let accounts = &session(&world.view).expect("a session").accounts;
    let own = accounts.iter().find(|one| one.account == BORROWER);
    assert_eq!(own.and_then(|one| one.name.as_deref()), Some("the farm"));
}
