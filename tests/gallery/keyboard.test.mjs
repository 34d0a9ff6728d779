// What is set and looked at by the keyboard alone, with the focus always in sight. Of the gallery as
// `build.mjs` last built it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, show } from "./gallery.mjs";
import { browser, server } from "./opened.mjs";

/** Tabs on until what has this name has the focus; each stop must be seen. */
async function to(page, name) {
  const passed = [];
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const at = globalThis.gallery.root.activeElement;
      if (!at) return { name: "", isSeen: true };
      const own = getComputedStyle(at);
      // Of a chart all of its drawing shows it; a time marks the part of it that is typed.
      const drawn = at.closest(".plot")?.querySelector("svg");
      const has = ({ outlineStyle, outlineWidth, boxShadow }) => (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
      const label = at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent;
      return { name: label.replace(/\s+/g, " ").trim(), isSeen: at.type === "time" || has(own) || (drawn ? has(getComputedStyle(drawn)) : false) };
    });
    assert.ok(stop.isSeen, `the focus on “${stop.name}” cannot be seen`);
    if (stop.name === name) return;
    passed.push(stop.name);
  }
  assert.fail(`no way by Tab to ${name}: ${passed.join(" · ")}`);
}

test("thresholds are typed and set", async () => {
  const { page, context, complaints } = await open(browser, server.url);
  await show(page, "healthy");
  await to(page, "Thresholds1.25 / 1.11 / 1.05");
  await page.keyboard.press("Enter");
  await to(page, "Watch");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("1.7");
  await to(page, "Set thresholds");
  await page.keyboard.press("Enter");
  const actions = await page.evaluate(() => globalThis.gallery.actions());
  assert.deepEqual(actions, ['SetLadder(Usual, LadderInput { watch: "1.7", call: "10%", urgent: "5%" })']);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the map is opened as a table, and what does not fit of it is scrolled to", async () => {
  // Narrower than what has to fit.
  const { page, context, complaints } = await open(browser, server.url, { width: 240 });
  await show(page, "call");
  await to(page, "The map as a table");
  await page.keyboard.press("Enter");
  const region = page.getByRole("region", { name: "Health over two prices" });
  await region.waitFor();
  await to(page, "Health over two prices");
  const element = await region.elementHandle();
  assert.ok(await region.evaluate((it) => it.scrollWidth > it.clientWidth), "there is more");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((it) => it.scrollLeft > 0, element);
  await page.setViewportSize({ width: 320, height: 900 });
  await page.waitForFunction((it) => it.scrollWidth <= it.clientWidth, element);
  assert.deepEqual(complaints, []);
  await context.close();
});
