use alloy::primitives::{Address, U256};

use super::accrual::present_value;
use super::{BaseToken, Unit};
use crate::math::{MathError, Timestamp, Wad, pow10};
use crate::risk::{
    AssetId, BaseCurrency, Change, Health, Inverse, Leg, LiquidationPrice, Loss, Position,
    RiskError, Side,
};

/// Decimals of every price that a Compound III market reads: `PRICE_FEED_DECIMALS`.
pub(super) const PRICE_DECIMALS: u8 = 8;

/// An account in a Compound III market at a block, in the contract's own integers.
///
/// Holds the base token, every collateral that the account has, and those that its wallet could
/// supply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CometPosition {
    pub(super) base: BaseToken,
    pub(super) principal: i128,
    pub(super) assets: Vec<CometAsset>,
    pub(super) prices: Vec<U256>,
    /// Collateral that has no price now, and that the market counts without one.
    pub(super) unpriced: Vec<CometAsset>,
}

/// A collateral asset of a market, and what the account has of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CometAsset {
    /// The market's number for it (`offset`): its place in the account's bits.
    pub id: u8,
    /// The token.
    pub asset: Address,
    /// The token's name, made safe to show.
    pub symbol: String,
    /// A whole token is `10^decimals` units: the market's `scale`.
    pub decimals: u8,
    /// The share of its value, in wad, that may be borrowed against it.
    pub borrow_factor: U256,
    /// The share of its value, in wad, that counts before liquidation.
    pub liquidate_factor: U256,
    /// The share of its value, in wad, that the borrower is credited when it is absorbed.
    pub liquidation_factor: U256,
    /// The most that may be supplied in all, in units. Zero: nothing.
    pub supply_cap: U256,
    /// Everything supplied, in units.
    pub total_supply: U256,
    /// What the account has supplied, in units.
    pub balance: U256,
    /// The market has stopped supply of this asset, or of all collateral.
    pub supply_paused: bool,
}

/// What an [`AssetId`] stands for, with its price.
pub(super) enum LegOf<'a> {
    Collateral(&'a CometAsset, Option<U256>),
    Base(U256),
}

impl CometPosition {
    /// A position with a `principal` of the base token (negative: owed) and some `assets`. Prices
    /// have 8 decimals: one per asset, then that of the base token.
    ///
    /// # Errors
    /// [`RiskError::WrongPriceCount`] unless there is one price per asset and one more;
    /// [`RiskError::Math`] when a token's decimals are impossible.
    pub fn new(
        base: BaseToken,
        principal: i128,
        assets: Vec<CometAsset>,
        prices: Vec<U256>,
    ) -> Result<Self, RiskError> {
        if prices.len() != assets.len().saturating_add(1) {
            return Err(RiskError::WrongPriceCount);
        }
        pow10(base.decimals)?;
        for asset in &assets {
            asset.scale()?;
        }
        Ok(Self {
            base,
            principal,
            assets,
            prices,
            unpriced: Vec::new(),
        })
    }

    /// The same position with more collateral, which has no price: legs after that of the base
    /// token. It counts for nothing, and a release that prices all of it does not answer for such
    /// an account.
    #[must_use]
    pub fn with_unpriced(self, unpriced: Vec<CometAsset>) -> Self {
        Self { unpriced, ..self }
    }

    /// The same position at other prices.
    pub(in super::super) fn with_prices(&self, prices: Vec<U256>) -> Result<Self, RiskError> {
        if prices.len() != self.prices.len() {
            return Err(RiskError::WrongPriceCount);
        }
        Ok(Self {
            prices,
            ..self.clone()
        })
    }

    /// What is read of an account that has nothing in a market: no legs.
    pub(super) fn nothing(unit: Unit) -> Self {
        Self {
            base: BaseToken {
                unit,
                ..BaseToken::default()
            },
            principal: 0,
            assets: Vec::new(),
            prices: Vec::new(),
            unpriced: Vec::new(),
        }
    }

    /// The base token's side of the market.
    #[must_use]
    pub const fn base_token(&self) -> &BaseToken {
        &self.base
    }

    /// The collateral that has a price; asset `n` is leg [`AssetId`]`(n)`, and the leg after them
    /// the base token.
    #[must_use]
    pub fn assets(&self) -> &[CometAsset] {
        &self.assets
    }

    /// The collateral that has none: the legs after the base token's.
    #[must_use]
    pub fn unpriced(&self) -> &[CometAsset] {
        &self.unpriced
    }

    /// All collateral, in no order that means anything.
    pub(super) fn all_assets(&self) -> impl Iterator<Item = &CometAsset> {
        self.assets.iter().chain(&self.unpriced)
    }

    /// The account's principal of the base token: positive lent, negative owed.
    #[must_use]
    pub const fn principal(&self) -> i128 {
        self.principal
    }

    /// The leg of a token.
    #[must_use]
    pub fn find(&self, asset: Address) -> Option<AssetId> {
        let collateral = self.assets.iter().position(|one| one.asset == asset);
        let base = (asset == self.base.asset).then_some(self.assets.len());
        let unpriced = self.unpriced.iter().position(|one| one.asset == asset);
        let unpriced = unpriced.and_then(|place| place.checked_add(self.prices.len()));
        collateral.or(base).or(unpriced).map(AssetId)
    }

    pub(super) fn leg(&self, asset: AssetId) -> Result<LegOf<'_>, RiskError> {
        if let Some(&price) = self.prices.get(asset.0) {
            return Ok(match self.assets.get(asset.0) {
                Some(collateral) => LegOf::Collateral(collateral, Some(price)),
                None => LegOf::Base(price),
            });
        }
        let place = asset.0.checked_sub(self.prices.len());
        let unpriced = place.and_then(|place| self.unpriced.get(place));
        let collateral = unpriced.ok_or(RiskError::UnknownAsset(asset))?;
        Ok(LegOf::Collateral(collateral, None))
    }

    /// What is owed, as principal.
    pub(super) fn owed(&self) -> U256 {
        owed_part(self.principal)
    }

    /// What is lent, as principal.
    pub(super) fn lent(&self) -> U256 {
        U256::from(self.principal.max(0).unsigned_abs())
    }

    /// What is owed at a time, in units of the base token. Mirrors `borrowBalanceOf`.
    ///
    /// # Errors
    /// [`MathError::Overflow`] before the last accrual, or where the contract would revert.
    pub fn borrow_balance(&self, at: Timestamp) -> Result<U256, MathError> {
        present_value(self.owed(), self.base.borrow_index_at(at)?)
    }

    /// A whole base token in its smallest units: `baseScale`.
    pub(super) fn base_scale(&self) -> Result<U256, MathError> {
        pow10(self.base.decimals)
    }

    /// The price of the base token.
    pub(super) fn base_price(&self) -> U256 {
        // There is one price more than assets, except where there is nothing at all.
        self.prices.last().copied().unwrap_or_default()
    }
}

/// What a principal says is owed; zero where it says what is lent.
pub(super) fn owed_part(principal: i128) -> U256 {
    U256::from(principal.min(0).unsigned_abs())
}

impl CometAsset {
    /// A whole token in its smallest units.
    pub(super) fn scale(&self) -> Result<U256, MathError> {
        pow10(self.decimals)
    }
}

impl Position for CometPosition {
    fn base(&self) -> BaseCurrency {
        self.counted_in()
    }

    fn prices(&self) -> &[U256] {
        &self.prices
    }

    fn legs(&self, at: Timestamp) -> Result<Vec<Leg>, RiskError> {
        self.shown(at)
    }

    fn health_with_prices(&self, at: Timestamp, prices: &[U256]) -> Result<Health, RiskError> {
        self.health_at(at, prices)
    }

    fn liquidation_price(
        &self,
        asset: AssetId,
        side: Side,
        at: Timestamp,
    ) -> Result<LiquidationPrice, RiskError> {
        self.price_boundary(asset, side, at)
    }

    fn liquidation_loss(&self, at: Timestamp) -> Result<Option<Loss>, RiskError> {
        self.loss(at)
    }

    fn minimal_supply(
        &self,
        asset: AssetId,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError> {
        self.least_supply(asset, target, at)
    }

    fn minimal_repay(
        &self,
        asset: AssetId,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError> {
        self.least_repayment(asset, target, at)
    }

    fn health_after_supply(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        self.after_supply(asset, amount, at)
    }

    fn health_after_repay(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        self.after_repayment(asset, amount, at)
    }
    fn changed(&self, change: Change, at: Timestamp) -> Result<Box<dyn Position>, RiskError> {
        Ok(Box::new(self.after(change, at)?))
    }
}
