// The element on somebody else's page.
import assert from "node:assert/strict";
import { connect, moveTo, nextBlock } from "./acts.mjs";
import { exactHealth, health, shownHealth } from "./chain.mjs";
import { STRICT, openHost, watching } from "./host.mjs";
import { widgetOf } from "./people.mjs";
import { clean, eventually, reads, scenario } from "./support.mjs";

scenario("two elements watch two accounts, independently, under a strict policy", { path: "blank" }, async (world) => {
  const { chain, page } = world;
  const accounts = ["watch", "no-debt"];
  await openHost(world, watching(world, "watch", 'id="one" theme="dark"') + watching(world, "no-debt", 'id="two" theme="light"'));
  const [one, two] = ["#one", "#two"].map((id) => widgetOf(page, page.locator(id)));
  await reads(one.exactHealth, await exactHealth(chain, chain.borrower(accounts[0])));
  await reads(one.level, "Watch");
  await reads(two.level, "No debt");
  await one.header.getByText("Watching only").waitFor();
  await one.position.getByText("To top up, ").waitFor();
  const colours = await page.evaluate(() => ["#one", "#two"].map((id) => {
    const widget = document.querySelector(id).shadowRoot.querySelector("[part=widget]");
    return [getComputedStyle(widget).colorScheme, getComputedStyle(widget).color];
  }));
  assert.notDeepEqual(colours[0], colours[1], "each has its theme");

  // One stops; the other goes on.
  await one.header.getByRole("button", { name: "Stop watching" }).click();
  await one.position.waitFor({ state: "detached" });
  await chain.setPrice("WETH", 3_100_00000000n);
  await world.later(2);
  await reads(two.fact("Block"), (await chain.head()).number.toLocaleString("en-US"));
  assert.deepEqual((await world.seen()).asked, []);
  assert.deepEqual(await page.evaluate(() => document.title), "Host", "the title is the host's");
});

scenario("what is taken away leaves nothing behind, and can be put back", { path: "blank" }, async (world) => {
  const { chain, page } = world;
  const asks = (endpoint) => world.requests.filter(({ url }) => url.endsWith(endpoint)).length;
  await openHost(world, watching(world, "watch", 'id="one"', "/demo/rpc?one") + watching(world, "call", 'id="two"', "/demo/rpc?two"));
  const [one, two] = ["#one", "#two"].map((id) => widgetOf(page, page.locator(id)));
  await one.position.waitFor();
  await two.position.waitFor();
  const listening = (await world.seen()).listeners;
  assert.ok(asks("?two") > 0);

  await page.evaluate(() => (window.taken = document.querySelector("#two"), window.taken.remove()));
  await eventually("its listeners go", async () => (await world.seen()).listeners < listening);
  const [left, asked] = [(await world.seen()).listeners, asks("?two")];
  const others = asks("?one");
  await world.later(60);
  assert.ok(asks("?one") >= others + 2, "the other looks on");
  assert.equal(asks("?two"), asked, "nobody asks for the one that was taken away");

  await page.evaluate(() => document.querySelector("main").append(window.taken));
  await reads(two.exactHealth, await exactHealth(chain, chain.borrower("call")));
  assert.equal((await world.seen()).listeners, listening, "as many as before");
  assert.ok(listening > left);
  for (let turn = 0; turn < 5; turn++) {
    await page.evaluate(() => (window.taken.remove(), document.querySelector("main").append(window.taken)));
    await two.position.waitFor();
  }
  await eventually("still as many", async () => (await world.seen()).listeners, (now) => now === listening);
});

scenario("an attribute that changes is followed", { path: "blank" }, async (world) => {
  const { chain, page, widget } = world;
  await openHost(world, watching(world, "watch"));
  await reads(widget.level, "Watch");
  await page.locator("margin-call").evaluate((element, account) => element.setAttribute("account", account), chain.borrower("urgent"));
  await reads(widget.level, "Urgent");
  await page.locator("margin-call").evaluate((element) => element.setAttribute("thresholds", "1.03 1.02 1.01"));
  await reads(widget.level, "Healthy");
});

for (const [name, file, said] of [
  ["for another chain", { chainId: 1 }, "A deployment file is accepted for the local chains 31337 to 31339 only."],
  ["of another form", { chainId: 31337, markets: [{ protocol: "aave-v3" }] }, "The deployment file is not of the documented form."],
]) {
  scenario(`a deployment file ${name} is refused in words`, { path: "blank" }, async (world) => {
    const { chain, page, widget } = world;
    const text = JSON.stringify({ ...chain.deployment, ...file });
    await page.route("**/other.json", (route) => route.fulfill({ contentType: "application/json", body: text }));
    await openHost(world, watching(world, "watch").replace("/demo/deployment.json", "/other.json"));
    await widget.notice("This widget is set up wrongly").waitFor();
    await widget.notices.getByText(said).waitFor();
    assert.equal(await widget.position.count(), 0);
    const errors = (await world.seen()).events.filter(({ name }) => name === "error");
    assert.deepEqual(errors.map(({ detail }) => detail.kind), ["configuration"]);
  });
}

scenario("an account without an endpoint, and an account that is none, are told to the developer", { path: "blank" }, async (world) => {
  const { chain, page } = world;
  await openHost(world, `<margin-call id="one" account="${chain.borrower("demo")}"></margin-call><margin-call id="two" account="0x12" rpc-url="/demo/rpc"></margin-call>`);
  await page.locator("#one").getByText("“account” needs an “rpc-url” to read through, since there is no wallet.").waitFor();
  await page.locator("#two").getByText("Monitoring is not running: the attribute account is not an address").waitFor();
});

scenario("the host page is told what happens, in decimal strings", { path: "blank" }, async (world) => {
  const { chain, page, widget } = world;
  await openHost(world, watching(world, "call"));
  await widget.position.waitFor();
  await eventually("a position event", async () => (await world.seen()).events.some(({ name }) => name === "position"));
  const data = await chain.userAccountData(chain.borrower("call"));
  const { events } = await world.seen();
  assert.equal(events[0].name, "ready");
  const { detail } = events.find(({ name }) => name === "position");
  assert.equal(detail.chain, 31337);
  assert.equal(detail.account.toLowerCase(), chain.borrower("call").toLowerCase());
  assert.equal(detail.matchesChain, true);
  assert.equal(detail.healthFactor, await exactHealth(chain, chain.borrower("call")));
  assert.deepEqual(detail.collateral, { raw: String(data.totalCollateralBase), decimals: 8 });
  assert.deepEqual(detail.debt, { raw: String(data.totalDebtBase), decimals: 8 });
  await nextBlock(world);
  await eventually("a level event", async () => (await world.seen()).events.some(({ name }) => name === "level"));
  const level = (await world.seen()).events.find(({ name }) => name === "level").detail;
  assert.equal(`${level.kind} ${level.level}`, "entered call");
  // Its own methods.
  const before = world.requests.length;
  await page.locator("margin-call").evaluate((element) => element.refresh());
  await eventually("a read", () => world.requests.length > before);
});

scenario("where WebAssembly is blocked the element says that nobody watches", { path: "blank", allows: [/WebAssembly|wasm/i] }, async (world) => {
  const { page } = world;
  await openHost(world, watching(world, "watch"), { policy: STRICT.replace("'wasm-unsafe-eval'", "") });
  const alert = page.locator("margin-call").getByRole("alert");
  await alert.waitFor();
  assert.match(await alert.textContent(), /^Monitoring is not running: /);
  await page.evaluate(() => (window.observed.violations.length = 0));
});

scenario("while the code is on its way the place says so, and that nothing is watched", { path: "blank" }, async (world) => {
  const { page, widget } = world;
  let arrives;
  const held = new Promise((resolve) => (arrives = resolve));
  await page.route("**/margin-call_bg.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await openHost(world, watching(world, "watch"));
  const status = page.locator("margin-call").getByText("Loading. Nothing is watched yet.");
  await status.waitFor();
  assert.equal(await status.getAttribute("role"), "status");
  const { height } = await page.locator("margin-call").boundingBox();
  assert.ok(height > 100, `the outline has its place: ${height} px`);
  arrives();
  await widget.position.waitFor();
  assert.equal(await status.count(), 0);
});

const another = async (route) => {
  const response = await route.fetch();
  // An empty section of no consequence: it would run.
  return { response, body: Buffer.concat([await response.body(), Buffer.from([0, 2, 1, 120])]) };
};
for (const [name, answer] of [["that cannot be loaded", () => ({ status: 404, body: "" })], ["of another version", another]]) {
  scenario(`a code ${name} is told, and restarts by a click`, { path: "blank", allows: [/Failed to load resource|integrity/] }, async (world) => {
    const { chain, page, widget } = world;
    await page.route("**/margin-call_bg.wasm", async (route) => route.fulfill(await answer(route)), { times: 2 });
    await openHost(world, watching(world, "watch"));
    const alert = page.locator("margin-call").getByRole("alert");
    await alert.waitFor();
    assert.match(await alert.textContent(), /^Monitoring is not running: /);
    await page.getByRole("button", { name: "Restart" }).click();
    await reads(widget.health, shownHealth(await health(chain, chain.borrower("watch"))));
  });
}

scenario("a code that a cache still holds of another version is asked of the server itself", { path: "blank", allows: [/integrity/] }, async (world) => {
  const { chain, page, widget } = world;
  await page.route("**/margin-call_bg.wasm", async (route) => route.fulfill(await another(route)), { times: 1 });
  await openHost(world, watching(world, "watch"));
  await reads(widget.health, shownHealth(await health(chain, chain.borrower("watch"))));
});

scenario("an internal error takes the numbers from screen, title and icon, says so, and restarts", { allows: [/broken clock|a turn did not end|unreachable/] }, async (world) => {
  const { context, page, widget } = world;
  const icon = () => page.locator("link[rel~=icon]").getAttribute("href");
  const [title, own] = [await page.title(), await icon()];
  await page.evaluate(() => {
    window.badge = [];
    navigator.setAppBadge = async () => void window.badge.push("set");
    navigator.clearAppBadge = async () => void window.badge.push("clear");
  });
  await connect(world);
  await moveTo(world, "1.195", "Watch");
  await eventually("the title tells", () => page.title(), (shown) => shown === `Watch 1.19 · ${title}`);
  const watch = await icon();
  // An exception that passes through a turn of the engine leaves it unfinished for good.
  await page.evaluate(() => {
    const { now } = Date;
    Date.now = () => {
      Date.now = now;
      throw new Error("broken clock");
    };
  });
  await widget.button("Read again").click();
  // The clock hands on what its timers throw: here the panic's own trap.
  await assert.rejects(context.clock.fastForward(11_000), /unreachable/);
  const alert = page.locator("margin-call").getByRole("alert");
  await reads(alert, "Monitoring stopped after an internal error.");
  assert.equal(await widget.position.count(), 0, "no number is left");
  assert.equal(await page.title(), `Not watching · ${title}`);
  const stopped = await icon();
  assert.ok(stopped.startsWith("data:image/svg+xml,") && stopped !== watch && stopped !== own, stopped);
  assert.equal((await page.evaluate(() => window.badge)).at(-1), "set");
  await page.getByRole("button", { name: "Restart" }).click();
  await widget.position.waitFor();
  assert.match(clean(await widget.health.textContent()), /^1\.194$/);
  // The new one tells under the page's own title, and gives that back.
  await eventually("the title tells again", () => page.title(), (shown) => shown === `Watch 1.19 · ${title}`);
  assert.equal(await icon(), watch);
  await page.evaluate(() => document.querySelector("margin-call").remove());
  await eventually("the title is the page's own", () => page.title(), (shown) => shown === title);
  assert.equal(await icon(), own);
});
