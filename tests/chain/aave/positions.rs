//! Every word of every position, now and later.

use margin_call::math::Timestamp;

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
        let cold = read(&world.node, &world.market, case.account, None);
        assert!(
            cold.calls <= 3,
            "{name}: {} calls of a cold reading",
            cold.calls
        );
        let warm = read(&world.node, &world.market, case.account, Some(cold.layout));
        assert_eq!(warm.calls, 1, "{name}: calls of a warm reading");
        assert_eq!(
            warm.snapshot, cold.snapshot,
            "{name}: a warm reading finds the same"
        );
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
        let cold = read(&world.node, &world.market, account, None);
        assert!(cold.calls <= 3);
        confirmed(&world, &cold.snapshot, &account.to_string());
        let warm = read(&world.node, &world.market, account, Some(cold.layout));
        assert_eq!((warm.calls, warm.snapshot), (1, cold.snapshot), "{account}");
    }
}
