// The small window on top of all others: it follows the position, also while the page is hidden, and
// goes when what ran in it is gone.
import assert from "node:assert/strict";
import { connect, moveTo } from "./acts.mjs";
import { eventually, reads, scenario } from "./support.mjs";

/** Opens it by the person's click; it is a page of its own. */
async function keepInView({ context, widget }) {
  const opened = context.waitForEvent("page");
  await widget.button("Keep in view").click();
  const top = await opened;
  await top.locator(".glance").waitFor();
  return {
    page: top,
    level: top.locator(".badge"),
    health: top.locator(".gauge .health"),
    topUp: top.getByRole("button", { name: "Top up…" }),
  };
}

/** As the browser does with a page that another covers: no driver can cover one. */
const hide = (page) => page.evaluate(() => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
  document.dispatchEvent(new Event("visibilitychange"));
});

/** An exception that passes through a turn of the engine leaves it unfinished for good. */
const breakClock = (page) => page.evaluate(() => {
  const { now } = Date;
  Date.now = () => {
    Date.now = now;
    throw new Error("broken clock");
  };
});

scenario("the worst position is kept in view while the page is hidden, and its top-up opens on the page", async (world) => {
  const { page, widget } = world;
  await connect(world);
  const top = await keepInView(world);
  await reads(top.health, await widget.health.textContent());
  await reads(top.level, "Healthy");
  const dressed = await top.page.locator(".glance").evaluate((one) => getComputedStyle(one).backgroundColor);
  assert.equal(dressed, await widget.element.locator(".widget").evaluate((one) => getComputedStyle(one).backgroundColor));

  await hide(page);
  const before = await widget.health.textContent();
  const price = moveTo(world, "1.03", "Urgent");
  await eventually("the small window tells", async () => {
    await world.later(20);
    return (await top.level.textContent()) === "Urgent";
  });
  await price;
  assert.notEqual(await top.health.textContent(), before);

  await top.topUp.click();
  await widget.topUp.panel.waitFor();
});

scenario("the small window says when nobody watches", { allows: [/Failed to load resource/] }, async (world) => {
  const { context, demo, widget } = world;
  await connect(world);
  const top = await keepInView(world);
  demo.breakRpc("fail");
  await context.clock.fastForward(61_000);
  await widget.notice("Nobody is watching right now").waitFor();
  await top.page.getByRole("alert").getByText("Nobody is watching right now").waitFor();
  await reads(top.level, "Not known now");
  await top.page.getByRole("button", { name: "Top up…", disabled: true }).waitFor();
});

scenario("the small window goes with the widget that broke", { allows: [/broken clock|a turn did not end|unreachable/] }, async (world) => {
  const { context, page, widget } = world;
  await connect(world);
  const top = await keepInView(world);
  await breakClock(page);
  await widget.button("Read again").click();
  await assert.rejects(context.clock.fastForward(11_000), /unreachable/);
  await eventually("it is closed", () => top.page.isClosed());
});
