mod several;

use alloy::primitives::{Address, U256, address};
use proptest::prelude::*;

use super::mix;
use crate::chain::ChainId;
use crate::math::{BasisPoints, RAY, Ray, Timestamp, WAD, Wad};
use crate::protocols::aave_v3::{AavePosition, EMode, Profile, Reserve, ReserveConfig, UserConfig};
use crate::protocols::{Holding, Protocol, Snapshot, a_snapshot_in, a_snapshot_with, registry};
use crate::risk::{AssetId, Change, Health, Position};
use crate::top_up::{
    Decoded, Means, Part, Plan, RepayAmount, Reserved, Source, Unavailable, mixed as shown_beside,
    options,
};

mod costs;
mod divided;
mod growing;

const NOW: Timestamp = Timestamp(1_800_000_000);

/// WETH, DAI and rETH.
const TOKENS: [Address; 3] = [
    address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2"),
    address!("6B175474E89094C44Da98b954EedeAC495271d0F"),
    address!("ae78736Cd615f374D3085123A210448E74Fc6393"),
];

/// What there is of a token: its price in dollars a unit, threshold in basis points, units supplied, owed and
/// held.
#[derive(Clone, Copy, Debug)]
struct Token {
    price: u64,
    threshold: u64,
    supplied: u64,
    owed: u64,
    held: u64,
}

/// A unit is what the market counts in: so there are few enough to go through all of them.
fn snapshot(profile: Profile, tokens: [Token; 3]) -> Snapshot {
    with_e_modes(profile, tokens, Vec::new())
}

fn with_e_modes(profile: Profile, tokens: [Token; 3], e_modes: Vec<EMode>) -> Snapshot {
    let mut user = U256::ZERO;
    let mut reserves = Vec::new();
    let mut prices = Vec::new();
    for (id, (token, asset)) in (0_u16..).zip(tokens.into_iter().zip(TOKENS)) {
        let [supplied, owed] = [token.supplied, token.owed].map(U256::from);
        let bits = u8::from(token.owed > 0) | u8::from(token.supplied > 0) << 1;
        user |= U256::from(bits) << (2 * usize::from(id));
        reserves.push(Reserve {
            id,
            asset,
            symbol: format!("T{id}"),
            config: ReserveConfig(
                U256::from(token.threshold)
                    | U256::from(token.threshold) << 16
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
        prices.push(U256::from(token.price) * U256::from(100_000_000) * WAD);
    }
    let position = AavePosition::new(profile, UserConfig(user), None, reserves, prices);
    let position = position
        .expect("one price for each")
        .with_other_e_modes(e_modes);
    a_snapshot_with(position, NOW, &tokens.map(|token| U256::from(token.held)))
}

fn thousandths(number: u64) -> Wad {
    Wad::from_raw(WAD / U256::from(1_000) * U256::from(number))
}

fn mixed(snapshot: &Snapshot, target: u64) -> Result<Plan, Unavailable> {
    mix(
        snapshot,
        None,
        &Reserved::nothing(),
        thousandths(target),
        NOW,
    )
}

/// What a plan does, by means, place of the token and units.
fn parts(plan: &Plan) -> Vec<(Means, usize, u64)> {
    let parts = plan.parts.iter().map(|part| {
        let place = TOKENS.iter().position(|token| *token == part.way.asset);
        (
            part.way.means,
            place.expect("a token"),
            part.amount.raw.to(),
        )
    });
    parts.collect()
}

/// 8,000 dollars that count for 6,400, against 6,000 in the second token.
const USUAL: [Token; 3] = [
    Token {
        price: 4,
        threshold: 8_000,
        supplied: 2_000,
        owed: 0,
        held: 0,
    },
    Token {
        price: 1,
        threshold: 0,
        supplied: 0,
        owed: 6_000,
        held: 0,
    },
    Token {
        price: 2,
        threshold: 5_000,
        supplied: 0,
        owed: 0,
        held: 0,
    },
];

fn holding(held: [u64; 3]) -> [Token; 3] {
    let mut tokens = USUAL;
    for (token, held) in tokens.iter_mut().zip(held) {
        token.held = held;
    }
    tokens
}

#[test]
fn what_none_does_alone_they_do_together_the_most_helpful_first() {
    // 1.3 needs 1,400 more: 500 repaid are 650 of it, and 937.5 at 80% the rest.
    let both = snapshot(Profile::V3_6, holding([300, 500, 0]));
    let plan = mixed(&both, 1_300).expect("a mix");
    assert_eq!(
        parts(&plan),
        [(Means::Repay, 1, 500), (Means::AddCollateral, 0, 235)]
    );
    assert!(plan.health_after.reaches(thousandths(1_300)));
    // A token that counts for less comes last, and only where the others are not enough.
    let all = snapshot(Profile::V3_6, holding([100, 500, 5_000]));
    let plan = mixed(&all, 1_300).expect("a mix");
    assert_eq!(
        parts(&plan),
        [
            (Means::Repay, 1, 500),
            (Means::AddCollateral, 0, 100),
            (Means::AddCollateral, 2, 430)
        ]
    );
    let names: Vec<_> = plan.steps.iter().map(|step| step.prepares()).collect();
    assert_eq!(names, [true, false, true, false, true, false]);
    // With less there is none, and how far all of it reaches is said: 6,400 + 80 + 80 against 5,900.
    let little = snapshot(Profile::V3_6, holding([25, 100, 80]));
    let Err(Unavailable::Short {
        best: Health::Ratio(best),
    }) = mixed(&little, 1_300)
    else {
        panic!("short");
    };
    assert_eq!(best.raw() / (WAD / U256::from(1_000)), U256::from(1_111));
    // With nothing at all it is the health of now.
    let empty = snapshot(Profile::V3_6, USUAL);
    let best = empty.health;
    assert_eq!(mixed(&empty, 1_300), Err(Unavailable::Short { best }));
    // At the target nothing is to be done.
    assert_eq!(mixed(&both, 1_060), Err(Unavailable::AlreadyThere));
}

#[test]
fn a_token_that_repays_and_counts_is_permitted_once_for_both() {
    let mut tokens = holding([0, 1_000, 0]);
    // Of the second token little is owed; the third is the debt.
    tokens[1].threshold = 7_500;
    (tokens[1].owed, tokens[2].owed) = (400, 2_800);
    let snapshot = snapshot(Profile::V3_6, tokens);
    // 6,000 are owed, 6,400 count: 1.2 needs 800. All of the 400 is 480 of it, the rest is supplied.
    let plan = mixed(&snapshot, 1_200).expect("a mix");
    assert_eq!(
        parts(&plan),
        [(Means::Repay, 1, 400), (Means::AddCollateral, 1, 427)]
    );
    assert!(plan.parts[0].closes_debt && !plan.parts[1].closes_debt);
    let [approve, repay, supply] = &plan.steps[..] else {
        panic!("three steps: {:?}", plan.steps);
    };
    let Decoded::Approve { amount, .. } = &approve.decoded else {
        panic!("a permission");
    };
    assert_eq!(amount.raw, U256::from(827));
    let repays_all = |amount: &RepayAmount| *amount == RepayAmount::All;
    assert!(matches!(&repay.decoded, Decoded::Repay { amount, .. } if repays_all(amount)));
    assert!(matches!(supply.decoded, Decoded::Supply { .. }));
    // Once the first two are carried out, the rest is one part.
    let rest = plan.clone().after(2);
    assert_eq!(
        (rest.parts.as_slice(), rest.steps.len()),
        (&plan.parts[1..], 1)
    );
}

#[test]
fn a_switch_makes_the_rest_cheaper() {
    let better = EMode {
        id: 4,
        ltv: BasisPoints::from_raw(8_500),
        liquidation_threshold: BasisPoints::from_raw(9_000),
        collateral: U256::from(0b001),
        borrowable: U256::from(0b010),
        ..EMode::default()
    };
    let snapshot = with_e_modes(Profile::V3_6, holding([1_000, 0, 0]), vec![better]);
    // At 90% it counts for 7,200, and 1.3 takes 600 more: 667 dollars of what counts so.
    let plan = mixed(&snapshot, 1_300).expect("a mix");
    assert_eq!(
        parts(&plan),
        [(Means::EnterEMode(4), 0, 0), (Means::AddCollateral, 0, 167)]
    );
    // Where it does it alone nothing is added.
    let plan = mixed(&snapshot, 1_200).expect("a switch");
    assert_eq!(parts(&plan), [(Means::EnterEMode(4), 0, 0)]);
}

#[test]
fn what_is_supplied_of_a_debt_repays_what_the_wallet_does_not() {
    let mut tokens = holding([0, 500, 0]);
    (tokens[1].supplied, tokens[1].threshold) = (3_000, 5_000);
    let snapshot = snapshot(Profile::V3_6, tokens);
    // 7,900 count against 6,000; 1.5 needs 1,100. 500 repaid are 750; what is repaid out of the supply
    // brings 1 a dollar.
    let plan = mixed(&snapshot, 1_500).expect("a mix");
    assert_eq!(
        parts(&plan),
        [(Means::Repay, 1, 500), (Means::RepaySupplied, 1, 350)]
    );
}

/// Supplies that do not count, of the first and the third token, beside one of the first that does.
fn idle(profile: Profile, tokens: [Token; 3]) -> Snapshot {
    let whole = snapshot(profile, tokens);
    let Holding::AaveV3(position) = whole.holding() else {
        unreachable!("a position in Aave");
    };
    let prices = position.prices().to_vec();
    let position = AavePosition::new(
        profile,
        UserConfig(U256::from(0b00_01_10)),
        None,
        position.reserves().to_vec(),
        prices,
    );
    let held = tokens.map(|token| U256::from(token.held));
    a_snapshot_with(position.expect("one price for each"), NOW, &held)
}

#[test]
fn an_idle_supply_counts_first_and_what_is_listed_nowhere_is_left_alone() {
    let mut tokens = holding([1_000, 0, 0]);
    tokens[2].supplied = 500;
    let snapshot = idle(Profile::V3_6, tokens);
    // 500 more count; 1.3 takes 900 more than that, which is 1,125 dollars of ether.
    let plan = mixed(&snapshot, 1_300).expect("a mix");
    assert_eq!(
        parts(&plan),
        [(Means::Enable, 2, 0), (Means::AddCollateral, 0, 282)]
    );
    // Nobody vouches for a token elsewhere: there nothing of it is signed.
    let mut elsewhere = snapshot;
    elsewhere.market.chain = ChainId(10);
    assert!(mixed(&elsewhere, 1_300).is_err());
}

#[test]
fn every_protocol_mixes_what_it_takes() {
    let half = U256::from(5 * 10_u64.pow(17));
    let fifth = U256::from(2 * 10_u64.pow(17));
    let wallets = [(fifth, U256::ZERO), (half, U256::ZERO)];
    let mut seen = 0;
    for protocol in [Protocol::AaveV3, Protocol::CompoundV3, Protocol::MorphoBlue] {
        let all = registry::on_chain(ChainId(1)).into_iter();
        let mut own = all.filter(|market| market.protocol() == protocol);
        let market = own.next().expect("a market");
        let snapshot = a_snapshot_in(market, 100, [TOKENS[0], TOKENS[1]], wallets);
        // 1.5 takes 1,200 more: of the debt half a thousand is 750 of it, and 562.5 at 80% the rest.
        let plan = mixed(&snapshot, 1_500).expect("a mix");
        let what: Vec<_> = plan
            .parts
            .iter()
            .map(|part| (part.way.means, part.amount.raw))
            .collect();
        let [(Means::Repay, repaid), (Means::AddCollateral, added)] = what[..] else {
            panic!("{protocol:?}: {what:?}");
        };
        assert_eq!(repaid, half, "{protocol:?}");
        // A debt that is counted in shares has virtual ones beside it: it gets less by a hair more.
        let apart = added.abs_diff(U256::from(1_875 * 10_u64.pow(14)));
        assert!(apart < U256::from(1_000_000), "{protocol:?}: {added}");
        assert!(plan.health_after.reaches(thousandths(1_500)));
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[test]
fn a_mix_that_is_hardly_cheaper_is_not_shown_beside_a_way_alone() {
    let target = thousandths(1_300);
    let shown = |held| {
        let snapshot = snapshot(Profile::V3_6, holding([5_000, held, 0]));
        let ways = options(&snapshot, None, target, None, NOW);
        assert!(ways.iter().any(|way| way.offer.is_ok()));
        shown_beside(
            &snapshot,
            None,
            &Reserved::nothing(),
            &ways,
            false,
            target,
            NOW,
        )
    };
    // 1,750 dollars of ether do it alone; ten repaid save six of them, and five hundred save 312.
    assert_eq!(shown(10), None);
    let mix = shown(500).expect("a mix").expect("one that is possible");
    assert_eq!(mix.value.raw, U256::from(1_440) * U256::from(100_000_000));
}

#[test]
fn what_is_used_up_by_one_part_is_not_there_for_another() {
    let mut tokens = holding([0, 500, 0]);
    tokens[1].threshold = 7_500;
    (tokens[1].owed, tokens[2].owed) = (400, 2_800);
    // All of the 400 are repaid, and of the 500 only a hundred are left.
    let little = snapshot(Profile::V3_6, tokens);
    assert!(matches!(
        mixed(&little, 1_200),
        Err(Unavailable::Short { .. })
    ));
}

#[test]
fn what_is_repaid_out_of_the_supply_comes_after_what_lifts_the_position_above_water() {
    let collateral = Token {
        price: 7,
        threshold: 8_187,
        supplied: 22,
        owed: 0,
        held: 4,
    };
    let debt = |price, supplied, owed| Token {
        price,
        threshold: 0,
        supplied,
        owed,
        held: 0,
    };
    // 126 dollars count against 153: as long as that is so, nothing is repaid out of what is supplied.
    let tokens = [collateral, debt(4, 2, 12), debt(5, 0, 21)];
    let plan = mixed(&snapshot(Profile::V3_7, tokens), 1_001).expect("a mix");
    assert_eq!(
        parts(&plan),
        [(Means::AddCollateral, 0, 4), (Means::RepaySupplied, 1, 2)]
    );
    // And no more of it than that takes: of 900 only 333.
    let more = Token {
        supplied: 2_200,
        held: 900,
        ..collateral
    };
    let tokens = [more, debt(4, 200, 1_200), debt(5, 0, 2_100)];
    let plan = mixed(&snapshot(Profile::V3_7, tokens), 1_001).expect("a mix");
    assert_eq!(
        parts(&plan),
        [
            (Means::AddCollateral, 0, 333),
            (Means::RepaySupplied, 1, 200)
        ]
    );
}

prop_compose! {
    fn a_token(is_collateral: bool)(
        price in 1_u64..9,
        threshold in prop_oneof![Just(0_u64), 3_000_u64..9_500],
        own in 1_u64..40,
        held in 0_u64..5,
        both in prop::bool::weighted(0.3),
    ) -> Token {
        match is_collateral {
            true => Token { price, threshold: threshold.max(4_000), supplied: 2 * own, owed: 0, held },
            false => Token { price, threshold, supplied: if both { 2 } else { 0 }, owed: own, held },
        }
    }
}

/// The least value that reaches a target with whole units: of each token all that can be repaid, out of the
/// wallet or the supply, and supplied, goes through with all of the others. What is repaid out of the supply
/// comes last, where the position is healthiest, and of the two tokens that are owed either first.
fn least(
    position: &dyn Position,
    tokens: &[Token],
    place: usize,
    supplied_last: &[Change],
    target: Wad,
) -> Option<u64> {
    let Some((token, rest)) = tokens.split_first() else {
        let mut backwards = supplied_last.to_vec();
        backwards.reverse();
        let reaches = |supplied_last: &[Change]| {
            let after = after(position, supplied_last)?;
            after.as_deref().unwrap_or(position).health(NOW).ok()
        };
        let mut ends = [supplied_last, &backwards].into_iter().filter_map(reaches);
        return ends.any(|health| health.reaches(target)).then_some(0);
    };
    let asset = AssetId(place);
    let mut best: Option<u64> = None;
    for repaid in 0..=token.held.min(token.owed) {
        for out_of_supply in 0..=token.supplied.min(token.owed - repaid) {
            for supplied in 0..=token.held - repaid {
                let some = |amount: u64, change: fn(AssetId, U256) -> Change| {
                    (amount > 0).then(|| change(asset, U256::from(amount)))
                };
                let first = some(repaid, Change::Repay).into_iter();
                let first: Vec<Change> = first.chain(some(supplied, Change::Supply)).collect();
                let last = some(out_of_supply, Change::RepaySupplied);
                let last = [supplied_last, last.as_slice()].concat();
                let Some(after) = after(position, &first) else {
                    continue;
                };
                let after = after.as_deref().unwrap_or(position);
                if let Some(more) = least(after, rest, place + 1, &last, target) {
                    let cost = (repaid + supplied + out_of_supply) * token.price + more;
                    best = Some(best.map_or(cost, |best| best.min(cost)));
                }
            }
        }
    }
    best
}

/// A position after changes, where none is refused; none inside where there are none.
fn after(position: &dyn Position, changes: &[Change]) -> Option<Option<Box<dyn Position>>> {
    let mut after: Option<Box<dyn Position>> = None;
    for &change in changes {
        let before = after.as_deref().unwrap_or(position);
        after = Some(before.changed(change, NOW).ok()?);
    }
    Some(after)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Beside every amount of every token that there is.
    #[test]
    fn a_mix_is_at_most_a_unit_of_each_token_dearer_than_the_cheapest(
        profile in prop::sample::select(Profile::ALL.to_vec()),
        collateral in a_token(true), debt in a_token(false), other in any::<bool>().prop_flat_map(a_token),
        target in 1_001_u64..3_000,
    ) {
        let tokens = [collateral, debt, other];
        let snapshot = snapshot(profile, tokens);
        let position = snapshot.position().expect("a position");
        let cheapest = least(position, &tokens, 0, &[], thousandths(target));
        match mixed(&snapshot, target) {
            Ok(plan) => {
                prop_assert!(plan.health_after.reaches(thousandths(target)));
                let price = |token: Address| {
                    let place = TOKENS.iter().position(|one| *one == token);
                    tokens[place.expect("a token")].price
                };
                let amount = |part: &Part| -> u64 { part.amount.raw.to() };
                let cost: u64 = plan.parts.iter().map(|part| amount(part) * price(part.way.asset)).sum();
                let slack: u64 = tokens.iter().map(|token| token.price).sum();
                prop_assert!(cheapest.is_some_and(|cheapest| cost <= cheapest + slack), "{cost}, {cheapest:?}");
                for token in tokens.iter().zip(TOKENS).filter(|(token, _)| token.held > 0) {
                    prop_assert!(wallet_pays(&plan, token.1) <= token.0.held);
                }
            }
            Err(Unavailable::AlreadyThere) => prop_assert_eq!(cheapest, Some(0)),
            Err(why) => prop_assert_eq!(cheapest, None, "{:?}", why),
        }
    }
}

/// How much of a token a plan takes out of the wallet.
fn wallet_pays(plan: &Plan, token: Address) -> u64 {
    let own = plan
        .parts
        .iter()
        .filter(|part| part.way.asset == token && part.way.means.source() == Some(Source::Token));
    own.map(|part| part.amount.raw.to::<u64>()).sum()
}
