//! Positions that come to a level at once are told as one, and stay what they are.

use margin_call::alert::Phase;
use margin_call::engine::view::{LogKind, PositionKey, PositionView};
use margin_call::engine::{Event, Notification, NotificationAnswer, PermissionState, UserAction};

use super::super::laws::positions;
use super::super::market::units;
use super::super::world::{Screen, World};
use super::list::{host, on_two_chains};
use super::several::in_need;
use super::stage;

/// What is on the screen.
fn shown(world: &World) -> Vec<&Notification> {
    world.shows.values().collect()
}

/// The health in hundredths, as it is read: rounded down.
fn read(position: &PositionView) -> String {
    let margin_call::risk::Health::Ratio(ratio) = position.first_health else {
        panic!("it owes");
    };
    let hundredths: u64 = (ratio.raw() / units(1, 16)).to();
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The worst, and the other.
fn both(world: &World) -> [&PositionView; 2] {
    let mut all: Vec<&PositionView> = positions(&world.view).iter().collect();
    all.sort_by_key(|one| one.rank());
    [all[0], all[1]]
}

fn keys(world: &World) -> [PositionKey; 2] {
    both(world).map(|one| one.key.clone())
}

/// Two positions of one account that are weak; the page may notify.
fn weak() -> World {
    let mut world = in_need(0, 0, false);
    world.permission = PermissionState::Granted;
    world.feed(Event::PermissionRead(PermissionState::Granted));
    world
}

/// The same, and both are called.
fn called() -> World {
    let mut world = weak();
    world.run(90);
    world
}

#[test]
fn positions_of_an_account_that_are_called_at_once_are_one_notification() {
    let world = called();
    let [worst, other] = both(&world);
    let [one] = shown(&world)[..] else {
        panic!("{:?}", world.shows);
    };
    let title = format!(
        "Urgent margin call: health {}, and 1 more position",
        read(worst)
    );
    assert_eq!(one.title, title);
    let lines = format!(
        "{}, health {}; also {}, {}.",
        worst.title(),
        read(worst),
        other.title(),
        read(other)
    );
    assert!(one.body.starts_with(&lines), "{} {lines}", one.body);
    // Each has its own line, and arrived.
    for key in keys(&world) {
        let lines = world.view.log.iter();
        let mut own = lines.filter(|line| line.position.as_ref() == Some(&key));
        let is_call = |what: &LogKind| matches!(what, LogKind::Called { .. });
        assert!(own.any(|line| is_call(&line.what) && line.shown_at.is_some()));
    }
}

#[test]
fn a_click_on_it_leads_to_the_worst_also_after_a_reload() {
    for is_loaded in [false, true] {
        let mut world = called();
        let [worst, _] = keys(&world);
        let tag = shown(&world)[0].tag.clone();
        if is_loaded {
            world.load();
            world.run(1);
            world.feed(Event::Opened {
                fragment: format!("margin-call={tag}"),
            });
            world.run(60);
        } else {
            world.feed(Event::NotificationClicked { tag });
        }
        let top_up = world.view.top_up.as_ref();
        assert_eq!(top_up.map(|one| &one.position), Some(&worst));
        assert!(stage(&world.view).is_some());
    }
}

#[test]
fn what_is_answered_in_one_notification_is_answered_of_all_that_it_tells() {
    let mut world = called();
    let [tag] = &world.shows.keys().cloned().collect::<Vec<_>>()[..] else {
        panic!("{:?}", world.shows);
    };
    world.feed(Event::NotificationAnswered {
        tag: tag.clone(),
        answer: NotificationAnswer::Seen,
    });
    let is_seen = |one: &PositionView| matches!(one.alarm.phase, Phase::Acknowledged { .. });
    assert!(both(&world).into_iter().all(is_seen));
}

#[test]
fn who_marks_one_as_seen_has_not_seen_the_other() {
    let mut world = called();
    let [worst, other] = keys(&world);
    let heard = |world: &World| {
        world
            .notifications
            .iter()
            .filter(|one| one.renotify)
            .count()
    };
    let before = heard(&world);
    world.click(UserAction::Acknowledge(worst));
    world.run(30);
    let [worst, still] = both(&world);
    assert!(matches!(worst.alarm.phase, Phase::Acknowledged { .. }));
    assert!(matches!(still.alarm.phase, Phase::Firing(_)));
    let [one] = shown(&world)[..] else {
        panic!("{:?}", world.shows);
    };
    assert_eq!(one.title, format!("Margin call: health {}", read(still)));
    assert_eq!(heard(&world), before, "it was heard");
    world.click(UserAction::Acknowledge(other));
    assert!(world.shows.is_empty(), "{:?}", world.shows);
}

#[test]
fn on_two_chains_they_are_one_notification_and_the_one_that_gets_worse_is_heard_again() {
    let mut world = on_two_chains(&[host("here", 0), host("there", 1)]);
    for chain in [0, 1] {
        world.chains[chain].set(|markets| markets[0].reserves[0].price = units(2_080, 8));
    }
    world.run(60);
    let names_both = |world: &World, title: &str| {
        let [one] = shown(world)[..] else {
            panic!("{:?}", world.shows);
        };
        let places = ["Ethereum", "Optimism"].map(|place| one.body.contains(place));
        assert!(one.title.contains(title) && places == [true; 2], "{one:?}");
    };
    names_both(&world, ", and 1 more position");
    world.chains[1].set(|markets| markets[0].reserves[0].price = units(1_950, 8));
    let told = world.notifications.len();
    world.run(300);
    names_both(&world, "Urgent margin call: ");
    let heard = world.notifications[told..]
        .iter()
        .filter(|one| one.renotify);
    assert_eq!(heard.count(), 1);
}

#[test]
fn what_the_page_did_not_live_to_show_is_shown_as_one_by_the_next() {
    let mut world = in_need(0, 0, false);
    world.permission = PermissionState::Granted;
    world.screen = Screen::Swallows;
    world.feed(Event::PermissionRead(PermissionState::Granted));
    world.run(90);
    assert!(world.shows.is_empty());
    world.screen = Screen::Shows;
    world.load();
    world.run(120);
    let [one] = shown(&world)[..] else {
        panic!("{:?}", world.shows);
    };
    assert!(
        one.title.ends_with(", and 1 more position"),
        "{}",
        one.title
    );
    assert_eq!(world.notifications.len(), 1);
}
