//! The transactions that repair a position, as bytes to sign.
//!
//! What is built here is read back by [`decode`](super::decode), which shares no code with it, before
//! anyone is asked to sign.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;

use super::abi::supplyCall;
use crate::chain::Call;
use crate::protocols::Repayment;

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
    let amount = match amount {
        Repayment::Exact(amount) => amount,
        Repayment::All => U256::MAX,
    };
    supply(comet, base, amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::Protocol;
    use crate::protocols::registry::clear_signing::{of, signatures};

    #[test]
    fn wallets_may_show_every_call() {
        let calls = [supplyCall::SIGNATURE].map(str::to_owned);
        assert_eq!(signatures(&of(Protocol::CompoundV3)), calls.into());
    }
}
