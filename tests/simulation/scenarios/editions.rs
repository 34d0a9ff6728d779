//! A newer version of the page's own files.

use margin_call::engine::view::EditionView;
use margin_call::engine::{Config, EditionRequest, Event, PermissionState, UserAction};

use super::super::laws::positions;
use super::super::scene::LOCAL;
use super::super::world::World;
use super::{connect, connected, ether_at, key, local};

/// The page as it ships, with a position read.
fn page() -> World {
    let address = Some("https://app.example/alerts/".to_owned());
    let config = Config {
        is_page: true,
        page: address.clone(),
        folder: address,
        ..local()
    };
    let mut world = World::new(7, &[LOCAL, 1], config);
    world.permission = PermissionState::Granted;
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    ether_at(&mut world, 2_080);
    world.run(60);
    assert_eq!(world.editions, [EditionRequest::Keep]);
    world.editions.clear();
    world
}

#[test]
fn it_is_used_on_a_click_and_not_while_a_top_up_is_open() {
    let mut world = page();
    world.feed(Event::EditionReady);
    assert_eq!(world.view.edition, Some(EditionView::Offered));
    let key = key(&world);
    world.click(UserAction::OpenTopUp(key));
    assert_eq!(world.view.edition, Some(EditionView::Waits));
    world.click(UserAction::TakeEdition);
    world.run(60);
    assert_eq!(world.editions, []);
    world.click(UserAction::CloseTopUp);
    assert_eq!(world.view.edition, Some(EditionView::Offered));
    world.click(UserAction::TakeEdition);
    assert_eq!(world.editions, [EditionRequest::Take]);
    world.feed(Event::EditionTaken);
    let both = [EditionRequest::Take, EditionRequest::Load];
    assert_eq!(world.editions, both);
}

#[test]
fn a_top_up_that_is_opened_after_the_click_stays() {
    let mut world = page();
    world.feed(Event::EditionReady);
    world.click(UserAction::TakeEdition);
    let key = key(&world);
    world.click(UserAction::OpenTopUp(key));
    world.feed(Event::EditionTaken);
    world.run(60);
    assert_eq!(world.editions, [EditionRequest::Take]);
    assert!(world.view.top_up.is_some());
    world.click(UserAction::CloseTopUp);
    assert_eq!(world.view.edition, Some(EditionView::Offered));
}

#[test]
fn a_page_of_somebody_else_is_left_alone() {
    let mut world = connected();
    world.feed(Event::EditionReady);
    world.click(UserAction::TakeEdition);
    world.run(3_600);
    assert_eq!(
        (world.editions.as_slice(), world.view.edition),
        ([].as_slice(), None)
    );
}
