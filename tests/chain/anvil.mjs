// Starts and stops the node: anvil, from npm.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { mnemonicToAccount } from "viem/accounts";
import { TESTS_DIR } from "./cache.mjs";
import { rpcClient } from "./rpc.mjs";

/** The id of a chain that says no other. */
export const CHAIN_ID = 31337;
export const MNEMONIC = "test test test test test test test test test test test junk";
const ACCOUNTS = 32;

/** An account of the mnemonic; the node signs for it. */
export const addressAt = (addressIndex) => mnemonicToAccount(MNEMONIC, { addressIndex }).address;

/** Accounts that are not borrowers: who governs, and who supplied first. */
export const OWNER_INDEX = 31;
export const LENDER_INDEX = 30;

/** From one block to the next where time is not the wall clock's. */
export const BLOCK_SECONDS = 12;

// Past states are read a few blocks deep at most. Without a limit the node writes every further one
// to disk, half a megabyte a block, and leaves them there when it is killed.
const KEPT_STATES = 128;

// The rules of a chain do not change under a saved state when the node's default does.
const HARDFORK = "prague";

const SETPRIV = "/usr/bin/setpriv";

/** Thrown when the wanted port is not free. */
export class PortTaken extends Error {
  constructor(port) {
    super(`port ${port} is taken: end what listens there, or choose another port`);
    this.port = port;
  }
}

// On a platform whose package is not pinned, `npm install --no-save` of its sibling is enough; so
// is an anvil of one's own, named by ANVIL.
function binary() {
  const platform = process.platform === "win32" ? "win32" : process.platform;
  const architecture = { x64: "amd64" }[process.arch] ?? process.arch;
  const name = `@foundry-rs/anvil-${platform}-${architecture}`;
  const file = process.platform === "win32" ? "anvil.exe" : "anvil";
  const packaged = join(TESTS_DIR, "node_modules", name, "bin", file);
  const found = process.env.ANVIL ?? packaged;
  if (existsSync(found)) return found;
  throw new Error(`no anvil at ${found}: run "npm ci --ignore-scripts" in tests/, or install ${name}, or set ANVIL to an anvil`);
}

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/**
 * Starts anvil on 127.0.0.1 and waits until it answers. `port` 0 takes a free one. The result has
 * the client, the port, `stop()`, and `exited`, which resolves when the process is gone.
 */
export async function startAnvil({ chainId = CHAIN_ID, port = 0, timestamp, statePath, allowOrigin = "*" } = {}) {
  const options = [
    "--host", "127.0.0.1", "--port", String(port), "--chain-id", String(chainId), "--color", "never",
    "--mnemonic", MNEMONIC, "--accounts", String(ACCOUNTS), "--hardfork", HARDFORK, "--allow-origin", allowOrigin,
    "--prune-history", String(KEPT_STATES),
  ];
  if (timestamp) options.push("--timestamp", String(timestamp));
  if (statePath) options.push("--load-state", statePath);

  const child = spawnTied(binary(), options);
  running.add(child);
  const exited = new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });

  const listening = await listeningPort(child, exited, port);
  const rpc = rpcClient(`http://127.0.0.1:${listening}`);
  const stop = async () => {
    child.kill("SIGTERM");
    return exited;
  };
  return { rpc, port: listening, exited, stop };
}

// A node whose starter was killed outright should end too. Linux can promise that; elsewhere an
// ordinary end of the starter still takes the node with it.
function spawnTied(command, options) {
  const stdio = ["ignore", "pipe", "pipe"];
  if (process.platform === "linux" && existsSync(SETPRIV)) {
    return spawn(SETPRIV, ["--pdeathsig", "KILL", command, ...options], { stdio });
  }
  return spawn(command, options, { stdio });
}

async function listeningPort(child, exited, port) {
  let output = "";
  child.stderr.on("data", (text) => (output += text));
  const said = new Promise((resolve) => {
    child.stdout.on("data", (text) => {
      // Read on after the port is known, or a full pipe would stop the node.
      if (output.length < 100_000) output += text;
      const found = /Listening on 127\.0\.0\.1:(\d+)/.exec(output);
      if (found) resolve(Number(found[1]));
    });
  });
  const listening = await Promise.race([said, exited.then(() => undefined)]);
  if (listening !== undefined) return listening;
  if (/address already in use/i.test(output)) throw new PortTaken(port);
  throw new Error(`anvil ended before it listened:\n${output.trim()}`);
}
