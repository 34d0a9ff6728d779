use alloy::primitives::{Address, U256};

use super::super::Addresses;
use super::super::abi::{
    allowanceCall, balanceOfCall, baseScaleCall, baseTokenCall, baseTokenPriceFeedCall,
    borrowBalanceOfCall, borrowKinkCall, borrowPerSecondInterestRateBaseCall,
    borrowPerSecondInterestRateSlopeHighCall, borrowPerSecondInterestRateSlopeLowCall,
    collateralsSupplyPauseFlagsCall, extendedPauseFlagsCall, getAssetInfoCall, getPriceCall,
    isBorrowCollateralizedCall, isCappedCall, isLiquidatableCall, latestRoundDataCall,
    numAssetsCall, supplyKinkCall, supplyPerSecondInterestRateBaseCall,
    supplyPerSecondInterestRateSlopeHighCall, supplyPerSecondInterestRateSlopeLowCall, symbolCall,
    totalsBasicCall, totalsCollateralCall, userBasicCall, userCollateralCall,
};
use crate::chain::Call;
use crate::protocols::questions::{Getter, Question, call, getter};

/// One question to a market. Equal questions have equal answers within a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ask {
    User,
    AssetCount,
    Totals,
    BaseToken,
    BaseFeed,
    BaseScale,
    /// Which place of [`RATES`].
    Rate(u8),
    ExtendedPauses,
    AssetPauses,
    BorrowBalance,
    Liquidatable,
    BorrowCollateralized,
    AssetInfo(u8),
    Supplied(Address),
    SuppliedByAll(Address),
    Price(Address),
    /// Whether a feed holds its price down, and when it was given one last.
    Capped(Address),
    Moved(Address),
    Symbol(Address),
    Wallet(Address),
    Allowance(Address),
}

/// What every reading asks: enough to see that an account has nothing here.
pub(super) const FIRST: [Ask; 2] = [Ask::User, Ask::AssetCount];

/// What is asked where the account has something.
pub(super) const MARKET: [Ask; 17] = [
    Ask::Totals,
    Ask::BaseToken,
    Ask::BaseFeed,
    Ask::BaseScale,
    Ask::Rate(0),
    Ask::Rate(1),
    Ask::Rate(2),
    Ask::Rate(3),
    Ask::Rate(4),
    Ask::Rate(5),
    Ask::Rate(6),
    Ask::Rate(7),
    Ask::ExtendedPauses,
    Ask::AssetPauses,
    Ask::BorrowBalance,
    Ask::Liquidatable,
    Ask::BorrowCollateralized,
];

/// The constants of the supply curve, then those of the borrow curve.
const RATES: [Getter; 8] = [
    getter::<supplyKinkCall>(),
    getter::<supplyPerSecondInterestRateSlopeLowCall>(),
    getter::<supplyPerSecondInterestRateSlopeHighCall>(),
    getter::<supplyPerSecondInterestRateBaseCall>(),
    getter::<borrowKinkCall>(),
    getter::<borrowPerSecondInterestRateSlopeLowCall>(),
    getter::<borrowPerSecondInterestRateSlopeHighCall>(),
    getter::<borrowPerSecondInterestRateBaseCall>(),
];

impl Ask {
    /// What is asked about a token that matters to the account.
    pub const fn of_token(asset: Address, feed: Address) -> [Self; 3] {
        [
            Self::Price(feed),
            Self::Wallet(asset),
            Self::Allowance(asset),
        ]
    }

    fn getter(self) -> Getter {
        match self {
            Self::User => getter::<userBasicCall>(),
            Self::AssetCount => getter::<numAssetsCall>(),
            Self::Totals => getter::<totalsBasicCall>(),
            Self::BaseToken => getter::<baseTokenCall>(),
            Self::BaseFeed => getter::<baseTokenPriceFeedCall>(),
            Self::BaseScale => getter::<baseScaleCall>(),
            Self::Rate(place) => RATES.get(usize::from(place)).copied().unwrap_or_default(),
            Self::ExtendedPauses => getter::<extendedPauseFlagsCall>(),
            Self::AssetPauses => getter::<collateralsSupplyPauseFlagsCall>(),
            Self::BorrowBalance => getter::<borrowBalanceOfCall>(),
            Self::Liquidatable => getter::<isLiquidatableCall>(),
            Self::BorrowCollateralized => getter::<isBorrowCollateralizedCall>(),
            Self::AssetInfo(_) => getter::<getAssetInfoCall>(),
            Self::Supplied(_) => getter::<userCollateralCall>(),
            Self::SuppliedByAll(_) => getter::<totalsCollateralCall>(),
            Self::Price(_) => getter::<getPriceCall>(),
            Self::Capped(_) => getter::<isCappedCall>(),
            Self::Moved(_) => getter::<latestRoundDataCall>(),
            Self::Symbol(_) => getter::<symbolCall>(),
            Self::Wallet(_) => getter::<balanceOfCall>(),
            Self::Allowance(_) => getter::<allowanceCall>(),
        }
    }

    /// The call that asks it for `account`.
    pub fn call(self, market: &Addresses, account: Address) -> Call {
        let comet = market.comet;
        let of = |address: Address| address.into_word();
        let (to, arguments) = match self {
            Self::User | Self::BorrowBalance | Self::Liquidatable | Self::BorrowCollateralized => {
                (comet, vec![of(account)])
            }
            Self::AssetInfo(place) => (comet, vec![U256::from(place).into()]),
            Self::Supplied(asset) => (comet, vec![of(account), of(asset)]),
            Self::SuppliedByAll(about) | Self::Price(about) => (comet, vec![of(about)]),
            Self::Symbol(about) | Self::Capped(about) | Self::Moved(about) => (about, Vec::new()),
            Self::Wallet(token) => (token, vec![of(account)]),
            Self::Allowance(token) => (token, vec![of(account), of(comet)]),
            Self::AssetCount
            | Self::Totals
            | Self::BaseToken
            | Self::BaseFeed
            | Self::BaseScale
            | Self::Rate(_)
            | Self::ExtendedPauses
            | Self::AssetPauses => (comet, Vec::new()),
        };
        call(self.getter(), to, &arguments)
    }
}

impl Question for Ask {
    fn name(self) -> &'static str {
        self.getter().1
    }
}
