use alloy::primitives::U256;
use serde::{Deserialize, Serialize};

use super::decimal;

/// An amount of a token in its smallest units, with the number of decimals that the token shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TokenAmount {
    /// Smallest units, as the token's contract counts them.
    pub raw: U256,
    /// A whole token is `10^decimals` units.
    pub decimals: u8,
}

impl TokenAmount {
    /// An amount of `raw` units.
    #[must_use]
    pub const fn new(raw: U256, decimals: u8) -> Self {
        Self { raw, decimals }
    }

    /// No tokens.
    #[must_use]
    pub const fn zero(decimals: u8) -> Self {
        Self::new(U256::ZERO, decimals)
    }

    /// In whole tokens, rounded down to `max_fraction_digits`: for what one owns.
    #[must_use]
    pub fn format_floor(self, max_fraction_digits: u8) -> String {
        decimal::format_floor(self.raw, self.decimals, max_fraction_digits)
    }

    /// In whole tokens, rounded up to `max_fraction_digits`: for what one owes or must pay.
    #[must_use]
    pub fn format_ceil(self, max_fraction_digits: u8) -> String {
        decimal::format_ceil(self.raw, self.decimals, max_fraction_digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_owned_is_cut_and_what_is_owed_is_not() {
        let amount = TokenAmount::new(U256::from(1_234_567), 6);
        assert_eq!(amount.format_floor(2), "1.23");
        assert_eq!(amount.format_ceil(2), "1.24");
        assert_eq!(amount.format_floor(6), amount.format_ceil(6));
        assert_eq!(TokenAmount::zero(18).format_ceil(2), "0");
    }
}
