// Of several tabs one asks the chain and notifies; the others show the same, and go on without it.
import assert from "node:assert/strict";
import { armNotifications, connect, moveTo, nextBlock } from "./acts.mjs";
import { widgetOf, walletOf } from "./people.mjs";
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
  const first = { ...world, page: tab, widget: widgetOf(tab), wallet: walletOf(tab, chain), seen: () => tab.evaluate(() => window.observed) };
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
