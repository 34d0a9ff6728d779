// `make bench-load`: our page beside one that does the same with the usual libraries, in turns, on one
// machine in one run. RUNS (6) visits of each kind, STAYS (2; 0: none) of a page that stays open,
// BLOCKS (10) new blocks in each.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { bundlePeer } from "./bundle.mjs";
import { filesIn, host } from "./host.mjs";
import { startMarket } from "./market.mjs";
import { SLOW, WEAK, cold, stay, visits } from "./measures.mjs";
import { report } from "./report.mjs";
import { launch } from "./tab.mjs";
import { DEPLOYMENT, choiceOf } from "./visit.mjs";
import { WALLET } from "./wallet.js";

const ROOT = join(import.meta.dirname, "../../..");
const DIST = join(ROOT, "dist");
const ELEMENT = "<margin-call ";

function count(name, otherwise, least = 1) {
  const text = process.env[name] ?? String(otherwise);
  if (!/^\d\d?$/.test(text) || Number(text) < least) throw new Error(`${name}=${text}: a whole number from ${least} to 99, please`);
  return Number(text);
}

/** The built page, told where the local market is. */
function ourFiles(deployment) {
  const files = filesIn(DIST);
  const html = files.get("/index.html").toString();
  if (!html.includes(ELEMENT)) throw new Error(`no ${ELEMENT.trim()}> with attributes in dist/index.html`);
  files.set("/index.html", Buffer.from(html.replace(ELEMENT, `${ELEMENT}deployment="${DEPLOYMENT}" `)));
  files.set(`/${DEPLOYMENT}`, Buffer.from(JSON.stringify(deployment)));
  return files;
}

async function main() {
  const wanted = { runs: count("RUNS", 6), stays: count("STAYS", 2, 0), blocks: count("BLOCKS", 10) };
  if (!existsSync(join(DIST, "index.html"))) throw new Error("no page in dist/: run `make build` first");
  const market = await startMarket();
  const browser = await launch();
  const open = async (name, files) => ({
    name, market, host: await host({ files, rpcUrl: market.chain.rpcUrl }), troubles: new Set(), choice: null,
  });
  const peer = await open("libraries", await bundlePeer(market.contracts));
  const ours = await open("margin-call", ourFiles(market.chain.deployment));
  try {
    const profile = await browser.profile();
    ours.choice = await choiceOf(profile, ours, { button: `Connect ${WALLET.name}`, wallet: WALLET.rdns });
    await profile.close();
    const results = await measure(browser, [peer, ours], wanted);
    report(results, { ...wanted, browser: browser.version }, join(ROOT, "target/bench-load.json"));
    for (const { name, troubles } of [peer, ours]) for (const trouble of troubles) console.log(`uncaught in ${name}: ${trouble}`);
  } finally {
    await browser.close();
    for (const page of [peer, ours]) page.host.stop();
    await market.chain.stop();
  }
}

/** All results of each page, by what was measured. Both in turns, so that they share what the machine does besides. */
async function measure(browser, pages, { runs, stays, blocks }) {
  const results = pages.map(() => ({}));
  const add = (place, kind, result) => (results[place][kind] ??= []).push(result);
  const inTurns = async (times, what, work) => {
    for (let run = 1; run <= times; run += 1) {
      for (const [place, page] of pages.entries()) {
        console.error(`${what} ${run}/${times}: ${page.name}`);
        await work(page, (kind, result) => add(place, kind, result));
      }
    }
  };

  await inTurns(1, "warming up", (page) => cold(browser, page));
  await inTurns(runs, "visits", async (page, keep) => {
    const [first, second, third] = await visits(browser, page);
    keep("cold", first);
    keep("second", second);
    keep("third", third);
    keep("weak", await cold(browser, page, WEAK));
    keep("slow", await cold(browser, page, SLOW));
  });
  await inTurns(stays, "staying open", async (page, keep) => {
    for (const [kind, result] of Object.entries(await stay(browser, page, blocks))) keep(kind, result);
  });
  const [peer, ours] = results;
  return { peer, ours };
}

main().catch((error) => {
  console.error(`bench-load: ${error.stack}`);
  process.exit(1);
});
