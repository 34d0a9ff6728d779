//! The scale of oracle prices, and what collateral is worth at one.

use alloy::primitives::U256;

use crate::math::MathError;
use crate::math::contract::mul_div_floor;

/// Oracle prices are loan units per collateral unit, times this.
pub(super) const PRICE_SCALE: U256 =
    U256::from_limbs([0xb34b_9f10_0000_0000, 0x00c0_97ce_7bc9_0715, 0, 0]);
/// The decimals of [`PRICE_SCALE`].
pub(super) const PRICE_DECIMALS: u8 = 36;

/// Collateral in units of the loan token, rounded down.
pub(super) fn collateral_value(collateral: U256, price: U256) -> Result<U256, MathError> {
    mul_div_floor(collateral, price, PRICE_SCALE)
}
