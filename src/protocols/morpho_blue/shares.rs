//! Shares of a market's totals.
//!
//! Mirrors `SharesMathLib`: a million virtual shares and one virtual asset stand in every total,
//! so that the first share has a price and inflating it does not pay.

use alloy::primitives::U256;

use crate::math::MathError;
use crate::math::contract::{add, mul_div_ceil, mul_div_floor};

const VIRTUAL_SHARES: U256 = U256::from_limbs([1_000_000, 0, 0, 0]);

/// What a market holds on one of its two sides, in assets and in shares of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Total {
    pub assets: U256,
    pub shares: U256,
}

impl Total {
    /// `⌈shares * (assets + 1) / (total shares + 10^6)⌉`: what is owed. Mirrors `toAssetsUp`.
    pub fn assets_up(self, shares: U256) -> Result<U256, MathError> {
        mul_div_ceil(shares, self.virtual_assets()?, self.virtual_shares()?)
    }

    /// The same, rounded down. Mirrors `toAssetsDown`.
    pub fn assets_down(self, shares: U256) -> Result<U256, MathError> {
        mul_div_floor(shares, self.virtual_assets()?, self.virtual_shares()?)
    }

    /// `⌈assets * (total shares + 10^6) / (total assets + 1)⌉`. Mirrors `toSharesUp`.
    pub fn shares_up(self, assets: U256) -> Result<U256, MathError> {
        mul_div_ceil(assets, self.virtual_shares()?, self.virtual_assets()?)
    }

    /// The same, rounded down. Mirrors `toSharesDown`.
    pub fn shares_down(self, assets: U256) -> Result<U256, MathError> {
        mul_div_floor(assets, self.virtual_shares()?, self.virtual_assets()?)
    }

    fn virtual_assets(self) -> Result<U256, MathError> {
        add(self.assets, U256::ONE)
    }

    fn virtual_shares(self) -> Result<U256, MathError> {
        add(self.shares, VIRTUAL_SHARES)
    }
}
