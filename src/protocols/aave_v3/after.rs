//! The position right after something was done to it, to ask the same of it again.

use alloy::primitives::U256;

use super::health::Totals;
use super::{AavePosition, Reserve, UserConfig};
use crate::math::Timestamp;
use crate::math::contract::{add, sub};
use crate::risk::{AssetId, Change, RiskError};

impl AavePosition {
    /// The same position after a change at a time, for questions at that time or later. Rates stay what
    /// they were: what follows in the same block has the same indices.
    ///
    /// # Errors
    /// [`RiskError::Refused`] where the pool would refuse it; [`RiskError::OnlyAtBlock`] for a debt that
    /// only its tokens can count; [`RiskError::Math`].
    pub(super) fn after(&self, change: Change, at: Timestamp) -> Result<Self, RiskError> {
        match change {
            Change::Supply(asset, amount) => {
                let minted = self.minted(asset, amount, at)?;
                let counts = self.supply_counts(self.leg(asset)?.0).is_ok();
                self.with(asset, |reserve, user| {
                    reserve.supply_scaled = add(reserve.supply_scaled, minted)?;
                    reserve.total_supply_scaled = add(reserve.total_supply_scaled, minted)?;
                    if counts {
                        user.set_collateral(reserve.id, true);
                    }
                    Ok(())
                })
            }
            Change::Repay(asset, amount) => {
                let burnt = self.burnt(asset, amount, at)?;
                self.with(asset, |reserve, user| repay(reserve, user, burnt))
            }
            Change::RepaySupplied(asset, amount) => {
                // What the pool checks afterwards is of the sums.
                self.repaid_supplied(asset, amount, at)?;
                let (burnt, taken) = self.burnt_supplied(asset, amount, at)?;
                self.with(asset, |reserve, user| {
                    reserve.supply_scaled = sub(reserve.supply_scaled, taken)?;
                    reserve.total_supply_scaled = reserve.total_supply_scaled.saturating_sub(taken);
                    if reserve.supply_scaled.is_zero() {
                        user.set_collateral(reserve.id, false);
                    }
                    repay(reserve, user, burnt)
                })
            }
            Change::Enable(asset) => {
                let reserve = self.leg(asset)?.0;
                self.can_enable(reserve).map_err(RiskError::Refused)?;
                self.with(asset, |reserve, user| {
                    user.set_collateral(reserve.id, true);
                    Ok(())
                })
            }
            Change::EnterEMode(id) => {
                // What the pool checks afterwards is the health.
                self.after_entering(id, at)?;
                self.in_e_mode(id)
            }
        }
    }

    /// The account's sums after changes, one after the other.
    ///
    /// # Errors
    /// Those of [`after`](Self::after).
    pub(super) fn totals_after(
        &self,
        changes: &[Change],
        at: Timestamp,
    ) -> Result<Totals, RiskError> {
        match *changes {
            [] => self.totals(at, &self.prices),
            // The sums of the last one need no position.
            [Change::Supply(asset, amount)] => self.supplied(asset, amount, at),
            [Change::Repay(asset, amount)] => self.repaid(asset, amount, at),
            [Change::RepaySupplied(asset, amount)] => self.repaid_supplied(asset, amount, at),
            [Change::Enable(asset)] => self.enabled(asset, at),
            [Change::EnterEMode(id)] => {
                let entered = self.in_e_mode(id)?;
                entered.totals(at, &entered.prices)
            }
            [first, ref rest @ ..] => self.after(first, at)?.totals_after(rest, at),
        }
    }

    fn with(
        &self,
        asset: AssetId,
        change: impl FnOnce(&mut Reserve, &mut UserConfig) -> Result<(), RiskError>,
    ) -> Result<Self, RiskError> {
        let mut position = self.clone();
        let reserve = position.reserves.get_mut(asset.0);
        let reserve = reserve.ok_or(RiskError::UnknownAsset(asset))?;
        change(reserve, &mut position.user)?;
        Ok(position)
    }
}

fn repay(reserve: &mut Reserve, user: &mut UserConfig, burnt: U256) -> Result<(), RiskError> {
    if reserve.told_debt.is_some() {
        return Err(RiskError::OnlyAtBlock);
    }
    reserve.debt_scaled = sub(reserve.debt_scaled, burnt)?;
    if reserve.debt_scaled.is_zero() {
        user.repay_all(reserve.id);
    }
    Ok(())
}
