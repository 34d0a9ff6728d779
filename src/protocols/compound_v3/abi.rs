//! The functions that we call and the events that we ask for, as the contracts declare them.
//!
//! Answers are cut into words by hand (`read::answers`), so only what is sent is declared in full.
#![allow(missing_docs, reason = "the names are the contracts' own")]

use alloy::sol;

sol! {
    // Comet, CometExt: the state
    function userBasic(address account);
    function totalsBasic();
    function userCollateral(address account, address asset);
    function totalsCollateral(address asset);
    function getPrice(address priceFeed);

    // Collateral, or the base token, which repays what is owed first
    function supply(address asset, uint256 amount);

    // Bulker: several things in one call, of which we do one
    function invoke(bytes32[] actions, bytes[] data);

    // The configuration: constants of the implementation, which governance replaces to change them
    function numAssets();
    function getAssetInfo(uint8 i);
    function baseToken();
    function baseTokenPriceFeed();
    function baseScale();
    function supplyKink();
    function supplyPerSecondInterestRateSlopeLow();
    function supplyPerSecondInterestRateSlopeHigh();
    function supplyPerSecondInterestRateBase();
    function borrowKink();
    function borrowPerSecondInterestRateSlopeLow();
    function borrowPerSecondInterestRateSlopeHigh();
    function borrowPerSecondInterestRateBase();

    // What prices a token: a feed, or an adapter that may cap what its feed says
    function isCapped();
    function latestRoundData();

    // Finer pauses, where the release has them
    function extendedPauseFlags();
    function collateralsSupplyPauseFlags();

    // The market's own view of an account
    function borrowBalanceOf(address account);
    function isLiquidatable(address account);
    function isBorrowCollateralized(address account);

    // What it logs of a liquidation
    event AbsorbCollateral(address indexed absorber, address indexed borrower, address indexed asset, uint256 collateralAbsorbed, uint256 usdValue);
    event AbsorbDebt(address indexed absorber, address indexed borrower, uint256 basePaidOut, uint256 usdValue);

    // What supplying and repaying can fail with
    error Paused();
    error BaseSupplyPaused();
    error CollateralSupplyPaused();
    error CollateralAssetSupplyPaused(uint24 assetIndex);
    error BadAsset();
    error SupplyCapExceeded();
    error BadPrice();
    error Unauthorized();
    error TransferInFailed();
    error InvalidUInt104();
    error InvalidUInt128();
    error NotCollateralized();
    error ReentrantCallBlocked();
    error TokenIsDeactivated(address asset);

    // ERC-20
    function balanceOf(address account);
    function allowance(address owner, address spender);
    function symbol();
}
