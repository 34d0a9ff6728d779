//! Whether an action can run, and whether it counts.
//!
//! Mirrors `ValidationLogic.validateSupply`, `validateRepay`, `validateSetUseReserveAsCollateral` and
//! `validateAutomaticUseAsCollateral`.

use alloy::primitives::U256;

use super::profile::{Balances, Rules};
use super::{AavePosition, Reserve};
use crate::math::contract::{add, mul, mul_div_floor, mul_div_half_up, sub};
use crate::math::{BasisPoints, MathError, RAY, Ray, Timestamp};
use crate::risk::{Halted, Obstacle};

impl AavePosition {
    /// What the pool has stopped for this account: a liquidation needs a collateral and a debt that
    /// are not paused.
    #[must_use]
    pub fn halted(&self) -> Halted {
        let all_paused = |is_meant: &dyn Fn(&Reserve) -> bool| {
            let mut meant = self.reserves.iter().filter(|one| is_meant(one)).peekable();
            meant.peek().is_some() && meant.all(|one| one.config.is_paused())
        };
        let supply = all_paused(&|one| self.user.uses_as_collateral(one.id));
        let repayment = all_paused(&|one| self.user.borrows(one.id));
        Halted {
            liquidation: supply || repayment,
            supply,
            repayment,
        }
    }

    /// Whether a supply of this reserve would count in the health factor.
    ///
    /// The pool enables a reserve as collateral by itself, but only on the first supply to it.
    pub(super) fn supply_counts(&self, reserve: &Reserve) -> Result<(), Obstacle> {
        if self.threshold(reserve) == BasisPoints::ZERO {
            return Err(Obstacle::NotCollateral);
        }
        if self.user.uses_as_collateral(reserve.id) {
            return Ok(());
        }
        if !reserve.supply_scaled.is_zero() {
            return Err(Obstacle::CollateralDisabled);
        }
        self.takes_as_collateral(reserve)
    }

    /// Whether the account may let its supply of this reserve count, which does not.
    pub(super) fn can_enable(&self, reserve: &Reserve) -> Result<(), Obstacle> {
        reserve.runs()?;
        if self.threshold(reserve) == BasisPoints::ZERO {
            return Err(Obstacle::NotCollateral);
        }
        if reserve.supply_scaled.is_zero() || self.user.uses_as_collateral(reserve.id) {
            return Err(Obstacle::TooSmall);
        }
        self.takes_as_collateral(reserve)
    }

    /// Mirrors `ValidationLogic.validateUseAsCollateral`, for an account that has other collateral.
    fn takes_as_collateral(&self, reserve: &Reserve) -> Result<(), Obstacle> {
        if self.loan_to_value(reserve) == BasisPoints::ZERO {
            return Err(Obstacle::ZeroLtv);
        }
        let isolates = |reserve: &Reserve| !reserve.config.debt_ceiling().is_zero();
        let account_isolated = self.user.uses_one_collateral()
            && self
                .reserves
                .iter()
                .any(|one| self.user.uses_as_collateral(one.id) && isolates(one));
        if self.rules().debt_ceiling_isolates && (isolates(reserve) || account_isolated) {
            return Err(Obstacle::Isolation);
        }
        Ok(())
    }

    /// The most of a reserve that may still be supplied at a time; `None`: no cap.
    pub(super) fn headroom(
        &self,
        reserve: &Reserve,
        at: Timestamp,
    ) -> Result<Option<U256>, MathError> {
        let cap = reserve.config.supply_cap();
        if cap.is_zero() {
            return Ok(None);
        }
        let cap = mul(cap, reserve.unit()?)?;
        let rules = self.rules();
        let borrow_index = reserve.borrow_index_at(at, self.profile())?;
        let index = reserve.liquidity_index_at(at)?;
        let treasury = reserve.treasury_at(rules, borrow_index, index)?;
        let taken = add(reserve.total_supply_scaled, treasury)?;
        match rules.rounding {
            // `⟦taken * I / R⟧ + amount <= cap`
            Balances::Nearest => {
                let taken = rules.supply_balance(taken, index)?;
                Ok(Some(cap.saturating_sub(taken)))
            }
            // `⌊(taken + ⌊amount * R / I⌋) * I / R⌋ <= cap`: the greatest scaled total within the
            // cap, and the greatest amount that mints no more than is left to it.
            Balances::Protocol => {
                let most = rules.of_supply().greatest(cap, index.raw(), RAY)?;
                let Some(room) = most.checked_sub(taken) else {
                    return Ok(Some(U256::ZERO));
                };
                rules.of_supply().greatest(room, RAY, index.raw()).map(Some)
            }
        }
    }
}

impl Reserve {
    /// Whether the pool takes supplies of this reserve at all.
    pub(super) fn takes_supply(&self) -> Result<(), Obstacle> {
        self.runs()?;
        if self.config.is_frozen() {
            return Err(Obstacle::Frozen);
        }
        Ok(())
    }

    /// Whether the pool takes repayments of the account's debt in this reserve. Frozen is fine.
    pub(super) fn takes_repayment(&self) -> Result<(), Obstacle> {
        self.runs()?;
        if self.debt_scaled.is_zero() && self.told_debt.is_none() {
            return Err(Obstacle::NothingOwed);
        }
        Ok(())
    }

    pub(super) fn runs(&self) -> Result<(), Obstacle> {
        if !self.config.is_active() {
            return Err(Obstacle::Inactive);
        }
        if self.config.is_paused() {
            return Err(Obstacle::Paused);
        }
        Ok(())
    }

    /// The treasury's scaled claim, once accrued to these indices. Mirrors
    /// `ReserveLogic._accrueToTreasury`.
    fn treasury_at(&self, rules: Rules, borrow_index: Ray, index: Ray) -> Result<U256, MathError> {
        let total = self.total_debt_scaled;
        let interest = match rules.rounding {
            Balances::Nearest => sub(
                rules.debt_balance(total, borrow_index)?,
                rules.debt_balance(total, self.borrow_index)?,
            )?,
            Balances::Protocol => {
                let growth = sub(borrow_index.raw(), self.borrow_index.raw())?;
                mul_div_floor(total, growth, RAY)?
            }
        };
        let factor = self.config.reserve_factor().to_u256();
        let share = mul_div_half_up(interest, factor, BasisPoints::ONE.to_u256())?;
        add(self.treasury_scaled, rules.scaled(share, index)?)
    }
}
