use alloy::primitives::U256;

use crate::math::{TokenAmount, mul_div_ceil, mul_div_floor, pow10};

/// Of every value here.
const DECIMALS: u8 = 18;

/// A price of one.
pub(super) const ONE: TokenAmount = TokenAmount {
    raw: U256::ONE,
    decimals: 0,
};

/// What an amount is worth at a price, rounded down, in units of 10^-18 of the base currency whatever its
/// own decimals: sets are compared by that, nothing is signed by it.
pub(super) fn worth(amount: TokenAmount, price: TokenAmount) -> U256 {
    let digits = amount.decimals.saturating_add(price.decimals);
    let worth = match digits.checked_sub(DECIMALS) {
        Some(more) => pow10(more).and_then(|unit| mul_div_floor(amount.raw, price.raw, unit)),
        None => pow10(DECIMALS.saturating_sub(digits))
            .map(|unit| amount.raw.saturating_mul(price.raw).saturating_mul(unit)),
    };
    worth.unwrap_or(U256::MAX)
}

/// The least amount, of so many decimals, that is worth so much at a price.
pub(super) fn amount_worth(value: U256, decimals: u8, price: TokenAmount) -> U256 {
    let digits = decimals.saturating_add(price.decimals);
    let amount = match digits.checked_sub(DECIMALS) {
        Some(more) => pow10(more).and_then(|unit| mul_div_ceil(value, unit, price.raw)),
        None => pow10(DECIMALS.saturating_sub(digits)).and_then(|unit| {
            let price = price.raw.saturating_mul(unit);
            mul_div_ceil(value, U256::ONE, price)
        }),
    };
    amount.unwrap_or(U256::MAX)
}
