#!/usr/bin/env node
// The demo: the ordinary page from dist/, a local chain under it, and beside it a demo wallet and a
// market desk that are inserted here and exist nowhere else. `make demo` runs this file; the
// end-to-end suite calls `start`.
import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { PortTaken, startChain } from "../chain/lib.mjs";
import { deskOf } from "./desk.mjs";
import { pageHandler } from "./page.mjs";
import { proxyOf } from "./proxy.mjs";

const DEMO_DIR = dirname(fileURLToPath(import.meta.url));
const DIST = resolve(DEMO_DIR, "../../dist");
const HOST = "127.0.0.1";

/**
 * Starts the chain and the page.
 *
 * - `port`, `rpcPort`: 0 takes a free one.
 * - `dist`: the built page.
 * - `blockSeconds`: a block every so many seconds; 0 mines each transaction at once.
 * - `clock`: as `startChain` takes it.
 *
 * The result has `url`, `rpcUrl`, `chain` (its controls), `breakRpc(kind, seconds)`,
 * `repairRpc()`, `exited` (resolves if the chain ends by itself) and `stop()`.
 */
export async function start({ port = 0, rpcPort = 0, dist = DIST, blockSeconds = 0, clock = "now", say } = {}) {
  if (!existsSync(join(dist, "index.html"))) throw new Error(`no page at ${dist}: build it first (make build)`);

  // Whoever opens the page before the chain runs is shown it as soon as it does.
  let handle = (_, response) => {
    response.writeHead(503, { "content-type": "text/plain", refresh: "1" });
    response.end("The local chain is starting.\n");
  };
  const server = createServer((request, response) => handle(request, response));
  await listen(server, port);
  try {
    const chain = await startChain({ port: rpcPort, clock, blockSeconds, say });
    const proxy = proxyOf(chain.rpcUrl);
    handle = pageHandler({ dist, demo: DEMO_DIR, chain, proxy, desk: deskOf(chain, proxy, blockSeconds) });
    return {
      url: `http://${HOST}:${server.address().port}/`,
      rpcUrl: chain.rpcUrl,
      chain,
      breakRpc: proxy.breakFor,
      repairRpc: proxy.repair,
      exited: chain.exited,
      async stop() {
        proxy.repair();
        server.close();
        server.closeAllConnections();
        await chain.stop();
      },
    };
  } catch (error) {
    server.close();
    throw error;
  }
}

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
    port: numberFrom("PORT", 8080, 65_535),
    rpcPort: numberFrom("RPC_PORT", 8545, 65_535),
    blockSeconds: numberFrom("BLOCK_SECONDS", 4, 3_600),
  };
  // A start that is interrupted ends at once; its chain ends with this process.
  let end = () => process.exit(130);
  process.on("SIGINT", () => end());
  process.on("SIGTERM", () => end());

  const demo = await start({ ...wanted, say: (text) => console.log(`demo: ${text}`) });
  let ending;
  end = () => {
    ending ??= demo.stop().then(() => process.exit(0));
  };
  console.log(`
  Open   ${demo.url}
         ${demo.url}plain/   the same page without the demo wallet and desk
  Chain  ${demo.rpcUrl}  (id 31337, Aave v3.6, ${wanted.blockSeconds > 0 ? `a block every ${wanted.blockSeconds} s` : "a block for each transaction"})
  Ctrl-C ends it
`);
  await demo.exited;
  if (!ending) throw new Error("the chain ended by itself");
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    const hint = error instanceof PortTaken ? "\ndemo: for example PORT=8081 RPC_PORT=8546 make demo" : "";
    console.error(`demo: ${error.message}${hint}`);
    process.exit(1);
  });
}
