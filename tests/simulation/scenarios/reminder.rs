//! A nudge where nobody watches.

use margin_call::engine::ReminderRequest::{Begin, End, Read};
use margin_call::engine::{Config, Event, PermissionState, ReminderView, UserAction, Waking};

use super::super::laws::positions;
use super::super::scene::LOCAL;
use super::super::world::World;
use super::{connect, connected, local};

/// The page as it ships, opened in a browser that would wake its worker.
fn page() -> World {
    let config = Config {
        is_page: true,
        page: Some("https://app.example/".to_owned()),
        ..local()
    };
    let mut world = World::new(7, &[LOCAL, 1], config);
    world.permission = PermissionState::Granted;
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    world.feed(Event::WakingIs(Waking::Off));
    world
}

fn view(world: &World) -> Option<(bool, Waking)> {
    let view = world.view.alarm.reminder;
    view.map(|ReminderView { is_wanted, waking }| (is_wanted, waking))
}

#[test]
fn who_wants_it_is_reminded_while_somebody_is_watched_and_after_a_reload() {
    let mut world = page();
    assert_eq!(world.reminded, [Read], "nothing is begun that nobody wants");
    assert_eq!(view(&world), Some((false, Waking::Off)));
    world.click(UserAction::SetReminder(true));
    world.run(60);
    assert_eq!(world.reminded, [Read, Begin]);
    world.feed(Event::WakingIs(Waking::On));
    assert_eq!(view(&world), Some((true, Waking::On)));
    world.reminded.clear();
    world.load();
    world.run(60);
    assert!(world.reminded.ends_with(&[Begin]), "{:?}", world.reminded);
    world.reminded.clear();
    world.click(UserAction::SetReminder(false));
    world.run(60);
    assert_eq!(world.reminded, [End]);
}

#[test]
fn who_ended_the_watch_is_not_reminded_of_it() {
    let mut world = page();
    world.click(UserAction::SetReminder(true));
    world.run(1);
    world.reminded.clear();
    world.click(UserAction::Disconnect);
    world.run(60);
    assert_eq!(world.reminded, [End]);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    assert_eq!(world.reminded, [End, Begin]);
}

#[test]
fn nothing_is_offered_in_an_embedding_or_where_nobody_would_see_it() {
    let world = connected();
    assert_eq!((world.reminded.as_slice(), view(&world)), (&[][..], None));
    let mut world = page();
    world.feed(Event::PermissionRead(PermissionState::Denied));
    assert_eq!(view(&world), None);
}
