//! An address that opens a top-up.

use margin_call::engine::view::{LinkWaits, NoTopUp};
use margin_call::engine::{Config, Event, Link, PermissionState, Proof, UserAction};
use margin_call::top_up::StageView;

use super::super::laws::positions;
use super::super::scene::{BORROWER, SAVER};
use super::{connect, connected, ether_at, key, opened, stage};
use crate::world::World;

fn follow(world: &mut World, fragment: &str) {
    world.feed(Event::Opened {
        fragment: fragment.to_owned(),
    });
}

/// The link to the position of a page on which all is read.
fn link() -> String {
    Link::to(&key(&connected())).fragment()
}

fn waits_for(world: &World) -> Option<LinkWaits> {
    world.view.link.as_ref().map(|link| link.waits_for)
}

#[test]
fn a_link_opens_the_top_up_of_its_position_once_that_is_read() {
    let link = link();
    let mut world = connected();
    follow(&mut world, &link);
    assert_eq!(stage(&world.view), Some(&StageView::Choosing));
    // It may be what opens the page.
    world.load();
    follow(&mut world, &link);
    world.until("the top-up", |view| stage(view).is_some());
    assert_eq!(waits_for(&world), None);
    // Closed, it stays closed.
    world.click(UserAction::CloseTopUp);
    world.run(60);
    assert_eq!(stage(&world.view), None);
}

#[test]
fn a_link_to_what_is_not_watched_says_so_and_adds_nothing_and_opens_when_it_is() {
    let link = link();
    let mut world = opened();
    follow(&mut world, &link);
    world.run(30);
    assert_eq!(waits_for(&world), Some(LinkWaits::Account));
    let session = world.view.session();
    assert!(session.is_none_or(|session| session.accounts.is_empty()));
    connect(&mut world);
    world.until("the top-up", |view| stage(view).is_some());
    assert_eq!(waits_for(&world), None);
}

#[test]
fn a_link_to_a_position_whose_wallet_is_elsewhere_waits_until_it_is_not_wanted() {
    let config = Config {
        rpc_urls: vec!["rpc".into()],
        ..Config::default()
    };
    let mut world = World::new(7, &[1], config);
    world.load();
    world.run(1);
    world.click(UserAction::Watch(BORROWER.to_string()));
    world.until("a position", |view| !positions(view).is_empty());
    let link = Link::to(&key(&world)).fragment();
    follow(&mut world, &link);
    assert_eq!(
        waits_for(&world),
        Some(LinkWaits::TopUp(NoTopUp::WatchOnly))
    );
    world.click(UserAction::DismissLink);
    assert_eq!(waits_for(&world), None);
    connect(&mut world);
    world.run(60);
    assert_eq!(stage(&world.view), None);
}

/// Anybody can put a link before a person.
#[test]
fn an_address_proves_no_delivery_unless_its_tag_is_one_of_ours() {
    let mut world = connected();
    let before = world.view.alarm.delivery;
    assert_eq!(before.permission, PermissionState::Granted);
    assert!(!matches!(before.proof, Proof::Seen { .. }));
    for forged in [
        "margin-call=x",
        "margin-call=",
        "margin-call=margin-call:test",
        "position=1",
    ] {
        follow(&mut world, forged);
        world.run(30);
        assert_eq!(world.view.alarm.delivery, before, "{forged}");
        assert_eq!(stage(&world.view), None);
    }
    let mut deaf = connected();
    deaf.click(UserAction::Mute(BORROWER, true));
    ether_at(&mut world, 2_080);
    world.run(30);
    let tag = world.notifications[0].tag.clone();
    follow(&mut world, &format!("margin-call={tag}"));
    let proof = world.view.alarm.delivery.proof;
    assert!(matches!(proof, Proof::Seen { .. }), "{proof:?}");
    assert_eq!(stage(&world.view), Some(&StageView::Choosing));
    // Where the browser was never given it the same tag is anybody's: it leads to the position, no more.
    ether_at(&mut deaf, 2_080);
    deaf.run(30);
    assert!(deaf.notifications.is_empty());
    follow(&mut deaf, &format!("margin-call={tag}"));
    assert_eq!(stage(&deaf.view), Some(&StageView::Choosing));
    assert_eq!(deaf.view.alarm.delivery, before);
}

/// Where the top-up waits for the wallet, the click was long ago.
#[test]
fn a_click_proves_delivery_once_and_not_what_was_not_seen_since() {
    let mut world = connected();
    ether_at(&mut world, 2_080);
    world.run(30);
    let tag = world.notifications[0].tag.clone();
    world.share(|wallet| wallet.accounts = vec![SAVER, BORROWER]);
    world.run(30);
    for of_the_page in [false, true] {
        match of_the_page {
            true => follow(&mut world, &format!("margin-call={tag}")),
            false => world.feed(Event::NotificationClicked { tag: tag.clone() }),
        }
        let proof = world.view.alarm.delivery.proof;
        assert!(matches!(proof, Proof::Seen { .. }), "{proof:?}");
        assert_eq!(stage(&world.view), None);
        world.click(UserAction::TestNotification);
        world.click(UserAction::TestSeen(false));
        world.run(120);
        assert_eq!(world.view.alarm.delivery.proof, Proof::Failed);
    }
    world.share(|wallet| wallet.accounts = vec![BORROWER]);
    world.until("the top-up", |view| stage(view).is_some());
}

#[test]
fn who_closes_a_top_up_waits_for_no_other() {
    let mut world = connected();
    let link = link();
    let elsewhere = link.replace(&format!("{BORROWER:#x}"), &format!("{SAVER:#x}"));
    follow(&mut world, &elsewhere);
    assert!(waits_for(&world).is_some());
    let key = key(&world);
    world.click(UserAction::OpenTopUp(key));
    assert_eq!(waits_for(&world), None);
    follow(&mut world, &elsewhere);
    world.click(UserAction::CloseTopUp);
    assert_eq!(waits_for(&world), None);
    follow(&mut world, &link);
    assert_eq!(stage(&world.view), Some(&StageView::Choosing));
}
