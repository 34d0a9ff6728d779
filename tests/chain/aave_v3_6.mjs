// The chain of the demo and of the end-to-end tests: Aave v3.6 and its borrowers.
import { encodeAbiParameters, keccak256, toHex } from "viem";
import { CHAIN_ID, LENDER_INDEX, OWNER_INDEX, addressAt } from "./anvil.mjs";
import { BORROWERS } from "./borrowers.mjs";
import { compile } from "./compile.mjs";
import { PRICE_DECIMALS, deploy } from "./deploy.mjs";
import { RESERVES } from "./market.mjs";
import { MULTICALL3 } from "./multicall3.mjs";
import { seed } from "./seed.mjs";

const PACKAGE = "@aave-dao/aave-v3-origin/src/contracts";

const CONTRACTS = {
  key: "aave-v3.6",
  scripts: ["aave_v3_6.mjs", "stand_in/StandInController.sol"],
  solc: "solc",
  package: PACKAGE,
  paths: [
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
  ],
  own: ["stand_in/StandInController"],
  withStorage: "instances/PoolInstance",
  settings: {
    optimizer: { enabled: true, runs: 200 },
    evmVersion: "cancun",
    // The package imports its dependencies by Foundry's names; npm has them under their own.
    remappings: [
      "openzeppelin-contracts/contracts/=@openzeppelin/contracts/",
      "openzeppelin-contracts-upgradeable/contracts/=@openzeppelin/contracts-upgradeable/",
      "solidity-utils/=@bgd-labs/solidity-utils/src/",
    ],
  },
};

export const aaveV36 = {
  contracts: CONTRACTS,
  scripts: ["aave_v3_6.mjs", "borrowers.mjs", "deploy.mjs", "market.mjs", "seed.mjs", "stand_in/StandInController.sol"],
  build,
};

async function build(rpc, say) {
  const artifacts = compile(CONTRACTS, say);
  const [owner, lender] = [OWNER_INDEX, LENDER_INDEX].map(addressAt);
  const addresses = BORROWERS.map((_, index) => addressAt(index));
  say("deploying Aave v3.6");
  const market = await deploy(rpc, artifacts, owner);
  say(`seeding ${BORROWERS.length} borrowers`);
  await seed(rpc, artifacts, market, { owner, lender, addresses });
  return { deployment: deploymentOf(market), accounts: accountsOf(market, owner, addresses), clock: clockOf(artifacts, market) };
}

/** The file that tells the page where things are; accepted for chain 31337 only. */
function deploymentOf(market) {
  return {
    chainId: CHAIN_ID,
    name: "Local Aave",
    markets: [
      {
        protocol: "aave-v3",
        name: "Local",
        pool: market.pool,
        addressesProvider: market.provider,
        oracle: market.oracle,
        wrappedTokenGateway: market.wrappedTokenGateway,
        wrappedNative: market.wrappedNative,
        payloadsController: market.controller,
      },
    ],
    multicall3: MULTICALL3,
  };
}

/** For the demo and the tests alone: what can be moved, and who is watching. */
function accountsOf(market, owner, addresses) {
  return {
    assets: RESERVES.map(({ symbol, priceUsd }) => ({ ...market.assets[symbol], priceUsd, priceDecimals: PRICE_DECIMALS })),
    borrowers: BORROWERS.map(({ name, description }, index) => ({ name, address: addresses[index], description })),
    owner,
    configurator: market.configurator,
  };
}

/**
 * The market keeps time in one place, `lastUpdateTimestamp` of each reserve. Knowing where lets a
 * chain start at today's time as though everything had been done as long ago as it was.
 */
function clockOf(artifacts, market) {
  const { storage, types } = artifacts.PoolInstance.storageLayout;
  const reserves = storage.find(({ label }) => label === "_reserves");
  const { members } = types[types[reserves.type].value];
  const member = members.find(({ label }) => label === "lastUpdateTimestamp");
  const slots = Object.values(market.assets).map(({ address }) => {
    const key = encodeAbiParameters([{ type: "address" }, { type: "uint256" }], [address, BigInt(reserves.slot)]);
    return toHex(BigInt(keccak256(key)) + BigInt(member.slot));
  });
  return { contract: market.pool, lastUpdate: { slots, bitOffset: member.offset * 8 } };
}
