//! Of several tabs one reads and notifies, and the others take over.

use alloy::primitives::U256;
use margin_call::alert::Phase;
use margin_call::engine::{Config, Event, PermissionState, UserAction};
use margin_call::top_up::Means;

use super::super::laws::{positions, raw, session};
use super::super::scene::{BORROWER, STRANGER};
use super::super::world::{Tabs, Weather, World};
use super::list::host;
use super::tabs::{closed, connected, open, phase};
use super::{has_only_coin, health_on_chain, key};

/// What the chain says at its head is what this tab shows.
#[track_caller]
fn shows_the_chain(tabs: &Tabs, place: usize) {
    let mut shown = positions(&tabs[place].view).iter();
    let shown = shown.find(|one| one.key.account == BORROWER);
    let shown = shown.expect("a position");
    assert!(shown.is_known);
    assert_eq!(
        raw(shown.health) / U256::from(10_u64.pow(15)),
        U256::from(health_on_chain(&tabs[place])),
    );
}

#[test]
fn one_of_five_reads_and_notifies_and_all_show_the_same() {
    let mut tabs = connected(5);
    assert_eq!(tabs.leader(), Some(0));
    tabs.run(10);
    let before: Vec<u64> = (0..5).map(|place| tabs.reads(place)).collect();
    tabs.is_judged = true;
    tabs.ether_at(2_080);
    tabs.run(600);
    assert!(tabs.reads(0) > before[0]);
    for place in 1..5 {
        assert_eq!(tabs.reads(place), before[place], "{place}");
        shows_the_chain(&tabs, place);
        assert!(matches!(phase(&tabs[place]), Phase::Firing(_)));
    }
    assert_eq!(tabs.notified(), 1);
    assert_eq!(tabs[0].notifications.len(), 1);
}

#[test]
fn when_the_leader_closes_another_goes_on_within_seconds_and_calls_once() {
    let mut tabs = connected(3);
    tabs.is_judged = true;
    tabs.run(60);
    tabs.ether_at(2_080);
    tabs.run(60);
    assert_eq!(tabs.notified(), 1);
    let before = tabs.reads(1);
    tabs.close(0);
    tabs.ether_at(1_900);
    tabs.run(15);
    assert_eq!(tabs.leader(), Some(1));
    assert!(tabs.reads(1) > before);
    shows_the_chain(&tabs, 1);
    tabs.run(60);
    // It got worse: told once, by the one who leads now.
    assert_eq!(tabs[1].notifications.len(), 1);
    assert_eq!(tabs.notified(), 2);
    shows_the_chain(&tabs, 2);
    // The last one left does the same.
    tabs.close(1);
    tabs.ether_at(3_000);
    tabs.run(600);
    shows_the_chain(&tabs, 2);
    assert_eq!(tabs[2].notifications.len(), 1, "it is over");
}

#[test]
fn what_the_leader_did_not_live_to_tell_is_told_by_the_next() {
    let mut tabs = connected(2);
    tabs.run(60);
    tabs.ether_at(1_800);
    // It dies with the price unread.
    tabs.close(0);
    tabs.run(15);
    assert_eq!(tabs[1].notifications.len(), 1);
}

#[test]
fn a_leader_that_freezes_is_replaced_and_follows_when_it_is_awake_again() {
    let mut tabs = connected(3);
    tabs.is_judged = true;
    tabs.run(60);
    tabs.freeze(0);
    tabs.ether_at(1_900);
    tabs.run(20);
    let leader = tabs.leader().expect("a leader");
    assert_ne!(leader, 0);
    assert_eq!(tabs.notified(), 1);
    tabs.run(300);
    tabs.thaw(0);
    tabs.run(30);
    assert_eq!(tabs.leader(), Some(leader));
    assert_eq!(tabs.notified(), 1);
    let before = tabs.reads(0);
    tabs.run(180);
    assert_eq!(tabs.reads(0), before);
    (0..3).for_each(|place| shows_the_chain(&tabs, place));
    assert_eq!(tabs.notified(), 1);
}

#[test]
fn a_leader_that_was_held_up_tells_nothing_before_it_has_heard_what_the_others_told() {
    for frozen_s in [18, 30, 700] {
        let mut tabs = connected(3);
        tabs.run(60);
        tabs.ether_at(2_080);
        tabs.run(60);
        assert_eq!(titles(&tabs).len(), 1);
        tabs.freeze(0);
        tabs.ether_at(1_900);
        tabs.run(frozen_s);
        let told = tabs.notified();
        assert!(told > 1);
        tabs.thaw(0);
        tabs.run(30);
        assert_eq!(tabs[0].notifications.len(), 1, "frozen for {frozen_s} s");
        assert_eq!(tabs.notified(), told);
        shows_the_chain(&tabs, 0);
    }
}

#[test]
fn a_page_that_is_brought_to_the_front_leads() {
    let mut tabs = connected(2);
    let see = |tabs: &mut Tabs, place: usize, visible: bool| {
        tabs[place].hidden = !visible;
        tabs[place].feed(Event::VisibilityChanged { visible });
    };
    see(&mut tabs, 1, false);
    tabs.run(60);
    assert_eq!(tabs.leader(), Some(0));
    see(&mut tabs, 0, false);
    tabs.is_judged = false;
    tabs.run(300);
    assert_eq!(tabs.leader(), Some(0), "both are hidden");
    see(&mut tabs, 1, true);
    tabs.run(1);
    assert_eq!(tabs.leader(), Some(1));
    tabs.run(30);
    shows_the_chain(&tabs, 0);
    shows_the_chain(&tabs, 1);
}

#[test]
fn where_there_are_no_locks_each_reads_and_notifies() {
    let mut tabs = closed(2);
    tabs.has_locks = false;
    open(&mut tabs, 0);
    open(&mut tabs, 1);
    let before = [tabs.reads(0), tabs.reads(1)];
    tabs.ether_at(1_900);
    tabs.run(60);
    for (place, before) in before.into_iter().enumerate() {
        assert!(tabs.reads(place) > before);
        shows_the_chain(&tabs, place);
    }
    assert!(tabs.notified() >= 1);
}

#[test]
fn where_messages_are_lost_the_others_read_for_themselves() {
    let mut tabs = connected(3);
    tabs.is_judged = true;
    tabs.loses = 100;
    tabs.ether_at(1_900);
    tabs.run(60);
    for place in 0..3 {
        shows_the_chain(&tabs, place);
    }
    assert!(tabs.notified() >= 1);
    tabs.loses = 30;
    tabs.run(300);
    tabs.loses = 0;
    tabs.run(60);
    let leader = tabs.leader().expect("a leader");
    let before: Vec<u64> = (0..3).map(|place| tabs.reads(place)).collect();
    tabs.run(300);
    for place in (0..3).filter(|place| *place != leader) {
        assert_eq!(tabs.reads(place), before[place]);
    }
}

#[test]
fn a_follower_with_an_account_of_its_own_reads_for_itself_until_the_leader_does() {
    let mut tabs = connected(2);
    tabs.run(30);
    let before = tabs.reads(1);
    tabs[1].click(UserAction::Watch(STRANGER.to_string()));
    tabs.run(30);
    assert!(tabs.reads(1) > before);
    let before = tabs.reads(1);
    tabs.run(60);
    assert_eq!(tabs.reads(1), before);
    for world in tabs.iter() {
        let accounts = session(&world.view).map(|one| one.accounts.len());
        assert_eq!(accounts, Some(3));
    }
}

#[test]
fn a_refresh_and_a_top_up_in_a_follower_read_the_chain_itself() {
    let mut tabs = connected(2);
    tabs.run(30);
    let before = tabs.reads(1);
    tabs[1].click(UserAction::Refresh);
    tabs.run(2);
    assert!(tabs.reads(1) > before);
    let key = key(&tabs[1]);
    tabs[1].click(UserAction::OpenTopUp(key));
    tabs.run(2);
    let before = tabs.reads(1);
    tabs.run(30);
    assert!(tabs.reads(1) > before, "nothing is relied on");
    tabs[1].click(UserAction::CloseTopUp);
    tabs.run(30);
    let before = tabs.reads(1);
    tabs.run(60);
    assert_eq!(tabs.reads(1), before);
}

/// The coin of which ether can be made is all that the account has of it: the leader was never asked.
#[test]
fn what_a_follower_looked_for_in_a_top_up_is_not_asked_for_after_it() {
    let mut tabs = closed(2);
    for place in 0..2 {
        has_only_coin(&mut tabs[place]);
    }
    open(&mut tabs, 0);
    open(&mut tabs, 1);
    tabs.run(30);
    let key = key(&tabs[1]);
    tabs[1].click(UserAction::OpenTopUp(key));
    tabs.run(10);
    let ways = &tabs[1].view.top_up.as_ref().expect("a top-up").options;
    assert!(ways.iter().any(|way| way.id.means == Means::AddCoin));
    tabs[1].click(UserAction::CloseTopUp);
    tabs.run(30);
    let before = tabs.reads(1);
    tabs.run(60);
    assert_eq!(tabs.reads(1), before);
    shows_the_chain(&tabs, 1);
}

#[test]
fn a_leader_that_cannot_read_leaves_it_to_those_who_can() {
    let mut tabs = connected(2);
    tabs.run(30);
    tabs[0].weather = Weather::Down;
    tabs.ether_at(1_900);
    tabs.run(60);
    assert_eq!(tabs.leader(), Some(0));
    shows_the_chain(&tabs, 1);
    assert!(!tabs[1].notifications.is_empty());
}

#[test]
fn a_message_that_makes_no_sense_changes_nothing() {
    let mut tabs = connected(2);
    tabs.run(30);
    let said = [
        "",
        "null",
        r#"{"version":1}"#,
        r#"{"version":2,"from":1,"page":{"visible":true,"notifies":true},"says":"Leads"}"#,
    ];
    for text in said {
        let before = positions(&tabs[1].view).to_vec();
        tabs[1].feed(Event::Heard(text.to_owned()));
        assert_eq!(positions(&tabs[1].view), before);
    }
}

/// Collateral is seized, for all tabs in the same block.
fn seized(tabs: &mut Tabs) {
    for world in tabs.iter_mut() {
        world.chains[0].set(|markets| markets[0].liquidate(BORROWER, 3));
    }
}

#[test]
fn a_seizure_is_told_once_also_when_the_leader_dies_of_it() {
    let mut tabs = connected(3);
    tabs.ether_at(1_960);
    tabs.run(30);
    seized(&mut tabs);
    tabs.run(60);
    let titles: Vec<&str> = titles(&tabs);
    assert_eq!(titles.len(), 2, "{titles:?}");
    assert!(titles[1].starts_with("Liquidated: "), "{titles:?}");
    seized(&mut tabs);
    tabs.close(0);
    tabs.run(60);
    let told = self::titles(&tabs);
    let told = told.iter().filter(|title| title.starts_with("Liquidated:"));
    assert_eq!(told.count(), 2);
}

#[test]
fn a_follower_that_is_ahead_of_the_leader_keeps_what_it_has_and_then_reads_for_itself() {
    let mut tabs = connected(2);
    tabs.run(30);
    tabs[0].weather = Weather::Behind(3);
    tabs[1].click(UserAction::Refresh);
    tabs.run(2);
    let held = positions(&tabs[1].view)[0].block.number;
    let before = tabs.reads(1);
    for _ in 0..60 {
        tabs.run(1);
        assert!(positions(&tabs[1].view)[0].block.number >= held);
    }
    assert!(tabs.reads(1) > before);
    shows_the_chain(&tabs, 1);
}

fn titles(tabs: &Tabs) -> Vec<&str> {
    let all = tabs.iter().flat_map(|world| &world.notifications);
    all.map(|one| one.title.as_str()).collect()
}

#[test]
fn where_two_endpoints_disagree_each_tab_sees_for_itself() {
    let mut tabs = Tabs::closed(2, || {
        let config = Config {
            accounts: vec![BORROWER],
            rpc_urls: vec!["one".into(), "two".into()],
            ..Config::default()
        };
        let mut world = World::new(7, &[1], config);
        world.hosts = vec![host("one", 0), host("two", 0)];
        world.permission = PermissionState::Granted;
        world
    });
    tabs.open(0);
    tabs.run(5);
    tabs.open(1);
    tabs.run(30);
    let before = tabs.reads(1);
    tabs.run(120);
    assert_eq!(tabs.reads(1), before);
    for world in tabs.iter_mut() {
        world.hosts[0].flatters = 40;
    }
    tabs.run(120);
    assert!(tabs.reads(1) > before);
    for world in tabs.iter() {
        assert_eq!(positions(&world.view)[0].witnessed, Some(false));
    }
    // They agree again, and one is enough.
    for world in tabs.iter_mut() {
        world.hosts[0].flatters = 0;
    }
    tabs.run(300);
    let before = tabs.reads(1);
    tabs.run(120);
    assert_eq!(tabs.reads(1), before);
    shows_the_chain(&tabs, 1);
}
