//! From a snapshot and a target to exact amounts, and from an amount to the bytes to sign.

use alloy::primitives::{Address, U256, address};

use super::{Decoded, Means, Offer, OptionView, RepayAmount, StrategyId, Token, Unavailable};
use crate::chain::{Call, ChainId};
use crate::math::{Timestamp, TokenAmount, Wad, mul_div_ceil, pow10};
use crate::protocols::aave_v3::act::{self, Repayment};
use crate::protocols::aave_v3::decode::{self, DecodedAction};
use crate::protocols::{Addresses, Market, Snapshot};
use crate::risk::{AssetId, Health, Inverse, Leg, Position};

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

/// Every way to reach `target`, the possible ones first, then by what they cost.
///
/// Amounts are for `latest`, the latest likely inclusion, or for the snapshot's own block where
/// that takes more: interest moves health both ways.
#[must_use]
pub fn options(snapshot: &Snapshot, target: Wad, latest: Timestamp) -> Vec<OptionView> {
    let Some(position) = snapshot.position() else {
        return Vec::new();
    };
    let Ok(legs) = position.legs(latest) else {
        return Vec::new();
    };
    let mut options: Vec<OptionView> = Vec::new();
    for (place, leg) in legs.iter().enumerate() {
        let asset = AssetId(place);
        for means in means_of(snapshot, asset, leg) {
            let option = option(snapshot, position, asset, leg, means, target, latest);
            let after = options.partition_point(|other| rank(other) <= rank(&option));
            options.insert(after, option);
        }
    }
    options
}

/// What can be done now comes first, the cheapest of it before all.
fn rank(option: &OptionView) -> (u8, U256) {
    match &option.offer {
        Ok(offer) => (0, offer.value.raw),
        Err(Unavailable::Balance { .. }) => (1, U256::ZERO),
        Err(_) => (2, U256::ZERO),
    }
}

/// What can be done with a leg: repay what is owed, add what is held or already supplied.
fn means_of(snapshot: &Snapshot, asset: AssetId, leg: &Leg) -> impl Iterator<Item = Means> + use<> {
    let held = snapshot
        .wallet(asset)
        .is_some_and(|wallet| !wallet.balance.raw.is_zero());
    let repay = leg.debt.is_some().then_some(Means::Repay);
    let add = (held || leg.collateral.is_some()).then_some(Means::AddCollateral);
    repay.into_iter().chain(add)
}

fn option(
    snapshot: &Snapshot,
    position: &dyn Position,
    asset: AssetId,
    leg: &Leg,
    means: Means,
    target: Wad,
    latest: Timestamp,
) -> OptionView {
    let id = StrategyId {
        means,
        asset: leg.asset,
    };
    let offer = plan(snapshot, id, target, latest).and_then(|plan| {
        let price = leg.price.ok_or(Unavailable::NotComputable)?;
        let base = position.base();
        Ok(Offer {
            amount: plan.amount,
            value: value_of(plan.amount, price, base.decimals),
            currency: base.currency,
            closes_debt: plan.closes_debt,
            health_after: plan.health_after,
            signatures: plan.steps.len(),
        })
    });
    OptionView {
        id,
        symbol: leg.symbol.clone(),
        offer,
        wallet_balance: snapshot
            .wallet(asset)
            .map_or(TokenAmount::zero(leg.decimals), |wallet| wallet.balance),
    }
}

/// Value in the base currency, rounded up: what it costs.
fn value_of(amount: TokenAmount, price: TokenAmount, base_decimals: u8) -> TokenAmount {
    // The price's digits beyond those of the value go with the amount's.
    let digits = amount
        .decimals
        .saturating_add(price.decimals)
        .saturating_sub(base_decimals);
    let value = pow10(digits).and_then(|unit| mul_div_ceil(amount.raw, price.raw, unit));
    // More than fits is shown as the most that can be: never as less.
    TokenAmount::new(value.unwrap_or(U256::MAX), base_decimals)
}

/// Whether top-ups are made for a market's protocol.
#[must_use]
pub const fn serves(market: &Market) -> bool {
    match market.addresses {
        Addresses::AaveV3(_) => true,
        Addresses::CompoundV3(_) | Addresses::MorphoBlue(_) => false,
    }
}

/// Which leg of the position a token is.
fn find(position: &dyn Position, asset: Address, at: Timestamp) -> Result<AssetId, Unavailable> {
    let legs = position.legs(at).map_err(|_| Unavailable::NotComputable)?;
    let place = legs.iter().position(|leg| leg.asset == asset);
    place.map(AssetId).ok_or(Unavailable::NotComputable)
}

/// The plan of one strategy.
///
/// # Errors
/// [`Unavailable`] says why it does not lead to the target.
pub fn plan(
    snapshot: &Snapshot,
    strategy: StrategyId,
    target: Wad,
    latest: Timestamp,
) -> Result<Plan, Unavailable> {
    let position = snapshot.position().ok_or(Unavailable::NotComputable)?;
    let asset = find(position, strategy.asset, latest)?;
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
    let (amount, closes_debt) = needed.ok_or(Unavailable::AlreadyThere)?;
    let wallet = snapshot.wallet(asset).ok_or(Unavailable::NotComputable)?;
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
    let Given {
        amount,
        closes_debt,
        resets,
    } = given;
    let position = snapshot.position().ok_or(Unavailable::NotComputable)?;
    let asset = find(position, strategy.asset, latest)?;
    let evaluated_at = snapshot.block.timestamp.max(latest);
    let after = match strategy.means {
        Means::AddCollateral => position.health_after_supply(asset, amount.raw, evaluated_at),
        Means::Repay => position.health_after_repay(asset, amount.raw, evaluated_at),
    };
    let calls = calls(snapshot, strategy, asset, given)?;
    let steps: Result<Vec<Step>, Unavailable> = calls
        .into_iter()
        .map(|call| read_step(snapshot, call))
        .collect();
    Ok(Plan {
        strategy,
        target,
        amount,
        closes_debt,
        health_before: snapshot.health,
        health_after: after.map_err(|_| Unavailable::NotComputable)?,
        evaluated_at,
        resets,
        steps: steps?,
    })
}

/// The transactions, in order: an exact permission where the one given is short, then the action.
fn calls(
    snapshot: &Snapshot,
    strategy: StrategyId,
    asset: AssetId,
    given: Given,
) -> Result<Vec<Call>, Unavailable> {
    let Given {
        amount,
        closes_debt,
        resets,
    } = given;
    let Addresses::AaveV3(contracts) = snapshot.market.addresses else {
        return Err(Unavailable::NotComputable);
    };
    let wallet = snapshot.wallet(asset).ok_or(Unavailable::NotComputable)?;
    let token = strategy.asset;
    let mut calls = Vec::new();
    if wallet.allowance < amount.raw {
        if resets && !wallet.allowance.is_zero() {
            calls.push(act::approve(token, contracts.pool, U256::ZERO));
        }
        calls.push(act::approve(token, contracts.pool, amount.raw));
    }
    let account = snapshot.account;
    calls.push(match strategy.means {
        Means::AddCollateral => act::supply(contracts.pool, token, amount.raw, account),
        Means::Repay => {
            let repayment = if closes_debt {
                Repayment::All
            } else {
                Repayment::Exact(amount.raw)
            };
            act::repay(contracts.pool, token, repayment, account)
        }
    });
    Ok(calls)
}

/// A transaction with what its bytes say.
///
/// # Errors
/// [`Unavailable::NotComputable`] where they cannot be read back, or speak of another contract or
/// account than the snapshot's own.
pub fn read_step(snapshot: &Snapshot, call: Call) -> Result<Step, Unavailable> {
    let decoded = read_back(snapshot, &call).ok_or(Unavailable::NotComputable)?;
    Ok(Step { call, decoded })
}

fn read_back(snapshot: &Snapshot, call: &Call) -> Option<Decoded> {
    let position = snapshot.position()?;
    let (own_pool, own_account) = (snapshot.market.entry(), snapshot.account);
    let legs = position.legs(snapshot.block.timestamp).ok()?;
    let named = |address: Address| {
        let leg = legs.iter().find(|leg| leg.asset == address)?;
        let token = Token {
            address,
            symbol: leg.symbol.clone(),
        };
        Some((token, leg.decimals))
    };
    Some(match decode::decode(call).ok()? {
        DecodedAction::Approve {
            token,
            spender,
            amount,
        } if spender == own_pool && amount != U256::MAX => {
            let (token, decimals) = named(token)?;
            let amount = TokenAmount::new(amount, decimals);
            Decoded::Approve {
                token,
                spender,
                amount,
            }
        }
        DecodedAction::Supply {
            pool,
            asset,
            amount,
            on_behalf_of,
        } if pool == own_pool && on_behalf_of == own_account => {
            let (token, decimals) = named(asset)?;
            let amount = TokenAmount::new(amount, decimals);
            Decoded::Supply {
                token,
                amount,
                on_behalf_of,
            }
        }
        DecodedAction::Repay {
            pool,
            asset,
            amount,
            on_behalf_of,
        } if pool == own_pool && on_behalf_of == own_account => {
            let (token, decimals) = named(asset)?;
            let amount = match amount {
                Repayment::Exact(raw) => RepayAmount::Exact(TokenAmount::new(raw, decimals)),
                Repayment::All => RepayAmount::All,
            };
            Decoded::Repay {
                token,
                amount,
                on_behalf_of,
            }
        }
        DecodedAction::EnableCollateral { pool, asset } if pool == own_pool => {
            let (token, _) = named(asset)?;
            Decoded::EnableCollateral { token }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_top_up_costs_is_rounded_up() {
        let amount = TokenAmount::new(U256::ONE, 18);
        let price = TokenAmount::new(U256::from(300_000_000_000_u64), 8);
        let cost = value_of(amount, price, 8);
        assert_eq!(cost, TokenAmount::new(U256::ONE, 8));
    }
}
