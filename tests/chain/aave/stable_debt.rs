//! Stable-rate debt, which only its token can count: exact at the block, unknown later.

use margin_call::math::Timestamp;
use margin_call::risk::{Position, RiskError};

use super::super::random::Random;
use super::super::reader::read;
use super::world::World;
use super::{Release, confirmed};

#[test]
fn stable_debt_is_counted_as_its_token_says_and_not_foretold() {
    let world = World::start(Release::V3_0);
    for stream in super::super::streams().step_by(10) {
        world.node.undone(|| {
            let mut random = Random::new(super::super::seed(), stream);
            let account = world.open_with_stable_debt(&mut random);
            let name = format!("seed {} position {stream}", super::super::seed());
            let snapshot = read(&world.node, &world.market, account, None).snapshot;
            let position = confirmed(&world, &snapshot, &name);
            let now = snapshot.block.timestamp;
            assert_eq!(
                position.account_data(now),
                Ok(world.account_data(account)),
                "{name}"
            );
            let later = Timestamp(now.0 + 1);
            assert_eq!(
                position.health(later),
                Err(RiskError::OnlyAtBlock),
                "{name}"
            );
        });
    }
}
