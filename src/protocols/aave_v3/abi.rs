//! The functions that we call and the events that we ask for, as the contracts declare them.
//!
//! `getReserveData` has returned the same fifteen words in every release of v3.
#![allow(missing_docs, reason = "the names are the contracts' own")]

use alloy::sol;

sol! {
    struct ReserveData {
        uint256 configuration;
        uint128 liquidityIndex;
        uint128 currentLiquidityRate;
        uint128 variableBorrowIndex;
        uint128 currentVariableBorrowRate;
        uint128 currentStableBorrowRate;
        uint40 lastUpdateTimestamp;
        uint16 id;
        address aTokenAddress;
        address stableDebtTokenAddress;
        address variableDebtTokenAddress;
        address interestRateStrategyAddress;
        uint128 accruedToTreasury;
        uint128 unbacked;
        uint128 isolationModeTotalDebt;
    }

    struct RateData {
        uint16 optimalUsageRatio;
        uint32 baseVariableBorrowRate;
        uint32 variableRateSlope1;
        uint32 variableRateSlope2;
    }

    struct CategoryConfig {
        uint16 ltv;
        uint16 liquidationThreshold;
        uint16 liquidationBonus;
    }

    struct Category {
        uint16 ltv;
        uint16 liquidationThreshold;
        uint16 liquidationBonus;
        address priceSource;
        string label;
    }

    struct UserAccountData {
        uint256 totalCollateralBase;
        uint256 totalDebtBase;
        uint256 availableBorrowsBase;
        uint256 currentLiquidationThreshold;
        uint256 ltv;
        uint256 healthFactor;
    }

    // Pool
    function getReservesList() returns (address[] assets);
    function getReserveData(address asset) returns (ReserveData data);
    function getUserConfiguration(address user) returns (uint256 bitmap);
    function getUserEMode(address user) returns (uint256 category);
    function getUserAccountData(address user) returns (UserAccountData data);
    function POOL_REVISION() returns (uint256 revision);
    function getEModeCategoryData(uint8 id) returns (Category category);
    function getEModeCategoryCollateralConfig(uint8 id) returns (CategoryConfig config);
    function getEModeCategoryCollateralBitmap(uint8 id) returns (uint128 bitmap);
    function getEModeCategoryBorrowableBitmap(uint8 id) returns (uint128 bitmap);
    function getEModeCategoryLtvzeroBitmap(uint8 id) returns (uint128 bitmap);
    function getIsEModeCategoryIsolated(uint8 id) returns (bool isolated);
    function getLiquidationGracePeriod(address asset) returns (uint40 until);
    function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode);
    function repay(address asset, uint256 amount, uint256 rateMode, address onBehalfOf) returns (uint256 paid);
    function supplyWithPermit(address asset, uint256 amount, address onBehalfOf, uint16 referralCode, uint256 deadline, uint8 permitV, bytes32 permitR, bytes32 permitS);
    function repayWithPermit(address asset, uint256 amount, uint256 rateMode, address onBehalfOf, uint256 deadline, uint8 permitV, bytes32 permitR, bytes32 permitS) returns (uint256 paid);
    function repayWithATokens(address asset, uint256 amount, uint256 rateMode) returns (uint256 paid);
    function setUserUseReserveAsCollateral(address asset, bool useAsCollateral);
    function setUserEMode(uint8 categoryId);
    event LiquidationCall(address indexed collateralAsset, address indexed debtAsset, address indexed user, uint256 debtToCover, uint256 liquidatedCollateralAmount, address liquidator, bool receiveAToken);

    // WrappedTokenGatewayV3
    function depositETH(address pool, address onBehalfOf, uint16 referralCode);
    function repayETH(address pool, uint256 amount, uint256 rateMode, address onBehalfOf);
    function repayETH(address pool, uint256 amount, address onBehalfOf);

    // PoolAddressesProvider
    function getPriceOracle() returns (address oracle);
    function getPriceOracleSentinel() returns (address sentinel);

    // PriceOracleSentinel
    function isLiquidationAllowed() returns (bool allowed);

    // AaveOracle
    function getAssetPrice(address asset) returns (uint256 price);
    function BASE_CURRENCY_UNIT() returns (uint256 unit);
    function getSourceOfAsset(address asset) returns (address source);

    // What prices a token: a feed, or an adapter that may cap what its feed says
    function isCapped() returns (bool capped);
    function latestRoundData() returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    // DefaultReserveInterestRateStrategyV2, since 3.1; before that a contract was one curve for good
    function getInterestRateDataBps(address reserve) returns (RateData data);

    // Aave's tokens
    function scaledBalanceOf(address user) returns (uint256 scaled);
    function scaledTotalSupply() returns (uint256 scaled);

    // ERC-20
    function balanceOf(address account) returns (uint256 balance);
    function allowance(address owner, address spender) returns (uint256 amount);
    function symbol() returns (string text);
}
