use alloy::primitives::{Address, U256};
use serde::{Deserialize, Serialize};

use super::price::{PRICE_DECIMALS, collateral_value};
use super::{Irm, MarketParams, MarketState, PreLiquidation};
use crate::math::{MathError, Timestamp, TokenAmount, WAD, Wad, mul_div_floor, yearly_rate};
use crate::risk::{
    AssetId, BaseCurrency, Change, Collateral, Currency, Debt, Health, Inverse, Leg,
    LiquidationPrice, Loss, Obstacle, Position, RiskError, Side,
};

/// An account in a Morpho Blue market at a block, in the contract's own integers.
///
/// Leg 0 is the collateral, priced by the market's oracle in the loan token; leg 1 is the loan
/// token, which is its own unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MorphoPosition {
    pub(super) params: MarketParams,
    pub(super) market: MarketState,
    pub(super) irm: Irm,
    pub(super) account: Account,
    /// The oracle's price, and the loan token's, which is one; none of a position of nothing.
    pub(super) prices: Vec<U256>,
    pub(super) tokens: Tokens,
    pub(super) pre_liquidations: Vec<PreLiquidation>,
    /// Those that were asked for and may not act.
    pub(super) not_authorized: Vec<PreLiquidation>,
}

/// What an account has in a market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Its shares of what borrowers owe.
    pub borrow_shares: u128,
    /// Its collateral, in units of the collateral token. It earns nothing.
    pub collateral: u128,
}

impl Account {
    /// Whether nothing of it could be at risk. What is only lent is not.
    #[must_use]
    pub const fn has_nothing(self) -> bool {
        self.borrow_shares == 0 && self.collateral == 0
    }
}

/// The tokens of a market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// Secures the debt.
    pub collateral: Token,
    /// Is owed.
    pub loan: Token,
}

/// A token, for showing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Its name, as its contract gives it, made safe to show.
    pub symbol: String,
    /// A whole token is `10^decimals` units.
    pub decimals: u8,
}

impl MorphoPosition {
    /// A position, with the oracle's price of the collateral in its own scale (10^36).
    ///
    /// # Errors
    /// [`RiskError::Math`] for decimals that no price can have, or an account that owes more
    /// shares than there are.
    pub fn new(
        params: MarketParams,
        market: MarketState,
        irm: Irm,
        account: Account,
        price: U256,
        tokens: Tokens,
    ) -> Result<Self, RiskError> {
        let position = Self {
            params,
            market,
            irm,
            account,
            prices: vec![price, U256::ONE],
            tokens,
            pre_liquidations: Vec::new(),
            not_authorized: Vec::new(),
        };
        position.price_decimals()?;
        if account.borrow_shares > market.total_borrow_shares {
            return Err(MathError::Overflow.into());
        }
        Ok(position)
    }

    /// That of an account which has nothing in a market, whatever the market is: no legs.
    #[must_use]
    pub(super) fn nothing() -> Self {
        let token = || Token {
            symbol: String::new(),
            decimals: 0,
        };
        Self {
            params: MarketParams {
                loan_token: Address::ZERO,
                collateral_token: Address::ZERO,
                oracle: Address::ZERO,
                irm: Address::ZERO,
                lltv: Wad::ZERO,
            },
            market: MarketState::EMPTY,
            irm: Irm::None,
            account: Account::default(),
            prices: Vec::new(),
            tokens: Tokens {
                collateral: token(),
                loan: token(),
            },
            pre_liquidations: Vec::new(),
            not_authorized: Vec::new(),
        }
    }

    /// The same, with the pre-liquidation contracts that the account has authorised.
    #[must_use]
    pub fn with_pre_liquidations(self, pre_liquidations: Vec<PreLiquidation>) -> Self {
        Self {
            pre_liquidations,
            ..self
        }
    }

    /// The same, with those that were asked for and that it has not.
    #[must_use]
    pub fn with_not_authorized(self, not_authorized: Vec<PreLiquidation>) -> Self {
        Self {
            not_authorized,
            ..self
        }
    }

    /// The same position at other prices, which are these shares of its own: those that its
    /// pre-liquidation contracts go by move with the collateral's.
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
        let share = shares.first().map_or(WAD, |share| share.raw());
        let not_authorized = position.not_authorized.iter_mut();
        for contract in position.pre_liquidations.iter_mut().chain(not_authorized) {
            if let Some(price) = &mut contract.price {
                *price = mul_div_floor(*price, share, WAD)?;
            }
        }
        Ok(position)
    }

    /// The market's five words.
    #[must_use]
    pub const fn params(&self) -> &MarketParams {
        &self.params
    }

    /// The market's totals, as stored.
    #[must_use]
    pub const fn market(&self) -> &MarketState {
        &self.market
    }

    /// What the market's debt grows by.
    #[must_use]
    pub const fn irm(&self) -> Irm {
        self.irm
    }

    /// What the account has.
    #[must_use]
    pub const fn account(&self) -> Account {
        self.account
    }

    /// The oracle's price: units of the loan token per unit of collateral, times 10^36.
    #[must_use]
    pub fn price(&self) -> U256 {
        self.prices.first().copied().unwrap_or_default()
    }

    /// The value of the collateral, in units of the loan token, rounded down.
    ///
    /// # Errors
    /// [`MathError::Overflow`] where the contract would revert.
    pub fn collateral_value(&self) -> Result<U256, MathError> {
        collateral_value(U256::from(self.account.collateral), self.price())
    }

    /// The pre-liquidation contracts that the account has authorised, as far as they were asked
    /// for: they cannot be listed on chain.
    #[must_use]
    pub fn pre_liquidations(&self) -> &[PreLiquidation] {
        &self.pre_liquidations
    }

    /// Decimals that make the oracle's price "loan tokens per whole collateral token".
    pub(super) fn price_decimals(&self) -> Result<u8, MathError> {
        PRICE_DECIMALS
            .checked_add(self.tokens.loan.decimals)
            .and_then(|decimals| decimals.checked_sub(self.tokens.collateral.decimals))
            .ok_or(MathError::Overflow)
    }

    /// The market's totals at a time.
    pub(super) fn market_at(&self, at: Timestamp) -> Result<MarketState, MathError> {
        self.market.accrued(self.irm, at)
    }
}

/// The legs of every position.
pub(super) const COLLATERAL: AssetId = AssetId(0);
pub(super) const LOAN: AssetId = AssetId(1);

impl Position for MorphoPosition {
    fn base(&self) -> BaseCurrency {
        let Token { symbol, decimals } = &self.tokens.loan;
        BaseCurrency {
            currency: Currency::Named(symbol.clone().into()),
            decimals: *decimals,
        }
    }

    fn prices(&self) -> &[U256] {
        &self.prices
    }

    fn legs(&self, at: Timestamp) -> Result<Vec<Leg>, RiskError> {
        if self.prices.is_empty() {
            return Ok(Vec::new());
        }
        let Tokens { collateral, loan } = &self.tokens;
        let amount = TokenAmount::new(U256::from(self.account.collateral), collateral.decimals);
        let borrowed = self.borrowed(at)?;
        Ok(vec![
            Leg {
                asset: self.params.collateral_token,
                symbol: collateral.symbol.clone(),
                decimals: collateral.decimals,
                price: Some(TokenAmount::new(self.price(), self.price_decimals()?)),
                collateral: Some(Collateral {
                    balance: amount,
                    value: Some(self.collateral_value()?),
                    // It lies in the contract, and is lent to nobody.
                    yearly_rate: Wad::ZERO,
                    liquidation_threshold: self.params.lltv,
                    not_counted: None,
                }),
                debt: None,
            },
            Leg {
                asset: self.params.loan_token,
                symbol: loan.symbol.clone(),
                decimals: loan.decimals,
                price: Some(TokenAmount::new(U256::ONE, 0)),
                collateral: None,
                debt: (!borrowed.is_zero()).then_some(Debt {
                    balance: TokenAmount::new(borrowed, loan.decimals),
                    value: borrowed,
                    yearly_rate: yearly_rate(self.market.rate_in_force(self.irm, at)?)?,
                }),
            },
        ])
    }

    fn health_with_prices(&self, at: Timestamp, prices: &[U256]) -> Result<Health, RiskError> {
        if prices.len() != self.prices.len() {
            return Err(RiskError::WrongPriceCount);
        }
        let price = prices.first().copied().unwrap_or_default();
        Ok(self.sums_with_price(at, price)?.health()?)
    }

    fn liquidation_price(
        &self,
        asset: AssetId,
        side: Side,
        at: Timestamp,
    ) -> Result<LiquidationPrice, RiskError> {
        match (asset, side) {
            (COLLATERAL, Side::Collateral) => Ok(self.lowest_safe_price(at)?),
            (COLLATERAL, Side::Debt) => Ok(LiquidationPrice::Never),
            (LOAN, _) => Ok(LiquidationPrice::Unit),
            (unknown, _) => Err(RiskError::UnknownAsset(unknown)),
        }
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
        match asset {
            COLLATERAL => self.least_collateral(target, at),
            LOAN => Ok(Inverse::Unreachable(Obstacle::NotCollateral)),
            unknown => Err(RiskError::UnknownAsset(unknown)),
        }
    }

    fn minimal_repay(
        &self,
        asset: AssetId,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError> {
        match asset {
            COLLATERAL => Ok(Inverse::Unreachable(Obstacle::NothingOwed)),
            LOAN => self.least_repayment(target, at),
            unknown => Err(RiskError::UnknownAsset(unknown)),
        }
    }

    fn health_after_supply(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        match asset {
            COLLATERAL => self.after_collateral(amount, at),
            LOAN => Err(RiskError::Refused(Obstacle::NotCollateral)),
            unknown => Err(RiskError::UnknownAsset(unknown)),
        }
    }

    fn health_after_repay(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        match asset {
            COLLATERAL => Err(RiskError::Refused(Obstacle::NothingOwed)),
            LOAN => self.after_repayment(amount, at),
            unknown => Err(RiskError::UnknownAsset(unknown)),
        }
    }

    fn changed(&self, change: Change, at: Timestamp) -> Result<Box<dyn Position>, RiskError> {
        Ok(Box::new(self.after(change, at)?))
    }
}
