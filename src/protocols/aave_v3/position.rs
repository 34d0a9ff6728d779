use alloy::primitives::{Address, U256};

use super::profile::LoanToValue;
use super::{Profile, ReserveConfig, UserConfig};
use crate::math::{BasisPoints, MathError, Ray, Timestamp, Wad, pow10};
use crate::risk::{
    AssetId, BaseCurrency, Health, Inverse, Leg, LiquidationPrice, Position, RiskError, Side,
};

/// An account in an Aave v3 market at a block, in the contract's own integers.
///
/// Holds every reserve that the account owes or supplies, and those that its wallet could supply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AavePosition {
    pub(super) profile: Profile,
    pub(super) user: UserConfig,
    pub(super) e_mode: Option<EMode>,
    pub(super) reserves: Vec<Reserve>,
    pub(super) prices: Vec<U256>,
}

/// A reserve, and what the account has in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserve {
    /// The pool's number for it, which is its place in every bitmap.
    pub id: u16,
    /// The token.
    pub asset: Address,
    /// The token's name, made safe to show.
    pub symbol: String,
    /// Its configuration word.
    pub config: ReserveConfig,
    /// Growth of one supplied unit, at `last_update`.
    pub liquidity_index: Ray,
    /// What suppliers earn, per year.
    pub liquidity_rate: Ray,
    /// Growth of one owed unit, at `last_update`.
    pub borrow_index: Ray,
    /// What borrowers pay, per year.
    pub borrow_rate: Ray,
    /// When the indices were stored.
    pub last_update: Timestamp,
    /// The treasury's claim, in scaled units; it counts towards the supply cap.
    pub treasury_scaled: U256,
    /// Everything supplied, in scaled units.
    pub total_supply_scaled: U256,
    /// Everything owed, in scaled units.
    pub total_debt_scaled: U256,
    /// What the account has supplied, in scaled units.
    pub supply_scaled: U256,
    /// What the account owes, in scaled units.
    pub debt_scaled: U256,
}

/// The e-mode category that an account is in, from 3.2 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EMode {
    /// Its number; never zero.
    pub id: u8,
    /// Loan-to-value of its collateral.
    pub ltv: BasisPoints,
    /// Liquidation threshold of its collateral.
    pub liquidation_threshold: BasisPoints,
    /// Liquidation bonus of its collateral: 10,100 is 1%.
    pub liquidation_bonus: BasisPoints,
    /// Bit `n`: reserve `n` is collateral of the category.
    pub collateral: U256,
    /// Bit `n`: reserve `n` may be borrowed in the category.
    pub borrowable: U256,
    /// Bit `n`: reserve `n` has a loan-to-value of zero in the category. From 3.6 on.
    pub ltv_zero: U256,
    /// Other collateral has a loan-to-value of zero. From 3.7 on.
    pub isolated: bool,
}

impl AavePosition {
    /// A position of `reserves` with their oracle prices, in units of the base currency.
    ///
    /// # Errors
    /// [`RiskError::WrongPriceCount`] unless there is one price per reserve;
    /// [`RiskError::Math`] when a reserve's decimals are impossible.
    pub fn new(
        profile: Profile,
        user: UserConfig,
        e_mode: Option<EMode>,
        reserves: Vec<Reserve>,
        prices: Vec<U256>,
    ) -> Result<Self, RiskError> {
        if prices.len() != reserves.len() {
            return Err(RiskError::WrongPriceCount);
        }
        for reserve in &reserves {
            reserve.unit()?;
        }
        Ok(Self {
            profile,
            user,
            e_mode,
            reserves,
            prices,
        })
    }

    /// The release whose arithmetic answers.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// The same integers under the arithmetic of another release.
    #[must_use]
    pub fn with_profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// The e-mode category that the account is in.
    #[must_use]
    pub const fn e_mode(&self) -> Option<&EMode> {
        self.e_mode.as_ref()
    }

    /// The reserves; reserve `n` is leg [`AssetId`]`(n)`.
    #[must_use]
    pub fn reserves(&self) -> &[Reserve] {
        &self.reserves
    }

    /// The leg of a token.
    #[must_use]
    pub fn find(&self, asset: Address) -> Option<AssetId> {
        self.reserves
            .iter()
            .position(|reserve| reserve.asset == asset)
            .map(AssetId)
    }

    /// A reserve and its price.
    pub(super) fn leg(&self, asset: AssetId) -> Result<(&Reserve, U256), RiskError> {
        let leg = self
            .reserves
            .get(asset.0)
            .zip(self.prices.get(asset.0).copied());
        leg.ok_or(RiskError::UnknownAsset(asset))
    }

    /// Which of the account's thresholds applies to a reserve as collateral.
    pub(super) fn threshold(&self, reserve: &Reserve) -> BasisPoints {
        let base = reserve.config.liquidation_threshold();
        if base == BasisPoints::ZERO && self.profile.rules().zero_base_threshold_is_skipped {
            return BasisPoints::ZERO;
        }
        match self.category_of(reserve) {
            Some(category) => category.liquidation_threshold,
            None => base,
        }
    }

    /// Which loan-to-value applies to a reserve. Decides what can be borrowed and what is enabled
    /// as collateral, never the health factor. Mirrors `getUserReserveLtv`.
    pub(super) fn loan_to_value(&self, reserve: &Reserve) -> BasisPoints {
        let base = reserve.config.ltv();
        let source = self.profile.rules().loan_to_value;
        let isolated = self.e_mode.is_some_and(|category| category.isolated);
        match (source, self.category_of(reserve)) {
            (LoanToValue::BaseGatesCategory, _) if base == BasisPoints::ZERO => base,
            (LoanToValue::BaseGatesCategory, Some(category)) => category.ltv,
            (_, Some(category)) if category.ltv_zero.bit(reserve.id.into()) => BasisPoints::ZERO,
            (_, Some(category)) => category.ltv,
            (LoanToValue::CategoryMayIsolate, None) if isolated => BasisPoints::ZERO,
            (_, None) => base,
        }
    }

    /// The account's category, if the reserve is collateral in it.
    fn category_of(&self, reserve: &Reserve) -> Option<&EMode> {
        self.e_mode
            .as_ref()
            .filter(|category| category.collateral.bit(reserve.id.into()))
    }
}

impl Reserve {
    /// A whole token in its smallest units.
    pub(super) fn unit(&self) -> Result<U256, MathError> {
        pow10(self.config.decimals())
    }
}

impl Position for AavePosition {
    fn base(&self) -> BaseCurrency<'_> {
        BaseCurrency::USD
    }

    fn prices(&self) -> &[U256] {
        &self.prices
    }

    fn legs(&self, at: Timestamp) -> Result<Vec<Leg>, RiskError> {
        self.reserves
            .iter()
            .zip(&self.prices)
            .map(|(reserve, &price)| self.show(reserve, price, at))
            .collect()
    }

    fn health_with_prices(&self, at: Timestamp, prices: &[U256]) -> Result<Health, RiskError> {
        Ok(self.totals(at, prices)?.health()?)
    }

    fn liquidation_price(
        &self,
        asset: AssetId,
        side: Side,
        at: Timestamp,
    ) -> Result<LiquidationPrice, RiskError> {
        self.price_boundary(asset, side, at)
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
}
