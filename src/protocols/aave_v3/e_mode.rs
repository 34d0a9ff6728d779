//! What another e-mode category would make of a position: no token moves, other thresholds hold.

use core::cmp::Reverse;

use alloy::primitives::{Address, U256};

use super::profile::LoanToValue;
use super::{AavePosition, UserConfig};
use crate::math::{BasisPoints, Timestamp};
use crate::risk::{Health, Obstacle, RiskError};

impl AavePosition {
    /// The health factor in another category.
    ///
    /// Mirrors `SupplyLogic.executeSetUserEMode` of 3.6: the health factor must be 1 afterwards. In 3.0
    /// (`EModeLogic.executeSetUserEMode`) that is asked only of who leaves a category; here it is asked in
    /// every release, for a top-up that leaves a position liquidatable is none.
    ///
    /// # Errors
    /// [`RiskError::Refused`]; [`RiskError::Math`].
    pub(super) fn after_entering(&self, id: u8, at: Timestamp) -> Result<Health, RiskError> {
        let entered = self.in_e_mode(id)?;
        let health = entered.totals(at, &entered.prices)?.health(self.rules())?;
        match health.is_liquidatable() {
            true => Err(RiskError::Refused(Obstacle::StillLiquidatable)),
            false => Ok(health),
        }
    }

    /// The same position in another category, where the pool lets the account be in it.
    ///
    /// Mirrors `ValidationLogic.validateSetUserEMode`: all that is owed is borrowable in it; from 3.6 on,
    /// too, all that is used as collateral has a loan-to-value there.
    ///
    /// # Errors
    /// [`Obstacle::NotInEMode`].
    pub(super) fn in_e_mode(&self, id: u8) -> Result<Self, RiskError> {
        let refused = RiskError::Refused(Obstacle::NotInEMode);
        let mut others = self.other_e_modes.iter();
        let category = others.find(|one| one.id == id).ok_or(refused)?;
        if category.liquidation_threshold == BasisPoints::ZERO
            || !takes_debts(category.borrowable, self.user)
        {
            return Err(refused);
        }
        let entered = Self {
            e_mode: Some(*category),
            ..self.clone()
        };
        let gates = entered.rules().loan_to_value != LoanToValue::BaseGates;
        let is_kept_out = gates
            && entered.reserves.iter().any(|reserve| {
                let is_used = entered.user.uses_as_collateral(reserve.id);
                is_used && entered.loan_to_value(reserve) == BasisPoints::ZERO
            });
        match is_kept_out {
            true => Err(refused),
            false => Ok(entered),
        }
    }

    /// The categories in which the position would be better off, the best first, and the first token that
    /// counts for more in each.
    pub(in super::super) fn better_e_modes(&self, at: Timestamp) -> Vec<(u8, Address)> {
        let health = |position: &Self| -> Result<Health, RiskError> {
            Ok(position
                .totals(at, &position.prices)?
                .health(position.rules())?)
        };
        let Ok(now) = health(self) else {
            return Vec::new();
        };
        let others = self.other_e_modes.iter();
        let mut better: Vec<(Health, u8, Address)> = others
            .filter_map(|category| {
                let entered = self.in_e_mode(category.id).ok()?;
                let then = health(&entered).ok().filter(|then| *then > now)?;
                let mut used = self.reserves.iter();
                let gains = used.find(|reserve| {
                    let is_used = self.user.uses_as_collateral(reserve.id);
                    is_used && entered.threshold(reserve) > self.threshold(reserve)
                });
                Some((then, category.id, gains?.asset))
            })
            .collect();
        better.sort_by_key(|&(then, ..)| Reverse(then));
        let named = better.into_iter().map(|(_, id, asset)| (id, asset));
        named.collect()
    }
}

/// Whether all that an account owes may be borrowed in a category, by its bitmap.
pub(super) fn takes_debts(borrowable: U256, user: UserConfig) -> bool {
    user.borrowed().all(|id| borrowable.bit(id.into()))
}
