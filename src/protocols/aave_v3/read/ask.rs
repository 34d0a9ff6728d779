use alloy::primitives::{Address, Bytes};
use alloy::sol_types::SolCall;

use super::super::abi::{
    BASE_CURRENCY_UNITCall, POOL_REVISIONCall, ReserveData, allowanceCall, balanceOfCall,
    getAssetPriceCall, getEModeCategoryBorrowableBitmapCall, getEModeCategoryCollateralBitmapCall,
    getEModeCategoryCollateralConfigCall, getEModeCategoryLtvzeroBitmapCall,
    getIsEModeCategoryIsolatedCall, getPriceOracleCall, getReserveDataCall, getReservesListCall,
    getUserAccountDataCall, getUserConfigurationCall, getUserEModeCall, scaledBalanceOfCall,
    scaledTotalSupplyCall, symbolCall,
};
use super::super::{Addresses, Profile};
use crate::chain::Call;

/// One question to a market. Equal questions have equal answers within a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ask {
    Oracle,
    Revision,
    UserConfig,
    UserEMode,
    AccountData,
    Reserves,
    BaseUnit(Address),
    CategoryConfig(u8),
    CategoryCollateral(u8),
    CategoryBorrowable(u8),
    CategoryLtvZero(u8),
    CategoryIsolated(u8),
    Reserve(Address),
    Symbol(Address),
    Price { oracle: Address, asset: Address },
    Wallet(Address),
    Allowance(Address),
    Scaled(Address),
    ScaledTotal(Address),
}

/// What every reading asks.
pub(super) const HEAD: [Ask; 5] = [
    Ask::Oracle,
    Ask::Revision,
    Ask::UserConfig,
    Ask::UserEMode,
    Ask::AccountData,
];

/// The tokens in which a reserve records supplies and debts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tokens {
    pub supply: Address,
    pub debt: Address,
}

impl Tokens {
    pub const fn of(data: &ReserveData) -> Self {
        Self {
            supply: data.aTokenAddress,
            debt: data.variableDebtTokenAddress,
        }
    }
}

impl Ask {
    /// What defines an e-mode category, as far as the release has it.
    pub fn category(id: u8, profile: Option<Profile>) -> Vec<Self> {
        let base = [
            Self::CategoryConfig(id),
            Self::CategoryCollateral(id),
            Self::CategoryBorrowable(id),
        ];
        let more: &[Self] = match profile {
            _ if id == 0 => return Vec::new(),
            None => return Vec::new(),
            Some(Profile::V3_5) => &[],
            Some(Profile::V3_6) => &[Self::CategoryLtvZero(id)],
            Some(Profile::V3_7) => &[Self::CategoryLtvZero(id), Self::CategoryIsolated(id)],
        };
        [base.as_slice(), more].concat()
    }

    /// What is asked about an asset that matters to the account.
    pub const fn of_asset(asset: Address, oracle: Address) -> [Self; 4] {
        [
            Self::Reserve(asset),
            Self::Price { oracle, asset },
            Self::Wallet(asset),
            Self::Allowance(asset),
        ]
    }

    /// What is asked of a reserve's tokens.
    pub const fn of_tokens(tokens: Tokens) -> [Self; 4] {
        [
            Self::Scaled(tokens.supply),
            Self::ScaledTotal(tokens.supply),
            Self::Scaled(tokens.debt),
            Self::ScaledTotal(tokens.debt),
        ]
    }

    /// The function asked, for errors.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Oracle => getPriceOracleCall::SIGNATURE,
            Self::Revision => POOL_REVISIONCall::SIGNATURE,
            Self::UserConfig => getUserConfigurationCall::SIGNATURE,
            Self::UserEMode => getUserEModeCall::SIGNATURE,
            Self::AccountData => getUserAccountDataCall::SIGNATURE,
            Self::Reserves => getReservesListCall::SIGNATURE,
            Self::BaseUnit(_) => BASE_CURRENCY_UNITCall::SIGNATURE,
            Self::CategoryConfig(_) => getEModeCategoryCollateralConfigCall::SIGNATURE,
            Self::CategoryCollateral(_) => getEModeCategoryCollateralBitmapCall::SIGNATURE,
            Self::CategoryBorrowable(_) => getEModeCategoryBorrowableBitmapCall::SIGNATURE,
            Self::CategoryLtvZero(_) => getEModeCategoryLtvzeroBitmapCall::SIGNATURE,
            Self::CategoryIsolated(_) => getIsEModeCategoryIsolatedCall::SIGNATURE,
            Self::Reserve(_) => getReserveDataCall::SIGNATURE,
            Self::Symbol(_) => symbolCall::SIGNATURE,
            Self::Price { .. } => getAssetPriceCall::SIGNATURE,
            Self::Wallet(_) => balanceOfCall::SIGNATURE,
            Self::Allowance(_) => allowanceCall::SIGNATURE,
            Self::Scaled(_) => scaledBalanceOfCall::SIGNATURE,
            Self::ScaledTotal(_) => scaledTotalSupplyCall::SIGNATURE,
        }
    }

    /// The call that asks it for `account`.
    pub fn call(self, market: &Addresses, account: Address) -> Call {
        let (to, data) = self.encode(market, account);
        Call {
            to,
            data: Bytes::from(data),
        }
    }

    fn encode(self, market: &Addresses, account: Address) -> (Address, Vec<u8>) {
        let pool = market.pool;
        let user = account;
        match self {
            Self::Oracle => (
                market.addresses_provider,
                getPriceOracleCall {}.abi_encode(),
            ),
            Self::Revision => (pool, POOL_REVISIONCall {}.abi_encode()),
            Self::UserConfig => (pool, getUserConfigurationCall { user }.abi_encode()),
            Self::UserEMode => (pool, getUserEModeCall { user }.abi_encode()),
            Self::AccountData => (pool, getUserAccountDataCall { user }.abi_encode()),
            Self::Reserves => (pool, getReservesListCall {}.abi_encode()),
            Self::BaseUnit(oracle) => (oracle, BASE_CURRENCY_UNITCall {}.abi_encode()),
            Self::CategoryConfig(id) => (
                pool,
                getEModeCategoryCollateralConfigCall { id }.abi_encode(),
            ),
            Self::CategoryCollateral(id) => (
                pool,
                getEModeCategoryCollateralBitmapCall { id }.abi_encode(),
            ),
            Self::CategoryBorrowable(id) => (
                pool,
                getEModeCategoryBorrowableBitmapCall { id }.abi_encode(),
            ),
            Self::CategoryLtvZero(id) => {
                (pool, getEModeCategoryLtvzeroBitmapCall { id }.abi_encode())
            }
            Self::CategoryIsolated(id) => {
                (pool, getIsEModeCategoryIsolatedCall { id }.abi_encode())
            }
            Self::Reserve(asset) => (pool, getReserveDataCall { asset }.abi_encode()),
            Self::Symbol(asset) => (asset, symbolCall {}.abi_encode()),
            Self::Price { oracle, asset } => (oracle, getAssetPriceCall { asset }.abi_encode()),
            Self::Wallet(asset) => (asset, balanceOfCall { account }.abi_encode()),
            Self::Allowance(asset) => (
                asset,
                allowanceCall {
                    owner: account,
                    spender: pool,
                }
                .abi_encode(),
            ),
            Self::Scaled(token) => (token, scaledBalanceOfCall { user }.abi_encode()),
            Self::ScaledTotal(token) => (token, scaledTotalSupplyCall {}.abi_encode()),
        }
    }
}
