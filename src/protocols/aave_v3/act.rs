//! The transactions that repair a position, as bytes to sign.
//!
//! What is built here is read back by [`decode`](super::decode), which shares no code with it, before
//! anyone is asked to sign.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;

use super::Profile;
use super::abi::{
    depositETHCall, repayCall, repayETH_0Call, repayETH_1Call, repayWithATokensCall,
    repayWithPermitCall, setUserEModeCall, setUserUseReserveAsCollateralCall, supplyCall,
    supplyWithPermitCall,
};
use super::profile::Owed;
use crate::chain::{Call, Payment};
use crate::protocols::Repayment;
use crate::protocols::permit::SignedPermit;

/// The interest rate mode of variable debt, the only one left.
const VARIABLE_RATE: U256 = U256::from_limbs([2, 0, 0, 0]);

/// Gas of one of these, rounded up, with the calls of tokens and oracles that it makes.
pub(in crate::protocols) const ACTING_GAS: u64 = 350_000;

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

/// Supplies `amount` units of `asset` for `on_behalf_of`, by the signer's permission for exactly that.
#[must_use]
pub fn supply_permitted(
    pool: Address,
    asset: Address,
    amount: U256,
    on_behalf_of: Address,
    permit: SignedPermit,
) -> Call {
    let SignedPermit {
        deadline,
        signature,
    } = permit;
    let call = supplyWithPermitCall {
        asset,
        amount,
        onBehalfOf: on_behalf_of,
        referralCode: 0,
        deadline: U256::from(deadline.0),
        permitV: signature.v(),
        permitR: signature.r(),
        permitS: signature.s(),
    };
    Call {
        to: pool,
        data: call.abi_encode().into(),
    }
}

/// Repays `amount` units of debt in `asset` of `on_behalf_of`, by the signer's permission for exactly that:
/// the pool asks the token for as much as the call names.
#[must_use]
pub fn repay_permitted(
    pool: Address,
    asset: Address,
    amount: U256,
    on_behalf_of: Address,
    permit: SignedPermit,
) -> Call {
    let SignedPermit {
        deadline,
        signature,
    } = permit;
    let call = repayWithPermitCall {
        asset,
        amount,
        rateMode: VARIABLE_RATE,
        onBehalfOf: on_behalf_of,
        deadline: U256::from(deadline.0),
        permitV: signature.v(),
        permitR: signature.r(),
        permitS: signature.s(),
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

/// Supplies `amount` of the chain's coin, which `gateway` wraps, for `on_behalf_of`.
#[must_use]
pub fn supply_coin(
    gateway: Address,
    pool: Address,
    amount: U256,
    on_behalf_of: Address,
) -> Payment {
    let call = depositETHCall {
        pool,
        onBehalfOf: on_behalf_of,
        referralCode: 0,
    };
    Payment {
        call: Call {
            to: gateway,
            data: call.abi_encode().into(),
        },
        value: amount,
    }
}

/// Repays debt of `on_behalf_of` out of the chain's coin, which `gateway` wraps. Of what is `sent` the rest
/// comes back, and less than is to be repaid is refused. With the stable rate (3.2) went the argument that
/// says which of the two is meant.
#[must_use]
pub fn repay_coin(
    (gateway, profile): (Address, Profile),
    pool: Address,
    amount: Repayment,
    sent: U256,
    on_behalf_of: Address,
) -> Payment {
    let amount = word_of(amount);
    let data = if profile.rules().owed == Owed::WithStable {
        repayETH_0Call {
            pool,
            amount,
            rateMode: VARIABLE_RATE,
            onBehalfOf: on_behalf_of,
        }
        .abi_encode()
    } else {
        repayETH_1Call {
            pool,
            amount,
            onBehalfOf: on_behalf_of,
        }
        .abi_encode()
    };
    Payment {
        call: Call {
            to: gateway,
            data: data.into(),
        },
        value: sent,
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

/// Puts the signer's position under the rules of an e-mode category.
#[must_use]
pub fn enter_e_mode(pool: Address, category: u8) -> Call {
    let call = setUserEModeCall {
        categoryId: category,
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
    use crate::protocols::registry::clear_signing::{of, of_gateway, signatures};

    #[test]
    fn wallets_may_show_every_call() {
        let calls = [
            supplyCall::SIGNATURE,
            repayCall::SIGNATURE,
            supplyWithPermitCall::SIGNATURE,
            repayWithPermitCall::SIGNATURE,
            repayWithATokensCall::SIGNATURE,
            setUserUseReserveAsCollateralCall::SIGNATURE,
            setUserEModeCall::SIGNATURE,
        ];
        let calls = calls.map(str::to_owned);
        for protocol in [Protocol::AaveV3, Protocol::Spark] {
            assert_eq!(signatures(&of(protocol)), calls.clone().into());
        }
        let deposit = depositETHCall::SIGNATURE;
        for (protocol, repays) in [
            (Protocol::AaveV3, repayETH_1Call::SIGNATURE),
            (Protocol::Spark, repayETH_0Call::SIGNATURE),
        ] {
            let calls = [deposit, repays].map(str::to_owned);
            assert_eq!(signatures(&of_gateway(protocol)), calls.into());
        }
    }

    /// Each gateway knows one form only, and the other would revert.
    #[test]
    fn the_rate_mode_of_a_repayment_in_coin_goes_with_the_stable_rate() {
        let a = Address::repeat_byte(1);
        for (profile, signature, words) in [
            (Profile::Spark, repayETH_0Call::SELECTOR, 4),
            (Profile::V3_0, repayETH_0Call::SELECTOR, 4),
            (Profile::V3_1, repayETH_0Call::SELECTOR, 4),
            (Profile::V3_2, repayETH_1Call::SELECTOR, 3),
            (Profile::V3_6, repayETH_1Call::SELECTOR, 3),
        ] {
            let repaid = repay_coin((a, profile), a, Repayment::All, U256::ONE, a);
            let (selector, arguments) = repaid.call.data.split_at(4);
            assert_eq!(selector, signature, "{profile:?}");
            assert_eq!(arguments.len(), words * 32);
        }
    }
}
