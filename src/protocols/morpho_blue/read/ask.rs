use alloy::primitives::{Address, Bytes};
use alloy::sol_types::SolCall;

use super::super::abi::{
    IDCall, MORPHOCall, allowanceCall, balanceOfCall, borrowRateViewCall, decimalsCall,
    idToMarketParamsCall, isAuthorizedCall, marketCall, positionCall, preLiquidationParamsCall,
    priceCall, rateAtTargetCall, symbolCall,
};
use super::super::{Addresses, MarketParams, MarketState};
use crate::chain::Call;
use crate::protocols::questions::Question;

/// One question to a market. Equal questions have equal answers within a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ask {
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

    /// The call that asks it for `account`. The interest rate model is asked only once `params`
    /// name it.
    pub fn call(self, market: &Addresses, params: Option<&MarketParams>, account: Address) -> Call {
        let &Addresses { morpho, id } = market;
        let irm = params.map_or(Address::ZERO, |params| params.irm);
        let (to, data) = match self {
            Self::Position => (morpho, positionCall { id, user: account }.abi_encode()),
            Self::Market => (morpho, marketCall { id }.abi_encode()),
            Self::Params => (morpho, idToMarketParamsCall { id }.abi_encode()),
            Self::Price(oracle) => (oracle, priceCall {}.abi_encode()),
            Self::RateAtTarget => (irm, rateAtTargetCall { id }.abi_encode()),
            Self::BorrowRate(state) => {
                let params = params.map(|params| params.to_abi());
                let call = borrowRateViewCall {
                    params: params.unwrap_or_default(),
                    market: state.to_abi(),
                };
                (irm, call.abi_encode())
            }
            Self::Symbol(token) => (token, symbolCall {}.abi_encode()),
            Self::Decimals(token) => (token, decimalsCall {}.abi_encode()),
            Self::Wallet(token) => (token, balanceOfCall { account }.abi_encode()),
            Self::Allowance(token) => {
                let call = allowanceCall {
                    owner: account,
                    spender: morpho,
                };
                (token, call.abi_encode())
            }
            Self::Authorized(contract) => {
                let call = isAuthorizedCall {
                    authorizer: account,
                    authorized: contract,
                };
                (morpho, call.abi_encode())
            }
            Self::PreLiquidationParams(contract) => {
                (contract, preLiquidationParamsCall {}.abi_encode())
            }
            Self::PreLiquidationMorpho(contract) => (contract, MORPHOCall {}.abi_encode()),
            Self::PreLiquidationMarket(contract) => (contract, IDCall {}.abi_encode()),
        };
        Call {
            to,
            data: Bytes::from(data),
        }
    }
}

impl Question for Ask {
    fn name(self) -> &'static str {
        match self {
            Self::Position => positionCall::SIGNATURE,
            Self::Market => marketCall::SIGNATURE,
            Self::Params => idToMarketParamsCall::SIGNATURE,
            Self::Price(_) => priceCall::SIGNATURE,
            Self::RateAtTarget => rateAtTargetCall::SIGNATURE,
            Self::BorrowRate(_) => borrowRateViewCall::SIGNATURE,
            Self::Symbol(_) => symbolCall::SIGNATURE,
            Self::Decimals(_) => decimalsCall::SIGNATURE,
            Self::Wallet(_) => balanceOfCall::SIGNATURE,
            Self::Allowance(_) => allowanceCall::SIGNATURE,
            Self::Authorized(_) => isAuthorizedCall::SIGNATURE,
            Self::PreLiquidationParams(_) => preLiquidationParamsCall::SIGNATURE,
            Self::PreLiquidationMorpho(_) => MORPHOCall::SIGNATURE,
            Self::PreLiquidationMarket(_) => IDCall::SIGNATURE,
        }
    }
}
