use alloy::primitives::U256;

use super::MorphoPosition;
use super::position::COLLATERAL;
use super::price::PRICE_SCALE;
use crate::math::Timestamp;
use crate::risk::{Accrue, Accrued, Counts, Entry, RiskError, Rule};

impl Accrue for MorphoPosition {
    fn accrued(&self, at: Timestamp) -> Result<Accrued, RiskError> {
        let owed = self.borrowed(at)?;
        // Without debt the contract does not look at the collateral either.
        let counted = (!owed.is_zero()).then_some(Entry {
            asset: COLLATERAL,
            balance: U256::from(self.account.collateral),
            unit: PRICE_SCALE,
            counts: Counts::Collateral(self.params.lltv.raw()),
        });
        Ok(Accrued {
            legs: self.prices.len(),
            entries: counted.into_iter().collect(),
            owed,
            rule: Rule::Each,
        })
    }
}
