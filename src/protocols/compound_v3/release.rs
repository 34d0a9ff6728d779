use alloy::primitives::U256;

use super::CometAsset;
use super::health::Factor;
use crate::math::WAD;

/// Which of the contract's releases a market runs, as far as they count differently. The contract
/// itself tells: only the later one answers `extendedPauseFlags`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Release {
    /// The first, and the one with up to 24 collateral assets: every price is read, every asset is
    /// seized, both indices always grow.
    #[default]
    Plain,
    /// The one with extended pauses (2026). A factor of zero is how governance lets go of an asset
    /// whose feed is dead: an asset that counts for nothing is not priced, and one that would be
    /// credited nothing by its own factor stays with the account. Nobody's interest does not grow.
    ExtendedPauses,
}

impl Release {
    /// What people call its rules.
    pub(super) const fn rules(self) -> &'static str {
        match self {
            Self::Plain => "Compound III",
            Self::ExtendedPauses => "Compound III with extended pauses",
        }
    }

    /// Whether the market can do without the price of an asset with this liquidation factor.
    pub(super) fn spares_price(self, liquidate_factor: U256) -> bool {
        self == Self::ExtendedPauses && liquidate_factor.is_zero()
    }

    /// Whether an index of which `total` is the principal grows.
    pub(super) fn grows(self, total: U256) -> bool {
        self == Self::Plain || !total.is_zero()
    }

    /// The share of an asset's value that its owner is credited when it is absorbed.
    pub(super) fn credited(self) -> Factor {
        match self {
            Self::Plain => |asset| asset.liquidation_factor,
            Self::ExtendedPauses => |asset| match asset.liquidate_factor.is_zero() {
                true => U256::ZERO,
                false => asset.liquidation_factor,
            },
        }
    }

    /// The share of an asset that an absorption takes: all or nothing.
    pub(super) fn seized(self) -> Factor {
        match self {
            Self::Plain => |_| WAD,
            Self::ExtendedPauses => |asset: &CometAsset| match asset.liquidation_factor.is_zero() {
                true => U256::ZERO,
                false => WAD,
            },
        }
    }
}
