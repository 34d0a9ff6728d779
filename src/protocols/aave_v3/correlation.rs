use alloy::primitives::U256;

use super::{AavePosition, Reserve};
use crate::math::BasisPoints;

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

    /// Whether collateral was seized since an earlier reading of the same account.
    ///
    /// Both a collateral and a debt shrank in scaled units. A price can fall and a liquidator act
    /// within one block, so what the health was before says little; but an owner far from
    /// liquidation may repay and withdraw, so ask only of a position that was at a level.
    #[must_use]
    pub fn was_seized_since(&self, earlier: &Self) -> bool {
        let shrank = |amount: fn(&Reserve) -> U256| {
            earlier.reserves.iter().any(|before| {
                let after = self.reserves.iter().find(|now| now.asset == before.asset);
                amount(before) > after.map(amount).unwrap_or_default()
            })
        };
        shrank(|reserve| reserve.supply_scaled) && shrank(|reserve| reserve.debt_scaled)
    }
}
