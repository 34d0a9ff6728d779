//! The transactions that repair a position, as bytes to sign.
//!
//! What is built here is read back by [`decode`](super::decode), which shares no code with it, before
//! anyone is asked to sign. Nothing calls back: the data for that is empty.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::SolCall;

use super::{MarketParams, abi};
use crate::chain::Call;

/// How much debt to repay: the contract takes one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RepaidBy {
    /// This many units of the loan token, which is less than what is owed.
    Assets(U256),
    /// This many shares. All can be repaid by shares alone: by assets they would round to more than
    /// there are, and revert.
    Shares(u128),
}

/// Gas of one of these, rounded up, with the calls of tokens and oracles that it makes.
pub(in crate::protocols) const ACTING_GAS: u64 = 180_000;

/// Supplies `amount` units of the market's collateral for `on_behalf_of`.
#[must_use]
pub fn supply_collateral(
    morpho: Address,
    params: &MarketParams,
    amount: U256,
    on_behalf_of: Address,
) -> Call {
    let call = abi::supplyCollateralCall {
        marketParams: declared(params),
        assets: amount,
        onBehalf: on_behalf_of,
        data: Bytes::new(),
    };
    Call {
        to: morpho,
        data: call.abi_encode().into(),
    }
}

/// Repays debt of `on_behalf_of`.
#[must_use]
pub fn repay(
    morpho: Address,
    params: &MarketParams,
    amount: RepaidBy,
    on_behalf_of: Address,
) -> Call {
    let (assets, shares) = match amount {
        RepaidBy::Assets(assets) => (assets, U256::ZERO),
        RepaidBy::Shares(shares) => (U256::ZERO, U256::from(shares)),
    };
    let call = abi::repayCall {
        marketParams: declared(params),
        assets,
        shares,
        onBehalf: on_behalf_of,
        data: Bytes::new(),
    };
    Call {
        to: morpho,
        data: call.abi_encode().into(),
    }
}

/// Lets a contract do everything for the signer on Morpho that the signer may, or takes that back.
#[must_use]
pub fn set_authorization(morpho: Address, contract: Address, may: bool) -> Call {
    let call = abi::setAuthorizationCall {
        authorized: contract,
        newIsAuthorized: may,
    };
    Call {
        to: morpho,
        data: call.abi_encode().into(),
    }
}

fn declared(params: &MarketParams) -> abi::MarketParams {
    abi::MarketParams {
        loanToken: params.loan_token,
        collateralToken: params.collateral_token,
        oracle: params.oracle,
        irm: params.irm,
        lltv: params.lltv.raw(),
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
            abi::supplyCollateralCall::SIGNATURE,
            abi::repayCall::SIGNATURE,
            abi::setAuthorizationCall::SIGNATURE,
        ];
        let calls = calls.map(str::to_owned);
        assert_eq!(signatures(&of(Protocol::MorphoBlue)), calls.into());
    }
}
