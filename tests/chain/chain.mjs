#!/usr/bin/env node
// The command: a local chain in the foreground. README.md says what it is for.
import { parseArgs } from "node:util";
import { startChain } from "./lib.mjs";
import { DEMO_MARKET, prepare } from "./prepare.mjs";

const USAGE = `usage: node chain.mjs [options]
  --port N            listen on 127.0.0.1:N (default 8545; 0 takes a free port)
  --market NAME       aave-v3.6 (default), morpho-demo, aave-v3.0 or morpho-blue
  --clock saved|now   continue the saved time (default), or start at the wall clock's
  --block-seconds N   a block every N seconds (default 0: each transaction at once)
  --prepare           make the saved state if it is missing, and end
  --quiet             print one line of JSON, {"rpcUrl","deployment","accounts"}; end with stdin`;

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8545" },
      clock: { type: "string", default: "saved" },
      market: { type: "string", default: DEMO_MARKET },
      "block-seconds": { type: "string", default: "0" },
      prepare: { type: "boolean", default: false },
      quiet: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  if (!["saved", "now"].includes(values.clock)) throw new Error(USAGE);

  // With --quiet stdout belongs to the one line; progress is still worth telling.
  const say = (text) => console.error(`chain: ${text}`);
  if (values.prepare) {
    const { deployment } = await prepare(values.market, say);
    return console.log(deployment);
  }

  const chain = await startChain({
    market: values.market,
    port: wholeNumber(values.port, "--port"),
    clock: values.clock,
    blockSeconds: wholeNumber(values["block-seconds"], "--block-seconds"),
    say,
  });
  let ending = false;
  const end = () => {
    ending = true;
    chain.stop();
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  if (values.quiet) {
    // The starter holds our stdin; when it is gone, however it went, so are we.
    process.stdin.on("end", end).on("error", end).resume();
    console.log(JSON.stringify({ rpcUrl: chain.rpcUrl, deployment: chain.deployment, accounts: chain.accounts }));
  } else {
    console.log(`chain ${chain.deployment.chainId} at ${chain.rpcUrl}\ndeployment ${chain.paths.deployment}\naccounts   ${chain.paths.accounts}\nCtrl-C ends it`);
  }
  const { code } = await chain.exited;
  process.exit(ending ? 0 : (code ?? 1));
}

function wholeNumber(text, option) {
  if (!/^\d{1,5}$/.test(text)) throw new Error(`${option} takes a whole number\n${USAGE}`);
  return Number(text);
}

main().catch((error) => {
  console.error(`chain: ${error.message}`);
  process.exit(1);
});
