// The page that is kept: without a network, in a newer edition, and as what its files should be.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { connect, moveTo } from "./acts.mjs";
import { FLAGS, eventually, scenario } from "./support.mjs";
import { shelf } from "./shelf.mjs";

const HEADLINE = "A new version is there";
const BUSY = "It can be used once the top-up is closed.";

/** What stands in the caches of the page's origin: each cache, and the files in it. */
const caches = (page) => page.evaluate(async () => {
  const names = await window.caches.keys();
  const files = async (name) => (await (await window.caches.open(name)).keys()).map(({ url }) => new URL(url).pathname).sort();
  return Promise.all(names.map(files));
});
const KEPT = ["/", "/icon.svg", "/margin-call.js", "/margin-call.webmanifest", "/margin-call_bg.wasm", "/page.css"];

/** Opens the page, and waits until the browser keeps it. */
async function visit({ context, page }, { url }) {
  await page.goto(url);
  await page.getByRole("button").first().waitFor();
  await eventually("it is kept", async () => {
    await context.clock.fastForward(2_000);
    return page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration("./"))?.active));
  });
}

/** The browser looks whether there is another edition, as it does by itself. */
const look = (page) => page.evaluate(async () => (await navigator.serviceWorker.getRegistration("./")).update());
const edition = (page) => page.evaluate(() => document.documentElement.dataset.edition);
const asSecond = (html) => html.replace("<html ", '<html data-edition="2" ');

const withShelf = (isDemo, body) => async (world) => {
  const server = await shelf({ behind: isDemo ? world.demo.url : undefined });
  world.origins.push(new URL(server.url).origin);
  try {
    await body(world, server);
  } finally {
    await server.goAway();
  }
};

const REFUSED = [/ERR_CONNECTION_REFUSED/, /Failed to load resource/];

scenario("a page that was visited opens without a network, and does not pass for one that watches", { path: "blank", allows: REFUSED }, withShelf(true, async (world, server) => {
  const { page, chain, widget } = world;
  const watching = `<margin-call account="${chain.borrower("demo")}" rpc-url="/demo/rpc" `;
  server.serve({ "index.html": () => server.own["index.html"]().replace("<margin-call ", watching) });
  await visit(world, server);
  await widget.position.waitFor();
  assert.deepEqual(await caches(page), [KEPT]);
  assert.equal(server.asked.filter((name) => name === "margin-call_bg.wasm").length, 2, "once for the page, once to be kept");
  await server.goAway();
  await page.reload();
  await widget.element.getByText("Your positions could not be read").waitFor();
  await widget.element.getByText("The endpoint cannot be reached.").waitFor();
  assert.equal(await widget.position.count(), 0);
  await server.comeBack();
}));

scenario("a newer edition is told of, waits while a top-up is open, and is used on a click", { path: "blank" }, withShelf(true, async (world, server) => {
  const { page, widget } = world;
  await visit(world, server);
  await page.reload();
  await connect(world);
  await moveTo(world, "1.08", "Margin call");
  await widget.button(/^Top up/).first().click();
  await widget.topUp.heading.waitFor();
  server.serve({ "index.html": () => asSecond(server.own["index.html"]()) });
  await look(page);
  await widget.notice(HEADLINE).waitFor();
  await widget.notices.getByText(BUSY).waitFor();
  assert.equal(await widget.button("Use it").count(), 0);
  await widget.topUp.button("Close").click();
  await widget.button("Use it").waitFor();
  // Whoever loads the page anew without that gets the edition that is used.
  await page.reload();
  assert.equal(await edition(page), undefined);
  await widget.button("Use it").click();
  await eventually("the newer edition", () => edition(page).catch(() => undefined), (is) => is === "2");
  await page.getByRole("button").first().waitFor();
  assert.equal(await widget.notice(HEADLINE).count(), 0);
  await eventually("the older one goes", () => caches(page), (all) => all.length === 1);
}));

scenario("files that are not what the edition says are never kept", { path: "blank", allows: [/integrity/i] }, withShelf(false, async (world, server) => {
  const { page, widget } = world;
  await visit(world, server);
  await page.reload();
  server.serve({ "page.css": (text) => `${text}\nbody{color:red}` }, { listed: false });
  await look(page).catch(() => {});
  await eventually("it was tried", () => server.asked.filter((name) => name === "page.css").length >= 3);
  const installing = () => page.evaluate(async () => {
    const { installing, waiting } = await navigator.serviceWorker.getRegistration("./");
    return Boolean(installing || waiting);
  });
  await eventually("and given up", async () => !(await installing()));
  assert.deepEqual(await caches(page), [KEPT]);
  await page.reload();
  await page.getByRole("button").first().waitFor();
  assert.equal(await widget.notice(HEADLINE).count(), 0);
  assert.ok(!(await page.evaluate(async () => (await fetch("page.css")).text())).includes("red"), "what is kept is used");
}));

for (const [what, change] of [["changed", asSecond], ["taken away", null]]) {
  scenario(`a page that its server has ${what} without another edition is not handed out for ever`, { path: "blank", allows: [/404|Failed to load resource/] }, withShelf(false, async (world, server) => {
    const { context, page } = world;
    await visit(world, server);
    server.swap({ "index.html": change });
    await page.reload();
    assert.equal(await edition(page), undefined, "what is kept is shown, until somebody looks");
    await eventually("it is kept no more", async () => {
      await context.clock.fastForward(2_000);
      return page.evaluate(async () => !(await navigator.serviceWorker.getRegistration("./")));
    });
    const response = await page.reload();
    assert.equal(response.status(), change ? 200 : 404);
    assert.equal(await edition(page), change ? "2" : undefined);
  }));
}

scenario("another page of the host in the same folder has its files from the server", { path: "blank" }, withShelf(true, async (world, server) => {
  const { page } = world;
  await visit(world, server);
  server.swap({ "other.html": () => "<!doctype html><title>Other</title><link rel=icon href=data:,>", "page.css": (text) => `${text}\nbody{color:red}` });
  await page.goto(`${server.url}other.html`);
  assert.ok((await page.evaluate(async () => (await fetch("page.css")).text())).includes("red"));
}));

test("the browser offers to install the page", async () => {
  const server = await shelf();
  const folder = mkdtempSync(join(tmpdir(), "margin-call-"));
  // A window that keeps nothing cannot install anything.
  const context = await chromium.launchPersistentContext(folder, { executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(server.url);
    const session = await context.newCDPSession(page);
    const errors = async () => (await session.send("Page.getInstallabilityErrors")).installabilityErrors;
    assert.deepEqual(await eventually("no error", errors, (all) => all.length === 0), []);
  } finally {
    await context.close();
    await server.goAway();
    rmSync(folder, { recursive: true, force: true });
  }
});
