//! A permission that is signed rather than sent (EIP-2612): what the signer's wallet is shown, and what it
//! gives back.
//!
//! - `terms`: what a token says of itself, and whether it is one of the form that is known here
//! - `typed`: from a permission to the text that a wallet signs; `decode`: from the text back to what it says,
//!   by a path of its own
//! - `signature`: what a wallet gives back, and whether it is one

mod decode;
mod signature;
mod terms;
mod typed;

use alloy::primitives::{Address, U256};

use crate::chain::ChainId;
use crate::math::Timestamp;

pub use decode::read_typed;
pub use signature::Signature;
pub use terms::PermitTerms;
pub use typed::typed;

/// Lets `spender` take exactly `value` units of the owner's token, once, until a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The chain that the token is on.
    pub chain: ChainId,
    /// The token, which is the contract that looks at the signature.
    pub token: Address,
    /// Whose token may be taken: who signs.
    pub owner: Address,
    /// Who may take it.
    pub spender: Address,
    /// How many units.
    pub value: U256,
    /// How many permissions of the owner the token has taken before: it takes this one once.
    pub nonce: U256,
    /// Until then the token takes the permission.
    pub deadline: Timestamp,
}

/// A signed permission that goes with an action: its value, spender and owner are the action's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SignedPermit {
    /// Until then the token takes it.
    pub deadline: Timestamp,
    /// What the owner's wallet gave.
    pub signature: Signature,
}
