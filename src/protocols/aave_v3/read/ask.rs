use alloy::primitives::{Address, U256};
use serde::{Deserialize, Serialize};

use super::super::abi::{
    BASE_CURRENCY_UNITCall, POOL_REVISIONCall, allowanceCall, balanceOfCall, getAssetPriceCall,
    getEModeCategoryBorrowableBitmapCall, getEModeCategoryCollateralBitmapCall,
    getEModeCategoryCollateralConfigCall, getEModeCategoryDataCall,
    getEModeCategoryLtvzeroBitmapCall, getInterestRateDataBpsCall, getIsEModeCategoryIsolatedCall,
    getLiquidationGracePeriodCall, getPriceOracleCall, getPriceOracleSentinelCall,
    getReserveDataCall, getReservesListCall, getSourceOfAssetCall, getUserAccountDataCall,
    getUserConfigurationCall, getUserEModeCall, isCappedCall, isLiquidationAllowedCall,
    latestRoundDataCall, scaledBalanceOfCall, scaledTotalSupplyCall, symbolCall,
};
use super::super::profile::{CategoryKind, LoanToValue, Owed, Rules};
use super::super::{Addresses, Profile};
use super::answers::ReserveData;
use crate::chain::Call;
use crate::protocols::questions::{Getter, Question, call, getter};

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
    Price {
        oracle: Address,
        asset: Address,
    },
    /// Which contract says that price.
    Source {
        oracle: Address,
        asset: Address,
    },
    /// Whether that holds it down, and when it was given one last.
    Capped(Address),
    Moved(Address),
    /// How what is paid on an asset follows from its use.
    RateCurve {
        strategy: Address,
        asset: Address,
    },
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
            supply: data.supply_token,
            debt: data.debt_token,
            stable: data.stable_token,
            is_virtual: data.config.has_virtual_accounting(),
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

    /// What is asked about where the price of an asset comes from; `source`: as far as that is known.
    pub fn of_source(asset: Address, oracle: Address, source: Option<Address>) -> Vec<Self> {
        let own = source.filter(|source| !source.is_zero());
        let own = own.map(|source| [Self::Capped(source), Self::Moved(source)]);
        let named = [Self::Source { oracle, asset }];
        named.into_iter().chain(own.into_iter().flatten()).collect()
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

    fn getter(self) -> Getter {
        match self {
            Self::Oracle => getter::<getPriceOracleCall>(),
            Self::Revision => getter::<POOL_REVISIONCall>(),
            Self::UserConfig => getter::<getUserConfigurationCall>(),
            Self::UserEMode => getter::<getUserEModeCall>(),
            Self::AccountData => getter::<getUserAccountDataCall>(),
            Self::Reserves => getter::<getReservesListCall>(),
            Self::BaseUnit(_) => getter::<BASE_CURRENCY_UNITCall>(),
            Self::Sentinel => getter::<getPriceOracleSentinelCall>(),
            Self::LiquidationAllowed(_) => getter::<isLiquidationAllowedCall>(),
            Self::CategoryData(_) => getter::<getEModeCategoryDataCall>(),
            Self::Grace(_) => getter::<getLiquidationGracePeriodCall>(),
            Self::CategoryConfig(_) => getter::<getEModeCategoryCollateralConfigCall>(),
            Self::CategoryCollateral(_) => getter::<getEModeCategoryCollateralBitmapCall>(),
            Self::CategoryBorrowable(_) => getter::<getEModeCategoryBorrowableBitmapCall>(),
            Self::CategoryLtvZero(_) => getter::<getEModeCategoryLtvzeroBitmapCall>(),
            Self::CategoryIsolated(_) => getter::<getIsEModeCategoryIsolatedCall>(),
            Self::Reserve(_) => getter::<getReserveDataCall>(),
            Self::Symbol(_) => getter::<symbolCall>(),
            Self::Price { .. } => getter::<getAssetPriceCall>(),
            Self::Source { .. } => getter::<getSourceOfAssetCall>(),
            Self::Capped(_) => getter::<isCappedCall>(),
            Self::Moved(_) => getter::<latestRoundDataCall>(),
            Self::RateCurve { .. } => getter::<getInterestRateDataBpsCall>(),
            Self::Balance(_) => getter::<balanceOfCall>(),
            Self::Allowance(_) => getter::<allowanceCall>(),
            Self::Scaled(_) => getter::<scaledBalanceOfCall>(),
            Self::ScaledTotal(_) => getter::<scaledTotalSupplyCall>(),
        }
    }

    /// The call that asks it for `account`.
    pub fn call(self, market: &Addresses, account: Address) -> Call {
        let (pool, provider) = (market.pool, market.addresses_provider);
        let of = |address: Address| address.into_word();
        let (to, arguments) = match self {
            Self::Oracle | Self::Sentinel => (provider, Vec::new()),
            Self::Revision | Self::Reserves => (pool, Vec::new()),
            Self::UserConfig | Self::UserEMode | Self::AccountData => (pool, vec![of(account)]),
            Self::BaseUnit(to) | Self::LiquidationAllowed(to) => (to, Vec::new()),
            Self::CategoryData(id)
            | Self::CategoryConfig(id)
            | Self::CategoryCollateral(id)
            | Self::CategoryBorrowable(id)
            | Self::CategoryLtvZero(id)
            | Self::CategoryIsolated(id) => (pool, vec![U256::from(id).into()]),
            Self::Grace(asset) | Self::Reserve(asset) => (pool, vec![of(asset)]),
            Self::Price { oracle, asset } | Self::Source { oracle, asset } => {
                (oracle, vec![of(asset)])
            }
            Self::Capped(source) | Self::Moved(source) => (source, Vec::new()),
            Self::RateCurve { strategy, asset } => (strategy, vec![of(asset)]),
            Self::Symbol(token) | Self::ScaledTotal(token) => (token, Vec::new()),
            Self::Balance(token) | Self::Scaled(token) => (token, vec![of(account)]),
            Self::Allowance(token) => (token, vec![of(account), of(pool)]),
        };
        call(self.getter(), to, &arguments)
    }
}

impl Question for Ask {
    fn name(self) -> &'static str {
        self.getter().1
    }
}
