//! The transactions that repair a position, as bytes to sign.
//!
//! What is built here is read back by [`decode`](super::decode), which shares no code with it, before
//! anyone is asked to sign.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;

use super::abi::{repayCall, repayWithATokensCall, setUserUseReserveAsCollateralCall, supplyCall};
use crate::chain::Call;
use crate::protocols::Repayment;

/// The interest rate mode of variable debt, the only one left.
const VARIABLE_RATE: U256 = U256::from_limbs([2, 0, 0, 0]);

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

/// Repays debt in `asset` of `on_behalf_of`. "All" may only the borrower: for another account the pool
/// asks for an explicit amount.
#[must_use]
pub fn repay(pool: Address, asset: Address, amount: Repayment, on_behalf_of: Address) -> Call {
    let call = repayCall {
        asset,
        amount: word_of(amount),
        rateMode: VARIABLE_RATE,
        onBehalfOf: on_behalf_of,
    };
    Call {
        to: pool,
        data: call.abi_encode().into(),
    }
}

/// Repays debt in `asset` of the signer out of their own supply of it. "All" is what is owed or, where
/// that is less, what is supplied.
#[must_use]
pub fn repay_supplied(pool: Address, asset: Address, amount: Repayment) -> Call {
    let call = repayWithATokensCall {
        asset,
        amount: word_of(amount),
        rateMode: VARIABLE_RATE,
    };
    Call {
        to: pool,
        data: call.abi_encode().into(),
    }
}

/// "All" is the greatest number there is.
const fn word_of(amount: Repayment) -> U256 {
    match amount {
        Repayment::Exact(amount) => amount,
        Repayment::All => U256::MAX,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::Protocol;
    use crate::protocols::registry::clear_signing::{of, signatures};

    #[test]
    fn wallets_may_show_every_call() {
        let calls = [
            supplyCall::SIGNATURE,
            repayCall::SIGNATURE,
            repayWithATokensCall::SIGNATURE,
            setUserUseReserveAsCollateralCall::SIGNATURE,
        ];
        let calls = calls.map(str::to_owned);
        for protocol in [Protocol::AaveV3, Protocol::Spark] {
            assert_eq!(signatures(&of(protocol)), calls.clone().into());
        }
    }
}
