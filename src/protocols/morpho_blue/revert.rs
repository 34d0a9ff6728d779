//! Why a call to Morpho failed, from the bytes that it reverted with.
//!
//! Mirrors `ErrorsLib` of Morpho Blue 1.0: plain texts, as far as supplying collateral,
//! repaying and authorising can meet them. A token's own reason is lost: Morpho replaces it by its own text.

use alloy::primitives::U256;
use alloy::sol_types::{Panic, Revert as RevertString, SolError};

/// An error of Morpho.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MorphoError {
    /// There is no market of these parameters.
    MarketNotCreated,
    /// Both an amount and shares were given, or neither.
    InconsistentInput,
    /// The amount is zero.
    ZeroAssets,
    /// It was for nobody.
    ZeroAddress,
    /// The amount, or what it adds up to, has more than 128 bits.
    TooLarge,
    /// The token is not a contract.
    NoCode,
    /// The token's transfer failed: balance or allowance are too small, or the token refuses.
    TransferFailed,
    /// More shares would be repaid than there are: a full repayment must be by shares.
    RepaidTooMuch,
    /// The contract is authorised already, or is not.
    AlreadySet,
}

/// Reads revert data; `None` for what Morpho does not say.
#[must_use]
pub fn decode(data: &[u8]) -> Option<MorphoError> {
    if let Ok(panic) = Panic::abi_decode(data) {
        // Arithmetic that underflows.
        return (panic.code == U256::from(0x11)).then_some(MorphoError::RepaidTooMuch);
    }
    let text = RevertString::abi_decode(data).ok()?.reason;
    Some(match text.as_str() {
        "market not created" => MorphoError::MarketNotCreated,
        "inconsistent input" => MorphoError::InconsistentInput,
        "zero assets" => MorphoError::ZeroAssets,
        "already set" => MorphoError::AlreadySet,
        "zero address" => MorphoError::ZeroAddress,
        "max uint128 exceeded" => MorphoError::TooLarge,
        "no code" => MorphoError::NoCode,
        "transferFrom reverted" | "transferFrom returned false" => MorphoError::TransferFailed,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(text: &str) -> Option<MorphoError> {
        let reason = text.to_owned();
        decode(&RevertString { reason }.abi_encode())
    }

    fn panicked(code: u64) -> Option<MorphoError> {
        let code = U256::from(code);
        decode(&Panic { code }.abi_encode())
    }

    #[test]
    fn every_text_has_its_meaning() {
        for (text, error) in [
            ("market not created", MorphoError::MarketNotCreated),
            ("inconsistent input", MorphoError::InconsistentInput),
            ("zero assets", MorphoError::ZeroAssets),
            ("already set", MorphoError::AlreadySet),
            ("zero address", MorphoError::ZeroAddress),
            ("max uint128 exceeded", MorphoError::TooLarge),
            ("no code", MorphoError::NoCode),
            ("transferFrom reverted", MorphoError::TransferFailed),
            ("transferFrom returned false", MorphoError::TransferFailed),
        ] {
            assert_eq!(said(text), Some(error), "{text}");
        }
        assert_eq!(panicked(0x11), Some(MorphoError::RepaidTooMuch));
    }

    #[test]
    fn what_morpho_does_not_say_is_not_its_error() {
        assert_eq!(said("zero asset"), None);
        assert_eq!(said(""), None);
        assert_eq!(panicked(0x12), None);
        assert_eq!(decode(&[]), None);
        assert_eq!(decode(&[0xe4, 0x50, 0xd3, 0x8c]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>, known in 0_usize..2) {
            let selector = [Panic::SELECTOR, RevertString::SELECTOR][known];
            let _ = decode(&[selector.as_slice(), &bytes].concat());
            let _ = decode(&bytes);
        }
    }
}
