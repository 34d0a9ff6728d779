// What every end-to-end test starts from: a browser, a page over a chain of its own, and a watch on
// what no test may see: errors of the page, a broken policy, a request to a stranger.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { declarations } from "../browser/declared.js";
import { start } from "../demo/serve.mjs";
import { observe } from "./observe.mjs";
import { walletOf, widgetOf } from "./people.mjs";

/** No condition takes longer than this, on a machine under load. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 40;

const declared = declarations(readFileSync(new URL("../../src/embed/margin-call.d.ts", import.meta.url), "utf8"));

export const SHOTS = join(dirname(fileURLToPath(import.meta.url)), ".shots");

export const FLAGS = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

let browser;
/** Ends the browser, which all worlds of a process share. */
export const shutDown = () => browser?.close();
after(shutDown);

/** Whether every step is tried in every way: `MATRIX=whole`. Else what goes the same way is tried once. */
export const WHOLE = process.env.MATRIX === "whole";

/**
 * A test with a world of its own: `scenario(name, options, async (world) => ...)`.
 *
 * - `path`: which page; "" is the demo, "plain/" the page as shipped, "blank" none of ours.
 * - `chains`: 2 for the demo's second chain beside the first; `world.second` is its controls.
 * - `ownBlocks`: how many blocks the chain mines after its state was loaded.
 * - `viewport`, `colorScheme`: the browser's.
 * - `allows`: patterns of console errors that the test provokes.
 * - `origins`: origins, beside the page's own, that may be asked; `world.origins` takes more.
 * - `clock`: false for a page that lives by the real clock; else the test can move the page's, which
 *   runs on beside it (`world.later`).
 */
export function scenario(name, options, body) {
  if (!body) [options, body] = [{}, options];
  test(name, async () => {
    const world = await open(options);
    try {
      await body(world);
      await world.isClean();
    } catch (error) {
      await shot(world.page, `failed ${name}`).catch(() => {});
      throw new Error(`${error.message}\nOn the screen: ${await screen(world)}`, { cause: error });
    } finally {
      await world.close();
    }
  });
}

/** What the widget says, for the message of a test that failed. */
const screen = ({ widget }) => widget.element.first().evaluate((element) => element.shadowRoot.textContent, undefined, { timeout: 1000 }).catch(() => "no widget");

/** The world of one test; `close()` ends it. Its `answer` is the person's to the browser's question for permission. */
export async function open({ path = "", chains = 1, ownBlocks, viewport = { width: 1280, height: 900 }, colorScheme = "light", allows = [], origins = [], clock = true } = {}) {
  browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
  const demo = await start({ chains, ownBlocks });
  try {
    return await openOn(demo, { path, viewport, colorScheme, allows, origins, clock });
  } catch (error) {
    await demo.stop();
    throw error;
  }
}

async function openOn(demo, { path, viewport, colorScheme, allows, origins, clock }) {
  const context = await browser.newContext({ viewport, colorScheme, locale: "en-US", reducedMotion: "reduce" });
  context.setDefaultTimeout(PATIENCE_MS);
  const world = { demo, chain: demo.chain, second: demo.second, context, requests: [], answered: new Map(), asked: new Set(), answer: "granted", clock };
  const troubles = [];
  const trouble = (text) => {
    if (!allows.some((pattern) => pattern.test(text))) troubles.push(text);
  };
  world.origins = [new URL(demo.url).origin, ...origins];
  watchRequests(context, world, trouble);
  context.on("weberror", (error) => trouble(`uncaught: ${error.error().stack ?? error.error()}`));
  context.on("console", (message) => {
    if (message.type() === "error") trouble(`console: ${message.text()} (${message.location().url})`);
  });

  // The browser's own question, which no page can answer: the test answers as the person would.
  await context.exposeBinding("answerPermission", async () => {
    if (world.answer === "granted") await context.grantPermissions(["notifications"], { origin: demo.url });
  });
  await context.addInitScript(observe);
  if (clock) await context.clock.install();
  const page = await context.newPage();

  Object.assign(world, {
    page,
    widget: widgetOf(page),
    wallet: walletOf(page, demo.chain),
    /** What `observe.mjs` has seen so far. */
    seen: () => page.evaluate(() => window.observed),
    /** Passes so many seconds on the page's clock, and lets the widget read. */
    later: (seconds) => later(world, seconds),
    /** Waits until nothing that was asked is open, and nothing follows from what was answered. */
    quiet: () => quiet(world),
    async isClean() {
      const { violations, events } = await page.evaluate(() => window.observed ?? { violations: [], events: [] });
      const undeclared = events.flatMap(({ name, detail }) => declared.wrong(`margin-call-${name}`, detail));
      assert.deepEqual({ troubles, violations, undeclared }, { troubles: [], violations: [], undeclared: [] });
    },
    async close() {
      await context.close();
      await demo.stop();
    },
  });
  if (path !== "blank") await page.goto(demo.url + path);
  return world;
}

/** Every request of the page, its JSON-RPC methods taken apart; strangers are trouble. */
function watchRequests(context, world, trouble) {
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (["data:", "blob:"].includes(url.protocol)) return;
    if (!world.origins.includes(url.origin)) trouble(`a request to ${url.origin}`);
    const { method, params } = rpcOf(request);
    world.requests.push({ url: url.href, method, params });
    if (method) world.asked.add(request);
  });
  context.on("requestfailed", (request) => world.asked.delete(request));
  context.on("requestfinished", (request) => {
    const { method } = rpcOf(request);
    world.asked.delete(request);
    if (method) world.answered.set(method, (world.answered.get(method) ?? 0) + 1);
  });
}

// What goes to a push server is text.
const isRpc = (request) => request.method() === "POST" && request.headers()["content-type"] === "application/json";
const rpcOf = (request) => (isRpc(request) ? (request.postDataJSON() ?? {}) : {});

// A look at a chain begins with its head, or with a batch of calls there.
const looks = (answered) => (answered.get("eth_getBlockByNumber") ?? 0) + (answered.get("eth_call") ?? 0);

// In steps that a page which is awake could have: longer ones would be sleep to it. And not while the browser
// shows a notification: what takes it moments would have taken it as long as the clock is moved.
async function later({ clock, context, page, answered }, seconds) {
  if (!clock) return;
  for (let left = seconds; left > 0; left -= 20) {
    await eventually("what is being shown", () => page.evaluate(() => window.observed?.showing ?? 0), (showing) => showing === 0);
    const before = looks(answered);
    await context.clock.fastForward(Math.min(left, 20) * 1000);
    await eventually("a read after some time", () => looks(answered) > before);
  }
}

async function quiet({ asked, requests }) {
  let before;
  await eventually("every answer", () => {
    const is = asked.size === 0 && before === requests.length;
    before = requests.length;
    return is;
  });
}

/** Waits until `probe` gives what `accept` takes (by default: anything true), and returns it. */
export async function eventually(what, probe, accept = Boolean) {
  const end = performance.now() + PATIENCE_MS;
  let last;
  for (;;) {
    last = await probe();
    if (accept(last)) return last;
    if (performance.now() > end) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  assert.fail(`${what}: not within ${PATIENCE_MS / 1000} s; last: ${typeof last === "string" ? last : JSON.stringify(last)}`);
}

/** Waits until the text of `locator` matches. */
export function reads(locator, pattern) {
  const matches = (text) => (pattern instanceof RegExp ? pattern.test(text) : text === pattern);
  return eventually(`${locator} reads ${pattern}`, async () => clean(await locator.first().textContent()), matches);
}

export const clean = (text) => (text ?? "").replace(/\s+/g, " ").trim();

/** A picture for a person to look at; nothing is compared with it. */
export async function shot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name.replace(/[^\w-]+/g, "-")}.png`), fullPage: true });
}
