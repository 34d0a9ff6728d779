#!/usr/bin/env node
// The demo: the ordinary page from dist/, local chains under it, and beside it a demo wallet and a
// market desk that are inserted here and exist nowhere else. `make demo` runs this file; the
// end-to-end suite calls `start`.
import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { PortTaken, startChain } from "../chain/lib.mjs";
import { DEMO_MARKET, SECOND_MARKET } from "../chain/prepare.mjs";
import { word } from "../chain/rpc.mjs";
import { deskOf } from "./desk.mjs";
import { pageHandler } from "./page.mjs";
import { proxyOf } from "./proxy.mjs";

const DEMO_DIR = dirname(fileURLToPath(import.meta.url));
const DIST = resolve(DEMO_DIR, "../../dist");
const HOST = "127.0.0.1";
const MARKETS = [DEMO_MARKET, SECOND_MARKET];

/**
 * Starts the chains and the page.
 *
 * - `chains`: 1 is Aave alone, 2 Morpho on a chain of its own besides.
 * - `port`, `rpcPort`: 0 takes a free one; a second chain has the one after `rpcPort`.
 * - `dist`: the built page.
 * - `blockSeconds`: a block every so many seconds; 0 mines each transaction at once.
 * - `clock`, `ownBlocks`: as `startChain` takes them.
 *
 * The result has `url`, `exited` (resolves if a chain ends by itself) and `stop()`; of the first chain
 * `rpcUrl`, `chain` (its controls), `breakRpc(kind, seconds)` and `repairRpc()`; and `second`, the same
 * of the second chain, if there is one.
 */
export async function start({ chains = 1, port = 0, rpcPort = 0, dist = DIST, blockSeconds = 0, clock = "now", ownBlocks, say } = {}) {
  if (!existsSync(join(dist, "index.html"))) throw new Error(`no page at ${dist}: build it first (make build)`);

  // Whoever opens the page before the chain runs is shown it as soon as it does.
  let handle = (_, response) => {
    response.writeHead(503, { "content-type": "text/plain", refresh: "1" });
    response.end("The local chain is starting.\n");
  };
  const server = createServer((request, response) => handle(request, response));
  await listen(server, port);
  const links = [];
  const stop = async () => {
    for (const { proxy } of links) proxy.repair();
    server.close();
    server.closeAllConnections();
    await Promise.all(links.map(({ chain }) => chain.stop()));
  };
  try {
    for (const [index, market] of MARKETS.slice(0, chains).entries()) {
      const chain = await startChain({ market, port: rpcPort && rpcPort + index, clock, blockSeconds, ownBlocks, say });
      const path = index === 0 ? "/demo/rpc" : `/demo/rpc/${chain.deployment.chainId}`;
      links.push({ chain, path, proxy: proxyOf(chain.rpcUrl, () => flattery(chain)) });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  handle = pageHandler({ dist, demo: DEMO_DIR, links, desk: deskOf(links, blockSeconds) });
  const [first, second] = links.map(handsOn);
  return {
    url: `http://${HOST}:${server.address().port}/`,
    ...first,
    second,
    exited: Promise.race(links.map(({ chain }) => chain.exited)),
    stop,
  };
}

/** The state of a chain in which the first price that has a feed is 40% higher. */
async function flattery(chain) {
  const { symbol, aggregator } = chain.accounts.assets.find((asset) => asset.aggregator);
  const price = await chain.price(symbol);
  return { [aggregator]: { stateDiff: { [word(0)]: word((price * 140n) / 100n) } } };
}

/** What a test can do with a chain and the way to it. */
const handsOn = ({ chain, proxy }) => ({ chain, rpcUrl: chain.rpcUrl, breakRpc: proxy.breakFor, repairRpc: proxy.repair });

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(error.code === "EADDRINUSE" ? new PortTaken(port) : error);
    });
    server.listen(port, HOST, resolve);
  });
}

function numberFrom(name, fallback, greatest) {
  const text = process.env[name] ?? String(fallback);
  if (!/^\d{1,5}$/.test(text) || Number(text) > greatest) throw new Error(`${name}=${text}: a whole number up to ${greatest}, please`);
  return Number(text);
}

async function main() {
  const wanted = {
    chains: 2,
    port: numberFrom("PORT", 8080, 65_535),
    rpcPort: numberFrom("RPC_PORT", 8545, 65_534),
    blockSeconds: numberFrom("BLOCK_SECONDS", 4, 3_600),
  };
  // A start that is interrupted ends at once; its chains end with this process.
  let end = () => process.exit(130);
  process.on("SIGINT", () => end());
  process.on("SIGTERM", () => end());

  const demo = await start({ ...wanted, say: (text) => console.log(`demo: ${text}`) });
  let ending;
  end = () => {
    ending ??= demo.stop().then(() => process.exit(0));
  };
  console.log(`
  Open    ${demo.url}
          ${demo.url}plain/   the same page without the demo wallet and desk
  Chains  ${demo.rpcUrl}  (id 31337, Aave v3.6)
          ${demo.second.rpcUrl}  (id 31338, Morpho Blue)
          ${wanted.blockSeconds > 0 ? `a block every ${wanted.blockSeconds} s` : "a block for each transaction"}
  Ctrl-C ends it
`);
  await demo.exited;
  if (!ending) throw new Error("a chain ended by itself");
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    const hint = error instanceof PortTaken ? "\ndemo: for example PORT=8081 RPC_PORT=8555 make demo" : "";
    console.error(`demo: ${error.message}${hint}`);
    process.exit(1);
  });
}
