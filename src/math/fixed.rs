use alloy::primitives::U256;
use serde::{Deserialize, Serialize};

/// One in wad: 10^18.
pub const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// One in ray: 10^27, written as its two lowest 64-bit limbs.
pub const RAY: U256 = U256::from_limbs([0x9fd0_803c_e800_0000, 0x033b_2e3c, 0, 0]);

/// A decimal number with 18 digits after the point: 1 is `10^18`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wad(U256);

impl Wad {
    /// Exactly 1.
    pub const ONE: Self = Self(WAD);
    /// Exactly 0.
    pub const ZERO: Self = Self(U256::ZERO);

    /// The number whose raw integer is `raw`, in units of 10^-18.
    #[must_use]
    pub const fn from_raw(raw: U256) -> Self {
        Self(raw)
    }

    /// The raw integer, in units of 10^-18.
    #[must_use]
    pub const fn raw(self) -> U256 {
        self.0
    }
}

/// A decimal number with 27 digits after the point: 1 is `10^27`. Aave's rates and indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ray(U256);

impl Ray {
    /// Exactly 1.
    pub const ONE: Self = Self(RAY);

    /// The number whose raw integer is `raw`, in units of 10^-27.
    #[must_use]
    pub const fn from_raw(raw: U256) -> Self {
        Self(raw)
    }

    /// The raw integer, in units of 10^-27.
    #[must_use]
    pub const fn raw(self) -> U256 {
        self.0
    }
}

/// A share in hundredths of a percent: 10,000 is all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisPoints(u16);

impl BasisPoints {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// All of it: 100%.
    pub const ONE: Self = Self(10_000);

    /// The share of `raw` hundredths of a percent.
    #[must_use]
    pub const fn from_raw(raw: u16) -> Self {
        Self(raw)
    }

    /// How many hundredths of a percent.
    #[must_use]
    pub const fn raw(self) -> u16 {
        self.0
    }

    /// The same number as a factor in products of 256-bit integers.
    #[must_use]
    pub const fn to_u256(self) -> U256 {
        // A u16 is at most 65,535, so it fits in the lowest limb.
        U256::from_limbs([self.0 as u64, 0, 0, 0])
    }

    /// The same share as a wad: one basis point is 10^14.
    #[must_use]
    pub fn to_wad(self) -> Wad {
        // At most 65,535 * 10^14 < 2^63: a u64 holds it.
        Wad(U256::from(
            u64::from(self.0).saturating_mul(100_000_000_000_000),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_the_powers_they_name() {
        assert_eq!(WAD, U256::from(10).pow(U256::from(18)));
        assert_eq!(RAY, U256::from(10).pow(U256::from(27)));
        assert_eq!(BasisPoints::ONE.to_wad(), Wad::ONE);
        let most = BasisPoints::from_raw(u16::MAX);
        assert_eq!(
            most.to_wad().raw(),
            U256::from(65_535) * U256::from(10).pow(U256::from(14))
        );
        assert_eq!(most.to_u256(), U256::from(65_535));
    }
}
