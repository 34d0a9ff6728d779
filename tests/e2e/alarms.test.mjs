// Margin calls: when one is made, how often, and when none may be claimed.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { armNotifications, clickNotification, connect, moveTo, moveToCalled, nextBlock, notifications, tagOf, theNotification } from "./acts.mjs";
import { clean, eventually, reads, scenario } from "./support.mjs";

const shown = async (world) => (await world.seen()).shown.filter(({ tag }) => tag !== "margin-call:test");

scenario("each worse level is called once, under one tag, and nothing is repeated while nothing changes", async (world) => {
  const { chain, page, widget } = world;
  const tag = tagOf(chain, chain.borrower("demo"));
  await connect(world);
  await armNotifications(world);
  const titles = ["Watch: health 1.19", "Margin call: health 1.07", "Urgent margin call: health 1.02", "Liquidatable now: health 0.98"];
  const steps = [["1.195", "Watch"], ["1.08", "Margin call"], ["1.03", "Urgent"], ["0.99", "Liquidatable"]];
  for (const [index, [health, level]] of steps.entries()) {
    await moveTo(world, health, level);
    for (let block = 0; block < 3; block++) {
      await nextBlock(world);
    }
    await eventually(`${level} is called`, async () => (await shown(world)).length > index);
    assert.deepEqual((await shown(world)).map(({ title }) => title), titles.slice(0, index + 1));
    await eventually(`only “${titles[index]}” is there`, () => notifications(world), ([one, ...more]) => one?.title === titles[index] && one.tag === tag && more.length === 0);
  }
  assert.ok((await shown(world)).every((one) => one.renotify), "each is heard");
  assert.match(await page.title(), /^Liquidatable 0\.98 · /);
  const levels = (await world.seen()).events.filter(({ name }) => name === "level").map(({ detail }) => `${detail.kind} ${detail.level}`);
  assert.deepEqual(levels, ["entered watch", "escalated call", "escalated urgent", "escalated liquidatable"]);
  await widget.element.getByText("What happened", { exact: true }).click();
  await widget.element.getByText(/· Liquidatable: called at a health factor of 0\.98/).waitFor();
  await widget.element.getByText(/^Below 1, as read in block \d+\. Shown by the browser at /).waitFor();
});

scenario("what happened is kept over a reload, and goes into a file", async (world) => {
  const { page, widget } = world;
  await connect(world);
  await armNotifications(world);
  await moveToCalled(world, "1.08", "Margin call");
  await widget.element.getByRole("button", { name: "Mark as seen" }).click();
  await page.reload();
  await widget.position.waitFor();
  await widget.element.getByText("What happened", { exact: true }).click();
  const lines = widget.element.locator("[part=log] li");
  await eventually("both lines", async () => (await lines.count()) >= 2);
  await widget.element.getByLabel("Which lines").selectOption("Top-ups");
  await eventually("none of it was a top-up", async () => (await lines.count()) === 0);
  for (const [name, file] of [["Save as CSV", "margin-call.csv"], ["Save as JSON", "margin-call.json"]]) {
    const saved = page.waitForEvent("download");
    await widget.element.getByRole("button", { name }).click();
    const download = await saved;
    assert.equal(download.suggestedFilename(), file);
    const text = await readFile(await download.path(), "utf8");
    assert.match(text, /Margin call: called at a health factor of 1\.0/);
    assert.match(text, /acknowledged/);
  }
});

scenario("a call that is put off is quiet until then, and whatever gets worse is told", async (world) => {
  const { widget } = world;
  await connect(world);
  await armNotifications(world);
  await moveToCalled(world, "1.08", "Margin call");
  assert.equal((await notifications(world)).length, 1);
  await widget.element.getByLabel("When to remind").selectOption({ label: "in 4 hours" });
  await widget.element.getByRole("button", { name: "Remind me" }).click();
  await widget.position.getByText(/^Snoozed\. Called again at a worse level, or after /).waitFor();
  await eventually("it is off the screen", async () => (await notifications(world)).length === 0);
  await moveTo(world, "1.03", "Urgent");
  await theNotification(world, 2);
});

scenario("a call is answered in its notification while the page stays behind, and its click opens the top-up", async (world) => {
  const { chain, context, page, widget } = world;
  const tag = tagOf(chain, chain.borrower("demo"));
  await connect(world);
  await armNotifications(world);
  await moveToCalled(world, "1.08", "Margin call");
  const [{ actions }] = await notifications(world);
  assert.deepEqual(actions.map(({ action, title }) => `${action}: ${title}`), ["seen: Seen", "snooze: Again in 1 h"], "as many as this browser has room for");
  const other = await context.newPage();
  await other.bringToFront();
  await clickNotification(world, tag, "seen");
  await widget.position.getByText(/^Marked as seen\./).waitFor({ state: "attached" });
  assert.equal(await widget.element.locator("dialog").count(), 0);
  assert.equal((await notifications(world)).length, 0);
  await moveTo(world, "1.03", "Urgent");
  await theNotification(world, 2);
  await clickNotification(world, tag, "snooze");
  await widget.position.getByText(/^Snoozed\./).waitFor({ state: "attached" });
  await page.bringToFront();
});

scenario("where no page is open an installed page's worker says so, where a person wants that", { allows: [/favicon\.ico/] }, async (world) => {
  const { context, demo, page, widget } = world;
  const origin = new URL(demo.url).origin;
  const session = await context.newCDPSession(page);
  const { targetInfo: { browserContextId } } = await session.send("Target.getTargetInfo");
  const browser = await context.browser().newBrowserCDPSession();
  // As where the page is installed.
  const allow = (...permissions) => browser.send("Browser.grantPermissions", { origin, browserContextId, permissions });
  await connect(world);
  await armNotifications(world);
  const reminder = await widget.setting("reminder");
  await reminder.getByRole("button", { name: "Use reminders" }).click();
  await reminder.getByText(/^Your browser does not do it yet: install this page/).waitFor();
  await allow("notifications", "periodicBackgroundSync");
  await page.reload();
  await widget.setting("reminder");
  await reminder.getByText(/^Twice a day at most/).waitFor();

  const wakes = await waker(context, page, origin, page.url());
  const reminders = async () => (await notifications(world)).filter(({ tag }) => tag === "reminder");
  await wakes();
  assert.deepEqual(await reminders(), [], "a page that is open watches");
  await page.goto(`${demo.url}?from=elsewhere`);
  await wakes();
  assert.deepEqual(await reminders(), [], "by whatever address it was opened");
  await page.goto(`${demo.url}icon.svg`);
  await wakes();
  const [{ title, body }] = await eventually("it is shown", reminders, ({ length }) => length > 0);
  assert.equal(title, "Nothing is watched");
  assert.match(body, /^The page is closed, so it calls nobody/);
});

/** What wakes the worker that reminds of a page, as the browser does when it likes; done when the worker is. */
async function waker(context, page, origin, address) {
  const session = await context.newCDPSession(page);
  const registered = new Promise((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.endsWith("/margin-call/"));
      if (ours) resolve(ours.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await registered;
  return () => session.send("ServiceWorker.dispatchPeriodicSyncEvent", { origin, registrationId, tag: `margin-call ${address.split("#")[0]}` });
}

/** Counts the pitches that a page begins to play. */
const countPitches = (page) =>
  page.evaluate(() => {
    window.pitches = 0;
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (...at) {
      window.pitches++;
      return start.apply(this, at);
    };
  });

scenario("a call is heard where a person wants that, and a tab that the browser keeps silent says so until it is clicked in", async (world) => {
  const { context, demo, page, widget } = world;
  await connect(world);
  await armNotifications(world);
  await countPitches(page);
  const played = () => page.evaluate(() => window.pitches);
  await (await widget.setting("sound")).getByRole("button", { name: "Turn it on" }).click();
  await widget.element.getByText(/^Watch makes no sound/).waitFor();
  assert.equal(await played(), 3, "it is heard in the click that turned it on");
  await moveToCalled(world, "1.08", "Margin call");
  await eventually("the call is heard", played, (count) => count === 6);
  await moveTo(world, "1.03", "Urgent");
  await eventually("the urgent one is heard", played, (count) => count === 12);
  const other = await context.newPage();
  await other.goto(demo.url);
  const silent = other.locator("margin-call").getByText("Calls are not heard yet");
  await silent.waitFor();
  await other.locator("margin-call").getByText("margin-call", { exact: true }).click();
  await silent.waitFor({ state: "detached" });
});

scenario("a fall straight to liquidatable is called once, at the worst level, in one block", async (world) => {
  await connect(world);
  await armNotifications(world);
  await moveTo(world, "0.95", "Liquidatable");
  const one = await theNotification(world, 2);
  assert.equal(one.title, "Liquidatable now: health 0.94");
  assert.match(one.body, /Anyone may liquidate it at any moment\./);
  await nextBlock(world);
  assert.equal((await shown(world)).length, 1);
});

scenario("one odd block calls nobody", async (world) => {
  const { chain, widget } = world;
  await connect(world);
  await armNotifications(world);
  await moveTo(world, "1.08", "Margin call");
  await widget.position.getByText("Crossed in one block. A second one in a row makes it a call.").waitFor();
  await chain.setPrice("WETH", 3_200_00000000n);
  await world.later(2);
  await reads(widget.level, "Healthy");
  await nextBlock(world);
  assert.deepEqual(await shown(world), []);
});

scenario("a recovery that lasts is told once, silently, and the next fall is called again", async (world) => {
  const { chain, widget } = world;
  await connect(world);
  await armNotifications(world);
  await moveToCalled(world, "1.08", "Margin call");
  await chain.setPrice("WETH", 3_200_00000000n);
  await world.later(2);
  await reads(widget.level, "Healthy");
  await widget.position.getByText("Recovering. Clear once it has held.").waitFor();
  assert.equal((await shown(world)).length, 1, "not told before it has held");
  for (let turn = 0; turn < 4; turn++) {
    await world.later(20);
    await chain.mine();
    await world.later(3);
  }
  await eventually("the recovery", () => shown(world), (list) => list.length === 2);
  const recovered = (await shown(world)).at(-1);
  assert.match(recovered.title, /^Recovered: health 1\.45$/);
  assert.equal(recovered.renotify, false);
  assert.equal((await notifications(world)).length, 1, "it takes the call's place");

  await moveToCalled(world, "1.08", "Margin call");
  const again = (await shown(world)).at(-1);
  assert.match(again.title, /^Margin call: health 1\.07$/);
  assert.equal(again.tag, tagOf(chain, chain.borrower("demo"), 2), "a new episode");
});

scenario("what was marked as seen is quiet, until it gets worse", async (world) => {
  const { widget } = world;
  await connect(world);
  await armNotifications(world);
  await moveToCalled(world, "1.08", "Margin call");
  await widget.button("Mark as seen").click();
  await widget.position.getByText(/^Marked as seen\. Called again at a worse level/).waitFor();
  await eventually("the call goes away", () => notifications(world), (list) => list.length === 0);
  await nextBlock(world);
  assert.equal((await shown(world)).length, 1);
  await moveTo(world, "1.03", "Urgent");
  await eventually("the worse level", async () => (await shown(world)).length === 2);
  assert.match((await theNotification(world, 3)).title, /^Urgent margin call/);
});

scenario("a reload neither forgets a call nor makes it again", async (world) => {
  const { page, widget } = world;
  await connect(world);
  await armNotifications(world);
  await moveToCalled(world, "1.08", "Margin call");
  await page.reload();
  await reads(widget.level, "Margin call");
  await widget.button("Mark as seen").waitFor();
  await nextBlock(world);
  assert.deepEqual(await shown(world), [], "since the reload");
});

scenario("typed thresholds take effect at once, are kept, and wrong ones are refused", async (world) => {
  const { page, widget } = world;
  await connect(world);
  await armNotifications(world);
  await widget.setting("thresholds");
  const [watch, call, urgent] = ["Watch", "Margin call", "Urgent"].map((name) => widget.alarm.getByLabel(name, { exact: true }));
  await watch.fill("1.6");
  await call.fill("35%");
  await urgent.fill("1.05");
  await widget.button("Set thresholds").click();
  // A distance of 35% is a health factor of 1.538…: the demo's 1.45 is below it.
  await reads(widget.level, "Margin call");
  await nextBlock(world);
  assert.match((await theNotification(world, 2)).title, /^Margin call: health 1\.4/);
  await page.reload();
  await reads(widget.level, "Margin call");

  await widget.setting("thresholds");
  await call.fill("1.7");
  await widget.button("Set thresholds").click();
  await widget.alarm.getByText("Not set. The earlier thresholds are still in force.").waitFor();
  await widget.alarm.getByText("Must be below “Watch”.").waitFor();
  assert.equal(clean(await widget.level.textContent()), "Margin call");
  await widget.button("Back to defaults").click();
  await reads(widget.level, "Healthy");
});

scenario("where notifications are blocked the page says so, and calls on the page", async (world) => {
  const { page, widget } = world;
  world.answer = "denied";
  await connect(world);
  const notifications = widget.alarm.locator("[part=notifications] .delivery strong");
  await reads(notifications, "Off");
  await widget.button("Turn on notifications…").click();
  await reads(notifications, "Blocked");
  await widget.alarm.getByText(/The browser blocks them\./).waitFor();
  await moveTo(world, "1.08", "Margin call");
  await nextBlock(world);
  await widget.button("Mark as seen").waitFor();
  await eventually("the title calls", () => page.title(), (title) => /^Margin call 1\.07 · /.test(title));
  assert.deepEqual((await world.seen()).shown, []);
  assert.equal(await notifications.innerText(), "Blocked", "nothing claims to be on");
});

scenario("a permission taken back in the browser is noticed without a reload", async (world) => {
  const { context, widget } = world;
  await connect(world);
  await armNotifications(world);
  await context.clearPermissions();
  await reads(widget.alarm.locator("[part=notifications] .delivery strong"), "Off");
});

scenario("where the browser's store is full calls are made all the same, and the page says what it cannot keep", async (world) => {
  const { page, widget } = world;
  await connect(world);
  await armNotifications(world);
  await page.evaluate(() => {
    for (const size of [1_000_000, 10_000, 100, 1]) {
      try {
        for (let place = 0; ; place += 1) localStorage.setItem(`of the host ${size} ${place}`, "x".repeat(size));
      } catch {
        // No more of that size.
      }
    }
  });
  await moveToCalled(world, "1.08", "Margin call");
  await widget.notice("This browser keeps nothing").waitFor();
  await moveTo(world, "1.03", "Urgent");
  await eventually("both are called", async () => (await shown(world)).map(({ title }) => title.replace(/: .*/, "")), (all) => all.length === 2);
  for (let block = 0; block < 3; block += 1) await nextBlock(world);
  assert.deepEqual((await shown(world)).map(({ title }) => title), ["Margin call: health 1.07", "Urgent margin call: health 1.02"]);
});
