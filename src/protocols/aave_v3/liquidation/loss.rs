//! The liquidation that costs the borrower most.

use super::super::AavePosition;
use crate::math::{MathError, Timestamp, TokenAmount, contract::add};
use crate::risk::drawdown::{prices_at_liquidation, volatile_collateral};
use crate::risk::{AssetId, Loss, Position, RiskError};

impl AavePosition {
    /// The position as it is once it can be liquidated: at the prices to which all its volatile
    /// collateral must fall for that. As it is, where it already can be, or where no such fall does
    /// it (only a debt that rises, or interest).
    ///
    /// # Errors
    /// [`RiskError::OnlyAtBlock`]; [`RiskError::Math`] where the contract would revert.
    pub fn at_liquidation(&self, at: Timestamp) -> Result<Self, RiskError> {
        let fall = volatile_collateral(&self.legs(at)?, &self.base().currency);
        let prices = prices_at_liquidation(self, &fall.falling, at)?;
        Ok(Self {
            prices: prices.unwrap_or_else(|| self.prices.clone()),
            ..self.clone()
        })
    }

    /// What the call that costs the borrower most takes at a time, over all pairs of a collateral
    /// and a debt that may be exchanged, at the prices as they are. The close factor is that of the
    /// health factor at that time; of a healthy account, that just below one.
    pub(in super::super) fn worst_liquidation(
        &self,
        at: Timestamp,
    ) -> Result<Option<Loss>, RiskError> {
        let mut worst: Option<Loss> = None;
        for (debt, repaid) in self.reserves.iter().enumerate() {
            for (collateral, seized) in self.reserves.iter().enumerate() {
                let is_supplied = !seized.supply_scaled.is_zero();
                if !is_supplied || !self.can_be_exchanged(seized, repaid, at) {
                    continue;
                }
                let from = AssetId(collateral);
                let pair = self.pair(from, AssetId(debt), at)?;
                let call = match pair.largest() {
                    Ok(Some(call)) => call,
                    // Without a price or a bonus nothing can be seized: the contract divides by it.
                    Ok(None) | Err(MathError::DivisionByZero) => continue,
                    Err(error) => return Err(error.into()),
                };
                let taken = add(call.to_liquidator, call.protocol_fee)?;
                let (seized_value, repaid_value) = pair.values(taken, call.repaid)?;
                let of_collateral = |raw| TokenAmount::new(raw, seized.config.decimals());
                let loss = Loss {
                    beyond_value: false,
                    spares_some: false,
                    collateral: from,
                    debt: AssetId(debt),
                    seized: of_collateral(taken),
                    seized_value,
                    protocol_fee: of_collateral(call.protocol_fee),
                    repaid: TokenAmount::new(call.repaid, repaid.config.decimals()),
                    repaid_value,
                };
                if worst.is_none_or(|worst| loss.cost() > worst.cost()) {
                    worst = Some(loss);
                }
            }
        }
        Ok(worst)
    }
}
