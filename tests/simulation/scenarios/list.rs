//! What is watched is a list: it outlives what the wallet does, and each endpoint of a chain.

use margin_call::alert::DataState;
use margin_call::chain::{ChainId, public_endpoints};
use margin_call::engine::view::{
    Attention, ConnectionView, Found, NoTopUp, Origin, PositionView, ReadProblem,
};
use margin_call::engine::{Config, PermissionState, UserAction};

use super::super::laws::{positions, session, worst};
use super::super::scene::{BORROWER, SAVER, STRANGER};
use super::super::wallet::Manners;
use super::super::world::{Host, Weather, World};
use super::{connect, ether_at};

/// A borrower on two public chains, with these endpoints; the wallet is on the first chain.
pub fn on_two_chains(hosts: &[Host]) -> World {
    let config = Config {
        rpc_urls: hosts.iter().map(|host| host.url.to_owned()).collect(),
        ..Config::default()
    };
    let mut world = World::new(7, &[1, 10], config);
    world.hosts = hosts.to_vec();
    world.wallet.as_mut().expect("a wallet").accounts = vec![BORROWER];
    world.permission = PermissionState::Granted;
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    world.run(30);
    world
}

pub fn host(url: &'static str, place: usize) -> Host {
    Host {
        url,
        place,
        weather: None,
        bears: usize::MAX,
        flatters: 0,
        leaps: 0,
    }
}

fn on(world: &World, chain: u64) -> Option<&PositionView> {
    let mut all = positions(&world.view).iter();
    all.find(|one| one.key.chain == ChainId(chain))
}

pub fn titles(world: &World) -> Vec<&str> {
    let all = world.notifications.iter();
    all.map(|one| one.title.as_str()).collect()
}

fn state(world: &World) -> DataState {
    worst(&world.view).expect("a chain").data.state
}

#[test]
fn debt_that_the_wallet_leaves_behind_is_told_and_watched_again_when_it_comes_back() {
    let mut world = on_two_chains(&[]);
    world.go_to_chain(1);
    world.run(300);
    assert!(on(&world, 10).expect("where it went").is_known);
    let left = on(&world, 1).expect("what was left");
    assert!(!left.is_known);
    assert_eq!(left.can_top_up, Err(NoTopUp::OtherChain));
    assert_eq!(world.view.attention, Attention::NotWatching);
    assert_eq!(titles(&world), ["Not watching: health unknown"]);
    assert!(world.notifications[0].body.contains("Ethereum"));
    let problem = worst(&world.view).expect("a chain").data.problem.clone();
    assert_eq!(problem, Some(ReadProblem::NoEndpoint));
    world.load();
    world.run(300);
    assert_eq!(world.view.attention, Attention::NotWatching);
    world.go_to_chain(0);
    world.run(60);
    assert!(on(&world, 1).expect("what was left").is_known);
}

#[test]
fn with_an_endpoint_the_debt_is_watched_wherever_the_wallet_goes() {
    let mut world = on_two_chains(&[host("here", 0), host("there", 1)]);
    for chain in [1, 10] {
        assert!(on(&world, chain).expect("a position").is_known);
    }
    world.go_to_chain(1);
    world.run(30);
    assert_eq!(on(&world, 10).expect("there").can_top_up, Ok(()));
    ether_at(&mut world, 2_000);
    world.run(60);
    assert_eq!(state(&world), DataState::Fresh);
    assert_eq!(world.notifications.len(), 1, "{:?}", titles(&world));
    assert!(world.notifications[0].body.contains("Ethereum"));
}

#[test]
fn an_endpoint_that_dies_is_replaced_by_the_next_and_by_the_wallet() {
    let mut world = on_two_chains(&[host("one", 0), host("two", 0)]);
    let dies = |world: &mut World, place: usize| world.hosts[place].weather = Some(Weather::Down);
    dies(&mut world, 0);
    world.run(120);
    assert_eq!(state(&world), DataState::Fresh);
    dies(&mut world, 1);
    world.run(120);
    assert_eq!(state(&world), DataState::Fresh);
    assert!(world.notifications.is_empty(), "{:?}", titles(&world));
    let chain = worst(&world.view).expect("a chain");
    let failed = chain.sources.iter().filter(|one| one.problem.is_some());
    assert_eq!(failed.count(), 2);
    // With the wallet gone too nobody is left, and that is said.
    world.weather = Weather::Down;
    world.run(120);
    assert_eq!(titles(&world), ["Not watching: health unknown"]);
    world.hosts[0].weather = Some(Weather::Fair);
    world.run(120);
    assert_eq!(state(&world), DataState::Fresh);
}

#[test]
fn an_endpoint_that_lags_is_found_out_by_another() {
    let lags = Host {
        weather: Some(Weather::Behind(25)),
        ..host("late", 0)
    };
    let mut world = on_two_chains(&[lags]);
    world.run(600);
    ether_at(&mut world, 1_800);
    world.run(90);
    let head = world.chains[0].head().number;
    let read = on(&world, 1).expect("a position").block.number;
    assert!(read + 3 > head, "read {read} of {head}");
    assert_eq!(titles(&world), ["Liquidatable now: health 0.94"]);
}

#[test]
fn several_addresses_are_typed_kept_and_taken_off_one_by_one() {
    let config = Config {
        rpc_urls: vec!["rpc".into()],
        ..Config::default()
    };
    let mut world = World::new(7, &[1], config);
    world.load();
    world.run(1);
    for account in [SAVER, BORROWER] {
        world.click(UserAction::Watch(account.to_string()));
        world.run(30);
    }
    let accounts = |world: &World| -> Vec<_> {
        let all = session(&world.view)
            .into_iter()
            .flat_map(|one| &one.accounts);
        all.map(|one| (one.account, one.origin)).collect()
    };
    let both = [(SAVER, Origin::Typed), (BORROWER, Origin::Typed)];
    assert_eq!(accounts(&world), both);
    world.load();
    world.run(30);
    assert_eq!(accounts(&world), both);
    assert_eq!(positions(&world.view).len(), 2);
    world.click(UserAction::Unwatch(SAVER));
    world.run(10);
    assert_eq!(accounts(&world), both[1..]);
    assert_eq!(positions(&world.view).len(), 1);
    // A wallet is connected beside it.
    connect(&mut world);
    world.until("both again", |view| positions(view).len() == 2);
}

#[test]
fn answers_that_are_under_way_stay_with_their_account_when_the_wallet_names_them_in_another_order()
{
    let mut world = World::new(7, &[1], Config::default());
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("both", |view| positions(view).len() == 2);
    world.run(60);
    for round in 0..200 {
        let (first, second) = match round % 2 {
            0 => (SAVER, BORROWER),
            _ => (BORROWER, SAVER),
        };
        world.share(|wallet| wallet.accounts = vec![first, second]);
        // With every step of a look, in turn.
        let end = world.now + 60_000;
        for _ in 0..round % 11 {
            world.step(end);
        }
        let chain = worst(&world.view).expect("a chain");
        assert!(chain.unread.is_empty(), "{:?}", chain.unread);
        assert_eq!(chain.data.state, DataState::Fresh);
    }
}

fn found(world: &World, chain: u64) -> Option<Found> {
    let all = session(&world.view).into_iter().flat_map(|one| &one.found);
    let mut of = all.filter(|(one, _)| one.id == ChainId(chain));
    of.next().map(|(_, found)| found.clone())
}

/// The public endpoint of a chain that is asked first.
fn public(chain: u64, place: usize) -> Host {
    host(public_endpoints(ChainId(chain))[0], place)
}

#[test]
fn positions_are_found_on_every_chain_that_may_be_read_and_watched_from_then_on() {
    let mut world = on_two_chains(&[]);
    world.hosts = vec![public(10, 1)];
    // Nothing but the wallet may be asked: that is said.
    world.click(UserAction::FindPositions);
    world.run(30);
    assert_eq!(found(&world, 1), Some(Found::Something));
    let cannot = Some(Found::CouldNotLook(ReadProblem::NoEndpoint));
    assert_eq!(found(&world, 10), cannot);
    world.click(UserAction::AllowPublic(None));
    world.click(UserAction::FindPositions);
    world.run(60);
    assert_eq!(found(&world, 10), Some(Found::Something));
    assert_eq!(
        found(&world, 8453),
        Some(Found::CouldNotLook(ReadProblem::Unreachable))
    );
    assert!(world.notifications.is_empty(), "{:?}", titles(&world));
    // After a reload too, and nothing is asked where nothing is held.
    world.load();
    world.run(60);
    assert!(on(&world, 10).expect("what was found").is_known);
    let chains = &session(&world.view).expect("a session").chains;
    let ids: Vec<u64> = chains.iter().map(|one| one.chain.id.0).collect();
    assert_eq!(ids, [1, 10]);
}

#[test]
fn a_typed_address_is_looked_for_wherever_public_endpoints_may_be_asked() {
    let mut world = World::new(7, &[1, 10], Config::default());
    world.wallet = None;
    world.hosts = vec![public(10, 1), public(1, 0)];
    world.load();
    world.run(1);
    world.click(UserAction::AllowPublic(None));
    world.click(UserAction::Watch(BORROWER.to_string()));
    world.run(60);
    assert_eq!(positions(&world.view).len(), 2);
    world.chains[0].set(|markets| markets[0].accounts.clear());
    world.run(60);
    assert_eq!(positions(&world.view).len(), 1);
    // An address with nothing anywhere is no alarm.
    world.click(UserAction::Unwatch(BORROWER));
    world.click(UserAction::Watch(STRANGER.to_string()));
    world.run(300);
    assert!(world.notifications.is_empty(), "{:?}", titles(&world));
    assert_eq!(world.view.attention, Attention::None);
}

#[test]
fn an_address_that_is_typed_waits_until_something_may_be_asked_about_it() {
    let mut world = World::new(7, &[1, 10], Config::default());
    world.wallet = None;
    world.hosts = vec![public(10, 1), public(1, 0)];
    world.load();
    world.run(1);
    world.click(UserAction::Watch(BORROWER.to_string()));
    world.run(60);
    let waits = |world: &World| match &world.view.connection {
        ConnectionView::NoWallet { waits, .. } => *waits,
        _ => None,
    };
    assert_eq!(waits(&world), Some(BORROWER));
    // What is mistyped then takes its place.
    world.click(UserAction::Watch("0x12".into()));
    assert_eq!(waits(&world), None);
    world.click(UserAction::AllowPublic(None));
    world.run(60);
    assert!(positions(&world.view).is_empty());
    world.click(UserAction::ForbidPublic);
    world.click(UserAction::Watch(BORROWER.to_string()));
    assert_eq!(waits(&world), Some(BORROWER));
    world.click(UserAction::AllowPublic(None));
    world.run(60);
    assert_eq!(positions(&world.view).len(), 2);
}

/// Who connects a wallet instead of allowing anything has something that can be asked, and typed it to be watched.
#[test]
fn an_address_that_waits_is_watched_through_a_wallet_that_is_connected_then() {
    let mut world = World::new(7, &[1, 10], Config::default());
    world.wallet.as_mut().expect("a wallet").accounts = vec![SAVER];
    world.load();
    world.run(1);
    world.click(UserAction::Watch(BORROWER.to_string()));
    world.run(60);
    let waits = |world: &World| match &world.view.connection {
        ConnectionView::Choose { waits, .. } => *waits,
        _ => None,
    };
    assert_eq!(waits(&world), Some(BORROWER));
    // Who says no to the wallet has not taken it back.
    world.manners(Manners::Rejects);
    connect(&mut world);
    world.run(60);
    assert_eq!(waits(&world), Some(BORROWER));
    world.manners(Manners::Consents);
    connect(&mut world);
    world.run(60);
    let is_there = |one: &PositionView| one.key.account == BORROWER;
    assert!(positions(&world.view).iter().any(is_there));
}

#[test]
fn what_was_learnt_of_an_account_leaves_with_it() {
    let mut world = on_two_chains(&[host("one", 0)]);
    world.click(UserAction::Watch(SAVER.to_string()));
    world.run(60);
    let knows =
        |world: &World| world.storage["foresight"].contains(&SAVER.to_string()[2..].to_lowercase());
    assert!(knows(&world));
    world.click(UserAction::Unwatch(SAVER));
    world.run(60);
    assert!(!knows(&world));
}

/// The batches that were answered or refused in so many seconds.
fn batches(world: &mut World, seconds: u64) -> usize {
    let before = world.laws.seen.batches;
    world.run(seconds);
    (world.laws.seen.batches - before) as usize
}

#[test]
fn an_endpoint_that_bears_few_calls_is_asked_in_smaller_batches_and_that_is_remembered() {
    let small = Host {
        bears: 30,
        ..host("small", 0)
    };
    let mut world = on_two_chains(&[small]);
    assert!(on(&world, 1).expect("a position").is_known);
    let chain = worst(&world.view).expect("a chain");
    assert_eq!(chain.sources[0].problem, None);
    // With every block: as many batches as it takes, none of them refused.
    let refused = world.laws.seen.refused;
    ether_at(&mut world, 2_000);
    assert!(batches(&mut world, 60) > 5);
    assert_eq!(world.laws.seen.refused, refused);
    assert_eq!(world.notifications.len(), 1, "{:?}", titles(&world));
}

#[test]
fn a_market_that_burns_the_gas_of_a_batch_is_found_and_named_and_blinds_no_other() {
    let mut world = on_two_chains(&[]);
    world.chains[0].set(|markets| markets[1].burns = true);
    world.run(60);
    let chain = worst(&world.view).expect("a chain");
    assert_eq!(chain.unread, ["Aave v3 Ethereum Prime"]);
    assert_eq!(state(&world), DataState::Fresh);
    // It is not looked for with every block.
    let asked = batches(&mut world, 100);
    assert!(asked < 30, "{asked}");
    ether_at(&mut world, 1_800);
    world.run(60);
    assert_eq!(world.notifications.len(), 1, "{:?}", titles(&world));
    world.chains[0].set(|markets| markets[1].burns = false);
    world.run(240);
    assert_eq!(worst(&world.view).expect("a chain").unread, [""; 0]);
}
