use alloy::primitives::U256;

use crate::math::TokenAmount;

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
    /// So much gas is kept to be paid for.
    kept_gas: u64,
}

impl Purse {
    /// With the fees of a whole top-up kept.
    #[must_use]
    pub const fn new(coin: U256, gas_price: U256) -> Self {
        Self {
            coin,
            gas_price,
            // 1,500,000.
            kept_gas: GAS.saturating_mul(PRICE_RISES),
        }
    }

    /// The same for several ways in one top-up: each takes gas of its own.
    #[must_use]
    pub const fn for_several(self) -> Self {
        Self {
            kept_gas: self.kept_gas.saturating_mul(2),
            ..self
        }
    }

    /// What is kept of it for fees.
    #[must_use]
    pub const fn kept(&self) -> U256 {
        self.gas_price
            .saturating_mul(U256::from_limbs([self.kept_gas, 0, 0, 0]))
    }

    /// The same for what is left to do of what was agreed to: what was kept is there to be used up, by the
    /// steps that were signed, and by a price that rose.
    #[must_use]
    pub const fn for_the_rest(self) -> Self {
        Self {
            kept_gas: self.kept_gas.div_euclid(PRICE_RISES),
            ..self
        }
    }

    /// What can be spent of it, with the fees left that are kept.
    #[must_use]
    pub fn spendable(&self) -> U256 {
        self.coin.saturating_sub(self.kept())
    }
}

/// The price of gas rises by an eighth a block at most (EIP-1559); of two blocks that is more than a
/// quarter.
const QUARTERS: u64 = 5;

/// What the network takes for the steps of a top-up, beside what they move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fee {
    /// About so much of the chain's coin, rounded up.
    pub amount: TokenAmount,
    /// Whether the account has it, and the coin that the steps send.
    pub is_there: bool,
}

impl Purse {
    /// What so much gas costs, where the steps send this much of the coin besides.
    #[must_use]
    pub fn fee(&self, gas: u64, sent: U256) -> Fee {
        let most = U256::from(gas)
            .saturating_mul(self.gas_price)
            .saturating_mul(U256::from(QUARTERS));
        let fee = most.div_ceil(U256::from(4));
        Fee {
            amount: TokenAmount::new(fee, COIN_DECIMALS),
            is_there: self.coin >= fee.saturating_add(sent),
        }
    }
}

/// Of the coin of every chain.
const COIN_DECIMALS: u8 = 18;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fees_of_a_top_up_are_left() {
        let purse = |coin: u64, gas_price: u64| Purse::new(U256::from(coin), U256::from(gas_price));
        assert_eq!(purse(1_500_001, 1).spendable(), U256::ONE);
        assert_eq!(purse(1_500_000, 1).spendable(), U256::ZERO);
        assert_eq!(purse(1, u64::MAX).spendable(), U256::ZERO);
        let several = purse(3_000_001, 1).for_several();
        assert_eq!(several.spendable(), U256::ONE);
        // Of what was kept two thirds may be gone when the last of it is looked at.
        let rest = purse(1_000_001, 1).for_several().for_the_rest();
        assert_eq!(rest.spendable(), U256::ONE);
    }

    #[test]
    fn a_fee_is_rounded_up_and_is_there_to_the_wei() {
        let purse = Purse::new(U256::from(20), U256::from(3));
        // ⌈5 * 3 * 5 / 4⌉.
        let fee = purse.fee(5, U256::ONE);
        assert_eq!(fee.amount.raw, U256::from(19));
        assert!(fee.is_there);
        assert!(!purse.fee(5, U256::from(2)).is_there);
    }
}
