//! Which release a market is, by its arithmetic, and what each release has to be asked.

use margin_call::math::{BasisPoints, Timestamp, Wad};
use margin_call::protocols::aave_v3::{Agreement, Line, Profile, Snapshot};
use margin_call::risk::{AssetId, Health, Position, RiskError};

use super::read_script;
use super::script::{Script, TIME, script, wad};

const NOW: Timestamp = Timestamp(TIME);
const LATER: Timestamp = Timestamp(TIME + 1);

/// Reads it cold and then warm: the release found, and the rounds that each took.
fn rounds_of(script: &Script) -> (Snapshot, Agreement, [usize; 2]) {
    let (cold, layout, first) = read_script(script, None);
    let (warm, learned, second) = read_script(script, Some(layout));
    assert_eq!(warm, cold);
    let (warm, again, _) = read_script(script, Some(learned.clone()));
    assert_eq!((&warm, again), (&cold, learned));
    let agreement = cold.agreement.clone();
    (cold, agreement, [first, second])
}

/// A pool of release 3.0 with 100 dollars of stable-rate debt beside 500.
fn stable() -> Script {
    Script {
        revision: 1,
        stable: 100,
        sums: [1_000, 600, 150, 8_000, 7_500],
        health_wad: "1333333333333333333".parse().unwrap(),
        ..script()
    }
}

fn is_known_at_its_block_only(snapshot: &Snapshot) {
    let position = snapshot.position().expect("it matches");
    assert_eq!(position.health(NOW), Ok(snapshot.health()));
    let unknown = Some(RiskError::OnlyAtBlock);
    assert_eq!(position.health(LATER).err(), unknown);
    let repaid = position.minimal_repay(AssetId(1), Wad::from_raw(wad(2_000_000)), NOW);
    assert_eq!(repaid.err(), unknown);
    // Collateral can still be added at the block.
    let supplied = position.health_after_supply(AssetId(0), wad(1_000_000), NOW);
    assert!(supplied.is_ok_and(|health| health > snapshot.health()));
}

#[test]
fn each_number_that_a_pool_gives_is_tried_as_its_release() {
    use Profile::{V3_0, V3_1, V3_2, V3_3, V3_4, V3_5, V3_6, V3_7};
    let releases = [
        V3_0, V3_0, V3_0, V3_1, V3_2, V3_2, V3_3, V3_4, V3_5, V3_6, V3_7,
    ];
    for (revision, release) in (1..).zip(releases) {
        // The second reserve has no virtual accounting: 3.3 asks its debt token.
        let script = Script {
            revision,
            said: 500,
            ..script()
        };
        let (snapshot, agreement, rounds) = rounds_of(&script);
        assert_eq!((agreement, rounds), (Agreement::Matches(release), [3, 1]));
        let position = snapshot.position().expect("it matches");
        assert!(position.health(LATER).is_ok());
    }
}

#[test]
fn a_pool_without_a_number_is_known_by_its_arithmetic() {
    for revision in [0, 12] {
        let nameless = Script {
            revision,
            ..script()
        };
        let (_, agreement, [_, warm]) = rounds_of(&nameless);
        assert_eq!((agreement, warm), (Agreement::Matches(Profile::V3_7), 1));
    }
}

#[test]
fn spark_is_known_by_its_line_and_its_line_by_its_rounding() {
    // A unit of the token is worth nothing where a debt's value is cut off.
    let cut_off = Script {
        line: Line::Spark,
        revision: 2,
        dust: (1, 0),
        ..script()
    };
    let (_, agreement, rounds) = rounds_of(&cut_off);
    assert_eq!(
        (agreement, rounds),
        (Agreement::Matches(Profile::Spark), [3, 1])
    );
    let rounded_up = Script {
        dust: (1, 1),
        health_wad: "1599999999968000000".parse().unwrap(),
        ..cut_off
    };
    let (_, agreement, rounds) = rounds_of(&rounded_up);
    assert_eq!(
        (agreement, rounds),
        (Agreement::Matches(Profile::SparkDir), [3, 1])
    );
}

#[test]
fn a_fork_that_borrows_a_number_is_known_by_its_arithmetic() {
    // It calls itself 3.6 and counts stable-rate debt.
    let fork = Script {
        revision: 10,
        ..stable()
    };
    let (snapshot, agreement, rounds) = rounds_of(&fork);
    assert_eq!(
        (agreement, rounds),
        (Agreement::Matches(Profile::V3_1), [4, 1])
    );
    is_known_at_its_block_only(&snapshot);
}

#[test]
fn stable_rate_debt_counts_and_is_known_at_its_block_only() {
    let (snapshot, agreement, rounds) = rounds_of(&stable());
    assert_eq!(
        (agreement, rounds),
        (Agreement::Matches(Profile::V3_0), [3, 1])
    );
    is_known_at_its_block_only(&snapshot);
}

#[test]
fn a_discounted_debt_is_what_its_token_says_in_3_3() {
    let discounted = Script {
        revision: 7,
        said: 490,
        sums: [1_000, 490, 260, 8_000, 7_500],
        health_wad: "1632653061224489796".parse().unwrap(),
        ..script()
    };
    let (snapshot, agreement, rounds) = rounds_of(&discounted);
    assert_eq!(
        (agreement, rounds),
        (Agreement::Matches(Profile::V3_3), [3, 1])
    );
    is_known_at_its_block_only(&snapshot);
}

#[test]
fn with_virtual_accounting_scaled_units_say_a_debt_in_3_3() {
    let scaled = Script {
        revision: 7,
        is_virtual: true,
        ..script()
    };
    let (snapshot, agreement, rounds) = rounds_of(&scaled);
    assert_eq!(
        (agreement, rounds),
        (Agreement::Matches(Profile::V3_3), [3, 1])
    );
    let position = snapshot.position().expect("it matches");
    assert!(position.health(LATER).is_ok());
}

#[test]
fn a_category_by_number_prices_its_reserves_by_its_own_source() {
    let category = Script {
        revision: 4,
        e_mode: 1,
        category: 1,
        bitmaps: false,
        sums: [2_000, 1_000, 860, 9_500, 9_300],
        health_wad: wad(1_900_000),
        ..script()
    };
    let (snapshot, agreement, rounds) = rounds_of(&category);
    assert_eq!(
        (agreement, rounds),
        (Agreement::Matches(Profile::V3_1), [3, 1])
    );
    let position = snapshot.position().expect("it matches");
    assert!(
        position
            .prices()
            .iter()
            .all(|price| price.to_string() == "200000000")
    );
    assert!(position.is_correlated());
    let of_category = position.e_mode().expect("a category");
    let shares = [
        of_category.ltv,
        of_category.liquidation_threshold,
        of_category.liquidation_bonus,
    ];
    assert_eq!(shares, [9_300, 9_500, 10_100].map(BasisPoints::from_raw));
    // Another release, with categories by bitmaps, is not known by this one's.
    let other = Script {
        revision: 10,
        ..category
    };
    let (_, agreement, [cold, warm]) = rounds_of(&other);
    assert_eq!(
        (agreement, cold, warm),
        (Agreement::Matches(Profile::V3_1), 5, 1)
    );
}

#[test]
fn a_category_by_bitmaps_is_asked_for_what_its_release_has() {
    use Profile::{V3_2, V3_3, V3_4, V3_5, V3_6, V3_7};
    for (revision, release) in [
        (5, V3_2),
        (7, V3_3),
        (8, V3_4),
        (9, V3_5),
        (10, V3_6),
        (11, V3_7),
    ] {
        let member = Script {
            revision,
            e_mode: 1,
            said: 500,
            ..script()
        };
        let (snapshot, agreement, rounds) = rounds_of(&member);
        assert_eq!((agreement, rounds), (Agreement::Matches(release), [3, 1]));
        assert!(
            snapshot
                .position()
                .is_some_and(|one| one.e_mode().is_some())
        );
    }
}

#[test]
fn grace_and_sentinel_are_read_where_a_release_has_them() {
    for (revision, has_grace, has_sentinel) in
        [(1, false, true), (10, true, true), (11, true, false)]
    {
        for allowed in [true, false] {
            let script = Script {
                revision,
                grace: TIME + 5,
                sentinel: Some(!allowed),
                ..script()
            };
            let (snapshot, _, rounds) = rounds_of(&script);
            assert_eq!(rounds, [3, 1]);
            let position = snapshot.position().expect("it matches");
            let until = position.reserves()[0].grace_until;
            assert_eq!(until, Timestamp(if has_grace { TIME + 5 } else { 0 }));
            assert_eq!(position.is_held_back(), has_sentinel && !allowed);
            assert_eq!(
                position.health(NOW),
                Ok(Health::Ratio(Wad::from_raw(wad(1_600_000))))
            );
        }
    }
}
