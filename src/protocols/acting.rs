//! From an action to the bytes to sign, and from bytes to the action, whatever the protocol.

use alloy::primitives::Address;

use super::calldata::{DecodeError, only_prepares, wrapping};
use super::compound_v3::decode::Base;
use super::compound_v3::{BaseToken, CometPosition};
use super::morpho_blue::act::RepaidBy;
use super::{
    Action, Addresses, Holding, Repayment, Snapshot, aave_v3, action, compound_v3, morpho_blue,
    registry,
};
use crate::chain::Payment;

impl Snapshot {
    /// The transaction that does something for the account in its market; none where the protocol
    /// knows no such action.
    #[must_use]
    pub fn payment(&self, action: Action) -> Option<Payment> {
        let account = self.account;
        let entry = self.market.entry();
        let call = match (&self.holding, action) {
            (
                _,
                Action::Approve {
                    token,
                    spender,
                    amount,
                },
            ) => action::approve(token, spender, amount),
            (_, Action::Wrap { token, amount }) => return Some(action::wrap(token, amount)),
            (Holding::AaveV3(_), Action::Supply { asset, amount }) => {
                aave_v3::act::supply(entry, asset, amount, account)
            }
            (Holding::AaveV3(_), Action::Repay { asset, amount }) => {
                aave_v3::act::repay(entry, asset, amount, account)
            }
            (
                Holding::AaveV3(_),
                Action::SupplyPermitted {
                    asset,
                    amount,
                    permit,
                },
            ) => aave_v3::act::supply_permitted(entry, asset, amount, account, permit),
            (
                Holding::AaveV3(_),
                Action::RepayPermitted {
                    asset,
                    amount,
                    permit,
                },
            ) => aave_v3::act::repay_permitted(entry, asset, amount, account, permit),
            (Holding::AaveV3(_), Action::RepaySupplied { asset, amount }) => {
                aave_v3::act::repay_supplied(entry, asset, amount)
            }
            (Holding::AaveV3(_), Action::EnableCollateral { asset }) => {
                aave_v3::act::enable_collateral(entry, asset)
            }
            (Holding::AaveV3(_), Action::EnterEMode { e_mode }) => {
                aave_v3::act::enter_e_mode(entry, e_mode)
            }
            (Holding::AaveV3(_), Action::SupplyCoin { amount }) => {
                let gateway = self.market.gateway()?;
                return Some(aave_v3::act::supply_coin(gateway, entry, amount, account));
            }
            (Holding::AaveV3(position), Action::RepayCoin { amount, sent }) => {
                let gateway = (self.market.gateway()?, position.profile());
                return Some(aave_v3::act::repay_coin(
                    gateway, entry, amount, sent, account,
                ));
            }
            (Holding::CompoundV3(_), Action::SupplyCoin { amount }) => {
                let bulker = self.market.gateway()?;
                return Some(compound_v3::act::supply_coin(
                    bulker, entry, amount, account,
                ));
            }
            (Holding::CompoundV3(_), Action::RepayCoin { amount, sent }) => {
                let bulker = self.market.gateway()?;
                return Some(compound_v3::act::repay_coin(
                    bulker, entry, amount, sent, account,
                ));
            }
            (Holding::CompoundV3(_), Action::Supply { asset, amount }) => {
                compound_v3::act::supply(entry, asset, amount)
            }
            (Holding::CompoundV3(_), Action::Repay { asset, amount }) => {
                compound_v3::act::repay(entry, asset, amount)
            }
            (Holding::MorphoBlue(position), Action::Supply { amount, .. }) => {
                morpho_blue::act::supply_collateral(entry, position.params(), amount, account)
            }
            (Holding::MorphoBlue(position), Action::Repay { amount, .. }) => {
                let repaid = match amount {
                    Repayment::Exact(amount) => RepaidBy::Assets(amount),
                    Repayment::All => RepaidBy::Shares(position.account().borrow_shares),
                };
                morpho_blue::act::repay(entry, position.params(), repaid, account)
            }
            // Nobody vouches for a contract where no factory is pinned; what was authorised is taken back.
            (Holding::MorphoBlue(_), Action::Authorize { contract, may }) => {
                let is_vouched_for = self.market.vouches();
                (!may || is_vouched_for)
                    .then(|| morpho_blue::act::set_authorization(entry, contract, may))?
            }
            (Holding::AaveV3(_) | Holding::CompoundV3(_), Action::Authorize { .. }) => return None,
            (
                Holding::CompoundV3(_) | Holding::MorphoBlue(_),
                Action::SupplyPermitted { .. }
                | Action::RepayPermitted { .. }
                | Action::RepaySupplied { .. }
                | Action::EnableCollateral { .. }
                | Action::EnterEMode { .. },
            )
            | (Holding::MorphoBlue(_), Action::SupplyCoin { .. } | Action::RepayCoin { .. }) => {
                return None;
            }
        };
        Some(call.into())
    }

    /// Whether the market takes a signed permission with what is supplied or repaid.
    #[must_use]
    pub const fn takes_permits(&self) -> bool {
        matches!(self.holding, Holding::AaveV3(_))
    }

    /// What a transaction of the account would do in its market, by its bytes alone.
    ///
    /// # Errors
    /// [`DecodeError`] for everything that [`payment`](Self::payment) never builds.
    pub fn action(&self, payment: &Payment) -> Result<Action, DecodeError> {
        if let Some(wrapped) = wrapping(payment) {
            return Ok(wrapped);
        }
        let (account, call) = (self.account, &payment.call);
        if !payment.value.is_zero() {
            // Nothing else is paid for in coin.
            let gateway = self.market.gateway().ok_or(DecodeError::Unexpected)?;
            let entry = self.market.entry();
            return match &self.holding {
                Holding::AaveV3(_) => {
                    aave_v3::decode::decode_coin(gateway, entry, account, payment)
                }
                Holding::CompoundV3(position) => {
                    let BaseToken { asset, symbol, .. } = position.base_token();
                    let is_coin = registry::wraps_coin(self.market.chain, *asset, symbol);
                    let base = is_coin.then(|| self.base(position)).transpose()?;
                    compound_v3::decode::decode_coin(gateway, entry, account, base, payment)
                }
                Holding::MorphoBlue(_) => Err(DecodeError::Unexpected),
            };
        }
        match (&self.market.addresses, &self.holding) {
            (Addresses::AaveV3(market), Holding::AaveV3(_)) => {
                aave_v3::decode::decode(market.pool, account, call)
            }
            (Addresses::CompoundV3(market), Holding::CompoundV3(position)) => {
                compound_v3::decode::decode(market.comet, self.base(position)?, call)
            }
            (Addresses::MorphoBlue(market), Holding::MorphoBlue(position)) => {
                let shares = position.account().borrow_shares;
                morpho_blue::decode::decode(market, account, shares, call)
            }
            // Nothing is read of another protocol than the market's own.
            _ => Err(DecodeError::OtherContract),
        }
    }

    /// What a Comet lends, and how much of it is owed.
    fn base(&self, position: &CometPosition) -> Result<Base, DecodeError> {
        let owed = position.borrow_balance(self.block.timestamp);
        Ok(Base {
            asset: position.base_token().asset,
            owed: owed.map_err(|_| DecodeError::Unexpected)?,
        })
    }
}

/// The e-mode that a transaction puts the signer's position into, whatever market it is for.
#[must_use]
pub fn entered_e_mode(payment: &Payment) -> Option<u8> {
    let is_call = payment.value.is_zero();
    is_call.then(|| aave_v3::decode::entered_e_mode(&payment.call))?
}

/// The contract that a transaction lets act for the signer, or not any more, whatever market it is for.
#[must_use]
pub fn authorized(payment: &Payment) -> Option<(Address, bool)> {
    let is_call = payment.value.is_zero();
    is_call.then(|| morpho_blue::decode::authorized(&payment.call))?
}

/// Whether a transaction leaves the signer what they have: it prepares, puts a position under other rules, or
/// says who may act for it.
#[must_use]
pub fn spends_nothing(payment: &Payment) -> bool {
    let moves_nothing = || {
        let is_call = payment.value.is_zero();
        is_call && (aave_v3::decode::moves_nothing(&payment.call) || authorized(payment).is_some())
    };
    only_prepares(payment) || moves_nothing()
}
