//! Why a pool refuses, from the bytes that a call to it reverted with.
//!
//! Names are the contracts' own; sentences for people are made by the interface.

use alloy::sol_types::{Revert as RevertString, SolError};

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

/// Reads revert data; none for what a pool does not say.
#[must_use]
pub fn decode(data: &[u8]) -> Option<PoolError> {
    let (&selector, _) = data.split_first_chunk()?;
    named(selector).or_else(|| numbered(&RevertString::abi_decode(data).ok()?.reason))
}

const fn named(selector: [u8; 4]) -> Option<PoolError> {
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
            assert_eq!(decode(&hash[..4]), Some(error), "{signature} {hash}");
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
            assert_eq!(say(number), Some(error), "{number}");
        }
        for unknown in ["", "1", "028", "28 ", "1000"] {
            assert_eq!(say(unknown), None);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>) {
            let _ = decode(&bytes);
            let _ = decode(&[RevertString::SELECTOR.as_slice(), &bytes].concat());
        }
    }
}
