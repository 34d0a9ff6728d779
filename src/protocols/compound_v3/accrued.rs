use super::CometPosition;
use crate::math::Timestamp;
use crate::risk::{Accrue, Accrued, AssetId, Counts, Entry, RiskError, Rule};

impl Accrue for CometPosition {
    fn accrued(&self, at: Timestamp) -> Result<Accrued, RiskError> {
        let mut entries = Vec::with_capacity(self.prices.len());
        for (place, asset) in self.assets.iter().enumerate() {
            entries.push(Entry {
                asset: AssetId(place),
                balance: asset.balance,
                unit: asset.scale()?,
                counts: Counts::Collateral(asset.liquidate_factor),
            });
        }
        entries.push(Entry {
            asset: AssetId(self.assets.len()),
            balance: self.borrow_balance(at)?,
            unit: self.base_scale()?,
            counts: Counts::DebtDown,
        });
        Ok(Accrued {
            legs: self.prices.len(),
            entries,
            owed: Default::default(),
            rule: Rule::Each,
        })
    }
}
