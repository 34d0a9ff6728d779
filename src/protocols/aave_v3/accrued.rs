use super::AavePosition;
use super::profile::HealthForm;
use super::rounding::Rounding;
use crate::math::Timestamp;
use crate::risk::{Accrue, Accrued, AssetId, Counts, Entry, RiskError, Rule};

impl Accrue for AavePosition {
    fn accrued(&self, at: Timestamp) -> Result<Accrued, RiskError> {
        let rules = self.rules();
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
                let balance = rules.supply_balance(reserve.supply_scaled, index)?;
                push(
                    balance,
                    Counts::Collateral(self.threshold(reserve).to_u256()),
                )?;
            }
            if self.user.borrows(reserve.id) {
                let balance = self.owed(reserve, reserve.debt_scaled, at)?;
                let counts = match rules.debt_value() {
                    Rounding::Up => Counts::DebtUp,
                    Rounding::Down | Rounding::HalfUp => Counts::DebtDown,
                };
                push(balance, counts)?;
            }
        }
        Ok(Accrued {
            legs: self.reserves.len(),
            entries,
            owed: Default::default(),
            rule: match rules.health {
                HealthForm::Sum => Rule::Sum,
                HealthForm::Average => Rule::Average,
            },
        })
    }
}
