use alloy::primitives::U256;

use super::{AavePosition, Reserve};
use crate::math::BasisPoints;
use crate::protocols::Held;

/// From this liquidation threshold on, governance itself says that collateral and debt of a
/// category move together: less than a tenth is kept back for the time until liquidation.
const CORRELATED_FROM: BasisPoints = BasisPoints::from_raw(9_000);

impl AavePosition {
    /// Whether collateral and debt move together: the account is in an e-mode whose threshold says
    /// so, and all collateral that counts belongs to it. (The debt does: nothing else can be
    /// borrowed in an e-mode.)
    ///
    /// The number of a category says nothing: since 3.2 some pair an asset with stablecoins.
    #[must_use]
    pub fn is_correlated(&self) -> bool {
        let Some(category) = &self.e_mode else {
            return false;
        };
        let mut counted = self
            .reserves
            .iter()
            .filter(|reserve| self.user.uses_as_collateral(reserve.id))
            .filter(|reserve| !reserve.supply_scaled.is_zero());
        category.liquidation_threshold >= CORRELATED_FROM
            && counted.all(|reserve| self.category_of(reserve).is_some())
    }

    /// What the account supplies and owes, in scaled units.
    #[must_use]
    pub fn held(&self) -> Held {
        let all = |amount: fn(&Reserve) -> U256| {
            let reserves = self.reserves.iter();
            reserves.map(move |reserve| (reserve.asset, amount(reserve)))
        };
        Held::new(
            all(|reserve| reserve.supply_scaled),
            all(|reserve| reserve.debt_scaled),
        )
    }
}
