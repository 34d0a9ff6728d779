//! Aave v3: random positions over assets, e-modes, prices and times, on the newest release and on
//! the oldest.

mod boundary;
mod e_modes;
mod liquidation;
mod open;
mod permits;
mod positions;
mod queued;
mod restore;
mod sources;
mod stable_debt;
mod supplied;
mod world;

use std::ops::Range;

use alloy::primitives::{Address, U256};
use margin_call::math::Timestamp;
use margin_call::protocols::aave_v3::{AavePosition, Reserve};
use margin_call::protocols::{Agreement, Holding, Snapshot};

use super::node::Reverted;
use super::random::Random;
use super::reader::read;
use world::{Asset, World};

/// A release that has a local chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// 3.0.2: rounds to the nearest unit, cuts off the average threshold, compounds per second,
    /// and has one e-mode category an asset, which may have a price of its own.
    V3_0,
    /// 3.6.
    V3_6,
}

impl Release {
    const fn chain(self) -> &'static str {
        match self {
            Self::V3_0 => "aave-v3.0",
            Self::V3_6 => "aave-v3.6",
        }
    }

    const fn rules(self) -> &'static str {
        match self {
            Self::V3_0 => "Aave v3.0",
            Self::V3_6 => "Aave v3.6",
        }
    }

    /// Whether the pool refused to liquidate because the account is healthy.
    fn says_healthy(self, reverted: &Reverted) -> bool {
        match self {
            Self::V3_0 => reverted.has_reason("45"),
            Self::V3_6 => reverted.is_error("HealthFactorNotBelowThreshold()"),
        }
    }
}

/// A random position of the run, as our reading finds it.
struct Case<'a> {
    world: &'a World,
    name: String,
    account: Address,
    snapshot: Snapshot,
    position: AavePosition,
    random: Random,
}

/// Runs `check` on every random position, each on a chain as it was at the start.
fn each_position(world: &World, check: impl FnMut(Case)) {
    each_opened(world, super::streams(), World::open, check);
}

/// The same for positions that are opened in another way.
fn each_opened(
    world: &World,
    streams: Range<u64>,
    open: impl Fn(&World, &mut Random) -> Address,
    mut check: impl FnMut(Case),
) {
    for stream in streams {
        world.node.undone(|| {
            let mut random = Random::new(super::seed(), stream);
            let account = open(world, &mut random);
            let name = format!(
                "{:?}, seed {} position {stream}",
                world.release,
                super::seed()
            );
            let snapshot = read(&world.node, &world.market, account, None).snapshot;
            check(Case {
                world,
                account,
                position: confirmed(world, &snapshot, &name),
                snapshot,
                name,
                random,
            });
        });
    }
}

/// The position that our arithmetic and the chain agree on.
fn confirmed(world: &World, snapshot: &Snapshot, name: &str) -> AavePosition {
    let rules = world.release.rules();
    assert_eq!(snapshot.agreement, Agreement::Matches { rules }, "{name}");
    let Holding::AaveV3(position) = snapshot.holding() else {
        panic!("{name}: not in Aave");
    };
    AavePosition::clone(position)
}

impl Case<'_> {
    fn later(&mut self, most: u64) -> Timestamp {
        Timestamp(self.snapshot.block.timestamp.0 + self.random.magnitude(most))
    }

    /// Reads the position once more, after the market has changed, and once more with what that taught: then
    /// other e-modes are looked for.
    fn read_again(&mut self) {
        let world = self.world;
        let again = |known| read(&world.node, &world.market, self.account, known);
        self.snapshot = again(Some(again(None).layout)).snapshot;
        self.position = confirmed(world, &self.snapshot, &self.name);
    }

    /// The position as it is read with a price changed.
    fn reread(&self, asset: Asset, price: U256) -> AavePosition {
        let world = self.world;
        world.node.undone(|| {
            world.set_price(asset, price);
            world
                .node
                .mine_at(Timestamp(self.snapshot.block.timestamp.0 + 1));
            let snapshot = read(&world.node, &world.market, self.account, None).snapshot;
            confirmed(world, &snapshot, &self.name)
        })
    }

    /// Where the price of a reserve alone comes from; nothing where others share it.
    fn feed_of(&self, reserve: &Reserve) -> Option<Asset> {
        let own = self.world.by_address(reserve.asset);
        let Some(category) = self
            .position
            .e_mode()
            .filter(|category| category.price.is_some())
        else {
            return Some(own);
        };
        let is_member = |reserve: &Reserve| reserve.config.e_mode_category() == category.id;
        if !is_member(reserve) {
            return Some(own);
        }
        let members = self
            .position
            .reserves()
            .iter()
            .filter(|reserve| is_member(reserve));
        (members.count() == 1).then(|| self.world.price_source.expect("the category has a source"))
    }
}
