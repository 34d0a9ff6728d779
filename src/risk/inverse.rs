use super::Health;
use crate::math::TokenAmount;

/// The least amount that brings the health factor to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inverse {
    /// The target is met without doing anything.
    Already,
    /// This amount reaches the target, and one unit less does not. (Of a whole debt it may, where
    /// the protocol rounds to the nearest unit.)
    Amount {
        /// What to supply or repay.
        amount: TokenAmount,
        /// The health factor right after it, at the same time and prices.
        health_after: Health,
        /// The whole debt of this asset is closed: repay with the protocol's "all", because the
        /// debt grows until the transaction is mined.
        full: bool,
    },
    /// No amount of this asset reaches the target, or none can be sent now.
    Unreachable(Obstacle),
}

/// Why supplying or repaying an asset cannot restore a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Obstacle {
    /// The protocol does not run this reserve any more.
    Inactive,
    /// The reserve is paused: nothing moves.
    Paused,
    /// The reserve is frozen: nothing new is supplied. Repaying is possible.
    Frozen,
    /// The supply cap leaves less room than is needed.
    SupplyCap {
        /// What can still be supplied.
        headroom: TokenAmount,
    },
    /// The asset's liquidation threshold is zero for this account: it never counts.
    NotCollateral,
    /// It is lent to the market, which takes none of it as collateral.
    Lent,
    /// The asset's loan-to-value is zero for this account: a first supply is not enabled as
    /// collateral, so it would not count.
    ZeroLtv,
    /// The account, or the asset, is in isolation mode: the supply would not be enabled.
    Isolation,
    /// The account has this asset supplied with its use as collateral switched off.
    CollateralDisabled,
    /// The amount is too small for the protocol to record.
    TooSmall,
    /// Nothing of this asset is owed.
    NothingOwed,
    /// Nothing of this asset is supplied.
    NothingSupplied,
    /// Less of this asset is supplied than would be used.
    SupplyShort {
        /// What is supplied.
        supplied: TokenAmount,
    },
    /// The position would still be liquidatable afterwards, which the protocol refuses.
    StillLiquidatable,
    /// The e-mode is not for this position: something that is owed may not be borrowed in it, or something
    /// that counts would have a loan-to-value of zero.
    NotInEMode,
    /// Closing all of this debt is not enough, because of other debts.
    OtherDebt {
        /// The health factor after closing all of this debt.
        best: Health,
    },
}
