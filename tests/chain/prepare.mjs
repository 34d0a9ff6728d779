// Makes the saved state of a chain, once for each version of its scripts and the package lock:
// compile, deploy, seed, dump. Afterwards the chain starts from it in a moment.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { aaveV30 } from "./aave_v3_0.mjs";
import { aaveV36 } from "./aave_v3_6.mjs";
import { BLOCK_SECONDS, startAnvil } from "./anvil.mjs";
import { CACHE_DIR, alone, keepOnly, keyOf, writeWhole } from "./cache.mjs";
import { contractsEntry } from "./compile.mjs";
import { morphoBlue } from "./morpho_blue.mjs";
import { morphoDemo } from "./morpho_demo.mjs";

/** The chain of the demo and the end-to-end tests, and the demo's second. The others are for the exactness tests alone. */
export const DEMO_MARKET = "aave-v3.6";
export const SECOND_MARKET = "morpho-demo";

const CHAINS = { [DEMO_MARKET]: aaveV36, [SECOND_MARKET]: morphoDemo, "aave-v3.0": aaveV30, "morpho-blue": morphoBlue };

const SCRIPTS = ["anvil.mjs", "cache.mjs", "compile.mjs", "multicall3.mjs", "prepare.mjs", "rpc.mjs", "sender.mjs"];

// A fixed past (1 January 2025) and a fixed step make every dump the same, byte for byte.
const GENESIS_SECONDS = 1_735_689_600;

/**
 * The paths of the saved state of a chain, made if absent: `state` (for the node),
 * `deployment` and `accounts` (documented in README.md), `clock` (where the saved state keeps time).
 */
export async function prepare(market, say = () => {}) {
  const chain = CHAINS[market];
  if (!chain) throw new Error(`no chain with ${market}: one of ${Object.keys(CHAINS).join(", ")}`);
  const entry = `state-${market}-${keyOf([...SCRIPTS, ...chain.scripts])}`;
  const folder = join(CACHE_DIR, entry);
  const paths = Object.fromEntries(["state", "accounts", "clock", "deployment"].map((file) => [file, join(folder, `${file}.json`)]));
  const ready = () => Object.values(paths).every((path) => existsSync(path));
  if (!ready()) {
    await alone(async () => {
      if (ready()) return;
      await make(chain, paths, say);
      keepOnly(market, [entry, chain.contracts && contractsEntry(chain.contracts)]);
    });
  }
  return paths;
}

async function make(chain, paths, say) {
  const started = Date.now();
  const anvil = await startAnvil({ chainId: chain.chainId, timestamp: GENESIS_SECONDS });
  try {
    await anvil.rpc.call("anvil_setBlockTimestampInterval", [BLOCK_SECONDS]);
    const { deployment, accounts, clock } = await chain.build(anvil.rpc, say);
    const head = await anvil.rpc.call("eth_getBlockByNumber", ["latest", false]);
    writeJson(paths.clock, { timestamp: Number(head.timestamp), ...clock });
    writeJson(paths.accounts, accounts);
    writeJson(paths.deployment, deployment);
    writeWhole(paths.state, JSON.stringify(trim(await anvil.rpc.call("anvil_dumpState"))));
  } finally {
    await anvil.stop();
  }
  say(`the saved state is ready (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

const writeJson = (path, value) => writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);

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
