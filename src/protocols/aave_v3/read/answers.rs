//! Each answer as the value that it stands for, or an error: never a guess.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;

use super::super::abi::{
    BASE_CURRENCY_UNITCall, ReserveData, getEModeCategoryBorrowableBitmapCall,
    getEModeCategoryCollateralBitmapCall, getEModeCategoryCollateralConfigCall,
    getEModeCategoryDataCall, getEModeCategoryLtvzeroBitmapCall, getIsEModeCategoryIsolatedCall,
    getLiquidationGracePeriodCall, getPriceOracleCall, getPriceOracleSentinelCall,
    getReserveDataCall, getReservesListCall, getUserAccountDataCall, isLiquidationAllowedCall,
    scaledBalanceOfCall,
};
use super::super::profile::{CategoryKind, LoanToValue, Rules};
use super::super::{AccountData, EMode, UserConfig};
use super::{Ask, Reading};
use crate::math::{BasisPoints, Timestamp};
use crate::protocols::questions::Question;
use crate::protocols::{ReadError, symbol};

impl Reading {
    pub(super) fn oracle(&self) -> Result<Address, ReadError> {
        self.decode::<getPriceOracleCall>(Ask::Oracle)
    }

    /// The pool's revision, where it has one: forks may not.
    pub(super) fn revision(&self) -> Result<Option<U256>, ReadError> {
        self.optional_word(Ask::Revision)
    }

    /// Who says whether liquidations are held back, if anyone.
    pub(super) fn sentinel(&self) -> Result<Option<Address>, ReadError> {
        let sentinel = self.optional::<getPriceOracleSentinelCall>(Ask::Sentinel)?;
        Ok(sentinel.filter(|sentinel| !sentinel.is_zero()))
    }

    /// Whether liquidations are held back.
    pub(super) fn is_held_back(&self) -> Result<bool, ReadError> {
        let Some(sentinel) = self.sentinel()? else {
            return Ok(false);
        };
        let allowed =
            self.optional::<isLiquidationAllowedCall>(Ask::LiquidationAllowed(sentinel))?;
        Ok(allowed == Some(false))
    }

    /// Until when a reserve is not liquidated; zero where it was never said.
    pub(super) fn grace_until(&self, asset: Address) -> Result<Timestamp, ReadError> {
        let until = self.optional::<getLiquidationGracePeriodCall>(Ask::Grace(asset))?;
        Ok(Timestamp(until.unwrap_or_default().to()))
    }

    pub(super) fn user(&self) -> Result<UserConfig, ReadError> {
        self.word(Ask::UserConfig).map(UserConfig)
    }

    /// The number of the account's e-mode category; zero: none.
    pub(super) fn e_mode_id(&self) -> Result<u8, ReadError> {
        let id = self.word(Ask::UserEMode)?;
        u8::try_from(id).map_err(|_| ReadError::Garbled(Ask::UserEMode.name()))
    }

    pub(super) fn account_data(&self) -> Result<AccountData, ReadError> {
        let data = self.decode::<getUserAccountDataCall>(Ask::AccountData)?;
        Ok(AccountData {
            total_collateral: data.totalCollateralBase,
            total_debt: data.totalDebtBase,
            available_borrows: data.availableBorrowsBase,
            liquidation_threshold_bps: data.currentLiquidationThreshold,
            ltv_bps: data.ltv,
            health_factor_wad: data.healthFactor,
        })
    }

    /// The market's assets, if they were asked for.
    pub(super) fn reserves(&self) -> Result<Option<Vec<Address>>, ReadError> {
        self.if_asked::<getReservesListCall>(Ask::Reserves)
    }

    /// The unit of the base currency, if it was asked for.
    pub(super) fn base_unit(&self, oracle: Address) -> Result<Option<U256>, ReadError> {
        self.if_asked::<BASE_CURRENCY_UNITCall>(Ask::BaseUnit(oracle))
    }

    /// A reserve's data, if they were asked for.
    pub(super) fn reserve(&self, asset: Address) -> Result<Option<ReserveData>, ReadError> {
        self.if_asked::<getReserveDataCall>(Ask::Reserve(asset))
    }

    /// An asset's symbol, made safe to show. Decoration: a token without one is no error.
    pub(super) fn symbol(&self, asset: Address) -> String {
        let answer = self.questions.data(Ask::Symbol(asset));
        symbol::decode(answer.unwrap_or_default(), asset)
    }

    /// The account's e-mode category by a release's rules; `None` where the market answers to
    /// other rules.
    pub(super) fn e_mode(&self, rules: Rules) -> Result<Option<EMode>, ReadError> {
        let id = self.e_mode_id()?;
        match rules.category {
            CategoryKind::Number => self.category_by_number(id),
            CategoryKind::Bitmaps => self.category_by_bitmaps(id, rules.loan_to_value),
        }
    }

    fn category_by_number(&self, id: u8) -> Result<Option<EMode>, ReadError> {
        let data = self.optional::<getEModeCategoryDataCall>(Ask::CategoryData(id))?;
        let Some(data) = data else {
            return Ok(None);
        };
        let price = match self.category_source()? {
            Some(asset) => {
                let oracle = self.oracle()?;
                Some(self.word(Ask::Price { oracle, asset })?)
            }
            None => None,
        };
        Ok(Some(EMode {
            id,
            ltv: BasisPoints::from_raw(data.ltv),
            liquidation_threshold: BasisPoints::from_raw(data.liquidationThreshold),
            liquidation_bonus: BasisPoints::from_raw(data.liquidationBonus),
            // A price of zero is none: the contract then asks for each asset's own.
            price: price.filter(|price| !price.is_zero()),
            ..EMode::default()
        }))
    }

    /// The asset whose price stands for those of the account's category, up to 3.1.
    pub(super) fn category_source(&self) -> Result<Option<Address>, ReadError> {
        let id = self.e_mode_id()?;
        let data = self.optional::<getEModeCategoryDataCall>(Ask::CategoryData(id))?;
        let source = data.map(|data| data.priceSource);
        Ok(source.filter(|source| !source.is_zero()))
    }

    fn category_by_bitmaps(&self, id: u8, ltv: LoanToValue) -> Result<Option<EMode>, ReadError> {
        let config =
            self.optional::<getEModeCategoryCollateralConfigCall>(Ask::CategoryConfig(id))?;
        let collateral =
            self.optional::<getEModeCategoryCollateralBitmapCall>(Ask::CategoryCollateral(id))?;
        let borrowable =
            self.optional::<getEModeCategoryBorrowableBitmapCall>(Ask::CategoryBorrowable(id))?;
        let ltv_zero = match ltv {
            LoanToValue::BaseGates => Some(0),
            LoanToValue::Category | LoanToValue::MayIsolate => {
                self.optional::<getEModeCategoryLtvzeroBitmapCall>(Ask::CategoryLtvZero(id))?
            }
        };
        let isolated = match ltv {
            LoanToValue::BaseGates | LoanToValue::Category => Some(false),
            LoanToValue::MayIsolate => {
                self.optional::<getIsEModeCategoryIsolatedCall>(Ask::CategoryIsolated(id))?
            }
        };
        let answers = (config, collateral, borrowable, ltv_zero, isolated);
        let (Some(config), Some(collateral), Some(borrowable), Some(ltv_zero), Some(isolated)) =
            answers
        else {
            return Ok(None);
        };
        Ok(Some(EMode {
            id,
            ltv: BasisPoints::from_raw(config.ltv),
            liquidation_threshold: BasisPoints::from_raw(config.liquidationThreshold),
            liquidation_bonus: BasisPoints::from_raw(config.liquidationBonus),
            price: None,
            collateral: U256::from(collateral),
            borrowable: U256::from(borrowable),
            ltv_zero: U256::from(ltv_zero),
            isolated,
        }))
    }

    /// The answer of a function that returns one unsigned 256-bit word; all such decode alike.
    pub(super) fn word(&self, ask: Ask) -> Result<U256, ReadError> {
        self.decode::<scaledBalanceOfCall>(ask)
    }

    /// The same where the function may not exist.
    pub(super) fn optional_word(&self, ask: Ask) -> Result<Option<U256>, ReadError> {
        self.optional::<scaledBalanceOfCall>(ask)
    }

    /// An answer that a market may not have: `None` if it was not asked for, or if the call failed
    /// or met no contract.
    fn optional<C: SolCall>(&self, ask: Ask) -> Result<Option<C::Return>, ReadError> {
        let answer = self.questions.answer(ask);
        match answer.is_some_and(|answer| answer.success && !answer.data.is_empty()) {
            true => self.if_asked::<C>(ask),
            false => Ok(None),
        }
    }

    fn decode<C: SolCall>(&self, ask: Ask) -> Result<C::Return, ReadError> {
        self.if_asked::<C>(ask)?.ok_or(ReadError::Inconsistent)
    }

    fn if_asked<C: SolCall>(&self, ask: Ask) -> Result<Option<C::Return>, ReadError> {
        if self.questions.answer(ask).is_none() {
            return Ok(None);
        }
        let value = C::abi_decode_returns_validate(self.questions.data(ask)?);
        value.map(Some).map_err(|_| ReadError::Garbled(ask.name()))
    }
}
