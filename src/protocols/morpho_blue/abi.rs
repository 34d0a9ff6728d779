//! The functions that we call and the events that we ask for, as the contracts declare them.
#![allow(missing_docs, reason = "the names are the contracts' own")]

use alloy::sol;

sol! {
    struct MarketParams {
        address loanToken;
        address collateralToken;
        address oracle;
        address irm;
        uint256 lltv;
    }

    struct Market {
        uint128 totalSupplyAssets;
        uint128 totalSupplyShares;
        uint128 totalBorrowAssets;
        uint128 totalBorrowShares;
        uint128 lastUpdate;
        uint128 fee;
    }

    struct Position {
        uint256 supplyShares;
        uint128 borrowShares;
        uint128 collateral;
    }

    struct PreLiquidationParams {
        uint256 preLltv;
        uint256 preLCF1;
        uint256 preLCF2;
        uint256 preLIF1;
        uint256 preLIF2;
        address preLiquidationOracle;
    }

    // Morpho
    function idToMarketParams(bytes32 id) returns (MarketParams params);
    function market(bytes32 id) returns (Market market);
    function position(bytes32 id, address user) returns (Position position);
    function isAuthorized(address authorizer, address authorized) returns (bool authorized);
    function setAuthorization(address authorized, bool newIsAuthorized);
    event Liquidate(bytes32 indexed id, address indexed caller, address indexed borrower, uint256 repaidAssets, uint256 repaidShares, uint256 seizedAssets, uint256 badDebtAssets, uint256 badDebtShares);

    function supplyCollateral(MarketParams marketParams, uint256 assets, address onBehalf, bytes data);
    function repay(MarketParams marketParams, uint256 assets, uint256 shares, address onBehalf, bytes data) returns (uint256 repaidAssets, uint256 repaidShares);

    // Oracles
    function price() returns (uint256 price);

    // Interest rate models; the second is the adaptive curve's own.
    function borrowRateView(MarketParams params, Market market) returns (uint256 rate);
    function rateAtTarget(bytes32 id) returns (int256 rate);

    // PreLiquidation, and the factory that makes such
    function MORPHO() returns (address morpho);
    function ID() returns (bytes32 id);
    function preLiquidationParams() returns (PreLiquidationParams params);
    function isPreLiquidation(address contract_) returns (bool made);
    event CreatePreLiquidation(address indexed preLiquidation, bytes32 id, PreLiquidationParams preLiquidationParams);
    event PreLiquidate(bytes32 indexed id, address indexed liquidator, address indexed borrower, uint256 repaidAssets, uint256 repaidShares, uint256 seizedAssets);

    // ERC-20
    function balanceOf(address account) returns (uint256 balance);
    function allowance(address owner, address spender) returns (uint256 amount);
    function symbol() returns (string text);
    function decimals() returns (uint8 decimals);
}
