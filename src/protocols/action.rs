use alloy::primitives::{Address, U256};
use alloy::sol;
use alloy::sol_types::SolCall;

use crate::chain::Call;

sol! {
    function approve(address spender, uint256 amount) returns (bool done);
}

/// What a transaction of a top-up does, whatever the protocol. What it moves goes from the signer's
/// wallet to the signer's own position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Lets `spender` take up to `amount` of the signer's `token`; zero takes the permission away.
    Approve {
        /// The token, which is the contract called.
        token: Address,
        /// Who may take.
        spender: Address,
        /// Up to how many units.
        amount: U256,
    },
    /// Supplies collateral.
    Supply {
        /// The token supplied.
        asset: Address,
        /// How many units.
        amount: U256,
    },
    /// Repays debt.
    Repay {
        /// The token repaid.
        asset: Address,
        /// How much.
        amount: Repayment,
    },
    /// Lets the signer's supply count as collateral.
    EnableCollateral {
        /// The token supplied.
        asset: Address,
    },
}

/// How much debt to repay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repayment {
    /// This many units, which is less than all that is owed.
    Exact(U256),
    /// All that is owed when the transaction is mined.
    All,
}

/// Lets `spender` take exactly `amount` units of the signer's `token`; zero revokes.
///
/// Some tokens (USDT) refuse to go from one allowance that is not zero to another: send zero first.
#[must_use]
pub fn approve(token: Address, spender: Address, amount: U256) -> Call {
    let data = approveCall { spender, amount }.abi_encode().into();
    Call { to: token, data }
}
