//! A chain with one Morpho Blue market, as its contracts would answer.

use alloy::primitives::{Address, B256, U256, keccak256};
use margin_call::chain::{Call, CallAnswer};
use margin_call::math::{Timestamp, Wad};
use margin_call::protocols::morpho_blue::{
    self, Account, Factory, MarketParams, MarketState, market_id,
};

pub const NOW: u64 = 1_764_000_000;

pub const fn at(place: u8) -> Address {
    Address::repeat_byte(place)
}

pub const MORPHO: Address = at(0xa0);
pub const LOAN: Address = at(0xa1);
pub const COLLATERAL: Address = at(0xa2);
pub const ORACLE: Address = at(0xa3);
pub const IRM: Address = at(0xa4);
pub const PRE: Address = at(0xa5);
pub const PRE_ORACLE: Address = at(0xa6);
pub const FACTORY: Factory = Factory {
    contract: at(0xa7),
    since: 5,
};
pub const ACCOUNT: Address = at(0xbb);

/// Dollars for a bitcoin, times 10^10.
const PRICE: u128 = 951_234_567_890_000_000_000_000_000_000_000;

/// A price as an oracle of the market says it.
pub fn in_scale(price: u128) -> U256 {
    U256::from(price) * U256::from(1_000_000)
}

/// A chain with one market, as its contracts would answer.
#[derive(Clone)]
pub struct Chain {
    pub params: MarketParams,
    pub market: MarketState,
    pub account: Account,
    pub price: u128,
    /// What an adaptive curve stores; `None`: another model, which states `rate`.
    pub rate_at_target: Option<u64>,
    pub rate: u64,
    pub authorized: bool,
    /// The factory says that it has made the contract.
    pub made: bool,
    pub oracle_fails: bool,
    /// What the contract's own oracle says; `None`: it reverts.
    pub pre_price: Option<Vec<U256>>,
    pub pre_oracle: Address,
    pub pre_morpho: Address,
    pub pre_market: Option<B256>,
}

impl Chain {
    pub fn new() -> Self {
        Self {
            params: MarketParams {
                loan_token: LOAN,
                collateral_token: COLLATERAL,
                oracle: ORACLE,
                irm: IRM,
                lltv: Wad::from_raw(U256::from(860_000_000_000_000_000_u64)),
            },
            market: MarketState {
                total_supply_assets: 87_654_321_000_000,
                total_supply_shares: 80_123_456_000_000_000_000,
                total_borrow_assets: 79_765_432_000_000,
                total_borrow_shares: 71_234_567_000_000_000_000,
                last_update: Timestamp(NOW - 86_400),
                fee: 100_000_000_000_000_000,
            },
            account: Account {
                borrow_shares: 40_000_000_000_000_000,
                collateral: 75_000_000,
            },
            price: PRICE,
            rate_at_target: Some(1_268_391_679),
            rate: 0,
            authorized: false,
            made: true,
            oracle_fails: false,
            pre_price: Some(vec![in_scale(PRICE)]),
            pre_oracle: PRE_ORACLE,
            pre_morpho: MORPHO,
            pre_market: None,
        }
    }

    pub fn addresses(&self) -> morpho_blue::Addresses {
        morpho_blue::Addresses {
            morpho: MORPHO,
            id: market_id(&self.params),
            factory: Some(FACTORY),
        }
    }

    pub fn answer(&self, call: &Call) -> CallAnswer {
        let (selector, arguments) = call.data.split_at(4);
        let is = |signature: &str| keccak256(signature)[..4] == *selector;
        let known = match call.to {
            MORPHO if is("position(bytes32,address)") => Some(self.position()),
            MORPHO if is("market(bytes32)") => Some(self.totals()),
            MORPHO if is("idToMarketParams(bytes32)") => Some(self.five_words()),
            MORPHO if is("isAuthorized(address,address)") => {
                assert_eq!(
                    arguments,
                    [
                        word(ACCOUNT.into_word().into()),
                        word(PRE.into_word().into())
                    ]
                    .concat()
                );
                Some(vec![U256::from(self.authorized)])
            }
            ORACLE if self.oracle_fails => None,
            ORACLE if is("price()") => Some(vec![in_scale(self.price)]),
            PRE_ORACLE if is("price()") => self.pre_price.clone(),
            IRM if is("rateAtTarget(bytes32)") => {
                self.rate_at_target.map(|rate| vec![U256::from(rate)])
            }
            IRM if is(RATE_VIEW) => self.borrow_rate(arguments).map(|rate| vec![rate]),
            PRE if is("preLiquidationParams()") && self.pre_market.is_some() => {
                let wad = U256::from(1_000_000_000_000_000_000_u64);
                let lltv = wad * U256::from(8) / U256::from(10);
                let oracle = self.pre_oracle.into_word().into();
                Some(vec![lltv, wad, wad, wad, wad, oracle])
            }
            at if at == FACTORY.contract && is("isPreLiquidation(address)") => {
                let asked = word(PRE.into_word().into());
                Some(vec![U256::from(self.made && arguments == asked)])
            }
            PRE if is("MORPHO()") => Some(vec![self.pre_morpho.into_word().into()]),
            PRE if is("ID()") => self.pre_market.map(|id| vec![id.into()]),
            LOAN | COLLATERAL if is("decimals()") => {
                Some(vec![U256::from(if call.to == LOAN { 6 } else { 8 })])
            }
            LOAN | COLLATERAL if is("balanceOf(address)") => Some(vec![U256::from(7)]),
            LOAN | COLLATERAL if is("allowance(address,address)") => Some(vec![U256::from(9)]),
            // Its symbol as the oldest tokens give it.
            LOAN if is("symbol()") => Some(vec![U256::from_be_bytes(
                *b"USDC\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            )]),
            _ => None,
        };
        CallAnswer {
            success: known.is_some(),
            data: known
                .unwrap_or_default()
                .into_iter()
                .flat_map(word)
                .collect(),
        }
    }

    fn position(&self) -> Vec<U256> {
        let Account {
            borrow_shares,
            collateral,
        } = self.account;
        vec![
            U256::from(1),
            U256::from(borrow_shares),
            U256::from(collateral),
        ]
    }

    fn totals(&self) -> Vec<U256> {
        let market = self.market;
        vec![
            U256::from(market.total_supply_assets),
            U256::from(market.total_supply_shares),
            U256::from(market.total_borrow_assets),
            U256::from(market.total_borrow_shares),
            U256::from(market.last_update.0),
            U256::from(market.fee),
        ]
    }

    fn five_words(&self) -> Vec<U256> {
        let params = self.params;
        let address = |address: Address| address.into_word().into();
        vec![
            address(params.loan_token),
            address(params.collateral_token),
            address(params.oracle),
            address(params.irm),
            params.lltv.raw(),
        ]
    }

    /// What the model states for the totals that it is asked about; nothing where it reverts.
    fn borrow_rate(&self, arguments: &[u8]) -> Option<U256> {
        let (words, rest) = arguments.as_chunks::<32>();
        let words: Vec<U256> = words.iter().copied().map(U256::from_be_bytes).collect();
        assert!(rest.is_empty() && words[..5] == self.five_words());
        let [supply, supply_shares, borrow, borrow_shares, updated, fee] =
            [5, 6, 7, 8, 9, 10].map(|place: usize| words[place].to::<u128>());
        let market = MarketState {
            total_supply_assets: supply,
            total_supply_shares: supply_shares,
            total_borrow_assets: borrow,
            total_borrow_shares: borrow_shares,
            last_update: Timestamp(updated.try_into().ok()?),
            fee,
        };
        let stated = U256::from(self.rate + borrow as u64 % 1_000);
        let Some(rate) = self.rate_at_target else {
            return Some(stated);
        };
        let curve = market.curve_rate(rate, Timestamp(NOW)).ok()?;
        Some(U256::from(curve.average))
    }
}

const RATE_VIEW: &str = "borrowRateView((address,address,address,address,uint256),\
    (uint128,uint128,uint128,uint128,uint128,uint128))";

pub fn word(number: U256) -> [u8; 32] {
    number.to_be_bytes()
}
