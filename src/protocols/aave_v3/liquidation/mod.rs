//! When an account can be liquidated, at which price it comes to that, and what it costs.
//!
//! - `price`: the price at which it turns liquidatable
//! - [`Liquidation`]: what one call takes and pays
//! - `loss`: the call that costs the borrower most

mod loss;
mod price;
mod seizure;

use alloy::primitives::U256;

pub use seizure::Liquidation;

use super::{AavePosition, Reserve};
use crate::math::{BasisPoints, Timestamp, Wad};
use crate::risk::{AssetId, Health, Position, RiskError};

/// 0.95: above it a liquidator may not repay everything, and a sentinel may hold him back.
const CLOSE_FACTOR_THRESHOLD: Health = Health::Ratio(Wad::from_raw(U256::from_limbs([
    950_000_000_000_000_000,
    0,
    0,
    0,
])));

impl AavePosition {
    /// Whether anyone may repay one asset and seize another at a time.
    ///
    /// # Errors
    /// [`RiskError::UnknownAsset`]; [`RiskError::Math`]; [`RiskError::OnlyAtBlock`].
    pub fn is_liquidatable(
        &self,
        collateral: AssetId,
        debt: AssetId,
        at: Timestamp,
    ) -> Result<bool, RiskError> {
        let (seized, _) = self.leg(collateral)?;
        let (repaid, _) = self.leg(debt)?;
        let health = self.health(at)?;
        let is_low = match self.is_held_back {
            true => health < CLOSE_FACTOR_THRESHOLD,
            false => health.is_liquidatable(),
        };
        Ok(is_low && self.can_be_exchanged(seized, repaid, at))
    }

    /// Whether a liquidator may seize the one and repay the other, once health allows. Mirrors
    /// `ValidationLogic.validateLiquidationCall`; a frozen reserve is no obstacle to it.
    fn can_be_exchanged(&self, seized: &Reserve, repaid: &Reserve, at: Timestamp) -> bool {
        let rules = self.rules();
        let runs = |one: &Reserve| {
            let has_grace = rules.has_grace && one.grace_until >= at;
            one.config.is_active() && !one.config.is_paused() && !has_grace
        };
        let has_threshold = !rules.zero_base_threshold_is_skipped
            || seized.config.liquidation_threshold() != BasisPoints::ZERO;
        let is_used = self.user.uses_as_collateral(seized.id) && has_threshold;
        runs(seized) && runs(repaid) && is_used && self.user.borrows(repaid.id)
    }
}
