use alloy::primitives::Address;

use crate::math::{Timestamp, TokenAmount};

/// What the bytes of a transaction say, read by a path of its own, with the token's name added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// Lets `spender` take exactly this much of the token; zero takes the permission away.
    Approve {
        /// The token.
        token: Token,
        /// Who may take it.
        spender: Address,
        /// How much.
        amount: TokenAmount,
    },
    /// The same, once, by a signature alone: no transaction.
    Permit {
        /// The token.
        token: Token,
        /// Who may take it.
        spender: Address,
        /// How much.
        amount: TokenAmount,
        /// Until when.
        until: Timestamp,
    },
    /// Makes this much of the token out of the chain's coin.
    Wrap {
        /// The token.
        token: Token,
        /// How much.
        amount: TokenAmount,
        /// What the coin is called.
        coin: &'static str,
    },
    /// Moves this much of the token from the wallet into the position.
    Supply {
        /// The token.
        token: Token,
        /// How much.
        amount: TokenAmount,
        /// Whose position it goes to.
        on_behalf_of: Address,
        /// What is paid instead of the token.
        coin: Option<Coin>,
        /// It goes by a signed permission for exactly that, which holds until then.
        permitted_until: Option<Timestamp>,
    },
    /// Pays debt back from the wallet.
    Repay {
        /// The token.
        token: Token,
        /// How much.
        amount: RepayAmount,
        /// Whose debt it pays.
        on_behalf_of: Address,
        /// What is paid instead of the token.
        coin: Option<Coin>,
        /// It goes by a signed permission for exactly that, which holds until then.
        permitted_until: Option<Timestamp>,
    },
    /// Pays debt back out of the signer's own supply of the token.
    RepaySupplied {
        /// The token.
        token: Token,
        /// How much; of all no more than is supplied.
        amount: RepayAmount,
    },
    /// Lets a supply count as collateral.
    EnableCollateral {
        /// The token.
        token: Token,
    },
    /// Puts the position under the rules of an e-mode.
    EnterEMode {
        /// Its number.
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

impl Decoded {
    /// The token in the place of which the chain's coin is paid to a market.
    pub(super) fn in_coin(&self) -> Option<Address> {
        match self {
            Self::Supply {
                token,
                coin: Some(_),
                ..
            }
            | Self::Repay {
                token,
                coin: Some(_),
                ..
            } => Some(token.address),
            _ => None,
        }
    }
}

/// The chain's coin that goes with a transaction, and is made into its token on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coin {
    /// What the coin is called.
    pub symbol: &'static str,
    /// How much is sent. Of what repays all that is owed the rest comes back.
    pub sent: TokenAmount,
}

/// How much debt is repaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepayAmount {
    /// This much.
    Exact(TokenAmount),
    /// All that is owed when it is mined.
    All,
    /// The same, where that is no more than this: so much is permitted by a signature. Of a debt that has
    /// outgrown it, because it was mined later than was likely, the rest stays.
    AllUpTo(TokenAmount),
}

/// A token with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its contract.
    pub address: Address,
    /// Its symbol, as it is shown.
    pub symbol: String,
}
