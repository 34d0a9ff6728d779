// Of several tabs one asks the chain and notifies; the others show the same, and go on without it.
import assert from "node:assert/strict";
import { armNotifications, connect, moveTo, nextBlock } from "./acts.mjs";
import { worldOn } from "./people.mjs";
import { holdUp, kill, processOf } from "./processes.mjs";
import { eventually, reads, scenario } from "./support.mjs";

/** What a page asks of a chain, from now on. */
function askedBy(page) {
  const asked = [];
  page.on("request", (request) => {
    const method = request.method() === "POST" ? request.postDataJSON()?.method : undefined;
    if (["eth_call", "eth_getBlockByNumber"].includes(method)) asked.push(method);
  });
  return asked;
}

/** The notifications of margin calls that a page has shown. */
const called = async (page) => (await page.evaluate(() => window.observed.shown)).filter(({ tag }) => tag !== "margin-call:test");

scenario("only one of two tabs asks the chain; when it closes the other goes on within seconds, and calls once", { path: "blank", clock: false }, async (world) => {
  const { chain, context, demo, page, widget } = world;
  const tab = await context.newPage();
  const first = worldOn(world, tab);
  const [theirs, own] = [askedBy(tab), askedBy(page)];
  await tab.goto(demo.url);
  await connect(first);
  await armNotifications(first);

  await page.goto(demo.url);
  await widget.position.first().waitFor();
  // It looks once by itself, to see what there is.
  await eventually("the second tab asks nothing any more", async () => {
    const [asked, before] = [own.length, theirs.length];
    await eventually("the first tab asks on", () => theirs.length > before + 3);
    return own.length === asked;
  });
  const before = own.length;
  await moveTo(first, "1.03", "Urgent");
  await reads(widget.level, "Urgent");
  await nextBlock(first);
  await reads(widget.fact("Block"), (await chain.head()).number.toLocaleString("en-US"));
  assert.equal(own.length, before, "the second tab has asked nothing");
  await eventually("the call", async () => (await called(tab)).length === 1);
  assert.deepEqual(await called(page), []);

  await tab.close();
  await moveTo(world, "0.99", "Liquidatable");
  await eventually("the next call", async () => (await called(page)).length === 1);
  assert.ok(own.length > before);
  await nextBlock(world);
  const [one, ...more] = await called(page);
  assert.match(one.title, /^Liquidatable now/);
  assert.deepEqual(more, []);
});

scenario("of five tabs the one that asks is killed, and the next is held up with the lock in its hands: each fall is called once", { path: "blank", clock: false }, async (world) => {
  const { context, demo, page } = world;
  const tabs = [];
  for (let place = 0; place < 5; place += 1) {
    const tab = worldOn(world, place === 4 ? page : await context.newPage());
    tab.asked = askedBy(tab.page);
    await tab.page.goto(demo.url);
    if (place === 0) {
      await connect(tab);
      await armNotifications(tab);
    }
    await tab.widget.position.first().waitFor();
    tab.process = await processOf(world, tab.page);
    tabs.push(tab);
  }
  const [first, ...others] = tabs;
  assert.equal(new Set(tabs.map((tab) => tab.process)).size, 5, "each has a process of its own");
  /** Which of these asks the chain, and none beside it. */
  const theOneThatAsks = (among) => eventually("one asks, and the others do not", async () => {
    const before = among.map(({ asked }) => asked.length);
    const more = () => among.map(({ asked }, place) => asked.length - before[place]);
    await eventually("somebody asks on", () => more().some((count) => count > 3));
    return more().filter((count) => count > 0).length === 1 && among[more().findIndex((count) => count > 0)];
  });
  const calls = async (among) => (await Promise.all(among.map((tab) => called(tab.page)))).flat().map(({ title }) => title.replace(/: health .*/, "")).sort();
  assert.equal(await theOneThatAsks(tabs), first);

  await kill(first.page, first.process);
  await moveTo(others[3], "1.08", "Margin call");
  await nextBlock(others[3]);
  await eventually("the call", async () => (await calls(others)).length > 0);
  const second = await theOneThatAsks(others);
  assert.deepEqual(await calls(others), ["Margin call"]);

  const awake = others.filter((tab) => tab !== second);
  const letGo = holdUp(second.process);
  await moveTo(awake[0], "1.03", "Urgent");
  await eventually("the worse call", async () => (await calls(awake)).length > 0);
  letGo();
  await reads(second.widget.level, "Urgent");
  await nextBlock(second);
  await theOneThatAsks(others);
  assert.deepEqual(await calls(others), ["Margin call", "Urgent margin call"]);
});
