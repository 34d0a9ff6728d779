//! From an amount to the bytes to sign, and what those bytes say.

use alloy::primitives::{Address, U256};

use super::plan::Given;
use super::{Decoded, Means, RepayAmount, Step, StrategyId, Token, Unavailable};
use crate::chain::Call;
use crate::math::TokenAmount;
use crate::protocols::{Action, Repayment, Snapshot, registry};
use crate::risk::AssetId;

/// The transactions, in order: an exact permission where the one given is short, then the action.
pub(super) fn calls(
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
    let wallet = snapshot.wallet(asset).ok_or(Unavailable::NotComputable)?;
    let token = strategy.asset;
    let permission = |amount| Action::Approve {
        token,
        spender: snapshot.market.entry(),
        amount,
    };
    let mut actions = Vec::new();
    if wallet.allowance < amount.raw {
        if resets && !wallet.allowance.is_zero() {
            actions.push(permission(U256::ZERO));
        }
        actions.push(permission(amount.raw));
    }
    actions.push(match strategy.means {
        Means::AddCollateral => Action::Supply {
            asset: token,
            amount: amount.raw,
        },
        Means::Repay => Action::Repay {
            asset: token,
            amount: match closes_debt {
                true => Repayment::All,
                false => Repayment::Exact(amount.raw),
            },
        },
    });
    let calls = actions.into_iter().map(|action| snapshot.call(action));
    calls
        .collect::<Option<_>>()
        .ok_or(Unavailable::NotComputable)
}

/// A transaction with what its bytes say.
///
/// # Errors
/// [`Unavailable::NotComputable`] where they cannot be read back, speak of another contract or
/// account than the snapshot's own, or of a token that the position does not know.
pub fn read_step(snapshot: &Snapshot, call: Call) -> Result<Step, Unavailable> {
    let decoded = read_back(snapshot, &call).ok_or(Unavailable::NotComputable)?;
    Ok(Step { call, decoded })
}

fn read_back(snapshot: &Snapshot, call: &Call) -> Option<Decoded> {
    let legs = snapshot.position()?.legs(snapshot.block.timestamp).ok()?;
    let named = |address: Address| {
        let leg = legs.iter().find(|leg| leg.asset == address)?;
        if !registry::lists(snapshot.market.chain, address, leg.decimals) {
            return None;
        }
        let token = Token {
            address,
            symbol: leg.symbol.clone(),
        };
        Some((token, leg.decimals))
    };
    let on_behalf_of = snapshot.account;
    Some(match snapshot.action(call).ok()? {
        // Never without a bound.
        Action::Approve {
            amount: U256::MAX, ..
        } => return None,
        Action::Approve {
            token,
            spender,
            amount,
        } => {
            let (token, decimals) = named(token)?;
            let amount = TokenAmount::new(amount, decimals);
            Decoded::Approve {
                token,
                spender,
                amount,
            }
        }
        Action::Supply { asset, amount } => {
            let (token, decimals) = named(asset)?;
            let amount = TokenAmount::new(amount, decimals);
            Decoded::Supply {
                token,
                amount,
                on_behalf_of,
            }
        }
        Action::Repay { asset, amount } => {
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
        Action::EnableCollateral { asset } => {
            let (token, _) = named(asset)?;
            Decoded::EnableCollateral { token }
        }
    })
}
