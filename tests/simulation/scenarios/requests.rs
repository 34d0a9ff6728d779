//! How much is asked of an endpoint.

use super::super::laws::{positions, session};
use super::super::scene::BORROWER;
use super::super::world::{Weather, World};
use super::connect;
use super::list::{host, on_two_chains};
use margin_call::engine::view::Body;
use margin_call::engine::{Config, View};

/// How much the endpoint of the first chain was asked since the page was loaded.
fn asked(world: &World) -> u32 {
    let chains = &session(&world.view).expect("a session").chains;
    let mut sources = chains.iter().flat_map(|one| &one.sources);
    let source = sources.find(|one| one.host.as_deref() == Some("one"));
    let budget = source.expect("the endpoint").budget;
    budget.expect("a budget").spent
}

/// A borrower on a chain that one endpoint serves, and on another that the wallet is on.
fn through_one() -> World {
    let mut world = on_two_chains(&[host("one", 0)]);
    world.wallet.as_mut().expect("a wallet").chain = 1;
    world.run(120);
    world
}

#[test]
fn a_refresh_is_one_request() {
    let mut world = through_one();
    let before = asked(&world);
    // Fifty blocks; once a minute contracts are held to their header.
    world.run(600);
    let (looks, headers) = (50, 10);
    let asked = asked(&world) - before;
    assert!(
        (looks..=looks + headers + 1).contains(&asked),
        "{asked} requests for {looks} blocks"
    );
}

#[test]
fn the_second_visit_needs_one_request() {
    let mut world = through_one();
    world.load();
    world.until("a health", |view| !positions(view).is_empty());
    assert_eq!(asked(&world), 1);
}

#[test]
fn the_first_visit_shows_what_the_contract_says_after_one_call_and_asks_on_at_once() {
    let config = Config {
        rpc_urls: vec!["one".into()],
        accounts: vec![BORROWER],
        ..Config::default()
    };
    let mut world = World::new(7, &[1], config);
    world.hosts = vec![host("one", 0)];
    world.load();
    let told = |view: &View| match session(view).map(|one| &one.body) {
        Some(Body::Loading { told }) => told.first().map(|one| one.health),
        _ => None,
    };
    world.until("a health", |view| told(view).is_some());
    // The laws say that it is the chain's. The header has come beside it, and what follows is asked.
    assert_eq!((world.laws.seen.batches, asked(&world)), (2, 3));
    assert!(positions(&world.view).is_empty());
    world.until("a position", |view| !positions(view).is_empty());
    // The last is for what is supplied without use.
    assert_eq!((world.laws.seen.batches, asked(&world)), (4, 5));
}

#[test]
fn where_calls_at_the_head_run_in_a_block_to_come_the_header_is_asked_for() {
    let mut world = World::new(7, &[1], Config::default());
    world.chains[0].runs_ahead = true;
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    // The laws say that every health shown is that of a block.
    world.run(600);
    let held = positions(&world.view)[0].block.number;
    assert!(world.chains[0].head().number - held <= 1);
}

#[test]
fn an_endpoint_that_asks_to_be_left_alone_for_a_while_is() {
    let mut world = through_one();
    world.hosts[0].weather = Some(Weather::RateLimited(Some(90)));
    world.run(20);
    let before = asked(&world);
    world.run(60);
    assert_eq!(asked(&world), before);
    // After it, it is asked again.
    world.hosts[0].weather = None;
    world.run(30);
    assert!(asked(&world) > before);
}

#[test]
fn a_block_that_takes_the_place_of_another_of_its_height_is_read() {
    let mut world = on_two_chains(&[]);
    let head = world.chains[0].head().number;
    world.until("the head", |view| positions(view)[0].block.number == head);
    let held = positions(&world.view)[0].block;
    world.reorganise(1);
    world.until("the other block", |view| {
        let read = positions(view)[0].block;
        read.number == held.number && read != held
    });
}
