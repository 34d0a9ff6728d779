use alloy::primitives::{Address, Bytes};
use alloy::sol_types::SolCall;

use super::super::abi::{
    BASE_CURRENCY_UNITCall, POOL_REVISIONCall, ReserveData, allowanceCall, balanceOfCall,
    getAssetPriceCall, getEModeCategoryBorrowableBitmapCall, getEModeCategoryCollateralBitmapCall,
    getEModeCategoryCollateralConfigCall, getEModeCategoryDataCall,
    getEModeCategoryLtvzeroBitmapCall, getIsEModeCategoryIsolatedCall,
    getLiquidationGracePeriodCall, getPriceOracleCall, getPriceOracleSentinelCall,
    getReserveDataCall, getReservesListCall, getUserAccountDataCall, getUserConfigurationCall,
    getUserEModeCall, isLiquidationAllowedCall, scaledBalanceOfCall, scaledTotalSupplyCall,
    symbolCall,
};
use super::super::profile::{CategoryKind, LoanToValue, Owed, Rules};
use super::super::{Addresses, Profile, ReserveConfig};
use crate::chain::Call;
use crate::protocols::questions::Question;

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
    Sentinel,
    LiquidationAllowed(Address),
    CategoryData(u8),
    CategoryConfig(u8),
    CategoryCollateral(u8),
    CategoryBorrowable(u8),
    CategoryLtvZero(u8),
    CategoryIsolated(u8),
    Reserve(Address),
    Symbol(Address),
    Price { oracle: Address, asset: Address },
    Balance(Address),
    Grace(Address),
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
    /// Of stable-rate debt; zero where the market has none.
    pub stable: Address,
    /// Whether the pool counts what the reserve holds; only then do scaled units say what is owed.
    pub is_virtual: bool,
}

impl Tokens {
    pub fn of(data: &ReserveData) -> Self {
        Self {
            supply: data.aTokenAddress,
            debt: data.variableDebtTokenAddress,
            stable: data.stableDebtTokenAddress,
            is_virtual: ReserveConfig(data.configuration).has_virtual_accounting(),
        }
    }
}

/// The profile whose inputs are read; without one, those of all.
pub(super) type Expected = Option<Profile>;

/// Whether a rule needs its input: the expected profile has it, or none is expected.
fn needs(expected: Expected, has: impl FnOnce(Rules) -> bool) -> bool {
    expected.is_none_or(|profile| has(profile.rules()))
}

impl Ask {
    /// What defines an e-mode category.
    pub fn category(id: u8, expected: Expected) -> Vec<Self> {
        let mut wanted = Vec::new();
        if id == 0 {
            return wanted;
        }
        if needs(expected, |rules| rules.category == CategoryKind::Number) {
            wanted.push(Self::CategoryData(id));
        }
        if needs(expected, |rules| rules.category == CategoryKind::Bitmaps) {
            wanted.extend([
                Self::CategoryConfig(id),
                Self::CategoryCollateral(id),
                Self::CategoryBorrowable(id),
            ]);
        }
        if needs(expected, |rules| {
            rules.loan_to_value != LoanToValue::BaseGates
        }) {
            wanted.push(Self::CategoryLtvZero(id));
        }
        if needs(expected, |rules| {
            rules.loan_to_value == LoanToValue::MayIsolate
        }) {
            wanted.push(Self::CategoryIsolated(id));
        }
        wanted
    }

    /// Whether liquidations are held back, as far as it can be asked: first who says so.
    pub fn sentinel(known: Option<Address>, expected: Expected) -> Vec<Self> {
        if !needs(expected, |rules| rules.has_sentinel) {
            return Vec::new();
        }
        let known = known.filter(|sentinel| !sentinel.is_zero());
        let allowed = known.map(Self::LiquidationAllowed);
        [Self::Sentinel].into_iter().chain(allowed).collect()
    }

    /// Debts that scaled units do not say.
    pub fn debts(tokens: Tokens, expected: Expected) -> Vec<Self> {
        let mut wanted = Vec::new();
        if !tokens.stable.is_zero() && needs(expected, |rules| rules.owed == Owed::WithStable) {
            wanted.push(Self::Balance(tokens.stable));
        }
        if !tokens.is_virtual && needs(expected, |rules| rules.owed == Owed::TokenSays) {
            wanted.push(Self::Balance(tokens.debt));
        }
        wanted
    }

    /// Until when an asset is not liquidated, where it can have such a time.
    pub fn grace(asset: Address, expected: Expected) -> Option<Self> {
        needs(expected, |rules| rules.has_grace).then_some(Self::Grace(asset))
    }

    /// What is asked about an asset that matters to the account.
    pub const fn of_asset(asset: Address, oracle: Address) -> [Self; 4] {
        [
            Self::Reserve(asset),
            Self::Price { oracle, asset },
            Self::Balance(asset),
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
            Self::Sentinel => (
                market.addresses_provider,
                getPriceOracleSentinelCall {}.abi_encode(),
            ),
            Self::LiquidationAllowed(sentinel) => {
                (sentinel, isLiquidationAllowedCall {}.abi_encode())
            }
            Self::CategoryData(id) => (pool, getEModeCategoryDataCall { id }.abi_encode()),
            Self::Grace(asset) => (pool, getLiquidationGracePeriodCall { asset }.abi_encode()),
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
            Self::Balance(asset) => (asset, balanceOfCall { account }.abi_encode()),
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

impl Question for Ask {
    fn name(self) -> &'static str {
        match self {
            Self::Oracle => getPriceOracleCall::SIGNATURE,
            Self::Revision => POOL_REVISIONCall::SIGNATURE,
            Self::UserConfig => getUserConfigurationCall::SIGNATURE,
            Self::UserEMode => getUserEModeCall::SIGNATURE,
            Self::AccountData => getUserAccountDataCall::SIGNATURE,
            Self::Reserves => getReservesListCall::SIGNATURE,
            Self::BaseUnit(_) => BASE_CURRENCY_UNITCall::SIGNATURE,
            Self::Sentinel => getPriceOracleSentinelCall::SIGNATURE,
            Self::LiquidationAllowed(_) => isLiquidationAllowedCall::SIGNATURE,
            Self::CategoryData(_) => getEModeCategoryDataCall::SIGNATURE,
            Self::Grace(_) => getLiquidationGracePeriodCall::SIGNATURE,
            Self::CategoryConfig(_) => getEModeCategoryCollateralConfigCall::SIGNATURE,
            Self::CategoryCollateral(_) => getEModeCategoryCollateralBitmapCall::SIGNATURE,
            Self::CategoryBorrowable(_) => getEModeCategoryBorrowableBitmapCall::SIGNATURE,
            Self::CategoryLtvZero(_) => getEModeCategoryLtvzeroBitmapCall::SIGNATURE,
            Self::CategoryIsolated(_) => getIsEModeCategoryIsolatedCall::SIGNATURE,
            Self::Reserve(_) => getReserveDataCall::SIGNATURE,
            Self::Symbol(_) => symbolCall::SIGNATURE,
            Self::Price { .. } => getAssetPriceCall::SIGNATURE,
            Self::Balance(_) => balanceOfCall::SIGNATURE,
            Self::Allowance(_) => allowanceCall::SIGNATURE,
            Self::Scaled(_) => scaledBalanceOfCall::SIGNATURE,
            Self::ScaledTotal(_) => scaledTotalSupplyCall::SIGNATURE,
        }
    }
}
