// Aave v3.0.2 with reserves, thresholds and liquidity of `market.mjs`, and what later releases no
// longer have: one e-mode category an asset, a category with a price of its own, stable debt.
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { parseUnits } from "viem";
import { CHAIN_ID, LENDER_INDEX, OWNER_INDEX, addressAt } from "./anvil.mjs";
import { MODULES } from "./compile.mjs";
import { price8 } from "./deploy.mjs";
import { EMODES, LIQUIDATION_PROTOCOL_FEE_BPS, LIQUIDITY, RESERVES } from "./market.mjs";
import { MULTICALL3, placeMulticall3 } from "./multicall3.mjs";
import { MARKET_AGE_SECONDS, passTime } from "./seed.mjs";
import { sender } from "./sender.mjs";

export const aaveV30 = {
  scripts: ["aave_v3_0.mjs", "deploy.mjs", "market.mjs", "seed.mjs"],
  build,
};

const ZERO = "0x0000000000000000000000000000000000000000";
const BPS_IN_RAY = 10n ** 23n;
const VARIABLE_RATE = 2;
const NO_REFERRAL = 0;

// Of a stable rate: slopes, offset, offset when there is much of it, and what is much.
const STABLE_RATE_BPS = [500, 3000, 100, 800, 2000];

/** The category whose assets all have the price of one feed, and the address it goes by. */
const PRICED_EMODE = 1;
const PRICE_SOURCE = "0x00000000000000000000000000000000000e0de1";
const PRICE_SOURCE_USD = "3208.77";

/** This package holds what its compiler made; the folder is the source file, the file the contract. */
export function artifact(name) {
  const folder = join(MODULES, "@aave/core-v3/artifacts/contracts");
  const path = readdirSync(folder, { recursive: true }).find((file) => basename(file) === `${name}.json`);
  const { abi, bytecode, linkReferences } = JSON.parse(readFileSync(join(folder, path), "utf8"));
  return { abi, bytecode: bytecode.slice(2), links: Object.assign({}, ...Object.values(linkReferences)) };
}

// In the order in which they need each other.
const LIBRARIES = ["BorrowLogic", "BridgeLogic", "ConfiguratorLogic", "EModeLogic", "FlashLoanLogic", "LiquidationLogic", "PoolLogic", "SupplyLogic"];
const NAMES = [
  ...LIBRARIES, "PoolAddressesProvider", "ACLManager", "AaveOracle", "AaveProtocolDataProvider", "Pool", "PoolConfigurator",
  "AToken", "StableDebtToken", "VariableDebtToken", "DefaultReserveInterestRateStrategy", "MintableERC20", "MockAggregator", "PriceOracle",
];

async function build(rpc, say) {
  const artifacts = Object.fromEntries(NAMES.map((name) => [name, artifact(name)]));
  const [owner, lender] = [OWNER_INDEX, LENDER_INDEX].map(addressAt);
  const chain = sender(rpc, artifacts);
  const make = (contract, args, libraries) => chain.deploy(owner, contract, args, libraries);
  const write = (to, contract, name, args) => chain.write(owner, to, contract, name, args);
  say("deploying Aave v3.0.2");
  await placeMulticall3(rpc, owner);

  const libraries = {};
  for (const name of LIBRARIES) libraries[name] = await make(name, [], libraries);
  const provider = await make("PoolAddressesProvider", ["Local Aave v3.0.2", owner]);
  const provide = (name, args) => write(provider, "PoolAddressesProvider", name, args);
  const oracle = await make("AaveOracle", [provider, [], [], await make("PriceOracle"), ZERO, price8("1")]);
  await provide("setPriceOracle", [oracle]);
  await provide("setACLAdmin", [owner]);
  const accessControl = await make("ACLManager", [provider]);
  await provide("setACLManager", [accessControl]);
  await write(accessControl, "ACLManager", "addPoolAdmin", [owner]);
  await write(accessControl, "ACLManager", "addEmergencyAdmin", [owner]);
  await provide("setPoolImpl", [await make("Pool", [provider], libraries)]);
  await provide("setPoolConfiguratorImpl", [await make("PoolConfigurator", [], libraries)]);
  await provide("setPoolDataProvider", [await make("AaveProtocolDataProvider", [provider])]);
  const pool = await chain.read(provider, "PoolAddressesProvider", "getPool");
  const configurator = await chain.read(provider, "PoolAddressesProvider", "getPoolConfigurator");
  const configure = (name, args) => write(configurator, "PoolConfigurator", name, args);

  const feed = await make("MockAggregator", [price8(PRICE_SOURCE_USD)]);
  const listed = await list({ make, write, configure, provider, pool, oracle, feed, owner });
  await configureReserves(listed, configure);
  await fill({ rpc, chain, pool, listed, owner, lender });
  await settle({ chain, pool, listed, configure });

  const assets = listed.map(({ symbol, name, decimals, address, aggregator, priceUsd }) => ({ symbol, name, decimals, address, aggregator, priceUsd }));
  return {
    deployment: {
      chainId: CHAIN_ID,
      name: "Local Aave",
      markets: [{ protocol: "aave-v3", name: "Local v3.0.2", pool, addressesProvider: provider, oracle }],
      multicall3: MULTICALL3,
    },
    accounts: { assets, priceSource: { aggregator: feed, priceUsd: PRICE_SOURCE_USD }, borrowers: [], owner, configurator },
  };
}

async function list({ make, write, configure, provider, pool, oracle, feed, owner }) {
  const listed = [];
  for (const reserve of RESERVES) {
    const address = await make("MintableERC20", [reserve.name, reserve.symbol, reserve.decimals]);
    listed.push({ ...reserve, address, aggregator: await make("MockAggregator", [price8(reserve.priceUsd)]) });
  }
  await write(oracle, "AaveOracle", "setAssetSources", [[PRICE_SOURCE, ...listed.map((a) => a.address)], [feed, ...listed.map((a) => a.aggregator)]]);

  const [aTokenImpl, stableDebtTokenImpl, variableDebtTokenImpl] = [
    await make("AToken", [pool]), await make("StableDebtToken", [pool]), await make("VariableDebtToken", [pool]),
  ];
  for (const { symbol, decimals, address, rates } of listed) {
    const ray = [...rates, ...STABLE_RATE_BPS].map((bps) => BigInt(bps) * BPS_IN_RAY);
    await configure("initReserves", [[{
      aTokenImpl, stableDebtTokenImpl, variableDebtTokenImpl,
      underlyingAssetDecimals: decimals,
      interestRateStrategyAddress: await make("DefaultReserveInterestRateStrategy", [provider, ...ray]),
      underlyingAsset: address,
      treasury: owner,
      incentivesController: ZERO,
      aTokenName: `Local Aave ${symbol}`, aTokenSymbol: `a${symbol}`,
      variableDebtTokenName: `Local Aave variable debt ${symbol}`, variableDebtTokenSymbol: `variableDebt${symbol}`,
      stableDebtTokenName: `Local Aave stable debt ${symbol}`, stableDebtTokenSymbol: `stableDebt${symbol}`,
      params: "0x",
    }]]);
  }
  return listed;
}

async function configureReserves(listed, configure) {
  for (const { symbol, address, ltv, lt, bonus, factor } of listed) {
    await configure("setReserveBorrowing", [address, true]);
    if (symbol === "USDC") await configure("setReserveStableRateBorrowing", [address, true]);
    if (lt > 0) await configure("configureReserveAsCollateral", [address, ltv, lt, bonus]);
    await configure("setReserveFactor", [address, factor]);
    await configure("setLiquidationProtocolFee", [address, LIQUIDATION_PROTOCOL_FEE_BPS]);
  }
  for (const { id, label, ltv, lt, bonus, collateral, borrowable } of EMODES) {
    await configure("setEModeCategory", [id, ltv, lt, bonus, id === PRICED_EMODE ? PRICE_SOURCE : ZERO, label]);
    const members = listed.filter(({ symbol }) => collateral.includes(symbol) || borrowable.includes(symbol));
    for (const { address } of members) await configure("setAssetEModeCategory", [address, id]);
  }
}

async function fill({ rpc, chain, pool, listed, owner, lender }) {
  const act = (name, args) => chain.write(lender, pool, "Pool", name, args);
  for (const { symbol, address, decimals } of listed) {
    const amount = parseUnits(LIQUIDITY[symbol].supplied, decimals);
    await chain.write(owner, address, "MintableERC20", "mint", [lender, amount]);
    await chain.write(lender, address, "MintableERC20", "approve", [pool, amount]);
    await act("supply", [address, amount, lender, NO_REFERRAL]);
  }
  for (const { symbol, address, decimals } of listed) {
    await act("borrow", [address, parseUnits(LIQUIDITY[symbol].borrowed, decimals), VARIABLE_RATE, NO_REFERRAL, lender]);
  }
  await passTime(rpc, MARKET_AGE_SECONDS);
}

// What governance did since, as on the other market.
async function settle({ chain, pool, listed, configure }) {
  for (const { address, decimals, becomes, lt, bonus } of listed) {
    if (becomes === "ltv-zero") await configure("configureReserveAsCollateral", [address, 0, lt, bonus]);
    if (becomes === "frozen") await configure("setReserveFreeze", [address, true]);
    if (becomes === "full") {
      const { aTokenAddress } = await chain.read(pool, "Pool", "getReserveData", [address]);
      const supplied = await chain.read(aTokenAddress, "AToken", "totalSupply");
      await configure("setSupplyCap", [address, supplied / 10n ** BigInt(decimals)]);
    }
  }
}
