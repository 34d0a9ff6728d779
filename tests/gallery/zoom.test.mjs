// What a person sees who has enlarged the page, or on a page that is read from right to left. Of the gallery as
// `build.mjs` last built it.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { open, overflow, rested, show, widen } from "./gallery.mjs";
import { browser, server } from "./opened.mjs";

/** The buttons of the page, or of the dialog over it: each by its name, and whether it lies within the width. */
const buttons = (page) =>
  page.evaluate(() => {
    const { root } = globalThis.gallery;
    const place = root.querySelector("dialog") ?? root;
    const all = [...place.querySelectorAll("button, summary")].map((button) => {
      const { left, right, width, height } = button.getBoundingClientRect();
      const isSeen = width > 0 && height > 0;
      const isWithin = left >= 0 && right <= document.documentElement.clientWidth + 0.5;
      return { name: (button.getAttribute("aria-label") ?? button.textContent).replace(/\s+/g, " ").trim(), isSeen, isWithin };
    });
    return all.filter(({ isSeen }) => isSeen);
  });
const names = (all) => all.map(({ name }) => name).sort();

/** Those that have most in them, of every kind. */
const FULLEST = ["choose", "healthy", "call", "many", "two-chains", "notifications-off", "protection", "top-up-choose", "top-up-review", "top-up-signing", "top-up-done"];

/** At twice the size a page of 1,280 px has room for 640. Half of that is a width of which each state has a picture. */
test("at 200% nothing scrolls sideways, every button is within the page, and none is missing", async () => {
  const { page, context } = await open(browser, server.url, { width: 640, scale: 2 });
  for (const state of await page.evaluate(() => globalThis.gallery.states())) {
    await show(page, state);
    await rested(page);
    const all = await buttons(page);
    assert.equal(await overflow(page), 0, `${state} scrolls sideways`);
    assert.deepEqual(all.filter(({ isWithin }) => !isWithin), [], state);
    if (!FULLEST.includes(state)) continue;
    await widen(page, 1280);
    assert.deepEqual(names(all), names(await buttons(page)), state);
    await widen(page, 640);
  }
  await context.close();
});

/** Where everything is, from the left edge of the widget or of its dialog. */
const places = (page) =>
  page.evaluate(() => {
    const { root } = globalThis.gallery;
    const place = root.querySelector("dialog") ?? root.querySelector(".widget");
    const { left, top } = place.getBoundingClientRect();
    return [...place.querySelectorAll("*")].map((one) => {
      const box = one.getBoundingClientRect();
      const numbers = [box.left - left, box.top - top, box.width, box.height].map(Math.round);
      return `${one.localName}.${one.getAttribute("class") ?? ""} ${numbers.join(" ")}`;
    });
  });

test("on a page that is read from right to left everything is where it is on any other", async () => {
  for (const width of [1280, 360]) {
    const { page, context } = await open(browser, server.url, { width });
    for (const state of FULLEST) {
      await show(page, state);
      await rested(page);
      const before = await places(page);
      await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
      assert.deepEqual(await places(page), before, state);
      const directions = await page.evaluate(() => {
        const { root } = globalThis.gallery;
        const all = [".widget", "dialog"].map((place) => root.querySelector(place)).filter(Boolean);
        return all.map((one) => [getComputedStyle(one).direction, one.closest("[lang]").lang]);
      });
      for (const one of directions) assert.deepEqual(one, ["ltr", "en"], state);
      await page.evaluate(() => document.documentElement.removeAttribute("dir"));
    }
    await context.close();
  }
});

/** What names a side of the page. A drawing goes from left to right on any page. */
const SIDES = [
  [/(^|[\s;{-])(left|right)\s*:/, "a side"],
  [/(margin|padding|border)-(left|right)/, "a side"],
  [/border-(top|bottom)-(left|right)/, "a corner"],
  [/(text-align|float|clear)\s*:\s*(left|right)/, "an alignment"],
  [/(margin|padding|inset)\s*:\s*\S+ (\S+) \S+ (?!\2\s*[;}])[^\s;]+\s*;/, "two sides"],
];
const EXCEPTIONS = ["prices.css: left: clamp(var(--_half), var(--left), 100% - var(--_half));"];

test("the style sheets name no side of the page", () => {
  const folder = join(import.meta.dirname, "../../style");
  const found = readdirSync(folder)
    .filter((name) => name.endsWith(".css"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n").map((line) => `${name}: ${line.trim()}`))
    .filter((line) => SIDES.some(([side]) => side.test(line)));
  assert.deepEqual(found, EXCEPTIONS);
});
