//! What is asked of Morpho, of tokens, and of the mocks.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol;
use margin_call::protocols::morpho_blue::MarketParams;

use super::super::node::Reverted;

sol! {
    struct Params {
        address loanToken;
        address collateralToken;
        address oracle;
        address irm;
        uint256 lltv;
    }
    function createMarket(Params params);
    function setFee(Params params, uint256 fee);
    function supply(Params params, uint256 assets, uint256 shares, address onBehalf, bytes data);
    function borrow(Params params, uint256 assets, uint256 shares, address onBehalf, address receiver);
    function supplyCollateral(Params params, uint256 assets, address onBehalf, bytes data);
    function repay(Params params, uint256 assets, uint256 shares, address onBehalf, bytes data);
    function liquidate(Params params, address borrower, uint256 seized, uint256 shares, bytes data);
    function accrueInterest(Params params);
    function market(bytes32 id) returns (uint128 supplyAssets, uint128 supplyShares, uint128 borrowAssets, uint128 borrowShares, uint128 lastUpdate, uint128 fee);
    function position(bytes32 id, address user) returns (uint256 supplyShares, uint128 borrowShares, uint128 collateral);
    function borrowRateView(Params params, Totals totals) returns (uint256 rate);
    struct Totals {
        uint128 supplyAssets;
        uint128 supplyShares;
        uint128 borrowAssets;
        uint128 borrowShares;
        uint128 lastUpdate;
        uint128 fee;
    }
    function isAuthorized(address authorizer, address authorized) returns (bool);
    function price() returns (uint256);
    function mint(address to, uint256 amount);
    function approve(address spender, uint256 amount);
    function balanceOf(address account) returns (uint256);
}

pub fn abi(params: &MarketParams) -> Params {
    Params {
        loanToken: params.loan_token,
        collateralToken: params.collateral_token,
        oracle: params.oracle,
        irm: params.irm,
        lltv: params.lltv.raw(),
    }
}

pub fn supply(params: &Params, assets: U256, on_behalf: Address) -> supplyCall {
    let params = params.clone();
    supplyCall {
        params,
        assets,
        shares: U256::ZERO,
        onBehalf: on_behalf,
        data: Bytes::new(),
    }
}

pub fn supply_collateral(
    params: &Params,
    assets: U256,
    on_behalf: Address,
) -> supplyCollateralCall {
    supplyCollateralCall {
        params: params.clone(),
        assets,
        onBehalf: on_behalf,
        data: Bytes::new(),
    }
}

pub fn borrow(params: &Params, assets: U256, account: Address) -> borrowCall {
    let params = params.clone();
    borrowCall {
        params,
        assets,
        shares: U256::ZERO,
        onBehalf: account,
        receiver: account,
    }
}

/// Whether Morpho refused because the position is healthy.
pub fn says_healthy(reverted: &Reverted) -> bool {
    reverted.has_reason("position is healthy")
}
