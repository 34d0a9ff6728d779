//! Each answer as the value that it stands for, or an error: never a guess.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;

use super::super::abi::{
    BASE_CURRENCY_UNITCall, ReserveData, getEModeCategoryBorrowableBitmapCall,
    getEModeCategoryCollateralBitmapCall, getEModeCategoryCollateralConfigCall,
    getEModeCategoryLtvzeroBitmapCall, getIsEModeCategoryIsolatedCall, getPriceOracleCall,
    getReserveDataCall, getReservesListCall, getUserAccountDataCall, scaledBalanceOfCall,
};
use super::super::{AccountData, EMode, Profile, UserConfig};
use super::{Ask, Reading};
use crate::math::BasisPoints;
use crate::protocols::{ReadError, symbol};

impl Reading {
    pub(super) fn oracle(&self) -> Result<Address, ReadError> {
        self.decode::<getPriceOracleCall>(Ask::Oracle)
    }

    pub(super) fn revision(&self) -> Result<U256, ReadError> {
        self.word(Ask::Revision)
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
        let answer = self
            .answer(Ask::Symbol(asset))
            .filter(|answer| answer.success);
        symbol::decode(answer.map_or(&[], |answer| &answer.data), asset)
    }

    /// The account's e-mode category, as far as the release has such.
    pub(super) fn e_mode(&self, profile: Profile) -> Result<Option<EMode>, ReadError> {
        let id = self.e_mode_id()?;
        if id == 0 {
            return Ok(None);
        }
        let config =
            self.decode::<getEModeCategoryCollateralConfigCall>(Ask::CategoryConfig(id))?;
        let collateral =
            self.decode::<getEModeCategoryCollateralBitmapCall>(Ask::CategoryCollateral(id))?;
        let borrowable =
            self.decode::<getEModeCategoryBorrowableBitmapCall>(Ask::CategoryBorrowable(id))?;
        let ltv_zero = match profile {
            Profile::V3_5 => 0,
            Profile::V3_6 | Profile::V3_7 => {
                self.decode::<getEModeCategoryLtvzeroBitmapCall>(Ask::CategoryLtvZero(id))?
            }
        };
        let isolated = match profile {
            Profile::V3_5 | Profile::V3_6 => false,
            Profile::V3_7 => {
                self.decode::<getIsEModeCategoryIsolatedCall>(Ask::CategoryIsolated(id))?
            }
        };
        Ok(Some(EMode {
            id,
            ltv: BasisPoints::from_raw(config.ltv),
            liquidation_threshold: BasisPoints::from_raw(config.liquidationThreshold),
            liquidation_bonus: BasisPoints::from_raw(config.liquidationBonus),
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

    fn decode<C: SolCall>(&self, ask: Ask) -> Result<C::Return, ReadError> {
        self.if_asked::<C>(ask)?.ok_or(ReadError::Inconsistent)
    }

    fn if_asked<C: SolCall>(&self, ask: Ask) -> Result<Option<C::Return>, ReadError> {
        let Some(answer) = self.answer(ask) else {
            return Ok(None);
        };
        if !answer.success {
            return Err(ReadError::Failed(ask.name()));
        }
        let value = C::abi_decode_returns_validate(&answer.data);
        value.map(Some).map_err(|_| ReadError::Garbled(ask.name()))
    }
}
