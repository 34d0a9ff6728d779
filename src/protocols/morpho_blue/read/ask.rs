use alloy::primitives::Address;

use super::super::abi::{
    IDCall, MORPHOCall, allowanceCall, balanceOfCall, borrowRateViewCall, decimalsCall,
    idToMarketParamsCall, isAuthorizedCall, isPreLiquidationCall, marketCall, positionCall,
    preLiquidationParamsCall, priceCall, rateAtTargetCall, symbolCall,
};
use super::super::{Addresses, MarketParams, MarketState};
use crate::chain::Call;
use crate::protocols::questions::{Getter, Question, call, getter};

/// One question to a market. Equal questions have equal answers within a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Ask {
    Position,
    Market,
    Params,
    Price(Address),
    RateAtTarget,
    /// What the interest rate model charges a market with these totals now.
    BorrowRate(MarketState),
    Symbol(Address),
    Decimals(Address),
    Wallet(Address),
    Allowance(Address),
    Authorized(Address),
    PreLiquidationParams(Address),
    PreLiquidationMorpho(Address),
    PreLiquidationMarket(Address),
    /// Whether the first has made the second.
    Made(Address, Address),
}

impl Ask {
    /// What is asked about a token every time.
    pub const fn of_token(token: Address) -> [Self; 2] {
        [Self::Wallet(token), Self::Allowance(token)]
    }

    /// What is asked once about a contract that may be a pre-liquidation contract.
    pub const fn of_contract(contract: Address) -> [Self; 4] {
        [
            Self::Authorized(contract),
            Self::PreLiquidationParams(contract),
            Self::PreLiquidationMorpho(contract),
            Self::PreLiquidationMarket(contract),
        ]
    }

    fn getter(self) -> Getter {
        match self {
            Self::Position => getter::<positionCall>(),
            Self::Market => getter::<marketCall>(),
            Self::Params => getter::<idToMarketParamsCall>(),
            Self::Price(_) => getter::<priceCall>(),
            Self::RateAtTarget => getter::<rateAtTargetCall>(),
            Self::BorrowRate(_) => getter::<borrowRateViewCall>(),
            Self::Symbol(_) => getter::<symbolCall>(),
            Self::Decimals(_) => getter::<decimalsCall>(),
            Self::Wallet(_) => getter::<balanceOfCall>(),
            Self::Allowance(_) => getter::<allowanceCall>(),
            Self::Authorized(_) => getter::<isAuthorizedCall>(),
            Self::PreLiquidationParams(_) => getter::<preLiquidationParamsCall>(),
            Self::PreLiquidationMorpho(_) => getter::<MORPHOCall>(),
            Self::PreLiquidationMarket(_) => getter::<IDCall>(),
            Self::Made(..) => getter::<isPreLiquidationCall>(),
        }
    }

    /// The call that asks it for `account`. The interest rate model is asked only once `params`
    /// name it.
    pub fn call(self, market: &Addresses, params: Option<&MarketParams>, account: Address) -> Call {
        let &Addresses { morpho, id, .. } = market;
        let irm = params.map_or(Address::ZERO, |params| params.irm);
        let of = |address: Address| address.into_word();
        let (to, arguments) = match self {
            Self::Position => (morpho, vec![id, of(account)]),
            Self::Market | Self::Params => (morpho, vec![id]),
            Self::RateAtTarget => (irm, vec![id]),
            Self::BorrowRate(state) => {
                let params = params.map(MarketParams::words).unwrap_or_default();
                (irm, [&params[..], &state.words()].concat())
            }
            Self::Wallet(token) => (token, vec![of(account)]),
            Self::Allowance(token) => (token, vec![of(account), of(morpho)]),
            Self::Authorized(contract) => (morpho, vec![of(account), of(contract)]),
            Self::Made(factory, contract) => (factory, vec![of(contract)]),
            Self::Price(to)
            | Self::Symbol(to)
            | Self::Decimals(to)
            | Self::PreLiquidationParams(to)
            | Self::PreLiquidationMorpho(to)
            | Self::PreLiquidationMarket(to) => (to, Vec::new()),
        };
        call(self.getter(), to, &arguments)
    }
}

impl Question for Ask {
    fn name(self) -> &'static str {
        self.getter().1
    }
}
