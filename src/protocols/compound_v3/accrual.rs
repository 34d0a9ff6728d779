//! Interest on paper: what the base token's indices and balances will be at a later time.
//!
//! Mirrors `Comet.accruedInterestIndices`, `getUtilization`, `getSupplyRate`, `getBorrowRate` and
//! `CometCore.presentValue*`, `principalValue*`. Between two touches of the market an index grows
//! linearly, at the rate that the stored totals decide. Collateral earns nothing.

use alloy::primitives::{Address, U256};

use super::{PauseFlags, Release, Unit};
use crate::math::contract::{add, mul, mul_div_ceil, mul_div_floor};
use crate::math::{MathError, Timestamp, WAD, Wad, yearly_rate};

/// An index of one: `BASE_INDEX_SCALE`.
pub(super) const INDEX_SCALE: U256 = U256::from_limbs([1_000_000_000_000_000, 0, 0, 0]);

/// The token that a market lends: what all lend and owe of it, and what that costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaseToken {
    /// The token.
    pub asset: Address,
    /// Its name, made safe to show.
    pub symbol: String,
    /// A whole token is `10^decimals` units: the market's `baseScale`.
    pub decimals: u8,
    /// What its price, and every other of the market, is counted in.
    pub unit: Unit,
    /// By which rules the market counts.
    pub release: Release,
    /// Growth of one lent unit at `last_accrual`; one is `10^15`.
    pub supply_index: U256,
    /// Growth of one owed unit at `last_accrual`; one is `10^15`.
    pub borrow_index: U256,
    /// Everything lent, as principal.
    pub total_supply: U256,
    /// Everything owed, as principal.
    pub total_borrow: U256,
    /// When the indices were stored.
    pub last_accrual: Timestamp,
    /// What lenders earn.
    pub supply_curve: Curve,
    /// What borrowers pay.
    pub borrow_curve: Curve,
    /// Which actions the market has stopped.
    pub pauses: PauseFlags,
    /// The market has stopped supply of the base token alone, and so repayment.
    pub supply_paused: bool,
}

/// An interest rate per second by utilisation, all in wad: linear up to the kink, and from there
/// with another slope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Curve {
    /// The utilisation where the slope changes.
    pub kink: U256,
    /// Slope up to the kink.
    pub slope_low: U256,
    /// Slope above it.
    pub slope_high: U256,
    /// The rate at no utilisation.
    pub base: U256,
}

impl Curve {
    /// The rate per second, in wad.
    ///
    /// # Errors
    /// [`MathError::Overflow`] where the contract would revert: it keeps rates in 64 bits.
    pub fn rate(&self, utilization_wad: U256) -> Result<U256, MathError> {
        let below = utilization_wad.min(self.kink);
        // Zero up to the kink, where the contract does not add this part.
        let above = utilization_wad.saturating_sub(self.kink);
        let low = mul_div_floor(self.slope_low, below, WAD)?;
        let high = mul_div_floor(self.slope_high, above, WAD)?;
        in_64_bits(add(add(self.base, low)?, high)?)
    }
}

impl BaseToken {
    /// `⌊borrowed * W / lent⌋` by the stored indices; zero where nothing is lent.
    ///
    /// # Errors
    /// [`MathError::Overflow`] where the contract would revert.
    pub fn utilization_wad(&self) -> Result<U256, MathError> {
        let lent = present_value(self.total_supply, self.supply_index)?;
        let borrowed = present_value(self.total_borrow, self.borrow_index)?;
        match lent.is_zero() {
            true => Ok(U256::ZERO),
            false => mul_div_floor(borrowed, WAD, lent),
        }
    }

    /// What a curve comes to in a year at today's utilisation, without compounding: an index grows
    /// linearly until somebody touches the market.
    ///
    /// # Errors
    /// [`MathError::Overflow`] where the contract would revert.
    pub fn yearly_rate(&self, curve: &Curve) -> Result<Wad, MathError> {
        yearly_rate(curve.rate(self.utilization_wad()?)?)
    }

    /// The supply index at a time.
    ///
    /// # Errors
    /// [`MathError::Overflow`] before the last accrual, or where the contract would revert.
    pub fn supply_index_at(&self, at: Timestamp) -> Result<U256, MathError> {
        self.grown(self.supply_index, self.total_supply, &self.supply_curve, at)
    }

    /// The borrow index at a time.
    ///
    /// # Errors
    /// [`MathError::Overflow`] before the last accrual, or where the contract would revert.
    pub fn borrow_index_at(&self, at: Timestamp) -> Result<U256, MathError> {
        self.grown(self.borrow_index, self.total_borrow, &self.borrow_curve, at)
    }

    /// `index + ⌊index * (rate * seconds) / W⌋`.
    fn grown(
        &self,
        index: U256,
        total: U256,
        curve: &Curve,
        at: Timestamp,
    ) -> Result<U256, MathError> {
        let seconds = at.seconds_since(self.last_accrual)?;
        if seconds == 0 || !self.release.grows(total) {
            return Ok(index);
        }
        let rate = curve.rate(self.utilization_wad()?)?;
        let growth = mul_div_floor(index, mul(rate, U256::from(seconds))?, WAD)?;
        in_64_bits(add(index, growth)?)
    }
}

/// Tokens that a principal stands for: `⌊principal * index / 10^15⌋`, of what is lent and of what
/// is owed.
pub(super) fn present_value(principal: U256, index: U256) -> Result<U256, MathError> {
    mul_div_floor(principal, index, INDEX_SCALE)
}

/// The principal of lent tokens: `⌊value * 10^15 / index⌋`.
pub(super) fn lent_principal(value: U256, supply_index: U256) -> Result<U256, MathError> {
    mul_div_floor(value, INDEX_SCALE, supply_index)
}

/// The principal of owed tokens: `⌈value * 10^15 / index⌉`. Up: the borrower owes the last unit.
pub(super) fn owed_principal(value: U256, borrow_index: U256) -> Result<U256, MathError> {
    mul_div_ceil(value, INDEX_SCALE, borrow_index)
}

/// Mirrors `safe64`, and the checked addition of two `uint64`.
fn in_64_bits(value: U256) -> Result<U256, MathError> {
    match u64::try_from(value) {
        Ok(_) => Ok(value),
        Err(_) => Err(MathError::Overflow),
    }
}
