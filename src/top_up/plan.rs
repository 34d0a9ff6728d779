//! From a snapshot and a target to exact amounts.

use alloy::primitives::{Address, address};

use super::steps::{calls, read_step};
use super::{Decoded, Means, StrategyId, Unavailable};
use crate::chain::{Call, ChainId};
use crate::math::{Timestamp, TokenAmount, Wad};
use crate::protocols::{Snapshot, registry};
use crate::risk::{AssetId, Health, Inverse, Position};

/// Tokens that are known to refuse to replace one permission by another: it must be taken away first.
/// Others show it when a permission over a rest is simulated ([`with_reset`]).
const RESET_FIRST: [(ChainId, Address); 1] = [(
    ChainId(1),
    address!("dAC17F958D2ee523a2206206994597C13D831ec7"),
)];

/// What would be signed, and what it would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What was chosen.
    pub strategy: StrategyId,
    /// The restore target.
    pub target: Wad,
    /// The least amount that reaches it, or all that is owed.
    pub amount: TokenAmount,
    /// Everything that is owed in this token is repaid.
    pub closes_debt: bool,
    /// Health now.
    pub health_before: Health,
    /// Health right after, at [`evaluated_at`](Self::evaluated_at).
    pub health_after: Health,
    /// The latest likely inclusion.
    pub evaluated_at: Timestamp,
    /// A rest of an earlier permission is taken away before another is given.
    pub resets: bool,
    /// What is still to be signed, in order.
    pub steps: Vec<Step>,
}

/// A transaction to sign.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Contract and bytes.
    pub call: Call,
    /// What the bytes say, read back from them.
    pub decoded: Decoded,
}

/// Which leg of the position a token is.
fn find(position: &dyn Position, asset: Address, at: Timestamp) -> Result<AssetId, Unavailable> {
    let legs = position.legs(at).map_err(|_| Unavailable::NotComputable)?;
    let place = legs.iter().position(|leg| leg.asset == asset);
    place.map(AssetId).ok_or(Unavailable::NotComputable)
}

/// What is owed of a token at a time.
fn owed(position: &dyn Position, asset: AssetId, at: Timestamp) -> Option<TokenAmount> {
    let legs = position.legs(at).ok()?;
    Some(legs.get(asset.0)?.debt.as_ref()?.balance)
}

/// The plan of one strategy: what it takes for the rule by which the position is liquidated first.
///
/// # Errors
/// [`Unavailable`] says why it does not lead to the target.
pub fn plan(
    snapshot: &Snapshot,
    strategy: StrategyId,
    target: Wad,
    latest: Timestamp,
) -> Result<Plan, Unavailable> {
    let ruling = snapshot.ruling();
    let position = ruling.position().ok_or(Unavailable::NotComputable)?;
    let asset = find(position, strategy.asset, latest)?;
    let wallet = snapshot.wallet(asset).ok_or(Unavailable::NotComputable)?;
    let decimals = wallet.balance.decimals;
    if !registry::lists(snapshot.market.chain, strategy.asset, decimals) {
        return Err(Unavailable::NotListed);
    }
    let inverse = |at| match strategy.means {
        Means::AddCollateral => position.minimal_supply(asset, target, at),
        Means::Repay => position.minimal_repay(asset, target, at),
    };
    let now = snapshot.block.timestamp;
    let needs = [now.max(latest), now].map(|at| (at, inverse(at)));
    let mut needed: Option<(TokenAmount, bool)> = None;
    for (_, need) in needs {
        match need {
            Err(_) => return Err(Unavailable::NotComputable),
            Ok(Inverse::Unreachable(obstacle)) => return Err(Unavailable::Obstacle(obstacle)),
            Ok(Inverse::Already) => {}
            Ok(Inverse::Amount { amount, full, .. }) => {
                if needed.is_none_or(|(most, _)| amount.raw > most.raw) {
                    needed = Some((amount, full));
                }
            }
        }
    }
    let (amount, closes_debt) = match needed.ok_or(Unavailable::AlreadyThere)? {
        (amount, false) if strategy.means == Means::Repay => {
            // Mined early, it would be more than is owed by then: too much, or a loan to the market.
            let owed = |at| owed(position, asset, at).ok_or(Unavailable::NotComputable);
            match amount.raw >= owed(now)?.raw {
                true => (owed(now.max(latest))?, true),
                false => (amount, false),
            }
        }
        needed => needed,
    };
    if wallet.balance.raw < amount.raw {
        return Err(Unavailable::Balance { needed: amount });
    }
    let resets = RESET_FIRST.contains(&(snapshot.market.chain, strategy.asset));
    let given = Given {
        amount,
        closes_debt,
        resets,
    };
    with_amount(snapshot, strategy, target, latest, given)
}

/// The same plan, with the rest of an earlier permission taken away first; none where that would not
/// help what was refused at this `place` of its steps: there is no rest, or it is taken away already.
#[must_use]
pub fn with_reset(snapshot: &Snapshot, plan: &Plan, place: Option<usize>) -> Option<Plan> {
    let asset = find(snapshot.position()?, plan.strategy.asset, plan.evaluated_at).ok()?;
    let has_rest = !snapshot.wallet(asset)?.allowance.is_zero();
    let gives = matches!(
        plan.steps.first()?.decoded,
        Decoded::Approve { amount, .. } if !amount.raw.is_zero()
    );
    if plan.resets || !has_rest || !gives || place.is_some_and(|place| place > 0) {
        return None;
    }
    let given = Given {
        resets: true,
        ..Given::of(plan)
    };
    with_amount(
        snapshot,
        plan.strategy,
        plan.target,
        plan.evaluated_at,
        given,
    )
    .ok()
}

/// What of a plan is given, rather than computed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given {
    /// How much.
    pub amount: TokenAmount,
    /// That is everything that is owed in this token.
    pub closes_debt: bool,
    /// A rest of an earlier permission is taken away first.
    pub resets: bool,
}

impl Given {
    /// What of a plan was shown.
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            amount: plan.amount,
            closes_debt: plan.closes_debt,
            resets: plan.resets,
        }
    }
}

/// The plan with an amount that is given: an amount that was shown stays what is signed as long as
/// it still does what was promised.
pub(super) fn with_amount(
    snapshot: &Snapshot,
    strategy: StrategyId,
    target: Wad,
    latest: Timestamp,
    given: Given,
) -> Result<Plan, Unavailable> {
    let amount = given.amount;
    let ruling = snapshot.ruling();
    let position = ruling.position().ok_or(Unavailable::NotComputable)?;
    let asset = find(position, strategy.asset, latest)?;
    let evaluated_at = snapshot.block.timestamp.max(latest);
    let after = match strategy.means {
        Means::AddCollateral => position.health_after_supply(asset, amount.raw, evaluated_at),
        Means::Repay => position.health_after_repay(asset, amount.raw, evaluated_at),
    };
    let steps: Result<Vec<Step>, Unavailable> = calls(snapshot, strategy, asset, given)?
        .into_iter()
        .map(|call| read_step(snapshot, call))
        .collect();
    Ok(Plan {
        strategy,
        target,
        amount,
        closes_debt: given.closes_debt,
        health_before: ruling.health,
        health_after: after.map_err(|_| Unavailable::NotComputable)?,
        evaluated_at,
        resets: given.resets,
        steps: steps?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::WAD;
    use crate::protocols::a_snapshot;
    use alloy::primitives::U256;

    const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");

    fn repaid(snapshot: &Snapshot) -> Result<Plan, Unavailable> {
        let strategy = StrategyId {
            means: Means::Repay,
            asset: DAI,
        };
        let target = Wad::from_raw(WAD.saturating_mul(U256::from(2)));
        plan(snapshot, strategy, target, snapshot.block.timestamp)
    }

    /// An endpoint can say of any contract that it is a reserve, and give it any name.
    #[test]
    fn a_token_that_no_book_lists_is_neither_planned_nor_read_back() {
        let snapshot = a_snapshot(100, U256::ZERO);
        let listed = repaid(&snapshot).expect("a plan");
        assert_eq!(listed.steps.len(), 2);
        // The same addresses, where they are none of the books'.
        let mut elsewhere = snapshot;
        elsewhere.market.chain = ChainId(10);
        assert_eq!(repaid(&elsewhere), Err(Unavailable::NotListed));
        for step in listed.steps {
            let read = read_step(&elsewhere, step.call);
            assert_eq!(read, Err(Unavailable::NotComputable));
        }
    }
}
