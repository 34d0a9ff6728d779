//! From an amount to the bytes to sign, and what those bytes say.

use alloy::primitives::{Address, U256};

use super::remedy::find;
use super::{
    Coin, Decoded, Means, Part, Permission, Raw, RepayAmount, Source, StepStatus, StepView,
    StrategyId, Token, Unavailable,
};
use crate::chain::{ChainFacts, Payment};
use crate::math::TokenAmount;
use crate::protocols::{Action, Repayment, Snapshot, registry};
use crate::risk::Leg;

/// A transaction to sign.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Contract, bytes, and the coin that goes with them.
    pub payment: Payment,
    /// What the bytes say, read back from them.
    pub decoded: Decoded,
}

impl Step {
    /// Whether it only prepares the next one: nothing is supplied or repaid by it.
    #[must_use]
    pub const fn prepares(&self) -> bool {
        matches!(self.decoded, Decoded::Approve { .. } | Decoded::Wrap { .. })
    }

    /// What it does to a position, as a part of what is done; none where it only prepares, or moves nothing.
    #[must_use]
    pub fn part(&self, snapshot: &Snapshot) -> Option<Part> {
        let (means, token, amount, closes_debt) = match &self.decoded {
            Decoded::Supply {
                token,
                amount,
                coin,
                ..
            } => {
                let means = coin.map_or(Means::AddCollateral, |_| Means::AddCoin);
                (means, token, Some(*amount), false)
            }
            Decoded::Repay {
                token,
                amount,
                coin,
                ..
            } => {
                let means = coin.map_or(Means::Repay, |_| Means::RepayCoin);
                let (amount, closes_debt) = match (amount, coin) {
                    (RepayAmount::Exact(amount), _) => (Some(*amount), false),
                    (RepayAmount::All, Some(coin)) => (Some(coin.sent), true),
                    (RepayAmount::All, None) => (owed(snapshot, token.address), true),
                    (RepayAmount::AllUpTo(most), _) => (Some(*most), true),
                };
                (means, token, amount, closes_debt)
            }
            _ => return None,
        };
        let asset = token.address;
        Some(Part {
            way: StrategyId { means, asset },
            amount: amount?,
            closes_debt,
            permission: Permission::Approved,
        })
    }

    /// As it is shown.
    #[must_use]
    pub fn view(&self, status: StepStatus) -> StepView {
        StepView {
            to: self.payment.call.to,
            decoded: self.decoded.clone(),
            raw: Raw::Call(self.payment.call.data.clone()),
            value: self.payment.value,
            status,
        }
    }
}

/// What is owed in a token.
fn owed(snapshot: &Snapshot, token: Address) -> Option<TokenAmount> {
    let legs = snapshot.position()?.legs(snapshot.block.timestamp).ok()?;
    let leg = legs.iter().find(|leg| leg.asset == token)?;
    Some(leg.debt.as_ref()?.balance)
}

/// The transactions, in order: what the wallet is short of is made out of coin, an exact permission is
/// given where the one there is is short, then the action. What takes no token of the wallet is the action
/// alone. Parts with the same token share a permission, for what they take together.
pub(super) fn payments(snapshot: &Snapshot, parts: &[Part]) -> Result<Vec<Payment>, Unavailable> {
    let mut actions = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let (before, rest) = parts.split_at(place);
        prepare(snapshot, before, part, rest, &mut actions)?;
        actions.push(action(snapshot, part));
    }
    let payments = actions.into_iter().map(|action| snapshot.payment(action));
    payments
        .collect::<Option<_>>()
        .ok_or(Unavailable::NotComputable)
}

/// What comes before a part that takes a token of the wallet: `rest` is it and what follows it.
fn prepare(
    snapshot: &Snapshot,
    before: &[Part],
    part: &Part,
    rest: &[Part],
    actions: &mut Vec<Action>,
) -> Result<(), Unavailable> {
    if part.way.means.source() != Some(Source::Token) {
        return Ok(());
    }
    // It goes with the action, and what it is for is no token that is made out of coin.
    if matches!(part.permission, Permission::Signed(_)) {
        return Ok(());
    }
    let token = part.way.asset;
    let position = snapshot.position().ok_or(Unavailable::NotComputable)?;
    let asset = find(position, token, snapshot.block.timestamp)?;
    let wallet = snapshot.wallet(asset).ok_or(Unavailable::NotComputable)?;
    let taken = taken_of(before, token);
    let left = wallet.balance.raw.saturating_sub(taken);
    let short = part.amount.raw.saturating_sub(left);
    if !short.is_zero() {
        actions.push(Action::Wrap {
            token,
            amount: short,
        });
    }
    let needed = taken_of(rest, token);
    // Where something was taken before, it was by a permission for all.
    if taken.is_zero() && wallet.allowance < needed {
        if part.permission == Permission::ApprovedAnew && !wallet.allowance.is_zero() {
            actions.push(permission(snapshot, token, U256::ZERO));
        }
        actions.push(permission(snapshot, token, needed));
    }
    Ok(())
}

/// How much of a token parts take out of the wallet.
fn taken_of(parts: &[Part], token: Address) -> U256 {
    let own =
        |part: &&Part| part.way.asset == token && part.way.means.source() == Some(Source::Token);
    let own = parts.iter().filter(own);
    own.fold(U256::ZERO, |sum, part| sum.saturating_add(part.amount.raw))
}

/// What a part does.
fn action(snapshot: &Snapshot, part: &Part) -> Action {
    let (token, amount) = (part.way.asset, part.amount.raw);
    let repaid = match part.closes_debt {
        true => Repayment::All,
        false => Repayment::Exact(amount),
    };
    match (part.way.means, part.permission) {
        (Means::AddCollateral, Permission::Signed(permit)) => Action::SupplyPermitted {
            asset: token,
            amount,
            permit,
        },
        (Means::Repay, Permission::Signed(permit)) => Action::RepayPermitted {
            asset: token,
            amount,
            permit,
        },
        (Means::AddCollateral, _) => Action::Supply {
            asset: token,
            amount,
        },
        (Means::AddCoin, _) => Action::SupplyCoin { amount },
        (Means::Repay, _) => Action::Repay {
            asset: token,
            amount: repaid,
        },
        (Means::RepayCoin, _) => Action::RepayCoin {
            amount: repaid,
            sent: amount,
        },
        (Means::RepaySupplied, _) => Action::RepaySupplied {
            asset: token,
            amount: repaid,
        },
        (Means::Enable, _) => Action::EnableCollateral { asset: token },
        (Means::EnterEMode(e_mode), _) => Action::EnterEMode { e_mode },
        (Means::TakeBack, _) => permission(snapshot, token, U256::ZERO),
        (Means::Authorize { contract, may }, _) => Action::Authorize { contract, may },
    }
}

/// Lets the market take so much of a token, and no more.
fn permission(snapshot: &Snapshot, token: Address, amount: U256) -> Action {
    Action::Approve {
        token,
        spender: snapshot.market.entry(),
        amount,
    }
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
                permitted_until: None,
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
                permitted_until: None,
            }
        }
        Action::RepayCoin { amount, sent } => {
            let (token, decimals, coin) = in_coin(sent)?;
            Decoded::Repay {
                token,
                amount: repaid(amount, decimals),
                on_behalf_of,
                coin,
                permitted_until: None,
            }
        }
        Action::Repay { asset, amount } => {
            let (token, decimals) = named(asset)?;
            Decoded::Repay {
                token,
                amount: repaid(amount, decimals),
                on_behalf_of,
                coin: None,
                permitted_until: None,
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
        Action::SupplyPermitted {
            asset,
            amount,
            permit,
        } => {
            let (token, decimals) = named(asset)?;
            Decoded::Supply {
                token,
                amount: TokenAmount::new(amount, decimals),
                on_behalf_of,
                coin: None,
                permitted_until: Some(permit.deadline),
            }
        }
        Action::RepayPermitted {
            asset,
            amount,
            permit,
        } => {
            let (token, decimals) = named(asset)?;
            let amount = TokenAmount::new(amount, decimals);
            // It takes what is owed, and no more of the sum than that.
            let closes = owed(snapshot, asset).is_some_and(|owed| amount.raw >= owed.raw);
            Decoded::Repay {
                token,
                amount: match closes {
                    true => RepayAmount::AllUpTo(amount),
                    false => RepayAmount::Exact(amount),
                },
                on_behalf_of,
                coin: None,
                permitted_until: Some(permit.deadline),
            }
        }
        Action::Authorize { contract, may } => Decoded::Authorize { contract, may },
    })
}

fn repaid(amount: Repayment, decimals: u8) -> RepayAmount {
    match amount {
        Repayment::Exact(raw) => RepayAmount::Exact(TokenAmount::new(raw, decimals)),
        Repayment::All => RepayAmount::All,
    }
}
