// Deploys Aave v3.6 as its own scripts do: libraries, addresses provider, pool, configurator,
// oracle, access control, tokens, reserves, e-modes.
import { encodeAbiParameters, parseUnits } from "viem";
import { OPENING_PRICES_USD } from "./borrowers.mjs";
import { EMODES, LIQUIDATION_PROTOCOL_FEE_BPS, RESERVES } from "./market.mjs";
import { placeMulticall3 } from "./multicall3.mjs";
import { sender } from "./sender.mjs";

const ZERO = "0x0000000000000000000000000000000000000000";
export const PRICE_DECIMALS = 8;

export const price8 = (usd) => parseUnits(usd, PRICE_DECIMALS);

/** Deploys the market, owned by `owner`; returns the addresses and the assets by symbol. */
export async function deploy(rpc, artifacts, owner) {
  const chain = sender(rpc, artifacts);
  const make = (contract, args, libraries) => chain.deploy(owner, contract, args, libraries);
  const write = (to, contract, name, args) => chain.write(owner, to, contract, name, args);

  await placeMulticall3(rpc, owner);

  const libraries = {};
  for (const name of ["PoolLogic", "SupplyLogic", "BorrowLogic", "LiquidationLogic", "ConfiguratorLogic", "FlashLoanLogic"]) {
    libraries[name] = await make(name, [], libraries);
  }

  const provider = await make("PoolAddressesProvider", ["Local Aave v3.6", owner]);
  const rateStrategy = await make("DefaultReserveInterestRateStrategyV2", [provider]);
  const poolImplementation = await make("PoolInstance", [provider, rateStrategy], libraries);
  const configuratorImplementation = await make("PoolConfiguratorInstance", [], libraries);
  const fallbackOracle = await make("PriceOracle");
  const oracle = await make("AaveOracle", [provider, [], [], fallbackOracle, ZERO, price8("1")]);

  const provide = (name, args) => write(provider, "PoolAddressesProvider", name, args);
  await provide("setPriceOracle", [oracle]);
  await provide("setPoolImpl", [poolImplementation]);
  await provide("setPoolConfiguratorImpl", [configuratorImplementation]);
  await provide("setACLAdmin", [owner]);
  const accessControl = await make("ACLManager", [provider]);
  await provide("setACLManager", [accessControl]);
  await write(accessControl, "ACLManager", "addPoolAdmin", [owner]);
  await write(accessControl, "ACLManager", "addEmergencyAdmin", [owner]);
  await provide("setPoolDataProvider", [await make("AaveProtocolDataProvider", [provider])]);
  const pool = await chain.read(provider, "PoolAddressesProvider", "getPool");
  const configurator = await chain.read(provider, "PoolAddressesProvider", "getPoolConfigurator");

  const assets = await listAssets({ make, write, owner, oracle, pool, configurator });
  await configureReserves(assets, (name, args) => write(configurator, "PoolConfiguratorInstance", name, args));

  const wrappedNative = assets.WETH.address;
  const wrappedTokenGateway = await make("WrappedTokenGatewayV3", [wrappedNative, owner, pool]);
  const uiPoolDataProvider = await make("UiPoolDataProviderV3", [assets.WETH.aggregator, assets.WETH.aggregator]);
  // Whatever it carries out it may do: as the executor of governance may.
  const controller = await make("StandInController");
  await write(accessControl, "ACLManager", "addPoolAdmin", [controller]);
  return { controller, provider, pool, configurator, oracle, wrappedTokenGateway, wrappedNative, uiPoolDataProvider, assets };
}

async function listAssets({ make, write, owner, oracle, pool, configurator }) {
  const assets = {};
  for (const { symbol, name, decimals, priceUsd } of RESERVES) {
    const address =
      symbol === "WETH"
        ? await make("WETH9Mock", [name, symbol, owner])
        : await make("TestnetERC20", [name, symbol, decimals, owner]);
    const opening = price8(OPENING_PRICES_USD[symbol] ?? priceUsd);
    assets[symbol] = { symbol, name, decimals, address, aggregator: await make("MockAggregator", [opening]) };
  }
  const listed = Object.values(assets);
  await write(oracle, "AaveOracle", "setAssetSources", [listed.map((a) => a.address), listed.map((a) => a.aggregator)]);

  const aToken = await make("ATokenInstance", [pool, ZERO, owner]);
  const debtToken = await make("VariableDebtTokenInstance", [pool, ZERO]);
  for (const { symbol, rates } of RESERVES) {
    await write(configurator, "PoolConfiguratorInstance", "initReserves", [[{
      aTokenImpl: aToken,
      variableDebtTokenImpl: debtToken,
      underlyingAsset: assets[symbol].address,
      aTokenName: `Local Aave ${symbol}`,
      aTokenSymbol: `a${symbol}`,
      variableDebtTokenName: `Local Aave variable debt ${symbol}`,
      variableDebtTokenSymbol: `variableDebt${symbol}`,
      params: "0x",
      interestRateData: rateData(rates),
    }]]);
  }
  return assets;
}

// Optimal usage, base rate and the two slopes, in basis points, as the rate strategy decodes them.
function rateData(rates) {
  const components = ["uint16", "uint32", "uint32", "uint32"].map((type) => ({ type }));
  return encodeAbiParameters([{ type: "tuple", components }], [rates]);
}

async function configureReserves(assets, configure) {
  for (const { symbol, ltv, lt, bonus, factor } of RESERVES) {
    const { address } = assets[symbol];
    await configure("setReserveBorrowing", [address, true]);
    if (lt > 0) await configure("configureReserveAsCollateral", [address, ltv, lt, bonus]);
    await configure("setReserveFactor", [address, factor]);
    await configure("setLiquidationProtocolFee", [address, LIQUIDATION_PROTOCOL_FEE_BPS]);
  }
  for (const { id, label, ltv, lt, bonus, collateral, borrowable } of EMODES) {
    await configure("setEModeCategory", [id, ltv, lt, bonus, label]);
    for (const symbol of collateral) await configure("setAssetCollateralInEMode", [assets[symbol].address, id, true]);
    for (const symbol of borrowable) await configure("setAssetBorrowableInEMode", [assets[symbol].address, id, true]);
  }
}
