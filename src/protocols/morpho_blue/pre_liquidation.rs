//! Contracts that an account may have let liquidate it earlier than the market does.
//!
//! Mirrors `PreLiquidation.preLiquidate`: it closes a part of the debt of a borrower who has
//! authorised it on Morpho, from a lower loan-to-value on, at the price of an oracle of its own.

use alloy::primitives::{Address, U256};

use super::MorphoPosition;
use super::health::collateral_value;
use super::liquidation::lowest_price;
use crate::math::contract::mul_div_floor;
use crate::math::{MathError, Timestamp, WAD, Wad};
use crate::risk::LiquidationPrice;

/// A pre-liquidation contract that the account has authorised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreLiquidation {
    /// The contract.
    pub contract: Address,
    /// The loan-to-value above which it acts, below the market's.
    pub pre_lltv: Wad,
    /// The price that it goes by, in the scale of the market's oracle.
    pub price: U256,
}

impl PreLiquidation {
    /// Whether it may act on an account now: `borrowed > ⌊⌊collateral * price⌋ * pre-LLTV⌋`.
    ///
    /// Above the market's own LLTV at this price it leaves the account to ordinary liquidation.
    ///
    /// # Errors
    /// [`MathError::Overflow`] where the contract would revert.
    pub fn may_act(&self, position: &MorphoPosition, at: Timestamp) -> Result<bool, MathError> {
        let borrowed = position.borrowed(at)?;
        let value = collateral_value(U256::from(position.account.collateral), self.price)?;
        Ok(borrowed > mul_div_floor(value, self.pre_lltv.raw(), WAD)?)
    }

    /// The lowest price of its oracle at which it may not act.
    ///
    /// # Errors
    /// [`MathError::Overflow`] before the last accrual.
    pub fn lowest_safe_price(
        &self,
        position: &MorphoPosition,
        at: Timestamp,
    ) -> Result<LiquidationPrice, MathError> {
        let collateral = U256::from(position.account.collateral);
        lowest_price(position.borrowed(at)?, collateral, self.pre_lltv)
    }
}
