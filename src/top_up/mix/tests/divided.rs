//! Beside every division of what there is, counted in plain numbers.

use super::several::weak;
use super::*;
use crate::protocols::a_loan_of;
use crate::protocols::morpho_blue::{
    self, Account, Irm, MarketParams, MarketState, MorphoPosition, Tokens,
};
use crate::top_up::{Purse, together};

/// A token brings so much of what is missing a unit, up to so many units.
struct Help {
    token: usize,
    brings: u128,
    most: u64,
}

/// What is missing to one position, and what could bring it.
struct Debtor {
    missing: u128,
    helps: Vec<Help>,
    /// What the network takes for one of them.
    fee: u128,
}

impl Debtor {
    /// Thresholds are in basis points, a target in thousandths: both count ten thousandths of a dollar.
    fn of(tokens: &[Token; 3], target: u64, fee: u128) -> Self {
        let target = u128::from(target) * 10;
        let mut helps = Vec::new();
        let (mut needed, mut counted) = (0, 0);
        for (place, token) in tokens.iter().enumerate() {
            let price = u128::from(token.price);
            let mut help = |brings, most| {
                helps.push(Help {
                    token: place,
                    brings: brings * price,
                    most,
                });
            };
            if token.owed > 0 {
                help(target, token.owed);
            }
            if token.threshold > 0 {
                help(token.threshold.into(), u64::MAX);
            }
            needed += u128::from(token.owed) * price * target;
            counted += u128::from(token.supplied) * price * u128::from(token.threshold);
        }
        Self {
            missing: needed.saturating_sub(counted),
            helps,
            fee,
        }
    }

    /// Whatever brings it: of all helps but one nothing, some, more, or all that there is, and of that one the
    /// least that is enough; with what is left then, and what was paid.
    fn each(&self, held: [u64; 3], prices: [u64; 3], visit: &mut dyn FnMut([u64; 3], u128)) {
        for exact in 0..self.helps.len() {
            self.go_on(0, exact, (self.missing, held, 0), prices, visit);
        }
    }

    fn go_on(
        &self,
        place: usize,
        exact: usize,
        (missing, held, paid): (u128, [u64; 3], u128),
        prices: [u64; 3],
        visit: &mut dyn FnMut([u64; 3], u128),
    ) {
        let used = |help: &Help, amount: u64| {
            let mut held = held;
            held[help.token] -= amount;
            let fee = if amount > 0 { self.fee } else { 0 };
            let price = u128::from(prices[help.token]);
            (held, paid + u128::from(amount) * price + fee)
        };
        let Some(help) = self.helps.get(place) else {
            let help = &self.helps[exact];
            let amount = missing.div_ceil(help.brings);
            if amount <= help.most.min(held[help.token]).into() {
                let (held, paid) = used(help, amount as u64);
                visit(held, paid);
            }
            return;
        };
        if place == exact {
            return self.go_on(place + 1, exact, (missing, held, paid), prices, visit);
        }
        let most = help.most.min(held[help.token]);
        for third in 0..=3 {
            let amount = most * third / 3;
            // A token that is owed and counts is taken by both, of which either may be the one.
            let (held, paid) = used(help, amount);
            let missing = missing.saturating_sub(help.brings * u128::from(amount));
            self.go_on(place + 1, exact, (missing, held, paid), prices, visit);
        }
    }
}

/// The least that is paid for all of them, whoever comes first; none where there is not enough.
fn least_paid(all: &[&Debtor], held: [u64; 3], prices: [u64; 3]) -> Option<u128> {
    if all.is_empty() {
        return Some(0);
    }
    let mut least: Option<u128> = None;
    for place in 0..all.len() {
        let mut others = all.to_vec();
        let one = others.remove(place);
        let mut known = |paid: u128| least = Some(least.map_or(paid, |least| least.min(paid)));
        if one.missing == 0 {
            return least_paid(&others, held, prices);
        }
        one.each(held, prices, &mut |held, paid| {
            if let Some(more) = least_paid(&others, held, prices) {
                known(paid + more);
            }
        });
    }
    least
}

/// The first supplied, the second owed, in a market of Morpho's that counts in the second.
fn loan(tokens: [Token; 3]) -> Snapshot {
    let [collateral, debt, _] = tokens;
    let [owed, supplied] = [debt.owed, collateral.supplied].map(u128::from);
    let params = MarketParams {
        loan_token: TOKENS[1],
        collateral_token: TOKENS[0],
        oracle: Address::repeat_byte(4),
        irm: Address::ZERO,
        lltv: Wad::from_raw(WAD / U256::from(10_000) * U256::from(collateral.threshold)),
    };
    let state = MarketState {
        total_supply_assets: owed,
        total_supply_shares: owed * 1_000_000,
        total_borrow_assets: owed,
        total_borrow_shares: owed * 1_000_000,
        last_update: NOW,
        fee: 0,
    };
    let account = Account {
        borrow_shares: owed * 1_000_000,
        collateral: supplied,
    };
    let scale = U256::from(10).pow(U256::from(36));
    let price = scale * U256::from(collateral.price) / U256::from(debt.price);
    let token = |symbol: &str| morpho_blue::Token {
        symbol: symbol.into(),
        decimals: 18,
    };
    let named = Tokens {
        collateral: token("T0"),
        loan: token("T1"),
    };
    let position = MorphoPosition::new(params, state, Irm::None, account, price, named);
    a_loan_of(
        position.expect("a position"),
        [collateral.held, debt.held].map(U256::from),
    )
}

/// Two positions, with or without a debt in the third token, whose health is up to a third below the target.
#[derive(Clone, Debug)]
struct Two {
    tokens: [[Token; 3]; 2],
    is_loan: [bool; 2],
    target: u64,
    gas_price: u64,
}

const MILLION: u64 = 1_000_000;

prop_compose! {
    fn owner()(
        supplied in MILLION..10 * MILLION, also in prop_oneof![Just(0_u64), 0..5 * MILLION],
        thresholds in prop::array::uniform3(4_000_u64..9_500), counts in prop::array::uniform2(any::<bool>()),
        below in 1_001_u64..1_400, share in prop_oneof![Just(0_u64), 1..10_u64], is_loan in any::<bool>(),
    ) -> (u64, u64, [u64; 3], u64, u64, bool) {
        let [first, second, third] = thresholds;
        let [is_second, is_third] = counts;
        let thresholds = [first, if is_second { second } else { 0 }, if is_third { third } else { 0 }];
        (supplied, also, thresholds, below, share, is_loan)
    }
}

prop_compose! {
    fn two()(
        prices in prop::array::uniform3(1_u64..9),
        held in prop::array::uniform3(prop_oneof![1 => Just(0_u64), 3 => 0..2 * MILLION]),
        owners in prop::array::uniform2(owner()),
        target in 1_050_u64..2_000,
        gas_price in prop_oneof![Just(0_u64), 1..5_u64],
    ) -> Two {
        let tokens = owners.map(|(supplied, also, thresholds, below, share, is_loan)| {
            let mut tokens = [0, 1, 2].map(|place| Token {
                price: prices[place],
                threshold: thresholds[place],
                supplied: 0,
                owed: 0,
                held: held[place],
            });
            tokens[0].supplied = supplied;
            if is_loan {
                (tokens[1].threshold, tokens[2].threshold) = (0, 0);
            } else if tokens[2].threshold > 0 {
                tokens[2].supplied = also;
            }
            let counted: u64 = tokens.iter().map(|one| one.supplied * one.price * one.threshold).sum();
            // What would be at the target, and a little more.
            let owed = counted / target / 10 * below / 1_000;
            let of_third = if is_loan || tokens[2].supplied > 0 { 0 } else { owed * share / 10 };
            tokens[1].owed = (owed - of_third) / prices[1];
            tokens[2].owed = of_third / prices[2];
            tokens
        });
        Two { tokens, is_loan: owners.map(|owner| owner.5), target, gas_price }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// To the unit of each token, where a fee is as much as a fifth of what there is, and whatever each counts in.
    #[test]
    fn no_division_of_what_there_is_restores_two_for_less(two in two()) {
        let wad = thousandths(two.target);
        let [first, other] = [0, 1].map(|place| match two.is_loan[place] {
            true => loan(two.tokens[place]),
            false => snapshot(Profile::V3_6, two.tokens[place]),
        });
        let purse = Purse::new(U256::ZERO, U256::from(two.gas_price));
        let positions = [weak(&first, two.target), weak(&other, two.target)];
        let both = together(&positions, Some(&purse), &Reserved::nothing());
        let prices = two.tokens[0].map(|token| token.price);
        let held = two.tokens[0].map(|token| token.held);
        let fee = |place: usize| {
            let gas = if two.is_loan[place] { 306_250 } else { 518_750 };
            u128::from(two.gas_price * prices[0]) * gas
        };
        let debtors = [0, 1].map(|place| Debtor::of(&two.tokens[place], two.target, fee(place)));
        let [one, two_of_them] = &debtors;
        // What is paid, and the fees.
        let mut paid = [0_u128; 2];
        for (place, share) in both.iter().enumerate() {
            let Ok(plan) = share else { continue };
            prop_assert!(plan.health_after.reaches(wad));
            for part in &plan.parts {
                let token = TOKENS.iter().position(|one| *one == part.way.asset);
                let price = prices[token.expect("a token")];
                paid[place] += part.amount.raw.to::<u128>() * u128::from(price) + fee(place);
            }
        }
        for (held, address) in held.into_iter().zip(TOKENS) {
            let sum: u64 = both.iter().flatten().map(|plan| wallet_pays(plan, address)).sum();
            prop_assert!(sum <= held);
        }
        let slack: u128 = prices.iter().map(|price| 4 * u128::from(*price)).sum();
        let little_less = held.map(|held| held.saturating_sub(2));
        let is_well = |share: &Result<Plan, Unavailable>| {
            matches!(share, Ok(_) | Err(Unavailable::AlreadyThere))
        };
        let [mut served, mut missed] = [Vec::new(), Vec::new()];
        for (share, debtor) in both.iter().zip([one, two_of_them]) {
            match is_well(share) {
                true => served.push(debtor),
                false => missed.push(debtor),
            }
        }
        let least = least_paid(&served, held, prices);
        let sum: u128 = paid.iter().sum();
        if let Some(least) = least {
            prop_assert!(sum <= least + slack, "{sum} is paid, and {least} is enough: {both:?}");
        }
        // What is said to be short is.
        if !missed.is_empty() {
            let all = [one, two_of_them];
            prop_assert_eq!(least_paid(&all, little_less, prices), None, "{:?}", both);
        }
        if !is_well(&both[0]) {
            prop_assert_eq!(least_paid(&[one], little_less, prices), None, "{:?}", both);
        }
    }
}
