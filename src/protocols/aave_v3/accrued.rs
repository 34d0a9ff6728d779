use super::AavePosition;
use super::accrual::{debt_balance, supply_balance};
use crate::math::Timestamp;
use crate::risk::{Accrue, Accrued, AssetId, Counts, Entry, RiskError, Rule};

impl Accrue for AavePosition {
    fn accrued(&self, at: Timestamp) -> Result<Accrued, RiskError> {
        let mut entries = Vec::new();
        for (place, reserve) in self.reserves.iter().enumerate() {
            let mut push = |balance, counts| -> Result<(), RiskError> {
                entries.push(Entry {
                    asset: AssetId(place),
                    balance,
                    unit: reserve.unit()?,
                    counts,
                });
                Ok(())
            };
            let used = self.user.uses_as_collateral(reserve.id) && !self.skips(reserve);
            if used && !reserve.supply_scaled.is_zero() {
                let index = reserve.liquidity_index_at(at)?;
                let balance = supply_balance(reserve.supply_scaled, index)?;
                push(
                    balance,
                    Counts::Collateral(self.threshold(reserve).to_u256()),
                )?;
            }
            if self.user.borrows(reserve.id) && !reserve.debt_scaled.is_zero() {
                let balance = debt_balance(reserve.debt_scaled, reserve.borrow_index_at(at)?)?;
                push(balance, Counts::DebtUp)?;
            }
        }
        Ok(Accrued {
            legs: self.reserves.len(),
            entries,
            owed: Default::default(),
            rule: Rule::Sum,
        })
    }
}
