// Compiles the real Aave v3.6 contracts from their npm package with solc-js. About a quarter of a
// minute, once: the result is cached by the package lock and this file.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { CACHE_DIR, TESTS_DIR, keyOf, writeWhole } from "./cache.mjs";

const MODULES = join(TESTS_DIR, "node_modules");
const AAVE = "@aave-dao/aave-v3-origin/src/contracts";

/** The contracts that the local market is made of; the last path segment is the contract's name. */
const CONTRACTS = [
  "protocol/configuration/PoolAddressesProvider",
  "protocol/configuration/ACLManager",
  "misc/AaveOracle",
  "misc/DefaultReserveInterestRateStrategyV2",
  "instances/PoolInstance",
  "instances/PoolConfiguratorInstance",
  "instances/ATokenInstance",
  "instances/VariableDebtTokenInstance",
  "helpers/AaveProtocolDataProvider",
  "helpers/UiPoolDataProviderV3",
  "helpers/WrappedTokenGatewayV3",
  "protocol/libraries/logic/PoolLogic",
  "protocol/libraries/logic/SupplyLogic",
  "protocol/libraries/logic/BorrowLogic",
  "protocol/libraries/logic/LiquidationLogic",
  "protocol/libraries/logic/FlashLoanLogic",
  "protocol/libraries/logic/ConfiguratorLogic",
  "mocks/oracle/CLAggregators/MockAggregator",
  "mocks/oracle/PriceOracle",
  "mocks/testnet-helpers/TestnetERC20",
  "mocks/WETH9Mock",
];

// The package imports its dependencies by Foundry's names; npm has them under their own.
const REMAPPINGS = [
  "openzeppelin-contracts/contracts/=@openzeppelin/contracts/",
  "openzeppelin-contracts-upgradeable/contracts/=@openzeppelin/contracts-upgradeable/",
  "solidity-utils/=@bgd-labs/solidity-utils/src/",
];

export const COMPILE_SCRIPTS = ["cache.mjs", "compile.mjs"];

/** The cache's entry for the compiled contracts. */
export const contractsEntry = () => `contracts-${keyOf(COMPILE_SCRIPTS)}.json`;

/**
 * The artifacts by contract name: `{ abi, bytecode, links }`, where `links` names each library and
 * the byte offsets that wait for its address. `PoolInstance` also carries its storage layout.
 */
export function compile(say = () => {}) {
  const cached = join(CACHE_DIR, contractsEntry());
  if (existsSync(cached)) return JSON.parse(readFileSync(cached, "utf8"));

  say("compiling the Aave v3.6 contracts (about 15 s, once)");
  const solc = createRequire(import.meta.url)("solc");
  const wanted = { "*": ["abi", "evm.bytecode.object", "evm.bytecode.linkReferences"] };
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(
      CONTRACTS.map((path) => [`${AAVE}/${path}.sol`, { content: source(`${AAVE}/${path}.sol`) }]),
    ),
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: "cancun",
      remappings: REMAPPINGS,
      outputSelection: Object.fromEntries(CONTRACTS.map((path) => [`${AAVE}/${path}.sol`, wanted])),
    },
  };
  input.settings.outputSelection[`${AAVE}/instances/PoolInstance.sol`] = {
    "*": [...wanted["*"], "storageLayout"],
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
  const errors = (output.errors ?? []).filter((e) => e.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((e) => e.formattedMessage).join("\n"));

  const artifacts = Object.fromEntries(
    CONTRACTS.map((path) => {
      const name = path.split("/").pop();
      const { abi, evm, storageLayout } = output.contracts[`${AAVE}/${path}.sol`][name];
      const links = Object.assign({}, ...Object.values(evm.bytecode.linkReferences));
      return [name, { abi, bytecode: evm.bytecode.object, links, storageLayout }];
    }),
  );
  writeWhole(cached, JSON.stringify(artifacts));
  return artifacts;
}

function source(path) {
  return readFileSync(join(MODULES, path), "utf8");
}

function read(path) {
  try {
    return { contents: source(path) };
  } catch (error) {
    return { error: error.message };
  }
}
