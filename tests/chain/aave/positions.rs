//! Every word of every position, now and later.

use alloy::primitives::Address;
use margin_call::math::Timestamp;
use margin_call::protocols::Snapshot;
use margin_call::risk::AssetId;

use super::super::covers;
use super::super::reader::read;
use super::world::World;
use super::{Release, confirmed, each_position};

const YEAR: u64 = 365 * 86_400;

#[test]
fn every_word_is_the_chains_now_and_later_on_v3_0() {
    every_word_is_the_chains_now_and_later(Release::V3_0);
}

#[test]
fn every_word_is_the_chains_now_and_later_on_v3_6() {
    every_word_is_the_chains_now_and_later(Release::V3_6);
}

fn every_word_is_the_chains_now_and_later(release: Release) {
    let world = World::start(release);
    let (mut positions, mut with_debt, mut comparisons) = (0, 0, 0);
    each_position(&world, |mut case| {
        let name = &case.name;
        finds_the_same_in_one_round(&world, case.account, name);
        let now = case.snapshot.block.timestamp;
        let theirs = world.account_data(case.account);
        assert_eq!(case.position.account_data(now), Ok(theirs), "{name}");
        positions += 1;
        with_debt += u64::from(!theirs.total_debt.is_zero());
        comparisons += 1;
        for seconds in [
            1,
            case.random.magnitude(30 * 86_400),
            case.random.between(1, 3 * YEAR),
        ] {
            let later = Timestamp(now.0 + seconds);
            let ours = case.position.account_data(later);
            let theirs = world.node.undone(|| {
                world.node.mine_at(later);
                world.account_data(case.account)
            });
            assert_eq!(ours, Ok(theirs), "{name}, {seconds} s later");
            comparisons += 1;
        }
    });
    println!(
        "{release:?}: {positions} positions, {with_debt} with debt, {comparisons} times six words equal"
    );
    covers(with_debt * 10 > positions * 7);
}

#[test]
fn the_seeded_borrowers_are_read_as_the_chain_has_them() {
    let world = World::start(Release::V3_6);
    for &account in &world.borrowers {
        finds_the_same_in_one_round(&world, account, &account.to_string());
    }
}

/// Three rounds without a layout; one with it, and one more where it is the one in which other e-modes are
/// looked for. They are all that a reading without one does not find.
fn finds_the_same_in_one_round(world: &World, account: Address, name: &str) {
    let read = |known| read(&world.node, &world.market, account, known);
    let found = |snapshot: &Snapshot| {
        let position = confirmed(world, snapshot, name);
        let legs = 0..position.reserves().len();
        let wallets = legs.map(|place| snapshot.wallet(AssetId(place)).copied());
        (
            wallets.collect::<Vec<_>>(),
            position.with_other_e_modes(Vec::new()),
            snapshot.health,
            snapshot.block,
        )
    };
    let cold = read(None);
    assert!(cold.calls <= 3, "{name}: {} calls", cold.calls);
    let learns = read(Some(cold.layout));
    assert!(learns.calls <= 2, "{name}: {} calls", learns.calls);
    let warm = read(Some(learns.layout));
    assert_eq!(warm.calls, 1, "{name}: calls of a warm reading");
    for later in [learns.snapshot, warm.snapshot] {
        assert_eq!(found(&later), found(&cold.snapshot), "{name}");
    }
}
