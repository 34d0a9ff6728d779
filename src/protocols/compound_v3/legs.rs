//! A position as it is shown: one leg per collateral, and one for the base token.

use alloy::primitives::U256;

use super::accrual::present_value;
use super::position::PRICE_DECIMALS;
use super::{CometAsset, CometPosition};
use crate::math::contract::mul_div_floor;
use crate::math::{Timestamp, TokenAmount, Wad};
use crate::risk::{BaseCurrency, Collateral, Debt, Leg, Obstacle, RiskError};

/// One in the scale of prices.
const ONE: U256 = U256::from_limbs([100_000_000, 0, 0, 0]);

impl CometPosition {
    /// What the market's feeds are counted in: dollars, or the chain's coin.
    ///
    /// No contract says it. Markets that lend a wrapped coin give it a constant price of one, and
    /// Lido's wrapped ether is lent at its price in ether, far below one hundred; every other
    /// market counts in dollars.
    pub(super) fn counted_in(&self) -> BaseCurrency<'static> {
        let price = self.base_price();
        let hundred = ONE.saturating_mul(U256::from(100));
        let symbol = match self.base.symbol.as_str() {
            "WETH" if price == ONE => "ETH",
            "wstETH" if price < hundred => "ETH",
            "WRON" if price == ONE => "RON",
            _ => "USD",
        };
        BaseCurrency {
            symbol,
            decimals: PRICE_DECIMALS,
        }
    }

    /// The legs at a time: the collateral, then the base token.
    pub(super) fn shown(&self, at: Timestamp) -> Result<Vec<Leg>, RiskError> {
        let assets = self.assets.iter().zip(&self.prices);
        let mut legs = assets
            .map(|(asset, &price)| asset.shown(price))
            .collect::<Result<Vec<_>, _>>()?;
        if !self.prices.is_empty() {
            legs.push(self.base_leg(at)?);
        }
        Ok(legs)
    }

    fn base_leg(&self, at: Timestamp) -> Result<Leg, RiskError> {
        let price = self.base_price();
        let owed = self.borrow_balance(at)?;
        let lent = present_value(self.lent(), self.base.supply_index_at(at)?)?;
        let amount = |raw| TokenAmount::new(raw, self.base.decimals);
        let scale = self.base_scale()?;
        let value = |raw| mul_div_floor(raw, price, scale);
        Ok(Leg {
            asset: self.base.asset,
            symbol: self.base.symbol.clone(),
            decimals: self.base.decimals,
            price: TokenAmount::new(price, PRICE_DECIMALS),
            collateral: match lent.is_zero() {
                true => None,
                false => Some(Collateral {
                    balance: amount(lent),
                    value: value(lent)?,
                    liquidation_threshold: Wad::ZERO,
                    not_counted: Some(Obstacle::NotCollateral),
                }),
            },
            debt: match owed.is_zero() {
                true => None,
                false => Some(Debt {
                    balance: amount(owed),
                    value: value(owed)?,
                }),
            },
        })
    }
}

impl CometAsset {
    fn shown(&self, price: U256) -> Result<Leg, RiskError> {
        let collateral = Collateral {
            balance: TokenAmount::new(self.balance, self.decimals),
            value: self.value(self.balance, price)?,
            liquidation_threshold: Wad::from_raw(self.liquidate_factor),
            not_counted: self
                .liquidate_factor
                .is_zero()
                .then_some(Obstacle::NotCollateral),
        };
        Ok(Leg {
            asset: self.asset,
            symbol: self.symbol.clone(),
            decimals: self.decimals,
            price: TokenAmount::new(price, PRICE_DECIMALS),
            collateral: (!self.balance.is_zero()).then_some(collateral),
            debt: None,
        })
    }
}
