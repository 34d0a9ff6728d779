//! The transactions that repair a position, as bytes to sign.
//!
//! What is built here is read back by [`decode`](super::decode), which shares no code with it, before
//! anyone is asked to sign.

use alloy::primitives::{Address, FixedBytes, U256};
use alloy::sol_types::{SolCall, SolValue};

use super::abi::{invokeCall, supplyCall};
use crate::chain::{Call, Payment};
use crate::protocols::Repayment;

/// Gas of one of these, rounded up, with the calls of tokens and oracles that it makes.
pub(in crate::protocols) const ACTING_GAS: u64 = 250_000;

/// Supplies `amount` units of a collateral for the signer.
#[must_use]
pub fn supply(comet: Address, asset: Address, amount: U256) -> Call {
    let data = supplyCall { asset, amount }.abi_encode().into();
    Call { to: comet, data }
}

/// Repays what the signer owes of the market's `base` token. An amount beyond that would be lent to
/// the market.
#[must_use]
pub fn repay(comet: Address, base: Address, amount: Repayment) -> Call {
    supply(comet, base, word_of(amount))
}

/// What the Bulker is asked to do: to make coin into its token, and to supply that.
const SUPPLY_COIN: FixedBytes<32> = FixedBytes(*b"ACTION_SUPPLY_NATIVE_TOKEN\0\0\0\0\0\0");

/// Supplies `amount` of the chain's coin, which `bulker` wraps, as a collateral of `account`, who signs.
#[must_use]
pub fn supply_coin(bulker: Address, comet: Address, amount: U256, account: Address) -> Payment {
    by_bulker(bulker, comet, account, amount, amount)
}

/// Repays what `account`, who signs, owes of the market's base token out of the chain's coin, which `bulker`
/// wraps. Of what is `sent` the rest comes back.
#[must_use]
pub fn repay_coin(
    bulker: Address,
    comet: Address,
    amount: Repayment,
    sent: U256,
    account: Address,
) -> Payment {
    by_bulker(bulker, comet, account, word_of(amount), sent)
}

/// Mirrors `BaseBulker.supplyNativeTokenTo`: of the greatest number it takes what the signer owes.
fn by_bulker(
    bulker: Address,
    comet: Address,
    account: Address,
    amount: U256,
    sent: U256,
) -> Payment {
    let call = invokeCall {
        actions: vec![SUPPLY_COIN],
        data: vec![(comet, account, amount).abi_encode_params().into()],
    };
    Payment {
        call: Call {
            to: bulker,
            data: call.abi_encode().into(),
        },
        value: sent,
    }
}

/// All is the greatest number.
fn word_of(amount: Repayment) -> U256 {
    match amount {
        Repayment::Exact(amount) => amount,
        Repayment::All => U256::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::Protocol;
    use crate::protocols::registry::clear_signing::{of, of_gateway, signatures};

    #[test]
    fn wallets_may_show_every_call() {
        let calls = [supplyCall::SIGNATURE].map(str::to_owned);
        assert_eq!(signatures(&of(Protocol::CompoundV3)), calls.into());
        let calls = [invokeCall::SIGNATURE.to_owned()];
        assert_eq!(signatures(&of_gateway(Protocol::CompoundV3)), calls.into());
    }
}
