//! What a person experiences, one sentence each.

mod calls;
mod connecting;

use alloy::primitives::U256;
use margin_call::engine::view::WalletId;
use margin_call::engine::{Config, PermissionState, UserAction};

use super::laws::positions;
use super::market::units;
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
    world.click(UserAction::Connect(WalletId("one".into())));
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

/// The health that the chain has at its head, in thousandths.
fn health_on_chain(world: &World) -> u64 {
    let head = world.chains[0].head();
    let health = head.state[0].health(super::scene::BORROWER, head.time);
    (health / U256::from(10_u64.pow(15))).to()
}
