//! Interest on paper: a market's totals at a later time.
//!
//! Mirrors `Morpho._accrueInterest` and `MathLib.wTaylorCompounded`.

use alloy::primitives::{B256, U256};
use serde::{Deserialize, Serialize};

use super::irm::{CurveRate, Irm, curve_rate};
use super::shares::Total;
use crate::math::contract::{add, mul, mul_div_floor, sub};
use crate::math::{MathError, Timestamp, WAD};

/// A market's totals, in the contract's own integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MarketState {
    /// What suppliers have, in units of the loan token.
    pub total_supply_assets: u128,
    /// Their shares of it.
    pub total_supply_shares: u128,
    /// What borrowers owe, in units of the loan token.
    pub total_borrow_assets: u128,
    /// Their shares of it.
    pub total_borrow_shares: u128,
    /// When interest was last added.
    pub last_update: Timestamp,
    /// The share of interest that the fee recipient gets, in wad.
    pub fee: u128,
}

impl MarketState {
    /// A market before its first supply.
    pub(super) const EMPTY: Self = Self {
        total_supply_assets: 0,
        total_supply_shares: 0,
        total_borrow_assets: 0,
        total_borrow_shares: 0,
        last_update: Timestamp(0),
        fee: 0,
    };

    /// As the contract's `Market` struct is encoded.
    pub(super) fn words(self) -> [B256; 6] {
        [
            self.total_supply_assets,
            self.total_supply_shares,
            self.total_borrow_assets,
            self.total_borrow_shares,
            self.last_update.0.into(),
            self.fee,
        ]
        .map(|number| U256::from(number).into())
    }

    /// The totals at a time, as the contract would store them if it were called then.
    ///
    /// # Errors
    /// [`MathError::Overflow`] before the last update, or where the contract would revert.
    pub fn accrued(&self, irm: Irm, at: Timestamp) -> Result<Self, MathError> {
        let seconds = at.seconds_since(self.last_update)?;
        let mut later = Self {
            last_update: at,
            ..*self
        };
        if seconds == 0 || irm == Irm::None {
            return Ok(later);
        }
        let rate = self.borrow_rate(irm, at)?;
        let borrowed = U256::from(self.total_borrow_assets);
        let interest = mul_div_floor(borrowed, compounded(rate, seconds)?, WAD)?;
        let supplied = add(U256::from(self.total_supply_assets), interest)?;
        later.total_borrow_assets = stored(add(borrowed, interest)?)?;
        later.total_supply_assets = stored(supplied)?;
        if self.fee != 0 {
            // The fee is minted as shares of what the suppliers have without it.
            let fee = mul_div_floor(interest, U256::from(self.fee), WAD)?;
            let shares = U256::from(self.total_supply_shares);
            let others = Total {
                assets: sub(supplied, fee)?,
                shares,
            };
            later.total_supply_shares = stored(add(shares, others.shares_down(fee)?)?)?;
        }
        Ok(later)
    }

    /// The rate that borrowers pay for the time from the last update until `at`, per second in
    /// wad. Mirrors `borrowRateView` at that time.
    ///
    /// # Errors
    /// As [`accrued`](Self::accrued).
    pub fn borrow_rate(&self, irm: Irm, at: Timestamp) -> Result<U256, MathError> {
        let seconds = at.seconds_since(self.last_update)?;
        irm.borrow_rate(
            U256::from(self.total_borrow_assets),
            U256::from(self.total_supply_assets),
            seconds,
        )
    }

    /// The rate that borrowers pay at that moment, per second in wad: what the model would charge
    /// from then on, if the market were touched.
    ///
    /// # Errors
    /// As [`accrued`](Self::accrued).
    pub fn rate_in_force(&self, irm: Irm, at: Timestamp) -> Result<U256, MathError> {
        let irm = match irm {
            Irm::AdaptiveCurve { rate_at_target } => Irm::AdaptiveCurve {
                rate_at_target: self.curve_rate(rate_at_target, at)?.rate_at_target,
            },
            Irm::None | Irm::Other { .. } => irm,
        };
        self.accrued(irm, at)?.borrow_rate(irm, at)
    }

    /// What the adaptive curve would charge and store at a time.
    ///
    /// # Errors
    /// As [`accrued`](Self::accrued).
    pub fn curve_rate(&self, rate_at_target: u64, at: Timestamp) -> Result<CurveRate, MathError> {
        curve_rate(
            U256::from(self.total_borrow_assets),
            U256::from(self.total_supply_assets),
            rate_at_target,
            at.seconds_since(self.last_update)?,
        )
    }

    /// The borrowers' side.
    pub(super) fn borrowed(&self) -> Total {
        Total {
            assets: U256::from(self.total_borrow_assets),
            shares: U256::from(self.total_borrow_shares),
        }
    }
}

/// `e^(rate * seconds) - 1` by three terms of its series. Mirrors `wTaylorCompounded`.
fn compounded(rate: U256, seconds: u64) -> Result<U256, MathError> {
    let first = mul(rate, U256::from(seconds))?;
    let second = mul_div_floor(first, first, mul(U256::from(2), WAD)?)?;
    let third = mul_div_floor(second, first, mul(U256::from(3), WAD)?)?;
    add(add(first, second)?, third)
}

/// A number in the 128 bits that the contract stores. Mirrors `UtilsLib.toUint128`.
pub(super) fn stored(number: U256) -> Result<u128, MathError> {
    u128::try_from(number).map_err(|_| MathError::Overflow)
}
