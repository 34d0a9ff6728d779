//! What was mined can be undone by a reorganisation, and come back out of where nobody sees it.

use alloy::primitives::U256;
use margin_call::engine::{Config, UserAction};
use margin_call::top_up::{Doubt, FlowFailure, StageView};

use super::super::laws::positions;
use super::{
    ADD_ETHER, connect, doubt, ether_at, failure, open, review, sign, stage, until_done,
    until_done_late, until_failed, until_review,
};
use crate::scene::BORROWER;
use crate::world::World;

/// A position on Ethereum in need, its top-up open, its wallet's transactions sent through a relay
/// that takes back what a reorganisation undoes.
fn in_need() -> World {
    let mut world = World::new(7, &[1], Config::default());
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    ether_at(&mut world, 2_000);
    world.run(30);
    world.chains[0].is_private = true;
    world.chains[0].takes_back = true;
    open(&mut world, ADD_ETHER);
    world
}

/// One step is all, and it is done.
fn topped_up() -> World {
    let mut world = in_need();
    world.chains[0].set(|markets| markets[0].approve(BORROWER, 0, U256::MAX));
    world.run(30);
    review(&mut world);
    sign(&mut world);
    until_done(&mut world);
    assert_eq!(sent(&world), 1);
    world
}

fn sent(world: &World) -> usize {
    world.chains[0].log.len()
}

/// Ether falls further, and the person wants to top up once more.
fn wants_more(world: &mut World) {
    world.click(UserAction::CloseTopUp);
    ether_at(world, 1_600);
    world.run(15);
    open(world, ADD_ETHER);
    world.click(UserAction::Review);
}

#[test]
fn what_a_relay_takes_back_after_a_reorganisation_is_not_paid_again() {
    let mut world = topped_up();
    world.chains[0].relay_includes = false;
    world.reorganise(3);
    assert!(world.chains[0].relays(BORROWER));
    // The new branch is longer by now.
    world.run(40);
    wants_more(&mut world);
    world.run(10);
    world.click(UserAction::Sign);
    until_unseen(&mut world);
    assert_eq!(sent(&world), 1);
    world.chains[0].relay_includes = true;
    world.until("done", |view| {
        matches!(stage(view), Some(StageView::Done { .. }))
    });
    assert_eq!(sent(&world), 1);
}

/// It waits again, as something that no node has heard of for a while.
#[track_caller]
fn until_unseen(world: &mut World) {
    world.until("a doubt", |view| doubt(view) == Some(Doubt::Unseen));
}

#[test]
fn a_page_that_was_loaded_after_the_reorganisation_finds_what_waits_again() {
    let mut world = topped_up();
    world.chains[0].relay_includes = false;
    world.reorganise(3);
    world.load();
    until_unseen(&mut world);
    world.chains[0].relay_includes = true;
    until_done_late_here(&mut world);
}

#[track_caller]
fn until_done_late_here(world: &mut World) {
    until_done_late(world);
    assert_eq!(sent(world), 1);
}

#[test]
fn the_next_sum_waits_until_the_last_one_has_settled_also_after_a_reload() {
    for reloads in [false, true] {
        let mut world = topped_up();
        if reloads {
            world.load();
            world.until("a position", |view| !positions(view).is_empty());
        }
        wants_more(&mut world);
        until_failed(&mut world, |failure| *failure == FlowFailure::Settling);
        world.run(150);
        review(&mut world);
        sign(&mut world);
        until_done(&mut world);
        assert_eq!(sent(&world), 2);
    }
}

#[test]
fn a_store_that_is_cleared_settles_nothing() {
    let mut world = topped_up();
    world.records.clear();
    wants_more(&mut world);
    until_failed(&mut world, |failure| *failure == FlowFailure::Settling);
    assert_eq!(world.records.len(), 1, "it is written down again");
}

#[test]
fn after_a_permission_the_sum_itself_waits_for_nothing() {
    let mut world = in_need();
    review(&mut world);
    sign(&mut world);
    until_review(&mut world);
    assert_eq!(failure(&world.view), None);
    let began = world.now;
    sign(&mut world);
    until_done(&mut world);
    assert!(world.now - began < 60_000);
    assert_eq!(sent(&world), 2);
}
