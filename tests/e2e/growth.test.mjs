// A page that stays open for two months: once it has what it keeps of the first, it does not grow any more.
// BLOCKS: how many are seen in each half of a month (60). Most come after a sleep: six hours lie between two.
import assert from "node:assert/strict";
import { armNotifications, connect } from "./acts.mjs";
import { priceFor } from "./chain.mjs";
import { reads, scenario } from "./support.mjs";

const BLOCKS = Number(process.env.BLOCKS ?? 60);
const BETWEEN_S = (15 * 86_400) / BLOCKS;
/** Healths that come in turn: of every few, some are called and recover. */
const HEALTHS = ["1.6", "1.5", "1.4", "1.3", "1.2", "1.18", "1.3", "1.45", "1.55", "1.62"];

/** Keeps the memory of the program where the test finds it. */
function keepMemory() {
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...given) => {
    const made = await instantiateStreaming.apply(WebAssembly, given);
    window.memoryOfProgram = made.instance.exports.memory;
    return made;
  };
}

/** The next block, after a sleep of the page. */
async function later({ chain, context, widget }) {
  await chain.passTime(BETWEEN_S);
  await context.clock.fastForward(BETWEEN_S * 1000);
  await reads(widget.fact("Block"), (await chain.head()).number.toLocaleString("en-US"));
}

scenario("after many blocks a page holds no more than after few", { path: "blank" }, async (world) => {
  const { chain, context, demo, page } = world;
  await context.addInitScript(keepMemory);
  await page.goto(demo.url);
  await connect(world);
  await armNotifications(world);
  const prices = [];
  for (const health of HEALTHS) prices.push(await priceFor(chain, chain.borrower("demo"), "WETH", health));
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");

  const live = async (blocks) => {
    for (let block = 0; block < blocks; block += 1) {
      await chain.setPrice("WETH", prices[Math.floor(block / 3) % prices.length]);
      await later(world);
    }
    await world.quiet();
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (name) => metrics.find((one) => one.name === name).value;
    return {
      program: await page.evaluate(() => window.memoryOfProgram.buffer.byteLength),
      heap: of("JSHeapUsedSize"),
      nodes: of("Nodes"),
      listeners: of("JSEventListeners"),
    };
  };
  await live(2 * BLOCKS);
  const before = await live(BLOCKS);
  const after = await live(BLOCKS);
  console.log(JSON.stringify({ blocks: BLOCKS, before, after }));
  // The lines of what happened, which are kept up to a number, are not all there yet.
  assert.ok(after.program <= before.program + 8 * 65_536, "memory of the program");
  assert.ok(after.nodes <= before.nodes + 50, "nodes of the document");
  assert.ok(after.listeners <= before.listeners + 5, "listeners");
});
