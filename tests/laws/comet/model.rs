//! What the contract of Compound III decides, written a second time.

use alloy::primitives::{Signed, U256, U512};
use margin_call::math::{Timestamp, WAD};
use margin_call::protocols::compound_v3::{CometAsset, CometPosition, Curve, Release};
use margin_call::risk::Position;

/// The contract's algorithm in signed integers of twice its width, in its own order.
pub struct Model<'a>(pub &'a CometPosition);

pub type I512 = Signed<512, 8>;

pub fn int(value: U256) -> I512 {
    I512::from_raw(U512::from(value))
}

impl Model<'_> {
    /// `total`: the principal of all that the index is of.
    pub fn index(&self, stored: U256, total: U256, curve: &Curve, at: Timestamp) -> I512 {
        let base = self.0.base_token();
        if self.lets_go() && total.is_zero() {
            return int(stored);
        }
        let one = int(U256::from(10).pow(U256::from(15)));
        let borrowed = int(base.total_borrow) * int(base.borrow_index) / one;
        let lent = int(base.total_supply) * int(base.supply_index) / one;
        let wad = int(WAD);
        let utilization = if lent.is_zero() {
            I512::ZERO
        } else {
            borrowed * wad / lent
        };
        let kink = int(curve.kink);
        let low = |share| int(curve.slope_low) * share / wad;
        let rate = int(curve.base)
            + if utilization <= kink {
                low(utilization)
            } else {
                low(kink) + int(curve.slope_high) * (utilization - kink) / wad
            };
        let elapsed = at.0 - base.last_accrual.0;
        let stored = int(stored);
        stored + stored * (rate * int(U256::from(elapsed))) / wad
    }

    /// Whether the market's release lets go of what has a factor of zero.
    fn lets_go(&self) -> bool {
        self.0.base_token().release == Release::ExtendedPauses
    }

    /// Negative while something is owed.
    pub fn balance(&self, supply_index: I512, borrow_index: I512) -> I512 {
        let one = int(U256::from(10).pow(U256::from(15)));
        let principal = I512::try_from(self.0.principal()).unwrap();
        match principal.is_negative() {
            true => -(-principal * borrow_index / one),
            false => principal * supply_index / one,
        }
    }

    pub fn scale(decimals: u8) -> I512 {
        int(U256::from(10).pow(U256::from(decimals)))
    }

    pub fn base_price(&self) -> I512 {
        int(*self.0.prices().last().unwrap())
    }

    pub fn value(&self, place: usize) -> I512 {
        let asset = &self.0.assets()[place];
        int(asset.balance) * int(self.0.prices()[place]) / Self::scale(asset.decimals)
    }

    /// Whether collateral by a factor covers the debt, leaving off as soon as it does.
    pub fn covers(&self, balance: I512, factor: impl Fn(&CometAsset) -> U256) -> bool {
        if self.0.principal() >= 0 {
            return true;
        }
        let scale = Self::scale(self.0.base_token().decimals);
        let mut liquidity = balance * self.base_price() / scale;
        for (place, asset) in self.0.assets().iter().enumerate() {
            if !liquidity.is_negative() {
                return true;
            }
            liquidity += self.value(place) * int(factor(asset)) / int(WAD);
        }
        !liquidity.is_negative()
    }

    /// Balance, principal, base tokens paid out, value of collateral: after `absorb`.
    pub fn absorbed(&self, supply_index: I512, old: I512) -> [I512; 4] {
        let (mut credited, mut value) = (I512::ZERO, I512::ZERO);
        for (place, asset) in self.0.assets().iter().enumerate() {
            if self.lets_go() && asset.liquidation_factor.is_zero() {
                continue;
            }
            value += self.value(place);
            if self.lets_go() && asset.liquidate_factor.is_zero() {
                continue;
            }
            credited += self.value(place) * int(asset.liquidation_factor) / int(WAD);
        }
        let scale = Self::scale(self.0.base_token().decimals);
        let new = (old + credited * scale / self.base_price()).max(I512::ZERO);
        let one = int(U256::from(10).pow(U256::from(15)));
        [new, new * one / supply_index, new - old, value]
    }
}
