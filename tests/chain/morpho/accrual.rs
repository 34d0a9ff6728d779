//! A market's totals and an account's debt, now and later.

use alloy::primitives::U256;
use margin_call::math::Timestamp;

use super::super::covers;
use super::super::node::Outcome;
use super::world::World;
use super::{Case, each_position};

const YEAR: u64 = 365 * 86_400;

#[test]
fn totals_and_debts_are_the_chains_now_and_later() {
    let world = World::start();
    let (mut comparisons, mut closed, mut refused) = (0, 0, 0);
    each_position(&world, |mut case| {
        for seconds in [
            1,
            case.random.magnitude(30 * 86_400),
            case.random.between(1, 3 * YEAR),
        ] {
            let later = Timestamp(case.now.0 + seconds);
            case.totals_are_equal(later);
            comparisons += 1;
            if case.position.account().borrow_shares > 0 {
                case.all_is_closed_by_shares(later);
                closed += 1;
                refused += u64::from(case.all_by_assets_is_refused(later));
            }
        }
    });
    println!(
        "Morpho: {comparisons} times all totals equal; {closed} debts closed by shares for what we \
         said, {refused} of them could not be closed by assets"
    );
    covers(closed * 10 > comparisons * 7 && refused * 10 > closed * 5);
}

impl Case<'_> {
    fn totals_are_equal(&self, at: Timestamp) {
        let Self {
            world,
            name,
            opened,
            position,
            ..
        } = self;
        let ours = position.market().accrued(position.irm(), at);
        let theirs = world.node.undone(|| {
            let outcome = world
                .node
                .run(&[(opened.account, world.accrual(opened))], at);
            assert_eq!(outcome, [Outcome::Done], "{name}");
            world.market(&opened.params)
        });
        assert_eq!(ours, Ok(theirs), "{name}, at {at:?}");
    }

    fn all_is_closed_by_shares(&self, at: Timestamp) {
        let Self {
            world,
            name,
            opened,
            position,
            ..
        } = self;
        let shares = U256::from(position.account().borrow_shares);
        let paid = world.node.undone(|| {
            let had = world.balance(opened.params.loan_token, opened.account);
            let call = world.repayment(opened, U256::ZERO, shares);
            assert_eq!(
                world.node.run(&[(opened.account, call)], at),
                [Outcome::Done],
                "{name}"
            );
            assert_eq!(
                world.account(&opened.params, opened.account).borrow_shares,
                0,
                "{name}"
            );
            had - world.balance(opened.params.loan_token, opened.account)
        });
        assert_eq!(
            position.borrowed(at),
            Ok(paid),
            "{name}: what closing costs"
        );
    }

    /// Repaying everything in assets takes more shares than there are, unless the debt is a whole
    /// number of units.
    fn all_by_assets_is_refused(&self, at: Timestamp) -> bool {
        let Self {
            world,
            name,
            opened,
            position,
            ..
        } = self;
        let borrowed = position.borrowed(at).expect(name);
        let totals = position.market().accrued(position.irm(), at).expect(name);
        let shares = borrowed * (U256::from(totals.total_borrow_shares) + U256::from(1_000_000))
            / (U256::from(totals.total_borrow_assets) + U256::ONE);
        let too_many = shares > U256::from(position.account().borrow_shares);
        let outcome = world.node.undone(|| {
            let call = world.repayment(opened, borrowed, U256::ZERO);
            world.node.run(&[(opened.account, call)], at)[0]
        });
        assert_eq!(
            outcome == Outcome::Reverted,
            too_many,
            "{name}: all by assets"
        );
        too_many
    }
}
