//! The account's sums and its health factor, as the pool computes them.
//!
//! Mirrors `GenericLogic.calculateUserAccountData` and `PoolLogic.executeGetUserAccountData`.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;

use super::abi::getUserAccountDataCall;
use super::accrual::collateral_value;
use super::profile::{HealthForm, Rules, Shares};
use super::rounding::Rounding;
use super::{AavePosition, Reserve};
use crate::chain::Call;
use crate::math::contract::{add, div_floor, mul, mul_div_half_up};
use crate::math::{
    BasisPoints, MathError, RAY, Timestamp, TokenAmount, WAD, Wad, mul_div_ceil, mul_div_floor,
};
use crate::risk::{Collateral, Debt, Health, Leg, Obstacle, Position, RiskError};

/// The six words that the pool's `getUserAccountData` returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountData {
    /// Value of what is used as collateral, in units of the base currency.
    pub total_collateral: U256,
    /// Value of what is owed.
    pub total_debt: U256,
    /// Value that could still be borrowed.
    pub available_borrows: U256,
    /// Average liquidation threshold, in basis points.
    pub liquidation_threshold_bps: U256,
    /// Average loan-to-value, in basis points.
    pub ltv_bps: U256,
    /// Health factor in wad; `2^256 - 1` without debt.
    pub health_factor_wad: U256,
}

impl AccountData {
    /// The call that the pool answers with these words.
    #[must_use]
    pub fn ask(pool: Address, user: Address) -> Call {
        Call {
            to: pool,
            data: getUserAccountDataCall { user }.abi_encode().into(),
        }
    }

    /// The words of an answer; `None` when it is not six words.
    #[must_use]
    pub fn decode(answer: &[u8]) -> Option<Self> {
        let data = getUserAccountDataCall::abi_decode_returns_validate(answer).ok()?;
        Some(Self {
            total_collateral: data.totalCollateralBase,
            total_debt: data.totalDebtBase,
            available_borrows: data.availableBorrowsBase,
            liquidation_threshold_bps: data.currentLiquidationThreshold,
            ltv_bps: data.ltv,
            health_factor_wad: data.healthFactor,
        })
    }

    /// The health factor.
    #[must_use]
    pub fn health(&self) -> Health {
        match self.health_factor_wad {
            U256::MAX => Health::NoDebt,
            raw => Health::Ratio(Wad::from_raw(raw)),
        }
    }
}

/// What one reserve adds to the account's sums. Zero where the account's bit is not set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Contribution {
    pub collateral: U256,
    /// `collateral * threshold`, in basis points of the base currency.
    pub collateral_by_threshold: U256,
    /// `collateral * ltv`.
    pub collateral_by_ltv: U256,
    pub debt: U256,
}

/// The sum of contributions.
pub(super) type Totals = Contribution;

impl Contribution {
    pub fn plus(self, other: Self) -> Result<Self, MathError> {
        Ok(Self {
            collateral: add(self.collateral, other.collateral)?,
            collateral_by_threshold: add(
                self.collateral_by_threshold,
                other.collateral_by_threshold,
            )?,
            collateral_by_ltv: add(self.collateral_by_ltv, other.collateral_by_ltv)?,
            debt: add(self.debt, other.debt)?,
        })
    }

    /// `⌊ ⟦allowed * W / D⟧ / scale ⌋`: a wad division that rounds half up, cut off to wad.
    pub fn health(self, rules: Rules) -> Result<Health, MathError> {
        if self.debt.is_zero() {
            return Ok(Health::NoDebt);
        }
        let ratio = mul_div_half_up(self.allowed(rules)?, WAD, self.debt)?;
        let ratio = div_floor(ratio, rules.health.scale())?;
        Ok(Health::Ratio(Wad::from_raw(ratio)))
    }

    /// What may be owed at a health factor of one, in the unit of [`HealthForm::scale`]: the sum of
    /// collateral by threshold `S`; up to 3.4 `⟦C * ⌊S/C⌋ / 10^4⟧`, all collateral times the
    /// average.
    pub fn allowed(self, rules: Rules) -> Result<U256, MathError> {
        match rules.health {
            HealthForm::Sum => Ok(self.collateral_by_threshold),
            HealthForm::Average => {
                let average = self.average_threshold()?;
                mul_div_half_up(self.collateral, average, BasisPoints::ONE.to_u256())
            }
        }
    }

    /// The average liquidation threshold, in basis points.
    pub fn average_threshold(self) -> Result<U256, MathError> {
        self.average(self.collateral_by_threshold)
    }

    /// A weighted sum by the collateral, cut off; zero without collateral.
    fn average(self, weighted: U256) -> Result<U256, MathError> {
        match self.collateral.is_zero() {
            true => Ok(U256::ZERO),
            false => div_floor(weighted, self.collateral),
        }
    }
}

impl HealthForm {
    /// How many of the unit in which the allowed debt is counted make a unit of the base currency.
    pub const fn scale(self) -> U256 {
        match self {
            Self::Average => U256::ONE,
            Self::Sum => BasisPoints::ONE.to_u256(),
        }
    }
}

impl AavePosition {
    /// The six words at a time.
    ///
    /// # Errors
    /// [`RiskError::Math`] where the contract would revert, and before the last accrual.
    pub fn account_data(&self, at: Timestamp) -> Result<AccountData, RiskError> {
        let totals = self.totals(at, &self.prices)?;
        let ltv_bps = totals.average(totals.collateral_by_ltv)?;
        let rounding = match self.rules().shares {
            Shares::Nearest => Rounding::HalfUp,
            Shares::Directed | Shares::AllDirected => Rounding::Down,
        };
        let whole = BasisPoints::ONE.to_u256();
        let borrowable = rounding.mul_div(totals.collateral, ltv_bps, whole)?;
        Ok(AccountData {
            total_collateral: totals.collateral,
            total_debt: totals.debt,
            // The contract returns zero where the debt is greater.
            available_borrows: borrowable.saturating_sub(totals.debt),
            liquidation_threshold_bps: totals.average_threshold()?,
            ltv_bps,
            health_factor_wad: match totals.health(self.rules())? {
                Health::NoDebt => U256::MAX,
                Health::Ratio(ratio) => ratio.raw(),
            },
        })
    }

    /// The account's sums at a time and at prices of one's choice.
    pub(super) fn totals(&self, at: Timestamp, prices: &[U256]) -> Result<Totals, RiskError> {
        if prices.len() != self.reserves.len() {
            return Err(RiskError::WrongPriceCount);
        }
        let mut totals = Totals::default();
        for (reserve, &price) in self.reserves.iter().zip(prices) {
            totals = totals.plus(self.contribution(reserve, price, at)?)?;
        }
        Ok(totals)
    }

    /// The account's sums without one reserve.
    pub(super) fn totals_without(
        &self,
        excluded: &Reserve,
        at: Timestamp,
    ) -> Result<Totals, RiskError> {
        let mut totals = Totals::default();
        for (reserve, &price) in self.reserves.iter().zip(&self.prices) {
            if reserve.id != excluded.id {
                totals = totals.plus(self.contribution(reserve, price, at)?)?;
            }
        }
        Ok(totals)
    }

    /// What a reserve adds as the account has it now.
    pub(super) fn contribution(
        &self,
        reserve: &Reserve,
        price: U256,
        at: Timestamp,
    ) -> Result<Contribution, RiskError> {
        let used = self.user.uses_as_collateral(reserve.id);
        let owed = self.user.borrows(reserve.id);
        let if_set = |bit, amount| if bit { amount } else { U256::ZERO };
        let supply_scaled = if_set(used, reserve.supply_scaled);
        let debt_scaled = if_set(owed, reserve.debt_scaled);
        self.contribution_of(reserve, price, at, supply_scaled, debt_scaled)
    }

    /// What a reserve adds with these scaled amounts used as collateral and owed.
    pub(super) fn contribution_of(
        &self,
        reserve: &Reserve,
        price: U256,
        at: Timestamp,
        supply_scaled: U256,
        debt_scaled: U256,
    ) -> Result<Contribution, RiskError> {
        let mut sums = Contribution::default();
        let unit = reserve.unit()?;
        let skipped = self.skips(reserve);
        if !supply_scaled.is_zero() && !skipped {
            let index = reserve.liquidity_index_at(at)?;
            let balance = self.rules().supply_balance(supply_scaled, index)?;
            sums.collateral = collateral_value(balance, price, unit)?;
            sums.collateral_by_threshold = mul(sums.collateral, self.threshold(reserve).to_u256())?;
            sums.collateral_by_ltv = mul(sums.collateral, self.loan_to_value(reserve).to_u256())?;
        }
        let balance = self.owed(reserve, debt_scaled, at)?;
        if !balance.is_zero() {
            sums.debt = self.rules().debt_value().mul_div(balance, price, unit)?;
        }
        Ok(sums)
    }

    /// What is owed of a reserve with so many scaled units.
    ///
    /// # Errors
    /// [`RiskError::OnlyAtBlock`] for any but what the tokens said, where only they can count it.
    pub(super) fn owed(
        &self,
        reserve: &Reserve,
        debt_scaled: U256,
        at: Timestamp,
    ) -> Result<U256, RiskError> {
        match reserve.told_debt.filter(|_| self.user.borrows(reserve.id)) {
            Some(told) if told.at == at && debt_scaled == reserve.debt_scaled => Ok(told.balance),
            Some(_) => Err(RiskError::OnlyAtBlock),
            None if debt_scaled.is_zero() => Ok(U256::ZERO),
            None => {
                let index = reserve.borrow_index_at(at, self.profile)?;
                Ok(self.rules().debt_balance(debt_scaled, index)?)
            }
        }
    }

    /// Whether the release leaves this reserve out of the account's collateral wholly.
    pub(super) fn skips(&self, reserve: &Reserve) -> bool {
        self.rules().zero_base_threshold_is_skipped
            && reserve.config.liquidation_threshold() == BasisPoints::ZERO
    }

    /// A reserve as a leg, for showing.
    pub(super) fn show(
        &self,
        reserve: &Reserve,
        price: U256,
        at: Timestamp,
    ) -> Result<Leg, RiskError> {
        let decimals = reserve.config.decimals();
        let unit = reserve.unit()?;
        let mut leg = Leg {
            asset: reserve.asset,
            symbol: reserve.symbol.clone(),
            decimals,
            price: Some(TokenAmount::new(price, self.base().decimals)),
            collateral: None,
            debt: None,
        };
        if !reserve.supply_scaled.is_zero() {
            let index = reserve.liquidity_index_at(at)?;
            let balance = self.rules().supply_balance(reserve.supply_scaled, index)?;
            let threshold = self.threshold(reserve);
            leg.collateral = Some(Collateral {
                balance: TokenAmount::new(balance, decimals),
                value: Some(collateral_value(balance, price, unit)?),
                yearly_rate: Wad::from_raw(mul_div_floor(reserve.liquidity_rate.raw(), WAD, RAY)?),
                liquidation_threshold: threshold.to_wad(),
                not_counted: match self.user.uses_as_collateral(reserve.id) {
                    _ if threshold == BasisPoints::ZERO => Some(Obstacle::NotCollateral),
                    false => Some(Obstacle::CollateralDisabled),
                    true => None,
                },
            });
        }
        let balance = self.owed(reserve, reserve.debt_scaled, at)?;
        if !balance.is_zero() {
            leg.debt = Some(Debt {
                balance: TokenAmount::new(balance, decimals),
                value: self.rules().debt_value().mul_div(balance, price, unit)?,
                yearly_rate: Wad::from_raw(mul_div_ceil(reserve.borrow_rate.raw(), WAD, RAY)?),
            });
        }
        Ok(leg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::aave_v3::Profile;

    /// Two thirds: the wad division rounds to the nearest, and the one by basis points after it cuts off.
    #[test]
    fn a_ratio_is_cut_off_to_the_wad() {
        let totals = Totals {
            collateral: U256::from(2),
            collateral_by_threshold: U256::from(20_000),
            collateral_by_ltv: U256::ZERO,
            debt: U256::from(3),
        };
        let two_thirds = U256::from(666_666_666_666_666_666_u64);
        let health = totals.health(Profile::V3_6.rules());
        assert_eq!(health, Ok(Health::Ratio(Wad::from_raw(two_thirds))));
    }
}
