//! Why a call failed, from the bytes that it reverted with.
//!
//! Names are the contracts' own; sentences for people are made by the interface.

use alloy::primitives::U256;
use alloy::sol_types::{Panic, Revert as RevertString, SolError};

use crate::chain::strange;
use crate::protocols::compound_v3::revert::{self as comet, CometError};

/// The reason of a revert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revert {
    /// Nothing was returned: an old token without reasons, or gas that ran out.
    Silent,
    /// An error of the pool, by name.
    Pool(PoolError),
    /// An error of a Comet, by name.
    Comet(CometError),
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

/// Errors of the pool that supplying, repaying and enabling can meet: named ones from 3.4 on,
/// before that, and in Spark, texts that are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PoolError {
    /// The supply cap is exceeded.
    SupplyCapExceeded,
    /// The reserve is frozen.
    ReserveFrozen,
    /// The reserve is paused.
    ReservePaused,
    /// The reserve is not active.
    ReserveInactive,
    /// The amount is zero, or too small to record.
    InvalidAmount,
    /// The supply is too small to mint a unit.
    InvalidMintAmount,
    /// The repayment is too small to burn a unit.
    InvalidBurnAmount,
    /// Nothing of this asset is owed.
    NoDebtOfSelectedType,
    /// "All" was given for another account's debt.
    NoExplicitAmountToRepayOnBehalf,
    /// There is no supply to use as collateral.
    UnderlyingBalanceZero,
    /// The asset cannot be enabled: isolation, or a loan-to-value of zero.
    UserInIsolationModeOrLtvZero,
    /// Another collateral with a loan-to-value of zero must go first.
    UserHasAssetWithZeroLtv,
    /// The position would be liquidatable.
    HealthFactorLowerThanLiquidationThreshold,
    /// A debt is not borrowable in the e-mode.
    InvalidDebtInEmode,
    /// A collateral is not part of the e-mode.
    InvalidCollateralInEmode,
    /// Tokens cannot be supplied for the reserve's own token.
    SupplyToAToken,
}

/// Reads revert data.
#[must_use]
pub fn decode(data: &[u8]) -> Revert {
    if data.is_empty() {
        return Revert::Silent;
    }
    let Some((&selector, _)) = data.split_first_chunk::<4>() else {
        return Revert::Garbled;
    };
    if let Some(error) = pool_error(selector) {
        return Revert::Pool(error);
    }
    if let Some(error) = comet::named(selector) {
        return Revert::Comet(error);
    }
    match selector {
        RevertString::SELECTOR => match RevertString::abi_decode(data) {
            Ok(error) => text(error.reason),
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

const fn pool_error(selector: [u8; 4]) -> Option<PoolError> {
    Some(match u32::from_be_bytes(selector) {
        0xf58f_733a => PoolError::SupplyCapExceeded,
        0x6d30_5815 => PoolError::ReserveFrozen,
        0xd37f_5f1c => PoolError::ReservePaused,
        0x90cd_6f24 => PoolError::ReserveInactive,
        0x2c52_11c6 => PoolError::InvalidAmount,
        0xccfa_d018 => PoolError::InvalidMintAmount,
        0x2075_cc10 => PoolError::InvalidBurnAmount,
        0xf078_8fb2 => PoolError::NoDebtOfSelectedType,
        0xcd37_79c3 => PoolError::NoExplicitAmountToRepayOnBehalf,
        0x5fe1_0377 => PoolError::UnderlyingBalanceZero,
        0x0caf_c072 => PoolError::UserInIsolationModeOrLtvZero,
        0x21e5_c4ae => PoolError::UserHasAssetWithZeroLtv,
        0x6679_996d => PoolError::HealthFactorLowerThanLiquidationThreshold,
        0x2c90_6631 => PoolError::InvalidDebtInEmode,
        0xd2f9_3f12 => PoolError::InvalidCollateralInEmode,
        0x18d2_badf => PoolError::SupplyToAToken,
        _ => return None,
    })
}

/// The pool's errors by the number that was their text: in Aave up to 3.3, and in Spark.
fn numbered(text: &str) -> Option<PoolError> {
    Some(match text {
        "24" => PoolError::InvalidMintAmount,
        "25" => PoolError::InvalidBurnAmount,
        "26" => PoolError::InvalidAmount,
        "27" => PoolError::ReserveInactive,
        "28" => PoolError::ReserveFrozen,
        "29" => PoolError::ReservePaused,
        "35" => PoolError::HealthFactorLowerThanLiquidationThreshold,
        "39" => PoolError::NoDebtOfSelectedType,
        "40" => PoolError::NoExplicitAmountToRepayOnBehalf,
        "43" => PoolError::UnderlyingBalanceZero,
        "51" => PoolError::SupplyCapExceeded,
        "57" => PoolError::UserHasAssetWithZeroLtv,
        "62" => PoolError::UserInIsolationModeOrLtvZero,
        "100" => PoolError::InvalidDebtInEmode,
        _ => return None,
    })
}

/// The texts of pools before 3.4, and of the tokens that markets list, by what they say.
fn text(reason: String) -> Revert {
    if let Some(error) = numbered(&reason) {
        return Revert::Pool(error);
    }
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
        Revert::Text(strange::clean(&reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::keccak256;
    use proptest::prelude::*;

    /// The selectors are those of the names: nothing is taken on trust.
    #[test]
    fn selectors_are_the_hashes_of_the_names() {
        for (signature, error) in [
            ("SupplyCapExceeded()", PoolError::SupplyCapExceeded),
            ("ReserveFrozen()", PoolError::ReserveFrozen),
            ("ReservePaused()", PoolError::ReservePaused),
            ("ReserveInactive()", PoolError::ReserveInactive),
            ("InvalidAmount()", PoolError::InvalidAmount),
            ("InvalidMintAmount()", PoolError::InvalidMintAmount),
            ("InvalidBurnAmount()", PoolError::InvalidBurnAmount),
            ("NoDebtOfSelectedType()", PoolError::NoDebtOfSelectedType),
            (
                "NoExplicitAmountToRepayOnBehalf()",
                PoolError::NoExplicitAmountToRepayOnBehalf,
            ),
            ("UnderlyingBalanceZero()", PoolError::UnderlyingBalanceZero),
            (
                "UserInIsolationModeOrLtvZero()",
                PoolError::UserInIsolationModeOrLtvZero,
            ),
            (
                "UserHasAssetWithZeroLtv()",
                PoolError::UserHasAssetWithZeroLtv,
            ),
            (
                "HealthFactorLowerThanLiquidationThreshold()",
                PoolError::HealthFactorLowerThanLiquidationThreshold,
            ),
            (
                "InvalidDebtInEmode(address,uint256)",
                PoolError::InvalidDebtInEmode,
            ),
            (
                "InvalidCollateralInEmode(address,uint256)",
                PoolError::InvalidCollateralInEmode,
            ),
            ("SupplyToAToken()", PoolError::SupplyToAToken),
        ] {
            let hash = keccak256(signature);
            assert_eq!(
                decode(&hash[..4]),
                Revert::Pool(error),
                "{signature} {}",
                hash
            );
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
            assert_eq!(decode(&keccak256(signature)[..4]), revert);
        }
    }

    #[test]
    fn a_number_is_an_error_of_an_old_pool() {
        let say = |reason: &str| decode(&RevertString::from(reason).abi_encode());
        for (number, error) in [
            ("24", PoolError::InvalidMintAmount),
            ("25", PoolError::InvalidBurnAmount),
            ("26", PoolError::InvalidAmount),
            ("27", PoolError::ReserveInactive),
            ("28", PoolError::ReserveFrozen),
            ("29", PoolError::ReservePaused),
            ("35", PoolError::HealthFactorLowerThanLiquidationThreshold),
            ("39", PoolError::NoDebtOfSelectedType),
            ("40", PoolError::NoExplicitAmountToRepayOnBehalf),
            ("43", PoolError::UnderlyingBalanceZero),
            ("51", PoolError::SupplyCapExceeded),
            ("57", PoolError::UserHasAssetWithZeroLtv),
            ("62", PoolError::UserInIsolationModeOrLtvZero),
            ("100", PoolError::InvalidDebtInEmode),
        ] {
            assert_eq!(say(number), Revert::Pool(error), "{number}");
        }
        for unknown in ["", "1", "028", "28 ", "1000"] {
            assert_eq!(say(unknown), Revert::Text(unknown.trim().into()));
        }
    }

    #[test]
    fn texts_of_tokens_and_panics_are_understood() {
        let say = |reason: &str| decode(&RevertString::from(reason).abi_encode());
        assert_eq!(
            say("ERC20: transfer amount exceeds balance"),
            Revert::TokenBalance
        );
        assert_eq!(
            say("ERC20: transfer amount exceeds allowance"),
            Revert::TokenAllowance
        );
        assert_eq!(say("ERC20: insufficient allowance"), Revert::TokenAllowance);
        assert_eq!(say("Dai/insufficient-balance"), Revert::TokenBalance);
        assert_eq!(say("Dai/insufficient-allowance"), Revert::TokenAllowance);
        assert_eq!(say("GPv2: failed transferFrom"), Revert::TokenTransfer);
        assert_eq!(say("no idea"), Revert::Text("no idea".into()));
        let overflow = Panic {
            code: U256::from(0x11),
        };
        assert_eq!(
            decode(&overflow.abi_encode()),
            Revert::Panic(U256::from(0x11))
        );
        assert_eq!(decode(&[]), Revert::Silent);
        assert_eq!(decode(&[1, 2, 3]), Revert::Garbled);
        assert_eq!(decode(&[1, 2, 3, 4]), Revert::Unknown([1, 2, 3, 4]));
    }

    proptest! {
        /// No bytes make it panic, also after the selectors whose arguments are decoded.
        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>) {
            let _ = decode(&bytes);
            for selector in [RevertString::SELECTOR, Panic::SELECTOR] {
                let _ = decode(&[selector.as_slice(), &bytes].concat());
            }
        }
    }
}
