// For everybody: axe in the main states, the keyboard alone, a narrow screen, a screen reader's ear.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chooseTopUp, connect, done, moveTo, nextBlock, review, sign, tryNow } from "./acts.mjs";
import { health, wad } from "./chain.mjs";
import { openHost, watching } from "./host.mjs";
import { clean, eventually, reads, scenario } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Holds what is on the screen against WCAG; only the widget, since the demo's additions are not shipped. */
async function isAccessible({ page }, state) {
  await page.evaluate(axe);
  const { violations, passed } = await page.evaluate(async (rules) => {
    const { violations, passes } = await window.axe.run("margin-call", { runOnly: rules });
    const told = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`));
    return { violations: told, passed: passes.map(({ id }) => id) };
  }, RULES);
  assert.deepEqual(violations, [], state);
  assert.ok(passed.includes("color-contrast"), `${state}: axe saw the inside, ${passed}`);
}

for (const colorScheme of ["light", "dark"]) {
  scenario(`every main state stands up to axe, ${colorScheme}`, { colorScheme }, async (world) => {
    const { demo, widget, wallet } = world;
    await widget.connect("Demo wallet").waitFor();
    await isAccessible(world, "choosing a wallet");
    await widget.connect("Demo wallet").click();
    await wallet.connect("demo");
    await widget.position.waitFor();
    await isAccessible(world, "healthy");
    await widget.details.getByText("How this is computed").click();
    await widget.leg("WETH").getByRole("button", { name: "WETH" }).click();
    await isAccessible(world, "healthy, details open");
    for (const [health, level] of [["1.2", "Watch"], ["1.08", "Margin call"], ["1.03", "Urgent"], ["0.99", "Liquidatable"]]) {
      await moveTo(world, health, level);
      await isAccessible(world, level);
    }
    await chooseTopUp(world, /^Repay USDC/);
    await isAccessible(world, "choosing a top-up");
    await review(world);
    await isAccessible(world, "review");
    await sign(world, "1 of 2");
    await sign(world, "2 of 2");
    await done(world);
    await isAccessible(world, "done");
    await widget.topUp.button("Done").click();
    await widget.setting("thresholds");
    await widget.alarm.getByLabel("Watch", { exact: true }).fill("much");
    await widget.button("Set thresholds").click();
    await widget.alarm.getByText("Type a health factor like 1.25, or a distance like 20%.").waitFor();
    await isAccessible(world, "wrong thresholds");
    demo.breakRpc("garbage");
    await world.later(2);
    await widget.notice("Nobody is watching right now").waitFor();
    await isAccessible(world, "failing");
    await tryNow(world);
    await reads(widget.level, "Healthy");
    // What was watched before is watched on: who wants none of it lets go of the wallet.
    await widget.button("Disconnect").click();
    await wallet.choose("no-position");
    await widget.connect("Demo wallet").click();
    await widget.element.getByRole("heading", { name: "Nothing to watch here" }).waitFor();
    await isAccessible(world, "no position");
  });

  scenario(`the page as shipped stands up to axe, ${colorScheme}`, { path: "plain/", colorScheme }, async (world) => {
    await world.widget.element.getByText("No wallet found.").waitFor();
    await isAccessible(world, "no wallet");
  });
}

scenario("a dark element on a light page, and a light one on a dark page, stand up to axe", { path: "blank" }, async (world) => {
  const { page } = world;
  await openHost(world, watching(world, "watch", 'id="one" theme="dark"') + watching(world, "call", 'id="two" theme="light"'));
  for (const id of ["#one", "#two"]) await page.locator(id).getByRole("article").waitFor();
  await isAccessible(world, "on white");
  await page.evaluate(() => (document.documentElement.style.background = "#000"));
  await isAccessible(world, "on black");
});

scenario("connecting and a whole top-up by the keyboard alone, with the focus always in sight", async (world) => {
  const { chain, page, widget, wallet } = world;
  const { press, to } = keyboard(world);
  await widget.connect("Demo wallet").waitFor();
  await to(/^Connect Demo wallet/);
  await press("Enter");
  await wallet.dialog("Connect to this page?").waitFor();
  await to(/^Connect$/);
  await press("Enter");
  await widget.position.waitFor();
  await chain.setPrice("WETH", 2_500_00000000n);
  await world.later(2);
  await reads(widget.level, "Watch");

  await to(/^Top up…$/);
  await press("Enter");
  await reads(widget.topUp.heading, "Top up");
  await eventually("the panel has the focus", focused(page), ({ name }) => name === "Top up");
  await to(/^(Repay|Add)/);
  await press("Space");
  await to(/^Restores health to/);
  await press("Enter");
  await to(/^Restore the health factor to/);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("1.4");
  await to(/^Review$/);
  await press("Enter");
  await reads(widget.topUp.heading, "Review what you will sign");
  const keeps = () => eventually("the panel keeps the focus", focused(page), ({ name }) => name === "Review what you will sign");
  await keeps();
  await to(/^Approve by a transaction instead$/);
  await press("Enter");
  for (const step of ["1 of 2", "2 of 2"]) {
    // It takes nothing in its first moment, and is no stop until then.
    await widget.topUp.button(`Sign in wallet (${step})`).and(page.locator(":not([data-resting])")).waitFor();
    if (step === "2 of 2") await keeps();
    await to(new RegExp(`^Sign in wallet \\(${step}\\)$`));
    await press("Enter");
    await wallet.signing.waitFor();
    await to(/^Confirm$/);
    await press("Enter");
  }
  await done(world);
  await to(/^Done$/);
  await press("Space");
  await widget.topUp.panel.waitFor({ state: "detached" });
  await eventually("the focus is back where it was", focused(page), ({ name }) => name === "Top up…");
  assert.ok((await health(chain, chain.borrower("demo"))) >= wad("1.4"));
});

/** The keyboard: `to(name)` tabs on until what has this name has the focus; each stop must be seen. */
function keyboard({ page }) {
  const press = (key) => page.keyboard.press(key);
  async function to(pattern) {
    const passed = [];
    for (let step = 0; step < 80; step++) {
      const stop = await focused(page)();
      if (stop.isControl) assert.ok(stop.isSeen, `the focus on “${stop.name}” cannot be seen`);
      if (pattern.test(stop.name) && stop.isControl) return;
      passed.push(stop.name);
      await press("Tab");
    }
    assert.fail(`no way by Tab to ${pattern}: ${passed.join(" · ")}`);
  }
  return { press, to };
}

/** What has the focus: its name, and whether a ring or outline shows it. */
const focused = (page) => () =>
  page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    if (!at) return { name: "" };
    const label = at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
    return {
      name: label.replace(/\s+/g, " ").trim(),
      isControl: at.tabIndex >= 0 && at !== document.body,
      isSeen: (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none" || at.checkVisibility() === false,
    };
  });

scenario("a screen 320 pixels wide needs no sideways scrolling, in any state", { viewport: { width: 320, height: 640 } }, async (world) => {
  const { page, widget, wallet } = world;
  const fits = async (state) => {
    const [needs, has] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(needs <= has, `${state}: ${needs} px on ${has}`);
  };
  await widget.connect("Demo wallet").waitFor();
  await fits("choosing a wallet");
  await widget.connect("Demo wallet").click();
  await wallet.connect("many");
  await widget.position.waitFor();
  for (const details of await widget.details.locator("summary").all()) await details.click();
  await fits("five collaterals, three debts, all details");
  await widget.button("Top up…").click();
  await widget.topUp.way(/./).first().waitFor();
  await fits("choosing a top-up");
});

scenario("a screen reader is told of a level once, of the worst ones at once", async (world) => {
  const { widget } = world;
  await connect(world);
  const told = (role) => widget.element.getByRole(role).filter({ hasText: /^Aave v3 Local: / });
  await reads(told("status"), "Aave v3 Local: Healthy. Above all your thresholds.");
  await moveTo(world, "1.03", "Urgent");
  await reads(told("alert"), "Aave v3 Local: Urgent. Act now: a small move liquidates it.");
  assert.equal(await told("status").count(), 0);
  // A new block with the same level says nothing again.
  await told("alert").evaluate((region) => {
    window.changes = 0;
    new MutationObserver(() => window.changes++).observe(region, { childList: true, characterData: true, subtree: true });
  });
  await nextBlock(world);
  assert.equal(await widget.element.page().evaluate(() => window.changes), 0);
  assert.equal(clean(await widget.level.textContent()), "Urgent");
});
