//! Contracts that an account may have let liquidate it earlier than the market does.
//!
//! Mirrors `PreLiquidation.preLiquidate` of morpho-org/pre-liquidation, the linear one that
//! `PreLiquidationFactory` makes: it closes a part of the debt of a borrower who has authorised it on
//! Morpho, from a lower loan-to-value on, at the price of an oracle of its own. Between that and the
//! market's LLTV the part that it may close at once, and what it takes for that, rise in a line.

use alloy::primitives::{Address, U256};
use serde::{Deserialize, Serialize};

use super::MorphoPosition;
use super::liquidation::lowest_price;
use super::price::{PRICE_SCALE, collateral_value};
use crate::math::contract::{add, mul_div_ceil, mul_div_floor, sub};
use crate::math::{MathError, Timestamp, WAD, Wad};
use crate::risk::{Health, LiquidationPrice, Position};

/// What a pre-liquidation contract goes by, for ever: `PreLiquidationParams`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreLiquidationParams {
    /// The loan-to-value above which it acts, below the market's.
    pub pre_lltv: Wad,
    /// How much of the debt it may close at once: there, and at the market's LLTV.
    pub close_factors: [Wad; 2],
    /// What it takes for what it repays: there, and at the market's LLTV.
    pub incentives: [Wad; 2],
    /// Whose price it goes by.
    pub oracle: Address,
}

impl PreLiquidationParams {
    /// Whether they are such as the contract's constructor takes for a market of this LLTV: all that is
    /// said of the contract is so only then.
    ///
    /// `preLltv < lltv`, `preLCF1 <= preLCF2`, `preLCF1 <= 1`, `1 <= preLIF1 <= preLIF2 <= ⌊W^2 / lltv⌋`.
    #[must_use]
    pub fn are_sound(&self, lltv: Wad) -> bool {
        let ([first, last], [least, most]) = (self.close_factors, self.incentives);
        let highest = mul_div_floor(WAD, WAD, lltv.raw());
        self.pre_lltv < lltv
            && first <= last
            && first <= Wad::ONE
            && Wad::ONE <= least
            && least <= most
            && highest.is_ok_and(|highest| most.raw() <= highest)
    }
}

/// What a pre-liquidation does at most, at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// How much of the debt is closed, in wad.
    pub close_factor: Wad,
    /// What is taken by what is repaid, in wad.
    pub incentive: Wad,
    /// Borrow shares that are closed.
    pub shares: U256,
    /// What is paid for them, in units of the loan token.
    pub repaid: U256,
    /// The collateral that is taken, in its units.
    pub seized: U256,
    /// Its value at the price of the contract's oracle, in units of the loan token, rounded up.
    pub seized_value: U256,
}

impl Taken {
    /// The value of the collateral that is taken, at a price in the scale of the market's oracle, rounded up.
    ///
    /// # Errors
    /// [`MathError::Overflow`] of a price that no market has.
    pub fn value_at(&self, price: U256) -> Result<U256, MathError> {
        mul_div_ceil(self.seized, price, PRICE_SCALE)
    }
}

/// A pre-liquidation contract that the account has authorised, or may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreLiquidation {
    /// The contract.
    pub contract: Address,
    /// What it goes by.
    pub params: PreLiquidationParams,
    /// The price that it goes by, in the scale of the market's oracle; none while its oracle
    /// gives none, and then it cannot act.
    pub price: Option<U256>,
}

impl PreLiquidation {
    /// The account by the contract's rule: it may act where this position is liquidatable, which
    /// is `borrowed > ⌊⌊collateral * price⌋ * pre-LLTV⌋`. `None` without a price.
    ///
    /// So its health, and what falls and how much time bring the contract, are those of a
    /// position. Not what it takes: its incentive and the part that it closes are its own.
    ///
    /// Above the market's LLTV at its price the contract leaves the account to ordinary
    /// liquidation. That is no safety, and is not counted as such.
    #[must_use]
    pub fn rule(&self, position: &MorphoPosition) -> Option<MorphoPosition> {
        let mut rule = position.clone();
        (rule.pre_liquidations, rule.not_authorized) = (Vec::new(), Vec::new());
        rule.params.lltv = self.params.pre_lltv;
        *rule.prices.first_mut()? = self.price?;
        Some(rule)
    }

    /// The lowest price of its oracle at which it may not act.
    ///
    /// # Errors
    /// [`MathError::Overflow`] before the last accrual.
    pub fn lowest_safe_price(
        &self,
        position: &MorphoPosition,
        at: Timestamp,
    ) -> Result<LiquidationPrice, MathError> {
        let collateral = U256::from(position.account.collateral);
        lowest_price(position.borrowed(at)?, collateral, self.params.pre_lltv)
    }

    /// The most that it may do at a price of its oracle; `None` where it may do nothing: below its
    /// own threshold, and above the market's, which it leaves to the market.
    ///
    /// The loan-to-value is rounded up, where it lies between the two down: `⌊(⌈borrowed * W / quoted⌉ -
    /// preLltv) * W / (lltv - preLltv)⌋`. Both factors are `⌊place * (second - first) / W⌋ + first`.
    /// Of the shares `⌊shares * factor / W⌋` may be closed, and no more than there are; for them
    /// `⌊⌊⌊shares as assets⌋ * factor / W⌋ * 10^36 / price⌋` is taken, and no more than there is.
    ///
    /// Morpho refuses it where the account would not be healthy after it: so this is the most.
    ///
    /// # Errors
    /// [`MathError`] where the contract would revert.
    pub fn most(
        &self,
        position: &MorphoPosition,
        price: U256,
        at: Timestamp,
    ) -> Result<Option<Taken>, MathError> {
        let PreLiquidationParams {
            pre_lltv,
            close_factors,
            incentives,
            ..
        } = &self.params;
        let (pre_lltv, lltv) = (pre_lltv.raw(), position.params.lltv.raw());
        let collateral = U256::from(position.account.collateral);
        let quoted = collateral_value(collateral, price)?;
        let borrowed = position.borrowed(at)?;
        let is_markets = borrowed > mul_div_floor(quoted, lltv, WAD)?;
        if is_markets || borrowed <= mul_div_floor(quoted, pre_lltv, WAD)? {
            return Ok(None);
        }
        let ltv = mul_div_ceil(borrowed, WAD, quoted)?;
        let place = mul_div_floor(sub(ltv, pre_lltv)?, WAD, sub(lltv, pre_lltv)?)?;
        let close_factor = between(place, close_factors)?;
        let incentive = between(place, incentives)?;
        let all = U256::from(position.account.borrow_shares);
        let shares = mul_div_floor(all, close_factor.raw(), WAD)?.min(all);
        let total = position.market_at(at)?.borrowed();
        let value = mul_div_floor(total.assets_down(shares)?, incentive.raw(), WAD)?;
        let seized = mul_div_floor(value, PRICE_SCALE, price)?.min(collateral);
        Ok(Some(Taken {
            close_factor,
            incentive,
            shares,
            repaid: total.assets_up(shares)?,
            seized,
            seized_value: mul_div_ceil(seized, price, PRICE_SCALE)?,
        }))
    }

    /// The most that it may do where it may act first, on the way of its price down: at the highest
    /// price that lets it, or at that of now where that is lower.
    ///
    /// # Errors
    /// [`MathError`] where the contract would revert.
    pub fn at_first(
        &self,
        position: &MorphoPosition,
        at: Timestamp,
    ) -> Result<Option<Taken>, MathError> {
        let LiquidationPrice::Below(lowest) = self.lowest_safe_price(position, at)? else {
            return Ok(None);
        };
        let highest = sub(lowest, U256::ONE)?;
        let price = self.price.map_or(highest, |now| now.min(highest));
        self.most(position, price, at)
    }

    /// The most that it may do last: at the lowest price that leaves the account to it and not to the
    /// market.
    ///
    /// # Errors
    /// [`MathError`] where the contract would revert.
    pub fn at_last(
        &self,
        position: &MorphoPosition,
        at: Timestamp,
    ) -> Result<Option<Taken>, MathError> {
        match position.lowest_safe_price(at)? {
            LiquidationPrice::Below(lowest) => self.most(position, lowest, at),
            _ => Ok(None),
        }
    }

    /// Whether it may act now.
    ///
    /// # Errors
    /// [`MathError`] where the contract would revert.
    pub fn acts_now(&self, position: &MorphoPosition, at: Timestamp) -> Result<bool, MathError> {
        let most = self.price.map(|price| self.most(position, price, at));
        Ok(most.transpose()?.flatten().is_some())
    }
}

/// A factor at a place between where it begins and where it ends, both in wad.
fn between(place: U256, [first, last]: &[Wad; 2]) -> Result<Wad, MathError> {
    let risen = mul_div_floor(place, sub(last.raw(), first.raw())?, WAD)?;
    Ok(Wad::from_raw(add(risen, first.raw())?))
}

impl MorphoPosition {
    /// The account by the rule of the contract that comes first, if one comes before the market.
    ///
    /// Where the market itself liquidates, nothing comes before it. A rule whose arithmetic
    /// overflows is that of a contract which reverts.
    #[must_use]
    pub fn earlier(&self, at: Timestamp) -> Option<(Health, Self)> {
        if self.pre_liquidations.is_empty() {
            return None;
        }
        let own = self.health(at).ok().filter(|own| !own.is_liquidatable())?;
        let rules = self.pre_liquidations.iter();
        rules
            .filter_map(|contract| contract.rule(self))
            .filter_map(|rule| Some((rule.health(at).ok()?, rule)))
            .filter(|(health, _)| *health < own)
            .min_by_key(|(health, _)| *health)
    }
}
