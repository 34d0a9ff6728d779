//! Operations that fail exactly where the contracts revert: at 256 bits.
//!
//! Mirrors `WadRayMath`, `PercentageMath` and `MathUtils` of Aave v3, and Solidity's own checked
//! `+`, `-`, `*`. Only the roundings that those libraries have.

use alloy::primitives::U256;

use super::MathError;
use super::mul_div::round_up;
use super::wide::Wide;

/// `a + b` as Solidity 0.8 adds.
///
/// # Errors
/// [`MathError::Overflow`].
pub fn add(a: U256, b: U256) -> Result<U256, MathError> {
    a.checked_add(b).ok_or(MathError::Overflow)
}

/// `a - b` as Solidity 0.8 subtracts.
///
/// # Errors
/// [`MathError::Overflow`] when `b` is greater.
pub fn sub(a: U256, b: U256) -> Result<U256, MathError> {
    a.checked_sub(b).ok_or(MathError::Overflow)
}

/// `a * b` as Solidity 0.8 multiplies.
///
/// # Errors
/// [`MathError::Overflow`].
pub fn mul(a: U256, b: U256) -> Result<U256, MathError> {
    Wide::product(&a, &b).narrow()
}

/// `⌊a / b⌋`.
///
/// # Errors
/// [`MathError::DivisionByZero`].
pub fn div_floor(a: U256, b: U256) -> Result<U256, MathError> {
    let mut number = Wide::new(a.as_limbs());
    number.divide(b.as_limbs())?;
    number.narrow()
}

/// `⌊a * b / divisor⌋`. Mirrors `rayMulFloor`, `rayDivFloor`, `percentMulFloor`.
///
/// # Errors
/// [`MathError::Overflow`] when the product exceeds 256 bits; [`MathError::DivisionByZero`].
pub fn mul_div_floor(a: U256, b: U256, divisor: U256) -> Result<U256, MathError> {
    let (quotient, _) = divide(Wide::product(&a, &b), &divisor)?;
    Ok(quotient)
}

/// `⌈a * b / divisor⌉`. Mirrors `rayMulCeil`, `rayDivCeil`, `percentMulCeil`, `mulDivCeil`.
///
/// # Errors
/// [`MathError::Overflow`] when the product exceeds 256 bits; [`MathError::DivisionByZero`].
pub fn mul_div_ceil(a: U256, b: U256, divisor: U256) -> Result<U256, MathError> {
    let (quotient, is_exact) = divide(Wide::product(&a, &b), &divisor)?;
    round_up(quotient, is_exact)
}

/// `⌊(a * b + ⌊divisor / 2⌋) / divisor⌋`. Mirrors `wadMul`, `wadDiv`, `rayMul`, `rayDiv`,
/// `percentMul`, `percentDiv`.
///
/// # Errors
/// [`MathError::Overflow`] when the product and the half exceed 256 bits;
/// [`MathError::DivisionByZero`].
pub fn mul_div_half_up(a: U256, b: U256, divisor: U256) -> Result<U256, MathError> {
    let (quotient, _) = divide(Wide::product_and_half(&a, &b, &divisor), &divisor)?;
    Ok(quotient)
}

/// `⌊dividend / divisor⌋` of what Solidity keeps in 256 bits, and whether nothing was cut off.
fn divide(mut dividend: Wide, divisor: &U256) -> Result<(U256, bool), MathError> {
    if !dividend.fits_256_bits() {
        return Err(MathError::Overflow);
    }
    let is_exact = dividend.divide(divisor.as_limbs())?;
    Ok((dividend.narrow()?, is_exact))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_over_256_bits_reverts() {
        let two = U256::from(2);
        assert_eq!(mul_div_floor(U256::MAX, two, two), Err(MathError::Overflow));
        assert_eq!(mul_div_ceil(U256::MAX, two, two), Err(MathError::Overflow));
        // The half is added inside the 256 bits, as in `rayMul`.
        assert_eq!(
            mul_div_half_up(U256::MAX, U256::ONE, two),
            Err(MathError::Overflow)
        );
        assert_eq!(mul_div_floor(U256::MAX, U256::ONE, two), Ok(U256::MAX >> 1));
        assert_eq!(sub(U256::ZERO, U256::ONE), Err(MathError::Overflow));
        assert_eq!(div_floor(two, U256::ZERO), Err(MathError::DivisionByZero));
    }

    #[test]
    fn halves_go_up() {
        let [two, five] = [2, 5].map(U256::from);
        assert_eq!(mul_div_half_up(five, U256::ONE, two), Ok(U256::from(3)));
        assert_eq!(mul_div_floor(five, U256::ONE, two), Ok(two));
        assert_eq!(mul_div_ceil(five, U256::ONE, two), Ok(U256::from(3)));
        // An odd divisor: 7/5 is below its half, 8/5 above.
        assert_eq!(
            mul_div_half_up(U256::from(7), U256::ONE, five),
            Ok(U256::ONE)
        );
        assert_eq!(mul_div_half_up(U256::from(8), U256::ONE, five), Ok(two));
    }
}
