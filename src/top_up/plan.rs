//! From a snapshot and a target to exact amounts.

use alloy::primitives::{Address, U256, address};

use super::remedy::{Remedy, find};
use super::steps::{Given, Step, payments, read_step};
use super::{Decoded, Goal, Means, Purse, Source, StrategyId, Unavailable};
use crate::chain::ChainId;
use crate::math::{Timestamp, TokenAmount, Wad};
use crate::protocols::{Action, Snapshot, registry};
use crate::risk::{AssetId, Health};

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
    /// What was asked for.
    pub goal: Goal,
    /// The health factor that is promised, whenever it is mined.
    pub target: Wad,
    /// The least amount that reaches it, or the one that was asked for, or all that is owed.
    pub amount: TokenAmount,
    /// Everything that is owed in this token is repaid, whenever it is mined until then.
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

/// The plan of one strategy: what it takes for the rule by which the position is liquidated first.
///
/// # Errors
/// [`Unavailable`] says why it does not lead to the target.
pub fn plan(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    strategy: StrategyId,
    goal: Goal,
    latest: Timestamp,
) -> Result<Plan, Unavailable> {
    let ruling = snapshot.ruling();
    let remedy = Remedy::of(&ruling, strategy, latest)?;
    let asset = remedy.asset();
    let wallet = snapshot.wallet(asset).ok_or(Unavailable::NotComputable)?;
    let decimals = wallet.balance.decimals;
    // An e-mode is only named after its token.
    let is_named_only = matches!(strategy.means, Means::EnterEMode(_));
    if !is_named_only && !registry::lists(snapshot.market.chain, strategy.asset, decimals) {
        return Err(Unavailable::NotListed);
    }
    let nothing = TokenAmount::zero(decimals);
    let (amount, closes_debt, target) = match (strategy.means, goal) {
        (
            Means::AddCollateral
            | Means::AddCoin
            | Means::Repay
            | Means::RepayCoin
            | Means::RepaySupplied,
            goal,
        ) => {
            let (amount, closes_debt) = match goal {
                Goal::Restore(target) => remedy.needed(target)?,
                Goal::Exactly(raw) => remedy.given(TokenAmount::new(raw, decimals))?,
            };
            let coin = wrappable(snapshot, purse, asset);
            let is_short = match strategy.means.source() {
                Some(Source::Token) => wallet.balance.raw.saturating_add(coin) < amount.raw,
                Some(Source::Coin) => coin < amount.raw,
                Some(Source::Supply) | None => false,
            };
            if is_short {
                return Err(Unavailable::Balance { needed: amount });
            }
            let target = match goal {
                Goal::Restore(target) => target,
                Goal::Exactly(_) => remedy.promised(amount)?,
            };
            (amount, closes_debt, target)
        }
        (Means::Enable | Means::EnterEMode(_), Goal::Restore(target)) => {
            if remedy.is_there(target)? {
                return Err(Unavailable::AlreadyThere);
            }
            match remedy.restores(nothing, target)? {
                (_, true) => (nothing, false, target),
                (best, false) => return Err(Unavailable::Short { best }),
            }
        }
        // They move nothing.
        (Means::Enable | Means::EnterEMode(_), Goal::Exactly(_)) => {
            return Err(Unavailable::NotComputable);
        }
        (Means::TakeBack, _) if wallet.allowance.is_zero() => {
            return Err(Unavailable::AlreadyThere);
        }
        // Any health will do.
        (Means::TakeBack, _) => (nothing, false, Wad::ZERO),
    };
    let given = Given {
        amount,
        closes_debt,
        resets: RESET_FIRST.contains(&(snapshot.market.chain, strategy.asset)),
    };
    with_amount(snapshot, strategy, goal, target, latest, given)
}

/// How much more of a token can be made out of the chain's coin.
#[must_use]
pub fn wrappable(snapshot: &Snapshot, purse: Option<&Purse>, asset: AssetId) -> U256 {
    match purse {
        Some(purse) if wraps_coin(snapshot, asset) => purse.spendable(),
        _ => U256::ZERO,
    }
}

/// Whether the market takes the chain's coin itself in place of a token.
#[must_use]
pub fn takes_coin(snapshot: &Snapshot, asset: AssetId) -> bool {
    let supply = Action::SupplyCoin { amount: U256::ONE };
    wraps_coin(snapshot, asset) && snapshot.payment(supply).is_some()
}

fn wraps_coin(snapshot: &Snapshot, asset: AssetId) -> bool {
    let legs = snapshot
        .position()
        .and_then(|position| position.legs(snapshot.block.timestamp).ok());
    let leg = legs.as_ref().and_then(|legs| legs.get(asset.0));
    leg.is_some_and(|leg| registry::wraps_coin(snapshot.market.chain, leg.asset, &leg.symbol))
}

/// Whether a plan that was made for up to its [`evaluated_at`](Plan::evaluated_at) still restores its
/// target on a newer snapshot, whenever it is mined until then.
pub(super) fn still_restores(snapshot: &Snapshot, plan: &Plan) -> Result<bool, Unavailable> {
    let ruling = snapshot.ruling();
    let remedy = Remedy::of(&ruling, plan.strategy, plan.evaluated_at)?;
    let (_, restores) = remedy.restores(plan.amount, plan.target)?;
    Ok(restores)
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
        plan.goal,
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
    goal: Goal,
    target: Wad,
    latest: Timestamp,
    given: Given,
) -> Result<Plan, Unavailable> {
    let amount = given.amount;
    let ruling = snapshot.ruling();
    let remedy = Remedy::of(&ruling, strategy, latest)?;
    let (asset, evaluated_at) = (remedy.asset(), remedy.latest());
    let after = remedy.after(amount, evaluated_at);
    let steps: Result<Vec<Step>, Unavailable> = payments(snapshot, strategy, asset, given)?
        .into_iter()
        .map(|payment| read_step(snapshot, payment))
        .collect();
    // What coin is made into is said by nothing in its bytes.
    let other = |step: &Step| {
        step.decoded
            .in_coin()
            .is_some_and(|token| token != strategy.asset)
    };
    if steps.iter().flatten().any(other) {
        return Err(Unavailable::NotComputable);
    }
    Ok(Plan {
        strategy,
        goal,
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
        let goal = Goal::Restore(target);
        plan(snapshot, None, strategy, goal, snapshot.block.timestamp)
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
