//! Why a call failed, from the bytes that it reverted with.
//!
//! Names are the contracts' own; sentences for people are made by the interface.

use alloy::primitives::U256;
use alloy::sol_types::{Panic, Revert as RevertString, SolError};

use super::Protocol;
use super::aave_v3::revert::{self as aave, PoolError};
use super::compound_v3::revert::{self as comet, CometError};
use super::morpho_blue::revert::{self as morpho, MorphoError};
use crate::chain::strange;

/// The reason of a revert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revert {
    /// Nothing was returned: an old token without reasons, or gas that ran out.
    Silent,
    /// An error of an Aave pool, by name.
    Pool(PoolError),
    /// An error of a Comet, by name.
    Comet(CometError),
    /// An error of Morpho, by its text.
    Morpho(MorphoError),
    /// The signer's balance of the token is too small.
    TokenBalance,
    /// The spender's allowance of the token is too small.
    TokenAllowance,
    /// A token's transfer failed without saying why.
    TokenTransfer,
    /// A failed assertion, by Solidity's code (0x11: arithmetic overflow).
    Panic(U256),
    /// A text that we do not know.
    Text(String),
    /// An error that we do not know, by selector.
    Unknown([u8; 4]),
    /// Fewer bytes than any error has.
    Garbled,
}

/// Reads what a call in a market of this protocol reverted with.
#[must_use]
pub fn decode(protocol: Protocol, data: &[u8]) -> Revert {
    let own = match protocol {
        Protocol::AaveV3 | Protocol::Spark => aave::decode(data).map(Revert::Pool),
        Protocol::CompoundV3 => comet::decode(data).map(Revert::Comet),
        Protocol::MorphoBlue => morpho::decode(data).map(Revert::Morpho),
    };
    own.unwrap_or_else(|| of_any(data))
}

/// What tokens and the language itself say.
fn of_any(data: &[u8]) -> Revert {
    if data.is_empty() {
        return Revert::Silent;
    }
    let Some((&selector, _)) = data.split_first_chunk::<4>() else {
        return Revert::Garbled;
    };
    match selector {
        RevertString::SELECTOR => match RevertString::abi_decode(data) {
            Ok(error) => text(&error.reason),
            Err(_) => Revert::Garbled,
        },
        Panic::SELECTOR => match Panic::abi_decode(data) {
            Ok(panic) => Revert::Panic(panic.code),
            Err(_) => Revert::Garbled,
        },
        // ERC20InsufficientBalance, ERC20InsufficientAllowance
        [0xe4, 0x50, 0xd3, 0x8c] => Revert::TokenBalance,
        [0xfb, 0x8f, 0x41, 0xb2] => Revert::TokenAllowance,
        unknown => Revert::Unknown(unknown),
    }
}

/// The texts of the tokens that markets list, by what they say.
fn text(reason: &str) -> Revert {
    let says = |part: &str| reason.contains(part);
    if says("exceeds balance") || says("insufficient-balance") {
        Revert::TokenBalance
    } else if says("exceeds allowance")
        || says("insufficient allowance")
        || says("insufficient-allowance")
    {
        Revert::TokenAllowance
    } else if says("GPv2: failed transfer") || says("SafeERC20: ") {
        Revert::TokenTransfer
    } else {
        Revert::Text(strange::clean(reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::keccak256;
    use proptest::prelude::*;

    const ALL: [Protocol; 4] = [
        Protocol::AaveV3,
        Protocol::Spark,
        Protocol::CompoundV3,
        Protocol::MorphoBlue,
    ];

    fn said(protocol: Protocol, reason: &str) -> Revert {
        decode(protocol, &RevertString::from(reason).abi_encode())
    }

    #[test]
    fn texts_of_tokens_and_panics_are_understood_everywhere() {
        for protocol in ALL {
            for (reason, revert) in [
                (
                    "ERC20: transfer amount exceeds balance",
                    Revert::TokenBalance,
                ),
                (
                    "ERC20: transfer amount exceeds allowance",
                    Revert::TokenAllowance,
                ),
                ("ERC20: insufficient allowance", Revert::TokenAllowance),
                ("Dai/insufficient-balance", Revert::TokenBalance),
                ("Dai/insufficient-allowance", Revert::TokenAllowance),
                ("GPv2: failed transferFrom", Revert::TokenTransfer),
                ("no idea", Revert::Text("no idea".into())),
                ("028", Revert::Text("028".into())),
            ] {
                assert_eq!(said(protocol, reason), revert, "{reason}");
            }
            for (signature, revert) in [
                (
                    "ERC20InsufficientBalance(address,uint256,uint256)",
                    Revert::TokenBalance,
                ),
                (
                    "ERC20InsufficientAllowance(address,uint256,uint256)",
                    Revert::TokenAllowance,
                ),
            ] {
                assert_eq!(decode(protocol, &keccak256(signature)[..4]), revert);
            }
            let code = U256::from(0x12);
            assert_eq!(
                decode(protocol, &Panic { code }.abi_encode()),
                Revert::Panic(code)
            );
            assert_eq!(decode(protocol, &[]), Revert::Silent);
            assert_eq!(decode(protocol, &[1, 2, 3]), Revert::Garbled);
            assert_eq!(
                decode(protocol, &[1, 2, 3, 4]),
                Revert::Unknown([1, 2, 3, 4])
            );
        }
    }

    /// The same bytes mean another thing, or nothing, in another protocol.
    #[test]
    fn each_protocol_has_its_own_words() {
        let frozen = Revert::Pool(PoolError::ReserveFrozen);
        assert_eq!(said(Protocol::AaveV3, "28"), frozen);
        assert_eq!(said(Protocol::Spark, "28"), frozen);
        assert_eq!(said(Protocol::MorphoBlue, "28"), Revert::Text("28".into()));
        let cap = &keccak256("SupplyCapExceeded()")[..4];
        assert_eq!(
            decode(Protocol::AaveV3, cap),
            Revert::Pool(PoolError::SupplyCapExceeded)
        );
        assert_eq!(
            decode(Protocol::CompoundV3, cap),
            Revert::Comet(CometError::SupplyCapExceeded)
        );
        let code = U256::from(0x11);
        let overflow = Panic { code }.abi_encode();
        assert_eq!(
            decode(Protocol::MorphoBlue, &overflow),
            Revert::Morpho(MorphoError::RepaidTooMuch)
        );
        assert_eq!(decode(Protocol::AaveV3, &overflow), Revert::Panic(code));
    }

    proptest! {
        /// No bytes make it panic, also after the selectors whose arguments are decoded.
        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>) {
            for protocol in ALL {
                let _ = decode(protocol, &bytes);
                for selector in [RevertString::SELECTOR, Panic::SELECTOR] {
                    let _ = decode(protocol, &[selector.as_slice(), &bytes].concat());
                }
            }
        }
    }
}
