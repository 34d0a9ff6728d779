//! What a person experiences, one sentence each.

mod amounts;
mod at_once;
mod calls;
mod connecting;
mod e_modes;
mod early;
mod editions;
mod ending;
mod heartbeat;
mod interest;
mod ladders;
mod leading;
mod letters;
mod links;
mod list;
mod mixes;
mod once;
mod past;
mod permits;
mod protection;
mod push;
mod queued;
mod reminder;
mod requests;
mod rules;
mod seizures;
mod settling;
mod several;
mod signing;
mod silence;
mod sound;
mod sources;
mod tabs;
mod together;
mod waking;
mod wallets;
mod witness;

use alloy::primitives::U256;
use margin_call::engine::view::{PositionKey, WalletId};
use margin_call::engine::{Config, PermissionState, UserAction, View};
use margin_call::top_up::{Doubt, FlowFailure, Means, StageView, StrategyId};

use super::laws::positions;
use super::market::{Market, units};
use super::scene::LOCAL;
use super::world::World;

/// A page on the local chain with the deployment file, opened; nobody has clicked.
fn opened() -> World {
    let mut world = World::new(7, &[LOCAL, 1], local());
    world.permission = PermissionState::Granted;
    world.load();
    world.run(1);
    world
}

fn local() -> Config {
    Config {
        deployment_url: Some("file".into()),
        ..Config::default()
    }
}

fn connect(world: &mut World) {
    world.click(UserAction::Connect(WalletId::Announced("one".into())));
}

/// The same page with the wallet connected and the position read.
fn connected() -> World {
    let mut world = opened();
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    world
}

/// The price of ether, in the next block and from then on.
fn ether_at(world: &mut World, dollars: u64) {
    world.chains[0].set(|markets| markets[0].reserves[0].price = units(dollars, 8));
}

/// The borrower has bitcoin in the place of ether, none of ether's token, and ten of the coin that makes it.
fn has_only_coin(world: &mut World) {
    world.chains[0].coin = Some(units(10, 18));
    world.chains[0].set(|markets| {
        let accounts = &mut markets[0].accounts;
        let held = accounts
            .get_mut(&super::scene::BORROWER)
            .expect("the borrower");
        held[0] = Default::default();
        (held[2].supply_scaled, held[2].used) = (units(45, 6), true);
    });
}

/// The health that the chain has at its head, in thousandths.
fn health_on_chain(world: &World) -> u64 {
    let head = world.chains[0].head();
    let health = head.state[0].health(super::scene::BORROWER, head.time);
    (health / U256::from(10_u64.pow(15))).to()
}

fn key(world: &World) -> PositionKey {
    positions(&world.view)[0].key.clone()
}

const ADD_ETHER: (Means, usize) = (Means::AddCollateral, 0);
const REPAY_DOLLARS: (Means, usize) = (Means::Repay, 1);

fn stage(view: &View) -> Option<&StageView> {
    view.top_up.as_ref().map(|top_up| &top_up.stage)
}

fn failure(view: &View) -> Option<&FlowFailure> {
    match stage(view) {
        Some(StageView::Failed { failure, .. }) => Some(failure),
        _ => None,
    }
}

/// What is not known of the transaction that is under way.
fn doubt(view: &View) -> Option<Doubt> {
    match stage(view) {
        Some(StageView::Unsettled { doubt, .. }) => Some(*doubt),
        _ => None,
    }
}

#[track_caller]
fn until_doubtful(world: &mut World, expected: Doubt) {
    world.until("a doubt", |view| doubt(view) == Some(expected));
}

/// A position whose ether fell to 2,000 dollars, with its top-up open and a way chosen.
fn in_need(way: (Means, usize)) -> World {
    let mut world = connected();
    ether_at(&mut world, 2_000);
    world.run(10);
    open(&mut world, way);
    world
}

fn open(world: &mut World, (means, place): (Means, usize)) {
    let key = key(world);
    world.click(UserAction::OpenTopUp(key));
    world.run(5);
    let asset = Market::asset(place);
    world.click(UserAction::ChooseStrategy(
        StrategyId { means, asset }.into(),
    ));
}

/// Asks for the review and waits for it.
#[track_caller]
fn review(world: &mut World) {
    world.click(UserAction::Review);
    until_review(world);
}

#[track_caller]
fn until_review(world: &mut World) {
    world.until("a review", |view| {
        matches!(stage(view), Some(StageView::Review(_)))
    });
}

/// Signs what is reviewed and waits until the wallet has answered.
fn sign(world: &mut World) {
    world.click(UserAction::Sign);
    world.until("the wallet's answer", |view| {
        !matches!(
            stage(view),
            Some(StageView::Rechecking(_) | StageView::Signing(_) | StageView::Permitting(_))
        )
    });
}

#[track_caller]
fn until_done(world: &mut World) {
    world.until("done", |view| {
        matches!(stage(view), Some(StageView::Done { reached: true, .. }))
    });
}

/// Whatever the health is then: what restores nothing is done all the same.
#[track_caller]
fn until_done_whatever(world: &mut World) {
    world.until("done", |view| {
        matches!(stage(view), Some(StageView::Done { .. }))
    });
}

/// Mined later than was likely: interest may have taken the last digits of the target.
#[track_caller]
fn until_done_late(world: &mut World) {
    world.until("done", |view| {
        matches!(stage(view), Some(StageView::Done { .. }))
    });
    assert!(health_on_chain(world) >= 1_499);
}

#[track_caller]
fn until_failed(world: &mut World, expected: impl Fn(&FlowFailure) -> bool) {
    world.until("a failure", |view| failure(view).is_some_and(&expected));
}
