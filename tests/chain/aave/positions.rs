//! Every word of every position, now and later.

use margin_call::math::Timestamp;
use margin_call::protocols::aave_v3::{Agreement, Profile};

use super::super::random::Random;
use super::reader::read;
use super::world::World;

const YEAR: u64 = 365 * 86_400;

#[test]
fn every_word_is_the_chains_now_and_later() {
    let world = World::start();
    let (mut positions, mut with_debt, mut comparisons) = (0, 0, 0);
    for stream in 0..super::super::how_many() {
        let name = format!("seed {} position {stream}", super::super::seed());
        world.node.undone(|| {
            let mut random = Random::new(super::super::seed(), stream);
            let account = world.open(&mut random);
            let cold = read(&world.node, &world.market, account, None);
            assert!(
                cold.calls <= 3,
                "{name}: a cold reading took {} calls",
                cold.calls
            );
            let warm = read(&world.node, &world.market, account, Some(cold.layout));
            assert_eq!(warm.calls, 1, "{name}: calls of a warm reading");
            assert_eq!(
                warm.snapshot, cold.snapshot,
                "{name}: a warm reading finds the same"
            );
            let snapshot = warm.snapshot;
            assert_eq!(
                snapshot.agreement,
                Agreement::Matches(Profile::V3_6),
                "{name}"
            );
            let position = snapshot.position().expect("it matches");
            let now = snapshot.block.timestamp;
            assert_eq!(
                position.account_data(now),
                Ok(world.account_data(account)),
                "{name}"
            );
            positions += 1;
            with_debt += u64::from(!snapshot.account_data.total_debt.is_zero());
            comparisons += 1;
            for seconds in [
                1,
                random.magnitude(30 * 86_400),
                random.between(1, 3 * YEAR),
            ] {
                let later = Timestamp(now.0 + seconds);
                let ours = position.account_data(later);
                let theirs = world.node.undone(|| {
                    world.node.mine_at(later);
                    world.account_data(account)
                });
                assert_eq!(ours, Ok(theirs), "{name}, {seconds} s later");
                comparisons += 1;
            }
        });
    }
    println!("{positions} positions, {with_debt} with debt, {comparisons} times six words equal");
    assert!(
        with_debt * 10 > positions * 7,
        "most positions owe something"
    );
}

#[test]
fn the_seeded_borrowers_are_read_as_the_chain_has_them() {
    let world = World::start();
    for &account in &world.borrowers {
        let cold = read(&world.node, &world.market, account, None);
        assert!(cold.calls <= 3);
        assert_eq!(
            cold.snapshot.agreement,
            Agreement::Matches(Profile::V3_6),
            "{account}"
        );
        let warm = read(&world.node, &world.market, account, Some(cold.layout));
        assert_eq!((warm.calls, warm.snapshot), (1, cold.snapshot), "{account}");
    }
}
