//! The transactions that repair a position, as bytes to sign.
//!
//! Amounts are exact and approvals are for exactly what follows them. What is built here is read
//! back by [`decode`](super::decode), which shares no code with it, before anyone is asked to sign.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;

use super::abi::{approveCall, repayCall, setUserUseReserveAsCollateralCall, supplyCall};
use crate::chain::Call;

/// The interest rate mode of variable debt, the only one left.
const VARIABLE_RATE: U256 = U256::from_limbs([2, 0, 0, 0]);

/// How much debt to repay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repayment {
    /// This many units, or the whole debt if it is less.
    Exact(U256),
    /// All that is owed when the transaction is mined. Only the borrower may: for another account
    /// the pool asks for an explicit amount.
    All,
}

/// Lets `spender` take exactly `amount` units of the signer's `token`; zero revokes.
///
/// Some tokens (USDT) refuse to go from one non-zero allowance to another: send zero first.
#[must_use]
pub fn approve(token: Address, spender: Address, amount: U256) -> Call {
    let data = approveCall { spender, amount }.abi_encode().into();
    Call { to: token, data }
}

/// Supplies `amount` units of `asset` for `on_behalf_of`.
#[must_use]
pub fn supply(pool: Address, asset: Address, amount: U256, on_behalf_of: Address) -> Call {
    let call = supplyCall {
        asset,
        amount,
        onBehalfOf: on_behalf_of,
        referralCode: 0,
    };
    Call {
        to: pool,
        data: call.abi_encode().into(),
    }
}

/// Repays debt in `asset` of `on_behalf_of`.
#[must_use]
pub fn repay(pool: Address, asset: Address, amount: Repayment, on_behalf_of: Address) -> Call {
    let amount = match amount {
        Repayment::Exact(amount) => amount,
        Repayment::All => U256::MAX,
    };
    let call = repayCall {
        asset,
        amount,
        rateMode: VARIABLE_RATE,
        onBehalfOf: on_behalf_of,
    };
    Call {
        to: pool,
        data: call.abi_encode().into(),
    }
}

/// Lets the signer's supply of `asset` count as collateral.
#[must_use]
pub fn enable_collateral(pool: Address, asset: Address) -> Call {
    let call = setUserUseReserveAsCollateralCall {
        asset,
        useAsCollateral: true,
    };
    Call {
        to: pool,
        data: call.abi_encode().into(),
    }
}
