//! What grows until the last of it is mined.

use super::*;

const TOMORROW: Timestamp = Timestamp(NOW.0 + 86_400);

/// The second and the third token are owed, 400,000 and 2,800,000 of two dollars; the first grows by half a year.
fn growing(held: u64) -> Snapshot {
    let mut tokens = holding([1_000_000, held, 0]);
    (tokens[0].supplied, tokens[1].owed, tokens[2].owed) = (2_000_000, 400_000, 2_800_000);
    let still = snapshot(Profile::V3_6, tokens);
    let Holding::AaveV3(position) = still.holding() else {
        unreachable!("a position in Aave");
    };
    let mut reserves = position.reserves().to_vec();
    reserves[1].borrow_rate = Ray::from_raw(RAY / U256::from(2));
    let prices = position.prices().to_vec();
    let user = UserConfig(U256::from(0b01_01_10));
    let position = AavePosition::new(Profile::V3_6, user, None, reserves, prices);
    let held = tokens.map(|token| U256::from(token.held));
    a_snapshot_with(position.expect("one price for each"), NOW, &held)
}

/// Whether the target is there after these parts, where they are mined then.
fn is_restored(snapshot: &Snapshot, parts: &[(Means, usize, u64)], at: Timestamp) -> bool {
    let position = snapshot.position().expect("a position");
    let mut after: Option<Box<dyn Position>> = None;
    for &(means, place, amount) in parts {
        let (asset, amount) = (AssetId(place), U256::from(amount));
        let change = match means {
            Means::Repay => Change::Repay(asset, amount),
            _ => Change::Supply(asset, amount),
        };
        let before = after.as_deref().unwrap_or(position);
        after = Some(before.changed(change, at).expect("a change"));
    }
    let health = after.expect("a part").health(at).expect("a health");
    health.reaches(thousandths(1_200))
}

#[test]
fn a_debt_is_closed_where_there_is_enough_of_it_whenever_it_is_mined() {
    let owed = |at| -> u64 {
        let snapshot = growing(0);
        let position = snapshot.position().expect("a position");
        let legs = position.legs(at).expect("legs");
        legs[1].debt.as_ref().expect("a debt").balance.raw.to()
    };
    let (now, later) = (owed(NOW), owed(TOMORROW));
    assert!(now + 100 < later);
    // What is there for the debt of now alone is not all of it, and leaves a unit.
    for (held, repaid, closes) in [
        (now - 1, now - 1, false),
        (now, now - 1, false),
        (later - 1, now - 1, false),
        (later, later, true),
        (later + 1, later, true),
    ] {
        let snapshot = growing(held);
        let wad = thousandths(1_200);
        let plan = mix(&snapshot, None, &Reserved::nothing(), wad, TOMORROW).expect("a mix");
        let [first, (means, place, added)] = parts(&plan)[..] else {
            panic!("two parts: {plan:?}");
        };
        assert_eq!(first, (Means::Repay, 1, repaid), "of {held}");
        assert_eq!(plan.parts[0].closes_debt, closes, "of {held}");
        assert_eq!((means, place), (Means::AddCollateral, 0));
        let is_restored = |added, at| is_restored(&snapshot, &[first, (means, place, added)], at);
        // By a few units more for what is rounded on the way, and no more.
        assert!(is_restored(added, NOW) && is_restored(added, TOMORROW));
        let less = added - 10;
        assert!(!is_restored(less, NOW) || !is_restored(less, TOMORROW));
    }
}
