// What is measured of a page, in a fresh profile each time.
import { openTab, visit } from "./visit.mjs";

const REFRESH_MS = 5_000;
const IDLE_MS = 30_000;
// After a visit the browser compiles on, and stores what it compiled.
const SETTLE_MS = 2_000;

/** 150 ms there and back, 1.6 Mbit/s down, half of it up. */
export const SLOW = { net: { latency: 150, downloadThroughput: 200_000, uploadThroughput: 100_000 } };
export const WEAK = { cpu: 4 };

const settle = (ms = SETTLE_MS) => new Promise((resolve) => setTimeout(resolve, ms));

async function inProfile(browser, work) {
  const profile = await browser.profile();
  try {
    return await work(profile);
  } finally {
    await profile.close();
  }
}

/** One visit that finds nothing in the cache. */
export const cold = (browser, page, conditions) =>
  inProfile(browser, async (profile) => visit(await openTab(profile, page, conditions), page));

/** Three visits of one profile, each in a tab of its own. */
export const visits = (browser, page) =>
  inProfile(browser, async (profile) => {
    const all = [];
    while (all.length < 3) {
      const tab = await openTab(profile, page);
      all.push(await visit(tab, page));
      await settle();
      await tab.close();
    }
    return all;
  });

/** A page that stays open: `blocks` new blocks, then none for a while, then new ones behind another tab. */
export const stay = (browser, page, blocks) =>
  inProfile(browser, async (profile) => {
    const tab = await openTab(profile, page);
    await visit(tab, page);
    await settle();
    const refresh = await perBlock(tab, page, blocks, true);
    await settle(REFRESH_MS);
    const idle = await spent(tab, page, () => settle(IDLE_MS));
    await profile.tab();
    await settle();
    if (!(await tab.evaluate("document.hidden"))) throw new Error("the tab behind another is not hidden");
    const hidden = await perBlock(tab, page, blocks, false);
    if (hidden.calls === 0) throw new Error(`${page.name} read nothing while it was hidden: what that costs is not known`);
    return { refresh, idle, hidden };
  });

/** What a block costs, on average. */
async function perBlock(tab, page, blocks, shows) {
  const costs = [];
  for (let shown = await health(tab); costs.length < blocks; ) {
    costs.push(await spent(tab, page, async () => {
      await page.market.step();
      await settle(REFRESH_MS);
    }));
    const now = await health(tab);
    if (shows && now === shown) throw new Error(`${page.name} shows ${now} also after a block with another price`);
    shown = now;
  }
  const names = Object.keys(costs[0]);
  return Object.fromEntries(names.map((name) => [name, costs.reduce((sum, cost) => sum + cost[name], 0) / blocks]));
}

const health = (tab) => tab.evaluate("probe.health()");

/** What the main thread, the document and the chain had to do meanwhile; times in milliseconds. */
async function spent(tab, page, work) {
  page.host.forget();
  const before = await state(tab);
  await work();
  const after = await state(tab);
  const difference = Object.keys(after).map((name) => [name, after[name] - before[name]]);
  return { ...Object.fromEntries(difference), calls: page.host.calls.length };
}

async function state(tab) {
  const mutations = await tab.evaluate("probe.mutations");
  const { metrics } = await tab.send("Performance.getMetrics");
  const ms = (wanted) => metrics.find(({ name }) => name === wanted).value * 1000;
  return {
    task: ms("TaskDuration"),
    script: ms("ScriptDuration"),
    layout: ms("LayoutDuration"),
    style: ms("RecalcStyleDuration"),
    mutations,
  };
}
