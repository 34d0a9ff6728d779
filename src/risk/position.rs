use alloy::primitives::U256;

use super::{AssetId, BaseCurrency, Health, Inverse, Leg, Loss, Obstacle, Side};
use crate::math::{MathError, Timestamp, Wad};

/// A position at a block, able to answer for any later time with rates and balances frozen.
///
/// Implemented by each protocol with its contracts' own integers and rounding. Times are those of
/// the block that would run the transaction; none may be before the position's last accrual.
/// Prices are what the protocol's oracle says.
pub trait Position {
    /// What prices and values are counted in.
    fn base(&self) -> BaseCurrency;

    /// Oracle prices, one per leg that has one, as read: the raw integers, in the scale of the
    /// protocol. Legs without a price come after all others, and count for nothing.
    fn prices(&self) -> &[U256];

    /// What the position consists of at a time, for showing; leg `n` is [`AssetId`]`(n)`.
    ///
    /// # Errors
    /// [`RiskError::Math`].
    fn legs(&self, at: Timestamp) -> Result<Vec<Leg>, RiskError>;

    /// The health factor at a time, at the prices as read.
    ///
    /// # Errors
    /// [`RiskError::Math`].
    fn health(&self, at: Timestamp) -> Result<Health, RiskError> {
        self.health_with_prices(at, self.prices())
    }

    /// The health factor at a time, at other prices (one per leg). Allocates nothing.
    ///
    /// # Errors
    /// [`RiskError::WrongPriceCount`]; [`RiskError::Math`].
    fn health_with_prices(&self, at: Timestamp, prices: &[U256]) -> Result<Health, RiskError>;

    /// The price of one asset at which the position turns liquidatable, all others fixed.
    ///
    /// # Errors
    /// [`RiskError::UnknownAsset`]; [`RiskError::Math`].
    fn liquidation_price(
        &self,
        asset: AssetId,
        side: Side,
        at: Timestamp,
    ) -> Result<LiquidationPrice, RiskError>;

    /// What one liquidation would take from the borrower at a time: of a position that is not
    /// liquidatable yet, at the moment it has just become so. `None` where nothing is owed, or
    /// nothing can be seized. Where a liquidator can choose, the choice that costs the most.
    ///
    /// # Errors
    /// [`RiskError::Math`].
    fn liquidation_loss(&self, at: Timestamp) -> Result<Option<Loss>, RiskError>;

    /// The least amount of an asset whose supply reaches `target`, and from which every greater one
    /// does, and whether it can be sent.
    ///
    /// # Errors
    /// [`RiskError::UnknownAsset`]; [`RiskError::Math`].
    fn minimal_supply(
        &self,
        asset: AssetId,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError>;

    /// The least amount of an asset whose repayment reaches `target`, and whether it can be sent.
    ///
    /// # Errors
    /// [`RiskError::UnknownAsset`]; [`RiskError::Math`].
    fn minimal_repay(
        &self,
        asset: AssetId,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError>;

    /// The health factor after supplying `amount` units of an asset. Unchanged when the supply
    /// would not count as collateral.
    ///
    /// # Errors
    /// [`RiskError::Refused`] when the protocol would refuse the supply;
    /// [`RiskError::UnknownAsset`]; [`RiskError::Math`].
    fn health_after_supply(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError>;

    /// The health factor after repaying `amount` units of an asset, or all if less is owed.
    ///
    /// # Errors
    /// [`RiskError::Refused`] when the protocol would refuse the repayment;
    /// [`RiskError::UnknownAsset`]; [`RiskError::Math`].
    fn health_after_repay(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError>;

    /// The health factor after repaying `amount` units of an asset, or all if less is owed, out of the
    /// account's own supply of it.
    ///
    /// # Errors
    /// [`RiskError::Refused`] when the protocol would refuse that, or knows nothing of the kind;
    /// [`RiskError::UnknownAsset`]; [`RiskError::Math`].
    fn health_after_repay_supplied(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        let _ = (asset, amount, at);
        Err(RiskError::Refused(Obstacle::NothingSupplied))
    }

    /// The health factor once the supply of an asset counts as collateral that does not.
    ///
    /// # Errors
    /// [`RiskError::Refused`] when the protocol would refuse that, or knows nothing of the kind;
    /// [`RiskError::UnknownAsset`]; [`RiskError::Math`].
    fn health_after_enabling(&self, asset: AssetId, at: Timestamp) -> Result<Health, RiskError> {
        let _ = (asset, at);
        Err(RiskError::Refused(Obstacle::NotCollateral))
    }

    /// The health factor in another of the protocol's e-modes.
    ///
    /// # Errors
    /// [`RiskError::Refused`] when the protocol would refuse that, or knows nothing of the kind;
    /// [`RiskError::Math`].
    fn health_in_e_mode(&self, e_mode: u8, at: Timestamp) -> Result<Health, RiskError> {
        let _ = (e_mode, at);
        Err(RiskError::Refused(Obstacle::NotInEMode))
    }

    /// The position right after a change at a time, for questions at that time or later.
    ///
    /// # Errors
    /// [`RiskError::Refused`] when the protocol would refuse it, or knows nothing of the kind;
    /// [`RiskError::UnknownAsset`]; [`RiskError::Math`].
    fn changed(&self, change: Change, at: Timestamp) -> Result<Box<dyn Position>, RiskError>;

    /// The health factor that must be there after changes at `at`, one of two times, so that `target`
    /// is there at every time between them where the same holds at the other.
    ///
    /// That is `target` itself wherever what counts grows in a line and what is owed at least so: such a
    /// quotient is least at an end.
    ///
    /// # Errors
    /// Those of the changes.
    fn target_within(
        &self,
        changes: &[Change],
        target: Wad,
        at: Timestamp,
        within: [Timestamp; 2],
    ) -> Result<Wad, RiskError> {
        let _ = (changes, at, within);
        Ok(target)
    }
}

/// What is done to a position, to ask what it is like afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// So many units of an asset are supplied.
    Supply(AssetId, U256),
    /// So many units of an asset are repaid.
    Repay(AssetId, U256),
    /// So many units of an asset are repaid out of the supply of it.
    RepaySupplied(AssetId, U256),
    /// The supply of an asset counts from now on.
    Enable(AssetId),
    /// The rules of another e-mode hold.
    EnterEMode(u8),
}

impl Change {
    /// The asset that it is with; none where it is with none.
    #[must_use]
    pub const fn asset(self) -> Option<AssetId> {
        match self {
            Self::Supply(asset, _)
            | Self::Repay(asset, _)
            | Self::RepaySupplied(asset, _)
            | Self::Enable(asset) => Some(asset),
            Self::EnterEMode(_) => None,
        }
    }
}

/// Where the price of one asset turns a position liquidatable. The price named is the last safe
/// one: one unit beyond it, anyone may liquidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiquidationPrice {
    /// Liquidatable below this price.
    Below(U256),
    /// Liquidatable above this price.
    Above(U256),
    /// No price of this asset makes the position liquidatable.
    Never,
    /// Whatever the price of this asset, the position is liquidatable.
    Always,
    /// The asset is what the others are priced in: it has no price of its own.
    Unit,
}

/// Why a question about a position has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RiskError {
    /// The contract's own arithmetic would fail.
    #[error(transparent)]
    Math(#[from] MathError),
    /// The position has no such leg.
    #[error("the position has no leg {0:?}")]
    UnknownAsset(AssetId),
    /// There are not as many prices as legs.
    #[error("one price per leg is needed")]
    WrongPriceCount,
    /// A debt of the position is known at its block only, not at another time or after an action.
    #[error("a debt of the position is known at its block only")]
    OnlyAtBlock,
    /// The protocol would refuse the action.
    #[error("the protocol would refuse this action")]
    Refused(Obstacle),
}
