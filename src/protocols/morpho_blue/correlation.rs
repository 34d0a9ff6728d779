use alloy::primitives::U256;

use super::MorphoPosition;

/// From this LLTV on, the market's creator says that collateral and loan move together: less than
/// a tenth is kept back for the time until liquidation. In wad.
const CORRELATED_FROM: U256 = U256::from_limbs([900_000_000_000_000_000, 0, 0, 0]);

impl MorphoPosition {
    /// Whether collateral and debt move together: the market's LLTV says so.
    #[must_use]
    pub fn is_correlated(&self) -> bool {
        self.params.lltv.raw() >= CORRELATED_FROM
    }

    /// Whether collateral was seized since an earlier reading of the same account.
    ///
    /// Both the collateral and the shares of debt shrank. An owner may also repay and withdraw, so
    /// ask only of a position that was at a level.
    #[must_use]
    pub fn was_seized_since(&self, earlier: &Self) -> bool {
        self.account.collateral < earlier.account.collateral
            && self.account.borrow_shares < earlier.account.borrow_shares
    }
}
