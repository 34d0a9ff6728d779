use alloy::primitives::U256;

use super::CometPosition;
use crate::math::BasisPoints;
use crate::protocols::Held;

/// From this liquidation factor on, governance itself says that collateral and base token move
/// together: less than a tenth is kept back for the time until liquidation.
const CORRELATED_FROM: BasisPoints = BasisPoints::from_raw(9_000);

impl CometPosition {
    /// Whether collateral and debt move together: all collateral has a factor that says so, and a
    /// price between half of the base token's and twice it. (Some markets lend dollars against
    /// ether by as high a factor.)
    #[must_use]
    pub fn is_correlated(&self) -> bool {
        let base = self.base_price();
        let near = |price: U256| {
            price <= base.saturating_mul(U256::from(2)) && price >= base.wrapping_shr(1)
        };
        let mut held = self.assets.iter().zip(&self.prices);
        let unpriced = self.unpriced.iter().any(|asset| !asset.balance.is_zero());
        !unpriced
            && held.all(|(asset, &price)| {
                let high = asset.liquidate_factor >= CORRELATED_FROM.to_wad().raw();
                asset.balance.is_zero() || (high && near(price))
            })
    }

    /// What the account has of each collateral, and what it owes, as principal.
    #[must_use]
    pub fn held(&self) -> Held {
        let collateral = self.all_assets().map(|one| (one.asset, one.balance));
        Held::new(collateral, [(self.base.asset, self.owed())])
    }
}
