//! What a position's health would be had a rule not moved: of the same block, at the same prices and with the
//! same holdings, so that nothing but the rule is between the two.

use super::{Holding, Snapshot, TermChange};
use crate::risk::Health;

impl Snapshot {
    /// The health at which the first liquidator could act under the rules as they were before `changes`. None
    /// where that is not known: our arithmetic does not reproduce the position, no rule is among them, or one
    /// is of what a price comes from, so that what it would be otherwise was not read.
    #[must_use]
    pub fn health_without(&self, changes: &[TermChange]) -> Option<Health> {
        self.position()?;
        let mut terms = changes.iter().map(|change| change.term);
        if !terms.clone().any(|term| term.is_rule()) || terms.any(|term| term.moves_prices()) {
            return None;
        }
        // What does not come to the health as it is by the same way says nothing of how it was.
        let now = self.under(&[])?;
        (now == self.first_health()).then(|| self.under(changes))?
    }

    /// The health with each of these as it was before.
    fn under(&self, changes: &[TermChange]) -> Option<Health> {
        let now = self.block.timestamp;
        match &self.holding {
            Holding::AaveV3(position) => position.health_under(changes, now),
            Holding::CompoundV3(position) => position.health_under(changes, now),
            Holding::MorphoBlue(position) => {
                let before = position.under(changes);
                let earlier = before.earlier(now).map(|(health, _)| health);
                Some(earlier.unwrap_or(self.health))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloy::primitives::{Address, U256};

    use super::super::{
        Addresses, Limits, Market, Term, TermValue, a_loan_with, a_snapshot, a_snapshot_in,
        compound_v3,
    };
    use super::*;
    use crate::chain::ChainId;
    use crate::math::Wad;

    fn change<V: Into<TermValue>>(term: Term, before: V, after: V) -> TermChange {
        TermChange {
            term,
            before: before.into(),
            after: after.into(),
        }
    }

    const HUNDREDTH: u64 = 10_000_000_000_000_000;

    /// The example, of whose ether 90% counted, and 80% do: its health is 1.2.
    fn example() -> (Snapshot, TermChange) {
        let snapshot = a_snapshot(100, U256::ZERO);
        let legs = snapshot
            .position_unverified()
            .legs(snapshot.block.timestamp);
        let ether = legs.expect("legs")[0].asset;
        let term = Term::LiquidationThreshold(ether);
        (snapshot, change(term, 90 * HUNDREDTH, 80 * HUNDREDTH))
    }

    fn hundredths(health: u64) -> Option<Health> {
        let raw = U256::from(health) * U256::from(HUNDREDTH);
        Some(Health::Ratio(Wad::from_raw(raw)))
    }

    #[test]
    fn a_threshold_that_was_higher_made_the_health_higher_and_a_pause_does_nothing_to_it() {
        let (snapshot, lowered) = example();
        assert_eq!(Some(snapshot.health), hundredths(120));
        assert_eq!(snapshot.health_without(&[lowered]), hundredths(135));
        let token = lowered.term.token().expect("a token");
        let paused = change(Term::Paused(token), 0, 1);
        assert_eq!(snapshot.health_without(&[paused]), hundredths(120));
        assert_eq!(snapshot.health_without(&[paused, lowered]), hundredths(135));
        // It was no collateral before.
        let used = change(Term::UsedAsCollateral(token), 0, 1);
        assert_eq!(snapshot.health_without(&[used]), hundredths(0));
        // Where the account was in no e-mode, or in another, each reserve's own change says what that did.
        let entered = change(Term::EMode, 0, 1);
        assert_eq!(
            snapshot.health_without(&[entered, lowered]),
            hundredths(135)
        );
    }

    #[test]
    fn what_moves_prices_or_is_no_rule_says_nothing_of_before() {
        let (snapshot, lowered) = example();
        let token = lowered.term.token().expect("a token");
        let replaced = change(Term::PriceSource(token), token, token);
        assert_eq!(snapshot.health_without(&[lowered, replaced]), None);
        let dear = change(Term::BorrowRate(token), 0, 1);
        assert_eq!(snapshot.health_without(&[dear]), None);
        assert_eq!(snapshot.health_without(&[]), None);
    }

    #[test]
    fn what_our_arithmetic_does_not_come_to_says_nothing_of_before() {
        let (mut snapshot, lowered) = example();
        snapshot.health = Health::Ratio(Wad::ONE);
        assert_eq!(snapshot.health_without(&[lowered]), None);
    }

    #[test]
    fn a_market_of_compound_counts_by_the_factor_of_before() {
        let market = Market {
            chain: ChainId(1),
            name: "Example".into(),
            addresses: Addresses::CompoundV3(compound_v3::Addresses {
                comet: Address::repeat_byte(1),
                bulker: None,
                unit: compound_v3::Unit::Unknown,
            }),
        };
        let tokens = [2, 3].map(Address::repeat_byte);
        let snapshot = a_snapshot_in(market, 100, tokens, [(U256::ZERO, U256::ZERO); 2]);
        assert_eq!(Some(snapshot.health), hundredths(120));
        let term = Term::LiquidationThreshold(tokens[0]);
        let raised = change(term, 70 * HUNDREDTH, 80 * HUNDREDTH);
        assert_eq!(snapshot.health_without(&[raised]), hundredths(105));
    }

    #[test]
    fn who_may_act_before_a_market_of_morpho_is_as_it_was() {
        let contract = Address::repeat_byte(7);
        let term = Term::PreLiquidation(contract);
        let half = 50 * HUNDREDTH;
        let early = a_loan_with(Some(contract));
        assert!(early.first_health() < early.health);
        let authorized = change(term, 0, half);
        assert_eq!(early.health_without(&[authorized]), Some(early.health));
        let Holding::MorphoBlue(position) = early.holding() else {
            panic!("a position in Morpho")
        };
        let revoked = Snapshot {
            holding: Holding::MorphoBlue(Box::new(position.under(&[authorized]))),
            ..early.clone()
        };
        assert_eq!(revoked.first_health(), early.health);
        let ended = change(term, half, 0);
        assert_eq!(revoked.health_without(&[ended]), Some(early.first_health()));
        // Both are known to be news: what may not act is held, too.
        let none = Limits::NONE;
        assert_eq!(revoked.terms().since(&early.terms(), none).1, [ended]);
        assert_eq!(early.terms().since(&revoked.terms(), none).1, [authorized]);
        // Of one that was not asked about nothing is known.
        let unasked = a_loan_with(None).terms();
        assert_eq!(early.terms().since(&unasked, none).1, []);
    }
}
