//! What switches, fees and the last debt cost, and how a mix is named.

use super::*;
use crate::top_up::Purse;

#[test]
fn idle_supplies_that_only_together_are_enough_are_both_let_count() {
    let mut tokens = USUAL;
    (tokens[1].supplied, tokens[1].threshold) = (1_000, 5_000);
    tokens[2].supplied = 500;
    // Each brings 500 more against 6,000.
    let snapshot = idle(Profile::V3_6, tokens);
    let both = mixed(&snapshot, 1_200).expect("a mix");
    assert_eq!(parts(&both), [(Means::Enable, 1, 0), (Means::Enable, 2, 0)]);
    let one = mixed(&snapshot, 1_140).expect("a mix");
    assert_eq!(parts(&one).len(), 1);
}

#[test]
fn a_switch_that_saves_less_than_its_fee_is_not_made() {
    let better = EMode {
        id: 4,
        ltv: BasisPoints::from_raw(8_500),
        liquidation_threshold: BasisPoints::from_raw(9_000),
        collateral: U256::from(0b001),
        borrowable: U256::from(0b010),
        ..EMode::default()
    };
    let mut tokens = holding([1_000, 0, 0]);
    for token in &mut tokens {
        for amount in [&mut token.supplied, &mut token.owed, &mut token.held] {
            *amount *= 10_000;
        }
    }
    let snapshot = with_e_modes(Profile::V3_6, tokens, vec![better]);
    // It saves some 2,700,000 units of the coin's token, and a signature takes 518,750 times the price of gas.
    let mixed = |gas_price: u64| {
        let purse = Purse::new(U256::ZERO, U256::from(gas_price));
        let plan = mix(
            &snapshot,
            Some(&purse),
            &Reserved::nothing(),
            thousandths(1_300),
            NOW,
        );
        let means = |part: &Part| part.way.means;
        plan.map(|plan| plan.parts.iter().map(means).collect::<Vec<_>>())
    };
    let switched = vec![Means::EnterEMode(4), Means::AddCollateral];
    assert_eq!(mixed(5), Ok(switched));
    assert_eq!(mixed(10), Ok(vec![Means::AddCollateral]));
}

#[test]
fn where_nothing_may_be_left_the_whole_debt_is_repaid() {
    let mut tokens = holding([0, 20, 0]);
    (tokens[0].supplied, tokens[1].owed) = (1, 10);
    let plan = mixed(&snapshot(Profile::V3_6, tokens), 99_000).expect("a mix");
    assert_eq!(parts(&plan), [(Means::Repay, 1, 10)]);
    assert!(plan.parts[0].closes_debt);
    assert_eq!(plan.health_after, Health::NoDebt);
}

#[test]
fn a_mix_is_shown_with_the_name_of_each_token() {
    let target = thousandths(1_300);
    let snapshot = snapshot(Profile::V3_6, holding([300, 500, 0]));
    let ways = options(&snapshot, None, target, None, NOW);
    let mix = shown_beside(
        &snapshot,
        None,
        &Reserved::nothing(),
        &ways,
        false,
        target,
        NOW,
    );
    let mix = mix.expect("a mix").expect("one that is possible");
    let parts = mix.parts.iter();
    let named: Vec<_> = parts
        .map(|part| (part.way.means, part.symbol.as_str(), part.amount.raw))
        .collect();
    assert_eq!(
        named,
        [
            (Means::Repay, "T1", U256::from(500)),
            (Means::AddCollateral, "T0", U256::from(235))
        ]
    );
}

#[test]
fn one_way_alone_is_no_mix_beside_it() {
    let target = thousandths(1_300);
    let snapshot = snapshot(Profile::V3_6, holding([1_000, 0, 0]));
    let ways = options(&snapshot, None, target, None, NOW);
    assert_eq!(
        shown_beside(
            &snapshot,
            None,
            &Reserved::nothing(),
            &ways,
            false,
            target,
            NOW
        ),
        None
    );
    // Also where no other is shown.
    assert_eq!(
        shown_beside(
            &snapshot,
            None,
            &Reserved::nothing(),
            &[],
            false,
            target,
            NOW
        ),
        None
    );
}
