//! The contracts' functions, declared here a second time: what the engine asks is read by another
//! path than the one that wrote it.

use alloy::sol;

sol! {
    struct Call3 { address target; bool allowFailure; bytes callData; }
    struct Call3Value { address target; bool allowFailure; uint256 value; bytes callData; }
    struct Result3 { bool success; bytes returnData; }

    interface Multicall {
        function aggregate3(Call3[] calldata calls) external returns (Result3[] memory results);
        function aggregate3Value(Call3Value[] calldata calls) external payable returns (Result3[] memory results);
        function getCurrentBlockTimestamp() external view returns (uint256 time);
        function getBlockNumber() external view returns (uint256 number);
        function getBlockHash(uint256 number) external view returns (bytes32 hash);
        function getLastBlockHash() external view returns (bytes32 hash);
        function getChainId() external view returns (uint256 id);
    }

    struct ReserveWords {
        uint256 configuration;
        uint128 liquidityIndex;
        uint128 currentLiquidityRate;
        uint128 variableBorrowIndex;
        uint128 currentVariableBorrowRate;
        uint128 currentStableBorrowRate;
        uint40 lastUpdateTimestamp;
        uint16 id;
        address aToken;
        address stableDebtToken;
        address variableDebtToken;
        address strategy;
        uint128 accruedToTreasury;
        uint128 unbacked;
        uint128 isolationModeTotalDebt;
    }

    interface Pool {
        function getReservesList() external view returns (address[] memory assets);
        function getReserveData(address asset) external view returns (ReserveWords memory words);
        function getUserConfiguration(address user) external view returns (uint256 bits);
        function getUserEMode(address user) external view returns (uint256 category);
        function getEModeCategoryCollateralConfig(uint8 id) external view returns (uint256 ltv, uint256 threshold, uint256 bonus);
        function getEModeCategoryCollateralBitmap(uint8 id) external view returns (uint256 bitmap);
        function getEModeCategoryBorrowableBitmap(uint8 id) external view returns (uint256 bitmap);
        function getEModeCategoryLtvzeroBitmap(uint8 id) external view returns (uint256 bitmap);
        function setUserEMode(uint8 category) external;
        function getUserAccountData(address user) external view
            returns (uint256 a, uint256 b, uint256 c, uint256 d, uint256 e, uint256 f);
        event LiquidationCall(address indexed collateral, address indexed debt, address indexed user, uint256 paid, uint256 taken, address liquidator, bool receivesToken);
        function POOL_REVISION() external view returns (uint256 revision);
        function supply(address asset, uint256 amount, address onBehalfOf, uint16 referral) external;
        function repay(address asset, uint256 amount, uint256 mode, address onBehalfOf) external returns (uint256 paid);
        function supplyWithPermit(address asset, uint256 amount, address onBehalfOf, uint16 referral, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
        function repayWithPermit(address asset, uint256 amount, uint256 mode, address onBehalfOf, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external returns (uint256 paid);
        function repayWithATokens(address asset, uint256 amount, uint256 mode) external returns (uint256 paid);
    }

    interface Provider {
        function getPriceOracle() external view returns (address oracle);
    }

    interface Oracle {
        function getAssetPrice(address asset) external view returns (uint256 price);
        function BASE_CURRENCY_UNIT() external view returns (uint256 unit);
        function getSourceOfAsset(address asset) external view returns (address source);
    }

    interface PriceFeed {
        function isCapped() external view returns (bool capped);
        function latestRoundData() external view
            returns (uint80 round, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredIn);
    }

    interface Isolated {
        function position(bytes32 id, address user) external view;
        function market(bytes32 id) external view;
        function idToMarketParams(bytes32 id) external view;
        function isAuthorized(address authorizer, address authorized) external view;
        function setAuthorization(address authorized, bool newIsAuthorized) external;
        function isPreLiquidation(address contract_) external view;
        function MORPHO() external view;
        function ID() external view;
        function preLiquidationParams() external view;
        function price() external view;
        function decimals() external view;
    }

    interface Gateway {
        function depositETH(address pool, address onBehalfOf, uint16 referralCode) external payable;
        function repayETH(address pool, uint256 amount, address onBehalfOf) external payable;
    }

    struct Action {
        address target;
        bool withDelegateCall;
        uint8 accessLevel;
        uint256 value;
        string signature;
        bytes callData;
    }

    struct Payload {
        address creator;
        uint8 accessLevel;
        uint8 state;
        uint40 createdAt;
        uint40 queuedAt;
        uint40 executedAt;
        uint40 cancelledAt;
        uint40 expirationTime;
        uint40 delay;
        uint40 gracePeriod;
        Action[] actions;
    }

    interface Controller {
        function getPayloadsCount() external view returns (uint40 count);
        function getPayloadState(uint40 id) external view returns (uint8 state);
        function getPayloadById(uint40 id) external view returns (Payload memory payload);
        function executePayload(uint40 id) external payable;
    }

    interface Token {
        function balanceOf(address owner) external view returns (uint256 balance);
        function allowance(address owner, address spender) external view returns (uint256 amount);
        function deposit() external payable;
        function approve(address spender, uint256 amount) external returns (bool done);
        function symbol() external view returns (string memory text);
        function name() external view returns (string memory text);
        function version() external view returns (string memory text);
        function DOMAIN_SEPARATOR() external view returns (bytes32 separator);
        function nonces(address owner) external view returns (uint256 count);
        function scaledBalanceOf(address user) external view returns (uint256 scaled);
        function scaledTotalSupply() external view returns (uint256 scaled);
    }
}
