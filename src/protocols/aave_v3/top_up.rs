//! What restores an account: the least supply or repayment to a target, and whether it can run.
//!
//! Mirrors `ValidationLogic.validateSupply`, `validateRepay` and
//! `validateAutomaticUseAsCollateral`. The inverses are exact and need no search: each rounding of
//! the way there is undone by the opposite one.

use alloy::primitives::U256;

use super::accrual::{debt_balance, scaled_repayment, scaled_supply};
use super::target::{greatest_debt, least_collateral};
use super::{AavePosition, Reserve};
use crate::math::contract::{add, mul_div_floor as contract_mul_div_floor, mul_div_half_up, sub};
use crate::math::{
    BasisPoints, MathError, RAY, Timestamp, TokenAmount, Wad, mul_div_ceil, mul_div_floor,
};
use crate::risk::{AssetId, Health, Inverse, Obstacle, RiskError};

impl AavePosition {
    /// The least supply of an asset that reaches `target`.
    ///
    /// `S` is the sum of collateral by threshold, `I` the liquidity index, `R` a ray:
    /// `S' = ⌈(t*D - ⌊D/2⌋) / W⌉`, value `⌈(S' - S_others) / threshold⌉`, balance
    /// `⌈value * unit / price⌉`, scaled `⌈balance * R / I⌉`, amount `⌈minted * I / R⌉`.
    pub(super) fn least_supply(
        &self,
        asset: AssetId,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError> {
        let (reserve, price) = self.leg(asset)?;
        let totals = self.totals(at, &self.prices)?;
        if totals.health()?.reaches(target) {
            return Ok(Inverse::Already);
        }
        if let Err(obstacle) = reserve.takes_supply().and(self.supply_counts(reserve)) {
            return Ok(Inverse::Unreachable(obstacle));
        }
        if price.is_zero() {
            return Ok(Inverse::Unreachable(Obstacle::NotCollateral));
        }
        let others = self.totals_without(reserve, at)?;
        let index = reserve.liquidity_index_at(at)?.raw();
        let weighted = least_collateral(totals.debt, target)?;
        // The target is not reached now, so more is needed than the others have.
        let own = sub(weighted, others.collateral_by_threshold)?;
        let value = mul_div_ceil(own, U256::ONE, self.threshold(reserve).to_u256())?;
        let balance = mul_div_ceil(value, reserve.unit()?, price)?;
        let scaled = mul_div_ceil(balance, RAY, index)?;
        let minted = sub(scaled, reserve.supply_scaled)?;
        let amount = mul_div_ceil(minted, index, RAY)?;
        if let Some(headroom) = reserve.headroom(at)?
            && amount > headroom
        {
            let headroom = TokenAmount::new(headroom, reserve.config.decimals());
            return Ok(Inverse::Unreachable(Obstacle::SupplyCap { headroom }));
        }
        Ok(Inverse::Amount {
            amount: TokenAmount::new(amount, reserve.config.decimals()),
            health_after: self.after_supply(asset, amount, at)?,
            full: false,
        })
    }

    /// The least repayment of an asset that reaches `target`.
    ///
    /// `D' =` the greatest debt that the collateral carries at the target, value `D' - D_others`,
    /// balance `⌊value * unit / price⌋`, scaled `⌊balance * R / V⌋`, amount `⌈burnt * V / R⌉`,
    /// with `V` the borrow index. Where nothing may be left, the whole debt.
    pub(super) fn least_repayment(
        &self,
        asset: AssetId,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError> {
        let (reserve, price) = self.leg(asset)?;
        let totals = self.totals(at, &self.prices)?;
        if totals.health()?.reaches(target) {
            return Ok(Inverse::Already);
        }
        if let Err(obstacle) = reserve.takes_repayment() {
            return Ok(Inverse::Unreachable(obstacle));
        }
        let index = reserve.borrow_index_at(at)?;
        let debt = debt_balance(reserve.debt_scaled, index)?;
        let best = self.after_repayment(asset, debt, at)?;
        if !best.reaches(target) {
            return Ok(Inverse::Unreachable(Obstacle::OtherDebt { best }));
        }
        let others = self.totals_without(reserve, at)?;
        let carried = greatest_debt(totals.collateral_by_threshold, target)?;
        let value = sub(carried, others.debt)?;
        // A price of zero cannot come here: closing a debt worth nothing changes nothing.
        let balance = mul_div_floor(value, reserve.unit()?, price)?;
        let kept = mul_div_floor(balance, RAY, index.raw())?;
        let burnt = sub(reserve.debt_scaled, kept)?;
        // Where nothing is kept this is the debt, rounded as the debt is.
        let amount = mul_div_ceil(burnt, index.raw(), RAY)?;
        let full = kept.is_zero();
        Ok(Inverse::Amount {
            amount: TokenAmount::new(amount, reserve.config.decimals()),
            health_after: self.after_repayment(asset, amount, at)?,
            full,
        })
    }

    /// The health factor after a supply.
    pub(super) fn after_supply(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        let (reserve, price) = self.leg(asset)?;
        reserve.takes_supply().map_err(RiskError::Refused)?;
        let decimals = reserve.config.decimals();
        if let Some(headroom) = reserve.headroom(at)?
            && amount > headroom
        {
            let headroom = TokenAmount::new(headroom, decimals);
            return Err(RiskError::Refused(Obstacle::SupplyCap { headroom }));
        }
        let minted = scaled_supply(amount, reserve.liquidity_index_at(at)?)?;
        if minted.is_zero() {
            return Err(RiskError::Refused(Obstacle::TooSmall));
        }
        if self.supply_counts(reserve).is_err() {
            return Ok(self.totals(at, &self.prices)?.health()?);
        }
        let supply = add(reserve.supply_scaled, minted)?;
        let owed = if self.user.borrows(reserve.id) {
            reserve.debt_scaled
        } else {
            U256::ZERO
        };
        let own = self.contribution_of(reserve, price, at, supply, owed)?;
        Ok(self.totals_without(reserve, at)?.plus(own)?.health()?)
    }

    /// The health factor after a repayment of `amount`, or of all when less is owed.
    pub(super) fn after_repayment(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        let (reserve, price) = self.leg(asset)?;
        reserve.takes_repayment().map_err(RiskError::Refused)?;
        let index = reserve.borrow_index_at(at)?;
        let paid = amount.min(debt_balance(reserve.debt_scaled, index)?);
        let burnt = scaled_repayment(paid, index)?;
        if burnt.is_zero() {
            return Err(RiskError::Refused(Obstacle::TooSmall));
        }
        let left = sub(reserve.debt_scaled, burnt)?;
        let used = self.user.uses_as_collateral(reserve.id);
        let supply = if used {
            reserve.supply_scaled
        } else {
            U256::ZERO
        };
        let own = self.contribution_of(reserve, price, at, supply, left)?;
        Ok(self.totals_without(reserve, at)?.plus(own)?.health()?)
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
        if self.loan_to_value(reserve) == BasisPoints::ZERO {
            return Err(Obstacle::ZeroLtv);
        }
        let isolates = |reserve: &Reserve| !reserve.config.debt_ceiling().is_zero();
        let account_isolated = self.user.uses_one_collateral()
            && self
                .reserves
                .iter()
                .any(|one| self.user.uses_as_collateral(one.id) && isolates(one));
        if self.profile.rules().debt_ceiling_isolates && (isolates(reserve) || account_isolated) {
            return Err(Obstacle::Isolation);
        }
        Ok(())
    }
}

impl Reserve {
    /// Whether the pool takes supplies of this reserve at all.
    fn takes_supply(&self) -> Result<(), Obstacle> {
        self.runs()?;
        if self.config.is_frozen() {
            return Err(Obstacle::Frozen);
        }
        Ok(())
    }

    /// Whether the pool takes repayments of the account's debt in this reserve. Frozen is fine.
    fn takes_repayment(&self) -> Result<(), Obstacle> {
        self.runs()?;
        if self.debt_scaled.is_zero() {
            return Err(Obstacle::NothingOwed);
        }
        Ok(())
    }

    fn runs(&self) -> Result<(), Obstacle> {
        if !self.config.is_active() {
            return Err(Obstacle::Inactive);
        }
        if self.config.is_paused() {
            return Err(Obstacle::Paused);
        }
        Ok(())
    }

    /// The most that may still be supplied at a time; `None`: no cap.
    ///
    /// The cap holds where `⌊(total + ⌊amount * R / I⌋ + treasury) * I / R⌋ <= cap * unit`.
    fn headroom(&self, at: Timestamp) -> Result<Option<U256>, MathError> {
        let cap = self.config.supply_cap();
        if cap.is_zero() {
            return Ok(None);
        }
        let index = self.liquidity_index_at(at)?.raw();
        let cap_raw = cap.checked_mul(self.unit()?).ok_or(MathError::Overflow)?;
        // The greatest scaled total whose balance is within the cap: the last one before cap + 1.
        let most = mul_div_ceil(add(cap_raw, U256::ONE)?, RAY, index)?;
        let taken = add(self.total_supply_scaled, self.treasury_at(at)?)?;
        let Some(room) = most.checked_sub(add(taken, U256::ONE)?) else {
            return Ok(Some(U256::ZERO));
        };
        // The greatest amount that mints no more than the room: the last one before room + 1.
        let beyond = mul_div_ceil(add(room, U256::ONE)?, index, RAY)?;
        sub(beyond, U256::ONE).map(Some)
    }

    /// The treasury's scaled claim at a time. Mirrors `ReserveLogic._accrueToTreasury`.
    fn treasury_at(&self, at: Timestamp) -> Result<U256, MathError> {
        let growth = sub(self.borrow_index_at(at)?.raw(), self.borrow_index.raw())?;
        let interest = contract_mul_div_floor(self.total_debt_scaled, growth, RAY)?;
        let factor = self.config.reserve_factor().to_u256();
        let share = mul_div_half_up(interest, factor, BasisPoints::ONE.to_u256())?;
        add(
            self.treasury_scaled,
            scaled_supply(share, self.liquidity_index_at(at)?)?,
        )
    }
}
