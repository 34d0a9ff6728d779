use alloy::primitives::U256;

/// Gas that the steps of a top-up take together, rounded up generously: to make a token out of coin, a
/// permission, and the supply or repayment itself.
const GAS: u64 = 500_000;

/// The price of gas may rise so many times until the last of them is signed.
const PRICE_RISES: u64 = 3;

/// What the account has of its chain's coin, and what gas costs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purse {
    /// Wei.
    pub coin: U256,
    /// Wei for a unit of gas.
    pub gas_price: U256,
}

impl Purse {
    /// What can be spent of it, with the fees of a whole top-up left.
    #[must_use]
    pub fn spendable(&self) -> U256 {
        let fees = self
            .gas_price
            .saturating_mul(U256::from(GAS.saturating_mul(PRICE_RISES)));
        self.coin.saturating_sub(fees)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fees_of_a_top_up_are_left() {
        let purse = |coin: u64, gas_price: u64| Purse {
            coin: U256::from(coin),
            gas_price: U256::from(gas_price),
        };
        assert_eq!(purse(1_500_001, 1).spendable(), U256::ONE);
        assert_eq!(purse(1_500_000, 1).spendable(), U256::ZERO);
        assert_eq!(purse(1, u64::MAX).spendable(), U256::ZERO);
    }
}
