//! A position as it is shown: one leg per collateral, and one for the base token.

use alloy::primitives::U256;

use super::accrual::present_value;
use super::position::PRICE_DECIMALS;
use super::{CometAsset, CometPosition, Unit};
use crate::math::contract::mul_div_floor;
use crate::math::{Timestamp, TokenAmount, Wad};
use crate::risk::{BaseCurrency, Collateral, Currency, Debt, Leg, Obstacle, RiskError};

/// One in the scale of prices.
const ONE: U256 = U256::from_limbs([100_000_000, 0, 0, 0]);

impl CometPosition {
    /// What the market's feeds count in, as far as its base token's price bears it out: what is
    /// said to be the unit itself must have a price of exactly one.
    pub(super) fn unit(&self) -> Unit {
        match self.base.unit {
            Unit::Base(_) if self.prices.last().is_some_and(|&price| price != ONE) => Unit::Unknown,
            unit => unit,
        }
    }

    pub(super) fn counted_in(&self) -> BaseCurrency {
        BaseCurrency {
            currency: match self.unit() {
                Unit::In(name) | Unit::Base(name) => Currency::Named(name.into()),
                Unit::Unknown => Currency::Unknown,
            },
            decimals: PRICE_DECIMALS,
        }
    }

    /// The legs at a time: the collateral, then the base token, then collateral without a price.
    pub(super) fn shown(&self, at: Timestamp) -> Result<Vec<Leg>, RiskError> {
        let assets = self.assets.iter().zip(&self.prices);
        let mut legs = assets
            .map(|(asset, &price)| asset.shown(Some(price)))
            .collect::<Result<Vec<_>, _>>()?;
        if !self.prices.is_empty() {
            legs.push(self.base_leg(at)?);
        }
        for asset in &self.unpriced {
            legs.push(asset.shown(None)?);
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
            price: Some(TokenAmount::new(price, PRICE_DECIMALS)),
            collateral: match lent.is_zero() {
                true => None,
                false => Some(Collateral {
                    balance: amount(lent),
                    value: Some(value(lent)?),
                    yearly_rate: self.base.yearly_rate(&self.base.supply_curve)?,
                    liquidation_threshold: Wad::ZERO,
                    not_counted: Some(Obstacle::Lent),
                }),
            },
            debt: match owed.is_zero() {
                true => None,
                false => Some(Debt {
                    balance: amount(owed),
                    value: value(owed)?,
                    yearly_rate: self.base.yearly_rate(&self.base.borrow_curve)?,
                }),
            },
        })
    }
}

impl CometAsset {
    fn shown(&self, price: Option<U256>) -> Result<Leg, RiskError> {
        let collateral = Collateral {
            balance: TokenAmount::new(self.balance, self.decimals),
            value: match price {
                Some(price) => Some(self.value(self.balance, price)?),
                None => None,
            },
            // It lies in the market, and is lent to nobody.
            yearly_rate: Wad::ZERO,
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
            price: price.map(|price| TokenAmount::new(price, PRICE_DECIMALS)),
            collateral: (!self.balance.is_zero()).then_some(collateral),
            debt: None,
        })
    }
}
