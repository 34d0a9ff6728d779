// The demo's second chain: Morpho Blue with one market, Bitcoin against USDC, and its borrowers.
import { encodeAbiParameters, formatUnits, keccak256, parseUnits, toHex } from "viem";
import { LENDER_INDEX, OWNER_INDEX, addressAt } from "./anvil.mjs";
import { artifact } from "./aave_v3_0.mjs";
import { BORROWERS as FIRST_BORROWERS } from "./borrowers.mjs";
import { compile } from "./compile.mjs";
import { morphoBlue } from "./morpho_blue.mjs";
import { morphoHealth } from "./morpho_health.mjs";
import { MARKET_AGE_SECONDS, POSITION_AGE_SECONDS, passTime, within } from "./seed.mjs";
import { sender } from "./sender.mjs";

const CHAIN_ID = 31338;

export const morphoDemo = {
  chainId: CHAIN_ID,
  contracts: morphoBlue.contracts,
  scripts: [...morphoBlue.scripts, "borrowers.mjs", "deploy.mjs", "market.mjs", "morpho_demo.mjs", "morpho_health.mjs", "seed.mjs"],
  build,
};

const COLLATERAL = "WBTC";
const LOAN = "USDC";
const NAMES = { [COLLATERAL]: "Wrapped Bitcoin", [LOAN]: "USD Coin" };
const PRICE_USD = "97000";
const LLTV_PERCENT = 86n;

/** What lenders have supplied, and what is borrowed besides: with the rate model mock, about 5% a year. */
const LIQUIDITY = { supplied: "2500000", collateral: "1", borrowed: "30000" };

/**
 * As in `borrowers.mjs`; `account` is the number in the mnemonic. The first is the demo's, which has a
 * position on either chain; the second is nobody on the first chain.
 */
const BORROWERS = [
  {
    name: "demo", account: 0, health: [1.29, 1.31],
    description: "Bitcoin against USDC; both in the wallet.",
    supply: "1", borrow: "64000", wallet: { WBTC: "0.3", USDC: "20000" },
  },
  {
    name: "morpho-only", account: FIRST_BORROWERS.length, health: [1.07, 1.09],
    description: "Bitcoin against USDC, inside the call distance.",
    supply: "0.5", borrow: "38600", wallet: { USDC: "5000" },
  },
];

// Where Morpho keeps a market's `lastUpdate`, the lower half of its word: the package says so in
// MorphoStorageLib.
const MARKET_SLOT = 3n;
const LAST_UPDATE_AND_FEE_OFFSET = 2n;

const PARAMS = [{ type: "tuple", components: [...["loanToken", "collateralToken", "oracle", "irm"].map((name) => ({ name, type: "address" })), { name: "lltv", type: "uint256" }] }];

async function build(rpc, say) {
  const { deployment, accounts } = await morphoBlue.build(rpc, say);
  const { morpho, oracle, irm, owner } = accounts;
  const assets = accounts.assets.filter(({ symbol }) => symbol in NAMES).map((asset) => ({ ...asset, name: NAMES[asset.symbol] }));
  const [collateral, loan] = [COLLATERAL, LOAN].map((name) => assets.find(({ symbol }) => symbol === name));
  // The oracle says loan units for a unit of collateral, times 10^36.
  Object.assign(collateral, { aggregator: oracle, priceUsd: PRICE_USD, priceDecimals: 36 + loan.decimals - collateral.decimals });

  const lltv = (LLTV_PERCENT * 10n ** 16n).toString();
  const params = { loanToken: loan.address, collateralToken: collateral.address, oracle, irm, lltv };
  const id = keccak256(encodeAbiParameters(PARAMS, [params]));
  const market = { protocol: "morpho-blue", name: `${COLLATERAL}/${LOAN} ${LLTV_PERCENT}%`, morpho, id };
  const addresses = BORROWERS.map(({ account }) => addressAt(account));
  say(`seeding ${BORROWERS.length} borrowers`);
  await seed(rpc, { market, params, collateral, loan, addresses });

  const borrowers = BORROWERS.map(({ name, description }, index) => ({ name, address: addresses[index], description }));
  return {
    deployment: { ...deployment, chainId: CHAIN_ID, markets: [market] },
    accounts: { assets, borrowers, owner, params },
    clock: clockOf(market),
  };
}

async function seed(rpc, { market, params, collateral, loan, addresses }) {
  const chain = sender(rpc, { ...compile(morphoBlue.contracts), MintableERC20: artifact("MintableERC20") });
  const [owner, lender] = [OWNER_INDEX, LENDER_INDEX].map(addressAt);
  const act = (from, name, args) => chain.write(from, market.morpho, "Morpho", name, [params, ...args]);
  const units = ({ decimals }, whole) => parseUnits(whole, decimals);
  const hold = (account, asset, whole) => chain.write(account, asset.address, "MintableERC20", "mint", [units(asset, whole)]);
  const allow = (account, asset, whole) => chain.write(account, asset.address, "MintableERC20", "approve", [market.morpho, units(asset, whole)]);
  const add = async (account, whole) => {
    await hold(account, collateral, whole);
    await allow(account, collateral, whole);
    await act(account, "supplyCollateral", [units(collateral, whole), account, "0x"]);
  };
  // What is borrowed is spent at once.
  const borrow = (account, whole) => act(account, "borrow", [units(loan, whole), 0n, account, owner]);

  await chain.write(owner, params.oracle, "OracleMock", "setPrice", [parseUnits(PRICE_USD, collateral.priceDecimals)]);
  await act(owner, "createMarket", []);
  await hold(lender, loan, LIQUIDITY.supplied);
  await allow(lender, loan, LIQUIDITY.supplied);
  await act(lender, "supply", [units(loan, LIQUIDITY.supplied), 0n, lender, "0x"]);
  await add(lender, LIQUIDITY.collateral);
  await borrow(lender, LIQUIDITY.borrowed);
  await passTime(rpc, MARKET_AGE_SECONDS);

  for (const [index, { supply, borrow: debt, wallet }] of BORROWERS.entries()) {
    await add(addresses[index], supply);
    await borrow(addresses[index], debt);
    for (const asset of [collateral, loan]) if (wallet[asset.symbol]) await hold(addresses[index], asset, wallet[asset.symbol]);
  }
  await passTime(rpc, POSITION_AGE_SECONDS);
  for (const [index, { name, health }] of BORROWERS.entries()) {
    const found = await morphoHealth(rpc, market, params, addresses[index]);
    if (!within(found, health)) throw new Error(`borrower ${name}: health factor ${formatUnits(found, 18)}, meant to be ${health}`);
  }
}

/** The market keeps time in one word, as the reserves of the first chain do. */
function clockOf({ morpho, id }) {
  const market = keccak256(encodeAbiParameters([{ type: "bytes32" }, { type: "uint256" }], [id, MARKET_SLOT]));
  return { contract: morpho, lastUpdate: { slots: [toHex(BigInt(market) + LAST_UPDATE_AND_FEE_OFFSET)], bitOffset: 0 } };
}
