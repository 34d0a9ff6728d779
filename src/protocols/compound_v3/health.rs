//! What the collateral allows, what is owed, and the ratio of the two.
//!
//! Mirrors `Comet.isLiquidatable` and `isBorrowCollateralized`. The contract has no health factor;
//! ours is `⌊N * W / D⌋`, which is below one exactly where `absorb` succeeds: `N < D`. The
//! contract stops adding as soon as the debt is covered, which does not change what it answers.

use alloy::primitives::U256;

use super::accrual::present_value;
use super::{CometAsset, CometPosition};
use crate::math::contract::{add, mul_div_floor};
use crate::math::{MathError, Timestamp, WAD, Wad};
use crate::risk::{Health, RiskError};

/// A share of a collateral's value.
pub(super) type Factor = fn(&CometAsset) -> U256;

/// What the market itself answers about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Views {
    /// `borrowBalanceOf`: what is owed, with the interest up to the block.
    pub borrow_balance: U256,
    /// `isLiquidatable`: by the stored index, without the interest since the last accrual.
    pub liquidatable: bool,
    /// `isBorrowCollateralized`: whether more could be borrowed, by the stored index.
    pub borrow_collateralized: bool,
}

impl CometPosition {
    /// What the market itself answers in a block at `at`.
    ///
    /// Two of its three answers leave out the interest since the last accrual: an account may be
    /// called safe here and be absorbed in the same block, because `absorb` accrues first.
    ///
    /// # Errors
    /// [`RiskError::Math`] where the contract would revert.
    pub fn views(&self, at: Timestamp) -> Result<Views, RiskError> {
        let index = self.base.borrow_index;
        let stored = self.value_of_debt(self.owed(), index, self.base_price())?;
        let covers = |factor| Ok::<_, MathError>(self.weighted(&self.prices, factor)? >= stored);
        Ok(Views {
            borrow_balance: self.borrow_balance(at)?,
            // Nothing covers a debt of nothing, too.
            liquidatable: !covers(|asset| asset.liquidate_factor)?,
            borrow_collateralized: covers(|asset| asset.borrow_factor)?,
        })
    }

    /// The health factor at a time, at these prices.
    pub(super) fn health_at(&self, at: Timestamp, prices: &[U256]) -> Result<Health, RiskError> {
        if prices.len() != self.prices.len() {
            return Err(RiskError::WrongPriceCount);
        }
        let base_price = prices.last().copied().unwrap_or_default();
        let index = self.base.borrow_index_at(at)?;
        let debt = self.value_of_debt(self.owed(), index, base_price)?;
        let allowed = self.weighted(prices, |asset| asset.liquidate_factor)?;
        Ok(ratio(allowed, debt)?)
    }

    /// Value of the debt at a time, at the price as read.
    pub(super) fn debt_at(&self, at: Timestamp) -> Result<U256, MathError> {
        let index = self.base.borrow_index_at(at)?;
        self.value_of_debt(self.owed(), index, self.base_price())
    }

    /// Value of an owed principal: `⌊⌊principal * index / 10^15⌋ * price / scale⌋`.
    pub(super) fn value_of_debt(
        &self,
        principal: U256,
        borrow_index: U256,
        price: U256,
    ) -> Result<U256, MathError> {
        let owed = present_value(principal, borrow_index)?;
        mul_div_floor(owed, price, self.base_scale()?)
    }

    /// `Σ ⌊⌊balance * price / scale⌋ * factor / W⌋` over the collateral.
    pub(super) fn weighted(&self, prices: &[U256], factor: Factor) -> Result<U256, MathError> {
        self.assets
            .iter()
            .zip(prices)
            .try_fold(U256::ZERO, |sum, (asset, &price)| {
                add(sum, asset.weighted(asset.balance, price, factor)?)
            })
    }

    /// The same without one asset.
    pub(super) fn weighted_without(
        &self,
        excluded: &CometAsset,
        factor: Factor,
    ) -> Result<U256, MathError> {
        let rest = self.assets.iter().zip(&self.prices);
        rest.filter(|(asset, _)| asset.id != excluded.id)
            .try_fold(U256::ZERO, |sum, (asset, &price)| {
                add(sum, asset.weighted(asset.balance, price, factor)?)
            })
    }
}

impl CometAsset {
    /// `⌊balance * price / scale⌋`.
    pub(super) fn value(&self, balance: U256, price: U256) -> Result<U256, MathError> {
        mul_div_floor(balance, price, self.scale()?)
    }

    /// `⌊value * factor / W⌋`.
    pub(super) fn weighted(
        &self,
        balance: U256,
        price: U256,
        factor: Factor,
    ) -> Result<U256, MathError> {
        mul_div_floor(self.value(balance, price)?, factor(self), WAD)
    }
}

/// `⌊N * W / D⌋`. A debt too small to have a value cannot be liquidated: it is as if there were
/// none.
pub(super) fn ratio(allowed: U256, debt: U256) -> Result<Health, MathError> {
    if debt.is_zero() {
        return Ok(Health::NoDebt);
    }
    let ratio = mul_div_floor(allowed, WAD, debt)?;
    Ok(Health::Ratio(Wad::from_raw(ratio)))
}
