// Makes the saved state, once for each version of the scripts and the package lock: compile, deploy,
// seed, dump. Afterwards a chain starts from it in a moment.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { encodeAbiParameters, keccak256, toHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { BLOCK_SECONDS, CHAIN_ID, MNEMONIC, startAnvil } from "./anvil.mjs";
import { BORROWERS } from "./borrowers.mjs";
import { CACHE_DIR, alone, keepOnly, keyOf, writeWhole } from "./cache.mjs";
import { COMPILE_SCRIPTS, compile, contractsEntry } from "./compile.mjs";
import { MULTICALL3, deploy } from "./deploy.mjs";
import { RESERVES } from "./market.mjs";
import { seed } from "./seed.mjs";

const SCRIPTS = [...COMPILE_SCRIPTS, "anvil.mjs", "borrowers.mjs", "deploy.mjs", "market.mjs", "prepare.mjs", "rpc.mjs", "seed.mjs", "sender.mjs"];

// A fixed past (1 January 2025) and a fixed step make every dump the same, byte for byte.
const GENESIS_SECONDS = 1_735_689_600;

// Accounts of the mnemonic that are not borrowers.
const OWNER_INDEX = 31;
const LENDER_INDEX = 30;

/**
 * The paths of the saved state, made if absent: `state` (for the node), `deployment` and `accounts`
 * (documented in README.md), `clock` (where the saved state keeps time).
 */
export async function prepare(say = () => {}) {
  const entry = `state-${keyOf(SCRIPTS)}`;
  const folder = join(CACHE_DIR, entry);
  const paths = Object.fromEntries(["state", "accounts", "clock", "deployment"].map((name) => [name, join(folder, `${name}.json`)]));
  const ready = () => Object.values(paths).every((path) => existsSync(path));
  if (!ready()) {
    await alone(async () => {
      if (ready()) return;
      await make(paths, say);
      keepOnly([entry, contractsEntry()]);
    });
  }
  return paths;
}

async function make(paths, say) {
  const started = Date.now();
  const artifacts = compile(say);
  const anvil = await startAnvil({ timestamp: GENESIS_SECONDS });
  try {
    await anvil.rpc.call("anvil_setBlockTimestampInterval", [BLOCK_SECONDS]);
    const [owner, lender] = [OWNER_INDEX, LENDER_INDEX].map(addressAt);
    const addresses = BORROWERS.map((_, index) => addressAt(index));
    say("deploying the market");
    const market = await deploy(anvil.rpc, artifacts, owner);
    say(`seeding ${BORROWERS.length} borrowers`);
    await seed(anvil.rpc, artifacts, market, { owner, lender, addresses });

    const head = await anvil.rpc.call("eth_getBlockByNumber", ["latest", false]);
    writeJson(paths.clock, clockOf(artifacts, market, Number(head.timestamp)));
    writeJson(paths.accounts, accountsOf(market, addresses));
    writeJson(paths.deployment, deploymentOf(market));
    writeWhole(paths.state, JSON.stringify(trim(await anvil.rpc.call("anvil_dumpState"))));
  } finally {
    await anvil.stop();
  }
  say(`the saved state is ready (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

const addressAt = (addressIndex) => mnemonicToAccount(MNEMONIC, { addressIndex }).address;

const writeJson = (path, value) => writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);

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
      },
    ],
    multicall3: MULTICALL3,
  };
}

/** For the demo and the tests alone: what can be moved, and who is watching. */
function accountsOf(market, addresses) {
  return {
    assets: RESERVES.map(({ symbol, priceUsd }) => ({ ...market.assets[symbol], priceUsd })),
    borrowers: BORROWERS.map(({ name, description }, index) => ({ name, address: addresses[index], description })),
    owner: addressAt(OWNER_INDEX),
    configurator: market.configurator,
  };
}

/**
 * The market keeps time in one place, `lastUpdateTimestamp` of each reserve. Knowing where lets a
 * chain start at today's time as though everything had been done as long ago as it was.
 */
function clockOf(artifacts, market, timestamp) {
  const { storage, types } = artifacts.PoolInstance.storageLayout;
  const reserves = storage.find(({ label }) => label === "_reserves");
  const { members } = types[types[reserves.type].value];
  const member = members.find(({ label }) => label === "lastUpdateTimestamp");
  const slots = Object.values(market.assets).map(({ address }) => {
    const key = encodeAbiParameters([{ type: "address" }, { type: "uint256" }], [address, BigInt(reserves.slot)]);
    return toHex(BigInt(keccak256(key)) + BigInt(member.slot));
  });
  return { timestamp, pool: market.pool, lastUpdate: { slots, bitOffset: member.offset * 8 } };
}

// History is of no use to a chain that starts here, and is most of the dump.
function trim(dump) {
  const state = JSON.parse(gunzipSync(Buffer.from(dump.slice(2), "hex")).toString());
  const best = state.best_block_number;
  state.blocks = state.blocks.filter(({ header }) => Number(header.number) === Number(best)).map((block) => ({ ...block, transactions: [] }));
  state.transactions = [];
  delete state.historical_states;
  return state;
}

export const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
