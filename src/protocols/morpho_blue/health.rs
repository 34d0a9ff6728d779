//! What the account owes, what its collateral allows, and the quotient of the two.
//!
//! Mirrors `Morpho._isHealthy`.

use alloy::primitives::U256;

use super::MorphoPosition;
use super::price::collateral_value;
use super::shares::Total;
use crate::math::contract::mul_div_floor;
use crate::math::{MathError, Timestamp, WAD, Wad};
use crate::risk::Health;

/// What decides whether a position is healthy, in units of the loan token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// What is owed, rounded up; zero without borrow shares.
    pub borrowed: U256,
    /// What the collateral allows to be owed: its value times the LLTV, each rounded down.
    pub max_borrow: U256,
}

impl Sums {
    /// `⌊max borrow * W / borrowed⌋`. At exactly 1 the contract calls the position healthy.
    ///
    /// # Errors
    /// [`MathError::Overflow`] for a ratio of more than 256 bits.
    pub fn health(self) -> Result<Health, MathError> {
        if self.borrowed.is_zero() {
            return Ok(Health::NoDebt);
        }
        // The contract compares and never divides, so the product may exceed 256 bits.
        let ratio = crate::math::mul_div_floor(self.max_borrow, WAD, self.borrowed)?;
        Ok(Health::Ratio(Wad::from_raw(ratio)))
    }
}

impl MorphoPosition {
    /// What is owed and what is allowed at a time, at the price as read.
    ///
    /// # Errors
    /// [`MathError::Overflow`] where the contract would revert, and before the last accrual.
    pub fn sums(&self, at: Timestamp) -> Result<Sums, MathError> {
        self.sums_with_price(at, self.price())
    }

    /// The same at another price. Without debt the price is not looked at, as in the contract.
    pub(super) fn sums_with_price(&self, at: Timestamp, price: U256) -> Result<Sums, MathError> {
        let borrowed = self.borrowed(at)?;
        let max_borrow = match borrowed.is_zero() {
            true => U256::ZERO,
            false => self.max_borrow(U256::from(self.account.collateral), price)?,
        };
        Ok(Sums {
            borrowed,
            max_borrow,
        })
    }

    /// What the account owes at a time, rounded up.
    ///
    /// # Errors
    /// As [`sums`](Self::sums).
    pub fn borrowed(&self, at: Timestamp) -> Result<U256, MathError> {
        if self.account.borrow_shares == 0 {
            return Ok(U256::ZERO);
        }
        self.owed(self.market_at(at)?.borrowed())
    }

    /// What the account owes of these totals.
    pub(super) fn owed(&self, total: Total) -> Result<U256, MathError> {
        total.assets_up(U256::from(self.account.borrow_shares))
    }

    /// `⌊⌊collateral * price / 10^36⌋ * lltv / W⌋`.
    pub(super) fn max_borrow(&self, collateral: U256, price: U256) -> Result<U256, MathError> {
        let value = collateral_value(collateral, price)?;
        mul_div_floor(value, self.params.lltv.raw(), WAD)
    }
}
