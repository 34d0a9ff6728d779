use alloy::primitives::U256;

use super::MorphoPosition;
use crate::protocols::Held;

/// From this LLTV on, the market's creator says that collateral and loan move together: less than
/// a tenth is kept back for the time until liquidation. In wad.
const CORRELATED_FROM: U256 = U256::from_limbs([900_000_000_000_000_000, 0, 0, 0]);

impl MorphoPosition {
    /// Whether collateral and debt move together: the market's LLTV says so.
    #[must_use]
    pub fn is_correlated(&self) -> bool {
        self.params.lltv.raw() >= CORRELATED_FROM
    }

    /// The account's collateral, and its shares of what is owed.
    #[must_use]
    pub fn held(&self) -> Held {
        let collateral = U256::from(self.account.collateral);
        let shares = U256::from(self.account.borrow_shares);
        Held::new(
            [(self.params.collateral_token, collateral)],
            [(self.params.loan_token, shares)],
        )
    }
}
