use super::strange::strange;
use crate::protocols::aave_v3::revert::PoolError;
use crate::protocols::compound_v3::revert::CometError;
use crate::protocols::morpho_blue::revert::MorphoError;
use crate::protocols::revert::Revert;

/// Why a contract refuses, as a clause after a colon.
pub fn revert(reason: &Revert) -> String {
    match reason {
        Revert::Silent => "it gives no reason.".to_owned(),
        Revert::Pool(error) => pool(*error).to_owned(),
        Revert::Comet(error) => comet(*error).to_owned(),
        Revert::Morpho(error) => morpho(*error).to_owned(),
        Revert::TokenBalance => "the account holds too little of the token.".to_owned(),
        Revert::TokenAllowance => "it may not take that much of the token.".to_owned(),
        Revert::TokenTransfer => "the token did not let itself be moved.".to_owned(),
        Revert::Panic(code) => format!("an assertion in it failed (code {code})."),
        Revert::Text(words) => format!("“{}”", strange(words)),
        Revert::Unknown(selector) => format!(
            "an error that is not known here (0x{:08x}).",
            u32::from_be_bytes(*selector)
        ),
        Revert::Garbled => "its reason cannot be read.".to_owned(),
    }
}

fn comet(error: CometError) -> &'static str {
    match error {
        CometError::Paused => "the market is paused, or does not take this token now.",
        CometError::BadAsset => "the market does not take this token.",
        CometError::SupplyCapExceeded => "the supply cap of this asset is reached.",
        CometError::BadPrice => "a price feed of the market does not answer.",
        CometError::Unauthorized => "the signer may not act for this account.",
        CometError::TransferInFailed => "the token did not let itself be moved.",
        CometError::TooLarge => "the amount is too large to record.",
        CometError::NotCollateralized => "the account would owe too much for its collateral.",
        CometError::TokenIsDeactivated => "the market has deactivated a collateral of the account.",
        CometError::ReentrantCallBlocked => "the call came back into the market.",
    }
}

fn morpho(error: MorphoError) -> &'static str {
    match error {
        MorphoError::MarketNotCreated => "there is no such market.",
        MorphoError::InconsistentInput | MorphoError::ZeroAssets => "the amount is zero.",
        MorphoError::ZeroAddress => "it was for nobody.",
        MorphoError::TooLarge => "the amount is too large to record.",
        MorphoError::NoCode => "the token is no contract.",
        MorphoError::TransferFailed => {
            "the token did not let itself be moved: too little of it, or too little permission."
        }
        MorphoError::AlreadySet => "that contract is authorised already, or is not.",
        MorphoError::RepaidTooMuch => "more would be repaid than is owed.",
    }
}

fn pool(error: PoolError) -> &'static str {
    match error {
        PoolError::SupplyCapExceeded => "the supply cap of this asset is reached.",
        PoolError::ReserveFrozen => "this asset is frozen: nothing new is supplied.",
        PoolError::ReservePaused => "this asset is paused: nothing moves.",
        PoolError::ReserveInactive => "this asset is not run any more.",
        PoolError::InvalidAmount | PoolError::InvalidMintAmount | PoolError::InvalidBurnAmount => {
            "the amount is zero, or too small to record."
        }
        PoolError::NoDebtOfSelectedType => "nothing of this asset is owed.",
        PoolError::NoExplicitAmountToRepayOnBehalf => "“all” cannot be repaid for another account.",
        PoolError::UnderlyingBalanceZero => "nothing of this asset is supplied.",
        PoolError::UserInIsolationModeOrLtvZero => {
            "this asset cannot count as collateral here: isolation, or a loan-to-value of zero."
        }
        PoolError::UserHasAssetWithZeroLtv => {
            "another collateral, with a loan-to-value of zero, must be dealt with first."
        }
        PoolError::HealthFactorLowerThanLiquidationThreshold => {
            "the position would be liquidatable."
        }
        PoolError::InvalidDebtInEmode => "a debt does not fit the e-mode.",
        PoolError::InvalidCollateralInEmode => "a collateral does not fit the e-mode.",
        PoolError::SupplyToAToken => "the market’s own token cannot receive a supply.",
    }
}
