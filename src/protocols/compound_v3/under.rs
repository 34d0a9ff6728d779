//! The health under rules as they were before.

use alloy::primitives::U256;

use super::CometPosition;
use crate::math::Timestamp;
use crate::protocols::terms::{Term, TermChange};
use crate::risk::Health;

impl CometPosition {
    /// The health with each rule of these as it was before.
    pub(in super::super) fn health_under(
        &self,
        changes: &[TermChange],
        at: Timestamp,
    ) -> Option<Health> {
        let mut position = self.clone();
        for change in changes {
            if let Term::LiquidationThreshold(token) = change.term {
                let own = &mut position.assets;
                // What has no price counts for nothing under any rule.
                if let Some(asset) = own.iter_mut().find(|one| one.asset == token) {
                    asset.liquidate_factor = U256::from(change.before.number()?);
                }
            }
        }
        position.health_at(at, &position.prices).ok()
    }
}
