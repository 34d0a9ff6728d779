//! The call that comes when the page is gone.

use margin_call::engine::UserAction;
use margin_call::engine::view::{PushProof, PushSays};

use super::super::laws::positions;
use super::super::scene::BORROWER;
use super::super::world::{PUSH_SERVER, Weather, World};
use super::{connected, ether_at, key, tabs};

const STOPPED: &str = "margin-call stopped watching";
const AGAIN: &str = "margin-call is watching again";
/// The person learns of the end of the page within so many seconds.
const AHEAD_S: u64 = 1_500;

/// A page that watches, with a topic that was seen to work.
fn with_topic() -> World {
    let mut world = connected();
    ether_at(&mut world, 3_000);
    world.click(UserAction::TurnPushOn(PUSH_SERVER.into(), [7; 16]));
    world.run(60);
    world.click(UserAction::PushSeen(true));
    assert_eq!(topic(&world).proof, PushProof::Seen);
    assert_eq!(
        sent(&mut world),
        ["margin-call: this is how a call arrives"]
    );
    world.server().sent.clear();
    world
}

fn topic(world: &World) -> &margin_call::engine::view::TopicView {
    world.view.alarm.push.topic.as_ref().expect("a topic")
}

/// What has reached the phone.
fn sent(world: &mut World) -> Vec<String> {
    world
        .server()
        .sent
        .iter()
        .map(|one| one.title.clone())
        .collect()
}

/// What reaches it when nothing happens on the page for so many seconds.
fn sent_later(world: &mut World, seconds: u64) -> Vec<String> {
    world.server().is(world.now / 1_000 + seconds);
    sent(world)
}

#[test]
fn a_page_that_is_closed_is_told_and_one_that_watches_or_is_opened_again_is_not() {
    let mut world = with_topic();
    world.run(4_000);
    assert!(topic(&world).is_armed());
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.run(4_000);
    assert_eq!(sent(&mut world), [""; 0]);
    assert_eq!(sent_later(&mut world, AHEAD_S), [STOPPED]);
}

#[test]
fn a_computer_that_sleeps_is_told_and_so_is_its_waking() {
    let mut world = with_topic();
    world.run(1_000);
    world.sleep(4_000);
    world.run(120);
    assert_eq!(sent(&mut world), [STOPPED, AGAIN]);
    world.run(4_000);
    assert_eq!(sent(&mut world), [STOPPED, AGAIN]);
    world.sleep(4_000);
    world.run(120);
    assert_eq!(sent(&mut world), [STOPPED, AGAIN, STOPPED, AGAIN]);
}

#[test]
fn a_page_that_is_open_and_sees_nothing_does_not_keep_the_message_back() {
    let mut world = with_topic();
    world.run(1_000);
    world.weather = Weather::Down;
    world.run(AHEAD_S + 10);
    assert!(sent(&mut world).contains(&STOPPED.to_owned()));
    assert!(
        sent(&mut world).contains(&"margin-call".to_owned()),
        "and told that nothing is seen"
    );
    world.weather = Weather::Fair;
    world.run(300);
    assert_eq!(sent(&mut world).last().map(String::as_str), Some(AGAIN));
}

#[test]
fn the_page_says_that_a_message_waits_for_as_long_as_it_does() {
    let mut world = with_topic();
    world.run(1_000);
    world.weather = Weather::Down;
    let mut was_sent = false;
    for _ in 0..AHEAD_S + 10 {
        world.run(1);
        let is_sent = sent(&mut world).contains(&STOPPED.to_owned());
        assert_eq!(topic(&world).is_armed(), !is_sent);
        was_sent |= is_sent;
    }
    assert!(was_sent);
}

#[test]
fn who_takes_the_account_off_or_turns_it_off_is_not_told_of_that() {
    let mut world = with_topic();
    world.run(1_000);
    world.click(UserAction::Disconnect);
    world.run(10);
    assert_eq!(sent_later(&mut world, 10 * AHEAD_S), [""; 0]);
    let mut world = with_topic();
    world.run(1_000);
    world.server().is_down = true;
    world.click(UserAction::TurnPushOff);
    world.run(60);
    assert!(topic(&world).is_ending);
    // It is gone on with after a reload.
    world.load();
    world.server().is_down = false;
    world.until("a position", |view| !positions(view).is_empty());
    world.run(60);
    assert_eq!(world.view.alarm.push.topic, None);
    assert_eq!(sent_later(&mut world, 10 * AHEAD_S), [""; 0]);
}

#[test]
fn a_call_goes_there_once_and_its_end_too() {
    let mut world = with_topic();
    world.server().is_down = true;
    ether_at(&mut world, 2_080);
    world.run(120);
    assert_eq!(sent(&mut world), [""; 0]);
    world.server().is_down = false;
    world.run(300);
    assert_eq!(sent(&mut world), ["margin-call"]);
    assert_eq!(world.server().sent[0].body, "Open margin-call.");
    assert_eq!(world.server().sent[0].priority, "4");
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.run(600);
    assert_eq!(sent(&mut world), ["margin-call"]);
    ether_at(&mut world, 3_000);
    world.run(300);
    assert_eq!(sent(&mut world), ["margin-call", "margin-call"]);
}

#[test]
fn a_call_that_was_seen_on_the_page_is_not_sent_later() {
    let mut world = with_topic();
    world.server().is_down = true;
    ether_at(&mut world, 2_080);
    world.run(60);
    let key = key(&world);
    world.click(UserAction::Acknowledge(key));
    world.server().is_down = false;
    world.run(1_200);
    assert_eq!(sent(&mut world), [""; 0]);
    // Of a seizure too, which is never undone.
    world.server().is_down = true;
    world.chains[0].set(|markets| markets[0].liquidate(BORROWER, 3));
    world.run(60);
    assert!(world.view.log[0].what.is_seizure());
    let key = self::key(&world);
    world.click(UserAction::Acknowledge(key));
    world.server().is_down = false;
    world.run(1_200);
    assert_eq!(sent(&mut world), [""; 0]);
}

#[test]
fn messages_say_nothing_but_to_open_the_page_unless_they_may() {
    let mut world = with_topic();
    ether_at(&mut world, 2_080);
    world.run(700);
    let account = format!("{:x}", key(&world).account);
    let all = |world: &World| {
        let server = world.server();
        let all = server.sent.iter().chain(&server.waiting);
        all.map(|one| format!("{} {}", one.title, one.body))
            .collect::<String>()
    };
    let quiet = all(&world);
    assert!(
        !quiet.contains("1.09") && !quiet.contains("Aave"),
        "{quiet}"
    );
    world.click(UserAction::SetPushSays(PushSays::Health));
    world.run(700);
    let loud = all(&world);
    assert!(loud.contains("1.09") && loud.contains("Aave"), "{loud}");
    // Whose it is nobody learns.
    assert!(!loud.to_lowercase().contains(&account));
}

#[test]
fn a_server_that_sends_all_that_waits_is_never_given_any() {
    let mut world = connected();
    ether_at(&mut world, 3_000);
    world.server().replaces = false;
    world.click(UserAction::TurnPushOn(PUSH_SERVER.into(), [7; 16]));
    world.run(4_000);
    assert_eq!(topic(&world).proof, PushProof::Refuted);
    assert!(!topic(&world).is_armed());
    assert!(!sent_later(&mut world, 10 * AHEAD_S).contains(&STOPPED.to_owned()));
    // Calls go there all the same.
    ether_at(&mut world, 2_080);
    world.run(60);
    assert!(sent(&mut world).contains(&"margin-call".to_owned()));
}

#[test]
fn nothing_is_sent_to_a_server_that_nobody_named() {
    let mut world = connected();
    ether_at(&mut world, 2_080);
    world.run(4_000);
    assert!(sent(&mut world).is_empty() && world.server().waiting.is_empty());
}

#[test]
fn of_several_tabs_one_puts_the_message_off_and_whoever_takes_over_goes_on() {
    let mut tabs = tabs::connected(3);
    tabs.ether_at(3_000);
    tabs[1].click(UserAction::TurnPushOn(PUSH_SERVER.into(), [7; 16]));
    tabs.run(60);
    tabs[2].click(UserAction::PushSeen(true));
    tabs.run(2_500);
    assert!(tabs.iter().all(|world| topic(world).is_armed()));
    for _ in 0..2 {
        let leader = tabs.leader().expect("a leader");
        tabs.close(leader);
        tabs.run(1_300);
    }
    let beats: Vec<u64> = {
        let server = tabs[0].server();
        let beats = server.taken.iter().filter(|(_, one)| one.title == STOPPED);
        beats.map(|(at, _)| *at).collect()
    };
    assert!(beats.len() > 6);
    assert!(
        beats.windows(2).all(|two| two[1] - two[0] >= 600),
        "{beats:?}"
    );
    assert!(!sent(&mut tabs[0]).contains(&STOPPED.to_owned()));
    let leader = tabs.leader().expect("a leader");
    tabs.close(leader);
    tabs.run(AHEAD_S + 5);
    assert!(sent(&mut tabs[0]).contains(&STOPPED.to_owned()));
}
