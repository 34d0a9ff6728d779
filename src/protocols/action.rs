use alloy::primitives::{Address, U256};
use alloy::sol;
use alloy::sol_types::SolCall;

use super::permit::SignedPermit;
use crate::chain::{Call, Payment};

sol! {
    function deposit();
    function approve(address spender, uint256 amount) returns (bool done);
}

/// What a transaction of a top-up does, whatever the protocol. What it moves goes from the signer's
/// wallet to the signer's own position, or within that position.
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
    /// Makes a token out of the chain's coin: it stays the signer's.
    Wrap {
        /// The token, which is the contract called.
        token: Address,
        /// How many units, each a wei.
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
    /// Supplies collateral by a signed permission for exactly that.
    SupplyPermitted {
        /// The token supplied.
        asset: Address,
        /// How many units.
        amount: U256,
        /// The permission.
        permit: SignedPermit,
    },
    /// Repays debt by a signed permission for exactly that. Never all that is owed by the greatest number there
    /// is: the permission would be for that much.
    RepayPermitted {
        /// The token repaid.
        asset: Address,
        /// How many units.
        amount: U256,
        /// The permission.
        permit: SignedPermit,
    },
    /// Repays debt out of the signer's own supply of the same token.
    RepaySupplied {
        /// The token repaid, and supplied.
        asset: Address,
        /// How much; of all no more than is supplied.
        amount: Repayment,
    },
    /// Supplies collateral that is made out of the chain's coin: its wrapped form is what is supplied.
    SupplyCoin {
        /// How many units, each a wei.
        amount: U256,
    },
    /// Repays debt of the chain's coin, in its wrapped form, out of the coin itself.
    RepayCoin {
        /// How much.
        amount: Repayment,
        /// How much is sent, each a wei; what is more than is owed comes back.
        sent: U256,
    },
    /// Lets the signer's supply count as collateral.
    EnableCollateral {
        /// The token supplied.
        asset: Address,
    },
    /// Puts the signer's position under the rules of an e-mode.
    EnterEMode {
        /// Its number; never zero, which is none.
        e_mode: u8,
    },
    /// Lets a contract act for the signer in the protocol, or takes that back.
    Authorize {
        /// The contract.
        contract: Address,
        /// Whether it may from then on.
        may: bool,
    },
}

/// Makes `amount` units of `token`, which wraps the chain's coin.
#[must_use]
pub fn wrap(token: Address, amount: U256) -> Payment {
    let data = depositCall {}.abi_encode().into();
    Payment {
        call: Call { to: token, data },
        value: amount,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::registry::clear_signing::{of_wrapped_coins, signatures};

    #[test]
    fn wallets_may_show_what_wraps_a_coin() {
        let calls = [depositCall::SIGNATURE.to_owned()];
        assert_eq!(signatures(&of_wrapped_coins()), calls.into());
    }
}
