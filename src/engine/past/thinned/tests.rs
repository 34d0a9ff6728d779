use super::*;
use proptest::prelude::*;

const BEGIN: u64 = 1_800_000_000;

fn point(after: u64, block: u64, value: u64) -> Point {
    Point {
        at: Timestamp(BEGIN + after),
        value,
        block,
    }
}

fn of(keeps: Keeps, all: &[Point]) -> Thinned {
    let mut thinned = Thinned::new(keeps);
    all.iter().for_each(|one| thinned.push(*one));
    thinned
}

/// Readings so many seconds apart.
fn readings() -> impl Strategy<Value = Vec<Point>> {
    let step = prop_oneof![1_u64..30, 30_u64..4_000, 4_000_u64..900_000];
    let all = prop::collection::vec((step, 1_u64..50, 0_u64..1_000), 1..700);
    all.prop_map(|steps| {
        let (mut after, mut block) = (0, 0);
        let points = steps.into_iter().map(|(seconds, blocks, value)| {
            (after, block) = (after + seconds, block + blocks);
            point(after, block, value)
        });
        points.collect()
    })
}

fn values(thinned: &Thinned) -> Vec<u64> {
    thinned.points().iter().map(|one| one.value).collect()
}

#[test]
fn of_an_interval_the_lowest_is_left_and_the_ends_are() {
    let minute = |value: [u64; 5]| {
        let points = (0..).zip(value);
        let points: Vec<Point> = points
            .map(|(n, value)| point(n * 12, n + 1, value))
            .collect();
        points
    };
    let mut all = minute([9, 5, 7, 6, 8]);
    assert_eq!(values(&of(Keeps::Lowest, &all)), [9, 5, 8]);
    all.push(point(60, 6, 4));
    assert_eq!(values(&of(Keeps::Lowest, &all)), [9, 5, 4]);
    let both = of(Keeps::Both, &minute([6, 5, 7, 9, 8]));
    assert_eq!(values(&both), [6, 5, 9, 8]);
    // What was last of an interval held until the next.
    let mut all = minute([6, 5, 9, 7, 8]);
    all.extend([point(180, 16, 2), point(192, 17, 3)]);
    assert_eq!(values(&of(Keeps::Both, &all)), [6, 5, 9, 8, 2, 3]);
}

#[test]
fn what_a_reorganisation_took_away_is_replaced() {
    let mut thinned = of(
        Keeps::Lowest,
        &[point(0, 10, 5), point(100, 11, 3), point(200, 12, 4)],
    );
    thinned.push(point(210, 11, 6));
    assert_eq!(thinned.points(), [point(0, 10, 5), point(210, 11, 6)]);
    // A local chain begins anew, with its clock turned back.
    thinned.push(point(50, 12, 7));
    assert_eq!(thinned.points(), [point(0, 10, 5), point(50, 12, 7)]);
    thinned.push(point(300, 2, 8));
    assert_eq!(thinned.points(), [point(300, 2, 8)]);
}

#[test]
fn of_two_tabs_the_later_blocks_are_there() {
    let mut one = of(Keeps::Lowest, &[point(0, 10, 5), point(100, 12, 3)]);
    let other = of(Keeps::Lowest, &[point(0, 10, 5), point(110, 11, 4)]);
    one.learn(other.points().iter().copied());
    assert_eq!(one.points(), other.points());
    assert!(one.take_back(11));
    assert!(!one.take_back(11));
    assert_eq!(one.points(), [point(0, 10, 5)]);
}

#[test]
fn numbers_that_do_not_rise_are_none() {
    for wrong in [
        &[1, 2][..],
        &[1, 2, 3, 0, 1, 3],
        &[1, 2, 3, 1, 0, 3],
        &[u64::MAX, 2, 3, 1, 1, 3],
    ] {
        assert_eq!(points(wrong), None);
    }
    assert_eq!(points(&[]), Some(Vec::new()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_left_is_bounded_and_in_order_and_never_above_what_was_seen(all in readings()) {
        for keeps in [Keeps::Lowest, Keeps::Both] {
            let thinned = of(keeps, &all);
            let left = thinned.points();
            prop_assert!(left.len() <= MOST);
            prop_assert!(left.windows(2).all(|two| two[0].at < two[1].at && two[0].block < two[1].block));
            prop_assert_eq!(left.last(), all.last());
            prop_assert_eq!(left.first(), all.first());
            let lowest = |all: &[Point]| all.iter().map(|one| one.value).min();
            prop_assert_eq!(lowest(left), lowest(&all));
            let highest = |all: &[Point]| all.iter().map(|one| one.value).max();
            prop_assert!(keeps == Keeps::Lowest || highest(left) == highest(&all));
            // Within the last hour the lowest of each interval.
            let width = if keeps == Keeps::Lowest { 60 } else { 180 };
            let newest = all.last().map_or(0, |one| one.at.0);
            for one in all.iter().filter(|one| newest - one.at.0 < 3_600) {
                let near = left.iter().filter(|left| left.at.0.abs_diff(one.at.0) < width);
                prop_assert!(near.map(|left| left.value).min() <= Some(one.value));
            }
        }
    }

    #[test]
    fn what_is_thinned_again_or_by_two_is_as_if_it_had_been_once(all in readings(), of_one in prop::collection::vec(any::<bool>(), 700)) {
        let whole = of(Keeps::Lowest, &all);
        let mut again = whole.clone();
        again.learn(whole.points().iter().copied());
        prop_assert_eq!(&again, &whole);
        let part = |own: bool| {
            let mine = all.iter().zip(&of_one).filter(|(_, is_one)| **is_one == own);
            of(Keeps::Lowest, &mine.map(|(one, _)| *one).collect::<Vec<_>>())
        };
        let (one, two) = (part(true), part(false));
        let joined = |one: &Thinned, two: &Thinned| {
            let mut joined = one.clone();
            joined.learn(two.points().iter().copied());
            joined
        };
        prop_assert_eq!(joined(&one, &two), joined(&two, &one));
        let lowest = |all: &[Point]| all.iter().map(|one| one.value).min();
        prop_assert_eq!(lowest(joined(&one, &two).points()), lowest(&all));
    }

    #[test]
    fn numbers_come_back(all in readings()) {
        prop_assert_eq!(points(&numbers(&all)), Some(all));
    }
}
