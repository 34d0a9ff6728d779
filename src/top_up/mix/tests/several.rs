//! Several positions, one wallet.

use super::*;
use crate::top_up::{Purse, Weak, together};

pub(super) fn weak(snapshot: &Snapshot, target: u64) -> Weak<'_> {
    Weak {
        snapshot,
        target: thousandths(target),
        latest: NOW,
    }
}

/// What each takes, the first before all.
fn shares(positions: &[Weak<'_>]) -> Vec<Result<Plan, Unavailable>> {
    together(positions, None, &Reserved::nothing())
}

fn parts_of(share: &Result<Plan, Unavailable>) -> Vec<(Means, usize, u64)> {
    parts(share.as_ref().expect("a share"))
}

/// Eight thousand dollars that count for 6,400 against 6,000, in the first and the second token: 1.3 takes 1,400
/// more. The other owes the third, of two dollars, and can be helped by that alone.
fn two(held: [u64; 3]) -> [Snapshot; 2] {
    let mut other = holding(held);
    (other[1].owed, other[2].owed) = (0, 3_000);
    (other[0].held, other[1].held, other[2].threshold) = (held[0], held[1], 0);
    [
        snapshot(Profile::V3_6, holding(held)),
        snapshot(Profile::V3_6, other),
    ]
}

#[test]
fn the_one_token_that_saves_the_other_is_left_to_it() {
    // By itself the first takes what helps most of a dollar: its debt, out of the second token.
    let mut tokens = holding([350, 1_100, 0]);
    let mut others = holding([350, 1_100, 0]);
    // The other cannot use the first token: there it counts for nothing, and is supplied by nobody.
    others[0].threshold = 0;
    (others[0].supplied, others[2].supplied, others[2].threshold) = (0, 4_000, 8_000);
    tokens[2].held = 0;
    let first = snapshot(Profile::V3_6, tokens);
    let other = snapshot(Profile::V3_6, others);
    let alone = mixed(&first, 1_200).expect("a mix");
    assert_eq!(parts(&alone), [(Means::Repay, 1, 667)]);
    // With 433 left the other would be short: 667 repaid are what it takes, too.
    let short = together(
        &[weak(&other, 1_200)],
        None,
        &Reserved::nothing().with(&first, &alone.parts),
    );
    assert!(matches!(short[0], Err(Unavailable::Short { .. })));
    let both = shares(&[weak(&first, 1_200), weak(&other, 1_200)]);
    assert_eq!(parts_of(&both[1]), [(Means::Repay, 1, 667)]);
    // 433 repaid are 519.6 of the 800, and 350.5 at 80% the rest: 88 tokens of four.
    assert_eq!(
        parts_of(&both[0]),
        [(Means::Repay, 1, 433), (Means::AddCollateral, 0, 88)]
    );
    // Whichever is the worst.
    let turned = shares(&[weak(&other, 1_200), weak(&first, 1_200)]);
    assert_eq!(turned[0], both[1]);
    assert_eq!(parts_of(&turned[1]), parts_of(&both[0]));
}

#[test]
fn where_there_is_not_enough_for_all_the_first_is_restored_and_it_is_said_how_far_the_other_gets() {
    let [first, other] = two([0, 700, 0]);
    let both = shares(&[weak(&first, 1_200), weak(&other, 1_200)]);
    assert_eq!(parts_of(&both[0]), [(Means::Repay, 1, 667)]);
    let health = other.health;
    // Nothing of what is left helps it: its debt is in another token.
    let Err(Unavailable::Short { best }) = both[1] else {
        panic!("short: {:?}", both[1]);
    };
    assert!(best >= health && !best.reaches(thousandths(1_200)));
    // One that cannot be saved takes nothing from one that can, and one that is well nothing at all.
    let turned = shares(&[
        weak(&other, 1_200),
        weak(&first, 1_200),
        weak(&first, 1_060),
    ]);
    assert!(turned[0].is_err());
    assert_eq!(parts_of(&turned[1]), parts_of(&both[0]));
    assert_eq!(turned[2], Err(Unavailable::AlreadyThere));
}

#[test]
fn the_worst_is_served_where_only_one_can_be() {
    let one = snapshot(Profile::V3_6, holding([0, 900, 0]));
    let again = one.clone();
    let both = shares(&[weak(&one, 1_200), weak(&again, 1_200)]);
    assert_eq!(parts_of(&both[0]), [(Means::Repay, 1, 667)]);
    // The other is repaid 233 by what is left: 6,400 against 5,767.
    let Err(Unavailable::Short {
        best: Health::Ratio(best),
    }) = both[1]
    else {
        panic!("short: {:?}", both[1]);
    };
    assert_eq!(best.raw() / thousandths(1).raw(), U256::from(1_109));
    // And what is spoken for is there for neither.
    let reserved = Reserved::nothing().with(&one, &both[0].as_ref().expect("a share").parts);
    let rest = together(&[weak(&again, 1_045)], None, &reserved);
    assert!(matches!(rest[0], Err(Unavailable::AlreadyThere)));
    let rest = together(&[weak(&again, 1_100)], None, &reserved);
    assert_eq!(parts_of(&rest[0]), [(Means::Repay, 1, 182)]);
    assert!(together(&[weak(&again, 1_150)], None, &reserved)[0].is_err());
}

#[test]
fn what_costs_the_same_stays_the_same_from_block_to_block() {
    // Two tokens of one price that help alike, and two positions that can use both.
    let mut tokens = holding([0, 0, 700]);
    (tokens[0].price, tokens[0].supplied, tokens[0].held) = (2, 4_000, 700);
    tokens[2].threshold = 8_000;
    let block = |price: u64| {
        let mut tokens = tokens;
        // What moves in both alike changes no order.
        (tokens[0].price, tokens[2].price) = (price, price);
        tokens[1].owed = 3_000 * price;
        snapshot(Profile::V3_6, tokens)
    };
    let ways = |price: u64| {
        let (one, other) = (block(price), block(price));
        let both = shares(&[weak(&one, 1_200), weak(&other, 1_200)]);
        both.iter()
            .map(|share| {
                let parts = parts_of(share).into_iter();
                parts
                    .map(|(means, place, _)| (means, place))
                    .collect::<Vec<_>>()
            })
            .collect::<Vec<_>>()
    };
    let first = ways(2);
    assert_eq!(first.len(), 2);
    for price in 3..8 {
        assert_eq!(ways(price), first, "at {price}");
    }
}

#[test]
fn coin_is_there_once_for_all_and_the_fees_of_each_stay() {
    let two_of = |market: crate::protocols::Market| {
        a_snapshot_in(
            market,
            100,
            [TOKENS[0], TOKENS[1]],
            [(U256::ZERO, U256::ZERO); 2],
        )
    };
    let all = || registry::on_chain(ChainId(1)).into_iter();
    let of = |protocol| {
        all()
            .find(|one| one.protocol() == protocol)
            .expect("a market")
    };
    let (aave, morpho) = (
        two_of(of(Protocol::AaveV3)),
        two_of(of(Protocol::MorphoBlue)),
    );
    // Half an ether each: the one takes coin as it is, for the other it is made into the token.
    let both = |purse: &Purse| {
        let positions = [weak(&aave, 1_500), weak(&morpho, 1_500)];
        together(&positions, Some(purse), &Reserved::nothing())
    };
    let ether = |more: u64| Purse::new(WAD + U256::from(more), U256::ONE);
    // 1,500,000 gas are kept for a way alone, and again for each position; a few wei are for what is rounded.
    let enough = both(&ether(4_500_010));
    let takes = |share: &Result<Plan, Unavailable>| -> U256 {
        let plan = share.as_ref().expect("a share");
        plan.steps.iter().map(|step| step.payment.value).sum()
    };
    let spent = takes(&enough[0]) + takes(&enough[1]);
    // Of shares that are virtual a hair less is owed.
    let hair = U256::from(1_000_000);
    assert!(spent.abs_diff(WAD) < hair, "{spent}");
    let less = both(&ether(3_500_000));
    assert!(less[0].is_ok() && matches!(less[1], Err(Unavailable::Short { .. })));
    // The fees of one that cannot be served are kept back from nobody.
    let for_one = both(&Purse::new(
        WAD / U256::from(2) + U256::from(3_000_010),
        U256::ONE,
    ));
    assert!(for_one[0].is_ok(), "{:?}", for_one[0]);
    assert!(matches!(for_one[1], Err(Unavailable::Short { .. })));
}

/// One position of which values are in dollars, one whose loan token is the measure, 1,000 dollars each.
#[test]
fn markets_of_other_currencies_are_measured_by_the_tokens_that_both_have() {
    let half = U256::from(5 * 10_u64.pow(17));
    let wallets = [(half * U256::from(4), U256::ZERO), (half, U256::ZERO)];
    let all = || registry::on_chain(ChainId(1)).into_iter();
    let of = |protocol| {
        let market = all().find(|one| one.protocol() == protocol);
        a_snapshot_in(
            market.expect("a market"),
            100,
            [TOKENS[0], TOKENS[1]],
            wallets,
        )
    };
    let (aave, morpho) = (of(Protocol::AaveV3), of(Protocol::MorphoBlue));
    let both = shares(&[weak(&aave, 1_500), weak(&morpho, 1_500)]);
    let (first, other) = (both[0].as_ref(), both[1].as_ref());
    let (first, other) = (first.expect("a share"), other.expect("a share"));
    // All of the debt token is used, by one of them, and ether brings the rest: nothing is cheaper.
    let repaid = |plan: &Plan| -> U256 {
        let repaid = plan
            .parts
            .iter()
            .filter(|part| part.way.means == Means::Repay);
        repaid.map(|part| part.amount.raw).sum()
    };
    assert_eq!(repaid(first) + repaid(other), half);
    let added = |plan: &Plan| -> U256 {
        let added = plan
            .parts
            .iter()
            .filter(|part| part.way.means == Means::AddCollateral);
        added.map(|part| part.amount.raw).sum()
    };
    // 2,400 are missing, 750 of which are repaid: 1,650 at 80% are 2,062.5 dollars, 0.6875 ether.
    let apart = (added(first) + added(other)).abs_diff(U256::from(6_875 * 10_u64.pow(14)));
    assert!(apart < U256::from(1_000_000), "{apart}");
}

/// The least value that restores both with whole units: each token is split in every way.
fn least_of_both(snapshots: [&Snapshot; 2], tokens: [[Token; 3]; 2], target: Wad) -> Option<u64> {
    let [held, _] = tokens.map(|tokens| tokens.map(|token| token.held));
    let mut best: Option<u64> = None;
    for one in 0..=held[0] {
        for two in 0..=held[1] {
            for three in 0..=held[2] {
                let own = [one, two, three];
                let rest: Vec<u64> = held.iter().zip(own).map(|(held, own)| held - own).collect();
                let least = |place: usize, held: &[u64]| {
                    let mut tokens = tokens[place];
                    for (token, held) in tokens.iter_mut().zip(held) {
                        token.held = *held;
                    }
                    let position = snapshots[place].position().expect("a position");
                    super::least(position, &tokens, 0, &[], target)
                };
                let Some(first) = least(0, &own) else {
                    continue;
                };
                let Some(other) = least(1, &rest) else {
                    continue;
                };
                let sum = first + other;
                best = Some(best.map_or(sum, |best| best.min(sum)));
            }
        }
    }
    best
}

prop_compose! {
    fn positions()(
        collateral in a_token(true), debt in a_token(false), third in any::<bool>().prop_flat_map(a_token),
        others in (1_u64..40, 1_u64..40, 0_u64..20, any::<bool>()),
        held in prop::array::uniform3(0_u64..5),
        thresholds in prop::array::uniform2(4_000_u64..9_500),
    ) -> [[Token; 3]; 2] {
        let mut own = [collateral, debt, third];
        let (supplied, owed, more, is_debt) = others;
        for (token, held) in own.iter_mut().zip(held) {
            token.held = held;
        }
        // Prices and the wallet are the same for both; what counts and what is owed is not.
        let mut other = own;
        (other[0].supplied, other[0].threshold) = (2 * supplied, thresholds[0]);
        (other[1].owed, other[1].supplied) = (owed, 0);
        other[2].owed = if is_debt { more } else { 0 };
        other[2].supplied = 0;
        other[2].threshold = thresholds[1];
        [own, other]
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Beside every split of every token between two positions.
    #[test]
    fn two_are_restored_for_at_most_a_unit_of_each_token_each_more_than_the_least(
        tokens in positions(), target in 1_001_u64..2_000,
    ) {
        let [first, other] = tokens.map(|tokens| snapshot(Profile::V3_6, tokens));
        let wad = thousandths(target);
        let both = shares(&[weak(&first, target), weak(&other, target)]);
        let cheapest = least_of_both([&first, &other], tokens, wad);
        let is_well = |share: &Result<Plan, Unavailable>| {
            matches!(share, Ok(_) | Err(Unavailable::AlreadyThere))
        };
        let price = |token: Address| {
            let place = TOKENS.iter().position(|one| *one == token).expect("a token");
            tokens[0][place].price
        };
        let cost = |share: &Result<Plan, Unavailable>| -> u64 {
            let parts = share.iter().flat_map(|plan| &plan.parts);
            parts.map(|part| part.amount.raw.to::<u64>() * price(part.way.asset)).sum()
        };
        // Of no token more is given than there is.
        for (token, address) in tokens[0].iter().zip(TOKENS) {
            let paid: u64 = both.iter().flatten().map(|plan| wallet_pays(plan, address)).sum();
            prop_assert!(paid <= token.held);
        }
        for plan in both.iter().flatten() {
            prop_assert!(plan.health_after.reaches(wad));
        }
        if both.iter().all(is_well) {
            let sum: u64 = both.iter().map(cost).sum();
            let slack: u64 = tokens[0].iter().map(|token| 2 * token.price).sum();
            prop_assert!(cheapest.is_some_and(|least| sum <= least + slack), "{sum}, {cheapest:?}");
            // And for no more than one after another, where that is possible.
            let alone = |snapshot: &Snapshot, reserved: &Reserved| {
                mix(snapshot, None, reserved, wad, NOW)
            };
            let one = alone(&first, &Reserved::nothing());
            let taken = one.iter().fold(Reserved::nothing(), |sum, plan| sum.with(&first, &plan.parts));
            let two = alone(&other, &taken);
            if is_well(&one) && is_well(&two) {
                prop_assert!(sum <= cost(&one) + cost(&two) + slack);
            }
        } else {
            // Where a unit of each token more would be there to spare, both are restored.
            let mut less = tokens;
            for token in less.iter_mut().flatten() {
                token.held = token.held.saturating_sub(1);
            }
            prop_assert_eq!(least_of_both([&first, &other], less, wad), None);
            // The first is, where it can be.
            let alone = mix(&first, None, &Reserved::nothing(), wad, NOW);
            prop_assert_eq!(is_well(&both[0]), is_well(&alone));
        }
    }
}

/// A position in eight tokens, on a local chain, where any is listed: it supplies the first ones, and owes one.
fn in_eight(number: usize, held: u64) -> Snapshot {
    let tokens: Vec<Address> = (1..=8).map(Address::repeat_byte).collect();
    let mut user = U256::ZERO;
    let mut reserves = Vec::new();
    for (id, asset) in (0_u16..).zip(tokens) {
        let place = usize::from(id);
        let supplied = U256::from(if place == number { 80_000 } else { 0 });
        let owed = U256::from(if place == number + 4 { 60_000 } else { 0 });
        let bits = u8::from(!owed.is_zero()) | u8::from(!supplied.is_zero()) << 1;
        user |= U256::from(bits) << (2 * place);
        // Each counts for a little less than the one before.
        let threshold = 8_500 - 100 * u64::from(id) - 10 * number as u64;
        reserves.push(Reserve {
            id,
            asset,
            symbol: format!("T{id}"),
            config: ReserveConfig(
                U256::from(threshold)
                    | U256::from(threshold) << 16
                    | U256::from(18) << 48
                    | U256::ONE << 56,
            ),
            liquidity_index: Ray::from_raw(RAY),
            liquidity_rate: Ray::from_raw(U256::ZERO),
            borrow_index: Ray::from_raw(RAY),
            borrow_rate: Ray::from_raw(U256::ZERO),
            last_update: NOW,
            treasury_scaled: U256::ZERO,
            total_supply_scaled: supplied,
            total_debt_scaled: owed,
            supply_scaled: supplied,
            debt_scaled: owed,
            told_debt: None,
            grace_until: Timestamp(0),
        });
    }
    let prices = vec![U256::from(100_000_000) * WAD; 8];
    let position = AavePosition::new(Profile::V3_6, UserConfig(user), None, reserves, prices);
    let position = position.expect("one price for each");
    let mut snapshot = a_snapshot_with(position, NOW, &[U256::from(held); 8]);
    snapshot.market.chain = ChainId(31_337);
    snapshot
}

/// Of nine ways the lightest is one too many, as long as the others have something left.
#[test]
fn a_way_of_which_others_need_all_takes_no_place_from_one_that_is_left() {
    let one = in_eight(0, 10_000);
    let lightest = Address::repeat_byte(8);
    let mut reserved = Reserved::nothing();
    for token in (1..=7).map(Address::repeat_byte) {
        reserved.add(token, U256::from(10_000));
    }
    // 80,000 at 85% against 60,000: for 1.2 there are 4,000 missing, 5,129 at 78%.
    let plan = mix(&one, None, &reserved, thousandths(1_200), NOW).expect("a mix");
    let parts: Vec<_> = plan
        .parts
        .iter()
        .map(|part| (part.way.means, part.way.asset, part.amount.raw))
        .collect();
    let taken = U256::from(5_129);
    assert_eq!(parts, [(Means::AddCollateral, lightest, taken)]);
}

/// Of nine ways the one that reaches the least is one too many, however much each helps of a value.
#[test]
fn a_way_that_is_light_and_reaches_far_is_looked_at() {
    let one = in_eight(0, 10_000);
    let mut reserved = Reserved::nothing();
    for token in (1..=7).map(Address::repeat_byte) {
        reserved.add(token, U256::from(9_990));
    }
    let plan = mix(&one, None, &reserved, thousandths(1_200), NOW).expect("a mix");
    let lightest = Address::repeat_byte(8);
    assert!(wallet_pays(&plan, lightest) > 5_000);
}

#[test]
fn four_positions_of_eight_ways_each_are_looked_at_in_bounded_time() {
    let mut told = Vec::new();
    for held in [1_000, 3_000, 4_500, 6_000, 9_000, 20_000, 70_000] {
        let all: Vec<Snapshot> = (0..4).map(|number| in_eight(number, held)).collect();
        let positions: Vec<Weak<'_>> = all.iter().map(|one| weak(one, 1_300)).collect();
        let begun = std::time::Instant::now();
        let shares = shares(&positions);
        let took = begun.elapsed();
        let served = shares.iter().filter(|share| share.is_ok()).count();
        println!("{held}: {served} in {took:?}");
        told.push((held, served, took));
        // The worst is, where any can be.
        assert!(served == 0 || shares[0].is_ok(), "{held}");
        for token in (1..=8).map(Address::repeat_byte) {
            let paid: u64 = shares
                .iter()
                .flatten()
                .map(|plan| wallet_pays(plan, token))
                .sum();
            assert!(paid <= held, "{held}: {paid} of {token}");
        }
        assert!(took < std::time::Duration::from_secs(2), "{held}: {took:?}");
    }
    let served: Vec<usize> = told.iter().map(|(_, served, _)| *served).collect();
    assert!(
        served.is_sorted() && served[0] < 4 && served[6] == 4,
        "{served:?}"
    );
}
