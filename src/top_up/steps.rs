//! From an amount to the bytes to sign, and what those bytes say.

use alloy::primitives::{Address, U256};

use super::{
    Coin, Decoded, Means, RepayAmount, StepStatus, StepView, StrategyId, Token, Unavailable,
};
use crate::chain::{ChainFacts, Payment};
use crate::math::TokenAmount;
use crate::protocols::{Action, Repayment, Snapshot, registry};
use crate::risk::{AssetId, Leg};

/// A transaction to sign.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Contract, bytes, and the coin that goes with them.
    pub payment: Payment,
    /// What the bytes say, read back from them.
    pub decoded: Decoded,
}

impl Step {
    /// As it is shown.
    #[must_use]
    pub fn view(&self, status: StepStatus) -> StepView {
        StepView {
            to: self.payment.call.to,
            decoded: self.decoded.clone(),
            data: self.payment.call.data.clone(),
            value: self.payment.value,
            status,
        }
    }
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

/// The transactions, in order: what the wallet is short of is made out of coin, an exact permission is
/// given where the one there is is short, then the action. What takes no token of the wallet is the action
/// alone.
pub(super) fn payments(
    snapshot: &Snapshot,
    strategy: StrategyId,
    asset: AssetId,
    given: Given,
) -> Result<Vec<Payment>, Unavailable> {
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
    let repaid = match closes_debt {
        true => Repayment::All,
        false => Repayment::Exact(amount.raw),
    };
    let alone = match strategy.means {
        Means::TakeBack => Some(permission(U256::ZERO)),
        Means::Enable => Some(Action::EnableCollateral { asset: token }),
        Means::EnterEMode(e_mode) => Some(Action::EnterEMode { e_mode }),
        Means::RepaySupplied => Some(Action::RepaySupplied {
            asset: token,
            amount: repaid,
        }),
        Means::AddCoin => Some(Action::SupplyCoin { amount: amount.raw }),
        Means::RepayCoin => Some(Action::RepayCoin {
            amount: repaid,
            sent: amount.raw,
        }),
        Means::AddCollateral | Means::Repay => None,
    };
    if let Some(action) = alone {
        let payment = snapshot.payment(action).ok_or(Unavailable::NotComputable)?;
        return Ok(vec![payment]);
    }
    let mut actions = Vec::new();
    let short = amount.raw.saturating_sub(wallet.balance.raw);
    if !short.is_zero() {
        actions.push(Action::Wrap {
            token,
            amount: short,
        });
    }
    if wallet.allowance < amount.raw {
        if resets && !wallet.allowance.is_zero() {
            actions.push(permission(U256::ZERO));
        }
        actions.push(permission(amount.raw));
    }
    actions.push(match strategy.means {
        Means::Repay => Action::Repay {
            asset: token,
            amount: repaid,
        },
        _ => Action::Supply {
            asset: token,
            amount: amount.raw,
        },
    });
    let payments = actions.into_iter().map(|action| snapshot.payment(action));
    payments
        .collect::<Option<_>>()
        .ok_or(Unavailable::NotComputable)
}

/// A transaction with what its bytes say.
///
/// # Errors
/// [`Unavailable::NotComputable`] where they cannot be read back, speak of another contract or
/// account than the snapshot's own, or of a token that the position does not know.
pub fn read_step(snapshot: &Snapshot, payment: Payment) -> Result<Step, Unavailable> {
    let decoded = read_back(snapshot, &payment).ok_or(Unavailable::NotComputable)?;
    Ok(Step { payment, decoded })
}

fn read_back(snapshot: &Snapshot, payment: &Payment) -> Option<Decoded> {
    let legs = snapshot.position()?.legs(snapshot.block.timestamp).ok()?;
    let chain = snapshot.market.chain;
    let named = |address: Address| {
        let leg = legs.iter().find(|leg| leg.asset == address)?;
        if !registry::lists(chain, address, leg.decimals) {
            return None;
        }
        let token = Token {
            address,
            symbol: leg.symbol.clone(),
        };
        Some((token, leg.decimals))
    };
    let on_behalf_of = snapshot.account;
    let wraps = |leg: &&Leg| registry::wraps_coin(chain, leg.asset, &leg.symbol);
    let in_coin = |sent| {
        let (token, decimals) = named(legs.iter().find(wraps)?.asset)?;
        let coin = Coin {
            symbol: ChainFacts::of(chain)?.native_symbol,
            sent: TokenAmount::new(sent, decimals),
        };
        Some((token, decimals, Some(coin)))
    };
    Some(match snapshot.action(payment).ok()? {
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
        Action::Wrap { token, amount } => {
            let (token, decimals) = named(token)?;
            // Of any other token nobody knows what it does with coin.
            if !registry::wraps_coin(chain, token.address, &token.symbol) {
                return None;
            }
            let amount = TokenAmount::new(amount, decimals);
            let coin = ChainFacts::of(chain)?.native_symbol;
            Decoded::Wrap {
                token,
                amount,
                coin,
            }
        }
        Action::Supply { asset, amount } => {
            let (token, decimals) = named(asset)?;
            let amount = TokenAmount::new(amount, decimals);
            Decoded::Supply {
                token,
                amount,
                on_behalf_of,
                coin: None,
            }
        }
        Action::SupplyCoin { amount } => {
            let (token, decimals, coin) = in_coin(amount)?;
            let amount = TokenAmount::new(amount, decimals);
            Decoded::Supply {
                token,
                amount,
                on_behalf_of,
                coin,
            }
        }
        Action::RepayCoin { amount, sent } => {
            let (token, decimals, coin) = in_coin(sent)?;
            Decoded::Repay {
                token,
                amount: repaid(amount, decimals),
                on_behalf_of,
                coin,
            }
        }
        Action::Repay { asset, amount } => {
            let (token, decimals) = named(asset)?;
            Decoded::Repay {
                token,
                amount: repaid(amount, decimals),
                on_behalf_of,
                coin: None,
            }
        }
        Action::RepaySupplied { asset, amount } => {
            let (token, decimals) = named(asset)?;
            Decoded::RepaySupplied {
                token,
                amount: repaid(amount, decimals),
            }
        }
        Action::EnableCollateral { asset } => {
            let (token, _) = named(asset)?;
            Decoded::EnableCollateral { token }
        }
        Action::EnterEMode { e_mode } => Decoded::EnterEMode { e_mode },
    })
}

fn repaid(amount: Repayment, decimals: u8) -> RepayAmount {
    match amount {
        Repayment::Exact(raw) => RepayAmount::Exact(TokenAmount::new(raw, decimals)),
        Repayment::All => RepayAmount::All,
    }
}
