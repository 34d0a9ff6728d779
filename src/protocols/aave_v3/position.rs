use alloy::primitives::{Address, U256};

use super::profile::{CategoryKind, LoanToValue, Rules};
use super::{Profile, ReserveConfig, UserConfig};
use crate::math::{BasisPoints, MathError, Ray, Timestamp, WAD, Wad, mul_div_floor, pow10};
use crate::risk::{
    AssetId, BaseCurrency, Change, Health, Inverse, Leg, LiquidationPrice, Loss, Position,
    RiskError, Side,
};

/// An account in an Aave v3 market at a block, in the contract's own integers.
///
/// Holds every reserve that the account owes or supplies, and those that its wallet could supply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AavePosition {
    pub(super) profile: Profile,
    pub(super) user: UserConfig,
    pub(super) e_mode: Option<EMode>,
    /// Categories that the account is not in, as far as they were read.
    pub(super) other_e_modes: Vec<EMode>,
    pub(super) reserves: Vec<Reserve>,
    /// What each reserve is priced at: by the oracle, or by the category's own source.
    pub(super) prices: Vec<U256>,
    pub(super) is_held_back: bool,
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
    /// What the account owes, where scaled units do not say it.
    pub told_debt: Option<ToldDebt>,
    /// Nothing of it is liquidated up to and including this time; zero: never set. From 3.1 on.
    pub grace_until: Timestamp,
}

/// A debt that only its tokens can count, as they did at a block: with stable-rate debt (up to
/// 3.1), or with discounts (3.3). What it will be later is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToldDebt {
    /// The block's time.
    pub at: Timestamp,
    /// All that was owed of the reserve, in units of the token.
    pub balance: U256,
}

/// The e-mode category that an account is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EMode {
    /// Its number; never zero.
    pub id: u8,
    /// Loan-to-value of its collateral.
    pub ltv: BasisPoints,
    /// Liquidation threshold of its collateral.
    pub liquidation_threshold: BasisPoints,
    /// Liquidation bonus of its collateral: 10,100 is 1%.
    pub liquidation_bonus: BasisPoints,
    /// The price of its own source, which stands for those of all its reserves. Up to 3.1.
    pub price: Option<U256>,
    /// Bit `n`: reserve `n` is collateral of the category. From 3.2 on; before, the configuration
    /// words of the reserves say so.
    pub collateral: U256,
    /// Bit `n`: reserve `n` may be borrowed in the category. From 3.2 on.
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
        let mut position = Self {
            profile,
            user,
            e_mode,
            other_e_modes: Vec::new(),
            reserves,
            prices,
            is_held_back: false,
        };
        position.price_by_category();
        Ok(position)
    }

    /// Lets the category's own source price its reserves, in releases where it does.
    ///
    /// From here on each price stands alone, although the source would move them together.
    fn price_by_category(&mut self) {
        let category = self
            .e_mode
            .filter(|_| self.rules().category == CategoryKind::Number);
        if let Some(EMode {
            id,
            price: Some(price),
            ..
        }) = category
        {
            for (reserve, own) in self.reserves.iter().zip(&mut self.prices) {
                if reserve.config.e_mode_category() == id {
                    *own = price;
                }
            }
        }
    }

    /// The same position at other prices, which are these shares of its own. The category's source
    /// goes with the first of its reserves.
    pub(in super::super) fn with_prices(
        &self,
        prices: Vec<U256>,
        shares: &[Wad],
    ) -> Result<Self, RiskError> {
        if prices.len() != self.prices.len() {
            return Err(RiskError::WrongPriceCount);
        }
        let mut position = Self {
            prices,
            ..self.clone()
        };
        if let Some(category) = &mut position.e_mode
            && let Some(price) = &mut category.price
        {
            let id = category.id;
            let mut reserves = self.reserves.iter().zip(shares);
            let first = reserves.find(|(reserve, _)| reserve.config.e_mode_category() == id);
            let share = first.map_or(Wad::ONE, |(_, &share)| share);
            *price = mul_div_floor(*price, share.raw(), WAD)?;
        }
        Ok(position)
    }

    /// The same position, with e-mode categories of the market that the account could be in instead.
    #[must_use]
    pub fn with_other_e_modes(self, other_e_modes: Vec<EMode>) -> Self {
        Self {
            other_e_modes,
            ..self
        }
    }

    /// The same position while the sentinel holds liquidations back, as it does when the chain's
    /// sequencer was down: only below 0.95 can it be liquidated. Up to 3.6.
    #[must_use]
    pub fn held_back(self) -> Self {
        Self {
            is_held_back: self.rules().has_sentinel,
            ..self
        }
    }

    /// The release whose arithmetic answers.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// Whether the sentinel holds liquidations back.
    #[must_use]
    pub const fn is_held_back(&self) -> bool {
        self.is_held_back
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

    pub(super) const fn rules(&self) -> Rules {
        self.profile.rules()
    }

    /// Which of the account's thresholds applies to a reserve as collateral.
    pub(super) fn threshold(&self, reserve: &Reserve) -> BasisPoints {
        let base = reserve.config.liquidation_threshold();
        if base == BasisPoints::ZERO && self.rules().zero_base_threshold_is_skipped {
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
        let source = self.rules().loan_to_value;
        let isolated = self.e_mode.is_some_and(|category| category.isolated);
        match (source, self.category_of(reserve)) {
            (LoanToValue::BaseGates, _) if base == BasisPoints::ZERO => base,
            (LoanToValue::BaseGates, Some(category)) => category.ltv,
            (_, Some(category)) if category.ltv_zero.bit(reserve.id.into()) => BasisPoints::ZERO,
            (_, Some(category)) => category.ltv,
            (LoanToValue::MayIsolate, None) if isolated => BasisPoints::ZERO,
            (_, None) => base,
        }
    }

    /// The account's category, if the reserve is collateral in it.
    pub(super) fn category_of(&self, reserve: &Reserve) -> Option<&EMode> {
        let kind = self.rules().category;
        self.e_mode.as_ref().filter(|category| match kind {
            CategoryKind::Number => reserve.config.e_mode_category() == category.id,
            CategoryKind::Bitmaps => category.collateral.bit(reserve.id.into()),
        })
    }
}

impl Reserve {
    /// A whole token in its smallest units.
    pub(super) fn unit(&self) -> Result<U256, MathError> {
        pow10(self.config.decimals())
    }
}

impl Position for AavePosition {
    fn base(&self) -> BaseCurrency {
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
        Ok(self.totals(at, prices)?.health(self.rules())?)
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
        self.at_liquidation(at)?.worst_liquidation(at)
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

    fn health_after_repay_supplied(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        self.after_repaying_supplied(asset, amount, at)
    }

    fn health_after_enabling(&self, asset: AssetId, at: Timestamp) -> Result<Health, RiskError> {
        self.after_enabling(asset, at)
    }

    fn health_in_e_mode(&self, e_mode: u8, at: Timestamp) -> Result<Health, RiskError> {
        self.after_entering(e_mode, at)
    }

    fn changed(&self, change: Change, at: Timestamp) -> Result<Box<dyn Position>, RiskError> {
        Ok(Box::new(self.after(change, at)?))
    }

    fn target_within(
        &self,
        changes: &[Change],
        target: Wad,
        at: Timestamp,
        within: [Timestamp; 2],
    ) -> Result<Wad, RiskError> {
        self.target_between(changes, target, at, within)
    }
}
