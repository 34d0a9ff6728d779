//! Why a Comet refuses, from the bytes that a call to it reverted with.

use alloy::sol_types::SolError;

use super::abi::{
    BadAsset, BadPrice, BaseSupplyPaused, CollateralAssetSupplyPaused, CollateralSupplyPaused,
    InvalidUInt104, InvalidUInt128, NotCollateralized, Paused, ReentrantCallBlocked,
    SupplyCapExceeded, TokenIsDeactivated, TransferInFailed, Unauthorized,
};

/// Errors of a Comet that supplying and repaying can meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CometError {
    /// The market is paused, or supply of this token is.
    Paused,
    /// The market does not take this token.
    BadAsset,
    /// The supply cap is exceeded.
    SupplyCapExceeded,
    /// A price feed does not answer with a price.
    BadPrice,
    /// The signer may not act for the account.
    Unauthorized,
    /// The token did not let itself be moved.
    TransferInFailed,
    /// The amount is too large to record.
    TooLarge,
    /// The account would owe more than may be borrowed against its collateral.
    NotCollateralized,
    /// The account has a collateral that the market has deactivated.
    TokenIsDeactivated,
    /// The call came back into the market.
    ReentrantCallBlocked,
}

/// Reads revert data; none for what a Comet does not say.
#[must_use]
pub fn decode(data: &[u8]) -> Option<CometError> {
    let (&selector, _) = data.split_first_chunk::<4>()?;
    Some(match selector {
        Paused::SELECTOR
        | BaseSupplyPaused::SELECTOR
        | CollateralSupplyPaused::SELECTOR
        | CollateralAssetSupplyPaused::SELECTOR => CometError::Paused,
        BadAsset::SELECTOR => CometError::BadAsset,
        SupplyCapExceeded::SELECTOR => CometError::SupplyCapExceeded,
        BadPrice::SELECTOR => CometError::BadPrice,
        Unauthorized::SELECTOR => CometError::Unauthorized,
        TransferInFailed::SELECTOR => CometError::TransferInFailed,
        InvalidUInt104::SELECTOR | InvalidUInt128::SELECTOR => CometError::TooLarge,
        NotCollateralized::SELECTOR => CometError::NotCollateralized,
        TokenIsDeactivated::SELECTOR => CometError::TokenIsDeactivated,
        ReentrantCallBlocked::SELECTOR => CometError::ReentrantCallBlocked,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes that a chain returns, against the names.
    #[test]
    fn errors_are_known_by_their_selectors() {
        for (selector, error) in [
            ([0x9e, 0x87, 0xfa, 0xc8], CometError::Paused),
            ([0x36, 0x40, 0x53, 0x05], CometError::BadAsset),
            ([0xf5, 0x8f, 0x73, 0x3a], CometError::SupplyCapExceeded),
            ([0xfd, 0x1e, 0xe3, 0x49], CometError::BadPrice),
            ([0x82, 0xb4, 0x29, 0x00], CometError::Unauthorized),
            ([0xe7, 0xa3, 0xdf, 0xa0], CometError::TransferInFailed),
            ([0x1b, 0x8f, 0x24, 0xaa], CometError::TooLarge),
            ([0xec, 0x5d, 0x4e, 0x22], CometError::TooLarge),
            ([0x14, 0xc5, 0xf7, 0xb6], CometError::NotCollateralized),
            ([0x70, 0x50, 0x03, 0x3f], CometError::TokenIsDeactivated),
            ([0x4e, 0x6d, 0x90, 0xd4], CometError::ReentrantCallBlocked),
        ] {
            assert_eq!(decode(&selector), Some(error), "{selector:x?}");
        }
        let index = CollateralAssetSupplyPaused {
            assetIndex: alloy::primitives::Uint::from(17),
        };
        assert_eq!(decode(&index.abi_encode()), Some(CometError::Paused));
        assert_eq!(decode(&[0; 4]), None);
        assert_eq!(decode(&[0x9e, 0x87, 0xfa]), None);
    }
}
