//! From a snapshot and a target to exact amounts.

use alloy::primitives::{Address, U256, address};

use super::steps::{Given, Step, payments, read_step};
use super::{Decoded, Means, Purse, StrategyId, Unavailable};
use crate::chain::ChainId;
use crate::math::{Timestamp, TokenAmount, Wad};
use crate::protocols::{Snapshot, registry};
use crate::risk::{AssetId, Change, Health, Inverse, Leg, Position, RiskError};

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
    purse: Option<&Purse>,
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
    if strategy.means == Means::TakeBack {
        return take_back(snapshot, strategy, asset, latest);
    }
    if strategy.means == Means::Enable {
        return enable(snapshot, position, strategy, asset, target, latest);
    }
    let (amount, closes_debt) = needed(snapshot, position, strategy, asset, target, latest)?;
    let wrappable = wrappable(snapshot, purse, asset);
    if wallet.balance.raw.saturating_add(wrappable) < amount.raw {
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

/// The earliest and the latest likely inclusion.
fn window(snapshot: &Snapshot, latest: Timestamp) -> [Timestamp; 2] {
    let now = snapshot.block.timestamp;
    [now, now.max(latest)]
}

/// What a way does to a position.
fn change(means: Means, asset: AssetId, amount: TokenAmount) -> Change {
    match means {
        Means::Repay => Change::Repay(asset, amount.raw),
        Means::Enable => Change::Enable(asset),
        Means::AddCollateral | Means::TakeBack => Change::Supply(asset, amount.raw),
    }
}

/// How often an amount may ask for more of itself. Each time the average threshold is another basis point
/// lower somewhere, which ends soon or not at all.
const MOST_ROUNDS: usize = 8;

/// How much a way takes, whenever it is mined up to `latest`, and whether that is all that is owed.
fn needed(
    snapshot: &Snapshot,
    position: &dyn Position,
    strategy: StrategyId,
    asset: AssetId,
    target: Wad,
    latest: Timestamp,
) -> Result<(TokenAmount, bool), Unavailable> {
    let means = strategy.means;
    let within = window(snapshot, latest);
    let mut targets = [target; 2];
    for _ in 0..MOST_ROUNDS {
        let mut most: Option<(TokenAmount, bool)> = None;
        for (at, target) in within.into_iter().zip(targets) {
            if let Some(need) = need(position, means, asset, target, at)?
                && most.is_none_or(|(most, _)| need.0.raw > most.raw)
            {
                most = Some(need);
            }
        }
        let (amount, full) = most.ok_or(Unavailable::AlreadyThere)?;
        // What is owed is worth nothing more, whenever that is.
        if full {
            return Ok((amount, full));
        }
        let change = change(means, asset, amount);
        let between = within.map(|at| position.target_within(change, target, at, within));
        let [Ok(first), Ok(last)] = between else {
            return Err(Unavailable::NotComputable);
        };
        let enough = first <= targets[0] && last <= targets[1];
        if enough {
            return closed_early(position, means, asset, amount, within);
        }
        targets = [first.max(targets[0]), last.max(targets[1])];
    }
    Err(Unavailable::NotComputable)
}

/// How much it takes at one time; none where the target is there already.
fn need(
    position: &dyn Position,
    means: Means,
    asset: AssetId,
    target: Wad,
    at: Timestamp,
) -> Result<Option<(TokenAmount, bool)>, Unavailable> {
    let inverse = match means {
        Means::Repay => position.minimal_repay(asset, target, at),
        _ => position.minimal_supply(asset, target, at),
    };
    match inverse {
        Err(_) => Err(Unavailable::NotComputable),
        Ok(Inverse::Unreachable(obstacle)) => Err(Unavailable::Obstacle(obstacle)),
        Ok(Inverse::Already) => Ok(None),
        Ok(Inverse::Amount { amount, full, .. }) => Ok(Some((amount, full))),
    }
}

/// A repayment that would be more than is owed where it is mined early would be too much then, or a loan
/// to the market: all is repaid instead.
fn closed_early(
    position: &dyn Position,
    means: Means,
    asset: AssetId,
    amount: TokenAmount,
    [now, later]: [Timestamp; 2],
) -> Result<(TokenAmount, bool), Unavailable> {
    let owed = |at| owed(position, asset, at).ok_or(Unavailable::NotComputable);
    match means == Means::Repay && amount.raw >= owed(now)?.raw {
        true => Ok((owed(later)?, true)),
        false => Ok((amount, false)),
    }
}

/// What is supplied is let count: that reaches the target, or it does not.
fn enable(
    snapshot: &Snapshot,
    position: &dyn Position,
    strategy: StrategyId,
    asset: AssetId,
    target: Wad,
    latest: Timestamp,
) -> Result<Plan, Unavailable> {
    let within = window(snapshot, latest);
    let not_computable = |_| Unavailable::NotComputable;
    let is_there = |at| position.health(at).map(|health| health.reaches(target));
    let [now, later] = within.map(is_there);
    if now.map_err(not_computable)? && later.map_err(not_computable)? {
        return Err(Unavailable::AlreadyThere);
    }
    let enabled = |at| match position.health_after_enabling(asset, at) {
        Ok(health) => {
            let between = position.target_within(Change::Enable(asset), target, at, within);
            Ok((health, health.reaches(between.map_err(not_computable)?)))
        }
        Err(RiskError::Refused(obstacle)) => Err(Unavailable::Obstacle(obstacle)),
        Err(_) => Err(Unavailable::NotComputable),
    };
    let [(first, at_first), (last, at_last)] = [enabled(within[0])?, enabled(within[1])?];
    if !(at_first && at_last) {
        let best = first.min(last);
        return Err(Unavailable::Short { best });
    }
    with_amount(
        snapshot,
        strategy,
        target,
        latest,
        Given::nothing(snapshot, asset),
    )
}

/// A permission is taken back: any health will do.
fn take_back(
    snapshot: &Snapshot,
    strategy: StrategyId,
    asset: AssetId,
    latest: Timestamp,
) -> Result<Plan, Unavailable> {
    let wallet = snapshot.wallet(asset).ok_or(Unavailable::NotComputable)?;
    if wallet.allowance.is_zero() {
        return Err(Unavailable::AlreadyThere);
    }
    let given = Given::nothing(snapshot, asset);
    with_amount(snapshot, strategy, Wad::ZERO, latest, given)
}

/// How much more of a token can be made out of the chain's coin.
#[must_use]
pub fn wrappable(snapshot: &Snapshot, purse: Option<&Purse>, asset: AssetId) -> U256 {
    let legs = snapshot
        .position()
        .and_then(|position| position.legs(snapshot.block.timestamp).ok());
    let leg = legs.as_ref().and_then(|legs| legs.get(asset.0));
    let wraps = |leg: &&Leg| registry::wraps_coin(snapshot.market.chain, leg.asset, &leg.symbol);
    match (leg.filter(wraps), purse) {
        (Some(_), Some(purse)) => purse.spendable(),
        _ => U256::ZERO,
    }
}

/// Whether a plan that was made for up to its [`evaluated_at`](Plan::evaluated_at) still restores its
/// target on a newer snapshot, whenever it is mined until then.
pub(super) fn still_restores(snapshot: &Snapshot, plan: &Plan) -> Result<bool, Unavailable> {
    let ruling = snapshot.ruling();
    let position = ruling.position().ok_or(Unavailable::NotComputable)?;
    let asset = find(position, plan.strategy.asset, plan.evaluated_at)?;
    let within = window(snapshot, plan.evaluated_at);
    let change = change(plan.strategy.means, asset, plan.amount);
    for at in within {
        let after = after(position, plan.strategy.means, asset, plan.amount, at)?;
        let target = match plan.strategy.means {
            Means::TakeBack => plan.target,
            _ if plan.closes_debt => plan.target,
            _ => position
                .target_within(change, plan.target, at, within)
                .map_err(|_| Unavailable::NotComputable)?,
        };
        if !after.reaches(target) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The health factor after a way was carried out.
fn after(
    position: &dyn Position,
    means: Means,
    asset: AssetId,
    amount: TokenAmount,
    at: Timestamp,
) -> Result<Health, Unavailable> {
    let after = match means {
        Means::AddCollateral => position.health_after_supply(asset, amount.raw, at),
        Means::Repay => position.health_after_repay(asset, amount.raw, at),
        Means::Enable => position.health_after_enabling(asset, at),
        Means::TakeBack => position.health(at),
    };
    after.map_err(|_| Unavailable::NotComputable)
}

/// The same plan, with the rest of an earlier permission taken away first; none where that would not
/// help what was refused at this `place` of its steps: there is no rest, or it is taken away already.
#[must_use]
pub fn with_reset(snapshot: &Snapshot, plan: &Plan, place: Option<usize>) -> Option<Plan> {
    let asset = find(snapshot.position()?, plan.strategy.asset, plan.evaluated_at).ok()?;
    let has_rest = !snapshot.wallet(asset)?.allowance.is_zero();
    let mut steps = plan.steps.iter();
    let gives = steps.position(
        |step| matches!(step.decoded, Decoded::Approve { amount, .. } if !amount.raw.is_zero()),
    )?;
    if plan.resets || !has_rest || place.is_some_and(|place| place != gives) {
        return None;
    }
    let given = Given {
        resets: true,
        ..Given::from(plan)
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

impl From<&Plan> for Given {
    /// What of a plan was shown.
    fn from(plan: &Plan) -> Self {
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
    let after = after(position, strategy.means, asset, amount, evaluated_at)?;
    let steps: Result<Vec<Step>, Unavailable> = payments(snapshot, strategy, asset, given)?
        .into_iter()
        .map(|payment| read_step(snapshot, payment))
        .collect();
    Ok(Plan {
        strategy,
        target,
        amount,
        closes_debt: given.closes_debt,
        health_before: ruling.health,
        health_after: after,
        evaluated_at,
        resets: given.resets,
        steps: steps?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Payment;
    use crate::math::WAD;
    use crate::protocols::{a_snapshot, approve, wrap};

    const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");

    fn repaid(snapshot: &Snapshot) -> Result<Plan, Unavailable> {
        let strategy = StrategyId {
            means: Means::Repay,
            asset: DAI,
        };
        let target = Wad::from_raw(WAD.saturating_mul(U256::from(2)));
        plan(snapshot, None, strategy, target, snapshot.block.timestamp)
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
            let read = read_step(&elsewhere, step.payment);
            assert_eq!(read, Err(Unavailable::NotComputable));
        }
    }

    /// Nor with any other call.
    #[test]
    fn coin_goes_to_no_token_but_the_one_that_wraps_it() {
        let mut snapshot = a_snapshot(100, U256::ZERO);
        let wrapped = |token| wrap(token, U256::ONE);
        let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        let read = read_step(&snapshot, wrapped(weth)).map(|step| step.decoded);
        assert!(matches!(read, Ok(Decoded::Wrap { .. })), "{read:?}");
        let refused = |payment| read_step(&snapshot, payment).is_err();
        assert!(refused(wrapped(DAI)));
        let mut paid = Payment::from(approve(DAI, snapshot.market.entry(), U256::ONE));
        assert!(!refused(paid.clone()));
        paid.value = U256::ONE;
        assert!(refused(paid));
        let mut empty = wrapped(weth);
        empty.value = U256::ZERO;
        assert!(refused(empty));
        // Of what the wallet lacks only ether can be made, and not of what the fees take.
        snapshot.account = Address::repeat_byte(9);
        let purse = |ether: u64| Purse {
            coin: U256::from(ether) * WAD,
            gas_price: U256::from(10_u64.pow(9)),
        };
        let more = |purse: Option<&Purse>, place| wrappable(&snapshot, purse, AssetId(place));
        assert_eq!(more(Some(&purse(3)), 0), purse(3).spendable());
        assert_eq!(more(Some(&purse(3)), 1), U256::ZERO);
        assert_eq!(more(None, 0), U256::ZERO);
    }
}
