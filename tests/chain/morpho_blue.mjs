// Morpho Blue 1.0.0 with tokens of several decimals, two interest rate models and an oracle that
// can be set. The tests create the markets: anyone may, and every position has one of its own.
import { CHAIN_ID, LENDER_INDEX, OWNER_INDEX, addressAt } from "./anvil.mjs";
import { artifact } from "./aave_v3_0.mjs";
import { compile } from "./compile.mjs";
import { MULTICALL3, placeMulticall3 } from "./multicall3.mjs";
import { sender } from "./sender.mjs";

const CONTRACTS = {
  key: "morpho-blue",
  scripts: ["morpho_blue.mjs"],
  solc: "solc-0.8.19",
  package: "@morpho-org/morpho-blue/src",
  paths: ["Morpho", "mocks/IrmMock", "mocks/OracleMock"],
  settings: { viaIR: true, optimizer: { enabled: true, runs: 999_999 }, evmVersion: "paris" },
};

export const morphoBlue = {
  contracts: CONTRACTS,
  scripts: ["aave_v3_0.mjs", "morpho_blue.mjs"],
  build,
};

const ZERO = "0x0000000000000000000000000000000000000000";
const WAD_PER_MILLE = 10n ** 15n;

/** In thousandths; those that Morpho's governance has enabled, and a few more. */
const LLTVS = [385, 500, 625, 770, 860, 915, 945, 965, 980];

/** Tokens that answer `symbol()` and `decimals()`, which Morpho's own mock does not. */
const TOKENS = [["WETH", 18], ["WBTC", 8], ["USDC", 6], ["GUSD", 2], ["sDAI", 18]];

// A rate model of ours: whatever it is asked about a market, it answers what its storage slot 0
// holds. What has one argument, as `rateAtTarget` of the adaptive curve, reverts.
//   CALLDATASIZE, PUSH1 36, EQ, PUSH1 18, JUMPI,
//   PUSH1 0, SLOAD, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0, RETURN,
//   JUMPDEST, PUSH1 0, PUSH1 0, REVERT
const SET_RATE_IRM = "0x000000000000000000000000000000000000517a";
const SET_RATE_CODE = "0x36602414601257" + "60005460005260206000f3" + "5b60006000fd";

async function build(rpc, say) {
  const artifacts = { ...compile(CONTRACTS, say), MintableERC20: artifact("MintableERC20") };
  const [owner, lender] = [OWNER_INDEX, LENDER_INDEX].map(addressAt);
  const chain = sender(rpc, artifacts);
  say("deploying Morpho Blue");
  await placeMulticall3(rpc, owner);

  const morpho = await chain.deploy(owner, "Morpho", [owner]);
  const govern = (name, args) => chain.write(owner, morpho, "Morpho", name, args);
  const irm = await chain.deploy(owner, "IrmMock");
  await rpc.call("anvil_setCode", [SET_RATE_IRM, SET_RATE_CODE]);
  for (const model of [ZERO, irm, SET_RATE_IRM]) await govern("enableIrm", [model]);
  const lltvs = LLTVS.map((thousandths) => BigInt(thousandths) * WAD_PER_MILLE);
  for (const lltv of lltvs) await govern("enableLltv", [lltv]);
  await govern("setFeeRecipient", [owner]);

  const assets = [];
  for (const [symbol, decimals] of TOKENS) {
    assets.push({ symbol, decimals, address: await chain.deploy(owner, "MintableERC20", [symbol, symbol, decimals]) });
  }
  const oracle = await chain.deploy(owner, "OracleMock");
  return {
    deployment: { chainId: CHAIN_ID, name: "Local Morpho", markets: [], multicall3: MULTICALL3 },
    accounts: { morpho, irm, setRateIrm: SET_RATE_IRM, oracle, lltvs: lltvs.map(String), assets, borrowers: [], owner, lender },
  };
}
