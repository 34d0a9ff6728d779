//! When an account turns liquidatable, and what is taken from it then.
//!
//! Mirrors `Comet.absorb`: all collateral is taken at once, the debt is gone, and what the
//! collateral is credited for beyond the debt stays with the account as lent base tokens. There is
//! no close factor, no fee and no time of grace: only the market's own pause. What a factor of zero
//! means is the release's: see [`Release`](super::Release).

use alloy::primitives::U256;

use super::accrual::lent_principal;
use super::position::LegOf;
use super::{CometAsset, CometPosition, Unit};
use crate::math::contract::{add, sub};
use crate::math::{MathError, Timestamp, TokenAmount, WAD, contract, mul_div_ceil};
use crate::risk::drawdown;
use crate::risk::{AssetId, LiquidationPrice, Loss, RiskError, Side};

/// The highest price that a feed can answer: feeds return signed 256-bit integers.
const HIGHEST_PRICE: U256 = U256::MAX.wrapping_shr(1);

/// What `absorb` makes of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absorption {
    /// Value of the collateral that is taken, as far as it has a price.
    pub collateral_value: U256,
    /// Base tokens given for it: the debt, and what is left of the credit after it.
    pub base_paid_out: U256,
    /// Lent base tokens that the account has afterwards.
    pub new_balance: U256,
    /// Their principal.
    pub new_principal: U256,
}

impl CometPosition {
    /// What `absorb` would make of the account in a block at `at`, were it liquidatable then.
    ///
    /// # Errors
    /// [`RiskError::Math`] where the contract would revert.
    pub fn absorb(&self, at: Timestamp) -> Result<Absorption, RiskError> {
        self.absorb_at(at, &self.prices)
    }

    /// The same with other prices of the collateral.
    fn absorb_at(&self, at: Timestamp, prices: &[U256]) -> Result<Absorption, RiskError> {
        let debt = self.borrow_balance(at)?;
        let release = self.base.release;
        let credited = self.weighted(prices, release.credited())?;
        let credit = contract::mul_div_floor(credited, self.base_scale()?, self.base_price())?;
        // What the debt is greater by is the protocol's loss, not the account's.
        let new_balance = credit.saturating_sub(debt);
        let supply_index = self.base.supply_index_at(at)?;
        Ok(Absorption {
            collateral_value: self.weighted(prices, release.seized())?,
            base_paid_out: add(debt, new_balance)?,
            new_balance,
            new_principal: lent_principal(new_balance, supply_index)?,
        })
    }

    /// What absorbing takes: at the prices as read, or, of a healthy position, where all collateral
    /// has lost as much as liquidates it.
    pub(super) fn loss(&self, at: Timestamp) -> Result<Option<Loss>, RiskError> {
        let falling: Vec<AssetId> = (0..self.assets.len()).map(AssetId).collect();
        let Some(prices) = drawdown::prices_at_liquidation(self, &falling, at)? else {
            return Ok(None);
        };
        let outcome = self.absorb_at(at, &prices)?;
        let seized = self.base.release.seized();
        let mut most: Option<(usize, &CometAsset, U256)> = None;
        for (place, (asset, &price)) in self.assets.iter().zip(&prices).enumerate() {
            let value = asset.weighted(asset.balance, price, seized)?;
            if most.is_none_or(|(_, _, highest)| value > highest) {
                most = Some((place, asset, value));
            }
        }
        let Some((place, asset, _)) = most.filter(|(_, _, value)| !value.is_zero()) else {
            return Ok(None);
        };
        let paid = outcome.base_paid_out;
        let is_taken = |asset: &&CometAsset| !seized(asset).is_zero();
        let held = || self.all_assets().filter(|asset| !asset.balance.is_zero());
        let mut unpriced = self.unpriced.iter().filter(|one| !one.balance.is_zero());
        Ok(Some(Loss {
            beyond_value: unpriced.any(|one| is_taken(&one)),
            spares_some: held().any(|one| !is_taken(&one)),
            collateral: AssetId(place),
            debt: AssetId(self.assets.len()),
            seized: TokenAmount::new(asset.balance, asset.decimals),
            seized_value: outcome.collateral_value,
            protocol_fee: TokenAmount::zero(asset.decimals),
            repaid: self.base_amount(paid),
            repaid_value: contract::mul_div_floor(paid, self.base_price(), self.base_scale()?)?,
        }))
    }

    /// The last safe price of one asset, all others fixed.
    ///
    /// Of a collateral, with `D` the debt, `N` what the others allow: the least `P` with
    /// `⌊⌊balance * P / scale⌋ * factor / W⌋ >= D - N`. Of the base token: the greatest `P` with
    /// `⌊owed * P / scale⌋ <= N`. Each rounding is undone by the opposite one.
    pub(super) fn price_boundary(
        &self,
        asset: AssetId,
        side: Side,
        at: Timestamp,
    ) -> Result<LiquidationPrice, RiskError> {
        Ok(match (self.leg(asset)?, side) {
            (LegOf::Collateral(collateral, _), Side::Collateral) => {
                let debt = self.debt_at(at)?;
                let others = self.weighted_without(collateral, |one| one.liquidate_factor)?;
                if debt <= others || collateral.balance.is_zero() {
                    return Ok(LiquidationPrice::Never);
                }
                if collateral.liquidate_factor.is_zero() {
                    return Ok(LiquidationPrice::Always);
                }
                let value = mul_div_ceil(sub(debt, others)?, WAD, collateral.liquidate_factor)?;
                match mul_div_ceil(value, collateral.scale()?, collateral.balance) {
                    Ok(price) if price <= HIGHEST_PRICE => LiquidationPrice::Below(price),
                    Ok(_) | Err(MathError::Overflow) => LiquidationPrice::Always,
                    Err(error) => return Err(error.into()),
                }
            }
            // A common scale of all prices, its own included, changes nothing.
            (LegOf::Base(_), _) if matches!(self.unit(), Unit::Base(_)) => LiquidationPrice::Unit,
            (LegOf::Base(_), Side::Debt) => {
                let owed = self.borrow_balance(at)?;
                if owed.is_zero() {
                    return Ok(LiquidationPrice::Never);
                }
                let allowed = self.weighted(&self.prices, |one| one.liquidate_factor)?;
                match greatest_factor(allowed, self.base_scale()?, owed) {
                    Ok(price) if price < HIGHEST_PRICE => LiquidationPrice::Above(price),
                    Ok(_) | Err(MathError::Overflow) => LiquidationPrice::Never,
                    Err(error) => return Err(error.into()),
                }
            }
            (LegOf::Collateral(..), Side::Debt) | (LegOf::Base(_), Side::Collateral) => {
                LiquidationPrice::Never
            }
        })
    }

    /// Units of the base token.
    pub(super) fn base_amount(&self, raw: U256) -> TokenAmount {
        TokenAmount::new(raw, self.base.decimals)
    }
}

/// The greatest `x` with `⌊x * factor / divisor⌋ <= most`: the last one before `most + 1`, which is
/// `⌈(most + 1) * divisor / factor⌉ - 1`.
pub(super) fn greatest_factor(most: U256, divisor: U256, factor: U256) -> Result<U256, MathError> {
    let beyond = mul_div_ceil(add(most, U256::ONE)?, divisor, factor)?;
    sub(beyond, U256::ONE)
}
